//! The envelope: `version ‖ length of the key id ‖ key id ‖ nonce (24) ‖ ciphertext and tag`, XChaCha20-Poly1305.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use rand::Rng as _;

use super::{Chaveiro, Proposito, juntar};

const VERSAO: u8 = 1;
const NONCE: usize = 24;

/// Why an envelope does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroAbrir {
    /// Not an envelope, or of a version this program does not know.
    #[error("o valor selado não tem o formato esperado")]
    Formato,
    /// Sealed with a key that is not in the ring: it was removed too early, or the ring is another installation's.
    #[error("o valor foi selado com a chave {id:?}, que não está no chaveiro (armazenamento.chaves-file)")]
    ChaveDesconhecida {
        /// Id written in the envelope.
        id: String,
    },
    /// Altered, or opened for another purpose or with other associated data.
    #[error("o valor selado não confere: foi alterado ou pertence a outro registro")]
    Autenticacao,
}

impl Chaveiro {
    /// Encrypts and authenticates `claro` with the current key. `aad` is not stored: opening needs the same bytes, which is how
    /// a value is bound to its row. The same input gives a different envelope each time.
    ///
    /// # Panics
    /// For a plaintext beyond 256 GiB, which cannot be in memory.
    #[must_use]
    pub fn selar(&self, proposito: Proposito, aad: &[u8], claro: &[u8]) -> Vec<u8> {
        let chave = self.atual();
        let mut envelope = Vec::with_capacity(2 + chave.id.len() + NONCE + claro.len() + 16);
        envelope.push(VERSAO);
        #[expect(clippy::cast_possible_truncation, reason = "ids are at most 32 bytes, checked when the ring is read")]
        envelope.push(chave.id.len() as u8);
        envelope.extend_from_slice(chave.id.as_bytes());
        let aad = juntar(&[&envelope, aad]);

        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let cifra = XChaCha20Poly1305::new(chave.subchave(proposito).into());
        #[expect(clippy::expect_used, reason = "the cipher refuses only plaintexts beyond 256 GiB")]
        let cifrado =
            cifra.encrypt(&XNonce::from(nonce), Payload { msg: claro, aad: &aad }).expect("plaintext below 256 GiB");
        envelope.extend_from_slice(&nonce);
        envelope.extend_from_slice(&cifrado);
        envelope
    }

    /// Opens what [`Chaveiro::selar`] made for the same purpose and associated data, with whichever key sealed it.
    ///
    /// # Errors
    /// See [`ErroAbrir`]. Only an operator may be told which: to a visitor every case is "not found".
    pub fn abrir(&self, proposito: Proposito, aad: &[u8], envelope: &[u8]) -> Result<Vec<u8>, ErroAbrir> {
        let [VERSAO, tamanho, resto @ ..] = envelope else { return Err(ErroAbrir::Formato) };
        let (id, resto) = resto.split_at_checked(usize::from(*tamanho)).ok_or(ErroAbrir::Formato)?;
        let (nonce, cifrado) = resto.split_first_chunk::<NONCE>().ok_or(ErroAbrir::Formato)?;
        let Some(chave) = self.por_id(id) else {
            // The id is whatever somebody wrote there: shown only when it looks like one.
            let id = std::str::from_utf8(id).ok().filter(|id| super::arquivo::id_valido(id)).unwrap_or("?");
            return Err(ErroAbrir::ChaveDesconhecida { id: id.into() });
        };
        let cabecalho = &envelope[..2 + id.len()];
        let aad = juntar(&[cabecalho, aad]);
        XChaCha20Poly1305::new(chave.subchave(proposito).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: cifrado, aad: &aad })
            .map_err(|_| ErroAbrir::Autenticacao)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn chaveiro() -> Chaveiro {
        Chaveiro::gerar(&mut rand::rng(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_old_key_still_opens_and_a_removed_one_is_told_apart() {
        let mut chaveiro = chaveiro();
        let antigo = chaveiro.selar(Proposito::Sessao, b"linha", b"conteudo");
        chaveiro.adicionar(&mut rand::rng(), Timestamp::UNIX_EPOCH);
        assert_eq!(chaveiro.abrir(Proposito::Sessao, b"linha", &antigo).unwrap(), b"conteudo");

        let novo = chaveiro.selar(Proposito::Sessao, b"linha", b"conteudo");
        chaveiro.chaves.truncate(1);
        chaveiro.atual = 0;
        let erro = chaveiro.abrir(Proposito::Sessao, b"linha", &novo).unwrap_err();
        assert_eq!(erro, ErroAbrir::ChaveDesconhecida { id: "k2".into() });
    }

    #[test]
    fn the_same_value_is_never_sealed_twice_alike() {
        let chaveiro = chaveiro();
        let [um, outro] = [(); 2].map(|()| chaveiro.selar(Proposito::Sessao, b"", b"igual"));
        assert_ne!(um, outro);
    }

    #[test]
    fn another_ring_with_the_same_ids_opens_nothing() {
        let envelope = chaveiro().selar(Proposito::Sessao, b"", b"conteudo");
        assert_eq!(chaveiro().abrir(Proposito::Sessao, b"", &envelope), Err(ErroAbrir::Autenticacao));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_only_for_its_purpose_and_row(
            aad in any::<Vec<u8>>(), outro in any::<Vec<u8>>(), claro in any::<Vec<u8>>(),
        ) {
            let chaveiro = chaveiro();
            let envelope = chaveiro.selar(Proposito::Sessao, &aad, &claro);
            prop_assert_eq!(chaveiro.abrir(Proposito::Sessao, &aad, &envelope).unwrap(), claro);
            for alheio in Proposito::TODOS.into_iter().filter(|alheio| *alheio != Proposito::Sessao) {
                prop_assert_eq!(chaveiro.abrir(alheio, &aad, &envelope), Err(ErroAbrir::Autenticacao), "{:?}", alheio);
            }
            if outro != aad {
                prop_assert_eq!(chaveiro.abrir(Proposito::Sessao, &outro, &envelope), Err(ErroAbrir::Autenticacao));
            }
        }

        #[test]
        fn one_flipped_bit_or_a_cut_closes_the_envelope(claro in any::<Vec<u8>>(), onde in any::<prop::sample::Index>()) {
            let chaveiro = chaveiro();
            let mut envelope = chaveiro.selar(Proposito::Sessao, b"linha", &claro);
            let cortado = onde.index(envelope.len());
            prop_assert!(chaveiro.abrir(Proposito::Sessao, b"linha", &envelope[..cortado]).is_err());
            let bit = onde.index(envelope.len() * 8);
            envelope[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(chaveiro.abrir(Proposito::Sessao, b"linha", &envelope).is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
            prop_assert!(chaveiro().abrir(Proposito::Sessao, b"", &bytes).is_err());
        }
    }
}
