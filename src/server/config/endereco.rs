//! URLs, origins and host names as an operator may write them.

use url::{Host, Url};

use super::{
    leitor::{Campo, Coleta},
    problema::mostrar,
};

/// Whether the URL points to this very machine: `localhost`, `*.localhost`, 127.0.0.0/8 or `::1`.
pub fn eh_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| host_loopback(&host))
}

fn host_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(nome) => {
            let nome = nome.as_ref().trim_end_matches('.').to_ascii_lowercase();
            nome == "localhost" || nome.ends_with(".localhost")
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// What a URL may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Uso {
    /// Scheme, host and port only; http on loopback.
    Publica,
    /// Origin of a page that frames us; http on loopback with `permitir-loopback`.
    Moldura,
    /// Base of an API, a path allowed; http on loopback with `permitir-loopback`.
    Servico,
}

/// Reads an http(s) URL.
pub(super) fn url(campo: &Campo<'_>, uso: Uso, c: &mut Coleta) -> Option<Url> {
    let texto = campo.texto(c)?;
    let exemplo = match uso {
        Uso::Publica => "Escreva a origem, como \"https://financeiro.exemplo.com.br\"",
        Uso::Moldura => "Escreva a origem do portal, como \"https://horizonte.cvcrm.com.br\"",
        Uso::Servico => "Escreva o endereço base, como \"https://erp.exemplo.com.br/api\"",
    };
    let minusculo = texto.to_ascii_lowercase();
    if !minusculo.starts_with("https://") && !minusculo.starts_with("http://") {
        return campo.problema(format!("{}não começa com https://", citar(texto)), exemplo, c);
    }
    // The URL parser repairs these in silence; an operator should see what is really used.
    if texto.contains(|ch: char| ch.is_whitespace() || ch == '\\') {
        return campo.problema("contém espaço ou barra invertida", exemplo, c);
    }
    let Ok(url) = Url::parse(texto) else {
        return campo.problema(format!("{}não é um endereço válido", citar(texto)), exemplo, c);
    };
    if !url.username().is_empty() || url.password().is_some() {
        let como = "Retire usuario:senha@ do endereço; credenciais têm chaves próprias";
        return campo.problema("traz credenciais dentro do endereço", como, c);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return campo.problema("traz `?` ou `#`", format!("{exemplo}, sem nada depois do caminho"), c);
    }
    if uso != Uso::Servico && url.path() != "/" {
        return campo.problema("traz um caminho depois do nome do servidor", format!("{exemplo}, sem caminho"), c);
    }
    if url.scheme() == "http" {
        sem_tls(campo, &url, uso, c)?;
    }
    Some(url)
}

fn sem_tls(campo: &Campo<'_>, url: &Url, uso: Uso, c: &mut Coleta) -> Option<()> {
    if !eh_loopback(url) {
        return campo.problema("usa http, sem criptografia", "Use https://", c);
    }
    if uso == Uso::Publica || c.permitir_loopback {
        return Some(());
    }
    let como = "Use https://, ou, só para desenvolver, ponha permitir-loopback = true em [desenvolvimento]";
    campo.problema("usa http nesta máquina", como, c)
}

/// Quotes a URL in a message, unless it may hold credentials.
fn citar(texto: &str) -> String {
    if texto.contains('@') { String::new() } else { format!("«{}» ", mostrar(texto)) }
}

/// `scheme://host[:port]`, as browsers write it.
pub(super) fn origem(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Origins that may frame us. Wildcards would let any site of that domain draw our page under its own buttons.
pub(super) fn molduras(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<String>> {
    let itens = campo.textos(c)?;
    if itens.is_empty() {
        let como = "Escreva a origem do portal, ou retire a chave para usar a de portal.url";
        return campo.problema("está vazia: nenhum portal poderia abrir o plugin", como, c);
    }
    let mut saida: Vec<String> = Vec::new();
    let mut tudo_certo = true;
    for (item, texto) in itens {
        let lida = if texto.contains('*') {
            item.problema(
                "usa `*`: qualquer site daquele domínio poderia exibir o plugin dentro de uma página falsa",
                "Liste cada origem por inteiro, como \"https://horizonte.cvcrm.com.br\"",
                c,
            )
        } else {
            url(&item, Uso::Moldura, c)
        };
        match lida.as_ref().map(origem) {
            Some(origem) if !saida.contains(&origem) => saida.push(origem),
            Some(_) => {}
            None => tudo_certo = false,
        }
    }
    tudo_certo.then_some(saida)
}

/// Host names a document link may point to, in ASCII and lower case.
pub(super) fn hosts(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<String>> {
    let mut saida: Vec<String> = Vec::new();
    let mut tudo_certo = true;
    for (item, texto) in campo.textos(c)? {
        match host(&item, texto, c) {
            Some(nome) if !saida.contains(&nome) => saida.push(nome),
            Some(_) => {}
            None => tudo_certo = false,
        }
    }
    tudo_certo.then_some(saida)
}

fn host(item: &Campo<'_>, texto: &str, c: &mut Coleta) -> Option<String> {
    let exemplo = "Escreva só o nome do servidor, como \"arquivos.exemplo.com.br\"";
    if texto.contains('*') {
        let como = "Liste cada servidor pelo nome: um `*` deixaria o ERP mandar buscar em qualquer lugar";
        return item.problema("usa `*`", como, c);
    }
    if texto.contains([':', '/', '@', '?', '#']) && !texto.starts_with('[') {
        return item.problema(
            format!("{}não é um nome de servidor", citar(texto)),
            format!("{exemplo}, sem https:// nem porta"),
            c,
        );
    }
    let Ok(host) = Host::parse(texto) else {
        return item.problema(format!("«{}» não é um nome de servidor", mostrar(texto)), exemplo, c);
    };
    if host_loopback(&host) {
        if c.permitir_loopback {
            return Some(host.to_string());
        }
        let como =
            "Use o nome público do servidor, ou, só para desenvolver, permitir-loopback = true em [desenvolvimento]";
        return item.problema("aponta para esta máquina", como, c);
    }
    match host {
        Host::Domain(nome) if nome.contains('.') => Some(nome.trim_end_matches('.').to_owned()),
        Host::Domain(_) => item.problema(format!("«{}» não tem domínio", mostrar(texto)), exemplo, c),
        Host::Ipv4(_) | Host::Ipv6(_) => {
            item.problema("é um endereço IP", format!("{exemplo}: o certificado https é conferido pelo nome"), c)
        }
    }
}
