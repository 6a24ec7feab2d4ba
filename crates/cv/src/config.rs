//! What the client needs to know about one environment of CV, validated before the first call.

use std::{collections::BTreeMap, fmt, time::Duration};

use secrecy::SecretString;
use url::Url;

use crate::{
    convencao::{
        caminho::{Caminho, ErroCaminho},
        endereco::{self, ErroUrl},
    },
    operacao::{Operacao, chaves},
};

/// Longest time of one question when nothing else is configured, connection and repetition included.
pub const PRAZO: Duration = Duration::from_secs(5);

/// Configuration of one environment.
#[derive(Clone)]
pub struct ConfigCv {
    /// Address of the environment, e.g. `https://horizonte.cvcrm.com.br`; paths are appended to it.
    pub url: Url,
    /// Overrides of the paths, by [`Operacao::chave`]; what is in braces is filled in.
    pub caminhos: BTreeMap<String, String>,
    /// Longest time of one question, connection and repetition included; [`PRAZO`] unless configured. The connection alone may
    /// take 2 s.
    pub timeout: Duration,
    /// Whether `http` to a loopback host is accepted; anything else must be `https`.
    pub permitir_loopback: bool,
    /// E-mail and token of an administrative user, for the back-office API. Without them it cannot be asked.
    pub servico: Option<(String, SecretString)>,
}

impl fmt::Debug for ConfigCv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is left out on purpose: before validation it may still carry credentials.
        f.debug_struct("ConfigCv")
            .field("host", &self.url.host_str())
            .field("caminhos", &self.caminhos)
            .field("timeout", &self.timeout)
            .field("permitir_loopback", &self.permitir_loopback)
            .field("servico", &self.servico.is_some())
            .finish()
    }
}

/// What is wrong with a [`ConfigCv`]. Messages name the key and the fix; they hold no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroConfig {
    /// The address of the environment.
    #[error(transparent)]
    Url(#[from] ErroUrl),
    /// Unknown key in `caminhos`.
    #[error("`caminhos.{chave}` não existe; as chaves são: {lista}", lista = chaves().collect::<Vec<_>>().join(", "))]
    CaminhoDesconhecido {
        /// The key.
        chave: String,
    },
    /// One of the paths.
    #[error(transparent)]
    Caminho(#[from] ErroCaminho),
    /// Service credentials that cannot travel in a header.
    #[error("`servico`: email e token não podem ser vazios nem ter quebras de linha ou acentos")]
    Servico,
    /// Zero timeout.
    #[error("`timeout` precisa ser maior que zero")]
    Timeout,
    /// The HTTP client could not be built.
    #[error("não foi possível preparar o cliente HTTP (TLS)")]
    ClienteHttp,
}

impl ConfigCv {
    /// Base URL checked against the transport rules.
    pub(crate) fn base(&self) -> Result<&Url, ErroConfig> {
        endereco::conferir(&self.url, self.permitir_loopback)?;
        if self.timeout.is_zero() {
            return Err(ErroConfig::Timeout);
        }
        Ok(&self.url)
    }

    /// One path per [`Operacao`].
    pub(crate) fn modelos(&self) -> Result<BTreeMap<Operacao, Caminho>, ErroConfig> {
        if let Some(chave) = self.caminhos.keys().find(|k| Operacao::por_chave(k).is_none()) {
            return Err(ErroConfig::CaminhoDesconhecido { chave: chave.clone() });
        }
        let texto = |o: Operacao| self.caminhos.get(o.chave()).map_or(o.padrao(), String::as_str);
        Operacao::TODAS.iter().map(|o| Ok((*o, o.caminho(texto(*o))?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> ConfigCv {
        ConfigCv {
            url: url.parse().unwrap(),
            caminhos: BTreeMap::new(),
            timeout: PRAZO,
            permitir_loopback: false,
            servico: Some(("api@h.example".to_owned(), "segredo-do-servico".into())),
        }
    }

    #[test]
    fn address_time_and_keys_are_checked() {
        assert_eq!(config("http://h.cvcrm.com.br").base(), Err(ErroUrl::Insegura.into()));
        let bom = config("https://h.cvcrm.com.br");
        assert_eq!(ConfigCv { timeout: Duration::ZERO, ..bom.clone() }.base(), Err(ErroConfig::Timeout));
        assert_eq!(bom.modelos().unwrap().len(), Operacao::TODAS.len());
        let caminhos = BTreeMap::from([("pesoa".to_owned(), "/x".to_owned())]);
        let erro = ConfigCv { caminhos, ..bom }.modelos().unwrap_err().to_string();
        assert!(erro.contains("`caminhos.pesoa`") && erro.contains("pessoa-documento"), "{erro}");
    }

    #[test]
    fn debug_tells_no_credential() {
        let mut config = config("https://ana:senha@h.cvcrm.com.br");
        config.timeout = Duration::from_secs(1);
        let texto = format!("{config:?}");
        assert!(texto.contains("h.cvcrm.com.br"));
        for proibido in ["ana", "senha", "segredo-do-servico", "api@h.example"] {
            assert!(!texto.contains(proibido), "{texto}");
        }
    }
}
