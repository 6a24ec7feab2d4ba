//! What a file is, told from its bytes.

use bytes::Bytes;

use crate::conteudo::{self, Defeito};

/// Kinds of files a person may be given from a link whose content nobody announced. Each is recognised from its first to its
/// last bytes and none of them can carry a script to a browser that is told its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formato {
    /// PDF.
    Pdf,
    /// JPEG picture.
    Jpeg,
    /// PNG picture.
    Png,
}

const JPEG: (&[u8], &[u8]) = (b"\xff\xd8\xff", b"\xff\xd9");
const PNG: (&[u8], &[u8]) = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82");

/// How far from the end the end mark of a JPEG may stand: cameras and editors append data of their own.
const CAUDA: usize = 64 * 1024;

/// The file in a body and what it is.
pub(crate) fn reconhecer(corpo: Bytes) -> Result<(Bytes, Formato), Defeito> {
    if corpo.starts_with(JPEG.0) {
        let cauda = corpo.get(corpo.len().saturating_sub(CAUDA)..).unwrap_or_default();
        let inteiro = cauda.windows(JPEG.1.len()).any(|janela| janela == JPEG.1);
        return if inteiro { Ok((corpo, Formato::Jpeg)) } else { Err(Defeito::ImagemCortada) };
    }
    if corpo.starts_with(PNG.0) {
        return if corpo.ends_with(PNG.1) { Ok((corpo, Formato::Png)) } else { Err(Defeito::ImagemCortada) };
    }
    // Everything else is a PDF, in whatever a vendor wraps one in, or nothing that is passed on.
    match conteudo::extrair(corpo, erp::TipoArquivo::Pdf) {
        Ok(pdf) => Ok((pdf, Formato::Pdf)),
        Err(Defeito::NaoEPdf | Defeito::Base64) => Err(Defeito::Desconhecido),
        Err(defeito) => Err(defeito),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PDF: &[u8] = b"%PDF-1.4\n<< /Type /Page >>\n%%EOF";

    fn de(corpo: &[u8]) -> Result<Formato, Defeito> {
        reconhecer(Bytes::copy_from_slice(corpo)).map(|(_, formato)| formato)
    }

    fn entre((inicio, fim): (&[u8], &[u8])) -> Vec<u8> {
        [inicio, b"....", fim].concat()
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(de(PDF), Ok(Formato::Pdf));
        assert_eq!(de(&entre(JPEG)), Ok(Formato::Jpeg));
        assert_eq!(de(&[entre(JPEG), b"appended".to_vec()].concat()), Ok(Formato::Jpeg));
        assert_eq!(de(&entre(PNG)), Ok(Formato::Png));
    }

    #[test]
    fn what_a_browser_could_run_and_what_nobody_knows_is_refused() {
        for (corpo, defeito) in [
            (&b"<html><script>alert(1)</script>"[..], Defeito::Html),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", Defeito::Desconhecido),
            (b"PK\x03\x04", Defeito::Desconhecido),
            (b"GIF89a", Defeito::Desconhecido),
            (b"", Defeito::Vazio),
            (b"\xff\xd8\xff\xe0 cut", Defeito::ImagemCortada),
            (b"%PDF-1.4 cut", Defeito::PdfTruncado),
        ] {
            assert_eq!(de(corpo), Err(defeito), "{corpo:?}");
        }
    }

    proptest! {
        #[test]
        fn every_cut_is_refused(n in 0..28_usize) {
            for inteiro in [PDF.to_vec(), entre(PNG)] {
                prop_assert!(de(&inteiro[..n.min(inteiro.len() - 1)]).is_err());
            }
        }
    }
}
