//! An ERP of each version of the contract, answering from the fixtures.

use axum::{
    body::Body,
    extract::Request,
    http::{Response, StatusCode},
};

use crate::comum::{json, resposta};

macro_rules! fixture {
    ($versao:literal, $arquivo:literal) => {
        include_str!(concat!("fixtures/", $versao, "/", $arquivo, ".json"))
    };
}

pub(crate) fn nova(pedido: &Request) -> Response<Body> {
    match pedido.uri().path() {
        "/api/clientes" => json(fixture!("nova", "clientes")),
        "/api/contratos" => json(fixture!("nova", "contratos")),
        "/api/boletos-abertos" => json(fixture!("nova", "boletos-abertos")),
        "/api/notas-fiscais" => json(fixture!("nova", "notas-fiscais")),
        "/api/extratos-financeiros" => json(fixture!("nova", "extratos-financeiros")),
        "/api/declaracoes-quitacao" => json(fixture!("nova", "declaracoes-quitacao")),
        "/api/instalacoes-produtos" => json(fixture!("nova", "instalacoes-produtos")),
        _ => resposta(StatusCode::NOT_FOUND, "text/html", "<h1>404</h1>"),
    }
}

/// The older version knows only the customer's code: any other question gets an empty list, as its programs do.
pub(crate) fn antiga(pedido: &Request) -> Response<Body> {
    let consulta = pedido.uri().query().unwrap_or_default();
    let caminho = pedido.uri().path();
    if caminho == "/api/clientes" {
        return json(fixture!("antiga", "clientes"));
    }
    if !consulta.contains("id_cliente=7701") {
        return json("[]");
    }
    match caminho {
        "/api/boletos-abertos" => json(fixture!("antiga", "boletos-abertos")),
        "/api/notas-fiscais" => json(fixture!("antiga", "notas-fiscais")),
        "/api/extratos-financeiros" => json(fixture!("antiga", "extratos-financeiros")),
        "/api/declaracoes-quitacao" => json(fixture!("antiga", "declaracoes-quitacao")),
        "/api/instalacoes-produtos" => json(fixture!("antiga", "instalacoes-produtos")),
        _ => resposta(StatusCode::NOT_FOUND, "application/json", "{}"),
    }
}
