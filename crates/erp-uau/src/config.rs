//! What the adapter needs to know about one UAU, validated before the first call.

use std::{fmt, time::Duration};

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::relogio::Relogio;

/// Logins longer than this are taken by UAU for those of buyers.
const LOGIN_MAXIMO: usize = 8;

/// Configuration of one UAU.
#[derive(Clone)]
pub struct ConfigUau {
    /// Base URL of the customer: scheme, host, port and virtual directory, without `/api`.
    pub url: Url,
    /// Version segment of the paths, e.g. `v1.0`.
    pub versao: String,
    /// Integration token, sent with every call as `X-INTEGRATION-Authorization`.
    pub integracao: SecretString,
    /// Login of the service user: an internal UAU user, shorter than 8 characters.
    pub login: String,
    /// Its password.
    pub senha: SecretString,
    /// UAU user in whose name boletos are generated; required for writing.
    pub usuario_uau_site: Option<String>,
    /// Whether the inherent methods that write may be used.
    pub permitir_escrita: bool,
    /// Longest time of one call, connection included. The connection alone may take 2 s.
    pub timeout: Duration,
    /// Age at which a session is renewed before UAU ends it; UAU documents no lifetime. [`ConfigUau::RENOVACAO`] suits.
    pub renovacao: Duration,
    /// Whether `http` to a loopback host is accepted; anything else must be `https`.
    pub permitir_loopback: bool,
    /// The program's clock.
    pub relogio: Relogio,
}

impl fmt::Debug for ConfigUau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the URL (it may carry credentials before validation) nor the names of users are printed.
        f.debug_struct("ConfigUau")
            .field("host", &self.url.host_str())
            .field("versao", &self.versao)
            .field("permitir_escrita", &self.permitir_escrita)
            .field("timeout", &self.timeout)
            .field("renovacao", &self.renovacao)
            .field("permitir_loopback", &self.permitir_loopback)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a [`ConfigUau`]. Messages name the key and the fix; they hold no credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroConfig {
    /// Not `https`.
    #[error("`url` precisa ser https (http só para loopback, com permitir-loopback)")]
    UrlInsegura,
    /// User or password in the URL.
    #[error("`url` não pode trazer usuário nem senha: use `login` e `senha`")]
    CredencialNaUrl,
    /// Query, fragment, or no base at all.
    #[error("`url` é a base dos caminhos: sem consulta (?…) nem fragmento (#…)")]
    UrlNaoEBase,
    /// The URL already holds what the adapter appends.
    #[error("`url` termina antes de /api: use por exemplo https://uau.exemplo.com.br:50801/uauAPI")]
    UrlComApi,
    /// Not `v1`, `v1.0`…
    #[error("`versao` precisa ter a forma v1 ou v1.0")]
    Versao,
    /// The integration token is empty or cannot travel in a header.
    #[error("`integracao` está vazio ou tem um caractere que não pode ir em um cabeçalho (quebra de linha?)")]
    Integracao,
    /// No login.
    #[error("`login` está vazio")]
    LoginVazio,
    /// UAU would look for a buyer of that name.
    #[error(
        "`login` tem mais de 8 caracteres: o UAU o trata como login de cliente, não de usuário interno. Peça um usuário de serviço com login de até 7 caracteres"
    )]
    LoginLongo,
    /// No password.
    #[error("`senha` está vazia")]
    SenhaVazia,
    /// Writing without the user UAU requires for it.
    #[error(
        "`permitir-escrita` exige `usuario-uau-site`: o UAU só gera boletos em nome de um usuário com essa permissão"
    )]
    EscritaSemUsuario,
    /// Zero timeout.
    #[error("`limites.timeout` precisa ser maior que zero")]
    Timeout,
    /// Renewal at every call.
    #[error("`renovacao` precisa ser de pelo menos 1 minuto")]
    Renovacao,
    /// The HTTP client could not be built.
    #[error("não foi possível preparar o cliente HTTP (TLS)")]
    ClienteHttp,
}

impl ConfigUau {
    /// Usual age at which sessions are renewed: clients in the field assume lifetimes from one to two hours.
    pub const RENOVACAO: Duration = Duration::from_mins(50);

    /// What is allowed and probably not meant, for the operator.
    pub fn avisos(&self) -> Vec<&'static str> {
        let mut avisos = Vec::new();
        if self.login.chars().count() == LOGIN_MAXIMO {
            avisos.push(
                "`login` tem exatamente 8 caracteres: a documentação do UAU não diz se é usuário interno ou cliente; prefira até 7",
            );
        }
        avisos
    }

    /// Checks everything that can be checked without calling.
    ///
    /// # Errors
    /// See [`ErroConfig`].
    pub fn validar(&self) -> Result<(), ErroConfig> {
        self.base()?;
        self.cabecalho_de_integracao()?;
        match self.login.chars().count() {
            0 => return Err(ErroConfig::LoginVazio),
            n if n > LOGIN_MAXIMO => return Err(ErroConfig::LoginLongo),
            _ => {}
        }
        if self.senha.expose_secret().is_empty() {
            return Err(ErroConfig::SenhaVazia);
        }
        if self.permitir_escrita && self.usuario_uau_site.as_deref().is_none_or(|u| u.trim().is_empty()) {
            return Err(ErroConfig::EscritaSemUsuario);
        }
        if self.timeout.is_zero() {
            return Err(ErroConfig::Timeout);
        }
        if self.renovacao < Duration::from_mins(1) {
            return Err(ErroConfig::Renovacao);
        }
        Ok(())
    }

    /// `{url}/api/{versao}`, to which a method's path is appended.
    pub(crate) fn base(&self) -> Result<Url, ErroConfig> {
        let seguro = match self.url.scheme() {
            "https" => true,
            "http" => self.permitir_loopback && loopback(&self.url),
            _ => false,
        };
        if !seguro {
            return Err(ErroConfig::UrlInsegura);
        }
        if !self.url.username().is_empty() || self.url.password().is_some() {
            return Err(ErroConfig::CredencialNaUrl);
        }
        if self.url.query().is_some() || self.url.fragment().is_some() || self.url.cannot_be_a_base() {
            return Err(ErroConfig::UrlNaoEBase);
        }
        let caminho = self.url.path().trim_end_matches('/');
        if caminho.to_ascii_lowercase().split('/').any(|parte| parte == "api") {
            return Err(ErroConfig::UrlComApi);
        }
        if !versao_valida(&self.versao) {
            return Err(ErroConfig::Versao);
        }
        let mut base = self.url.clone();
        base.set_path(&format!("{caminho}/api/{}", self.versao));
        Ok(base)
    }

    /// The fixed header, marked sensitive so that no client log prints it.
    pub(crate) fn cabecalho_de_integracao(&self) -> Result<HeaderValue, ErroConfig> {
        let token = self.integracao.expose_secret().trim();
        let mut valor = HeaderValue::from_str(token).map_err(|_| ErroConfig::Integracao)?;
        if token.is_empty() {
            return Err(ErroConfig::Integracao);
        }
        valor.set_sensitive(true);
        Ok(valor)
    }
}

