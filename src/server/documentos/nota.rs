//! A file of a nota fiscal.

use super::{
    pedido::FormatoNota,
    producao::{Arquivo, Falta},
};
use crate::server::{session::Visita, state::AppState};

/// The PDF or the XML the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn arquivo(
    _estado: &AppState,
    _visita: &Visita,
    _chave: &str,
    _formato: FormatoNota,
) -> Result<Arquivo, Falta> {
    Err(Falta::NaoEncontrado)
}
