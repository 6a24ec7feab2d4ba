//! The field's own things: money, documents, boleto, Pix, bank calendar, and the contract models every ERP is mapped to.
//!
//! No I/O, no clock, no randomness: whoever calls brings today's date. Compiles to wasm.

pub mod modelo;
