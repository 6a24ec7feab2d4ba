//! CV's side: the Portal do Cliente that frames the plugin, and CV's API.

mod api;
mod controle;
mod financeiro;
mod html;
mod lancamento;
mod paginas;
mod plugin;
mod sessao;
mod token;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Redirect},
    routing::get,
};

use crate::estado::Comum;

pub(crate) use token::{Emissor, com_sinal};

const ESTILO: &str = include_str!("portal.css");
const SCRIPT: &str = include_str!("portal.js");

/// All routes of the portal's site.
pub(crate) fn rotas(estado: Comum) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/cliente/") }))
        .route("/cliente/portal.css", get(|| async { arquivo("text/css; charset=utf-8", ESTILO) }))
        .route("/cliente/portal.js", get(|| async { arquivo("text/javascript; charset=utf-8", SCRIPT) }))
        .merge(sessao::rotas())
        .merge(paginas::rotas())
        .merge(plugin::rotas())
        .merge(api::rotas())
        .merge(financeiro::rotas())
        .merge(controle::rotas())
        .merge(lancamento::rotas())
        .with_state(estado)
}

fn arquivo(tipo: &'static str, texto: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, tipo), (header::CACHE_CONTROL, "no-cache")], texto)
}
