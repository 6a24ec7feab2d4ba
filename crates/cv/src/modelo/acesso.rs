//! Logging in, and what one may do then.

use std::collections::BTreeMap;

use domain::documento::{Documento, Email, Token};
use jiff::Timestamp;

use super::sem_debug;

/// Who somebody says to be. The reference logs in by document, the help article by e-mail; CV takes either.
///
/// `Debug` shows the masked forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identificador {
    /// CPF, CNPJ or foreign document.
    Documento(Documento),
    /// E-mail.
    Email(Email),
}

impl Identificador {
    /// Reads what a person typed: with an `@` an e-mail, otherwise a CPF or CNPJ.
    pub fn ler(texto: &str) -> Option<Self> {
        if texto.contains('@') {
            Email::ler(texto).ok().map(Self::Email)
        } else {
            Documento::ler(texto).ok().map(Self::Documento)
        }
    }

    /// Name and value of the field CV is told it in.
    pub(crate) fn campo(&self) -> (&'static str, &str) {
        match self {
            Self::Documento(documento) => ("documento", documento.normalizado()),
            Self::Email(email) => ("email", email.exposto()),
        }
    }
}

/// How CV delivers a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canal {
    /// To the e-mail address CV has.
    Email,
    /// To the telephone CV has.
    Sms,
}

impl Canal {
    /// The word CV is told.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

/// A token CV issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenCv {
    /// The token, to be kept encrypted.
    pub token: Token,
    /// When it ends, by CV's answer or by the token's own (unverified) claim. Only ever a reason to ask again sooner.
    pub expira: Option<Timestamp>,
}

/// What CV allows a profile, by CV's own names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissoes(pub(crate) BTreeMap<String, bool>);

impl Permissoes {
    /// Whether the permission is given; `None` when CV does not know it.
    pub fn permite(&self, nome: &str) -> Option<bool> {
        self.0.get(nome).copied()
    }

    /// All of them, by name.
    pub fn todas(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|(nome, sim)| (nome.as_str(), *sim))
    }
}

/// An administrative user of CV.
#[derive(Clone, PartialEq, Eq)]
pub struct UsuarioAdm {
    /// Key at CV.
    pub id: String,
    /// Name.
    pub nome: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// What kind of user CV says it is, e.g. `gestor`.
    pub tipo: Option<String>,
}

sem_debug!(UsuarioAdm);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_is_a_document_or_an_email_and_debug_masks_both() {
        let documento = Identificador::ler(" 390.533.447-05 ").unwrap();
        assert_eq!(documento.campo(), ("documento", "39053344705"));
        let email = Identificador::ler("ana@exemplo.example").unwrap();
        assert_eq!(email.campo(), ("email", "ana@exemplo.example"));
        for ruim in ["", "390.533.447-06", "ana@", "ana"] {
            assert_eq!(Identificador::ler(ruim), None, "{ruim}");
        }
        let texto = format!("{documento:?} {email:?}");
        assert!(!texto.contains("390.533") && !texto.contains("39053344705") && !texto.contains("ana@"), "{texto}");
    }
}
