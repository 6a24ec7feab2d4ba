//! Where links may lead and what they may cost.

use std::time::Duration;

use url::Host;

/// What [`crate::Buscador`] allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Politica {
    /// Hosts a link may name. Compared whole, without regard to case, in their ASCII (punycode) form. Empty refuses all.
    pub hosts: Vec<String>,
    /// Whether `http` and any port are accepted for listed loopback hosts (`localhost`, `*.localhost`, 127.0.0.0/8, `::1`).
    /// For development only: it lets a link reach services of this machine.
    pub permitir_loopback: bool,
    /// Most bytes read of one answer.
    pub maximo: usize,
    /// Longest time to resolve the name, connect and agree on TLS.
    pub conexao: Duration,
    /// Longest time of the whole fetch, however slowly bytes keep coming.
    pub total: Duration,
}

impl Default for Politica {
    /// Nothing is allowed; 20 MiB, 2 s and 15 s.
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            permitir_loopback: false,
            maximo: 20 * 1024 * 1024,
            conexao: Duration::from_secs(2),
            total: Duration::from_secs(15),
        }
    }
}

/// What is wrong with a [`Politica`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroPolitica {
    /// Not a plain host name.
    #[error("«{host}» não é um nome de servidor: escreva só o nome, sem https://, porta, caminho nem `*`")]
    HostInvalido {
        /// As written.
        host: String,
    },
    /// A limit of zero.
    #[error("tamanho e tempos da busca de documentos precisam ser maiores que zero")]
    LimiteZero,
    /// The HTTP client could not be built.
    #[error("não foi possível preparar o cliente HTTP (TLS)")]
    ClienteHttp,
}

impl Politica {
    /// The hosts as links spell them once parsed.
    pub(crate) fn hosts_normalizados(&self) -> Result<Vec<String>, ErroPolitica> {
        if self.maximo == 0 || self.conexao.is_zero() || self.total.is_zero() {
            return Err(ErroPolitica::LimiteZero);
        }
        self.hosts.iter().map(|host| normalizar(host)).collect()
    }
}

fn normalizar(escrito: &str) -> Result<String, ErroPolitica> {
    let invalido = || ErroPolitica::HostInvalido { host: escrito.to_owned() };
    if escrito.contains(['*', '/', '@', '?', '#', '\\']) || escrito.contains(char::is_whitespace) {
        return Err(invalido());
    }
    // An operator who pastes a name with the root dot means the name; a link with one is refused all the same.
    let host = Host::parse(escrito.trim_end_matches('.')).map_err(|_| invalido())?;
    Ok(host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_compared_in_the_form_links_have_once_parsed() {
        for (escrito, normal) in [
            ("Arquivos.Horizonte.example", "arquivos.horizonte.example"),
            ("arquivos.horizonte.example.", "arquivos.horizonte.example"),
            ("construção.example", "xn--construo-xza3b.example"),
            ("127.0.0.1", "127.0.0.1"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(normalizar(escrito).as_deref(), Ok(normal));
        }
        for ruim in ["", "*.horizonte.example", "https://a.example", "a.example:443", "a b.example", "a@b.example"] {
            assert!(normalizar(ruim).is_err(), "{ruim}");
        }
    }

    #[test]
    fn a_limit_of_zero_is_a_mistake() {
        for politica in [
            Politica { maximo: 0, ..Politica::default() },
            Politica { conexao: Duration::ZERO, ..Politica::default() },
            Politica { total: Duration::ZERO, ..Politica::default() },
        ] {
            assert_eq!(politica.hosts_normalizados(), Err(ErroPolitica::LimiteZero));
        }
    }
}
