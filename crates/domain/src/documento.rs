//! CPF, CNPJ (numeric and alphanumeric) and foreign documents; and the other personal values that must not leak.
//!
//! `Debug` and `Display` are masked everywhere; the full value is taken on purpose, by a method whose name says so.
//!
//! ```
//! use domain::documento::Documento;
//! let documento = Documento::ler("111.444.777-35")?;
//! assert_eq!(documento.to_string(), "***.444.777-**");
//! assert_eq!(documento.normalizado(), "11144477735");
//! # Ok::<(), domain::documento::ErroDocumento>(())
//! ```

use std::fmt;

pub mod completo;
mod contato;
mod digitos;
mod token;

pub use contato::{Email, ErroContato, Telefone};
pub use token::Token;

/// Longest text looked at; anything longer is no document.
const TEXTO_MAXIMO: usize = 64;

/// Why something is not a document. Never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErroDocumento {
    /// Nothing to read.
    #[error("documento vazio")]
    Vazio,
    /// A masked document (`***.456.789-**`): it identifies nobody.
    #[error("documento mascarado: é preciso o número completo")]
    Mascarado,
    /// Neither 11 nor 14 characters once dots, slashes, hyphens and spaces are out.
    #[error("comprimento do documento: CPF tem 11 dígitos e CNPJ tem 14 caracteres")]
    Comprimento,
    /// A character that the kind of document does not have.
    #[error("caractere inválido no documento")]
    Caractere,
    /// A lower-case letter: the norm has capitals only. A form field upper-cases before asking.
    #[error("letra minúscula no CNPJ: use maiúsculas")]
    Minuscula,
    /// All characters the same.
    #[error("todos os caracteres do documento são iguais")]
    Repetido,
    /// The check digits do not close.
    #[error("dígito verificador do documento não confere")]
    Digito,
}

/// An individual's number at the Receita Federal: 11 digits, check digits verified.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpf(String);

/// A company's number at the Receita Federal: 12 digits or capitals and 2 check digits (IN RFB 2.229/2024).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cnpj(String);

/// A document of another country (passport, DNI…): 4 to 30 letters and digits, nothing verified.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Estrangeiro(String);

/// Whom a contract belongs to. Equal when the normalised numbers are equal and of one kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Documento {
    /// A person in Brazil.
    Cpf(Cpf),
    /// A company in Brazil.
    Cnpj(Cnpj),
    /// Someone with only a foreign document.
    Estrangeiro(Estrangeiro),
}

impl Cpf {
    /// Reads 11 digits, formatted or not.
    ///
    /// # Errors
    /// See [`ErroDocumento`].
    pub fn ler(texto: &str) -> Result<Self, ErroDocumento> {
        let limpo = limpar(texto)?;
        if limpo.chars().count() != 11 {
            return Err(ErroDocumento::Comprimento);
        }
        digitos::conferir_cpf(&limpo)?;
        Ok(Self(limpo))
    }

    /// The 11 digits.
    pub fn normalizado(&self) -> &str {
        &self.0
    }

    /// `111.444.777-35`, in full.
    pub fn formatado(&self) -> String {
        format!("{}.{}.{}-{}", &self.0[..3], &self.0[3..6], &self.0[6..9], &self.0[9..])
    }

    /// `***.444.777-**`: first three and last two hidden, the convention of the public sector.
    pub fn mascarado(&self) -> String {
        format!("***.{}.{}-**", &self.0[3..6], &self.0[6..9])
    }
}

impl Cnpj {
    /// Reads 14 characters, formatted or not. Lower case is refused, as the official samples do.
    ///
    /// # Errors
    /// See [`ErroDocumento`].
    pub fn ler(texto: &str) -> Result<Self, ErroDocumento> {
        let limpo = limpar(texto)?;
        if limpo.chars().count() != 14 {
            return Err(ErroDocumento::Comprimento);
        }
        digitos::conferir_cnpj(&limpo)?;
        Ok(Self(limpo))
    }

