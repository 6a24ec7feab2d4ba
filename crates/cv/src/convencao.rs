//! How CV's API is spoken, whatever is asked: paths with places for keys, the wrappers lists come in, the many ways of saying
//! "none" and "no", the addresses that are accepted.
//!
//! Nothing here knows an operation, so the ERP adapter that reads the same API shares it.

pub mod caminho;
pub mod endereco;
pub mod envelope;
pub mod resposta;
