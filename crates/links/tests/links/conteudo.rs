//! What comes with status 200.

use erp::ErroErp;
use links::{Defeito, ErroLink, Tipo};

use crate::comum::{PDF, Passo, Servidor, XML, buscador, resposta};

async fn buscar(corpo: impl AsRef<[u8]>, tipo: Tipo) -> Result<Vec<u8>, Defeito> {
    let servidor = Servidor::com(corpo).await;
    match buscador().buscar(&servidor.link("/x"), tipo).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(ErroLink::Conteudo { defeito, .. }) => Err(defeito),
        Err(outro) => panic!("{outro:?}"),
    }
}

#[tokio::test]
async fn documents_pass_and_wrappings_come_off() {
    let base64 = "JVBERi0xLjQKMSAwIG9iaiA8PCAvVHlwZSAvUGFnZSA+PiBlbmRvYmoKdHJhaWxlcgolJUVPRg==";
    let decodificado = PDF.trim_ascii_end();
    assert_eq!(buscar(PDF, Tipo::Pdf).await.as_deref(), Ok(PDF));
    assert_eq!(buscar([b"\xef\xbb\xbf\r\n", PDF].concat(), Tipo::Pdf).await.as_deref(), Ok(PDF));
    assert_eq!(buscar(base64, Tipo::Pdf).await.as_deref(), Ok(decodificado));
    assert_eq!(buscar(format!("\"{base64}\""), Tipo::Pdf).await.as_deref(), Ok(decodificado));
    assert_eq!(buscar(XML, Tipo::Xml).await.as_deref(), Ok(XML));
}

#[tokio::test]
async fn the_content_type_is_not_asked() {
    for tipo in ["text/html", "application/octet-stream", "image/png", "application/json; charset=utf-8"] {
        let bytes = resposta("200 OK", &format!("content-type: {tipo}\r\n"), PDF);
        let servidor = Servidor::novo(vec![Passo::Enviar(bytes)]).await;
        assert!(buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.is_ok(), "{tipo}");
    }
}

#[tokio::test]
async fn what_is_no_document_is_refused_as_outside_of_the_contract() {
    let html = "<!doctype html><html><title>Entrar</title><p>%PDF-1.4 %%EOF</p></html>";
    let vazio = "%PDF-1.4\n1 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n%%EOF\n";
    let xxe = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
    for (corpo, tipo, defeito) in [
        (html.as_bytes(), Tipo::Pdf, Defeito::Html),
        (html.as_bytes(), Tipo::Xml, Defeito::Html),
        (b"", Tipo::Pdf, Defeito::Vazio),
        (b"", Tipo::Xml, Defeito::Vazio),
        (vazio.as_bytes(), Tipo::Pdf, Defeito::PdfSemPaginas),
        (&PDF[..PDF.len() / 2], Tipo::Pdf, Defeito::PdfTruncado),
        (&XML[..XML.len() / 2], Tipo::Xml, Defeito::XmlMalFormado),
        (b"lixo que nao e base64 = =", Tipo::Pdf, Defeito::Base64),
        (b"bGl4bw==", Tipo::Pdf, Defeito::Base64),
        (b"JVBERi0xLjQ", Tipo::Pdf, Defeito::PdfTruncado),
        (xxe.as_bytes(), Tipo::Xml, Defeito::XmlComDtd),
        (b"{\"error\":\"ORA-12541\"}", Tipo::Pdf, Defeito::NaoEPdf),
    ] {
        assert_eq!(buscar(corpo, tipo).await, Err(defeito), "{tipo:?}");
        let porta = ErroErp::from(ErroLink::Conteudo { host: "a.example".to_owned(), defeito });
        assert!(matches!(porta, ErroErp::Contrato { .. }));
    }
}

#[tokio::test]
async fn compressed_content_is_not_unfolded() {
    // gzip of nothing that matters: its first bytes are enough to see that nobody decodes.
    let bytes = resposta("200 OK", "content-encoding: gzip\r\n", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03");
    let servidor = Servidor::novo(vec![Passo::Enviar(bytes)]).await;
    let erro = buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::Conteudo { host: "127.0.0.1".to_owned(), defeito: Defeito::NaoEPdf });
}
