//! From status, headers and bytes to "here is JSON", "there is nothing" or an error of the port.

use std::{borrow::Cow, time::Duration};

use erp::ErroErp;
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, HeaderName, RETRY_AFTER},
};
use serde_json::Value;

use crate::config::Recurso;

/// What came through the socket.
pub(crate) struct Recebido {
    pub(crate) status: StatusCode,
    pub(crate) cabecalhos: HeaderMap,
    pub(crate) corpo: Vec<u8>,
    /// Whether the end of the body was announced, or the connection just closed.
    pub(crate) fim_marcado: bool,
}

/// An answer that is not an error.
#[derive(Debug, PartialEq)]
pub(crate) enum Resposta {
    /// 2xx with JSON, 2xx without a body (`Null`).
    Json(Value),
    /// A 404 that comes from the ERP and not from a wrong path.
    Ausente,
    /// 400 or 422: the question lacks something. The error is what to answer when it cannot be completed.
    PedidoInvalido(ErroErp),
}

/// Applies the contract's rules on status and form.
pub(crate) fn interpretar(recurso: Recurso, recebido: &Recebido) -> Result<Resposta, ErroErp> {
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) };
    match recebido.status.as_u16() {
        204 | 205 => Ok(Resposta::Json(Value::Null)),
        200..=203 => {
            if vazio(&recebido.corpo) && !recebido.fim_marcado {
                return Err(contrato("resposta sem corpo e sem tamanho: a conexão pode ter caído"));
            }
            json(&recebido.corpo).map(Resposta::Json).map_err(|detalhe| contrato(&detalhe))
        }
        401 | 403 => Err(ErroErp::NaoAutorizado),
        404 => match json(&recebido.corpo) {
            Ok(corpo) if rota_inexistente(&corpo) => {
                Err(contrato("o servidor diz que o caminho não existe: confira `caminhos`"))
            }
            Ok(_) => Ok(Resposta::Ausente),
            Err(_) => Err(contrato("404 que não é JSON: confira `url` e `caminhos`")),
        },
        429 | 500..=599 => Err(ErroErp::Indisponivel { tentar_em: tentar_em(&recebido.cabecalhos) }),
        400 | 422 => Ok(Resposta::PedidoInvalido(
            recusa(&recebido.corpo).unwrap_or_else(|| contrato("pedido recusado sem mensagem legível")),
        )),
        300..=399 => Err(contrato("redirecionamento: configure o endereço final em `url`")),
        400..=499 => Err(recusa(&recebido.corpo).unwrap_or_else(|| contrato("pedido recusado sem mensagem legível"))),
        outro => Err(contrato(&format!("status {outro} inesperado"))),
    }
}

fn vazio(corpo: &[u8]) -> bool {
    corpo.iter().all(u8::is_ascii_whitespace)
}

/// JSON of a body, tolerant of what real servers do: a byte order mark, Latin-1 text, no body at all, and the
/// `{ [ … ] }` that the contract's page prints. The error says what is wrong without quoting the body.
fn json(corpo: &[u8]) -> Result<Value, String> {
    let corpo = corpo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corpo);
    if vazio(corpo) {
        return Ok(Value::Null);
    }
    let texto = str::from_utf8(corpo)
        .map_or_else(|_| Cow::Owned(corpo.iter().map(|&byte| char::from(byte)).collect::<String>()), Cow::Borrowed);
    let texto = texto.trim();
    if texto.starts_with('<') {
        return Err("HTML ou XML no lugar de JSON".to_owned());
    }
    serde_json::from_str(texto).or_else(|erro| {
        let lista = texto.strip_prefix('{').and_then(|t| t.strip_suffix('}')).map(str::trim);
        if let Some(lista) = lista.filter(|t| t.starts_with('['))
            && let Ok(valor) = serde_json::from_str(lista)
        {
            return Ok(valor);
        }
        let problema = if erro.is_eof() { "JSON truncado" } else { "não é JSON" };
        Err(format!("{problema} (linha {}, coluna {})", erro.line(), erro.column()))
    })
}

