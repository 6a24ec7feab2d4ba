//! The closed taxonomy of what can go wrong on the ERP's side.

use std::time::Duration;

/// Why an ERP did not answer a question. `Display` is for the operator's log and holds no personal data and no vendor text,
/// except in [`ErroErp::Recusado`], whose message comes from an allow-list of fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroErp {
    /// The ERP does not know the person or the thing asked for.
    #[error("o ERP não conhece o que foi pedido")]
    NaoEncontrado,
    /// The ERP refuses our credentials.
    #[error("o ERP recusou as credenciais do plugin")]
    NaoAutorizado,
    /// A business refusal the person may read.
    #[error("o ERP recusou: {mensagem}")]
    Recusado {
        /// Text from an allow-listed field of the answer.
        mensagem: String,
    },
    /// Down, refusing connections, 5xx, 429.
    #[error("o ERP está fora do ar ou recusando chamadas")]
    Indisponivel {
        /// From `Retry-After`, when given.
        tentar_em: Option<Duration>,
    },
    /// No complete answer in time.
    #[error("o ERP não respondeu a tempo")]
    TempoEsgotado,
    /// The answer is not what the contract says.
    #[error("resposta do ERP fora do contrato: {detalhe}")]
    Contrato {
        /// What was expected and where; names and shapes only, never values.
        detalhe: String,
    },
    /// The ERP has no such operation.
    #[error("o ERP não oferece esta operação")]
    NaoSuportado,
}