    /// The 14 characters.
    pub fn normalizado(&self) -> &str {
        &self.0
    }

    /// Whether it has letters.
    pub fn eh_alfanumerico(&self) -> bool {
        self.0.bytes().any(|b| b.is_ascii_uppercase())
    }

    /// `12.ABC.345/01DE-35`, in full.
    pub fn formatado(&self) -> String {
        let c = &self.0;
        format!("{}.{}.{}/{}-{}", &c[..2], &c[2..5], &c[5..8], &c[8..12], &c[12..])
    }

    /// `**.ABC.345/01DE-**`: a sole trader's number is personal data, so the ends are hidden as in a CPF.
    pub fn mascarado(&self) -> String {
        let c = &self.0;
        format!("**.{}.{}/{}-**", &c[2..5], &c[5..8], &c[8..12])
    }
}

impl Estrangeiro {
    /// Reads 4 to 30 ASCII letters and digits, at least one digit; letters become capitals, separators go.
    ///
    /// # Errors
    /// See [`ErroDocumento`].
    pub fn ler(texto: &str) -> Result<Self, ErroDocumento> {
        let limpo = limpar(texto)?.to_ascii_uppercase();
        if !limpo.bytes().all(|b| b.is_ascii_alphanumeric()) || !limpo.bytes().any(|b| b.is_ascii_digit()) {
            return Err(ErroDocumento::Caractere);
        }
        if !(4..=30).contains(&limpo.len()) {
            return Err(ErroDocumento::Comprimento);
        }
        Ok(Self(limpo))
    }

    /// Capitals and digits only.
    pub fn normalizado(&self) -> &str {
        &self.0
    }

    /// `***123`: the last three, when that is less than half of it.
    pub fn mascarado(&self) -> String {
        if self.0.len() > 6 { format!("***{}", &self.0[self.0.len() - 3..]) } else { "******".to_owned() }
    }
}

impl Documento {
    /// Reads a CPF (11) or a CNPJ (14), formatted or not.
    ///
    /// # Errors
    /// See [`ErroDocumento`]; a foreign document is never guessed, use [`Documento::estrangeiro`].
    pub fn ler(texto: &str) -> Result<Self, ErroDocumento> {
        match limpar(texto)?.chars().count() {
            11 => Cpf::ler(texto).map(Self::Cpf),
            14 => Cnpj::ler(texto).map(Self::Cnpj),
            _ => Err(ErroDocumento::Comprimento),
        }
    }

    /// A document somebody declared to be foreign.
    ///
    /// # Errors
    /// See [`ErroDocumento`].
    pub fn estrangeiro(texto: &str) -> Result<Self, ErroDocumento> {
        Estrangeiro::ler(texto).map(Self::Estrangeiro)
    }

    /// The full value without punctuation: what ERPs are asked with.
    pub fn normalizado(&self) -> &str {
        match self {
            Self::Cpf(cpf) => cpf.normalizado(),
            Self::Cnpj(cnpj) => cnpj.normalizado(),
            Self::Estrangeiro(outro) => outro.normalizado(),
        }
    }

    /// The full value as people write it.
    pub fn formatado(&self) -> String {
        match self {
            Self::Cpf(cpf) => cpf.formatado(),
            Self::Cnpj(cnpj) => cnpj.formatado(),
            Self::Estrangeiro(outro) => outro.normalizado().to_owned(),
        }
    }

    /// The form that may be shown.
    pub fn mascarado(&self) -> String {
        match self {
            Self::Cpf(cpf) => cpf.mascarado(),
            Self::Cnpj(cnpj) => cnpj.mascarado(),
            Self::Estrangeiro(outro) => outro.mascarado(),
        }
    }

    /// `CPF`, `CNPJ` or `documento estrangeiro`.
    pub const fn rotulo(&self) -> &'static str {
        match self {
            Self::Cpf(_) => "CPF",
            Self::Cnpj(_) => "CNPJ",
            Self::Estrangeiro(_) => "documento estrangeiro",
        }
    }
}

