//! Why there is no PDF.

use std::path::PathBuf;

/// Why a PDF could not be made, or templates not be taken. Never holds what was to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErroPdf {
    /// The folder of templates cannot be listed.
    #[error("não foi possível ler a pasta de modelos {}: {motivo}", pasta.display())]
    Pasta {
        /// As configured.
        pasta: PathBuf,
        /// What the system answered.
        motivo: String,
    },
    /// A file of the folder that replaces nothing, usually a misspelt name.
    #[error("{}: não substitui nenhum modelo; os nomes aceitos são {aceitos}", arquivo.display())]
    Desconhecido {
        /// The file.
        arquivo: PathBuf,
        /// The names that replace a template.
        aceitos: String,
    },
    /// A template that cannot be read.
    #[error("{}: {motivo}", arquivo.display())]
    Ilegivel {
        /// The file.
        arquivo: PathBuf,
        /// What is wrong with it.
        motivo: String,
    },
    /// A template that does not compile with the sample data.
    #[error("{}, linha {linha}: {motivo}", arquivo.display())]
    Modelo {
        /// The file; only its name when it is an embedded one, tripped by a replaced one.
        arquivo: PathBuf,
        /// From 1.
        linha: usize,
        /// What the compiler says, in English, with its hints.
        motivo: String,
    },
    /// Compilation failed with real data. Without the compiler's message, which could quote the data.
    #[error("o modelo {modelo} não compilou com estes dados (linha {linha})")]
    Impressao {
        /// Name of the template.
        modelo: String,
        /// From 1; 0 when the compiler does not tell.
        linha: usize,
    },
    /// Nothing to print.
    #[error("nada a imprimir")]
    Vazio,
    /// Neither PNG nor SVG that can be decoded.
    #[error("o logotipo não é um PNG nem um SVG legível, ou passa de {} MB", super::logo::BYTES_MAXIMOS / 1_000_000)]
    Logo,
    /// An embedded font or the export settings were refused: a defect of this crate.
    #[error("as fontes embutidas não puderam ser carregadas")]
    Fontes,
}
