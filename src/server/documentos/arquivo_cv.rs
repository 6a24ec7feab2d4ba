//! A document that CV keeps.

use documents::nomes;
use links::{ErroLink, Formato};

use super::{
    pedido::Tipo,
    producao::{Arquivo, Falta},
};
use crate::server::{
    cadastro::arquivos::{self, SemArquivo},
    financeiro::Falha,
    session::Visita,
    state::AppState,
};

/// The file, of the kind its bytes say.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn arquivo(
    estado: &AppState,
    visita: &Visita,
    unidade: &str,
    documento: &str,
    nome: &str,
) -> Result<Arquivo, Falta> {
    let (bytes, formato) = arquivos::buscar(estado, visita, unidade, documento).await.map_err(falta)?;
    let tipo = match formato {
        Formato::Pdf => Tipo::Pdf,
        Formato::Jpeg => Tipo::Jpeg,
        Formato::Png => Tipo::Png,
    };
    // "Planta.jpg" is called so once.
    let (sem_extensao, extensao) = nome.rsplit_once('.').unwrap_or((nome, ""));
    let conhecida = ["pdf", "jpg", "jpeg", "png"].contains(&extensao.to_lowercase().as_str());
    let nome = nomes::arquivo(&[if conhecida { sem_extensao } else { nome }], tipo.extensao());
    Ok(Arquivo { nome, tipo, bytes })
}

fn falta(sem: SemArquivo) -> Falta {
    match sem {
        SemArquivo::NaoEncontrado => Falta::NaoEncontrado,
        SemArquivo::Cv(falha) => Falta::Portal(falha),
        SemArquivo::Link(erro) => match erro {
            erro if arquivos::de_outro_tipo(&erro) => Falta::OutroTipo,
            ErroLink::ListaVazia { .. } | ErroLink::HostForaDaLista { .. } => Falha::SemPermissao.into(),
            // The link was made a moment ago: it is the file that is gone.
            ErroLink::Perdido { .. } => Falta::NaoEncontrado,
            ErroLink::TempoEsgotado { .. } => Falha::Demorou.into(),
            ErroLink::Indisponivel { .. }
            | ErroLink::SemConexao { .. }
            | ErroLink::SemEndereco { .. }
            | ErroLink::Interrompido { .. } => Falha::ForaDoAr.into(),
            _ => Falha::RespostaInvalida.into(),
        },
    }
}
