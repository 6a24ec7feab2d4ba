//! Who asked for a code, between the two forms: sealed, in a hidden field, for a short time. No cookie, no row.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use cv::Identificador;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::campos::{identificador, normal};
use crate::server::cripto::{Chaveiro, Proposito, juntar};

/// How long a code may be typed after it was asked for.
pub(super) const VALIDADE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Serialize, Deserialize)]
struct Conteudo {
    quem: String,
    /// Milliseconds since the Unix epoch.
    expira: i64,
}

/// Seals who asked at this incorporadora.
pub(super) fn selar(chaveiro: &Chaveiro, slug: &str, quem: &Identificador, agora: Timestamp) -> String {
    let expira = agora.saturating_add(VALIDADE).unwrap_or(agora).as_millisecond();
    // Two plain fields: nothing of it can fail.
    let claro = serde_json::to_vec(&Conteudo { quem: normal(quem), expira }).unwrap_or_default();
    BASE64_URL_SAFE_NO_PAD.encode(chaveiro.selar(Proposito::Acesso, &ligacao(slug), &claro))
}

/// Who asked; `None` when the value is not ours, of another incorporadora, or too old.
pub(super) fn abrir(chaveiro: &Chaveiro, slug: &str, texto: &str, agora: Timestamp) -> Option<Identificador> {
    let selado = BASE64_URL_SAFE_NO_PAD.decode(texto).ok()?;
    let claro = chaveiro.abrir(Proposito::Acesso, &ligacao(slug), &selado).ok()?;
    let conteudo: Conteudo = serde_json::from_slice(&claro).ok()?;
    (agora.as_millisecond() < conteudo.expira).then(|| identificador(&conteudo.quem)).flatten()
}

fn ligacao(slug: &str) -> Vec<u8> {
    juntar(&[b"codigo", slug.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_says_who_asked_for_ten_minutes_and_only_there() {
        let agora: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let chaveiro = Chaveiro::gerar(&mut rand::rng(), agora);
        let quem = identificador("390.533.447-05").unwrap();
        let selado = selar(&chaveiro, "horizonte", &quem, agora);
        assert!(!selado.contains("39053344705"));
        assert_eq!(abrir(&chaveiro, "horizonte", &selado, agora), Some(quem.clone()));
        assert_eq!(abrir(&chaveiro, "aurora", &selado, agora), None);
        assert_eq!(abrir(&chaveiro, "horizonte", &selado[1..], agora), None);
        let tarde = agora + VALIDADE;
        assert!(abrir(&chaveiro, "horizonte", &selado, tarde - SignedDuration::from_secs(1)).is_some());
        assert_eq!(abrir(&chaveiro, "horizonte", &selado, tarde), None);
        assert_ne!(selar(&chaveiro, "horizonte", &quem, agora), selado, "two askings are not to be told apart");
    }
}
