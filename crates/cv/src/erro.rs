//! Why CV could not be asked, or what its answer means.

use std::time::Duration;

/// Outcome of a question that was not answered. The texts hold nothing of the person nor of a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroCv {
    /// 401 or 403: CV does not accept the token or the credentials (any more), or does not allow this to their holder.
    #[error("o CV não aceitou o token ou as credenciais")]
    Recusado,
    /// CV refuses what was sent and says why, in a sentence people may read.
    #[error("o CV recusou o pedido: {mensagem}")]
    Invalido {
        /// CV's sentence: plain text, at most 200 characters, without figures of a document's length.
        mensagem: String,
    },
    /// 429 now or a short while ago: CV refuses the whole environment.
    #[error("o CV recebeu chamadas demais; pausa de {} s", pausa.as_secs())]
    MuitasChamadas {
        /// What is left of the pause.
        pausa: Duration,
    },
    /// No connection, a connection cut, or 5xx.
    #[error("o CV está fora do ar")]
    ForaDoAr,
    /// The time configured was not enough.
    #[error("o CV não respondeu a tempo")]
    TempoEsgotado,
    /// The answer is not what the contract says, or the configuration asks for something that cannot be asked.
    #[error("resposta do CV fora do contrato: {detalhe}")]
    Contrato {
        /// Operation and what is wrong, for operators.
        detalhe: String,
    },
}

impl ErroCv {
    /// Short name for logs and counters.
    pub const fn codigo(&self) -> &'static str {
        match self {
            Self::Recusado => "recusado",
            Self::Invalido { .. } => "invalido",
            Self::MuitasChamadas { .. } => "muitas-chamadas",
            Self::ForaDoAr => "fora-do-ar",
            Self::TempoEsgotado => "tempo-esgotado",
            Self::Contrato { .. } => "contrato",
        }
    }
}
