//! Is it a PDF somebody can open?

use crate::conteudo::Defeito;

/// How far from the end `%%EOF` may stand; some servers append line breaks or a comment.
const CAUDA: usize = 2048;

/// Header at the start (blanks were taken off before), end mark near the end, and a page.
///
/// A reader would need the whole cross-reference machinery to be sure; these three tell apart what ERPs are known to send
/// by mistake: an HTML page, a cut file, a report without rows that became a document without pages. A file whose objects
/// are packed (`/ObjStm`) keeps its pages out of sight and is believed.
pub(crate) fn conferir(corpo: &[u8]) -> Result<(), Defeito> {
    if !corpo.starts_with(b"%PDF-") {
        return Err(Defeito::NaoEPdf);
    }
    let cauda = corpo.get(corpo.len().saturating_sub(CAUDA)..).unwrap_or_default();
    if !contem(cauda, b"%%EOF") {
        return Err(Defeito::PdfTruncado);
    }
    if tem_pagina(corpo) || contem(corpo, b"/ObjStm") { Ok(()) } else { Err(Defeito::PdfSemPaginas) }
}

fn contem(texto: &[u8], procurado: &[u8]) -> bool {
    texto.windows(procurado.len()).any(|janela| janela == procurado)
}

/// `/Type /Page`, with any white space between and not as the beginning of `/Pages`.
fn tem_pagina(corpo: &[u8]) -> bool {
    const NOME: &[u8] = b"/Page";
    corpo.windows(NOME.len()).enumerate().any(|(inicio, janela)| {
        janela == NOME
            && corpo.get(inicio + NOME.len()).is_some_and(|byte| !byte.is_ascii_alphanumeric())
            && corpo.get(..inicio).is_some_and(|antes| antes.trim_ascii_end().ends_with(b"/Type"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_however_it_is_written_and_a_list_of_pages_is_none() {
        for pagina in ["<< /Type /Page /Parent 2 0 R >>", "<</Type/Page/Parent 2 0 R>>", "<</Type\r\n/Page\n>>"] {
            assert_eq!(conferir(format!("%PDF-1.4\n{pagina}\n%%EOF").as_bytes()), Ok(()), "{pagina}");
        }
        for vazio in ["<< /Type /Pages /Kids [] /Count 0 >>", "/PageMode /UseNone", "<< /Tipo /Page >>", ""] {
            assert_eq!(
                conferir(format!("%PDF-1.4\n{vazio}\n%%EOF").as_bytes()),
                Err(Defeito::PdfSemPaginas),
                "{vazio}"
            );
        }
        assert_eq!(conferir(b"%PDF-1.7\n<</Type/ObjStm>>\n%%EOF\n\n"), Ok(()));
    }

    #[test]
    fn a_file_that_stops_early_is_cut() {
        assert_eq!(conferir(b"%PDF-1.4\n<</Type/Page>>\n"), Err(Defeito::PdfTruncado));
        assert_eq!(conferir(b"%PDF-"), Err(Defeito::PdfTruncado));
        // An older revision's end mark in the middle does not make up for the missing last one.
        let mut cortado = b"%PDF-1.4\n<</Type/Page>>\n%%EOF\n".to_vec();
        cortado.extend([b' '; 3000]);
        assert_eq!(conferir(&cortado), Err(Defeito::PdfTruncado));
    }
}
