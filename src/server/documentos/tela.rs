//! A document as a page: the pages of a PDF as pictures, a table, or text. For frames whose sandbox allows neither to save a
//! file nor to open it, and for phones that show no PDF.

pub mod desenhista;
mod escrita;

use raster::{ErroRaster, Limites, Paginas};

use self::desenhista::SemDesenho;
pub use self::escrita::{Tabela, Texto};
use super::{
    pedido::{Pedido, Tipo},
    producao::{self, Arquivo, Falta},
};
use crate::server::{session::Visita, state::AppState};

/// How much of a PDF is drawn.
pub const LIMITES: Limites = Limites::PADRAO;

/// Largest PDF that is drawn.
pub const PDF_MAXIMO: usize = 32 << 20;

/// What is shown. No `Debug` of the content.
pub enum Tela {
    /// The first pages of a PDF.
    Folhas(Paginas),
    /// Rows.
    Tabela(Tabela),
    /// Text, as it stands in the file.
    Texto(Texto),
}

/// Why there is nothing to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recusa {
    /// There is no file.
    Falta(Falta),
    /// There is one, and it is kept from being shown: the reason is in the file.
    Ilegivel(ErroRaster),
    /// There is one, of a kind that is only downloaded.
    SoParaBaixar(Tipo),
    /// There is one, and drawing it failed.
    SemDesenho,
}

/// Fetches or makes the document, and turns it into what a page can show.
///
/// # Errors
/// See [`Recusa`].
pub async fn montar(estado: &AppState, visita: &Visita, pedido: &Pedido) -> Result<Tela, Recusa> {
    if !pedido.tipo().cabe_na_tela() {
        return Err(Recusa::Falta(Falta::NaoEncontrado));
    }
    let Arquivo { tipo, bytes, .. } = producao::produzir(estado, visita, pedido).await.map_err(Recusa::Falta)?;
    match tipo {
        Tipo::Pdf => estado.desenhista.desenhar(bytes).await.map(Tela::Folhas).map_err(|erro| match erro {
            SemDesenho::Recusado(erro) => Recusa::Ilegivel(erro),
            outro => {
                tracing::warn!(erro = %outro, "pages of a PDF not drawn");
                Recusa::SemDesenho
            }
        }),
        Tipo::Csv => Ok(Tela::Tabela(Tabela::de_csv(&bytes))),
        Tipo::Xml => Ok(Tela::Texto(Texto::de_xml(&bytes))),
        Tipo::Ics => Ok(Tela::Texto(Texto::de_ics(&bytes))),
        Tipo::Jpeg | Tipo::Png => Err(Recusa::SoParaBaixar(tipo)),
        Tipo::Xlsx | Tipo::Zip => Err(Recusa::Falta(Falta::NaoEncontrado)),
    }
}
