//! Handles: the short random text in `/s/{handle}/…`.
//!
//! A handle ties a tab to one launch. Where cookies work it is only a label and the cookie is the proof; where the browser
//! refuses third-party cookies it carries the session by itself, under the conditions of [`super::acesso`]. It is not
//! the session id: the row keeps that sealed, and the row's key is the handle's SHA-256.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Characters of a handle: 16 random bytes in base64url.
pub const TAMANHO: usize = 22;

/// A well-formed handle; says nothing about its existence.
#[derive(Clone, PartialEq, Eq)]
pub struct Handle(String);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle(…)")
    }
}

impl Handle {
    /// From 16 random bytes.
    pub fn novo(acaso: [u8; 16]) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(acaso))
    }

    /// From the path; `None` when it cannot be one.
    pub fn ler(texto: &str) -> Option<Self> {
        let bem_formado =
            texto.len() == TAMANHO && texto.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        bem_formado.then(|| Self(texto.to_owned()))
    }

    /// Key of its row.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// `/s/{handle}`.
    pub fn prefixo(&self) -> String {
        format!("/s/{}", self.0)
    }
}

/// Splits `/s/{handle}/resto` into handle and `/resto`. `None` when the path has another shape.
pub fn separar(caminho: &str) -> Option<(Handle, &str)> {
    let resto = caminho.strip_prefix("/s/")?;
    let (handle, fim) = resto.split_at_checked(TAMANHO)?;
    let fim = if fim.is_empty() { "/" } else { fim };
    fim.starts_with('/').then(|| Handle::ler(handle).map(|h| (h, fim)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_only_when_the_handle_is_well_formed() {
        let handle = Handle::novo([7; 16]);
        let caminho = format!("{}/boletos", handle.prefixo());
        assert_eq!(separar(&caminho), Some((handle.clone(), "/boletos")));
        assert_eq!(separar(&handle.prefixo()), Some((handle, "/")));
        for ruim in
            ["/s/", "/s/abc", "/s/aaaaaaaaaaaaaaaaaaaaaa1/x", "/p/x", "/s/%2e%2eaaaaaaaaaaaaaaaaaa/", "/s/ééééééééééé/"]
        {
            assert_eq!(separar(ruim), None, "{ruim}");
        }
    }
}
