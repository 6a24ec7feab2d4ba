//! The JSON API for portals and chatbots: `/api/v1/{incorporadora}/…`, with CV's token of a cliente as bearer.
//!
//! The same use cases as the pages, so the same truth and the same rules. No session, no cookie, nothing but GET: an answer
//! belongs to the token of its request. An incorporadora offers it with `[incorporadora.api] ativo = true`.

pub mod autenticacao;
pub mod erro;
pub mod openapi;

mod arquivo;
mod boletos;
mod chamada;
mod contratos;
mod extrato;
mod informes;
mod modelo;
mod notas;
mod quitacoes;

use axum::{
    Router,
    middleware::from_fn,
    routing::{MethodRouter, get},
};

use self::erro::Problema;
use super::state::AppState;

/// Whether a path is the API's: then even what never reaches it answers as it does.
pub fn e_da_api(caminho: &str) -> bool {
    caminho == "/api" || caminho.starts_with("/api/")
}

/// What the data of one incorporadora is below.
const INCORPORADORA: &str = "/api/v1/{incorporadora}";

/// The routes of an incorporadora, as the document names them. The router is made of this list, and a test holds the document
/// to it.
fn lista() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/contratos", get(contratos::listar)),
        ("/parcelas", get(extrato::parcelas)),
        ("/boletos", get(boletos::listar)),
        ("/boletos/{referencia}", get(boletos::um)),
        ("/boletos/{referencia}/pdf", get(boletos::segunda_via)),
        ("/boletos/{referencia}/pix", get(boletos::pix)),
        ("/extrato", get(extrato::extrato)),
        ("/extrato.pdf", get(extrato::pdf)),
        ("/extrato.xlsx", get(extrato::xlsx)),
        ("/extrato.csv", get(extrato::csv)),
        ("/extrato.ics", get(extrato::ics)),
        ("/notas", get(notas::listar)),
        ("/notas/{referencia}/pdf", get(notas::pdf)),
        ("/notas/{referencia}/xml", get(notas::xml)),
        ("/quitacoes", get(quitacoes::listar)),
        ("/quitacoes/{ano}", get(quitacoes::do_ano)),
        ("/quitacoes/{ano}/{referencia}/pdf", get(quitacoes::pdf)),
        ("/informes", get(informes::listar)),
        ("/informes/{ano}", get(informes::do_ano)),
        ("/informes/{ano}/pdf", get(informes::pdf)),
        ("/informes/{ano}/demonstrativo/pdf", get(informes::demonstrativo)),
    ]
}

/// Every route of the API, and what it says where there is none.
pub fn rotas() -> Router<AppState> {
    let mut rotas = Router::new().route("/api/v1/openapi.json", get(openapi::servir));
    for (caminho, metodos) in lista() {
        rotas = rotas.route(&format!("{INCORPORADORA}{caminho}"), metodos);
    }
    let sem_rota = || std::future::ready(Problema::nao_encontrado());
    rotas
        .route("/api", axum::routing::any(sem_rota))
        .route("/api/{*resto}", axum::routing::any(sem_rota))
        .method_not_allowed_fallback(|| std::future::ready(Problema::metodo()))
        .layer(from_fn(erro::escrever))
}

/// Every path of the router, as the document writes it.
#[cfg(test)]
fn caminhos() -> std::collections::BTreeSet<String> {
    lista()
        .into_iter()
        .map(|(caminho, _)| format!("{INCORPORADORA}{caminho}"))
        .chain(["/api/v1/openapi.json".to_owned()])
        .collect()
}
