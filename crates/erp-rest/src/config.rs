//! What the adapter needs to know about one ERP, validated before the first call.

use std::{collections::BTreeMap, fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// Credentials of the plugin at the ERP. The contract recommends "a token in a header" and says no more.
#[derive(Debug, Clone)]
pub enum Autenticacao {
    /// None.
    Nenhuma,
    /// `Authorization: Bearer …`
    Bearer(SecretString),
    /// `Authorization: Basic …`
    Basic {
        /// User; may not hold a colon (RFC 7617).
        usuario: String,
        /// Password.
        senha: SecretString,
    },
    /// Any header.
    Header {
        /// Name.
        nome: HeaderName,
        /// Value.
        valor: SecretString,
    },
}

/// Configuration of one ERP.
#[derive(Clone)]
pub struct ConfigRest {
    /// Base URL; paths are appended to it.
    pub url: Url,
    /// Credentials.
    pub autenticacao: Autenticacao,
    /// Longest time of one call, connection included. The connection alone may take 2 s; a document never takes more than
    /// 15 s.
    pub timeout: Duration,
    /// Overrides of the contract's paths, by [`Recurso::chave`].
    pub caminhos: BTreeMap<String, String>,
    /// Hosts from which documents may be fetched, as `erp.documentos-hosts` lists them; with none, no link is followed.
    pub documentos_hosts: Vec<String>,
    /// Whether `http` to a loopback host is accepted; anything else must be `https`.
    pub permitir_loopback: bool,
}

impl fmt::Debug for ConfigRest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is left out on purpose: before validation it may still carry credentials.
        f.debug_struct("ConfigRest")
            .field("host", &self.url.host_str())
            .field("autenticacao", &self.autenticacao)
            .field("timeout", &self.timeout)
            .field("caminhos", &self.caminhos)
            .field("documentos_hosts", &self.documentos_hosts)
            .field("permitir_loopback", &self.permitir_loopback)
            .finish()
    }
}

/// One read of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recurso {
    /// Request 1.
    Clientes,
    /// Request 2.
    Contratos,
    /// Request 3.
    BoletosAbertos,
    /// Request 4.
    NotasFiscais,
    /// Request 5.
    ExtratosFinanceiros,
    /// Request 6.
    DeclaracoesQuitacao,
    /// Request 7.
    InstalacoesProdutos,
    /// The units of a condominium: not in the contract, offered only where its path is configured.
    Condominios,
}

impl Recurso {
    /// All of them, in the order of the contract.
    pub const TODOS: [Self; 8] = [
        Self::Clientes,
        Self::Contratos,
        Self::BoletosAbertos,
        Self::NotasFiscais,
        Self::ExtratosFinanceiros,
        Self::DeclaracoesQuitacao,
        Self::InstalacoesProdutos,
        Self::Condominios,
    ];

    /// Key in `caminhos`, name in logs, and (after a slash) the default path.
    pub fn chave(self) -> &'static str {
        match self {
            Self::Clientes => "clientes",
            Self::Contratos => "contratos",
            Self::BoletosAbertos => "boletos-abertos",
            Self::NotasFiscais => "notas-fiscais",
            Self::ExtratosFinanceiros => "extratos-financeiros",
            Self::DeclaracoesQuitacao => "declaracoes-quitacao",
            Self::InstalacoesProdutos => "instalacoes-produtos",
            Self::Condominios => "condominios",
        }
    }
}

/// What is wrong with a [`ConfigRest`]. Messages name the key and the fix; they hold no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroConfig {
    /// Not `https`.
    #[error("`url` precisa ser https (http só para loopback, com permitir-loopback)")]
    UrlInsegura,
    /// User or password in the URL.
    #[error("`url` não pode trazer usuário nem senha: use `autenticacao`")]
    CredencialNaUrl,
    /// Query or fragment in the URL, or an URL that cannot take a path.
    #[error("`url` é a base dos caminhos: sem consulta (?…) nem fragmento (#…)")]
    UrlNaoEBase,
    /// Unknown key in `caminhos`.
    #[error(
        "`caminhos.{chave}` não existe; as chaves são: clientes, contratos, boletos-abertos, notas-fiscais, extratos-financeiros, declaracoes-quitacao, instalacoes-produtos, condominios"
    )]
    CaminhoDesconhecido {
        /// The key.
        chave: String,
    },
    /// A path that is not a plain absolute path.
    #[error("`caminhos.{chave}` precisa começar com / e não pode ter `..`, `//`, `?`, `#`, espaço nem `\\`")]
    CaminhoInvalido {
        /// The key.
        chave: String,
    },
    /// A credential that cannot travel in a header.
    #[error("`autenticacao`: {motivo}")]
    Autenticacao {
        /// What is wrong, without the value.
        motivo: &'static str,
    },
    /// A host of documents that is none, or a client for them that could not be built.
    #[error("`documentos-hosts`: {0}")]
    Documentos(#[from] links::ErroPolitica),
    /// Zero timeout.
    #[error("`limites.timeout` precisa ser maior que zero")]
    Timeout,
    /// The HTTP client could not be built.
    #[error("não foi possível preparar o cliente HTTP (TLS)")]
    ClienteHttp,
}

