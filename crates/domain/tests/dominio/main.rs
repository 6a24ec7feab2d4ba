//! Vectors, properties and judgements of the domain, in one binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod boleto;
mod calendario;
mod conferencia;
mod dinheiro;
mod documento;
mod inspecao;
mod itf;
mod pix;
mod sem_panico;
mod vetores;
