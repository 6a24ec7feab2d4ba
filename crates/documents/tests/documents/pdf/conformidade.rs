//! What archives and screen readers ask of a PDF.

use documents::pdf::{Cobranca, ErroPdf, Logo, Marca};

use super::{
    dados::{LOGO, cobranca, cobrancas, declaracao, demonstrativo, impressora, marca},
    leitor::Pdf,
};
use crate::exemplo::completo;

/// A transparent PNG of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDAT\x78\x9c\x63\x60\x60\x60\x60\0\0\0\x05\0\x01\xa5\xf6\x45\x40\0\0\0\0IEND\xae\x42\x60\x82";

fn todos() -> Vec<(&'static str, Vec<u8>)> {
    let impressora = impressora();
    let marca = marca();
    vec![
        (
            "Dados para pagamento · Torre Âmbar, apto 1203",
            impressora.cobrancas(&marca, &cobrancas(vec![cobranca()])).unwrap(),
        ),
        ("Extrato · Torre Âmbar, apto 1203", impressora.extrato(&marca, &completo()).unwrap()),
        ("Declaração de quitação anual de 2025", impressora.declaracao(&marca, &declaracao()).unwrap()),
        ("Demonstrativo de pagamentos de 2025", impressora.demonstrativo(&marca, &demonstrativo()).unwrap()),
    ]
}

#[test]
fn every_document_is_tagged_in_portuguese_and_declares_its_standards() {
    for (titulo, bytes) in todos() {
        let pdf = Pdf::novo(&bytes);
        pdf.conferir_estrutura();
        assert_eq!(pdf.informe("Title").as_deref(), Some(titulo));
        assert_eq!(pdf.informe("Author").as_deref(), Some("Horizonte & Filhos"), "{titulo}");
        let criado =
            if titulo.starts_with("Declaração") { "2026-03-02T00:00:00-03:00" } else { "2026-11-21T22:05:09-03:00" };
        assert!(pdf.metadados().contains(criado), "{titulo}: the time comes in, it is not read from a clock");
        assert_eq!(pdf.informe("Tagged").as_deref(), Some("yes"), "{titulo}");
        let metadados = pdf.metadados();
        for declarado in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(metadados.contains(declarado), "{titulo}: {declarado}");
        }
        let objetos = pdf.objetos();
        assert!(objetos.contains("/Lang (pt-BR)"), "{titulo}: language");
        assert!(objetos.contains("/Alt"), "{titulo}: the logo has an alternative text");
        assert!(objetos.contains("/S /H1"), "{titulo}: a heading");
    }
}

#[test]
fn tables_have_header_cells_and_codes_alternative_texts() {
    let objetos = |bytes: &[u8]| Pdf::novo(bytes).objetos();
    let extrato = objetos(&impressora().extrato(&marca(), &completo()).unwrap());
    for marcador in ["/S /Table", "/S /THead", "/S /TH", "/S /TR", "/S /TD", "/S /TFoot"] {
        assert!(extrato.contains(marcador), "{marcador}");
    }
    let sem_logo = Marca { logo: None, ..marca() };
    let dados = objetos(&impressora().cobrancas(&sem_logo, &cobrancas(vec![cobranca()])).unwrap());
    assert_eq!(dados.matches("/Alt ").count(), 2, "one for the bars, one for the QR code");
}

#[test]
fn the_same_data_give_the_same_bytes() {
    assert!(todos() == todos());
}

#[test]
fn documents_made_at_the_same_time_do_not_mix() {
    let impressora = impressora();
    let fazer = |numero: usize| {
        let item = Cobranca { titulo: format!("Parcela {numero}"), ..cobranca() };
        impressora.cobrancas(&marca(), &cobrancas(vec![item; 3])).unwrap()
    };
    let sozinhos: Vec<Vec<u8>> = (0..8).map(fazer).collect();
    let juntos: Vec<Vec<u8>> = std::thread::scope(|escopo| {
        let fazer = &fazer;
        let linhas: Vec<_> = (0..8).map(|numero| escopo.spawn(move || fazer(numero))).collect();
        linhas.into_iter().map(|linha| linha.join().unwrap()).collect()
    });
    assert!(sozinhos == juntos);
    assert!(sozinhos[0] != sozinhos[1]);
}

#[test]
fn a_logo_that_could_stop_a_document_is_refused_before() {
    assert!(Logo::ler(LOGO.into()).is_ok());
    let png = Logo::ler(PNG.to_vec()).unwrap();
    let com_png = Marca { logo: Some(png), ..marca() };
    Pdf::novo(&impressora().declaracao(&com_png, &declaracao()).unwrap()).conferir_estrutura();

    let mut enorme = PNG.to_vec();
    enorme[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    let mut grande = LOGO.as_bytes().to_vec();
    grande.resize(2_000_001, b' ');
    for ruim in [Vec::new(), b"<html></html>".to_vec(), PNG[..40].to_vec(), b"GIF89a".to_vec(), enorme, grande] {
        assert_eq!(Logo::ler(ruim), Err(ErroPdf::Logo));
    }
}
