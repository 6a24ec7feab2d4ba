//! Declarations of settlement: the ERP's, and the one issued here.

use super::producao::{Arquivo, Falta};
use crate::server::{session::Visita, state::AppState};

/// The PDF the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn do_erp(_estado: &AppState, _visita: &Visita, _chave: &str) -> Result<Arquivo, Falta> {
    Err(Falta::NaoEncontrado)
}

/// The declaration issued here for a contract and year.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn declaracao(
    _estado: &AppState,
    _visita: &Visita,
    _contrato: &str,
    _ano: i16,
) -> Result<Arquivo, Falta> {
    Err(Falta::NaoEncontrado)
}