/// Default 404 answers of web frameworks for an address without a handler. Taking one for "no rows" would turn a wrong
/// path into "no debt".
fn rota_inexistente(corpo: &Value) -> bool {
    let texto = |chave: &str| corpo.get(chave).and_then(Value::as_str).unwrap_or_default();
    // Spring puts `path` beside `status`; FastAPI answers exactly {"detail":"Not Found"}; Express-like ones "Cannot GET /x".
    (corpo.get("path").is_some() && corpo.get("status").is_some())
        || texto("detail") == "Not Found"
        || ["message", "Message", "mensagem", "error"].iter().any(|chave| {
            let texto = texto(chave);
            [
                "Cannot GET",
                "No HTTP resource",
                "No static resource",
                "No route",
                "Route ",
                "The route",
                "no Route matched",
            ]
            .iter()
            .any(|inicio| texto.starts_with(inicio))
        })
}

/// `Retry-After` in seconds or as a date; a date is measured against the server's own `Date`, so that its clock may be
/// wrong. More than a day is taken as a day.
fn tentar_em(cabecalhos: &HeaderMap) -> Option<Duration> {
    const DIA: u64 = 86_400;
    let ler = |nome: HeaderName| cabecalhos.get(nome).and_then(|v| v.to_str().ok()).map(str::trim);
    let valor = ler(RETRY_AFTER)?;
    if !valor.is_empty() && valor.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(valor.parse().unwrap_or(DIA).min(DIA)));
    }
    let instante = |texto: &str| jiff::fmt::rfc2822::parse(texto).ok().map(|z| z.timestamp().as_second());
    let segundos = instante(valor)?.saturating_sub(instante(ler(DATE)?)?);
    Some(Duration::from_secs(u64::try_from(segundos).unwrap_or(0).min(DIA)))
}

/// A refusal the person may read: a short plain sentence from an allow-listed field. Anything that smells of a stack
/// trace, an address or a document is not passed on.
fn recusa(corpo: &[u8]) -> Option<ErroErp> {
    let valor = json(corpo).ok()?;
    let mensagem = mensagem_de(&valor).or_else(|| mensagem_de(valor.get("error")?))?;
    Some(ErroErp::Recusado { mensagem })
}

fn mensagem_de(valor: &Value) -> Option<String> {
    ["mensagem", "message", "error", "erro"].iter().find_map(|campo| valor.get(campo)?.as_str()).and_then(frase)
}

