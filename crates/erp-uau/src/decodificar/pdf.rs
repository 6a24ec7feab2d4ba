//! Documents: base64 inside a JSON string, now and then empty.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Some releases leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How far from the end `%%EOF` may stand.
const CAUDA: usize = 2048;

/// The PDF in a base64 text; `None` when the text is empty, which is how UAU says that there is none.
pub(crate) fn ler(texto: &str) -> Result<Option<Vec<u8>>, &'static str> {
    let texto = texto.trim().trim_matches('"');
    let limpo: Vec<u8> = texto.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if limpo.is_empty() || limpo.eq_ignore_ascii_case(b"null") {
        return Ok(None);
    }
    let bytes = BASE64.decode(&limpo).map_err(|_| "base64 quebrado no lugar do PDF")?;
    conferir(&bytes).map(|()| Some(bytes))
}

/// Header, end mark and a page: tells apart what comes by mistake (a page of HTML, a cut file, a report without pages).
fn conferir(bytes: &[u8]) -> Result<(), &'static str> {
    if !bytes.starts_with(b"%PDF-") {
        return Err("o documento não é um PDF");
    }
    let cauda = bytes.get(bytes.len().saturating_sub(CAUDA)..).unwrap_or_default();
    if !contem(cauda, b"%%EOF") {
        return Err("PDF truncado");
    }
    // Packed objects keep their pages out of sight and are believed.
    if tem_pagina(bytes) || contem(bytes, b"/ObjStm") { Ok(()) } else { Err("PDF sem páginas") }
}

fn contem(texto: &[u8], procurado: &[u8]) -> bool {
    texto.windows(procurado.len()).any(|janela| janela == procurado)
}

/// `/Type /Page`, and not the beginning of `/Pages`.
fn tem_pagina(bytes: &[u8]) -> bool {
    const NOME: &[u8] = b"/Page";
    bytes.windows(NOME.len()).enumerate().any(|(inicio, janela)| {
        janela == NOME
            && bytes.get(inicio + NOME.len()).is_some_and(|b| !b.is_ascii_alphanumeric())
            && bytes.get(..inicio).is_some_and(|antes| antes.trim_ascii_end().ends_with(b"/Type"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn em_base64(bytes: &[u8]) -> String {
        BASE64.encode(bytes)
    }

    #[test]
    fn a_pdf_is_read_in_every_wrapping() {
        let pdf = b"%PDF-1.4\n<</Type /Page >>\n%%EOF\n".to_vec();
        let texto = em_base64(&pdf);
        let quebrado_em_linhas = format!("\"{}\r\n{}\"", &texto[..8], &texto[8..]);
        for texto in [texto.clone(), quebrado_em_linhas, texto.trim_end_matches('=').to_owned()] {
            assert_eq!(ler(&texto), Ok(Some(pdf.clone())), "{texto}");
        }
    }

    #[test]
    fn empty_is_none_and_anything_else_is_an_error() {
        for vazio in ["", "  ", "\"\"", "null"] {
            assert_eq!(ler(vazio), Ok(None), "{vazio}");
        }
        assert!(ler("não é base64!").is_err());
        for bytes in [&b"<html>"[..], b"%PDF-1.4\n<</Type /Page >>", b"%PDF-1.4\n<</Type /Pages /Count 0>>\n%%EOF"] {
            assert!(ler(&em_base64(bytes)).is_err());
        }
    }
}
