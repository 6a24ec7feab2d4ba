//! The trait itself.

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, Contrato, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular, Unidade,
};

use crate::{Capacidades, ErroErp};

/// What the Financeiro asks of an ERP.
///
/// Implementations filter every row by the holder's document as the ERP returned it, and report what they left out in
/// [`Lista::descartes`]. All methods here are reads and idempotent.
#[async_trait]
pub trait Erp: Send + Sync + std::fmt::Debug {
    /// What this ERP offers.
    fn capacidades(&self) -> Capacidades;

    /// The customer record of the holder.
    ///
    /// # Errors
    /// [`ErroErp::NaoEncontrado`] when the ERP does not know the document.
    async fn cliente(&self, titular: &Titular) -> Result<Cliente, ErroErp>;

    /// Contracts of the holder.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn contratos(&self, titular: &Titular) -> Result<Lista<Contrato>, ErroErp>;

    /// Boletos the holder can pay.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn boletos(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp>;

    /// Instalments of the holder, open and settled, over all contracts.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn parcelas(&self, titular: &Titular) -> Result<Lista<Parcela>, ErroErp>;

    /// Payments of the holder.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn pagamentos(&self, titular: &Titular) -> Result<Lista<Pagamento>, ErroErp>;

    /// Notas fiscais of the holder.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn notas_fiscais(&self, titular: &Titular) -> Result<Lista<NotaFiscal>, ErroErp>;

    /// Yearly declarations of settlement.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn quitacoes(&self, titular: &Titular) -> Result<Lista<Quitacao>, ErroErp>;

    /// Units of the holder.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn unidades(&self, titular: &Titular) -> Result<Lista<Unidade>, ErroErp>;
}
