//! Which addresses an environment of CV may have.

use url::{Host, Url};

/// What is wrong with the address of an environment. Messages hold no credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroUrl {
    /// Not `https`.
    #[error("`url` precisa ser https (http só para loopback, com permitir-loopback)")]
    Insegura,
    /// User or password in the URL.
    #[error("`url` não pode trazer usuário nem senha: o CV é consultado com o token de cada cliente")]
    Credencial,
    /// Query or fragment in the URL, or an URL that cannot take a path.
    #[error("`url` é a base dos caminhos: sem consulta (?…) nem fragmento (#…)")]
    NaoEBase,
    /// The API's path is in the URL and would be there twice.
    #[error("`url` é só o endereço do ambiente, sem /api/…: escreva https://ambiente.cvcrm.com.br")]
    ComApi,
}

/// Checks the address of an environment: `https`, or `http` to a loopback host where that is allowed, and nothing but a base.
///
/// # Errors
/// See [`ErroUrl`].
pub fn conferir(url: &Url, permitir_loopback: bool) -> Result<(), ErroUrl> {
    let seguro = match url.scheme() {
        "https" => true,
        "http" => permitir_loopback && loopback(url),
        _ => false,
    };
    if !seguro {
        return Err(ErroUrl::Insegura);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ErroUrl::Credencial);
    }
    if url.query().is_some() || url.fragment().is_some() || url.cannot_be_a_base() {
        return Err(ErroUrl::NaoEBase);
    }
    if url.path_segments().is_some_and(|mut partes| partes.any(|p| p == "api")) {
        return Err(ErroUrl::ComApi);
    }
    Ok(())
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

    fn conferida(url: &str, permitir_loopback: bool) -> Result<(), ErroUrl> {
        conferir(&url.parse().unwrap(), permitir_loopback)
    }

    #[test]
    fn only_https_unless_loopback_is_allowed_and_then_only_loopback() {
        for url in ["http://h.cvcrm.com.br", "http://127.0.0.1:1", "ftp://h.cvcrm.com.br", "file:///x"] {
            assert_eq!(conferida(url, false), Err(ErroUrl::Insegura), "{url}");
        }
        for url in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://h.cvcrm.com.br"] {
            assert_eq!(conferida(url, true), Ok(()), "{url}");
        }
        for url in ["http://h.cvcrm.com.br", "http://127.0.0.1.example", "http://10.0.0.1"] {
            assert_eq!(conferida(url, true), Err(ErroUrl::Insegura), "{url}");
        }
    }

    #[test]
    fn the_url_is_the_environment_and_nothing_more() {
        for (url, erro) in [
            ("https://a:b@h.cvcrm.com.br", ErroUrl::Credencial),
            ("https://h.cvcrm.com.br?a=b", ErroUrl::NaoEBase),
            ("https://h.cvcrm.com.br#a", ErroUrl::NaoEBase),
            ("https://h.cvcrm.com.br/api/v1/cliente", ErroUrl::ComApi),
        ] {
            assert_eq!(conferida(url, false), Err(erro), "{url}");
        }
    }
}
