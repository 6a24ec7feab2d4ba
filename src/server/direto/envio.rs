//! What CV is asked to send. The person has their answer before CV has the question.
//!
//! CV answers at once for somebody it does not know and later for somebody it writes to. A fixed delay would have to be longer
//! than CV's slowest answer to hide that; an answer that does not wait hides it whatever CV does, and no page hangs when CV is
//! slow. What it costs: a failure of CV cannot be told to the person, who is told instead what to do when nothing arrives.

use cv::{Canal, ClienteCv, ErroCv, Identificador};
use tracing::Instrument as _;

use crate::server::metricas;

/// What is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Envio {
    /// A code.
    Codigo(Canal),
    /// A code for somebody of the staff.
    CodigoDaEquipe,
    /// A new password of a client.
    Senha,
    /// A new password of a síndico.
    SenhaDeSindico,
}

impl Envio {
    const fn passo(self) -> &'static str {
        match self {
            Self::Codigo(_) => "enviar-codigo",
            Self::CodigoDaEquipe => "enviar-codigo-equipe",
            Self::Senha | Self::SenhaDeSindico => "enviar-senha",
        }
    }
}

/// Asks CV in the background. The log says what came of it, of nobody in particular: operators have to see a CV that sends
/// nothing.
pub(super) fn encomendar(cv: ClienteCv, incorporadora: String, envio: Envio, quem: Identificador) {
    let tarefa = async move {
        let resultado = match enviar(&cv, envio, &quem).await {
            Ok(()) => "ok",
            Err(erro) => erro.codigo(),
        };
        metricas::acesso_direto(&incorporadora, envio.passo(), resultado);
        match resultado {
            // Somebody CV does not know, most often.
            "ok" | "invalido" | "recusado" => {
                tracing::info!(incorporadora, passo = envio.passo(), resultado, "CV was asked to send");
            }
            _ => tracing::warn!(incorporadora, passo = envio.passo(), resultado, "CV could not be asked to send"),
        }
    };
    tokio::spawn(tarefa.in_current_span());
}

async fn enviar(cv: &ClienteCv, envio: Envio, quem: &Identificador) -> Result<(), ErroCv> {
    match (envio, quem) {
        (Envio::Codigo(canal), quem) => cv.enviar_codigo(quem, canal).await,
        (Envio::CodigoDaEquipe, Identificador::Email(email)) => cv.enviar_codigo_adm(email).await,
        // Staff have no document at CV: the form takes none.
        (Envio::CodigoDaEquipe, Identificador::Documento(_)) => Err(ErroCv::Recusado),
        (Envio::Senha, Identificador::Email(email)) => cv.resetar_senha_email(email).await,
        (Envio::Senha, Identificador::Documento(documento)) => cv.resetar_senha_sms(documento).await,
        (Envio::SenhaDeSindico, Identificador::Email(email)) => cv.resetar_senha_email_sindico(email).await,
        (Envio::SenhaDeSindico, Identificador::Documento(documento)) => cv.resetar_senha_sms_sindico(documento).await,
    }
}
