//! From a right answer to the answer that goes out.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Sitio, TipoFalha};
use crate::{fio::Fio, pdf};

/// A right answer, before faults.
#[derive(Debug, Clone)]
pub(crate) enum Corpo {
    /// JSON with its status.
    Json(StatusCode, Value),
    /// A document.
    Pdf(Bytes),
    /// A document as data.
    Xml(Bytes),
}

impl Corpo {
    fn tipo(&self) -> &'static str {
        match self {
            Self::Json(..) => "application/json; charset=utf-8",
            Self::Pdf(_) => "application/pdf",
            Self::Xml(_) => "application/xml",
        }
    }

    fn bytes(&self) -> Bytes {
        match self {
            Self::Json(_, valor) => valor.to_string().into(),
            Self::Pdf(bytes) | Self::Xml(bytes) => bytes.clone(),
        }
    }

    fn documento(&self) -> Option<&Bytes> {
        match self {
            Self::Json(..) => None,
            Self::Pdf(bytes) | Self::Xml(bytes) => Some(bytes),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Json(status, _) => *status,
            Self::Pdf(_) | Self::Xml(_) => StatusCode::OK,
        }
    }
}

/// Sends `corpo`, or what the fault makes of it. `parar` ends a slow answer early when the simulator closes.
///
/// Faults of content were already applied by [`super::deformar()`] and pass through here unchanged.
pub(crate) async fn servir(
    fio: &Fio,
    sitio: Sitio,
    falha: Option<TipoFalha>,
    corpo: Corpo,
    parar: impl Future<Output = ()>,
) -> Response {
    match falha {
        Some(TipoFalha::Fora) => {
            fio.fechar();
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Some(TipoFalha::Lento(tempo)) => {
            tokio::select! {
                () = tokio::time::sleep(tempo) => {}
                () = parar => {}
            }
            inteiro(&corpo)
        }
        Some(TipoFalha::Html) => html(StatusCode::OK, "Acesso ao sistema", "Informe usuário e senha para continuar."),
        Some(TipoFalha::Erro500) => html(
            StatusCode::INTERNAL_SERVER_ERROR,
            "500 Internal Server Error",
            "Fatal error: Uncaught PDOException: SQLSTATE[HY000] [2002] Connection timed out",
        ),
        Some(TipoFalha::Erro503(espera)) => com_espera(
            json_com(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": "Sistema em manutenção", "code": 503})),
            espera,
        ),
        Some(TipoFalha::Erro429) => {
            let resposta = json_com(StatusCode::TOO_MANY_REQUESTS, &json!({"Response": "Too many requests"}));
            if sitio == Sitio::Cv { resposta } else { com_espera(resposta, Duration::from_secs(20)) }
        }
        Some(TipoFalha::Erro401) => json_com(StatusCode::UNAUTHORIZED, &nao_autorizado(sitio)),
        Some(TipoFalha::Erro404) => {
            json_com(StatusCode::NOT_FOUND, &json!({"error": "Registro não encontrado", "code": 404}))
        }
        Some(TipoFalha::Erro200) => json_com(
            StatusCode::OK,
            &json!({"error": "ORA-12541: TNS:no listener", "mensagem": "Falha ao consultar a base"}),
        ),
        Some(TipoFalha::Truncado) => {
            let mut bytes = corpo.bytes();
            bytes.truncate(bytes.len() / 2);
            com_tipo(corpo.status(), corpo.tipo(), Body::from(bytes))
        }
        Some(TipoFalha::Reset) => pela_metade(fio.clone(), &corpo),
        Some(TipoFalha::Vazio) if matches!(&corpo, Corpo::Json(_, Value::Null)) => {
            StatusCode::NO_CONTENT.into_response()
        }
        Some(TipoFalha::Redireciona) => {
            let destino = [(header::LOCATION, "http://169.254.169.254/latest/meta-data/")];
            (StatusCode::FOUND, destino).into_response()
        }
        Some(TipoFalha::Enorme) => com_tipo(StatusCode::OK, corpo.tipo(), enorme()),
        Some(falha) => corpo.documento().and_then(|d| deformado(falha, &corpo, d)).unwrap_or_else(|| inteiro(&corpo)),
        None => inteiro(&corpo),
    }
}

/// Faults that only documents have.
fn deformado(falha: TipoFalha, corpo: &Corpo, documento: &Bytes) -> Option<Response> {
    let corpo = match (falha, corpo) {
        (TipoFalha::Vazio, _) => Body::empty(),
        (TipoFalha::PdfVazio, Corpo::Pdf(_)) => Body::from(pdf::sem_paginas()),
        (TipoFalha::Base64, _) => Body::from(format!("\"{}\"", STANDARD.encode(documento))),
        (TipoFalha::Base64Lixo, _) => {
            // Padding in the middle: every letter is one of base64's, and the whole is not base64.
            let texto = STANDARD.encode(documento);
            let (inicio, fim) = texto.split_at(texto.len() / 2);
            Body::from(format!("{inicio}=={fim}"))
        }
        _ => return None,
    };
    // Vendors that send text instead of the document seldom say so in the header.
    Some(com_tipo(StatusCode::OK, "application/pdf", corpo))
}

/// 200 MB that begin like a PDF, made of one block over and over.
fn enorme() -> Body {
    const TOTAL: usize = 200_000_000;
    const BLOCO: usize = 64 * 1024;
    let inicio = Bytes::from_static(b"%PDF-1.4\n");
    let bloco = Bytes::from(vec![b' '; BLOCO]);
    let blocos = std::iter::once(inicio).chain(std::iter::repeat_n(bloco, TOTAL.div_ceil(BLOCO)));
    Body::from_stream(futures::stream::iter(blocos.map(Ok::<_, std::io::Error>)))
}

/// What each system says when a credential is refused.
pub(crate) fn nao_autorizado(sitio: Sitio) -> Value {
    match sitio {
        Sitio::Cv => json!({"error": "Token inválido ou expirado", "code": 401}),
        Sitio::Uau => json!({"Detalhe": "", "Mensagem": "Usuário não está logado!", "Descricao": null}),
        _ => json!({"error": "Credencial recusada", "code": 401}),
    }
}

fn inteiro(corpo: &Corpo) -> Response {
    com_tipo(corpo.status(), corpo.tipo(), Body::from(corpo.bytes()))
}

fn json_com(status: StatusCode, valor: &Value) -> Response {
    com_tipo(status, "application/json; charset=utf-8", Body::from(valor.to_string()))
}

fn com_tipo(status: StatusCode, tipo: &'static str, corpo: Body) -> Response {
    (status, [(header::CONTENT_TYPE, tipo)], corpo).into_response()
}

fn com_espera(mut resposta: Response, espera: Duration) -> Response {
    resposta.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(espera.as_secs()));
    resposta
}

fn html(status: StatusCode, titulo: &str, texto: &str) -> Response {
    let pagina = format!(
        "<!doctype html><html lang=\"pt-BR\"><head><title>{titulo}</title></head><body><h1>{titulo}</h1><p>{texto}</p></body></html>"
    );
    com_tipo(status, "text/html; charset=utf-8", Body::from(pagina))
}

/// Announces the whole body and resets the connection after the first half.
fn pela_metade(fio: Fio, corpo: &Corpo) -> Response {
    let bytes = corpo.bytes();
    let inteiro = bytes.len();
    let metade = bytes.slice(..inteiro / 2);
    let fluxo = futures::stream::unfold(Some(metade), move |resto| {
        let fio = fio.clone();
        async move {
            if let Some(metade) = resto {
                return Some((Ok::<_, std::io::Error>(metade), None));
            }
            // Hyper writes out what it holds when the body is not ready; only then may the wire be cut.
            tokio::task::yield_now().await;
            fio.resetar();
            Some((Err(std::io::ErrorKind::ConnectionReset.into()), None))
        }
    });
    let mut resposta = com_tipo(corpo.status(), corpo.tipo(), Body::from_stream(fluxo));
    resposta.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(inteiro));
    resposta
}
