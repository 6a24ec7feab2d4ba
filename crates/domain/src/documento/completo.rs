//! `#[serde(with = "domain::documento::completo")]`: writes the full document on purpose.
//!
//! [`Documento`] has no plain `Serialize`, so that none is written by accident. Use this only where the text is encrypted
//! (sessions) or is the very question (requests to an ERP). A foreign document is written with the prefix `estrangeiro:`,
//! since its number may look like a CPF.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

use super::Documento;

const PREFIXO: &str = "estrangeiro:";

/// Writes the full normalised value.
///
/// # Errors
/// Only those of the serializer.
pub fn serialize<S: Serializer>(documento: &Documento, serializer: S) -> Result<S::Ok, S::Error> {
    match documento {
        Documento::Estrangeiro(outro) => serializer.collect_str(&format_args!("{PREFIXO}{}", outro.normalizado())),
        nacional => serializer.serialize_str(nacional.normalizado()),
    }
}

/// Reads and validates what [`serialize`] wrote.
///
/// # Errors
/// When the text is no valid document; the error does not hold it.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Documento, D::Error> {
    let texto = Cow::<'de, str>::deserialize(deserializer)?;
    texto.strip_prefix(PREFIXO).map_or_else(|| Documento::ler(&texto), Documento::estrangeiro).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Sessao {
        #[serde(with = "super")]
        documento: Documento,
    }

    #[test]
    fn the_full_value_survives_a_round_trip() {
        for documento in [
            Documento::ler("111.444.777-35").unwrap(),
            Documento::ler("12.ABC.345/01DE-35").unwrap(),
            Documento::estrangeiro("11144477735").unwrap(),
        ] {
            let json = serde_json::to_string(&Sessao { documento: documento.clone() }).unwrap();
            assert_eq!(serde_json::from_str::<Sessao>(&json).unwrap().documento, documento);
        }
    }

    #[test]
    fn an_invalid_value_is_refused_without_being_repeated() {
        let erro = serde_json::from_str::<Sessao>(r#"{"documento":"11144477734"}"#).err().unwrap();
        assert!(!erro.to_string().contains("111"), "{erro}");
    }
}
