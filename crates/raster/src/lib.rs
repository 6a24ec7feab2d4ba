//! Pages of a PDF as pictures, with the text in them, for places that show no PDF: a sandboxed frame, a browser of a phone.
//!
//! | module | what is in it |
//! |---|---|
//! | `desenho` | one page drawn |
//! | `texto` | the words of a page, for those who do not see it |
//! | `imagem` | a drawing as a small PNG |
//! | `fio` | the result as bytes, from one process to another |
//!
//! The bytes are foreign. Nothing of ours is `unsafe` and next to nothing of the interpreter, but what is asked of memory and
//! time is bounded by [`Limites`] only as far as the result goes; the work in between is the interpreter's. So `paginas` is
//! meant to run in a process of its own, which may die or be ended without harm, and [`Paginas::ler`] trusts nothing of what
//! that process wrote.

mod desenho;
mod fio;
mod imagem;
mod texto;

use std::fmt;

use hayro::{
    RenderCache,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{DecryptionError, LoadPdfError, Pdf},
};

pub use fio::ErroFio;

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Most pages.
    pub paginas: usize,
    /// Width of a picture, in pixels. A page far higher than wide is drawn narrower.
    pub largura_px: u16,
    /// Most pixels of one page.
    pub pixels_por_pagina: u32,
    /// Most pixels of all pages together.
    pub pixels: u64,
    /// Most bytes of all pictures together.
    pub bytes_de_saida: usize,
}

impl Limites {
    /// Twenty pages, as wide as tells small print apart when enlarged on a phone; three megabytes as a rule, six at most.
    pub const PADRAO: Self = Self {
        paginas: 20,
        largura_px: 1240,
        pixels_por_pagina: 1240 * 1754 * 3 / 2,
        pixels: 20 * 1240 * 1760,
        bytes_de_saida: 6 << 20,
    };
}

/// The first pages of a document.
#[derive(Clone, PartialEq, Eq)]
pub struct Paginas {
    /// How many the document has.
    pub total: u32,
    /// Those that were drawn, from the first on; fewer than `total` when a limit was reached, never none.
    pub paginas: Vec<Pagina>,
}

/// One page.
#[derive(Clone, PartialEq, Eq)]
pub struct Pagina {
    /// Width of the picture in pixels.
    pub largura: u32,
    /// Height of the picture in pixels.
    pub altura: u32,
    /// The picture.
    pub png: Vec<u8>,
    /// What is written on it, line by line; empty when the document does not tell.
    pub texto: String,
}

// What is on the pages is personal: sizes only.
impl fmt::Debug for Paginas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginas").field("total", &self.total).field("paginas", &self.paginas).finish()
    }
}

impl fmt::Debug for Pagina {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pagina({}x{}, {} bytes)", self.largura, self.altura, self.png.len())
    }
}

/// Why there are no pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroRaster {
    /// It needs a password.
    #[error("the PDF is protected")]
    Protegido,
    /// Not a PDF, or broken beyond repair.
    #[error("the PDF cannot be read")]
    Invalido,
    /// It has no page.
    #[error("the PDF has no page")]
    SemPaginas,
    /// A page of a size no paper has.
    #[error("a page has an absurd size")]
    Tamanho,
    /// The first page alone is over the limits.
    #[error("the first page is over the limits")]
    Grande,
}

/// Draws the first pages.
///
/// # Errors
/// See [`ErroRaster`].
///
/// # Panics
/// The interpreter may, on a PDF it was never shown: run it where that does no harm.
pub fn paginas(pdf: &[u8], limites: Limites) -> Result<Paginas, ErroRaster> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|erro| match erro {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm) => {
            ErroRaster::Protegido
        }
        _ => ErroRaster::Invalido,
    })?;
    let todas = pdf.pages();
    let total = u32::try_from(todas.len()).unwrap_or(u32::MAX);
    let (cache, interprete) = (RenderCache::new(), InterpreterSettings::default());
    let (mut pixels, mut bytes) = (0_u64, 0_usize);
    let mut desenhadas = Vec::new();
    for pagina in todas.iter().take(limites.paginas) {
        let (largura, altura, escala) = desenho::medida(pagina, &limites)?;
        pixels += u64::from(largura) * u64::from(altura);
        if pixels > limites.pixels {
            break;
        }
        let png = imagem::png(&desenho::desenhar(pagina, &cache, &interprete, (largura, altura), escala));
        bytes += png.len();
        if bytes > limites.bytes_de_saida {
            break;
        }
        let texto = texto::ler(pagina, &interprete);
        desenhadas.push(Pagina { largura: largura.into(), altura: altura.into(), png, texto });
    }
    match (total, desenhadas.is_empty()) {
        (0, _) => Err(ErroRaster::SemPaginas),
        (_, true) => Err(ErroRaster::Grande),
        (_, false) => Ok(Paginas { total, paginas: desenhadas }),
    }
}

#[cfg(test)]
mod testes;
