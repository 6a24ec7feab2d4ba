//! Files a person takes along: fetched from the ERP or made here, delivered by tickets.
//!
//! | module | what is in it |
//! |---|---|
//! | [`pedido`] | which document, sealed into references |
//! | [`bilhete`] | tickets: one document, one use, a minute |
//! | [`entrega`] | the handlers |
//! | [`producao`] | a request in, a file out; one module per kind of document beside it |
//! | [`tela`] | a file as a page, where browsers show none |
//! | [`oficina`] | where processor time for them is spent, a little at a time |

mod arquivo_cv;
pub mod bilhete;
mod boleto;
mod demonstrativo;
pub mod entrega;
mod extrato;
mod marca;
mod nota;
pub mod oficina;
pub mod pedido;
pub mod producao;
pub mod quitacao;
pub mod tela;
