//! Why CV could not be asked, or what its answer means.

use std::{fmt, time::Duration};

/// Outcome of a question that was not answered. `Display` and `Debug` hold nothing of the person nor of a credential: what CV wrote
/// in [`ErroCv::Invalido`] may name somebody, so it is only in the field.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroCv {
    /// 401 or 403: CV does not accept the token or the credentials (any more), or does not allow this to their holder.
    #[error("o CV não aceitou o token ou as credenciais")]
    Recusado,
    /// CV refuses what was sent and says why, in a sentence people may read.
    #[error("o CV recusou o que foi enviado")]
    Invalido {
        /// CV's sentence, to be shown and not logged: plain text, at most 200 characters, without figures of a document's length.
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
    /// CV has no such path: this environment does not offer it, or another path is to be configured.
    #[error("o CV não tem este caminho: confira `caminhos.{operacao}` e `url`")]
    SemRota {
        /// Key of the operation.
        operacao: &'static str,
    },
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
            Self::SemRota { .. } => "sem-rota",
            Self::Contrato { .. } => "contrato",
        }
    }
}

impl fmt::Debug for ErroCv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recusado => f.write_str("Recusado"),
            Self::Invalido { .. } => f.debug_struct("Invalido").finish_non_exhaustive(),
            Self::MuitasChamadas { pausa } => f.debug_struct("MuitasChamadas").field("pausa", pausa).finish(),
            Self::ForaDoAr => f.write_str("ForaDoAr"),
            Self::TempoEsgotado => f.write_str("TempoEsgotado"),
            Self::SemRota { operacao } => f.debug_struct("SemRota").field("operacao", operacao).finish(),
            Self::Contrato { detalhe } => f.debug_struct("Contrato").field("detalhe", detalhe).finish(),
        }
    }
}
