//! The brand of an incorporadora as its own small style sheet: no inline styles, and cached for good under a name that
//! changes with its content.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use super::{
    config::{Incorporadora, Tema},
    cripto,
    middleware::cabecalhos::Publico,
    state::AppState,
};

/// `/marca/{slug}.css?v=…`
pub fn endereco(incorporadora: &Incorporadora) -> String {
    let [a, b, c, d, ..] = cripto::resumo(folha(incorporadora).as_bytes());
    format!("/marca/{}.css?v={a:02x}{b:02x}{c:02x}{d:02x}", incorporadora.slug.as_str())
}

/// `GET /marca/{slug}.css`
pub async fn servir(State(estado): State<AppState>, Path(arquivo): Path<String>) -> Response {
    let Some(incorporadora) = arquivo.strip_suffix(".css").and_then(|slug| estado.incorporadora(slug)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut resposta = folha(&incorporadora).into_response();
    resposta.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    resposta
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    resposta.extensions_mut().insert(Publico);
    resposta
}

/// The six values of `style/tokens.css` that belong to the brand. Unlayered, so they win over the stand-ins there.
fn folha(incorporadora: &Incorporadora) -> String {
    let cor = incorporadora.cor;
    let valores = [
        ("--marca", cor),
        ("--sobre-marca", cor.sobre_marca()),
        ("--marca-texto-claro", cor.texto_claro()),
        ("--marca-texto-escuro", cor.texto_escuro()),
        ("--marca-suave-claro", cor.suave_claro()),
        ("--marca-suave-escuro", cor.suave_escuro()),
    ];
    let linhas: Vec<String> = valores.iter().map(|(nome, cor)| format!("{nome}:{}", cor.para_css())).collect();
    let tema = match incorporadora.tema {
        Tema::Sistema => "",
        Tema::Claro => ";color-scheme:light",
        Tema::Escuro => ";color-scheme:dark",
    };
    format!(":root{{{}{tema}}}\n", linhas.join(";"))
}
