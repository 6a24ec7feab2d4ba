//! From status, headers and bytes to "here is JSON", "there is nothing" or an error of the port.

use cv::convencao::resposta::{
    COISAS, diz_nenhum, fala_do_token, frase, json, mensagem, rota_inexistente, tentar_em, vazio,
};
pub(crate) use cv::convencao::resposta::{PAUSA, Recebido};
use erp::ErroErp;
use serde_json::Value;

use crate::config::Recurso;

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
        400 if json(corpo).ok().as_ref().and_then(mensagem).is_some_and(|texto| diz_nenhum(texto, &COISAS)) => {
            Ok(Resposta::Vazia)
        }
        429 => Err(ErroErp::Indisponivel { tentar_em: Some(tentar_em(&recebido.cabecalhos).unwrap_or(PAUSA)) }),
        500..=599 => Err(ErroErp::Indisponivel { tentar_em: tentar_em(&recebido.cabecalhos) }),
        300..=399 => Err(contrato("redirecionamento: configure o endereço final em `url`")),
        400..=499 => Err(recusa(corpo).unwrap_or_else(|| contrato("pedido recusado sem mensagem legível"))),
        outro => Err(contrato(&format!("status {outro} inesperado"))),
    }
}

/// A refusal the person may read.
fn recusa(corpo: &[u8]) -> Option<ErroErp> {
    let valor = json(corpo).ok()?;
    frase(&valor).map(|texto| ErroErp::Recusado { mensagem: texto.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::{
        StatusCode,
        header::{HeaderMap, HeaderValue, RETRY_AFTER},
    };
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
