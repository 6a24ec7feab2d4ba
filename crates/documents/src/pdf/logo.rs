//! The logo of the incorporadora, decoded once so that it cannot stop a document later.

use std::fmt;

use typst::{
    foundations::Bytes,
    visualize::{ExchangeFormat, RasterImage, SvgImage},
};

use super::ErroPdf;

/// Largest file taken.
pub(super) const BYTES_MAXIMOS: usize = 2_000_000;
/// Largest picture decoded: a file of some kilobytes can ask for gigabytes of memory.
const PIXELS_MAXIMOS: u64 = 16_000_000;
const ASSINATURA_PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// An SVG or a PNG that decodes. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Logo {
    bytes: Bytes,
    svg: bool,
}

impl Logo {
    /// From the bytes of a file; the kind is told by them, not by a name.
    ///
    /// # Errors
    /// [`ErroPdf::Logo`] when it is neither, cannot be decoded, or is larger than 2 MB or 16 megapixels.
    pub fn ler(bytes: Vec<u8>) -> Result<Self, ErroPdf> {
        if bytes.len() > BYTES_MAXIMOS {
            return Err(ErroPdf::Logo);
        }
        let svg = !bytes.starts_with(ASSINATURA_PNG);
        if !svg && pixels(&bytes).is_none_or(|pixels| pixels == 0 || pixels > PIXELS_MAXIMOS) {
            return Err(ErroPdf::Logo);
        }
        let bytes = Bytes::new(bytes);
        let legivel = if svg {
            SvgImage::new(bytes.clone()).is_ok()
        } else {
            RasterImage::plain(bytes.clone(), ExchangeFormat::Png).is_ok()
        };
        if legivel { Ok(Self { bytes, svg }) } else { Err(ErroPdf::Logo) }
    }

    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Under which name the templates find it.
    pub(super) const fn arquivo(&self) -> &'static str {
        if self.svg { "logo.svg" } else { "logo.png" }
    }
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logo")
            .field("arquivo", &self.arquivo())
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// Width times height of the header (IHDR).
fn pixels(png: &[u8]) -> Option<u64> {
    let largura = png.get(16..20)?.try_into().ok().map(u32::from_be_bytes)?;
    let altura = png.get(20..24)?.try_into().ok().map(u32::from_be_bytes)?;
    Some(u64::from(largura) * u64::from(altura))
}
