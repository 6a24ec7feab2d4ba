//! Rows, as arguments and answers of [`super::Armazem`].

use jiff::Timestamp;

use super::ErroArmazem;

/// Key of a row: the SHA-256 of something only a browser knows.
pub type Chave = [u8; 32];

/// Whether a handle was already landed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstadoHandle {
    /// Written by the launch, not used yet.
    Novo,
    /// The first landing happened.
    Usado,
}

impl EstadoHandle {
    pub(super) const fn texto(self) -> &'static str {
        match self {
            Self::Novo => "novo",
            Self::Usado => "usado",
        }
    }

    pub(super) fn ler(texto: &str) -> Option<Self> {
        [Self::Novo, Self::Usado].into_iter().find(|estado| estado.texto() == texto)
    }
}

/// A handle: what ties a tab, or a browser without cookies, to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaHandle {
    /// SHA-256 of the handle in the URL.
    pub hash: Chave,
    /// Row key of the session, without which the handle opens nothing.
    pub sessao_chave: Chave,
    /// The session id, sealed with [`crate::server::cripto::Proposito::Handle`]; bind it to `hash`.
    pub sessao_id_selado: Vec<u8>,
    /// HMAC of the holder's document.
    pub titular_hmac: String,
    /// Slug.
    pub incorporadora: String,
    /// Role of the launch, as in its URL.
    pub papel: String,
    /// SHA-256 of the user agent that launched.
    pub ua_hash: Chave,
    /// New until the first landing.
    pub estado: EstadoHandle,
    /// The browser sent the cookie back at least once.
    pub cookie_confirmado: bool,
    /// End of the row, after the session's: a tab left open is still told what happened, inside its portal.
    pub expira: Timestamp,
}

/// What a replay mark is about: one token in one role of one incorporadora.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lancamento<'a> {
    /// SHA-256 of CV's token.
    pub token_hash: &'a Chave,
    /// Slug.
    pub incorporadora: &'a str,
    /// Role in the launch URL.
    pub papel: &'a str,
}

/// Answer to marking a launch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Marca {
    /// First time this token is seen.
    Nova,
    /// Seen before and not yet expired.
    Repetida {
        /// When it was first seen.
        primeira_em: Timestamp,
        /// Row key of the session it led to.
        sessao_chave: Chave,
    },
}

/// Rows removed because they expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limpeza {
    /// Sessions.
    pub sessoes: u64,
    /// Handles.
    pub handles: u64,
    /// Replay marks.
    pub lancamentos: u64,
}

/// A line of the audit trail as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventoSelado {
    /// When it happened.
    pub quando: Timestamp,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the document of the person it is about.
    pub titular_hmac: String,
    /// Who did it: a role, with the HMAC of the person where there is one (`gestor:3f…`). Never a name.
    pub ator: String,
    /// What was done, a fixed word.
    pub acao: String,
    /// Free text, sealed.
    pub detalhe: Option<Vec<u8>>,
}

pub(super) fn instante(milissegundos: i64, coluna: &'static str) -> Result<Timestamp, ErroArmazem> {
    Timestamp::from_millisecond(milissegundos).map_err(|_| ErroArmazem::Conteudo { coluna })
}

pub(super) fn chave(bytes: Vec<u8>, coluna: &'static str) -> Result<Chave, ErroArmazem> {
    bytes.try_into().map_err(|_| ErroArmazem::Conteudo { coluna })
}
