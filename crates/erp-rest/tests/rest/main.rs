//! The adapter against small ERPs on real sockets. One binary, so that the servers are built once.

#![expect(clippy::unwrap_used, reason = "tests")]

mod comum;
mod conformidade;
mod documentos;
mod fio;
mod leituras_boletos;
mod leituras_cadastro;
mod leituras_documentos;
mod leituras_extrato;
mod rede;
mod registros;
mod simulador;
mod versoes;
