//! Status, headers and bytes of an answer, and the sentences CV answers with.

use std::{borrow::Cow, time::Duration};

use reqwest::{
    Response, StatusCode, Version,
    header::{CONTENT_LENGTH, HeaderMap, RETRY_AFTER, TRANSFER_ENCODING},
};
use serde_json::Value;

/// How long CV refuses everything after a 429, which it does not say in a header.
pub const PAUSA: Duration = Duration::from_mins(1);

/// Names of CV's message, in the order they are looked at.
pub const MENSAGENS: [&str; 5] = ["mensagem", "message", "error", "erro", "Response"];

/// What came through the socket.
pub struct Recebido {
    /// Status line.
    pub status: StatusCode,
    /// Headers.
    pub cabecalhos: HeaderMap,
    /// Body, whole.
    pub corpo: Vec<u8>,
    /// Whether the end of the body was announced, or the connection just closed.
    pub fim_marcado: bool,
}

/// Why a body could not be read whole.
#[derive(Debug)]
pub enum ErroLeitura {
    /// Longer than allowed.
    Grande,
    /// The connection ended or the time did.
    Rede(reqwest::Error),
}

/// Reads the body chunk by chunk, so that an endless one costs `maximo` bytes and not the memory of the server.
///
/// # Errors
/// See [`ErroLeitura`].
pub async fn receber(mut resposta: Response, maximo: usize) -> Result<Recebido, ErroLeitura> {
    let limite = u64::try_from(maximo).unwrap_or(u64::MAX);
    if resposta.content_length().is_some_and(|n| n > limite) {
        return Err(ErroLeitura::Grande);
    }
    let status = resposta.status();
    let cabecalhos = resposta.headers().clone();
    // HTTP/1 without a length ends when the connection does: an empty body may then be an answer that was cut.
    let fim_marcado = resposta.version() >= Version::HTTP_2
        || cabecalhos.contains_key(CONTENT_LENGTH)
        || cabecalhos.contains_key(TRANSFER_ENCODING);
    let mut corpo = Vec::new();
    while let Some(parte) = resposta.chunk().await.map_err(ErroLeitura::Rede)? {
        if corpo.len() + parte.len() > maximo {
            return Err(ErroLeitura::Grande);
        }
        corpo.extend_from_slice(&parte);
    }
    Ok(Recebido { status, cabecalhos, corpo, fim_marcado })
}

/// Whether there is nothing in the body.
pub fn vazio(corpo: &[u8]) -> bool {
    corpo.iter().all(u8::is_ascii_whitespace)
}

/// JSON of a body, tolerant of a byte order mark and of Latin-1 text.
///
/// # Errors
/// What is wrong, in words, without quoting the body.
pub fn json(corpo: &[u8]) -> Result<Value, String> {
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
pub fn mensagem(corpo: &Value) -> Option<&str> {
    MENSAGENS.iter().find_map(|campo| corpo.get(campo)?.as_str())
}

/// Things a sentence may say there are none of, whatever was asked for.
pub const COISAS: [&str; 10] =
    ["dado", "registro", "resultado", "boleto", "parcela", "unidade", "contrato", "extrato", "informe", "título"];

/// "Nenhum dado", "Nenhuma parcela encontrada": what was asked for, said not to exist. A sentence about the question itself
/// ("nenhum parâmetro informado") is an error.
///
/// `coisas` are the beginnings of what may be said not to exist; see [`COISAS`].
pub fn diz_nenhum(texto: &str, coisas: &[&str]) -> bool {
    let texto = texto.trim().to_lowercase();
    let depois = texto.strip_prefix("nenhuma ").or_else(|| texto.strip_prefix("nenhum "));
    depois.is_some_and(|resto| {
        coisas.iter().any(|coisa| resto.starts_with(coisa)) && !resto.contains("informad") && !resto.contains("enviad")
    })
}

/// Whether the sentence is about the token.
pub fn fala_do_token(texto: &str) -> bool {
    let texto = texto.to_lowercase();
    ["token", "expirad", "sessão", "sessao", "jwt"].iter().any(|palavra| texto.contains(palavra))
}

/// Default 404 answers of web frameworks for an address without a handler. Taking one for "no rows" would turn a wrong
/// path into "no debt".
pub fn rota_inexistente(corpo: &Value) -> bool {
    let texto = mensagem(corpo).unwrap_or_default().trim().to_lowercase();
    (corpo.get("path").is_some() && corpo.get("status").is_some())
        || corpo.get("exception").is_some()
        || ["cannot get", "no route", "route ", "the route", "rota ", "página ", "pagina ", "page not found", "404 "]
            .iter()
            .any(|inicio| texto.starts_with(inicio))
        || texto == "not found"
}

/// `Retry-After` in seconds. CV sends none that was seen; proxies in front of it do. More than a day is taken as a day.
pub fn tentar_em(cabecalhos: &HeaderMap) -> Option<Duration> {
    const DIA: u64 = 86_400;
    let valor = cabecalhos.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let digitos = !valor.is_empty() && valor.bytes().all(|b| b.is_ascii_digit());
    digitos.then(|| Duration::from_secs(valor.parse().unwrap_or(DIA).min(DIA)))
}

/// The sentence of an answer, if the person may read it: short and plain. Anything that smells of a stack trace, an address or a
/// document is not passed on.
pub fn frase(corpo: &Value) -> Option<&str> {
    let texto = mensagem(corpo)?.trim();
    let tamanho = texto.chars().count();
    let permitido = |c: char| c.is_alphanumeric() || " .,;:!?-/()%$\"'".contains(c);
    let digitos = texto.chars().filter(char::is_ascii_digit).count();
    let minusculo = texto.to_lowercase();
    let interno =
        ["exception", "stack", "sql", "ora-", "://", "null", "undefined"].iter().any(|p| minusculo.contains(p));
    let e_frase = (4..=200).contains(&tamanho) && texto.contains(' ') && texto.chars().all(permitido);
    // Eight digits or more may be a document, a telephone or a line.
    (e_frase && digitos < 8 && !interno).then_some(texto)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sentence_for_people_is_passed_on_and_nothing_else_is() {
        let de = |texto: &str| frase(&json!({ "mensagem": texto })).map(str::to_owned);
        assert_eq!(de(" Código inválido ou expirado. ").as_deref(), Some("Código inválido ou expirado."));
        for ruim in [
            "",
            "ok",
            "cadastrou_sucesso",
            "<b>Código inválido</b>",
            "CPF 390.533.447-05 não encontrado",
            "Erro ao enviar para ana@exemplo.example agora",
            "ORA-12541: TNS:no listener",
            "Uncaught PDOException: sem conexão",
            "veja https://cv.example agora",
        ] {
            assert_eq!(de(ruim), None, "{ruim}");
        }
        assert_eq!(de(&"muito longa ".repeat(30)), None);
        assert_eq!(frase(&json!({"error": 4, "Response": "Too many requests"})), Some("Too many requests"));
    }

    #[test]
    fn none_is_a_sentence_about_what_was_asked_for_and_not_about_the_question() {
        for texto in ["Nenhum dado encontrado", "nenhuma parcela", " NENHUM registro."] {
            assert!(diz_nenhum(texto, &COISAS), "{texto}");
        }
        for texto in ["Nenhum parâmetro informado", "Nenhum dado informado", "Sem dados", "nenhum"] {
            assert!(!diz_nenhum(texto, &COISAS), "{texto}");
        }
    }
}
