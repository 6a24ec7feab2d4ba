//! Is what came the document that was asked for?

use bytes::Bytes;
use erp::TipoArquivo;

use crate::{
    base64::{self, Texto},
    pdf, xml,
};

/// What is wrong with a body. Says the kind, never the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Defeito {
    /// Nothing came.
    #[error("veio vazio")]
    Vazio,
    /// A web page: a login, a notice of maintenance.
    #[error("veio uma página HTML")]
    Html,
    /// No PDF.
    #[error("não é um PDF")]
    NaoEPdf,
    /// A PDF without its end.
    #[error("o PDF está cortado")]
    PdfTruncado,
    /// A PDF of nothing.
    #[error("o PDF não tem páginas")]
    PdfSemPaginas,
    /// A picture without its end.
    #[error("a imagem está cortada")]
    ImagemCortada,
    /// Of no kind that is passed on.
    #[error("não é PDF, JPEG nem PNG")]
    Desconhecido,
    /// Letters of base64 that do not decode, or not to such a document.
    #[error("o base64 não é de um documento")]
    Base64,
    /// No XML.
    #[error("não é um XML")]
    NaoEXml,
    /// XML with a DTD.
    #[error("o XML traz um DTD")]
    XmlComDtd,
    /// XML that is not well-formed to the end.
    #[error("o XML está malformado ou cortado")]
    XmlMalFormado,
}

/// The document in a body, whatever the vendor wrapped it in; the `Content-Type` was never asked.
pub(crate) fn extrair(corpo: Bytes, esperado: TipoArquivo) -> Result<Bytes, Defeito> {
    let limpo = aparar(&corpo);
    if limpo.is_empty() {
        return Err(Defeito::Vazio);
    }
    let conferir = match esperado {
        TipoArquivo::Pdf => pdf::conferir,
        TipoArquivo::Xml => xml::conferir,
    };
    let marca: &[u8] = match esperado {
        TipoArquivo::Pdf => b"%PDF-",
        TipoArquivo::Xml => b"<",
    };
    if pagina_html(limpo) {
        return Err(Defeito::Html);
    }
    if limpo.starts_with(marca) {
        conferir(limpo)?;
        return Ok(corpo.slice_ref(limpo));
    }
    match base64::ler(limpo) {
        Texto::Decodificado(bytes) => {
            let decodificado = aparar(&bytes);
            if !decodificado.starts_with(marca) || pagina_html(decodificado) {
                return Err(Defeito::Base64);
            }
            conferir(decodificado)?;
            Ok(Bytes::copy_from_slice(decodificado))
        }
        Texto::Quebrado => Err(Defeito::Base64),
        Texto::Outro if esperado == TipoArquivo::Pdf => Err(Defeito::NaoEPdf),
        Texto::Outro => Err(Defeito::NaoEXml),
    }
}

/// Without the byte order mark and the blank lines that templates leave before a document. Its end is left alone: the
/// signature of a signed file covers it to the last byte.
fn aparar(corpo: &[u8]) -> &[u8] {
    let corpo = corpo.trim_ascii_start();
    corpo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corpo).trim_ascii_start()
}

/// `<!doctype html` or `<html`, in any case.
fn pagina_html(corpo: &[u8]) -> bool {
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|inicio| corpo.get(..inicio.len()).is_some_and(|c| c.eq_ignore_ascii_case(inicio)))
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    const PDF: &str = "%PDF-1.4\n<< /Type /Page >>\n%%EOF";
    const XML: &str = "<?xml version=\"1.0\"?><Nfse/>";

    fn de(corpo: impl AsRef<[u8]>, tipo: TipoArquivo) -> Result<Vec<u8>, Defeito> {
        extrair(Bytes::copy_from_slice(corpo.as_ref()), tipo).map(|b| b.to_vec())
    }

    #[test]
    fn a_document_comes_out_as_it_is_whatever_was_around_it() {
        for (documento, tipo) in [(PDF, TipoArquivo::Pdf), (XML, TipoArquivo::Xml)] {
            let texto = STANDARD.encode(documento);
            let bom = format!("\u{feff}{documento}");
            for corpo in [
                documento.to_owned(),
                format!("\r\n\r\n {documento}"),
                bom.clone(),
                format!("\n{bom}"),
                texto.clone(),
                format!("\u{feff}\"{texto}\""),
                format!("{}\r\n", STANDARD.encode(format!("\n{bom}"))),
            ] {
                assert_eq!(de(&corpo, tipo).as_deref(), Ok(documento.as_bytes()), "{corpo:?}");
            }
        }
    }

    #[test]
    fn the_end_of_a_document_is_not_touched() {
        let assinado = format!("{PDF}\r\n\n ");
        assert_eq!(de(&assinado, TipoArquivo::Pdf).as_deref(), Ok(assinado.as_bytes()));
    }

    #[test]
    fn each_wrong_body_is_named_for_what_it_is() {
        use TipoArquivo::{Pdf, Xml};
        for (corpo, tipo, defeito) in [
            ("", Pdf, Defeito::Vazio),
            (" \r\n\u{feff}", Pdf, Defeito::Vazio),
            ("<!DOCTYPE html><html>", Pdf, Defeito::Html),
            ("<HTML>", Xml, Defeito::Html),
            ("<p>%PDF-1.4 %%EOF</p>", Pdf, Defeito::NaoEPdf),
            ("{\"error\":\"ORA-12541\"}", Pdf, Defeito::NaoEPdf),
            ("PK\u{3}\u{4}", Pdf, Defeito::NaoEPdf),
            ("%PDF-1.4\n<< /Type /Page >>", Pdf, Defeito::PdfTruncado),
            ("%PDF-1.4\n<< /Type /Pages /Kids [] >>\n%%EOF", Pdf, Defeito::PdfSemPaginas),
            ("JVBERi0xLjQ=", Pdf, Defeito::PdfTruncado),
            ("aGVsbG8=", Pdf, Defeito::Base64),
            ("JVBERi0xLjQ", Xml, Defeito::Base64),
            ("JVBER", Pdf, Defeito::Base64),
            ("PGh0bWw+", Xml, Defeito::Base64),
            ("%PDF-1.4", Xml, Defeito::NaoEXml),
            ("<a>", Xml, Defeito::XmlMalFormado),
            ("<!DOCTYPE a SYSTEM 'x'><a/>", Xml, Defeito::XmlComDtd),
        ] {
            assert_eq!(de(corpo, tipo), Err(defeito), "{corpo:?} {tipo:?}");
        }
    }

    proptest! {
        #[test]
        fn no_body_panics_and_none_passes_without_its_mark(corpo in prop::collection::vec(any::<u8>(), 0..300)) {
            for tipo in [TipoArquivo::Pdf, TipoArquivo::Xml] {
                if let Ok(documento) = de(&corpo, tipo) {
                    let marca: &[u8] = if tipo == TipoArquivo::Pdf { b"%PDF-" } else { b"<" };
                    prop_assert!(documento.starts_with(marca));
                }
            }
        }

        #[test]
        fn every_cut_of_a_document_is_refused(tamanho in 0..PDF.len(), xml in 0..XML.len()) {
            prop_assert!(de(&PDF[..tamanho], TipoArquivo::Pdf).is_err());
            prop_assert!(de(&XML[..xml], TipoArquivo::Xml).is_err());
        }
    }
}