fn versao_valida(versao: &str) -> bool {
    versao.strip_prefix('v').is_some_and(|numero| {
        let partes: Vec<&str> = numero.split('.').collect();
        partes.len() <= 2 && partes.iter().all(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(nome)) => nome == "localhost" || nome.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> ConfigUau {
        ConfigUau {
            url: url.parse().unwrap(),
            versao: "v1.0".to_owned(),
            integracao: "segredo".into(),
            login: "portal".to_owned(),
            senha: "segredo".into(),
            usuario_uau_site: None,
            permitir_escrita: false,
            timeout: Duration::from_secs(1),
            renovacao: ConfigUau::RENOVACAO,
            permitir_loopback: false,
            relogio: Relogio::de(|| jiff::Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn the_base_is_url_api_version() {
        for url in ["https://uau.example:50801/uauAPI", "https://uau.example:50801/uauAPI/"] {
            assert_eq!(config(url).base().unwrap().as_str(), "https://uau.example:50801/uauAPI/api/v1.0");
        }
        assert_eq!(config("https://uau.example").base().unwrap().path(), "/api/v1.0");
    }

    #[test]
    fn an_address_that_would_leak_or_miss_is_refused() {
        for (url, erro) in [
            ("http://uau.example/uauAPI", ErroConfig::UrlInsegura),
            ("http://127.0.0.1:1/uauAPI", ErroConfig::UrlInsegura),
            ("https://a:b@uau.example/uauAPI", ErroConfig::CredencialNaUrl),
            ("https://uau.example/uauAPI?x=1", ErroConfig::UrlNaoEBase),
            ("https://uau.example/uauAPI/api/v1.0", ErroConfig::UrlComApi),
        ] {
            assert_eq!(config(url).validar(), Err(erro), "{url}");
        }
        let solto = ConfigUau { permitir_loopback: true, ..config("http://127.0.0.1:1/uauAPI") };
        assert_eq!(solto.validar(), Ok(()));
        let fora = ConfigUau { permitir_loopback: true, ..config("http://uau.example/uauAPI") };
        assert_eq!(fora.validar(), Err(ErroConfig::UrlInsegura));
    }

    #[test]
    fn each_key_has_its_own_refusal() {
        let com = |mudar: fn(&mut ConfigUau)| {
            let mut config = config("https://uau.example/uauAPI");
            mudar(&mut config);
            config.validar()
        };
        assert_eq!(com(|_| {}), Ok(()));
        for versao in ["1.0", "v", "v1.", "v1.0.0", "v1/../x", "va"] {
            let config = ConfigUau { versao: versao.to_owned(), ..config("https://uau.example/uauAPI") };
            assert_eq!(config.validar(), Err(ErroConfig::Versao), "{versao}");
        }
        assert_eq!(com(|c| c.versao = "v2".into()), Ok(()));
        assert_eq!(com(|c| c.integracao = "".into()), Err(ErroConfig::Integracao));
        assert_eq!(com(|c| c.integracao = "a\nb".into()), Err(ErroConfig::Integracao));
        assert_eq!(com(|c| c.login = String::new()), Err(ErroConfig::LoginVazio));
        assert_eq!(com(|c| c.login = "123456789".into()), Err(ErroConfig::LoginLongo));
        assert_eq!(com(|c| c.senha = "".into()), Err(ErroConfig::SenhaVazia));
        assert_eq!(com(|c| c.permitir_escrita = true), Err(ErroConfig::EscritaSemUsuario));
        assert_eq!(com(|c| c.timeout = Duration::ZERO), Err(ErroConfig::Timeout));
        assert_eq!(com(|c| c.renovacao = Duration::ZERO), Err(ErroConfig::Renovacao));
    }

    #[test]
    fn eight_characters_of_login_are_a_warning_and_seven_are_none() {
        let com = |login: &str| ConfigUau { login: login.to_owned(), ..config("https://uau.example/uauAPI") };
        assert_eq!(com("12345678").validar(), Ok(()));
        assert_eq!(com("12345678").avisos().len(), 1);
        assert!(com("1234567").avisos().is_empty());
    }

    #[test]
    fn nothing_secret_is_printed() {
        let config = ConfigUau { login: "usuario".into(), ..config("https://u:segredo@uau.example") };
        let visto = format!("{config:?} {:?}", config.cabecalho_de_integracao());
        assert!(!visto.contains("segredo") && !visto.contains("usuario"), "{visto}");
    }
}
