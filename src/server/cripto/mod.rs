//! Everything secret at rest: the key ring, sealed values, references that cannot be forged, correlation of people.
//!
//! One file holds the keys ([`Chaveiro`]). Each key is only a root: what is used are subkeys, one per [`Proposito`], so that
//! a value sealed for one purpose can never be opened, or replayed, as another. Sealing always uses the current key; opening
//! tries the key named in the envelope, so a rotation is adding a key and, once everything older expired, removing the old.
//! Issued declarations do not expire: without its key one can still be verified, but neither found again nor printed again.

mod arquivo;
mod chaveiro;
mod referencia;
mod selo;

use sha2::{Digest as _, Sha256};

pub use arquivo::ErroChaveiro;
pub(in crate::server) use arquivo::criar_pasta_privada;
pub use chaveiro::Chaveiro;
pub use referencia::{Escopo, Especie, Referencia};
pub use selo::ErroAbrir;

/// Size of a key, of a digest and of every row key, in bytes.
pub const TAMANHO: usize = 32;

/// What a subkey is for. The label enters the derivation: changing one makes what was sealed under it unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proposito {
    /// Payload of a session.
    Sessao,
    /// References to ERP keys in pages.
    Referencia,
    /// Correlation of people without their document.
    Titular,
    /// Session id carried by a cookieless handle or a tab tag.
    Handle,
    /// Free text of the audit trail.
    Auditoria,
    /// What a download ticket is for.
    Bilhete,
    /// What an issued declaration says.
    Declaracao,
    /// Verification code of an issued declaration.
    Codigo,
    /// Correlation of contracts without their number.
    Contrato,
    /// Last answers of ERPs.
    Ultimo,
    /// Who asked for a code, between the two forms of direct access.
    Acesso,
}

impl Proposito {
    const TODOS: [Self; 11] = [
        Self::Sessao,
        Self::Referencia,
        Self::Titular,
        Self::Handle,
        Self::Auditoria,
        Self::Bilhete,
        Self::Declaracao,
        Self::Codigo,
        Self::Contrato,
        Self::Ultimo,
        Self::Acesso,
    ];

    const fn rotulo(self) -> &'static str {
        match self {
            Self::Sessao => "financeiro/v1/sessao",
            Self::Referencia => "financeiro/v1/referencia",
            Self::Titular => "financeiro/v1/titular",
            Self::Handle => "financeiro/v1/handle",
            Self::Auditoria => "financeiro/v1/auditoria",
            Self::Bilhete => "financeiro/v1/bilhete",
            Self::Declaracao => "financeiro/v1/declaracao",
            Self::Codigo => "financeiro/v1/codigo",
            Self::Contrato => "financeiro/v1/contrato",
            Self::Ultimo => "financeiro/v1/ultimo",
            Self::Acesso => "financeiro/v1/acesso",
        }
    }
}

/// SHA-256. Row keys are digests so that a stolen database holds no usable session id, handle or token.
///
/// Only for inputs that cannot be guessed (128 random bits or more); a document needs [`Chaveiro::hmac_titular`], a contract
/// [`Chaveiro::hmac_contrato`].
#[must_use]
pub fn resumo(bytes: &[u8]) -> [u8; TAMANHO] {
    Sha256::digest(bytes).into()
}

/// Joins fields so that no two different lists give the same bytes: each is preceded by its length.
///
/// Associated data and MAC inputs built by plain concatenation would let `("ab", "c")` pass for `("a", "bc")`.
#[must_use]
pub fn juntar(campos: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(campos.iter().map(|campo| campo.len() + 8).sum());
    for campo in campos {
        bytes.extend_from_slice(&(campo.len() as u64).to_be_bytes());
        bytes.extend_from_slice(campo);
    }
    bytes
}
