//! From a link as the ERP wrote it to an address the policy allows.

use std::net::IpAddr;

use url::{Host, Url};

use crate::{erro::ErroLink, ip::publico};

/// The ports a server of documents may use.
const PORTAS: [u16; 2] = [443, 8443];

/// A link that may be followed, as far as can be told before its name is resolved.
pub(crate) struct Destino {
    pub(crate) url: Url,
    /// For errors and logs.
    pub(crate) host: String,
}

/// Checks a link against the policy. What is checked is the parsed address, which is also what is connected to: there is
/// no second reading of the text.
pub(crate) fn ler(link: &str, hosts: &[String], permitir_loopback: bool) -> Result<Destino, ErroLink> {
    // The parser drops tabs and line breaks and takes `\` for `/`; nobody writes that into an honest link.
    if link.contains(|c: char| c.is_control() || c == '\\') {
        return Err(ErroLink::Ilegivel);
    }
    let mut url = Url::parse(link.trim()).map_err(|_| ErroLink::Ilegivel)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(ErroLink::Ilegivel);
    }
    if !url.username().is_empty() || url.password().is_some() || autoridade(link).contains('@') {
        return Err(ErroLink::ComCredenciais);
    }
    let (host, interno) = match url.host() {
        Some(host) => (host.to_string(), loopback(&host)),
        None => return Err(ErroLink::Ilegivel),
    };
    if hosts.is_empty() {
        return Err(ErroLink::ListaVazia { host });
    }
    if !hosts.contains(&host) {
        return Err(ErroLink::HostForaDaLista { host });
    }
    let local = interno && permitir_loopback;
    // A number needs no resolver, so it is judged here.
    let numero: Option<IpAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => Some(ip.into()),
        Some(Host::Ipv6(ip)) => Some(ip.into()),
        _ => None,
    };
    if numero.is_some_and(|ip| !local && !publico(ip)) || (interno && !local) {
        return Err(ErroLink::EnderecoProibido { host });
    }
    if !local {
        if url.scheme() != "https" {
            return Err(ErroLink::SemTls { host });
        }
        let porta = url.port_or_known_default().unwrap_or_default();
        if !PORTAS.contains(&porta) {
            return Err(ErroLink::PortaProibida { host, porta });
        }
    }
    url.set_fragment(None);
    Ok(Destino { url, host })
}

