//! From status, headers and bytes to "here is an answer" or an error of the port.

use std::time::Duration;

use erp::ErroErp;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};
use serde_json::Value;

/// What came through the socket.
pub(crate) struct Recebido {
    pub(crate) status: StatusCode,
    pub(crate) cabecalhos: HeaderMap,
    pub(crate) corpo: Vec<u8>,
    /// Whether the end of the body was announced, or the connection just closed.
    pub(crate) fim_marcado: bool,
}

/// An answer that is no error of the port.
#[derive(Debug, PartialEq)]
pub(crate) enum Resposta {
    /// 2xx with a body.
    Corpo(Vec<u8>),
    /// 204, or 200 with an announced empty body.
    Vazia,
    /// 401: the session is over, or the integration token is wrong.
    SemSessao,
}

/// Applies the rules on status. `nome` is the method, for messages.
pub(crate) fn interpretar(nome: &str, recebido: Recebido) -> Result<Resposta, ErroErp> {
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{nome}: {detalhe}") };
    match recebido.status.as_u16() {
        204 | 205 => Ok(Resposta::Vazia),
        200..=203 => match (recebido.corpo.iter().all(u8::is_ascii_whitespace), recebido.fim_marcado) {
            (true, false) => Err(contrato("resposta sem corpo e sem tamanho: a conexão pode ter caído")),
            (true, true) => Ok(Resposta::Vazia),
            (false, _) => Ok(Resposta::Corpo(recebido.corpo)),
        },
        401 => Ok(Resposta::SemSessao),
        403 => Err(ErroErp::NaoAutorizado),
        400 | 422 => Err(recusa(&recebido.corpo).unwrap_or_else(|| contrato("pedido recusado sem mensagem legível"))),
        404 | 405 => Err(contrato("o servidor não conhece o método: confira `url` e `versao`")),
        429 | 500..=599 => Err(ErroErp::Indisponivel { tentar_em: tentar_em(&recebido.cabecalhos) }),
        300..=399 => Err(contrato("redirecionamento: configure o endereço final em `url`")),
        outro => Err(contrato(&format!("status {outro} inesperado"))),
    }
}

/// `Retry-After` in seconds, at most a day. IIS sends no dates here.
fn tentar_em(cabecalhos: &HeaderMap) -> Option<Duration> {
    let segundos: u64 = cabecalhos.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(segundos.min(86_400)))
}

/// A refusal the person may read, from `Descricao` or else `Mensagem`. `Detalhe` holds a stack trace and is not read.
fn recusa(corpo: &[u8]) -> Option<ErroErp> {
    let valor = crate::decodificar::ler(corpo, &["Descricao", "Mensagem"]).ok()?;
    let linha = crate::decodificar::Linha(match &valor {
        Value::Object(mapa) => mapa,
        _ => return None,
    });
    let mensagem = ["Descricao", "Mensagem"].iter().find_map(|campo| linha.texto(&[campo]).and_then(|t| frase(&t)))?;
    Some(ErroErp::Recusado { mensagem })
}

/// A short plain sentence. Whatever smells of a stack trace, an address or a document is not passed on.
pub(crate) fn frase(texto: &str) -> Option<String> {
    let texto = texto.trim();
    let permitido = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '.' | ',' | ';' | ':' | '!' | '?' | '-' | '/' | '(' | ')' | '%' | '$' | '"' | '\'')
    };
    let minusculo = texto.to_lowercase();
    let interno =
        ["exception", "stack", "sql", "ora-", "://", "null", "undefined", "referência de objeto", "object reference"]
            .iter()
            .any(|p| minusculo.contains(p));
    let e_frase = (4..=200).contains(&texto.chars().count()) && texto.contains(' ') && texto.chars().all(permitido);
    // Eight digits or more may be a document, a telephone or a line.
    let digitos = texto.chars().filter(char::is_ascii_digit).count();
    (e_frase && digitos < 8 && !interno).then(|| texto.to_owned())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn lido(status: u16, corpo: &[u8]) -> Result<Resposta, ErroErp> {
        let status = StatusCode::from_u16(status).unwrap();
        interpretar("X/Y", Recebido { status, cabecalhos: HeaderMap::new(), corpo: corpo.to_vec(), fim_marcado: true })
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let lido = lido(status, b"[]");
            let certo = match status {
                200..=203 => matches!(lido, Ok(Resposta::Corpo(_))),
                204 | 205 => lido == Ok(Resposta::Vazia),
                401 => lido == Ok(Resposta::SemSessao),
                403 => lido == Err(ErroErp::NaoAutorizado),
                429 | 500..=599 => lido == Err(ErroErp::Indisponivel { tentar_em: None }),
                _ => matches!(lido, Err(ErroErp::Contrato { .. })),
            };
            assert!(certo, "{status}: {lido:?}");
        }
    }

    #[test]
    fn a_refusal_shows_the_description_then_the_message_and_never_the_detail() {
        let recusado = |mensagem: &str| Err(ErroErp::Recusado { mensagem: mensagem.to_owned() });
        for (corpo, esperado) in [
            (
                r#"{"Detalhe":"at UAU.X() in C:\\a.vb","Mensagem":"ERR_12","Descricao":"Venda em manutenção."}"#,
                recusado("Venda em manutenção."),
            ),
            (
                r#"{"Detalhe":"pilha de chamadas","Mensagem":"Venda bloqueada pela obra","Descricao":null}"#,
                recusado("Venda bloqueada pela obra"),
            ),
        ] {
            assert_eq!(lido(400, corpo.as_bytes()), esperado, "{corpo}");
        }
        for corpo in [
            r#"{"Detalhe":"Senha do usuario portal expirou"}"#,
            r#"{"Mensagem":"Cliente 52998224725 não encontrado"}"#,
            r#"{"Mensagem":"Referência de objeto não definida"}"#,
            r#"{"Descricao":"SELECT * FROM Pessoas; -- SQL"}"#,
            "<html>",
            "",
        ] {
            assert!(matches!(lido(400, corpo.as_bytes()), Err(ErroErp::Contrato { .. })), "{corpo}");
        }
    }

    #[test]
    fn a_body_without_an_announced_end_may_have_been_cut() {
        let com = |fim_marcado| Recebido {
            status: StatusCode::OK,
            cabecalhos: HeaderMap::new(),
            corpo: Vec::new(),
            fim_marcado,
        };
        assert_eq!(interpretar("X/Y", com(true)), Ok(Resposta::Vazia));
        assert!(matches!(interpretar("X/Y", com(false)), Err(ErroErp::Contrato { .. })));
    }

    #[test]
    fn retry_after_is_read_in_seconds() {
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        let recebido =
            Recebido { status: StatusCode::SERVICE_UNAVAILABLE, cabecalhos, corpo: Vec::new(), fim_marcado: true };
        assert_eq!(
            interpretar("X/Y", recebido),
            Err(ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(7)) })
        );
    }
}
