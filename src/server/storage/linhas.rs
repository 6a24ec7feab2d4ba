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

/// A download ticket: one document, once, for whoever holds it, within its minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaBilhete {
    /// SHA-256 of the ticket in the URL.
    pub hash: Chave,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the holder's document.
    pub titular_hmac: String,
    /// Role of the session that made it, as in the launch URL.
    pub papel: String,
    /// Which document, sealed with [`crate::server::cripto::Proposito::Bilhete`]; bind it to `hash`.
    pub dados: Vec<u8>,
    /// End of its use.
    pub expira: Timestamp,
    /// End of the row, not before `expira`: until then whoever comes back is told that it was used or came too late.
    pub remover_em: Timestamp,
}

/// Answer to presenting a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Consumo {
    /// First use, in time: the ticket as it was made. The database no longer has its `dados`.
    Valido(LinhaBilhete),
    /// It was used before, or somebody was faster.
    Usado {
        /// Slug: whose page tells it.
        incorporadora: String,
    },
    /// Nobody used it in time.
    Expirado {
        /// Slug: whose page tells it.
        incorporadora: String,
    },
    /// Never made, or made so long ago that it was forgotten.
    Desconhecido,
}

/// A declaration of settlement about to be issued; the database gives it its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NovaDeclaracao {
    /// SHA-256 of the verification code.
    pub codigo_hash: Chave,
    /// The verification code, sealed with [`crate::server::cripto::Proposito::Codigo`] to print the same document again; bind
    /// it to `codigo_hash`.
    pub codigo_selado: Vec<u8>,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the holder's document.
    pub titular_hmac: String,
    /// HMAC of the contract ([`crate::server::cripto::Chaveiro::hmac_contrato`]): contract numbers can be guessed.
    pub contrato_hash: Chave,
    /// The year that is settled, 1 to 9999.
    pub ano: i16,
    /// When it is issued.
    pub emitida_em: Timestamp,
    /// What it says, sealed with [`crate::server::cripto::Proposito::Declaracao`]; bind it to `codigo_hash`. The number is not in
    /// it, which does not exist yet.
    pub conteudo_selado: Vec<u8>,
}

/// An issued declaration of settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaDeclaracao {
    /// See [`NovaDeclaracao::codigo_hash`].
    pub codigo_hash: Chave,
    /// See [`NovaDeclaracao::codigo_selado`].
    pub codigo_selado: Vec<u8>,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the holder's document.
    pub titular_hmac: String,
    /// See [`NovaDeclaracao::contrato_hash`].
    pub contrato_hash: Chave,
    /// The year that is settled.
    pub ano: i16,
    /// Counts the declarations of one incorporadora about one year, from 1, without gaps.
    pub numero: u32,
    /// When it was issued.
    pub emitida_em: Timestamp,
    /// See [`NovaDeclaracao::conteudo_selado`].
    pub conteudo_selado: Vec<u8>,
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
    /// Download tickets, used or not, whose time to be remembered is over.
    pub bilhetes: u64,
    /// Last answers of ERPs whose retention is over.
    pub ultimos: u64,
    /// Counters of attempts whose window is over.
    pub tentativas: u64,
}

/// How a person came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origem {
    /// From CV's portal, with its token.
    Portal,
    /// By the page of direct access, with a code or a password.
    Direto,
}

impl Origem {
    /// Name in rows and sessions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Direto => "direto",
        }
    }

    /// Reads [`Origem::as_str`].
    pub fn ler(texto: &str) -> Option<Self> {
        [Self::Portal, Self::Direto].into_iter().find(|origem| origem.as_str() == texto)
    }
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaAcesso {
    /// Row key of the session.
    pub sessao_chave: Chave,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the document of whoever is logged in.
    pub titular_hmac: String,
    /// Role, as in the launch URL.
    pub papel: String,
    /// How it began.
    pub origem: Origem,
    /// Browser and system in a few words, from lists of ours: nothing that tells one device from another.
    pub aparelho: String,
    /// When it began.
    pub iniciado_em: Timestamp,
}

/// Attempts within the present window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tentativas {
    /// How many, this one included.
    pub quantas: u32,
    /// End of the window: from here on the count begins anew.
    pub expira: Timestamp,
}

/// The last answer of an ERP to one question about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaUltimo {
    /// SHA-256 of incorporadora and HMAC of the holder's document, which cannot be guessed.
    pub dono: Chave,
    /// The question, a fixed word.
    pub operacao: String,
    /// The answer, sealed with [`crate::server::cripto::Proposito::Ultimo`]; bind it to everything else here.
    pub dados: Vec<u8>,
    /// When the ERP gave it.
    pub lida_em: Timestamp,
    /// End of its retention.
    pub expira: Timestamp,
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

pub(super) fn inteiro<T: TryFrom<i64>>(valor: i64, coluna: &'static str) -> Result<T, ErroArmazem> {
    valor.try_into().map_err(|_| ErroArmazem::Conteudo { coluna })
}
