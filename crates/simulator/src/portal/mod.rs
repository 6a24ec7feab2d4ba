//! CV's side: the Portal do Cliente that frames the plugin, and CV's API.

mod acesso;
mod api;
mod cadastro;
mod controle;
mod envios;
mod financeiro;
mod gestor;
mod html;
mod imovel;
mod lancamento;
mod memoria;
mod mensagens;
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

pub(crate) use memoria::Memoria;
pub use memoria::{Envio, TipoEnvio};
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
        .merge(acesso::rotas())
        .merge(cadastro::rotas())
        .merge(imovel::rotas())
        .merge(mensagens::rotas())
        .merge(financeiro::rotas())
        .merge(gestor::rotas())
        .merge(envios::rotas())
        .merge(controle::rotas())
        .merge(lancamento::rotas())
        .with_state(estado)
}

fn arquivo(tipo: &'static str, texto: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, tipo), (header::CACHE_CONTROL, "no-cache")], texto)
}
