//! The simulator over real sockets.
#![expect(clippy::unwrap_used, reason = "tests")]

mod arquivos;
mod comum;
mod cv;
mod direto;
mod erp;
mod falhas;
mod financeiro_cv;
mod portal;
mod uau;
