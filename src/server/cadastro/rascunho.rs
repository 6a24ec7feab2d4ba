//! What was typed into a form that could not be sent: kept in the encrypted session, shown again by the page that follows.
//!
//! Too long and too personal for an address; so the address names the draft by a number that only its own session knows.

use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{FalhaCv, contato::Contato, endereco::Endereco, mensagens::Escrita};

/// Key inside the session.
const CHAVE: &str = "rascunho";
/// Parameter of the page.
pub const PARAMETRO: &str = "rascunho";

/// Which form, and its values as typed. No `Debug`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Escrito {
    /// E-mail and telephone.
    Contato(Contato),
    /// Address.
    Endereco(Endereco),
    /// A message.
    Mensagem(Escrita),
}

/// A draft. No `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Rascunho {
    numero: String,
    /// What was typed.
    pub escrito: Escrito,
    /// What CV answered; `None` when the values themselves are at fault.
    pub falha: Option<FalhaCv>,
}

/// Keeps a draft in place of the one before, and gives its number.
///
/// # Errors
/// When the session cannot be written.
pub(super) async fn guardar(
    sessao: &Session,
    escrito: Escrito,
    falha: Option<FalhaCv>,
) -> Result<String, tower_sessions::session::Error> {
    let numero = format!("{:016x}", rand::random::<u64>());
    sessao.insert(CHAVE, Rascunho { numero: numero.clone(), escrito, falha }).await?;
    Ok(numero)
}

/// Forgets it: what it was for is done. A failure only leaves it until the session ends.
pub(super) async fn esquecer(sessao: &Session) {
    if let Err(erro) = sessao.remove_value(CHAVE).await {
        tracing::warn!(%erro, "a draft could not be taken out of the session");
    }
}

/// The draft with this number.
pub async fn abrir(sessao: Option<&Session>, numero: Option<&str>) -> Option<Rascunho> {
    let guardado: Rascunho = sessao?.get(CHAVE).await.ok()??;
    (Some(guardado.numero.as_str()) == numero).then_some(guardado)
}
