//! One request for a document in, one file out.

use bytes::Bytes;

use super::{
    arquivo_cv, boleto, demonstrativo, extrato, nota,
    pedido::{Pedido, Tipo},
    quitacao,
};
use crate::server::{cadastro::FalhaCv, financeiro::Falha, session::Visita, state::AppState};

/// A file, ready to be sent. No `Debug` of the content.
pub struct Arquivo {
    /// Name to save it under: generated, of ASCII letters, digits and hyphens.
    pub nome: String,
    /// Kind.
    pub tipo: Tipo,
    /// The file.
    pub bytes: Bytes,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Falta {
    /// Not this visitor's, or not there any more.
    NaoEncontrado,
    /// The ERP could not give it, or not what it is made of.
    Falha(Falha),
    /// CV could not be asked for it.
    Portal(FalhaCv),
    /// It came, and is neither a PDF nor a picture that could be checked.
    OutroTipo,
    /// The ERP sent rows nobody can read: a file that silently lacks them would be believed for years.
    Incompleto,
    /// Our fault; the log has it.
    Interno,
}

impl From<Falha> for Falta {
    fn from(falha: Falha) -> Self {
        Self::Falha(falha)
    }
}

/// Fetches or makes the document. Everything is looked up among the visitor's own rows: a key that is not among them is not
/// found, whoever sealed it.
///
/// # Errors
/// See [`Falta`].
pub async fn produzir(estado: &AppState, visita: &Visita, pedido: &Pedido) -> Result<Arquivo, Falta> {
    match tentar(estado, visita, pedido).await {
        // Links of some ERPs live a minute, and the list they were in may be remembered that long: asked again, once.
        Err(Falta::Falha(Falha::Desconhecido)) => {
            estado.financeiro.esquecer(visita).await;
            tentar(estado, visita, pedido).await
        }
        feito => feito,
    }
}

async fn tentar(estado: &AppState, visita: &Visita, pedido: &Pedido) -> Result<Arquivo, Falta> {
    match pedido {
        Pedido::SegundaVia { boleto: chave } => boleto::segunda_via(estado, visita, chave).await,
        Pedido::Carne { boletos } => boleto::carne(estado, visita, boletos).await,
        Pedido::Pacote { boletos } => boleto::pacote(estado, visita, boletos).await,
        Pedido::Extrato { formato, consulta } => extrato::arquivo(estado, visita, consulta, *formato).await,
        Pedido::NotaFiscal { nota: chave, formato } => nota::arquivo(estado, visita, chave, *formato).await,
        Pedido::Quitacao { quitacao: chave } => quitacao::do_erp(estado, visita, chave).await,
        Pedido::Declaracao { contrato, ano } => quitacao::declaracao(estado, visita, contrato, *ano).await,
        Pedido::Informe { informe } => demonstrativo::informe(estado, visita, informe).await,
        Pedido::Demonstrativo { ano } => demonstrativo::demonstrativo(estado, visita, *ano).await,
        Pedido::ArquivoCv { unidade, documento, nome, .. } => {
            arquivo_cv::arquivo(estado, visita, unidade, documento, nome).await
        }
    }
}
