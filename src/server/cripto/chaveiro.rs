//! The key ring in memory.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Proposito, TAMANHO, juntar};

type Bytes = Zeroizing<[u8; TAMANHO]>;

/// One root key and the subkeys made from it.
pub(super) struct Chave {
    pub(super) id: String,
    pub(super) criada: Timestamp,
    pub(super) raiz: Bytes,
    subchaves: [Bytes; Proposito::TODOS.len()],
}

impl Chave {
    pub(super) fn nova(id: String, criada: Timestamp, raiz: Bytes) -> Self {
        let subchaves = Proposito::TODOS.map(|proposito| derivar(&raiz, proposito.rotulo()));
        Self { id, criada, raiz, subchaves }
    }

    fn sortear(id: String, criada: Timestamp, rng: &mut impl CryptoRng) -> Self {
        let mut raiz = Bytes::default();
        rng.fill_bytes(raiz.as_mut());
        Self::nova(id, criada, raiz)
    }

    pub(super) fn subchave(&self, proposito: Proposito) -> &[u8; TAMANHO] {
        &self.subchaves[proposito as usize]
    }
}

/// Two keys of one ring with the same id.
pub(super) struct IdRepetido(pub(super) String);

/// The keys for everything encrypted at rest: one current, any number of older ones that still open.
///
/// Keys are wiped from memory when the ring is dropped; `Debug` shows their ids only.
pub struct Chaveiro {
    /// Index into `chaves`, always valid: both ways of making a ring guarantee it.
    pub(super) atual: usize,
    /// Never empty, ids unique.
    pub(super) chaves: Vec<Chave>,
}

impl Chaveiro {
    /// A ring with one random key, `k1`.
    #[must_use]
    pub fn gerar(rng: &mut impl CryptoRng, agora: Timestamp) -> Self {
        Self { atual: 0, chaves: vec![Chave::sortear("k1".into(), agora, rng)] }
    }

    /// Adds a random key and makes it current; what older keys sealed still opens. Returns its id.
    pub fn adicionar(&mut self, rng: &mut impl CryptoRng, agora: Timestamp) -> &str {
        let maior = self.chaves.iter().filter_map(|chave| chave.id.strip_prefix('k')?.parse::<u32>().ok()).max();
        let id = format!("k{}", maior.unwrap_or(0).saturating_add(1));
        self.chaves.push(Chave::sortear(id, agora, rng));
        self.atual = self.chaves.len() - 1;
        &self.atual().id
    }

    /// A ring from keys read elsewhere; `None` when `atual` is not one of them.
    pub(super) fn de_chaves(chaves: Vec<Chave>, atual: &str) -> Result<Option<Self>, IdRepetido> {
        for (i, chave) in chaves.iter().enumerate() {
            if chaves[..i].iter().any(|outra| outra.id == chave.id) {
                return Err(IdRepetido(chave.id.clone()));
            }
        }
        Ok(chaves.iter().position(|chave| chave.id == atual).map(|atual| Self { atual, chaves }))
    }

    /// Id of the key that seals.
    pub fn id_atual(&self) -> &str {
        &self.atual().id
    }

    /// Ids of all keys with the instant each was made, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.chaves.iter().map(|chave| (chave.id.as_str(), chave.criada))
    }

    pub(super) fn atual(&self) -> &Chave {
        &self.chaves[self.atual]
    }

    pub(super) fn por_id(&self, id: &[u8]) -> Option<&Chave> {
        self.chaves.iter().find(|chave| chave.id.as_bytes() == id)
    }

    /// Name of a person in logs, in the database and inside references: HMAC of the normalized document (digits and letters
    /// only) under the current key, 32 hexadecimal characters.
    ///
    /// The same document gives another text after a rotation: compare with one kept in the session, or use
    /// [`Chaveiro::hmacs_titular`] to find what was written before.
    #[must_use]
    pub fn hmac_titular(&self, documento_normalizado: &str) -> String {
        hmac_titular(self.atual(), documento_normalizado)
    }

    /// [`Chaveiro::hmac_titular`] under every key, the current first. For what outlives a rotation: the audit trail,
    /// issued declarations.
    #[must_use]
    pub fn hmacs_titular(&self, documento_normalizado: &str) -> Vec<String> {
        self.atual_primeiro().map(|chave| hmac_titular(chave, documento_normalizado)).collect()
    }

    /// Name of a contract of an incorporadora (slug) in the database: HMAC of its key in the ERP under the current key.
    #[must_use]
    pub fn hmac_contrato(&self, incorporadora: &str, contrato: &str) -> [u8; TAMANHO] {
        hmac_contrato(self.atual(), incorporadora, contrato)
    }

    /// [`Chaveiro::hmac_contrato`] under every key, in the order of [`Chaveiro::hmacs_titular`].
    #[must_use]
    pub fn hmacs_contrato(&self, incorporadora: &str, contrato: &str) -> Vec<[u8; TAMANHO]> {
        self.atual_primeiro().map(|chave| hmac_contrato(chave, incorporadora, contrato)).collect()
    }

    fn atual_primeiro(&self) -> impl Iterator<Item = &Chave> {
        let antigas = self.chaves.iter().enumerate().rev().filter(|(i, _)| *i != self.atual).map(|(_, chave)| chave);
        std::iter::once(self.atual()).chain(antigas)
    }
}

