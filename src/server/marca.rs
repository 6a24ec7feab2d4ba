//! The brand of an incorporadora as its own small style sheet: no inline styles, and cached for good under a name that
//! changes with its content.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use super::{config::Incorporadora, cripto, middleware::cabecalhos::Publico, state::AppState};

/// `/marca/{slug}.css?v=…`
pub fn endereco(incorporadora: &Incorporadora) -> String {
    let [a, b, c, d, ..] = cripto::resumo(incorporadora.cor.para_css().as_bytes());
    format!("/marca/{}.css?v={a:02x}{b:02x}{c:02x}{d:02x}", incorporadora.slug.as_str())
}

/// `GET /marca/{slug}.css`
pub async fn servir(State(estado): State<AppState>, Path(arquivo): Path<String>) -> Response {
    let Some(incorporadora) = arquivo.strip_suffix(".css").and_then(|slug| estado.incorporadora(slug)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut resposta = incorporadora.cor.para_css().into_response();
    resposta.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    resposta
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    resposta.extensions_mut().insert(Publico);
    resposta
}
