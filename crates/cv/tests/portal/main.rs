//! The client over real HTTP.

#![expect(clippy::unwrap_used, reason = "tests")]

mod acesso;
mod comum;
mod falhas;
mod pessoa;
mod rede;
mod registros;
