//! What a buyer needs for the income tax: the ERP's statement, or the payments of a year.

use super::producao::{Arquivo, Falta};
use crate::server::{session::Visita, state::AppState};

/// The PDF the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn informe(_estado: &AppState, _visita: &Visita, _chave: &str) -> Result<Arquivo, Falta> {
    Err(Falta::NaoEncontrado)
}

/// Our *Demonstrativo de pagamentos*.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn demonstrativo(_estado: &AppState, _visita: &Visita, _ano: i16) -> Result<Arquivo, Falta> {
    Err(Falta::NaoEncontrado)
}
