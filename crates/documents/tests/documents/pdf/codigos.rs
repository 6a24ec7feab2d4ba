//! Bars and QR codes, as a scanner sees the printed page.

use documents::pdf::Cobranca;
use domain::{
    boleto::Boleto,
    pix::{BrCode, PixEstatico},
};
use serde_json::Value;

use super::{
    dados::{cobranca, cobrancas, declaracao, impressora, marca, pix},
    leitor::{Imagem, Pdf},
};
use crate::exemplo::reais;

const VETORES: &str = include_str!("../../../../domain/tests/vetores/boleto.json");
/// Each needs a page of 300 dpi, rendered and scanned.
const QUANTOS: usize = 8;
const DPI: u16 = 300;
/// Bars are 13 mm high; so far below a row of them there is the same row.
const ABAIXO: usize = 120;

/// Boletos of several banks and of both kinds, those of arrecadação first.
fn boletos() -> Vec<Boleto> {
    let vetores: Value = serde_json::from_str(VETORES).unwrap();
    let mut codigos: Vec<&str> = vetores["vetores"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|vetor| vetor["valido"] == true)
        .filter_map(|vetor| vetor["codigo_barras"].as_str())
        .collect();
    codigos.sort_unstable();
    codigos.dedup();
    let (arrecadacao, cobranca): (Vec<&str>, Vec<&str>) =
        codigos.into_iter().partition(|codigo| codigo.starts_with('8'));
    assert!(arrecadacao.len() > 2 && cobranca.len() > QUANTOS, "vectors of both kinds");
    let escolhidos = arrecadacao.into_iter().take(2).chain(cobranca);
    escolhidos.take(QUANTOS).map(|codigo| Boleto::ler(codigo).unwrap()).collect()
}

/// The shortest, a dynamic one, and one with as much text as a static code takes.
fn codigos_pix() -> Vec<BrCode> {
    let estatico = PixEstatico {
        chave: "a@b.co".to_owned(),
        nome: "A".to_owned(),
        cidade: "B".to_owned(),
        ..PixEstatico::default()
    };
    let cheio = PixEstatico {
        chave: "123e4567-e12b-12d1-a456-426655440000".to_owned(),
        valor: Some(reais(9_999_999_999)),
        nome: "Incorporadora de nome longo".to_owned(),
        cidade: "Nossa Senhora do Socorro".to_owned(),
        txid: Some("ABCDEFGHIJKLMNOPQRSTUVWXY".to_owned()),
        descricao: Some("Parcela do contrato".to_owned()),
    };
    vec![estatico.montar().unwrap(), pix(), cheio.montar().unwrap()]
}

#[test]
fn bars_and_qr_codes_read_back_as_what_they_were_made_of() {
    let itens: Vec<Cobranca> = boletos()
        .into_iter()
        .zip(codigos_pix().into_iter().cycle())
        .map(|(boleto, pix)| Cobranca { boleto: Some(boleto), pix: Some(pix), ..cobranca() })
        .collect();
    let pdf = Pdf::novo(&impressora().cobrancas(&marca(), &cobrancas(itens.clone())).unwrap());
    for (item, pagina) in itens.iter().zip(1..) {
        let lidos = pdf.codigos(pagina);
        let lido = |tipo: &str| lidos.iter().find(|(lido, _)| lido == tipo).map(|(_, conteudo)| conteudo.as_str());
        assert_eq!(lido("I2/5"), item.boleto.as_ref().map(Boleto::codigo_barras), "bars of page {pagina}");
        assert_eq!(lido("QR-Code"), item.pix.as_ref().map(BrCode::payload), "QR code of page {pagina}");
    }
}

/// Where the bars are: left, right, top and bottom, in pixels, ends excluded.
fn barras(imagem: &Imagem) -> (usize, usize, usize, usize) {
    let transicoes = |linha: &[bool]| linha.windows(2).filter(|par| par[0] != par[1]).count();
    let topo = (0..imagem.altura - ABAIXO)
        .find(|&y| {
            let linha = imagem.linha(y);
            // 114 bars in all; a line of text has as many edges, but not the same ones a centimetre below.
            transicoes(&linha) == 2 * 114 && linha == imagem.linha(y + ABAIXO)
        })
        .expect("a row of bars");
    let linha = imagem.linha(topo);
    let esquerda = linha.iter().position(|escuro| *escuro).unwrap();
    let direita = linha.iter().rposition(|escuro| *escuro).unwrap() + 1;
    let base = (topo..imagem.altura).find(|&y| !imagem.escuro(esquerda, y)).unwrap();
    (esquerda, direita, topo, base)
}

#[test]
fn the_bars_measure_103_by_13_millimetres_with_silence_around() {
    let com_tudo = cobranca();
    let apertada = Cobranca { avisos: vec!["Um aviso comprido. ".repeat(12); 6], ..cobranca() };
    let pdf = Pdf::novo(&impressora().cobrancas(&marca(), &cobrancas(vec![com_tudo, apertada])).unwrap());
    for pagina in [1, 2] {
        let imagem = pdf.imagem(pagina, DPI);
        let milimetros = |pixels: usize| f64::from(u32::try_from(pixels).unwrap()) * 25.4 / f64::from(DPI);
        let (esquerda, direita, topo, base) = barras(&imagem);
        let (largura, altura) = (milimetros(direita - esquerda), milimetros(base - topo));
        assert!((largura - 103.0).abs() <= 0.5, "{largura} mm wide on page {pagina}");
        assert!((altura - 13.0).abs() <= 0.3, "{altura} mm high on page {pagina}");
        let silencio = esquerda - 5 * usize::from(DPI) * 10 / 254;
        assert!((topo..base).all(|y| (silencio..esquerda).all(|x| !imagem.escuro(x, y))), "silence at the left");
        assert!((topo..base).all(|y| (direita..direita + 59).all(|x| !imagem.escuro(x, y))), "silence at the right");
    }
}

#[test]
fn the_address_that_verifies_a_declaration_can_be_scanned() {
    let pdf = Pdf::novo(&impressora().declaracao(&marca(), &declaracao()).unwrap());
    assert_eq!(pdf.codigos(1), [("QR-Code".to_owned(), declaracao().endereco_verificacao)]);
}
