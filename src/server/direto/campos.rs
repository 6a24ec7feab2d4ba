//! What people type.

use axum::{
    extract::{Form, FromRequest, Request},
    http::StatusCode,
};
use cv::Identificador;
use secrecy::SecretString;

/// Longest password looked at.
const SENHA_MAXIMA: usize = 256;
/// A code, by its length once spaces and hyphens are out. CV says nothing about its form; the simulator's has six digits.
const CODIGO: std::ops::RangeInclusive<usize> = 4..=12;

/// The fields of a form. No `Debug`: there may be a password in it.
pub(super) struct Campos(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Campos {
    type Rejection = StatusCode;

    /// A body that is no form has no fields: what is missing is said beside each field.
    async fn from_request(pedido: Request, estado: &S) -> Result<Self, StatusCode> {
        match Form::<Vec<(String, String)>>::from_request(pedido, estado).await {
            Ok(Form(campos)) => Ok(Self(campos)),
            Err(_) => Ok(Self(Vec::new())),
        }
    }
}

impl Campos {
    fn texto(&self, nome: &str) -> &str {
        self.0.iter().find(|(n, _)| n == nome).map(|(_, valor)| valor.as_str()).unwrap_or_default()
    }

    /// As typed, to be shown again.
    pub(super) fn quem_digitado(&self) -> String {
        self.texto("quem").chars().filter(|c| !c.is_control()).take(254).collect()
    }

    /// CPF, CNPJ or e-mail.
    pub(super) fn quem(&self) -> Option<Identificador> {
        identificador(self.texto("quem"))
    }

    /// Never trimmed: a space may be part of it.
    pub(super) fn senha(&self) -> Option<SecretString> {
        let senha = self.texto("senha");
        (!senha.is_empty() && senha.len() <= SENHA_MAXIMA).then(|| senha.into())
    }

    /// Without the spaces and hyphens people copy along.
    pub(super) fn codigo(&self) -> Option<String> {
        let limpo: String = self.texto("codigo").chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let bom = CODIGO.contains(&limpo.len()) && limpo.bytes().all(|b| b.is_ascii_alphanumeric());
        bom.then_some(limpo)
    }

    pub(super) fn pedido(&self) -> &str {
        self.texto("pedido")
    }

    pub(super) fn por_sms(&self) -> bool {
        self.texto("canal") == "sms"
    }

    pub(super) fn sindico(&self) -> bool {
        self.texto("papel") == "sindico"
    }
}

/// Reads an identifier; the letters of a CNPJ may be typed in lower case.
pub(super) fn identificador(texto: &str) -> Option<Identificador> {
    let texto = texto.trim();
    if texto.contains('@') { Identificador::ler(texto) } else { Identificador::ler(&texto.to_uppercase()) }
}

/// The one text of a person's identifier: what counters and the sealed value are made of.
pub(super) fn normal(quem: &Identificador) -> String {
    match quem {
        Identificador::Documento(documento) => documento.normalizado().to_owned(),
        Identificador::Email(email) => email.exposto().to_lowercase(),
    }
}

/// What the page may repeat: the person typed it, but somebody may look over their shoulder.
pub(super) fn mascarado(quem: &Identificador) -> String {
    match quem {
        Identificador::Documento(documento) => documento.mascarado(),
        Identificador::Email(email) => email.mascarado(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campos(pares: &[(&str, &str)]) -> Campos {
        Campos(pares.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_code_is_read_as_people_paste_it() {
        let codigo = |texto| campos(&[("codigo", texto)]).codigo();
        assert_eq!(codigo(" 123 456 ").as_deref(), Some("123456"));
        assert_eq!(codigo("123-456").as_deref(), Some("123456"));
        for ruim in ["", "12", "1234567890123", "12'456", "１２３４５６"] {
            assert_eq!(codigo(ruim), None, "{ruim}");
        }
    }

    #[test]
    fn people_are_one_however_they_write_themselves() {
        let um = |texto: &str| normal(&identificador(texto).unwrap());
        assert_eq!(um("390.533.447-05"), um(" 39053344705"));
        assert_eq!(um("m4.ng8.b4x/0001-98"), um("M4NG8B4X000198"));
        assert_eq!(um("Ana@Exemplo.example"), um("ana@exemplo.example"));
        assert!(identificador("390.533.447-06").is_none());
    }
}
