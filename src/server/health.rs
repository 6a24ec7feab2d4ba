//! `/saude/vivo` and `/saude/pronto`: for the machinery in front of us, never for people.
//!
//! Ready means that the database answers and no shutdown has begun. An ERP or CV that is down never makes us unready:
//! the pages know how to say so.

use axum::{extract::State, response::IntoResponse};
use http::StatusCode;
use tokio_util::sync::CancellationToken;

use super::state::AppState;

/// Whether the process runs.
pub async fn vivo() -> impl IntoResponse {
    (StatusCode::OK, "vivo\n")
}

/// Whether it should get requests.
pub async fn pronto(State((estado, encerrando)): State<(AppState, CancellationToken)>) -> impl IntoResponse {
    if encerrando.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "encerrando\n");
    }
    match estado.armazem.saude().await {
        Ok(()) => (StatusCode::OK, "pronto\n"),
        Err(erro) => {
            tracing::error!(%erro, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "banco de dados fora do ar\n")
        }
    }
}
