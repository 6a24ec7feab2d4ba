//! From status, headers and bytes to "here is JSON", "there is nothing" or an error of the port.

use std::{borrow::Cow, time::Duration};

use erp::ErroErp;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};
use serde_json::Value;

use crate::config::Recurso;

/// How long CV refuses everything after a 429, which it does not say in a header.
pub(crate) const PAUSA: Duration = Duration::from_mins(1);

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
    /// 2xx with JSON.
    Json(Value),
    /// One of CV's ways of saying that there is nothing: 204, no body, 404 or 400 with such a sentence.
    Vazia,
}

/// Applies CV's conventions on status and form.
pub(crate) fn interpretar(recurso: Recurso, recebido: &Recebido) -> Result<Resposta, ErroErp> {
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) };
    let corpo = &recebido.corpo;
    match recebido.status.as_u16() {
        204 | 205 => Ok(Resposta::Vazia),
        200..=203 if vazio(corpo) && recebido.fim_marcado => Ok(Resposta::Vazia),
        200..=203 if vazio(corpo) => Err(contrato("resposta sem corpo e sem tamanho: a conexão pode ter caído")),
        200..=203 => json(corpo).map(Resposta::Json).map_err(|detalhe| contrato(&detalhe)),
        401 => Err(ErroErp::NaoAutorizado),
        403 => match json(corpo).ok().as_ref().and_then(mensagem) {
            Some(texto) if fala_do_token(texto) => Err(ErroErp::NaoAutorizado),
            _ => Err(contrato(
                "403: o CV não permite esta operação a este cliente; confira a Configuração do Portal do Cliente",
            )),
        },
        404 if vazio(corpo) => Ok(Resposta::Vazia),
        404 => match json(corpo) {
            Ok(corpo) if rota_inexistente(&corpo) => {
                Err(contrato("o CV diz que o caminho não existe: confira `caminhos`"))
            }
            Ok(_) => Ok(Resposta::Vazia),
            Err(_) => Err(contrato("404 que não é JSON: confira `url` e `caminhos`")),
        },
        // How CV answers for a route it does not have.
        405 => Err(contrato("405: o CV não tem este caminho; confira `caminhos`")),
        400 if json(corpo).ok().as_ref().and_then(mensagem).is_some_and(diz_nenhum) => Ok(Resposta::Vazia),
        429 => Err(ErroErp::Indisponivel { tentar_em: Some(tentar_em(&recebido.cabecalhos).unwrap_or(PAUSA)) }),
        500..=599 => Err(ErroErp::Indisponivel { tentar_em: tentar_em(&recebido.cabecalhos) }),
        300..=399 => Err(contrato("redirecionamento: configure o endereço final em `url`")),
        400..=499 => Err(recusa(corpo).unwrap_or_else(|| contrato("pedido recusado sem mensagem legível"))),
        outro => Err(contrato(&format!("status {outro} inesperado"))),
    }
}

fn vazio(corpo: &[u8]) -> bool {
    corpo.iter().all(u8::is_ascii_whitespace)
}

