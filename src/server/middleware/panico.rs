//! A panic becomes a page with the support code, instead of a connection that falls silent.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures::FutureExt as _;

use super::registro::CodigoSuporte;
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        api::{self, erro::Problema},
        state::AppState,
    },
};

/// Catches what panics before the first byte. Handlers share nothing that a panic could leave half changed: state is behind
/// the database's transactions.
pub async fn recolher(State(estado): State<AppState>, pedido: Request, seguinte: Next) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    let da_api = api::e_da_api(pedido.uri().path());
    let Ok(resposta) = AssertUnwindSafe(seguinte.run(pedido)).catch_unwind().await else {
        // The panic's own message may quote anything; the default hook has written it with its place.
        tracing::error!("a handler panicked");
        if da_api {
            return Problema::interno().resposta(codigo.as_deref());
        }
        return Mensagem::erro_interno().resposta(&estado, estado.incorporadora_unica(), codigo);
    };
    resposta
}
