//! The step between a launch and the first page, for browsers without cookies.
//!
//! The browser remembers how it came to each page of its history. It came to the landing from the portal, and a handle is
//! honoured only for our own pages: going back there would be refused. So the landing only leads on, by itself and without
//! script, and the page that replaces it in the history was opened by us.

use std::sync::Arc;

use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;

use crate::{
    app::shell::Cabeca,
    server::{config::Incorporadora, middleware::cabecalhos::Moldura, state::AppState},
};

/// A page that opens `endereco`, which must be one of ours.
pub fn abrir(estado: &AppState, incorporadora: Option<Arc<Incorporadora>>, endereco: &str) -> Response {
    let (estilo, destino) = (estado.estilo.to_string(), endereco.to_owned());
    let html = Owner::new().with({
        let incorporadora = incorporadora.clone();
        move || {
            view! {
                <html lang="pt-BR">
                    <head>
                        <title>"Financeiro"</title>
                        <meta http-equiv="refresh" content=format!("0; url={destino}")/>
                        <link rel="stylesheet" href=estilo/>
                        <Cabeca incorporadora/>
                    </head>
                    <body>
                        <main class="mensagem">
                            <h1>"Abrindo o Financeiro…"</h1>
                            <p><a href=destino.clone()>"Continuar"</a></p>
                        </main>
                    </body>
                </html>
            }
            .to_html()
        }
    });
    let mut resposta = Html(format!("<!DOCTYPE html>{html}")).into_response();
    if let Some(incorporadora) = incorporadora {
        resposta.extensions_mut().insert(Moldura(incorporadora));
    }
    resposta
}
