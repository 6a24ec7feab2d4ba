//! The files as others read them.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests: what is not there must fail")]

mod calendario;
mod exemplo;
mod nomes;
mod pdf;
mod planilha;
mod propriedades;
mod separado;
