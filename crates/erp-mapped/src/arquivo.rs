//! Documents: links are followed by [`links::Buscador`]; what comes inside an answer is decoded and checked here.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use erp::{Arquivo, ErroErp, TipoArquivo};
use links::{Buscador, Politica};

use crate::{config::ConfigMapped, erro::Erros, resposta::contrato};

const TOLERANTE: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Fetches what rows link to. Size and times are [`Politica::default`], and never longer than any other call to this ERP may
/// take.
#[derive(Debug)]
pub(crate) struct Documentos(Buscador);

impl Documentos {
    pub(crate) fn novo(config: &ConfigMapped, erros: &mut Erros) -> Option<Self> {
        let padrao = Politica::default();
        let politica = Politica {
            hosts: config.documentos_hosts.clone(),
            permitir_loopback: config.permitir_loopback,
            total: padrao.total.min(config.timeout),
            ..padrao
        };
        match Buscador::novo(politica) {
            Ok(buscador) => Some(Self(buscador)),
            Err(erro) => {
                erros.junta("documentos-hosts", erro.to_string(), "Liste só nomes de servidores");
                None
            }
        }
    }

    /// The document behind a link.
    pub(crate) async fn seguir(&self, operacao: &str, link: &str, tipo: TipoArquivo) -> Result<Arquivo, ErroErp> {
        match self.0.buscar(link, tipo).await {
            Ok(bytes) => Ok(Arquivo { tipo, bytes }),
            Err(erro) => {
                // A refused link is the operator's to settle (or somebody's attempt); the rest is an ERP having a bad day.
                if erro.recusado() {
                    tracing::warn!(operacao, %erro, "documento do ERP recusado");
                } else {
                    tracing::info!(operacao, %erro, "documento do ERP não veio");
                }
                Err(match erro.into() {
                    ErroErp::Contrato { detalhe } => contrato(operacao, &detalhe),
                    outro => outro,
                })
            }
        }
    }
}

/// A PDF that came as bytes, as base64, or as a JSON string of base64. An empty string is a document the ERP does not have; an
/// answer without a body may have been cut.
pub(crate) fn pdf(operacao: &str, corpo: &[u8]) -> Result<Arquivo, ErroErp> {
    let corpo = corpo.trim_ascii_start();
    if corpo.is_empty() {
        return Err(contrato(operacao, "resposta de sucesso sem documento"));
    }
    if matches!(corpo.trim_ascii_end(), b"null" | b"\"\"") {
        return Err(ErroErp::NaoEncontrado);
    }
    if corpo.starts_with(b"%PDF-") {
        return conferido(operacao, Bytes::copy_from_slice(corpo));
    }
    if corpo.starts_with(b"\"") {
        let texto: String =
            serde_json::from_slice(corpo).map_err(|_| contrato(operacao, "o documento não é um PDF"))?;
        return de_base64(operacao, &texto);
    }
    match str::from_utf8(corpo) {
        Ok(texto) => de_base64(operacao, texto),
        Err(_) => Err(contrato(operacao, "o documento não é um PDF")),
    }
}

/// The PDF in a base64 text of either alphabet, with or without padding, line breaks or a `data:` in front.
pub(crate) fn de_base64(operacao: &str, texto: &str) -> Result<Arquivo, ErroErp> {
    let texto = texto.trim();
    if texto.is_empty() || texto.eq_ignore_ascii_case("null") {
        return Err(ErroErp::NaoEncontrado);
    }
    let dados = match texto.strip_prefix("data:") {
        Some(resto) => resto.split_once(',').map_or("", |(_, dados)| dados),
        None => texto,
    };
    let limpo: Vec<u8> = dados.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let alfabeto = if limpo.iter().any(|b| matches!(b, b'-' | b'_')) { &URL_SAFE } else { &STANDARD };
    let bytes = GeneralPurpose::new(alfabeto, TOLERANTE)
        .decode(&limpo)
        .map_err(|_| contrato(operacao, "o documento não é um PDF em base64"))?;
    conferido(operacao, Bytes::from(bytes))
}

/// A PDF from its first byte to its end mark.
fn conferido(operacao: &str, bytes: Bytes) -> Result<Arquivo, ErroErp> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(contrato(operacao, "o documento não é um PDF"));
    }
    let fim = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
    if !contem(fim, b"%%EOF") {
        return Err(contrato(operacao, "o PDF está cortado"));
    }
    // A report over no rows. Pages inside packed objects are out of sight, and such a file is believed.
    if !contem(&bytes, b"/ObjStm") && !tem_pagina(&bytes) {
        return Err(contrato(operacao, "o PDF não tem páginas"));
    }
    Ok(Arquivo { tipo: TipoArquivo::Pdf, bytes })
}

fn contem(bytes: &[u8], parte: &[u8]) -> bool {
    bytes.windows(parte.len()).any(|janela| janela == parte)
}

/// `/Type`, blanks or none, `/Page`, and no letter after it, which would be `/Pages`.
fn tem_pagina(bytes: &[u8]) -> bool {
    const TIPO: &[u8] = b"/Type";
    let inicios = bytes.windows(TIPO.len()).enumerate().filter(|(_, janela)| *janela == TIPO);
    inicios.map(|(onde, _)| bytes.get(onde + TIPO.len()..).unwrap_or_default().trim_ascii_start()).any(|resto| {
        resto.strip_prefix(b"/Page").is_some_and(|fim| !fim.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;

    use super::*;

    const PDF: &str = "%PDF-1.4\n<< /Type /Page /Contents 1 >>\n%%EOF\n";

    #[test]
    fn a_pdf_comes_out_whatever_it_was_wrapped_in() {
        let texto = general_purpose::STANDARD.encode(PDF);
        let url = general_purpose::URL_SAFE_NO_PAD.encode(PDF);
        let (meio, resto) = texto.split_at(20);
        for corpo in [
            PDF.to_owned(),
            texto.clone(),
            format!("\"{texto}\""),
            format!("{meio}\r\n{resto}\n"),
            format!("data:application/pdf;base64,{texto}"),
            format!("\"{url}\""),
        ] {
            let arquivo = pdf("boletos", corpo.as_bytes()).unwrap();
            assert_eq!(arquivo.bytes.trim_ascii(), PDF.as_bytes().trim_ascii(), "{corpo}");
        }
    }

    #[test]
    fn nothing_is_not_found_and_anything_else_is_an_error_that_quotes_nothing() {
        for corpo in ["null", "\"\"\n", "\"null\""] {
            assert_eq!(pdf("boletos", corpo.as_bytes()), Err(ErroErp::NaoEncontrado), "{corpo}");
        }
        let sem_fim = general_purpose::STANDARD.encode("%PDF-1.4\n<< /Type /Page >> segredo");
        let vazio = "%PDF-1.4\n<< /Type /Pages /Kids [] /Count 0 >>\n%%EOF";
        for corpo in
            ["", " ", "<html>segredo", "\"segredo!\"", "{\"segredo\":1}", &sem_fim, "JVBE=Ri0x", vazio, "\"segredo"]
        {
            match pdf("boletos", corpo.as_bytes()) {
                Err(ErroErp::Contrato { detalhe }) => assert!(!detalhe.contains("segredo"), "{detalhe}"),
                outro => unreachable!("{corpo}: {outro:?}"),
            }
        }
    }
}
