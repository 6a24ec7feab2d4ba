//! The trait itself.

use async_trait::async_trait;
use domain::modelo::{
    BoletoEmitido, Cliente, CobrancaDeUnidade, Contrato, ContratoId, Informe, Lista, NotaFiscal, Pagamento, Parcela,
    Quitacao, Titular, Unidade,
};

use crate::{Arquivo, Capacidades, ErroErp, TipoArquivo};

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

    /// The ERP's own PDF of a boleto.
    ///
    /// Here and in the other document methods the row is one this holder's own list just brought (never one a browser
    /// named), and what comes back was checked to be what it says: bytes of the right type, whole, not empty.
    ///
    /// # Errors
    /// [`ErroErp::NaoEncontrado`] when the row has no file or its link is dead; [`ErroErp::Contrato`] when something came
    /// that is no such document, or policy forbids to fetch it.
    async fn segunda_via(&self, _titular: &Titular, _boleto: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// The PDF or the XML of a nota fiscal.
    ///
    /// # Errors
    /// As [`Erp::segunda_via`].
    async fn nota_fiscal(
        &self,
        _titular: &Titular,
        _nota: &NotaFiscal,
        _tipo: TipoArquivo,
    ) -> Result<Arquivo, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// The ERP's own PDF of a yearly declaration of settlement.
    ///
    /// # Errors
    /// As [`Erp::segunda_via`].
    async fn quitacao(&self, _titular: &Titular, _quitacao: &Quitacao) -> Result<Arquivo, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// Yearly statements for the income tax return that the ERP can give.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn informes(&self, _titular: &Titular) -> Result<Lista<Informe>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// The PDF of one of them.
    ///
    /// # Errors
    /// As [`Erp::segunda_via`].
    async fn informe(&self, _titular: &Titular, _informe: &Informe) -> Result<Arquivo, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// The charges of a condominium's units, open and paid; the holder is the condominium. Owners are not part of the answer:
    /// an adapter reads no field that names one.
    ///
    /// # Errors
    /// See [`ErroErp`].
    async fn condominio(&self, _titular: &Titular) -> Result<Lista<CobrancaDeUnidade>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    /// The ERP's own PDF of the statement, of one contract or (`None`) of all.
    ///
    /// # Errors
    /// As [`Erp::segunda_via`].
    async fn extrato_pdf(&self, _titular: &Titular, _contrato: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }
}
