//! Geometry of the barcode, read back by a decoder of its own.

use domain::itf::{ErroItf, LARGURA, barras, elementos};
use proptest::prelude::*;

use crate::vetores::{arquivo, texto};

#[test]
fn the_published_worked_example_is_drawn_element_by_element() {
    let arquivo = arquivo("boleto.json");
    let exemplo = &arquivo["itf"]["exemplo"];
    let pares: String = texto(exemplo, "pares").split(' ').collect();
    let esperado = format!("0000{pares}100");
    let desenhado: String = elementos(texto(exemplo, "entrada"))
        .unwrap()
        .iter()
        .map(|&largura| if largura == 3 { '1' } else { '0' })
        .collect();
    assert_eq!(desenhado, esperado);
}

#[test]
fn only_44_digits_are_drawn() {
    let digitos = "34196166700000123451101234567880057123457000";
    assert_eq!(barras(&digitos[1..]), Err(ErroItf::Comprimento));
    assert_eq!(barras(&digitos.replace('1', "A")), Err(ErroItf::Digitos));
    assert_eq!(barras(&"é".repeat(22)), Err(ErroItf::Digitos));
    assert_eq!(elementos("123"), Err(ErroItf::Digitos));
}

/// Reads black and white back, knowing only the table of the vectors.
fn decodificar(tabela: &serde_json::Value, larguras: &[u16]) -> String {
    let bits: Vec<char> = larguras.iter().map(|&largura| if largura == 3 { '1' } else { '0' }).collect();
    assert_eq!((&bits[..4], &bits[bits.len() - 3..]), (&['0'; 4][..], &['1', '0', '0'][..]));
    let digito =
        |bits: String| tabela.as_object().unwrap().iter().find(|(_, padrao)| **padrao == bits).unwrap().0.clone();
    bits[4..bits.len() - 3]
        .chunks(10)
        .map(|par| digito(par.iter().step_by(2).collect()) + &digito(par.iter().skip(1).step_by(2).collect::<String>()))
        .collect()
}

proptest! {
    #[test]
    fn every_code_fills_405_units_and_reads_back(codigo in "[0-9]{44}") {
        let barras = barras(&codigo).unwrap();
        let mut larguras = Vec::new();
        let mut fim = 0;
        for barra in &barras {
            if fim > 0 {
                larguras.push(barra.x - fim);
            }
            larguras.push(barra.largura);
            fim = barra.x + barra.largura;
        }
        prop_assert_eq!((barras[0].x, fim), (0, LARGURA));
        prop_assert!(larguras.iter().all(|largura| [1, 3].contains(largura)));
        prop_assert_eq!(decodificar(&arquivo("boleto.json")["itf"]["tabela"], &larguras), codigo);
    }
}
