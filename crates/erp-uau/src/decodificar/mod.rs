//! From bytes to rows and fields. Hidden from the documentation: public only so that a fuzz target can reach it.

mod campo;
mod envelope;
mod filtro;
mod pdf;
mod todos;

pub(crate) use campo::{Ilegivel, Linha, escalar};
pub(crate) use envelope::linhas;
pub(crate) use filtro::{campo_de_documento, ler};
pub(crate) use pdf::ler as pdf;
#[cfg(test)]
pub(crate) use todos::contagens;
pub use todos::todos;

use serde_json::Value;

/// Refuses an object that says "error" under a status of success; for answers that are one object and no rows.
pub(crate) fn objeto(valor: &Value) -> Result<Option<Linha<'_>>, String> {
    let mapa = match valor {
        Value::Object(mapa) => mapa,
        // One object inside a list: declared and real shapes differ both ways.
        Value::Array(itens) if itens.len() == 1 => match itens.first() {
            Some(Value::Object(mapa)) => mapa,
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    envelope::recusar_erro(mapa)?;
    Ok(Some(Linha(mapa)))
}

/// The session token in the answer of a login: bare text, a JSON string (once or twice), or inside an object.
pub(crate) fn token(corpo: &[u8]) -> Option<String> {
    const NOMES: &[&str] = &["Token", "Authorization"];
    let texto = str::from_utf8(corpo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corpo)).ok()?.trim();
    let texto = match ler(texto.as_bytes(), NOMES) {
        Ok(Value::String(texto)) => texto,
        Ok(valor) => objeto(&valor).ok()??.codigo(NOMES).ok()??,
        // Not JSON: the token without quotes. A page of HTML has blanks and angle brackets.
        Err(_) => texto.to_owned(),
    };
    let texto = texto.trim().trim_matches('"');
    let texto = texto.strip_prefix("Bearer ").unwrap_or(texto).trim();
    let cabe = (8..=8192).contains(&texto.len())
        && texto.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"'));
    cabe.then(|| texto.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_comes_bare_quoted_twice_quoted_or_in_an_object() {
        for corpo in [
            "\"eyJhbGciOi.x.y\"",
            "eyJhbGciOi.x.y",
            "\u{feff}\"eyJhbGciOi.x.y\"\r\n",
            "\"\\\"eyJhbGciOi.x.y\\\"\"",
            "{\"Token\":\"eyJhbGciOi.x.y\"}",
            "{\"token\":\"eyJhbGciOi.x.y\"}",
            "{\"Authorization\":\"Bearer eyJhbGciOi.x.y\"}",
        ] {
            assert_eq!(token(corpo.as_bytes()).as_deref(), Some("eyJhbGciOi.x.y"), "{corpo}");
        }
    }

    #[test]
    fn what_is_no_token_is_none() {
        for corpo in [
            "",
            "\"\"",
            "null",
            "42",
            "[]",
            "{}",
            "<html><h1>Entrar</h1></html>",
            "\"duas palavras\"",
            "{\"Mensagem\":\"erro interno\"}",
            "\"curto\"",
        ] {
            assert_eq!(token(corpo.as_bytes()), None, "{corpo}");
        }
    }
}