/// JSON of a body, tolerant of a byte order mark and of Latin-1 text. The error says what is wrong without quoting the body.
fn json(corpo: &[u8]) -> Result<Value, String> {
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

/// CV's message, from the first of its names that holds one.
fn mensagem(corpo: &Value) -> Option<&str> {
    ["mensagem", "message", "error", "erro", "Response"].iter().find_map(|campo| corpo.get(campo)?.as_str())
}

/// "Nenhum dado", "Nenhuma parcela encontrada": what was asked for, said not to exist. A sentence about the question itself
/// ("nenhum parâmetro informado") is an error.
fn diz_nenhum(texto: &str) -> bool {
    const COISAS: [&str; 10] =
        ["dado", "registro", "resultado", "boleto", "parcela", "unidade", "contrato", "extrato", "informe", "título"];
    let texto = texto.trim().to_lowercase();
    let depois = texto.strip_prefix("nenhuma ").or_else(|| texto.strip_prefix("nenhum "));
    depois.is_some_and(|resto| {
        COISAS.iter().any(|coisa| resto.starts_with(coisa)) && !resto.contains("informad") && !resto.contains("enviad")
    })
}

fn fala_do_token(texto: &str) -> bool {
    let texto = texto.to_lowercase();
    ["token", "expirad", "sessão", "sessao", "jwt"].iter().any(|palavra| texto.contains(palavra))
}

/// Default 404 answers of web frameworks for an address without a handler. Taking one for "no rows" would turn a wrong
/// path into "no debt".
fn rota_inexistente(corpo: &Value) -> bool {
    let texto = mensagem(corpo).unwrap_or_default().trim().to_lowercase();
    (corpo.get("path").is_some() && corpo.get("status").is_some())
        || corpo.get("exception").is_some()
        || ["cannot get", "no route", "route ", "the route", "rota ", "página ", "pagina ", "page not found", "404 "]
            .iter()
            .any(|inicio| texto.starts_with(inicio))
        || texto == "not found"
}

/// `Retry-After` in seconds. CV sends none that was seen; proxies in front of it do. More than a day is taken as a day.
fn tentar_em(cabecalhos: &HeaderMap) -> Option<Duration> {
    const DIA: u64 = 86_400;
    let valor = cabecalhos.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let digitos = !valor.is_empty() && valor.bytes().all(|b| b.is_ascii_digit());
    digitos.then(|| Duration::from_secs(valor.parse().unwrap_or(DIA).min(DIA)))
}

/// A refusal the person may read: a short plain sentence. Anything that smells of a stack trace, an address or a document is
/// not passed on.
fn recusa(corpo: &[u8]) -> Option<ErroErp> {
    let valor = json(corpo).ok()?;
    let texto = mensagem(&valor)?.trim();
    let tamanho = texto.chars().count();
    let permitido = |c: char| c.is_alphanumeric() || " .,;:!?-/()%$\"'".contains(c);
    let digitos = texto.chars().filter(char::is_ascii_digit).count();
    let minusculo = texto.to_lowercase();
    let interno =
        ["exception", "stack", "sql", "ora-", "://", "null", "undefined"].iter().any(|p| minusculo.contains(p));
    let e_frase = (4..=200).contains(&tamanho) && texto.contains(' ') && texto.chars().all(permitido);
    // Eight digits or more may be a document, a telephone or a line.
    (e_frase && digitos < 8 && !interno).then(|| ErroErp::Recusado { mensagem: texto.to_owned() })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    fn lido(status: u16, corpo: &[u8]) -> Result<Resposta, ErroErp> {
        interpretar(
            Recurso::Boletos,
            &Recebido {
                status: StatusCode::from_u16(status).unwrap(),
                cabecalhos: HeaderMap::new(),
                corpo: corpo.to_vec(),
                fim_marcado: true,
            },
        )
    }

    #[test]
    fn cv_says_none_in_many_ways() {
        for (status, corpo) in [
            (204, ""),
            (200, " \n"),
            (404, ""),
            (404, r#"{"error":"Registro não encontrado","code":404}"#),
            (400, r#"{"error":"Nenhum dado encontrado","code":400}"#),
            (400, r#"{"mensagem":"nenhuma parcela"}"#),
        ] {
            assert_eq!(lido(status, corpo.as_bytes()), Ok(Resposta::Vazia), "{status} {corpo}");
        }
        assert_eq!(lido(200, b"\xef\xbb\xbf[]"), Ok(Resposta::Json(json!([]))));
    }

    #[test]
    fn a_wrong_path_or_question_never_looks_like_no_debt() {
        for (status, corpo) in [
            (404, "<html>Not Found</html>"),
            (404, r#"{"message":"The route api/v1/x could not be found."}"#),
            (404, r#"{"message":"Not Found"}"#),
            (405, ""),
            (405, r#"{"error":"Método não permitido"}"#),
            (200, "<html>Entrar</html>"),
            (200, "Nenhum dado"),
            (302, ""),
        ] {
            let lido = lido(status, corpo.as_bytes());
            assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{status} {corpo}: {lido:?}");
        }
        for corpo in [r#"{"error":"Nenhum parâmetro informado"}"#, r#"{"error":"Nenhum dado informado"}"#] {
            assert!(matches!(lido(400, corpo.as_bytes()), Err(ErroErp::Recusado { .. })), "{corpo}");
        }
    }

    #[test]
    fn too_many_requests_is_a_pause_of_a_minute_unless_somebody_says_otherwise() {
        let um_minuto = Err(ErroErp::Indisponivel { tentar_em: Some(PAUSA) });
        assert_eq!(lido(429, br#"{"Response":"Too many requests"}"#), um_minuto);
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        let recebido =
            Recebido { status: StatusCode::TOO_MANY_REQUESTS, cabecalhos, corpo: Vec::new(), fim_marcado: true };
        let sete = Err(ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(7)) });
        assert_eq!(interpretar(Recurso::Boletos, &recebido), sete);
    }

    #[test]
    fn a_dead_token_is_told_from_a_forbidden_operation() {
        assert_eq!(lido(401, b""), Err(ErroErp::NaoAutorizado));
        assert_eq!(lido(403, "{\"error\":\"Token inválido ou expirado\"}".as_bytes()), Err(ErroErp::NaoAutorizado));
        for corpo in ["", "<html>", "{\"error\":\"Permissão de acesso desabilitada\"}"] {
            assert!(matches!(lido(403, corpo.as_bytes()), Err(ErroErp::Contrato { .. })), "{corpo}");
        }
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let lido = lido(status, b"[]");
            let certo = match status {
                200..=203 => lido == Ok(Resposta::Json(json!([]))),
                204 | 205 | 404 => lido == Ok(Resposta::Vazia),
                401 => lido == Err(ErroErp::NaoAutorizado),
                429 => lido == Err(ErroErp::Indisponivel { tentar_em: Some(PAUSA) }),
                500..=599 => lido == Err(ErroErp::Indisponivel { tentar_em: None }),
                _ => matches!(lido, Err(ErroErp::Contrato { .. })),
            };
            assert!(certo, "{status}: {lido:?}");
        }
    }
}
