//! The adapter and the shipped mappings against ERPs on real sockets. One binary, so that the servers are built once.

#![expect(clippy::unwrap_used, reason = "tests")]

mod comum;
mod conformidade;
mod documentos;
mod fio;
mod mapeamentos;
mod rede;
mod registros;
mod simulador;
mod tokens;
