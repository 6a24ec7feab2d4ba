//! Links followed over real sockets. One binary, so that the servers are built once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod comum;
mod conteudo;
mod nomes;
mod registros;
mod transporte;
