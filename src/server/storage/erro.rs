//! Why the database could not be used.

use std::{io, path::PathBuf};

use sqlx::migrate::MigrateError;

/// Errors of [`super::Armazem`]. For operators: a page only ever says that the service is unavailable.
///
/// No message holds the address, a bound value or a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErroArmazem {
    /// `armazenamento.url` is not an address of a database.
    #[error("armazenamento.url: {motivo}")]
    Url {
        /// What is wrong, without quoting the address.
        motivo: &'static str,
    },
    /// The folder of the SQLite file could not be created.
    #[error("armazenamento.url: a pasta {} não pôde ser criada: {erro}", pasta.display())]
    Pasta {
        /// The folder.
        pasta: PathBuf,
        /// Reason of the operating system.
        #[source]
        erro: io::Error,
    },
    /// The database refused or did not answer.
    #[error("banco de dados: {0}")]
    Banco(#[from] sqlx::Error),
    /// A migration failed, or the schema was migrated by a newer program.
    #[error("migração do banco de dados: {0}")]
    Migracao(#[from] MigrateError),
    /// A column holds what this program never writes.
    #[error("banco de dados: conteúdo inesperado em {coluna}")]
    Conteudo {
        /// `table.column`.
        coluna: &'static str,
    },
}
