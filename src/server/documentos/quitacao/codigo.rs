//! Verification codes: 80 random bits that people can read from paper and type.

use crate::server::{cripto::resumo, storage::Chave};

/// Crockford's base 32: no I, L, O or U.
const ALFABETO: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters and digits of a code, five bits each.
const TAMANHO: usize = 16;
/// Between hyphens.
const GRUPO: usize = 4;
/// More than anybody types; what follows is not read.
const DIGITADO_MAXIMO: usize = 64;

/// A code as it is stored and compared: sixteen characters of the alphabet, without hyphens. No `Debug`: whoever has it has the
/// confirmation.
#[derive(Clone, PartialEq, Eq)]
pub struct Codigo(String);

impl Codigo {
    /// A new one.
    pub fn sortear() -> Self {
        let acaso: [u8; TAMANHO] = rand::random();
        Self(acaso.iter().map(|b| char::from(ALFABETO[usize::from(b % 32)])).collect())
    }

    /// What somebody typed, however they did: case, spaces and hyphens do not matter, O is zero, I and L are one.
    ///
    /// Anything is taken: what is no code is a code nobody issued, looked up in the same way.
    pub fn digitado(texto: &str) -> Self {
        let trocar = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            outro => outro,
        };
        let separa = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '_');
        Self(texto.chars().filter(separa).take(DIGITADO_MAXIMO).map(trocar).collect())
    }

    /// What the database knows of it.
    pub fn hash(&self) -> Chave {
        resumo(self.0.as_bytes())
    }

    /// Without hyphens.
    pub fn como_str(&self) -> &str {
        &self.0
    }

    /// `7K3F-9QXM-2TRB-H5WD`
    pub fn em_grupos(&self) -> String {
        let letras: Vec<char> = self.0.chars().collect();
        letras.chunks(GRUPO).map(|grupo| grupo.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_has_eighty_bits_in_four_groups() {
        let codigo = Codigo::sortear();
        assert_eq!(codigo.em_grupos().len(), 19);
        assert!(codigo.em_grupos().split('-').all(|g| g.len() == 4 && g.bytes().all(|b| ALFABETO.contains(&b))));
        assert!(codigo != Codigo::sortear());
    }

    #[test]
    fn every_letter_comes_up() {
        let muitos: String = (0..200).map(|_| Codigo::sortear().0).collect();
        assert!(ALFABETO.iter().all(|letra| muitos.contains(char::from(*letra))));
    }

    #[test]
    fn look_alikes_and_separators_do_not_matter() {
        let certo = Codigo::digitado("7K3F-9QXM-20RB-H51D");
        for outro in [
            "7k3f9qxm20rbh51d",
            " 7K3F 9QXM 2ORB H5ID ",
            "7k3f–9qxm–2orb–h5ld",
            "7K3F.9QXM.20RB.H51D\n",
            "7-K-3-F9QXM20RBH5lD",
        ] {
            assert!(Codigo::digitado(outro) == certo, "{outro}");
            assert_eq!(Codigo::digitado(outro).hash(), certo.hash());
        }
        assert!(Codigo::digitado("7K3F-9QXM-20RB-H51E") != certo);
        assert!(Codigo::digitado("7K3F-9QXM-20RB-H51D0") != certo);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_what_is_read(texto in any::<String>()) {
            let codigo = Codigo::sortear();
            prop_assert!(Codigo::digitado(&codigo.em_grupos().to_lowercase()) == codigo);
            prop_assert!(Codigo::digitado(&texto).hash() != codigo.hash());
        }
    }
}
