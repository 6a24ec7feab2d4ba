//! The extrato of a contract as files: [`csv`] for machines and spreadsheets, [`xlsx`] for people, [`ics`] for calendars; on
//! paper it is [`Impressora::extrato`](crate::pdf::Impressora::extrato).

use std::fmt;

use domain::dinheiro::Dinheiro;
use jiff::civil::{Date, DateTime};

mod calendario;
mod colunas;
mod planilha;
mod separado;
mod totais;

pub use calendario::{ics, tem_vencimentos};
pub use planilha::{LINHAS_MAXIMAS, xlsx};
pub use separado::csv;
pub(crate) use {
    colunas::Celula,
    totais::{TOTAIS, somar},
};

/// What the page of an extrato shows, in the order in which it shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Extrato {
    /// `Extrato · Torre Âmbar, apto 1203`.
    pub titulo: String,
    /// Name of the incorporadora, as the buyer knows it.
    pub incorporadora: String,
    /// Document and name, masked as on the page; written as it comes.
    pub titular: String,
    /// When the data was put together: civil time of America/Sao_Paulo.
    pub gerado_em: DateTime,
    /// The parcelas.
    pub linhas: Vec<Linha>,
}

/// A parcela of an [`Extrato`]. `None` is «the ERP does not tell», which is not zero.
#[derive(Clone, PartialEq, Eq)]
pub struct Linha {
    /// `Parcela mensal 12/120`.
    pub descricao: String,
    /// Number of the contract; text, since some begin with zeros.
    pub contrato: Option<String>,
    /// Due date of the contract, not moved to a business day.
    pub vencimento: Option<Date>,
    /// Paid, open or overdue.
    pub situacao: Situacao,
    /// Amount of the contract.
    pub valor_original: Option<Dinheiro>,
    /// Monetary correction added to it.
    pub correcao: Option<Dinheiro>,
    /// Interest for late payment.
    pub juros: Option<Dinheiro>,
    /// Fine for late payment.
    pub multa: Option<Dinheiro>,
    /// Discount, positive.
    pub desconto: Option<Dinheiro>,
    /// What has to be paid at [`Extrato::gerado_em`].
    pub valor_atual: Option<Dinheiro>,
    /// `INCC-DI`.
    pub indice: Option<String>,
    /// Day of the payment.
    pub paga_em: Option<Date>,
    /// What was paid.
    pub valor_pago: Option<Dinheiro>,
}

/// Where a parcela stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Situacao {
    /// Settled.
    Paga,
    /// To be paid, not overdue.
    Aberta,
    /// To be paid and overdue.
    Vencida,
}

impl Situacao {
    /// As a person reads it.
    pub const fn texto(self) -> &'static str {
        match self {
            Self::Paga => "Paga",
            Self::Aberta => "Em aberto",
            Self::Vencida => "Vencida",
        }
    }
}

/// Why a file could not be made. Never holds what was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErroDocumento {
    /// More rows than a sheet has; CSV has no such limit.
    #[error("o extrato tem mais linhas do que uma planilha comporta: use CSV ou um período menor")]
    LinhasDemais,
    /// The writer of the format refused: a defect of this crate, not of the data.
    #[error("não foi possível montar a planilha")]
    Planilha,
}

/// Counts only: an extrato says who owes what.
impl fmt::Debug for Extrato {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extrato")
            .field("gerado_em", &self.gerado_em)
            .field("linhas", &self.linhas.len())
            .finish_non_exhaustive()
    }
}

/// Without texts and amounts.
impl fmt::Debug for Linha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linha")
            .field("vencimento", &self.vencimento)
            .field("situacao", &self.situacao)
            .finish_non_exhaustive()
    }
}
