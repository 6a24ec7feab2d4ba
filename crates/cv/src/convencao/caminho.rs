//! Paths with places for keys: `/financeiro/boletos/{idunidade}/segunda-via`.

use url::Url;

/// A path (and query) as configured, checked once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caminho(String);

/// What is wrong with a configured path. Messages name the key and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroCaminho {
    /// Not a plain absolute path.
    #[error(
        "`caminhos.{chave}` precisa começar com / e não pode ter `..`, `//`, `#`, espaço, `\\`, duas `?` nem chave `{{` sem par"
    )]
    Invalido {
        /// The key.
        chave: String,
    },
    /// A place nothing is filled into.
    #[error("`caminhos.{chave}` não tem o que pôr em {{{lugar}}}; {uso}")]
    LugarDesconhecido {
        /// The key.
        chave: String,
        /// What is in the braces.
        lugar: String,
        /// What may be there.
        uso: String,
    },
    /// A path without a place it needs.
    #[error("`caminhos.{chave}` precisa de {{{lugar}}}, que diz o que está sendo pedido")]
    LugarAusente {
        /// The key.
        chave: String,
        /// What is missing.
        lugar: &'static str,
    },
}

/// Names of the places in a path, in order; `None` when a brace has no partner.
pub fn lugares(texto: &str) -> Option<Vec<&str>> {
    let mut nomes = Vec::new();
    let mut resto = texto;
    while let Some(inicio) = resto.find(['{', '}']) {
        let fim = resto.get(inicio + 1..)?.find(['{', '}'])? + inicio + 1;
        if !resto[inicio..].starts_with('{') || !resto[fim..].starts_with('}') {
            return None;
        }
        nomes.push(&resto[inicio + 1..fim]);
        resto = &resto[fim + 1..];
    }
    Some(nomes)
}

/// Whether this is a plain absolute path, with at most one query and no fragment.
pub fn valido(texto: &str) -> bool {
    let (caminho, consulta) = texto.split_once('?').unwrap_or((texto, ""));
    caminho.starts_with('/')
        && caminho.len() > 1
        && !caminho.contains("//")
        && !caminho.split('/').any(|parte| parte == ".." || parte == ".")
        && !consulta.contains('?')
        && !texto.chars().any(|c| matches!(c, '#' | '\\') || c.is_whitespace() || c.is_control())
        && lugares(texto).is_some()
}

impl Caminho {
    /// The path of `chave`, with every place of `exige` in it and none but those and the ones of `aceita`.
    ///
    /// # Errors
    /// See [`ErroCaminho`].
    pub fn conferido(
        chave: &str,
        texto: &str,
        exige: &'static [&'static str],
        aceita: &'static [&'static str],
    ) -> Result<Self, ErroCaminho> {
        let chave = || chave.to_owned();
        let Some(nomes) = lugares(texto).filter(|_| valido(texto)) else {
            return Err(ErroCaminho::Invalido { chave: chave() });
        };
        let aceitos: Vec<&str> = exige.iter().chain(aceita).copied().collect();
        if let Some(lugar) = nomes.iter().find(|nome| !aceitos.contains(nome)) {
            let uso = if aceitos.is_empty() {
                "este caminho não recebe nada entre chaves".to_owned()
            } else {
                let aceitos: Vec<String> = aceitos.iter().map(|a| format!("{{{a}}}")).collect();
                format!("este caminho recebe {}", aceitos.join(" e "))
            };
            return Err(ErroCaminho::LugarDesconhecido { chave: chave(), lugar: (*lugar).to_owned(), uso });
        }
        match exige.iter().find(|lugar| !nomes.contains(lugar)) {
            Some(lugar) => Err(ErroCaminho::LugarAusente { chave: chave(), lugar }),
            None => Ok(Self(texto.to_owned())),
        }
    }

    /// Whether the path has this place.
    pub fn tem(&self, lugar: &str) -> bool {
        lugares(&self.0).is_some_and(|nomes| nomes.contains(&lugar))
    }

    /// The address, with every key in its place; `None` for a key that would change the path instead of filling it.
    pub fn endereco(&self, base: &Url, chaves: &[(&str, &str)], pagina: Option<u32>) -> Option<Url> {
        let mut texto = self.0.clone();
        for (lugar, valor) in chaves {
            // `.` and `..` are resolved by every URL parser, escaped or not.
            if valor.is_empty() || valor.chars().all(|c| c == '.') {
                return None;
            }
            texto = texto.replace(&format!("{{{lugar}}}"), &escapado(valor));
        }
        let (caminho, consulta) = texto.split_once('?').map_or((texto.as_str(), None), |(c, q)| (c, Some(q)));
        let mut url = base.clone();
        url.set_path(&format!("{}{caminho}", base.path().trim_end_matches('/')));
        url.set_query(consulta);
        if let Some(pagina) = pagina {
            url.query_pairs_mut().append_pair("pagina", &pagina.to_string());
        }
        Some(url)
    }
}

fn escapado(valor: &str) -> String {
    use std::fmt::Write as _;
    valor.bytes().fold(String::new(), |mut texto, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            texto.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(texto, "%{byte:02X}");
        }
        texto
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feito(modelo: &str, valor: &str) -> Option<String> {
        let base: Url = "https://cv.example/".parse().unwrap();
        Caminho(modelo.to_owned()).endereco(&base, &[("id", valor)], None).map(String::from)
    }

    #[test]
    fn a_key_fills_its_place_and_nothing_else() {
        assert_eq!(feito("/b/{id}/x?ano={id}", "7").as_deref(), Some("https://cv.example/b/7/x?ano=7"));
        assert_eq!(
            feito("/b/{id}", "../pessoa?a=b#c").as_deref(),
            Some("https://cv.example/b/..%2Fpessoa%3Fa%3Db%23c")
        );
        assert_eq!(feito("/b/{id}", "%2e%2e").as_deref(), Some("https://cv.example/b/%252e%252e"));
        for ruim in ["", ".", "..", "..."] {
            assert_eq!(feito("/b/{id}", ruim), None);
        }
    }

    #[test]
    fn places_are_found_and_lone_braces_are_not_accepted() {
        assert_eq!(lugares("/a/{b}/c?d={e}"), Some(vec!["b", "e"]));
        for ruim in ["/a/{b", "/a/b}", "/a/{b{c}}", "/a/}{"] {
            assert_eq!(lugares(ruim), None, "{ruim}");
        }
    }

    #[test]
    fn a_page_is_added_to_whatever_query_there_is() {
        let base: Url = "https://cv.example/".parse().unwrap();
        let url = Caminho("/a?b=1".to_owned()).endereco(&base, &[], Some(2)).unwrap();
        assert_eq!(url.as_str(), "https://cv.example/a?b=1&pagina=2");
    }
}
