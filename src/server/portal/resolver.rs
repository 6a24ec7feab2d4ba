//! One call to CV per launch: whose token is this?
//!
//! What to call and where the token travels is configuration. The call happens once per launch, on the server, with short
//! deadlines; whatever is not a clear answer about exactly one person ends the launch.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use domain::documento::Token;
use http::{HeaderMap, HeaderValue, Method};
use reqwest::{Client, RequestBuilder, Response};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::{
    erro::{Apresentavel, ErroResolucao, Falha},
    historico::Historico,
    identidade::{self, Identidade, contrato},
};
use crate::server::config::{Incorporadora, Papel, Portal, Resolvedor, Servico, TokenEm};

/// Largest answer read, in bytes.
pub const RESPOSTA_MAXIMA: usize = 256 * 1024;

/// Deadlines of a resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prazos {
    /// To connect, each time. Default 2 s.
    pub conexao: Duration,
    /// For everything, including the retry. Default 5 s.
    pub total: Duration,
    /// Before the retry. Default 100 ms.
    pub pausa: Duration,
}

impl Default for Prazos {
    fn default() -> Self {
        Self { conexao: Duration::from_secs(2), total: Duration::from_secs(5), pausa: Duration::from_millis(100) }
    }
}

/// The configuration cannot be turned into a resolver. The texts name the key and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroResolver {
    /// Scheme or host not allowed.
    #[error(
        "portal.url: use https e um nome público; http e loopback só com [desenvolvimento] permitir-loopback = true"
    )]
    Url,
    /// Only GET and POST.
    #[error("portal.{0}.metodo: use GET ou POST")]
    Metodo(&'static str),
    /// The path leaves `portal.url`.
    #[error("portal.{0}.caminho: deve começar com `/`, sem `..`, `\\` nem `#`")]
    Caminho(&'static str),
    /// The pointer of `json:` is not a JSON pointer to a member.
    #[error("portal.{0}.token-em: o ponteiro de `json:` deve começar com `/`")]
    Ponteiro(&'static str),
    /// The service credentials do not fit in a header.
    #[error("portal.servico: email e token não podem ter quebras de linha nem acentos")]
    Servico,
    /// The HTTP client did not start.
    #[error("cliente HTTP não iniciou: {0}")]
    Cliente(String),
}

/// Asks CV who a token belongs to. Cheap to clone; keeps connections open.
#[derive(Clone)]
pub struct Resolver {
    http: Client,
    slug: Arc<str>,
    prazos: Prazos,
    chamadas: Arc<BTreeMap<Papel, Chamada>>,
    historico: Historico,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver")
            .field("slug", &self.slug)
            .field("papeis", &self.chamadas.keys())
            .finish_non_exhaustive()
    }
}

struct Chamada {
    metodo: Method,
    url: Url,
    token_em: TokenEm,
    cabecalhos: HeaderMap,
    regras: Resolvedor,
    /// Whether the answer is about staff.
    equipe: bool,
}

impl Resolver {
    /// For one incorporadora. `permitir_loopback` is `[desenvolvimento] permitir-loopback`.
    ///
    /// # Errors
    /// [`ErroResolver`] names the key to change.
    pub fn novo(incorporadora: &Incorporadora, permitir_loopback: bool) -> Result<Self, ErroResolver> {
        Self::com_prazos(incorporadora.slug.as_str(), &incorporadora.portal, permitir_loopback, Prazos::default())
    }

    /// The same with other deadlines.
    ///
    /// # Errors
    /// [`ErroResolver`] names the key to change.
    pub fn com_prazos(
        slug: &str,
        portal: &Portal,
        permitir_loopback: bool,
        prazos: Prazos,
    ) -> Result<Self, ErroResolver> {
        conferir_url(&portal.url, permitir_loopback)?;
        let http = Client::builder()
            .connect_timeout(prazos.conexao)
            // An answer with a redirect would carry the token to another place; a proxy of the environment would see it.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .https_only(!permitir_loopback)
            .http1_only()
            // The only retry is ours: it has a budget.
            .retry(reqwest::retry::never())
            .pool_idle_timeout(Duration::from_secs(15))
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|erro| ErroResolver::Cliente(erro.without_url().to_string()))?;
        let papeis = [
            (Papel::Cliente, Some(&portal.cliente)),
            (Papel::Sindico, portal.sindico.as_ref()),
            (Papel::Gestor, portal.gestor.as_ref()),
        ];
        let mut chamadas = BTreeMap::new();
        for (papel, regras) in papeis {
            if let Some(regras) = regras.filter(|regras| regras.ativo) {
                chamadas.insert(papel, Chamada::nova(papel.as_str(), portal, regras)?);
            }
        }
        Ok(Self { http, slug: slug.into(), prazos, chamadas: Arc::new(chamadas), historico: Historico::default() })
    }

    /// Whether the incorporadora offers the role. Where it does not, the role's URL answers 404.
    pub fn atende(&self, papel: Papel) -> bool {
        self.chamadas.contains_key(&papel)
    }

    /// What came of the last questions.
    pub const fn historico(&self) -> &Historico {
        &self.historico
    }

    /// Asks CV. One call, repeated once when the connection failed or CV answered 5xx, never for another reason: the token may
    /// be good for one use. Writes one log line with slug, role, outcome and milliseconds.
    ///
    /// # Errors
    /// [`ErroResolucao`]: no error, no session.
    pub async fn resolver(&self, papel: Papel, token: &Token) -> Result<Identidade, ErroResolucao> {
        let inicio = Instant::now();
        let resultado = match self.chamadas.get(&papel) {
            None => Err(ErroResolucao::PapelDesligado),
            Some(chamada) => timeout(self.prazos.total, self.perguntar(chamada, token))
                .await
                .unwrap_or(Err(ErroResolucao::ForaDoAr(Falha::Prazo))),
        };
        let resposta = resultado.as_ref().err().map_or("ok", Apresentavel::codigo);
        self.historico.anotar(papel, resposta, inicio.elapsed());
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (slug, papel) = (&*self.slug, papel.as_str());
        match &resultado {
            Ok(_) => tracing::info!(slug, papel, resultado = "ok", ms, "token resolved by CV"),
            Err(erro) => {
                tracing::warn!(slug, papel, resultado = erro.codigo(), ms, motivo = %erro, "token not resolved by CV");
            }
        }
        resultado
    }

    async fn perguntar(&self, chamada: &Chamada, token: &Token) -> Result<Identidade, ErroResolucao> {
        let resposta = match self.chamar(chamada, token).await {
            Err(ErroResolucao::ForaDoAr(Falha::Conexao | Falha::Servidor(_))) => {
                sleep(self.prazos.pausa).await;
                self.chamar(chamada, token).await?
            }
            outro => outro?,
        };
        if chamada.equipe {
            identidade::extrair_equipe(&resposta, &chamada.regras)
        } else {
            identidade::extrair(&resposta, &chamada.regras)
        }
    }

    async fn chamar(&self, chamada: &Chamada, token: &Token) -> Result<Value, ErroResolucao> {
        let resposta = chamada.pedido(&self.http, token)?.send().await.map_err(|erro| falha(&erro))?;
        let status = resposta.status();
        match status.as_u16() {
            204 | 401 | 403 | 404 => Err(ErroResolucao::Recusado),
            429 => Err(ErroResolucao::MuitasChamadas),
            codigo @ 500..=599 => Err(ErroResolucao::ForaDoAr(Falha::Servidor(codigo))),
            200..=299 => decodificar(&ler(resposta).await?),
            // "Nothing found" is a 400 on some routes.
            400 if sem_dados(&ler(resposta).await?) => Err(ErroResolucao::Recusado),
            codigo => Err(ErroResolucao::Contrato {
                detalhe: if status.is_redirection() {
                    format!("HTTP {codigo}, um redirecionamento; confira portal.url e caminho")
                } else {
                    format!("HTTP {codigo}; confira metodo, caminho e token-em")
                },
            }),
        }
    }
}

