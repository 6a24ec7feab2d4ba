//! The adapter against UAUs on real sockets. One binary, so that the servers are built once.

#![expect(clippy::unwrap_used, reason = "tests")]

mod boletos;
mod comum;
mod conformidade;
mod documentos;
mod escrita;
mod fio;
mod registros;
mod sessao;
mod simulador;