impl ConfigRest {
    /// Base URL checked against the transport rules.
    pub(crate) fn base(&self) -> Result<&Url, ErroConfig> {
        let url = &self.url;
        let seguro = match url.scheme() {
            "https" => true,
            "http" => self.permitir_loopback && loopback(url),
            _ => false,
        };
        if !seguro {
            return Err(ErroConfig::UrlInsegura);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ErroConfig::CredencialNaUrl);
        }
        if url.query().is_some() || url.fragment().is_some() || url.cannot_be_a_base() {
            return Err(ErroConfig::UrlNaoEBase);
        }
        if self.timeout.is_zero() {
            return Err(ErroConfig::Timeout);
        }
        Ok(url)
    }

    /// One URL per [`Recurso::TODOS`].
    pub(crate) fn enderecos(&self) -> Result<[Url; 8], ErroConfig> {
        let base = self.base()?;
        if let Some(chave) = self.caminhos.keys().find(|k| !Recurso::TODOS.iter().any(|r| r.chave() == k.as_str())) {
            return Err(ErroConfig::CaminhoDesconhecido { chave: chave.clone() });
        }
        let mut enderecos = Recurso::TODOS.map(|_| base.clone());
        for (endereco, recurso) in enderecos.iter_mut().zip(Recurso::TODOS) {
            let chave = recurso.chave();
            let padrao = format!("/{chave}");
            let caminho = self.caminhos.get(chave).unwrap_or(&padrao);
            if !caminho_valido(caminho) {
                return Err(ErroConfig::CaminhoInvalido { chave: chave.to_owned() });
            }
            endereco.set_path(&format!("{}{caminho}", base.path().trim_end_matches('/')));
        }
        Ok(enderecos)
    }

    /// The header that authenticates us, marked sensitive so that no client log prints it.
    pub(crate) fn cabecalho(&self) -> Result<Option<(HeaderName, HeaderValue)>, ErroConfig> {
        let invalido = |motivo| ErroConfig::Autenticacao { motivo };
        let (nome, texto) = match &self.autenticacao {
            Autenticacao::Nenhuma => return Ok(None),
            Autenticacao::Bearer(token) => {
                let token = token.expose_secret();
                if token.is_empty() {
                    return Err(invalido("o token está vazio"));
                }
                (AUTHORIZATION, SecretString::from(format!("Bearer {token}")))
            }
            Autenticacao::Basic { usuario, senha } => {
                if usuario.contains(':') {
                    return Err(invalido("o usuário não pode ter dois-pontos"));
                }
                let par = SecretString::from(format!("{usuario}:{}", senha.expose_secret()));
                (AUTHORIZATION, SecretString::from(format!("Basic {}", STANDARD.encode(par.expose_secret()))))
            }
            Autenticacao::Header { nome, valor } => {
                if RESERVADOS.contains(&nome.as_str()) {
                    return Err(invalido("este cabeçalho pertence ao transporte e não pode levar a credencial"));
                }
                if valor.expose_secret().is_empty() {
                    return Err(invalido("o valor do cabeçalho está vazio"));
                }
                (nome.clone(), valor.clone())
            }
        };
        let mut valor = HeaderValue::from_str(texto.expose_secret()).map_err(|_| {
            invalido("a credencial tem um caractere que não pode ir em um cabeçalho (quebra de linha?)")
        })?;
        valor.set_sensitive(true);
        Ok(Some((nome, valor)))
    }
}

