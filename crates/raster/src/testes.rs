use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// A PDF of these page dictionaries' entries, each with a text.
fn pdf(paginas: &[(&str, &str)]) -> Vec<u8> {
    let filhas: Vec<String> = (0..paginas.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objetos = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", filhas.join(" "), paginas.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (i, (atributos, conteudo)) in paginas.iter().enumerate() {
        let fluxo = 5 + 2 * i;
        let fonte = "/Resources << /Font << /F1 3 0 R >> >>";
        objetos.push(format!("<< /Type /Page /Parent 2 0 R {atributos} /Contents {fluxo} 0 R {fonte} >>"));
        objetos.push(format!("<< /Length {} >>\nstream\n{conteudo}\nendstream", conteudo.len()));
    }
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut posicoes = Vec::new();
    for (i, objeto) in objetos.iter().enumerate() {
        posicoes.push(pdf.len());
        write!(pdf, "{} 0 obj\n{objeto}\nendobj\n", i + 1).unwrap();
    }
    let tabela = pdf.len();
    write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objetos.len() + 1).unwrap();
    for posicao in posicoes {
        writeln!(pdf, "{posicao:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{tabela}\n%%EOF\n", objetos.len() + 1).unwrap();
    pdf.into_bytes()
}

const A4: &str = "/MediaBox [0 0 595 842]";
const FRASE: &str = "BT /F1 18 Tf 56 770 Td (Boleto de Maria) Tj 0 -40 Td (Valor: R$ 1.234,56) Tj ET";

fn pixels(pagina: &Pagina) -> Vec<u8> {
    let mut decodificador = png::Decoder::new(std::io::Cursor::new(&pagina.png));
    decodificador.set_transformations(png::Transformations::EXPAND);
    let mut leitor = decodificador.read_info().unwrap();
    assert_eq!((leitor.info().width, leitor.info().height), (pagina.largura, pagina.altura));
    let mut pixels = vec![0; leitor.output_buffer_size().unwrap()];
    leitor.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn a_page_is_a_small_picture_of_what_is_written_on_it_and_the_words() {
    let desenhadas = paginas(&pdf(&[(A4, FRASE)]), Limites::PADRAO).unwrap();
    let [pagina] = desenhadas.paginas.as_slice() else { panic!("{desenhadas:?}") };
    assert_eq!((desenhadas.total, pagina.largura, pagina.altura), (1, 1240, 1755));
    assert_eq!(pagina.texto, "Boleto de Maria\nValor: R$ 1.234,56");
    assert!(pagina.png.len() < 20_000, "{pagina:?}");
    let pixels = pixels(pagina);
    let tinta =
        |linhas: std::ops::Range<usize>| pixels[linhas.start * 1240 * 3..linhas.end * 1240 * 3].iter().any(|v| *v < 64);
    // The baseline of the first line is at 842 − 770 = 72 points from the top.
    assert!(tinta(110..150) && !tinta(0..100) && !tinta(300..1755));
}

#[test]
fn a_turned_page_is_drawn_as_it_is_read() {
    let desenhadas = paginas(&pdf(&[("/MediaBox [0 0 595 842] /Rotate 90", FRASE)]), Limites::PADRAO).unwrap();
    let pagina = &desenhadas.paginas[0];
    assert_eq!((pagina.largura, pagina.altura), (1240, 876));
    assert!(pixels(pagina).iter().any(|v| *v < 64));
}

#[test]
fn a_long_receipt_is_drawn_narrower_instead_of_endless() {
    let recibo = pdf(&[("/MediaBox [0 0 226 4000]", FRASE)]);
    let pagina = &paginas(&recibo, Limites::PADRAO).unwrap().paginas[0];
    assert!(pagina.largura < 500 && pagina.altura > 7000, "{pagina:?}");
    assert!(pagina.largura * pagina.altura <= Limites::PADRAO.pixels_por_pagina + 10_000);
}

#[test]
fn what_is_over_a_limit_is_left_out_and_the_total_says_so() {
    let doc = pdf(&[(A4, FRASE); 5]);
    let com = |limites: Limites| paginas(&doc, limites).map(|p| (p.total, p.paginas.len()));
    let padrao = Limites::PADRAO;
    let uma = paginas(&doc, padrao).unwrap().paginas[0].clone();
    assert_eq!(com(padrao), Ok((5, 5)));
    assert_eq!(com(Limites { paginas: 2, ..padrao }), Ok((5, 2)));
    assert_eq!(com(Limites { pixels: u64::from(uma.largura * uma.altura) * 3, ..padrao }), Ok((5, 3)));
    assert_eq!(com(Limites { bytes_de_saida: uma.png.len() * 4, ..padrao }), Ok((5, 4)));
    assert_eq!(com(Limites { bytes_de_saida: uma.png.len() - 1, ..padrao }), Err(ErroRaster::Grande));
}

#[test]
fn what_is_no_document_is_refused_by_name() {
    let com = |bytes: &[u8]| paginas(bytes, Limites::PADRAO).map(|p| p.total);
    assert_eq!(com(b""), Err(ErroRaster::Invalido));
    assert_eq!(com(b"<html>Sem acesso</html>"), Err(ErroRaster::Invalido));
    assert_eq!(com(b"%PDF-1.4\n%%EOF\n"), Err(ErroRaster::Invalido));
    assert_eq!(com(&pdf(&[])), Err(ErroRaster::SemPaginas));
    assert_eq!(com(include_bytes!("../tests/protegido.pdf")), Err(ErroRaster::Protegido));
    for lados in ["0 0 100000 842", "0 0 5 5", "0 0 999999999 999999999"] {
        let folha = format!("/MediaBox [{lados}]");
        assert_eq!(com(&pdf(&[(&folha, FRASE)])), Err(ErroRaster::Tamanho), "{lados}");
    }
}

#[test]
fn a_document_that_only_its_owner_may_change_is_shown() {
    let desenhadas = paginas(include_bytes!("../tests/so-leitura.pdf"), Limites::PADRAO).unwrap();
    assert_eq!(desenhadas.paginas[0].texto, "Boleto de Maria\nValor: R$ 1.234,56");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_document_gives_pages_within_the_limits_or_an_error(
        corte in 0_usize..2000,
        trocas in proptest::collection::vec((0_usize..2000, any::<u8>()), 0..12),
    ) {
        let limites = Limites { largura_px: 124, pixels_por_pagina: 124 * 250, ..Limites::PADRAO };
        let mut bytes = pdf(&[(A4, FRASE), ("/MediaBox [0 0 300 300] /Rotate 90", FRASE)]);
        for (onde, byte) in trocas {
            let onde = onde % bytes.len();
            bytes[onde] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(corte % 7 * 40));
        if let Ok(desenhadas) = paginas(&bytes, limites) {
            let mut escrito = Vec::new();
            let desenhadas = Ok(desenhadas);
            Paginas::escrever(&desenhadas, &mut escrito).unwrap();
            prop_assert_eq!(Paginas::ler(&escrito, limites), Ok(desenhadas));
        }
    }
}