impl Chamada {
    fn nova(papel: &'static str, portal: &Portal, regras: &Resolvedor) -> Result<Self, ErroResolver> {
        if regras.metodo != Method::GET && regras.metodo != Method::POST {
            return Err(ErroResolver::Metodo(papel));
        }
        if matches!(&regras.token_em, TokenEm::Json(ponteiro) if !ponteiro.starts_with('/')) {
            return Err(ErroResolver::Ponteiro(papel));
        }
        Ok(Self {
            metodo: regras.metodo.clone(),
            url: juntar(&portal.url, &regras.caminho).ok_or(ErroResolver::Caminho(papel))?,
            token_em: regras.token_em.clone(),
            cabecalhos: cabecalhos_de_servico(portal.servico.as_ref(), &regras.token_em)?,
            regras: regras.clone(),
            equipe: papel == Papel::Gestor.as_str(),
        })
    }

    fn pedido(&self, http: &Client, token: &Token) -> Result<RequestBuilder, ErroResolucao> {
        let pedido = http
            .request(self.metodo.clone(), self.url.clone())
            .headers(self.cabecalhos.clone())
            .header(http::header::ACCEPT, "application/json");
        let segredo = token.exposto();
        // Marked sensitive, so that no library prints it.
        let cabecalho = |texto: &str| {
            let mut valor = HeaderValue::from_str(texto).map_err(|_| contrato("o token não cabe em um cabeçalho"))?;
            valor.set_sensitive(true);
            Ok(valor)
        };
        Ok(match &self.token_em {
            TokenEm::Bearer => pedido.header(http::header::AUTHORIZATION, cabecalho(&format!("Bearer {segredo}"))?),
            TokenEm::Header(nome) => pedido.header(nome, cabecalho(segredo)?),
            TokenEm::Query(nome) => pedido.query(&[(nome, segredo)]),
            TokenEm::Form(nome) => pedido.form(&[(nome, segredo)]),
            TokenEm::Json(ponteiro) => pedido.json(&aninhar(ponteiro, segredo)),
        })
    }
}

