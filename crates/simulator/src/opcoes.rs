//! What a simulated world is started with.

use std::{fmt, net::SocketAddr, str::FromStr, time::Duration};

use jiff::civil::Date;
use url::Url;

use crate::{falhas::Falha, relogio::Relogio};

/// How the portal hands the token to the plugin. CV documents none of this, so all are offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entrega {
    /// `…/cliente?<parametro>=<token>` in the `src` of the iframe: the likely one.
    Query {
        /// Name of the parameter.
        parametro: String,
    },
    /// A form posted into the iframe; a script submits it, a button does without script.
    PostForm {
        /// Name of the field.
        parametro: String,
    },
    /// `Authorization: Bearer`. No iframe can send it, so the portal page only explains, and the launch is made by the
    /// simulator's server on `POST /simulador/lancar`.
    Header,
}

impl Entrega {
    /// Name used in `?entrega=`.
    pub const fn nome(&self) -> &'static str {
        match self {
            Self::Query { .. } => "query",
            Self::PostForm { .. } => "post",
            Self::Header => "header",
        }
    }

    /// Name of the parameter, `token` where there is none.
    pub fn parametro(&self) -> &str {
        match self {
            Self::Query { parametro } | Self::PostForm { parametro } => parametro,
            Self::Header => "token",
        }
    }
}

impl Default for Entrega {
    fn default() -> Self {
        Self::Query { parametro: "token".to_owned() }
    }
}

/// What the token looks like.
#[derive(Clone, PartialEq, Eq)]
pub enum TipoToken {
    /// A JWT, HS256, with `sub`, `papel`, `ambiente`, `iat`, `exp` and `jti`.
    Jwt {
        /// The key; a plugin configured with the same one can verify the signature.
        segredo: String,
    },
    /// 43 random characters that say nothing.
    Opaco,
}

impl Default for TipoToken {
    fn default() -> Self {
        Self::Jwt { segredo: "segredo-do-portal-simulado-so-para-desenvolver".to_owned() }
    }
}

impl fmt::Debug for TipoToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jwt { .. } => "Jwt",
            Self::Opaco => "Opaco",
        })
    }
}

/// Which version of the contract's fields the ERP speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VersaoErp {
    /// Asked by document, newest field names.
    #[default]
    Nova,
    /// Asked by `id_cliente`, older field names, no contratos.
    Antiga,
}

/// How the ERP wraps its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormaLista {
    /// `[…]`
    #[default]
    Pura,
    /// `{"boletos": […]}`
    Nomeada,
    /// `{"data": [{"type", "id", "attributes": {…}}]}`
    JsonApi,
}

/// The dialect of the ERP. Can be changed while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormaErp {
    /// Fields.
    pub versao: VersaoErp,
    /// Lists.
    pub lista: FormaLista,
}

impl VersaoErp {
    /// `nova` or `antiga`.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Nova => "nova",
            Self::Antiga => "antiga",
        }
    }
}

impl FormaLista {
    /// `pura`, `nomeada` or `json-api`.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Pura => "pura",
            Self::Nomeada => "nomeada",
            Self::JsonApi => "json-api",
        }
    }
}

/// A word that names no option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("valor desconhecido `{0}`; use {1}")]
pub struct ErroOpcao(pub String, pub &'static str);

impl FromStr for VersaoErp {
    type Err = ErroOpcao;

    fn from_str(texto: &str) -> Result<Self, ErroOpcao> {
        [Self::Nova, Self::Antiga]
            .into_iter()
            .find(|v| v.nome() == texto)
            .ok_or_else(|| ErroOpcao(texto.to_owned(), "nova ou antiga"))
    }
}

impl FromStr for FormaLista {
    type Err = ErroOpcao;

    fn from_str(texto: &str) -> Result<Self, ErroOpcao> {
        [Self::Pura, Self::Nomeada, Self::JsonApi]
            .into_iter()
            .find(|f| f.nome() == texto)
            .ok_or_else(|| ErroOpcao(texto.to_owned(), "pura, nomeada ou json-api"))
    }
}

/// The simulated UAU.
#[derive(Clone)]
pub struct OpcoesUau {
    /// Where it listens; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Integration token it requires.
    pub integracao: String,
    /// Login of the service user.
    pub login: String,
    /// Password of the service user.
    pub senha: String,
    /// How long a session lives. Default 2 hours.
    pub vida_sessao: Duration,
    /// How long each call takes once 300 were made within ten minutes. Default 4 s.
    pub lentidao: Duration,
}

impl fmt::Debug for OpcoesUau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpcoesUau").field("addr", &self.addr).finish_non_exhaustive()
    }
}

impl Default for OpcoesUau {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            integracao: "integracao-demo".to_owned(),
            login: "portal".to_owned(),
            senha: "uau-demo".to_owned(),
            vida_sessao: Duration::from_hours(2),
            lentidao: Duration::from_secs(4),
        }
    }
}

/// Options of [`crate::Simulador::iniciar`]. `Default` suits a demonstration on loopback.
#[derive(Debug, Clone)]
pub struct Opcoes {
    /// Where the portal and CV's API listen; port 0 takes a free one.
    pub portal_addr: SocketAddr,
    /// Where the ERP listens; port 0 takes a free one.
    pub erp_addr: SocketAddr,
    /// Fixed civil date of all data; `None` follows [`Opcoes::relogio`] in America/Sao_Paulo, also over midnight.
    pub hoje: Option<Date>,
    /// Clock of tokens.
    pub relogio: Relogio,
    /// Origin of the plugin, when already known.
    pub plugin_url: Option<Url>,
    /// `{slug}` of `/p/{slug}/{papel}` on the plugin.
    pub slug: String,
    /// Name on the portal's pages.
    pub nome: String,
    /// Host of the portal's pages for a browser. Another one is another site, with cookies of its own.
    pub host: String,
    /// Whether the code of a customer in CV (`idpessoa_int`) is a plain number, as UAU, Mega and Sienge have them, or one of
    /// the REST contract's.
    pub codigos_numericos: bool,
    /// How the token is handed over, unless a page asks for another way.
    pub entrega: Entrega,
    /// How long a token lives. Default 5 minutes.
    pub vida_token: Duration,
    /// Kind of token.
    pub token: TipoToken,
    /// Bearer token the ERP requires.
    pub token_erp: String,
    /// Seed of amounts, numbers and codes: same seed and same day, same data. Tokens are always random.
    pub semente: u64,
    /// Dialect of the ERP.
    pub erp: FormaErp,
    /// The UAU beside it, over the same books.
    pub uau: OpcoesUau,
    /// Calls that the ERP in the style of Sienge answers in one day; the next ones are refused with 429.
    pub sienge_cota: u32,
    /// Faults switched on from the start.
    pub falhas: Vec<Falha>,
}

impl Default for Opcoes {
    fn default() -> Self {
        Self {
            portal_addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            erp_addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            hoje: None,
            relogio: Relogio::sistema(),
            plugin_url: None,
            slug: "horizonte".to_owned(),
            nome: "Horizonte".to_owned(),
            host: "portal.localhost".to_owned(),
            codigos_numericos: false,
            entrega: Entrega::default(),
            vida_token: Duration::from_mins(5),
            token: TipoToken::default(),
            token_erp: "erp-demo".to_owned(),
            semente: 2007,
            erp: FormaErp::default(),
            uau: OpcoesUau::default(),
            sienge_cota: 1000,
            falhas: Vec::new(),
        }
    }
}
