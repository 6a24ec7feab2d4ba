//! The adapter against small CVs on real sockets. One binary, so that the servers are built once.

#![expect(clippy::unwrap_used, reason = "tests")]

mod comum;
mod conformidade;
mod documentos;
mod fio;
mod rede;
mod registros;
mod simulador;
