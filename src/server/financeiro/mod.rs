//! The use cases: what the person owes, how to pay it, and what could not be found out.
//!
//! Pages call these; these call the ERP port. No HTML here, no vendor's words.

pub mod boletos;
pub mod cobranca;
pub mod condominio;
pub mod contrato;
pub mod extrato;
pub mod leitura;
pub mod memoria;
pub mod momento;
pub mod notas;
pub mod pagamentos;
pub mod quitacao;
pub mod reconciliacao;
pub mod ultimos;

pub use leitura::{Falha, Financeiro, Lida};
pub use momento::{Momento, Motivo};
