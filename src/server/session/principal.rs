//! The person a session belongs to, as CV proved it at launch.

use std::time::Duration;

use domain::documento::{Cnpj, Documento, completo};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::Expiry;

use crate::server::{config::Papel, storage::Origem};

/// Key of the principal inside the session record.
pub const CHAVE: &str = "principal";

/// The proven identity of a visit. Never changes after launch; lives only inside the encrypted session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Principal {
    /// Slug of the incorporadora the launch URL named.
    pub incorporadora: String,
    /// Role CV's answer proved.
    #[serde(with = "papel")]
    pub papel: Papel,
    /// Validated document.
    #[serde(with = "completo")]
    pub documento: Documento,
    /// Code in the ERP, when CV knows it.
    pub id_erp: Option<String>,
    /// Full name as CV writes it.
    pub nome: Option<String>,
    /// HMAC of the document: the only form in which a person appears in rows, references and logs.
    pub titular_hmac: String,
    /// Absolute end: launch + `sessao.maxima`, never beyond the token's `exp`.
    pub expira_em: Timestamp,
    /// How the person came in.
    #[serde(with = "origem")]
    pub origem: Origem,
    /// What a síndico looks after; empty for everybody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empreendimentos: Vec<Empreendimento>,
}

/// An empreendimento of a síndico, as CV names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empreendimento {
    /// CV's code.
    pub id: String,
    /// Name.
    pub nome: Option<String>,
    /// CNPJ of its condominium, where CV says it.
    #[serde(with = "cnpj", default, skip_serializing_if = "Option::is_none")]
    pub cnpj: Option<Cnpj>,
    /// Code in the ERP, where CV says it.
    pub id_erp: Option<String>,
}

impl Principal {
    /// When a session used at `agora` ends: after `inatividade` without another request, and with the visit at the latest.
    ///
    /// An instant, not a duration: tower-sessions would count durations from the machine's clock.
    pub fn validade(&self, agora: Timestamp, inatividade: Duration) -> Expiry {
        let inatividade = SignedDuration::try_from(inatividade).unwrap_or(SignedDuration::MAX);
        let fim = agora.saturating_add(inatividade).unwrap_or(Timestamp::MAX).min(self.expira_em);
        let fim = OffsetDateTime::from_unix_timestamp_nanos(fim.as_nanosecond());
        Expiry::AtDateTime(fim.unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    /// Whether this is that person, at that incorporadora, in that role: only then may one visit go on as the other.
    pub fn eh(&self, titular_hmac: &str, incorporadora: &str, papel: &str) -> bool {
        self.titular_hmac == titular_hmac && self.incorporadora == incorporadora && self.papel.as_str() == papel
    }

    /// How to greet: a person by the first name in ordinary capitals (CV often stores names in upper case), a company by
    /// its whole name.
    pub fn tratamento(&self) -> Option<String> {
        let nome = self.nome.as_deref().map(str::trim).filter(|n| !n.is_empty())?;
        if matches!(self.documento, Documento::Cnpj(_)) {
            return Some(nome.to_owned());
        }
        let primeiro = nome.split_whitespace().next()?;
        let mut letras = primeiro.chars();
        let inicial = letras.next()?;
        Some(inicial.to_uppercase().chain(letras.flat_map(char::to_lowercase)).collect())
    }
}

mod origem {
    //! How a session began, as its name.

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::server::storage::Origem;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(origem: &Origem, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(origem.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Origem, D::Error> {
        let texto = String::deserialize(deserializer)?;
        Origem::ler(&texto).ok_or_else(|| D::Error::custom("unknown origin"))
    }
}

mod cnpj {
    //! A CNPJ in full: the session is encrypted.

    use domain::documento::Cnpj;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(cnpj: &Option<Cnpj>, serializer: S) -> Result<S::Ok, S::Error> {
        match cnpj {
            Some(cnpj) => serializer.serialize_str(cnpj.normalizado()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cnpj>, D::Error> {
        let texto = Option::<String>::deserialize(deserializer)?;
        texto.map(|texto| Cnpj::ler(&texto).map_err(D::Error::custom)).transpose()
    }
}

mod papel {
    //! The role as its name in URLs.

    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::server::config::Papel;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(papel: &Papel, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(papel.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Papel, D::Error> {
        let texto = String::deserialize(deserializer)?;
        Papel::TODOS.into_iter().find(|p| p.as_str() == texto).ok_or_else(|| D::Error::custom("unknown role"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(documento: &str, nome: &str) -> Principal {
        Principal {
            incorporadora: "horizonte".to_owned(),
            papel: Papel::Cliente,
            documento: Documento::ler(documento).unwrap(),
            id_erp: None,
            nome: Some(nome.to_owned()),
            titular_hmac: "3f".to_owned(),
            expira_em: Timestamp::UNIX_EPOCH,
            origem: Origem::Portal,
            empreendimentos: Vec::new(),
        }
    }

    #[test]
    fn one_visit_goes_on_as_another_only_for_the_same_person_place_and_role() {
        let pessoa = principal("52998224725", "MARIA");
        assert!(pessoa.eh("3f", "horizonte", "cliente"));
        assert!(!pessoa.eh("40", "horizonte", "cliente"));
        assert!(!pessoa.eh("3f", "aurora", "cliente"));
        assert!(!pessoa.eh("3f", "horizonte", "gestor"));
    }

    #[test]
    fn people_are_greeted_by_the_first_name_and_companies_by_the_whole() {
        assert_eq!(principal("52998224725", "MARIA DA SILVA").tratamento().as_deref(), Some("Maria"));
        assert_eq!(
            principal("12.ABC.345/01DE-35", "Mangaba Obras Ltda").tratamento().as_deref(),
            Some("Mangaba Obras Ltda")
        );
        assert_eq!(principal("52998224725", "  ").tratamento(), None);
    }
}