fn conferir_url(url: &Url, permitir_loopback: bool) -> Result<(), ErroResolver> {
    let loopback = match url.host() {
        None => return Err(ErroResolver::Url),
        Some(url::Host::Domain(nome)) => nome == "localhost" || nome.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(url::Host::Ipv6(ip)) => ip.to_canonical().is_loopback() || ip.is_unspecified(),
    };
    match url.scheme() {
        "https" if permitir_loopback || !loopback => Ok(()),
        "http" if permitir_loopback => Ok(()),
        _ => Err(ErroResolver::Url),
    }
}

/// `caminho` below `base`; `None` when it is not a plain path (a query is allowed).
fn juntar(base: &Url, caminho: &str) -> Option<Url> {
    let (caminho, query) = caminho.split_once('?').map_or((caminho, None), |(caminho, query)| (caminho, Some(query)));
    let sobe = caminho.split('/').any(|parte| matches!(parte.to_lowercase().replace("%2e", ".").as_str(), "." | ".."));
    if !caminho.starts_with('/') || sobe || caminho.contains(['\\', '#']) || query.is_some_and(|q| q.contains('#')) {
        return None;
    }
    let mut url = base.clone();
    url.set_path(&format!("{}{caminho}", base.path().trim_end_matches('/')));
    url.set_query(query);
    url.set_fragment(None);
    Some(url)
}

/// The back-office credentials go along only where the token is a parameter of a back-office call; a token that is itself the
/// credential (`bearer`, `header:`) goes alone.
fn cabecalhos_de_servico(servico: Option<&Servico>, token_em: &TokenEm) -> Result<HeaderMap, ErroResolver> {
    let mut cabecalhos = HeaderMap::new();
    if let Some(servico) = servico
        && !matches!(token_em, TokenEm::Bearer | TokenEm::Header(_))
    {
        for (nome, texto) in [("email", servico.email.as_str()), ("token", servico.token.expose_secret())] {
            let mut valor = HeaderValue::from_str(texto).map_err(|_| ErroResolver::Servico)?;
            valor.set_sensitive(true);
            cabecalhos.insert(nome, valor);
        }
    }
    Ok(cabecalhos)
}

/// `/a/b` → `{"a":{"b":segredo}}`.
fn aninhar(ponteiro: &str, segredo: &str) -> Value {
    ponteiro.split('/').skip(1).collect::<Vec<_>>().into_iter().rfold(Value::from(segredo), |dentro, parte| {
        Value::Object(Map::from_iter([(parte.replace("~1", "/").replace("~0", "~"), dentro)]))
    })
}

/// The error itself is never shown: its text has the URL, which may have the token.
fn falha(erro: &reqwest::Error) -> ErroResolucao {
    if erro.is_connect() {
        ErroResolucao::ForaDoAr(Falha::Conexao)
    } else if erro.is_timeout() {
        ErroResolucao::ForaDoAr(Falha::Prazo)
    } else if erro.is_builder() {
        contrato("a chamada configurada não pôde ser montada")
    } else {
        ErroResolucao::ForaDoAr(Falha::Interrompida)
    }
}

async fn ler(mut resposta: Response) -> Result<Vec<u8>, ErroResolucao> {
    let grande = || contrato("resposta maior que 256 KiB");
    if resposta.content_length().is_some_and(|tamanho| tamanho > RESPOSTA_MAXIMA as u64) {
        return Err(grande());
    }
    let mut corpo = Vec::new();
    while let Some(pedaco) = resposta.chunk().await.map_err(|erro| falha(&erro))? {
        if corpo.len() + pedaco.len() > RESPOSTA_MAXIMA {
            return Err(grande());
        }
        corpo.extend_from_slice(&pedaco);
    }
    Ok(corpo)
}

/// The type the answer declares is not looked at: PHP calls JSON `text/html` unless told otherwise.
fn decodificar(corpo: &[u8]) -> Result<Value, ErroResolucao> {
    let corpo = corpo.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(corpo).trim_ascii();
    serde_json::from_slice(corpo).map_err(|_| {
        contrato(match corpo.first() {
            None => "resposta 200 sem corpo",
            Some(b'<') => "HTML no lugar de JSON",
            Some(_) => "JSON inválido ou cortado",
        })
    })
}

/// Whether the body of a 400 says that there is nothing, in any of the fields CV uses for messages.
fn sem_dados(corpo: &[u8]) -> bool {
    let Ok(resposta) = decodificar(corpo) else { return false };
    ["mensagem", "message", "error", "erro", "Response"]
        .iter()
        .find_map(|nome| resposta.get(nome)?.as_str())
        .is_some_and(|mensagem| mensagem.to_lowercase().contains("nenhum"))
}

#[cfg(test)]
mod tests;
