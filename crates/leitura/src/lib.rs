//! Tolerant reading of one row of an ERP's JSON, for the adapters whose field names are fixed.

mod campo;
pub mod numero;

pub use campo::{Ilegivel, Linha, escalar};