fn frase(texto: &str) -> Option<String> {
    let texto = texto.trim();
    let tamanho = texto.chars().count();
    let permitido = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '.' | ',' | ';' | ':' | '!' | '?' | '-' | '/' | '(' | ')' | '%' | '$' | '"' | '\'')
    };
    let digitos = texto.chars().filter(char::is_ascii_digit).count();
    let minusculo = texto.to_lowercase();
    let interno =
        ["exception", "stack", "sql", "ora-", "://", "null", "undefined"].iter().any(|p| minusculo.contains(p));
    let e_frase = (4..=200).contains(&tamanho) && texto.contains(' ') && texto.chars().all(permitido);
    // Eight digits or more may be a document, a telephone or a line.
    (e_frase && digitos < 8 && !interno).then(|| texto.to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    fn recebido(status: u16, corpo: &[u8]) -> Recebido {
        Recebido {
            status: StatusCode::from_u16(status).unwrap(),
            cabecalhos: HeaderMap::new(),
            corpo: corpo.to_vec(),
            fim_marcado: true,
        }
    }

    fn lido(status: u16, corpo: &[u8]) -> Result<Resposta, ErroErp> {
        interpretar(Recurso::BoletosAbertos, &recebido(status, corpo))
    }

    fn espera(retry_after: &'static str, date: Option<&'static str>) -> Option<Duration> {
        let mut recebido = recebido(503, b"");
        recebido.cabecalhos.insert(RETRY_AFTER, HeaderValue::from_static(retry_after));
        if let Some(date) = date {
            recebido.cabecalhos.insert(DATE, HeaderValue::from_static(date));
        }
        match interpretar(Recurso::Contratos, &recebido) {
            Err(ErroErp::Indisponivel { tentar_em }) => tentar_em,
            outro => unreachable!("{outro:?}"),
        }
    }

    #[test]
    fn json_is_read_with_what_real_servers_put_around_it() {
        let latin1 = b"[{\"historico\":\"Corre\xe7\xe3o\"}]";
        for (corpo, esperado) in [
            (&b"\xef\xbb\xbf[1]"[..], json!([1])),
            (latin1, json!([{"historico": "Correção"}])),
            (b"  \r\n", Value::Null),
            (b"{ [ 1, 2 ] }", json!([1, 2])),
        ] {
            assert_eq!(lido(200, corpo), Ok(Resposta::Json(esperado)));
        }
    }

    #[test]
    fn what_is_not_json_is_an_error_that_quotes_nothing() {
        for (corpo, parte) in [
            (&b"<html>segredo</html>"[..], "HTML ou XML"),
            (b"[{\"a\":\"segredo\"}", "truncado"),
            (b"{ [ {\"a\":\"segredo\" } ", "n\u{e3}o é JSON"),
            (b"segredo", "n\u{e3}o é JSON"),
        ] {
            match lido(200, corpo) {
                Err(ErroErp::Contrato { detalhe }) => {
                    assert!(detalhe.contains(parte), "{detalhe}");
                    assert!(detalhe.starts_with("boletos-abertos: ") && !detalhe.contains("segredo"), "{detalhe}");
                }
                outro => unreachable!("{outro:?}"),
            }
        }
    }

    #[test]
    fn a_wrong_path_never_looks_like_no_debt() {
        for corpo in
            [&b""[..], b"{}", b"[]", b"{\"codigo\":\"nao_encontrado\",\"mensagem\":\"Cliente n\xc3\xa3o encontrado\"}"]
        {
            assert_eq!(lido(404, corpo), Ok(Resposta::Ausente));
        }
        for corpo in [
            &b"<html>Not Found</html>"[..],
            b"404 page not found",
            b"{\"message\":\"Cannot GET /api/boletos\",\"error\":\"Not Found\",\"statusCode\":404}",
            b"{\"detail\":\"Not Found\"}",
            b"{\"timestamp\":\"x\",\"status\":404,\"error\":\"Not Found\",\"path\":\"/api/boletos\"}",
            b"{\"Message\":\"No HTTP resource was found that matches the request URI\"}",
        ] {
            assert!(matches!(lido(404, corpo), Err(ErroErp::Contrato { .. })), "{}", String::from_utf8_lossy(corpo));
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_own_clock() {
        let agora = Some("Sat, 21 Nov 2026 12:00:00 GMT");
        assert_eq!(espera("7", None), Some(Duration::from_secs(7)));
        assert_eq!(espera("99999999999999999999999", None), Some(Duration::from_hours(24)));
        assert_eq!(espera("Sat, 21 Nov 2026 12:02:00 GMT", agora), Some(Duration::from_mins(2)));
        assert_eq!(espera("Sat, 21 Nov 2026 11:00:00 GMT", agora), Some(Duration::ZERO));
        assert_eq!(espera("Sat, 21 Nov 2026 12:02:00 GMT", None), None);
        assert_eq!(espera("em breve", agora), None);
        assert_eq!(espera("-5", agora), None);
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let lido = lido(status, b"[]");
            let certo = match status {
                200..=205 => matches!(lido, Ok(Resposta::Json(_))),
                400 | 422 => matches!(lido, Ok(Resposta::PedidoInvalido(ErroErp::Contrato { .. }))),
                401 | 403 => lido == Err(ErroErp::NaoAutorizado),
                404 => lido == Ok(Resposta::Ausente),
                429 | 500..=599 => lido == Err(ErroErp::Indisponivel { tentar_em: None }),
                _ => matches!(lido, Err(ErroErp::Contrato { .. })),
            };
            assert!(certo, "{status}: {lido:?}");
        }
    }
}