/// Headers the HTTP client writes itself.
const RESERVADOS: [&str; 6] = ["host", "content-length", "transfer-encoding", "connection", "accept", "te"];

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(nome)) => nome == "localhost" || nome.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn caminho_valido(caminho: &str) -> bool {
    caminho.starts_with('/')
        && caminho.len() > 1
        && !caminho.contains("//")
        && !caminho.split('/').any(|parte| parte == ".." || parte == ".")
        && !caminho.chars().any(|c| matches!(c, '?' | '#' | '\\') || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> ConfigRest {
        ConfigRest {
            url: url.parse().unwrap(),
            autenticacao: Autenticacao::Nenhuma,
            timeout: Duration::from_secs(1),
            caminhos: BTreeMap::new(),
            documentos_hosts: Vec::new(),
            permitir_loopback: false,
        }
    }

    fn com_caminho(chave: &str, caminho: &str) -> Result<[Url; 8], ErroConfig> {
        let caminhos = BTreeMap::from([(chave.to_owned(), caminho.to_owned())]);
        ConfigRest { caminhos, ..config("https://erp.example/api/") }.enderecos()
    }

    #[test]
    fn only_https_unless_loopback_is_allowed_and_then_only_loopback() {
        for url in ["http://erp.example", "http://127.0.0.1:1", "ftp://erp.example", "file:///x"] {
            assert_eq!(config(url).enderecos(), Err(ErroConfig::UrlInsegura), "{url}");
        }
        let solto = |url: &str| ConfigRest { permitir_loopback: true, ..config(url) }.enderecos();
        for url in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://erp.example"] {
            assert!(solto(url).is_ok(), "{url}");
        }
        for url in ["http://erp.example", "http://127.0.0.1.example", "http://10.0.0.1", "http://localhost.example"] {
            assert_eq!(solto(url), Err(ErroConfig::UrlInsegura), "{url}");
        }
    }

    #[test]
    fn credentials_queries_and_fragments_do_not_belong_in_the_url() {
        for url in ["https://a:b@erp.example", "https://a@erp.example"] {
            assert_eq!(config(url).enderecos(), Err(ErroConfig::CredencialNaUrl), "{url}");
        }
        for url in ["https://erp.example?a=b", "https://erp.example#a"] {
            assert_eq!(config(url).enderecos(), Err(ErroConfig::UrlNaoEBase), "{url}");
        }
        let sem_tempo = ConfigRest { timeout: Duration::ZERO, ..config("https://erp.example") };
        assert_eq!(sem_tempo.enderecos(), Err(ErroConfig::Timeout));
    }

    #[test]
    fn defaults_are_the_contracts_paths() {
        let enderecos = config("https://erp.example/api/").enderecos().unwrap();
        for (endereco, recurso) in enderecos.iter().zip(Recurso::TODOS) {
            assert_eq!(endereco.as_str(), format!("https://erp.example/api/{}", recurso.chave()));
        }
    }

    #[test]
    fn a_path_is_a_plain_absolute_path_under_a_known_key() {
        let enderecos = com_caminho("boletos-abertos", "/v2/títulos/abertos").unwrap();
        assert_eq!(enderecos[Recurso::BoletosAbertos as usize].path(), "/api/v2/t%C3%ADtulos/abertos");
        for caminho in ["", "/", "boletos", "//x", "/a/../b", "/a?b=c", "/a#b", "/a b", "/a\\b", "https://x.example/"] {
            let erro = ErroConfig::CaminhoInvalido { chave: "clientes".to_owned() };
            assert_eq!(com_caminho("clientes", caminho), Err(erro), "{caminho}");
        }
        let erro = com_caminho("boletos", "/x").unwrap_err();
        assert!(
            erro.to_string().contains("caminhos.boletos") && erro.to_string().contains("boletos-abertos"),
            "{erro}"
        );
    }

    #[test]
    fn credentials_that_cannot_travel_are_refused_without_being_repeated() {
        let com = |autenticacao| ConfigRest { autenticacao, ..config("https://erp.example") }.cabecalho();
        let nome = HeaderName::from_static;
        for ruim in [
            Autenticacao::Bearer("".into()),
            Autenticacao::Bearer("segredo\n".into()),
            Autenticacao::Basic { usuario: "a:b".into(), senha: "segredo".into() },
            Autenticacao::Header { nome: nome("host"), valor: "segredo".into() },
            Autenticacao::Header { nome: nome("x-token"), valor: "".into() },
        ] {
            let erro = com(ruim).unwrap_err();
            assert!(!format!("{erro} {erro:?}").contains("segredo"), "{erro}");
        }
        let (_, valor) = com(Autenticacao::Bearer("segredo".into())).unwrap().unwrap();
        assert!(valor.is_sensitive());
        let visto = format!(
            "{:?}",
            ConfigRest {
                autenticacao: Autenticacao::Bearer("segredo".into()),
                ..config("https://u:segredo@e.example")
            }
        );
        assert!(!visto.contains("segredo"), "{visto}");
    }
}
