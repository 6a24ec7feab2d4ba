//! E-mail and telephone of a person.

use std::fmt;

use super::mascarado_ao_mostrar;

/// Why something is no e-mail or telephone. Never holds the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroContato {
    /// Not `name@domain.tld`, or longer than 254 characters.
    #[error("e-mail fora do formato")]
    Email,
    /// Not 8 to 15 digits.
    #[error("telefone fora do formato: informe DDD e número")]
    Telefone,
}

/// An e-mail address, as given. `Debug` and `Display` show `j•••@dominio.com.br`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address, only as strictly as needed to mask it and hand it on.
    ///
    /// # Errors
    /// [`ErroContato::Email`].
    pub fn ler(texto: &str) -> Result<Self, ErroContato> {
        let texto = texto.trim();
        let (nome, dominio) = texto.rsplit_once('@').ok_or(ErroContato::Email)?;
        let bom = texto.len() <= 254
            && !nome.is_empty()
            && !nome.contains('@')
            && dominio.contains('.')
            && dominio.split('.').all(|parte| !parte.is_empty())
            && !texto.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'(),;:\\".contains(c));
        if bom { Ok(Self(texto.to_owned())) } else { Err(ErroContato::Email) }
    }

    /// The full address.
    pub fn exposto(&self) -> &str {
        &self.0
    }

    /// `j•••@dominio.com.br`.
    pub fn mascarado(&self) -> String {
        let (nome, dominio) = self.0.rsplit_once('@').unwrap_or_default();
        format!("{}•••@{dominio}", nome.chars().next().unwrap_or('•'))
    }
}

/// A telephone number: digits only, without the 55 of Brazil. `Debug` and `Display` show `(83) •••••-1234`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Telefone(String);

impl Telefone {
    /// Reads digits with the usual punctuation: `+55 (83) 98888-1234`, `83988881234`.
    ///
    /// # Errors
    /// [`ErroContato::Telefone`].
    pub fn ler(texto: &str) -> Result<Self, ErroContato> {
        let texto = texto.trim();
        if texto.len() > 40 || !texto.chars().all(|c| c.is_ascii_digit() || " +()-.".contains(c)) {
            return Err(ErroContato::Telefone);
        }
        let digitos: String = texto.chars().filter(char::is_ascii_digit).collect();
        let nacional = match digitos.strip_prefix("55") {
            Some(resto) if digitos.len() >= 12 => resto,
            _ => digitos.trim_start_matches('0'),
        };
        if (8..=15).contains(&nacional.len()) { Ok(Self(nacional.to_owned())) } else { Err(ErroContato::Telefone) }
    }

    /// All the digits.
    pub fn exposto(&self) -> &str {
        &self.0
    }

    /// `(83) 98888-1234`, in full.
    pub fn formatado(&self) -> String {
        let n = &self.0;
        match n.len() {
            10 | 11 => format!("({}) {}-{}", &n[..2], &n[2..n.len() - 4], &n[n.len() - 4..]),
            _ => n.clone(),
        }
    }

    /// `(83) •••••-1234`.
    pub fn mascarado(&self) -> String {
        let n = &self.0;
        let fim = &n[n.len() - 4..];
        match n.len() {
            10 | 11 => format!("({}) {}-{fim}", &n[..2], "•".repeat(n.len() - 6)),
            _ => format!("{}{fim}", "•".repeat(n.len() - 4)),
        }
    }
}

mascarado_ao_mostrar!(Email, Telefone);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_show_only_their_masks() {
        let email = Email::ler(" joana@dominio.com.br ").unwrap();
        assert_eq!(format!("{email} {email:?}"), "j•••@dominio.com.br Email(j•••@dominio.com.br)");
        assert_eq!(email.exposto(), "joana@dominio.com.br");
        let telefone = Telefone::ler("+55 (83) 98888-1234").unwrap();
        assert_eq!(format!("{telefone}"), "(83) •••••-1234");
        assert_eq!(telefone.formatado(), "(83) 98888-1234");
        assert_eq!(Telefone::ler("3000-1234").unwrap().mascarado(), "••••1234");
    }

    #[test]
    fn malformed_contacts_are_refused() {
        for texto in ["", "a", "@b.c", "a@b", "a@b..c", "a b@c.d", "a@b@c.d", "a@b.c\nBcc: x@y.z"] {
            assert_eq!(Email::ler(texto), Err(ErroContato::Email), "{texto}");
        }
        for texto in ["", "1234", "abc", "(83) 9888X-1234", "1234567890123456"] {
            assert_eq!(Telefone::ler(texto), Err(ErroContato::Telefone), "{texto}");
        }
    }
}