impl fmt::Debug for Chaveiro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.ids().map(|(id, _)| id).collect();
        f.debug_struct("Chaveiro").field("atual", &self.id_atual()).field("chaves", &ids).finish()
    }
}

fn hmac_titular(chave: &Chave, documento: &str) -> String {
    let mac = hmac_sha256(chave.subchave(Proposito::Titular), &[documento.as_bytes()]);
    // 128 bits are enough to tell people apart and keep log lines short.
    let mut metade = [0; 16];
    metade.copy_from_slice(&mac[..16]);
    format!("{:032x}", u128::from_be_bytes(metade))
}

fn hmac_contrato(chave: &Chave, incorporadora: &str, contrato: &str) -> [u8; TAMANHO] {
    let campos = juntar(&[incorporadora.as_bytes(), contrato.as_bytes()]);
    *hmac_sha256(chave.subchave(Proposito::Contrato), &[&campos])
}

/// HKDF-Expand for one block (RFC 5869 §2.3). The root is uniformly random, so the extract step may be skipped (§3.3).
fn derivar(raiz: &Bytes, rotulo: &str) -> Bytes {
    hmac_sha256(raiz, &[rotulo.as_bytes(), &[1]])
}

fn hmac_sha256(chave: &[u8; TAMANHO], partes: &[&[u8]]) -> Bytes {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(chave).expect("a key of any length");
    for parte in partes {
        mac.update(parte);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixo() -> Chaveiro {
        let chave = Chave::nova("k1".into(), Timestamp::UNIX_EPOCH, Zeroizing::new([7; TAMANHO]));
        Chaveiro { atual: 0, chaves: vec![chave] }
    }

    #[test]
    fn a_person_has_the_name_computed_independently() {
        // Python: hmac.new(hmac.new(b"\7"*32, b"financeiro/v1/titular\1", "sha256").digest(), b"52998224725", "sha256")
        assert_eq!(fixo().hmac_titular("52998224725"), "c2f04fa35c03aca0fde2f58a94134886");
    }

    #[test]
    fn a_contract_has_the_name_computed_independently_and_another_in_each_incorporadora() {
        // Python: as above with "contrato", over len("horizonte") in 8 bytes, "horizonte", len("159") in 8 bytes, "159".
        let nome = fixo().hmac_contrato("horizonte", "159");
        let hexa = nome.iter().fold(String::new(), |texto, byte| format!("{texto}{byte:02x}"));
        assert_eq!(hexa, "8581a21e42d0036ce2286936a0b80b06ccc19adc979c45ea5b23ae9cdcb02fcd");
        for (incorporadora, contrato) in [("aurora", "159"), ("horizonte", "160"), ("horizonte1", "59")] {
            assert_ne!(fixo().hmac_contrato(incorporadora, contrato), nome);
        }
    }

    #[test]
    fn every_purpose_has_its_own_subkey() {
        let chaveiro = fixo();
        for (i, um) in Proposito::TODOS.into_iter().enumerate() {
            assert_eq!(um as usize, i, "the list follows the order of the enum");
            for outro in Proposito::TODOS.into_iter().filter(|outro| *outro != um) {
                assert_ne!(chaveiro.atual().subchave(um), chaveiro.atual().subchave(outro), "{um:?} and {outro:?}");
            }
        }
    }

    #[test]
    fn an_added_key_becomes_current_and_keeps_the_old_names_findable() {
        let mut chaveiro = fixo();
        let antes = chaveiro.hmac_titular("52998224725");
        assert_eq!(chaveiro.adicionar(&mut rand::rng(), Timestamp::UNIX_EPOCH), "k2");
        assert_eq!(chaveiro.id_atual(), "k2");
        let todos = chaveiro.hmacs_titular("52998224725");
        assert_eq!(todos, [chaveiro.hmac_titular("52998224725"), antes.clone()]);
        assert_ne!(todos[0], antes);
        let contratos = chaveiro.hmacs_contrato("horizonte", "159");
        assert_eq!(contratos, [chaveiro.hmac_contrato("horizonte", "159"), fixo().hmac_contrato("horizonte", "159")]);
    }

    #[test]
    fn debug_shows_ids_and_no_key() {
        assert_eq!(format!("{:?}", fixo()), r#"Chaveiro { atual: "k1", chaves: ["k1"] }"#);
    }
}