/// What stands between `//` and the path, as written: an empty `@` leaves no trace in a parsed address.
fn autoridade(link: &str) -> &str {
    let depois = link.split_once("//").map_or("", |(_, depois)| depois);
    depois.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether the host is this very machine by its name or number.
pub(crate) fn loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(nome) => nome_de_loopback(nome.as_ref()),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// `localhost` and `*.localhost` (RFC 6761).
pub(crate) fn nome_de_loopback(nome: &str) -> bool {
    nome == "localhost" || nome.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "arquivos.horizonte.example";

    fn em(link: &str) -> Result<String, ErroLink> {
        let hosts = [HOST.to_owned(), "xn--construo-xza3b.example".to_owned()];
        ler(link, &hosts, false).map(|d| d.url.to_string())
    }

    #[test]
    fn an_honest_link_passes_in_any_spelling() {
        for (link, lido) in [
            ("https://arquivos.horizonte.example/b/1.pdf", "https://arquivos.horizonte.example/b/1.pdf"),
            (
                " https://ARQUIVOS.Horizonte.example:443/b 1.pdf?x=1#y ",
                "https://arquivos.horizonte.example/b%201.pdf?x=1",
            ),
            ("https://arquivos.horizonte.example:8443/", "https://arquivos.horizonte.example:8443/"),
            ("https://construção.example/x@y", "https://xn--construo-xza3b.example/x@y"),
            ("https://xn--construo-xza3b.example/?a=b@c", "https://xn--construo-xza3b.example/?a=b@c"),
            // Full-width letters are the same name after IDNA.
            ("https://ａrquivos.horizonte.example/", "https://arquivos.horizonte.example/"),
        ] {
            assert_eq!(em(link).as_deref(), Ok(lido));
        }
    }

    #[test]
    fn no_trick_with_the_name_reaches_another_host() {
        for link in [
            "https://arquivos.horizonte.example.evil.com/x",
            "https://evilarquivos.horizonte.example/x",
            "https://evil.com/arquivos.horizonte.example",
            "https://evil.com?arquivos.horizonte.example",
            "https://evil.com#arquivos.horizonte.example",
            "https://horizonte.example/x",
            "https://x.arquivos.horizonte.example/",
            "https://arquivos.horizonte.example./x",
            "https://construcao.example/",
            // Cyrillic letters that look like Latin ones.
            "https://аrquivos.horizonte.example/x",
            "https://2130706433/x",
            "https://0x7f000001/x",
            "https://0177.0.0.1/x",
            "https://127.1/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://[fe80::1]/x",
            "https://169.254.169.254/latest/meta-data/",
            "https://localhost/x",
        ] {
            assert!(matches!(em(link), Err(ErroLink::HostForaDaLista { .. })), "{link}: {:?}", em(link));
        }
        for link in [
            "https://arquivos.horizonte.example@evil.com/x",
            "https://arquivos.horizonte.example:443@evil.com/x",
            "https://u:s@arquivos.horizonte.example/x",
            "https://u@arquivos.horizonte.example/x",
            "https://@arquivos.horizonte.example/x",
            "https://:@arquivos.horizonte.example/x",
        ] {
            assert_eq!(em(link), Err(ErroLink::ComCredenciais), "{link}");
        }
        for link in [
            "",
            "arquivos.horizonte.example/x",
            "//arquivos.horizonte.example/x",
            "https://",
            "https://arquivos.horizonte.example\\@evil.com/x",
            "https:\\\\evil.com/x",
            "https://arquivos.horizonte.\texample/x",
            "https://arquivos.horizonte.example%00.evil.com/x",
            "https://arquivos.horizonte.example:99999/x",
            "https://xn--construao-xza.example/",
            "ftp://arquivos.horizonte.example/x",
            "file:///etc/passwd",
            "data:application/pdf;base64,JVBERi0=",
            "javascript:alert(1)",
        ] {
            assert_eq!(em(link), Err(ErroLink::Ilegivel), "{link}");
        }
    }

    #[test]
    fn plain_http_and_other_ports_are_refused() {
        assert_eq!(em("http://arquivos.horizonte.example/x"), Err(ErroLink::SemTls { host: HOST.to_owned() }));
        for porta in [1, 22, 80, 444, 6379, 8080] {
            let erro = ErroLink::PortaProibida { host: HOST.to_owned(), porta };
            assert_eq!(em(&format!("https://{HOST}:{porta}/x")), Err(erro));
        }
    }

    #[test]
    fn a_listed_number_must_still_be_public_and_loopback_needs_permission() {
        let hosts = ["10.0.0.1", "127.0.0.1", "localhost", "[::1]", "[::ffff:a00:1]", "169.254.169.254", "8.8.8.8"];
        let hosts = hosts.map(str::to_owned);
        let com = |link: &str, permitir| ler(link, &hosts, permitir).map(|d| d.host);
        for link in
            ["https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/", "https://0xa000001/"]
        {
            for permitir in [false, true] {
                assert!(matches!(com(link, permitir), Err(ErroLink::EnderecoProibido { .. })), "{link} {permitir}");
            }
        }
        for link in ["http://127.0.0.1:9999/", "http://localhost:9999/", "http://[::1]:9999/", "https://2130706433/"] {
            assert!(matches!(com(link, false), Err(ErroLink::EnderecoProibido { .. })), "{link}");
            assert!(com(link, true).is_ok(), "{link}");
        }
        assert!(com("https://8.8.8.8/", false).is_ok());
        assert!(matches!(com("http://8.8.8.8/", true), Err(ErroLink::SemTls { .. })));
    }

    #[test]
    fn without_a_list_nothing_is_followed_and_the_message_says_what_to_do() {
        let Err(erro) = ler("https://arquivos.horizonte.example/b/1.pdf?cpf=1", &[], true) else { panic!("followed") };
        assert!(erro.to_string().contains("erp.documentos-hosts"), "{erro}");
        assert!(erro.to_string().contains(HOST) && !erro.to_string().contains("1.pdf"), "{erro}");
    }
}
