//! Messages between a person and the incorporadora.

use jiff::civil::DateTime;

use super::sem_debug;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Autor {
    /// The person.
    Cliente,
    /// The incorporadora.
    Incorporadora,
    /// CV does not say, or in a word nobody knows.
    #[default]
    Desconhecido,
}

/// One message. `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MensagemCv {
    /// Key at CV.
    pub id: Option<String>,
    /// The text, plain, at most 4000 characters; line breaks are kept.
    pub texto: String,
    /// When, on CV's clock; CV names no time zone.
    pub quando: Option<DateTime>,
    /// Who wrote it.
    pub autor: Autor,
    /// Name of who wrote it.
    pub nome: Option<String>,
    /// Subject.
    pub assunto: Option<String>,
}

sem_debug!(MensagemCv);
