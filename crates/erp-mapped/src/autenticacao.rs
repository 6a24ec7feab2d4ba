//! Credentials of the plugin at the ERP.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::erro::Erros;

/// How the plugin proves itself. `Debug` hides secrets.
#[derive(Debug, Clone)]
pub enum Autenticacao {
    /// Not at all.
    Nenhuma,
    /// `Authorization: Bearer …` with a fixed token.
    Bearer(SecretString),
    /// `Authorization: Basic …`
    Basic {
        /// User; may not hold a colon (RFC 7617).
        usuario: String,
        /// Password.
        senha: SecretString,
    },
    /// Any header with a fixed value.
    Header {
        /// Name.
        nome: HeaderName,
        /// Value.
        valor: SecretString,
    },
    /// OAuth2 client credentials (RFC 6749 §4.4).
    OAuth2 {
        /// Where tokens are given; `https`, or loopback in development.
        token_url: Url,
        /// Identifier.
        client_id: String,
        /// Secret.
        client_secret: SecretString,
        /// `scope`, when the ERP wants one.
        escopo: Option<String>,
        /// How identifier and secret travel.
        envio: EnvioCredencial,
    },
    /// A login with user and password whose answer has the token; its shape is the mapping's `[login]`.
    Login {
        /// `{usuario}`
        usuario: String,
        /// `{senha}`
        senha: SecretString,
        /// Headers of this customer at the login, e.g. Mega's `tenantId`.
        cabecalhos: BTreeMap<String, String>,
    },
}

/// How OAuth2's client credentials travel. Most servers take the header; some only the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EnvioCredencial {
    /// `Authorization: Basic`
    #[default]
    Basic,
    /// `client_id` and `client_secret` in the form.
    Corpo,
}

/// Headers the HTTP client writes itself.
const RESERVADOS: [&str; 7] =
    ["host", "content-length", "content-type", "transfer-encoding", "connection", "accept", "te"];

/// A fixed header, marked sensitive so that no client log prints it; `None` for credentials that are no fixed header.
pub(crate) fn cabecalho(autenticacao: &Autenticacao, erros: &mut Erros) -> Option<(HeaderName, HeaderValue)> {
    let chave = "autenticacao";
    let (nome, texto) = match autenticacao {
        Autenticacao::Nenhuma | Autenticacao::OAuth2 { .. } | Autenticacao::Login { .. } => return None,
        Autenticacao::Bearer(token) => {
            if token.expose_secret().is_empty() {
                erros.junta(chave, "o token está vazio", "Preencha token ou token-file");
                return None;
            }
            (AUTHORIZATION, SecretString::from(format!("Bearer {}", token.expose_secret())))
        }
        Autenticacao::Basic { usuario, senha } => {
            if usuario.contains(':') {
                erros.junta(chave, "o usuário não pode ter dois-pontos", "Escreva só o usuário");
                return None;
            }
            (AUTHORIZATION, SecretString::from(basic(usuario, senha)))
        }
        Autenticacao::Header { nome, valor } => {
            if RESERVADOS.contains(&nome.as_str()) {
                erros.junta(chave, "este cabeçalho pertence ao transporte", "Use o cabeçalho que o ERP documenta");
                return None;
            }
            if valor.expose_secret().is_empty() {
                erros.junta(chave, "o valor do cabeçalho está vazio", "Preencha valor ou valor-file");
                return None;
            }
            (nome.clone(), valor.clone())
        }
    };
    let Ok(mut valor) = HeaderValue::from_str(texto.expose_secret()) else {
        erros.junta(
            chave,
            "a credencial tem um caractere que não vai em um cabeçalho",
            "Há uma quebra de linha no fim?",
        );
        return None;
    };
    valor.set_sensitive(true);
    Some((nome, valor))
}

/// `Basic …`
pub(crate) fn basic(usuario: &str, senha: &SecretString) -> String {
    let par = SecretString::from(format!("{usuario}:{}", senha.expose_secret()));
    format!("Basic {}", STANDARD.encode(par.expose_secret()))
}
