//! `[armazenamento]`: the database and the key ring.

use std::path::PathBuf;

/// `[armazenamento]`
#[derive(Debug, Clone)]
pub struct Armazenamento {
    /// `sqlite://…` or `postgres://…`.
    pub url: String,
    /// Key ring for encryption at rest, made by `financeiro keygen`.
    pub chaves_file: PathBuf,
}
