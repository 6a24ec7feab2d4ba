//! Pieces of HTML. Everything that is text goes through [`Texto`].

use std::fmt;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Text, escaped for element content and for quoted attributes.
#[derive(Clone, Copy)]
pub(super) struct Texto<'a>(pub(super) &'a str);

impl fmt::Display for Texto<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => fmt::Write::write_char(f, c)?,
            }
        }
        Ok(())
    }
}

/// A whole document around `corpo`, which is HTML. Never cached: it may carry a token.
pub(super) fn documento(status: StatusCode, titulo: &str, corpo: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"pt-BR\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{} · Portal do Cliente</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"/cliente/portal.css\">\n</head>\n<body>\n{corpo}\n</body>\n</html>\n",
        Texto(titulo)
    );
    let cabecalhos = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, cabecalhos, html).into_response()
}

/// A line icon, 24 units square, hidden from assistive technology.
pub(super) fn icone(nome: &str) -> String {
    let tracos = match nome {
        "inicio" => r#"<path d="M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4v-5H9v5H5a1 1 0 0 1-1-1z"/>"#,
        "imovel" => {
            r#"<path d="M6 20V5a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v15M15 9h3a1 1 0 0 1 1 1v10M3 20h18M9 8h3M9 12h3M9 16h3"/>"#
        }
        "financeiro" => r#"<rect x="3" y="6" width="18" height="13" rx="2"/><path d="M3 10.5h18M7 15.5h3"/>"#,
        "documentos" => {
            r#"<path d="M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10A1.5 1.5 0 0 1 6 19V4.5a1 1 0 0 1 1-1zM14 3.5V8h4M9 12.5h6M9 16h6"/>"#
        }
        "assistencia" => {
            r#"<path d="m14.5 6.5 3-3a4.5 4.5 0 0 1-5.6 6L5 16.500a1.8 1.8 0 0 0 2.5 2.500l7-7a4.5 4.5 0 0 0 6-5.500l-3 3z"/>"#
        }
        "agenda" => {
            r#"<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.500v4M15.5 3.500v4"/>"#
        }
        "mensagens" => {
            r#"<path d="M4 6a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9l-4 3.500V17a1 1 0 0 1-1-1z"/>"#
        }
        "ajuda" => {
            r#"<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.700a2.5 2.5 0 1 1 3.5 2.200c-.6.3-1 .8-1 1.400v.4M12 16.700v.1"/>"#
        }
        "menu" => r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#,
        "sair" => r#"<path d="M14 4.500h4a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-4M10 8l-4 4 4 4M6 12h9"/>"#,
        _ => r#"<path d="m9 6 6 6-6 6"/>"#,
    };
    format!(
        "<svg viewBox=\"0 0 24 24\" width=\"22\" height=\"22\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.7\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">{tracos}</svg>"
    )
}

/// First letters of the first and last words of a name.
pub(super) fn iniciais(nome: &str) -> String {
    let palavras: Vec<&str> = nome.split_whitespace().filter(|p| p.starts_with(char::is_alphabetic)).collect();
    let letras = [palavras.first(), palavras.last().filter(|_| palavras.len() > 1)];
    letras.into_iter().flatten().filter_map(|p| p.chars().next()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_an_element_or_an_attribute() {
        assert_eq!(Texto("<b a='1'>\"&").to_string(), "&lt;b a=&#39;1&#39;&gt;&quot;&amp;");
    }

    #[test]
    fn initials_skip_what_is_not_a_name() {
        assert_eq!(iniciais("Maria d'Ávila d'Oliveira <teste>"), "MD");
        assert_eq!(iniciais("ágata"), "Á");
        assert_eq!(iniciais(""), "");
    }
}