macro_rules! mascarado_ao_mostrar {
    ($($tipo:ident),+) => {$(
        impl fmt::Display for $tipo {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.mascarado())
            }
        }

        impl fmt::Debug for $tipo {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($tipo), "({})"), self.mascarado())
            }
        }
    )+};
}
mascarado_ao_mostrar!(Cpf, Cnpj, Estrangeiro, Documento);
use mascarado_ao_mostrar;

/// Removes only `.`, `/`, `-` and spaces: dropping every non-digit would destroy alphanumeric numbers.
fn limpar(texto: &str) -> Result<String, ErroDocumento> {
    let texto = texto.trim();
    if texto.is_empty() {
        return Err(ErroDocumento::Vazio);
    }
    if texto.len() > TEXTO_MAXIMO {
        return Err(ErroDocumento::Comprimento);
    }
    let limpo: String = texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).collect();
    if limpo.is_empty() {
        return Err(ErroDocumento::Comprimento);
    }
    if limpo.contains(['*', '•', '●', '#', '█']) || mascarado_com_x(&limpo) {
        return Err(ErroDocumento::Mascarado);
    }
    Ok(limpo)
}

/// `XXX.456.789-XX`: eleven characters, only digits and at least two X. One X may be a typing error in a CPF.
fn mascarado_com_x(limpo: &str) -> bool {
    limpo.len() == 11
        && limpo.bytes().all(|b| b.is_ascii_digit() || b.eq_ignore_ascii_case(&b'x'))
        && limpo.bytes().filter(|b| b.eq_ignore_ascii_case(&b'x')).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_documents_have_their_own_error() {
        for texto in ["***.456.789-**", "111.***.***-35", "•••.456.789-••", "XXX.456.789-XX", "**.***.***/0001-**"]
        {
            assert_eq!(Documento::ler(texto), Err(ErroDocumento::Mascarado), "{texto}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        for (texto, erro) in [
            ("", ErroDocumento::Vazio),
            (" . ", ErroDocumento::Comprimento),
            ("1234", ErroDocumento::Comprimento),
            ("111.444.777-3X", ErroDocumento::Caractere),
            ("111.444.777-34", ErroDocumento::Digito),
            ("111.111.111-11", ErroDocumento::Repetido),
            ("12.abc.345/01de-35", ErroDocumento::Minuscula),
            ("12.ÁBC.345/01DE-35", ErroDocumento::Caractere),
            ("12.ABC.345/01DE-3A", ErroDocumento::Caractere),
            ("１１１４４４７７７３５", ErroDocumento::Caractere),
        ] {
            assert_eq!(Documento::ler(texto), Err(erro), "{texto}");
        }
    }

    #[test]
    fn nothing_but_the_masked_form_is_shown() {
        for texto in ["11144477735", "12ABC34501DE35"] {
            let documento = Documento::ler(texto).unwrap();
            for visto in [format!("{documento:?}"), format!("{documento}"), format!("{:?}", Some(&documento))] {
                assert!(!visto.contains(documento.normalizado()), "{visto}");
                assert!(!visto.contains(&documento.formatado()), "{visto}");
                assert!(visto.contains(&documento.mascarado()), "{visto}");
            }
        }
    }

    #[test]
    fn foreign_documents_are_kept_apart_even_with_the_same_digits() {
        let cpf = Documento::ler("11144477735").unwrap();
        let outro = Documento::estrangeiro("11144477735").unwrap();
        assert_ne!(cpf, outro);
        let passaporte = Documento::estrangeiro(" ab-123.456 ").unwrap();
        assert_eq!(passaporte.normalizado(), "AB123456");
        assert_eq!(passaporte.mascarado(), "***456");
        assert_eq!(Documento::estrangeiro("ABCDEF"), Err(ErroDocumento::Caractere));
        assert_eq!(Documento::estrangeiro("A1"), Err(ErroDocumento::Comprimento));
    }
}
