//! From status, headers and bytes to "here is JSON", "there is nothing" or an error of the port.

use std::{borrow::Cow, time::Duration};

use erp::ErroErp;
use jmespath::{Rcvar, Variable};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, HeaderName, RETRY_AFTER},
};

/// What came through the socket.
pub(crate) struct Recebido {
    pub(crate) status: StatusCode,
    pub(crate) cabecalhos: HeaderMap,
    pub(crate) corpo: Vec<u8>,
}

/// An answer that is not an error.
#[derive(Debug)]
pub(crate) enum Resposta {
    /// 2xx with JSON.
    Json(Rcvar),
    /// 204, or a 404 that comes from the ERP and not from a wrong path.
    Ausente,
}

/// Applies the rules on status and form that hold for every API. `operacao` names the question in errors.
pub(crate) fn interpretar(operacao: &str, recebido: &Recebido) -> Result<Resposta, ErroErp> {
    if conferir_status(operacao, recebido)? {
        return Ok(Resposta::Ausente);
    }
    if vazio(&recebido.corpo) {
        return Err(contrato(operacao, "resposta de sucesso sem corpo: pode ter sido cortada"));
    }
    json(&recebido.corpo).map(|v| Resposta::Json(Rcvar::new(v))).map_err(|detalhe| contrato(operacao, &detalhe))
}

/// Whether the ERP says that there is nothing; an error for anything but that and a success.
pub(crate) fn conferir_status(operacao: &str, recebido: &Recebido) -> Result<bool, ErroErp> {
    match recebido.status.as_u16() {
        204 | 205 => Ok(true),
        200..=203 => Ok(false),
        401 | 403 => Err(ErroErp::NaoAutorizado),
        404 if vazio(&recebido.corpo) => Ok(true),
        404 => match json(&recebido.corpo) {
            Ok(corpo) if rota_inexistente(&corpo) => {
                Err(contrato(operacao, "o servidor diz que o caminho não existe: confira `caminho`"))
            }
            Ok(_) => Ok(true),
            Err(_) => Err(contrato(operacao, "404 que não é JSON: confira `url` e `caminho`")),
        },
        429 | 500..=599 => Err(ErroErp::Indisponivel { tentar_em: tentar_em(&recebido.cabecalhos) }),
        300..=399 => Err(contrato(operacao, "redirecionamento: configure o endereço final em `url`")),
        status @ 400..=499 => Err(recusa(&recebido.corpo)
            .unwrap_or_else(|| contrato(operacao, &format!("pedido recusado (HTTP {status}) sem mensagem legível")))),
        outro => Err(contrato(operacao, &format!("status {outro} inesperado"))),
    }
}

pub(crate) fn contrato(operacao: &str, detalhe: &str) -> ErroErp {
    ErroErp::Contrato { detalhe: format!("{operacao}: {detalhe}") }
}

fn vazio(corpo: &[u8]) -> bool {
    corpo.iter().all(u8::is_ascii_whitespace)
}

/// JSON of a body, tolerant of a byte order mark and of Latin-1. The error says what is wrong without quoting the body.
pub(crate) fn json(corpo: &[u8]) -> Result<Variable, String> {
    let corpo = corpo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corpo);
    let texto = str::from_utf8(corpo)
        .map_or_else(|_| Cow::Owned(corpo.iter().map(|&byte| char::from(byte)).collect::<String>()), Cow::Borrowed);
    let texto = texto.trim();
    if texto.starts_with('<') {
        return Err("HTML ou XML no lugar de JSON".to_owned());
    }
    serde_json::from_str(texto).map_err(|erro| {
        let problema = if erro.is_eof() { "JSON truncado" } else { "não é JSON" };
        format!("{problema} (linha {}, coluna {})", erro.line(), erro.column())
    })
}

fn texto<'a>(corpo: &'a Variable, chave: &str) -> Option<&'a str> {
    match corpo {
        Variable::Object(mapa) => mapa.get(chave).and_then(|v| v.as_string()).map(String::as_str),
        _ => None,
    }
}

/// Default 404 answers of web frameworks for an address without a handler. Taking one for "no rows" would turn a wrong
/// path into "no debt".
fn rota_inexistente(corpo: &Variable) -> bool {
    const INICIOS: [&str; 7] =
        ["Cannot GET", "Cannot POST", "No HTTP resource", "No static resource", "No route", "Route ", "The route"];
    let Variable::Object(mapa) = corpo else { return false };
    // Spring puts `path` beside `status`; FastAPI answers exactly {"detail":"Not Found"}; Express-like ones "Cannot GET /x".
    (mapa.contains_key("path") && mapa.contains_key("status"))
        || texto(corpo, "detail") == Some("Not Found")
        || ["message", "Message", "mensagem", "error"].iter().any(|chave| {
            let texto = texto(corpo, chave).unwrap_or_default();
            INICIOS.iter().any(|inicio| texto.starts_with(inicio)) || texto.starts_with("no Route matched")
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
    let mensagem = ["mensagem", "clientMessage", "message", "detail", "error", "erro"]
        .iter()
        .find_map(|campo| texto(&valor, campo))
        .and_then(frase)?;
    Some(ErroErp::Recusado { mensagem })
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
    use super::*;

    fn lido(status: u16, corpo: &[u8]) -> Result<Resposta, ErroErp> {
        let recebido = Recebido {
            status: StatusCode::from_u16(status).unwrap(),
            cabecalhos: HeaderMap::new(),
            corpo: corpo.to_vec(),
        };
        interpretar("boletos", &recebido)
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let lido = lido(status, b"[]");
            let certo = match status {
                200..=203 => matches!(lido, Ok(Resposta::Json(_))),
                204 | 205 | 404 => matches!(lido, Ok(Resposta::Ausente)),
                401 | 403 => matches!(lido, Err(ErroErp::NaoAutorizado)),
                429 | 500..=599 => matches!(lido, Err(ErroErp::Indisponivel { tentar_em: None })),
                _ => matches!(lido, Err(ErroErp::Contrato { .. })),
            };
            assert!(certo, "{status}: {lido:?}");
        }
    }

    #[test]
    fn a_wrong_path_or_a_cut_answer_never_looks_like_no_debt() {
        for corpo in [
            &b"<html>Not Found</html>"[..],
            b"404 page not found",
            br#"{"message":"Cannot GET /api/boletos"}"#,
            br#"{"detail":"Not Found"}"#,
            br#"{"status":404,"path":"/api/boletos"}"#,
        ] {
            assert!(matches!(lido(404, corpo), Err(ErroErp::Contrato { .. })), "{}", String::from_utf8_lossy(corpo));
        }
        for corpo in [&b""[..], b"  ", b"<p>segredo", b"[{\"a\":\"segredo\"", b"segredo"] {
            let Err(ErroErp::Contrato { detalhe }) = lido(200, corpo) else { unreachable!() };
            assert!(detalhe.starts_with("boletos: ") && !detalhe.contains("segredo"), "{detalhe}");
        }
        let recusado = lido(422, r#"{"clientMessage":"Título sem cobrança registrada"}"#.as_bytes());
        assert!(matches!(recusado, Err(ErroErp::Recusado { mensagem }) if mensagem.starts_with("Título")));
    }
}
