//! The files as others read them.

#![expect(clippy::unwrap_used, reason = "tests: what is not there must fail")]

mod calendario;
mod exemplo;
mod nomes;
mod planilha;
mod propriedades;
mod separado;
