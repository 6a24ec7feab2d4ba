//! Just enough HTML to hold pages to their rules: tags, attributes, balance, text.

/// A start or end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) nome: String,
    pub(crate) fecha: bool,
    pub(crate) atributos: Vec<(String, String)>,
    /// Byte after the tag.
    pub(crate) fim: usize,
    /// Byte of its `<`.
    pub(crate) inicio: usize,
}

impl Tag {
    pub(crate) fn atributo(&self, nome: &str) -> Option<&str> {
        self.atributos.iter().find(|(n, _)| n == nome).map(|(_, v)| v.as_str())
    }
}

/// Elements without an end tag.
const VAZIOS: [&str; 10] = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// All tags in order. Panics where a browser would have to guess.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut i = 0;
    while let Some(passo) = html[i..].find('<') {
        let inicio = i + passo;
        let resto = &html[inicio..];
        if resto.starts_with("<!--") {
            i = inicio + resto.find("-->").expect("a comment ends") + 3;
            continue;
        }
        if resto.starts_with("<!") {
            i = inicio + resto.find('>').expect("a declaration ends") + 1;
            continue;
        }
        let tag = tag(html, inicio);
        i = tag.fim;
        if !tag.fecha && ["script", "style"].contains(&tag.nome.as_str()) {
            let fim = format!("</{}>", tag.nome);
            i += html[i..].find(&fim).unwrap_or_else(|| panic!("{fim} is missing"));
        }
        tags.push(tag);
    }
    tags
}

fn tag(html: &str, inicio: usize) -> Tag {
    let fecha = html[inicio..].starts_with("</");
    let mut i = inicio + 1 + usize::from(fecha);
    let contexto = || html[inicio..].chars().take(60).collect::<String>();
    let nome: String = html[i..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    assert!(!nome.is_empty(), "a bare `<` in the text: {}", contexto());
    i += nome.len();
    let mut atributos = Vec::new();
    loop {
        i += html[i..].len() - html[i..].trim_start().len();
        if let Some(resto) = html[i..].strip_prefix("/>") {
            return Tag { nome, fecha, atributos, fim: html.len() - resto.len(), inicio };
        }
        if html[i..].starts_with('>') {
            return Tag { nome, fecha, atributos, fim: i + 1, inicio };
        }
        let chave: String = html[i..].chars().take_while(|c| !" =>/\n\"'<".contains(*c)).collect();
        assert!(!chave.is_empty(), "unreadable attribute in {}", contexto());
        i += chave.len();
        let mut valor = String::new();
        if html[i..].starts_with('=') {
            i += 1;
            let aspas = html[i..].chars().next().expect("a value");
            if aspas == '"' || aspas == '\'' {
                let fim = html[i + 1..].find(aspas).unwrap_or_else(|| panic!("open quotes in {}", contexto()));
                desescapar(&html[i + 1..i + 1 + fim]).clone_into(&mut valor);
                i += fim + 2;
            } else {
                valor = html[i..].chars().take_while(|c| !" >\n".contains(*c)).collect();
                i += valor.len();
            }
        }
        atributos.push((chave, valor));
    }
}

/// Every element that is opened is closed, in order.
pub(crate) fn conferir_equilibrio(html: &str) {
    let mut abertas: Vec<String> = Vec::new();
    for tag in tags(html) {
        let vazia = VAZIOS.contains(&tag.nome.as_str()) || html[..tag.fim].ends_with("/>");
        if tag.fecha {
            let aberta = abertas.pop();
            let perto: String = html[tag.inicio..].chars().take(80).collect();
            assert_eq!(aberta.as_deref(), Some(tag.nome.as_str()), "closing out of order at {perto}");
        } else if !vazia {
            abertas.push(tag.nome);
        }
    }
    assert!(abertas.is_empty(), "never closed: {abertas:?}");
}

/// Text between tags, entities resolved, spaces as one.
pub(crate) fn texto(corpo: &str) -> String {
    // Bodies that are not HTML have no tags.
    if corpo.contains("<html") { texto_de(corpo) } else { corpo.to_owned() }
}

/// [`texto`] of a part of a page.
pub(crate) fn texto_de(html: &str) -> String {
    let mut saida = String::new();
    let mut i = 0;
    let mut dentro_de_codigo = false;
    for tag in tags(html) {
        if !dentro_de_codigo {
            saida.push_str(&sem_comentarios(&html[i..tag.inicio]));
            saida.push(' ');
        }
        dentro_de_codigo = !tag.fecha && ["script", "style"].contains(&tag.nome.as_str());
        i = tag.fim;
    }
    saida.push_str(&sem_comentarios(&html[i..]));
    desescapar(&saida).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sem_comentarios(trecho: &str) -> String {
    let mut saida = String::new();
    let mut resto = trecho;
    while let Some((antes, depois)) = resto.split_once("<!") {
        saida.push_str(antes);
        let fim = if depois.starts_with("--") { "-->" } else { ">" };
        resto = depois.split_once(fim).map_or("", |(_, r)| r);
    }
    saida + resto
}

pub(crate) fn desescapar(texto: &str) -> String {
    let pares = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let trocado = pares.iter().fold(texto.to_owned(), |t, (de, para)| t.replace(de, para));
    trocado.replace("&amp;", "&")
}

/// What is inside the first element with that attribute value, e.g. `("slot", "pagamento")`.
pub(crate) fn dentro<'a>(html: &'a str, atributo: &str, valor: &str) -> Option<&'a str> {
    todos(html, atributo, valor).into_iter().next()
}

/// The insides of every element with that attribute value. Slots of a shadow root are not elements with content.
pub(crate) fn todos<'a>(html: &'a str, atributo: &str, valor: &str) -> Vec<&'a str> {
    let tags = tags(html);
    let mut achados = Vec::new();
    for (n, tag) in tags.iter().enumerate().filter(|(_, t)| !t.fecha && t.atributo(atributo) == Some(valor)) {
        let mut fundo = 1;
        for outra in tags[n + 1..].iter().filter(|t| t.nome == tag.nome) {
            fundo = if outra.fecha { fundo - 1 } else { fundo + 1 };
            if fundo == 0 {
                achados.push(&html[tag.fim..outra.inicio]);
                break;
            }
        }
    }
    achados
}

/// Every address of ours that a page offers: links, forms, and images of documents.
pub(crate) fn enderecos(html: &str) -> Vec<String> {
    let mut enderecos: Vec<String> = tags(html)
        .iter()
        .filter(|t| ["a", "form", "button"].contains(&t.nome.as_str()))
        .filter_map(|t| t.atributo("href").or(t.atributo("action")).or(t.atributo("formaction")))
        .filter(|e| e.starts_with("/s/"))
        .map(|e| e.split('#').next().unwrap_or_default().to_owned())
        .collect();
    enderecos.sort();
    enderecos.dedup();
    enderecos
}

/// Only the digits.
pub(crate) fn digitos(texto: &str) -> String {
    texto.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn the_reader_notices_what_it_is_for() {
    conferir_equilibrio("<div class=\"a\"><!--x--><p>a &lt; b<br></p><svg><path d='M0'/></svg></div>");
    assert!(std::panic::catch_unwind(|| conferir_equilibrio("<div><p></div></p>")).is_err());
    assert!(std::panic::catch_unwind(|| conferir_equilibrio("<div>")).is_err());
    assert_eq!(texto_de("<div>a<b>&amp;lt;</b> <!>c<!-- x > y --></div>"), "a &lt; c");
    assert_eq!(dentro("<div slot=a><div>1</div></div><div slot=b>2</div>", "slot", "a"), Some("<div>1</div>"));
}
