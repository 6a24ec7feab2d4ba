//! Texts that try to be something else, and texts that do not fit.

use documents::{
    extrato::{Extrato, Linha, Situacao},
    pdf::{Cobranca, Cobrancas, Declaracao, Marca},
};
use domain::dinheiro::Dinheiro;
use jiff::civil::date;
use proptest::prelude::*;

use super::{
    dados::{cobranca, cobrancas, declaracao, demonstrativo, impressora, marca},
    leitor::Pdf,
};
use crate::exemplo::{extrato, linha};

/// Markup of typst, of PDF and of JSON, and what fonts do not draw.
const CARGAS: [&str; 12] = [
    "#panic(\"x\")",
    "#read(\"/etc/passwd\")",
    "*negrito* _it_ `cru` $x^2$ <rotulo> @ref",
    "= Título\n== Outro\n/ a: b",
    "\\ \\u{41} // comentário /* outro",
    "\"}], \"marca\": {\"nome\": \"outra\"}",
    "(parênteses) ) endobj stream %PDF",
    "\u{202e}oãçaralced\u{202c} \u{200f}\u{2066}x\u{2069}",
    "😀👩‍👩‍👧‍👦 漢字 שלום سلام \u{e000}\u{10ffff}",
    "\0\u{1}\u{7f}\u{85}\u{feff}\u{fffd}",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}z \u{301}",
    "",
];

fn com(carga: &str) -> Cobrancas {
    Cobrancas {
        titulo: carga.to_owned(),
        titular: carga.to_owned(),
        ..cobrancas(vec![Cobranca {
            titulo: carga.to_owned(),
            contrato: Some(carga.to_owned()),
            vencimento_detalhe: Some(carga.to_owned()),
            beneficiario: carga.to_owned(),
            beneficiario_documento: Some(carga.to_owned()),
            banco: Some(carga.to_owned()),
            avisos: vec![carga.to_owned(); 9],
            ..cobranca()
        }])
    }
}

fn marca_com(carga: &str) -> Marca {
    Marca {
        nome: carga.to_owned(),
        cor: carga.to_owned(),
        razao_social: Some(carga.to_owned()),
        cnpj: Some(carga.to_owned()),
        endereco: Some(carga.to_owned()),
        contato: vec![carga.to_owned(); 9],
        ..marca()
    }
}

fn tudo_com(carga: &str) -> [Vec<u8>; 4] {
    let impressora = impressora();
    let marca = marca_com(carga);
    let linhas = vec![
        Linha { indice: Some(carga.to_owned()), ..linha(carga, Situacao::Vencida, date(2026, 1, 1)) },
        Linha { contrato: Some(carga.to_owned()), ..linha(carga, Situacao::Paga, date(2026, 1, 1)) },
    ];
    let extrato = Extrato { titulo: carga.to_owned(), titular: carga.to_owned(), ..extrato(linhas) };
    let declaracao = Declaracao {
        titular_nome: carga.to_owned(),
        texto: Some(carga.to_owned()),
        endereco_verificacao: format!("https://exemplo.test/{carga}"),
        ..declaracao()
    };
    let mut demonstrativo = demonstrativo();
    carga.clone_into(&mut demonstrativo.titular);
    demonstrativo.ressalvas = vec![carga.to_owned()];
    carga.clone_into(&mut demonstrativo.contratos[0].nome);
    carga.clone_into(&mut demonstrativo.contratos[0].pagamentos[0].descricao);
    [
        impressora.cobrancas(&marca, &com(carga)).unwrap(),
        impressora.extrato(&marca, &extrato).unwrap(),
        impressora.declaracao(&marca, &declaracao).unwrap(),
        impressora.demonstrativo(&marca, &demonstrativo).unwrap(),
    ]
}

#[test]
fn a_hostile_text_is_printed_as_a_text_in_every_document() {
    for carga in CARGAS {
        let paginas = tudo_com(carga).map(|bytes| Pdf::novo(&bytes).paginas());
        assert_eq!(paginas.each_ref().map(Vec::len), [1; 4], "{carga:?}");
        let visivel: String = carga.split_whitespace().collect::<Vec<_>>().join(" ");
        if visivel.is_ascii() && !visivel.contains('\0') {
            let visto = paginas[0][0].replace('\u{200b}', "");
            assert!(visto.contains(&visivel), "{visivel:?} is not in {visto:?}");
        }
    }
}

#[test]
fn long_texts_leave_a_charge_on_its_page_with_its_codes() {
    for carga in ["Cobrança do contrato de compra e venda ".repeat(12), "SEMBRANCO".repeat(45), "漢字".repeat(200)] {
        let mut dados = com(&carga);
        dados.itens[0].valor = Some(Dinheiro::MAXIMO);
        let pdf = Pdf::novo(&impressora().cobrancas(&marca_com(&carga), &dados).unwrap());
        assert_eq!(pdf.paginas().len(), 1, "{carga}");
        let lidos = pdf.codigos(1);
        assert_eq!(lidos.len(), 2, "{lidos:?}");
        assert!(pdf.paginas()[0].contains("R$ 999.999.999.999,99"));
        assert!(pdf.paginas()[0].contains("não é um boleto bancário"));
    }
}

#[test]
fn enormous_amounts_shrink_the_letters_instead_of_leaving_the_page() {
    let enorme = Some(Dinheiro::MAXIMO);
    let cheia = Linha {
        valor_original: enorme,
        correcao: enorme,
        juros: enorme,
        multa: enorme,
        desconto: enorme,
        valor_atual: enorme,
        valor_pago: enorme,
        paga_em: Some(date(2026, 1, 1)),
        ..linha(&"Parcela comprida ".repeat(20), Situacao::Vencida, date(2026, 1, 1))
    };
    let outra = Linha { contrato: Some("1".repeat(60)), indice: Some("IPCA".repeat(10)), ..cheia.clone() };
    let pdf = Pdf::novo(&impressora().extrato(&marca(), &extrato(vec![cheia, outra])).unwrap());
    let pagina = pdf.paginas().concat();
    assert_eq!(pagina.matches(" 999.999.999.999,99").count(), 7 * 2, "{pagina}");
    assert_eq!(pagina.matches("1.999.999.999.999,98").count(), 7 * 2 + 2, "{pagina}");
    let imagem = pdf.imagem(1, 100);
    let margem = imagem.largura - 40;
    assert!((20..imagem.altura).all(|y| (margem..imagem.largura).all(|x| !imagem.escuro(x, y))), "over the margin");
}

#[test]
fn nothing_of_a_person_is_in_debug() {
    let dados = format!("{:?} {:?} {:?}", cobrancas(vec![cobranca()]), declaracao(), demonstrativo());
    let outros =
        format!("{:?} {:?} {:?}", cobranca(), demonstrativo().contratos, demonstrativo().contratos[0].pagamentos);
    for segredo in ["Maria", "444.777", "000159", "7KQ4", "2438", "243817", "230000", "2300", "br.gov.bcb", "M***"] {
        assert!(!dados.contains(segredo) && !outros.contains(segredo), "{segredo}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_charge_of_one_page(carga in "\\PC{0,80}|[\\s\\S]{0,40}") {
        let bytes = impressora().cobrancas(&marca_com(&carga), &com(&carga)).unwrap();
        let paginas = Pdf::novo(&bytes).informe("Pages");
        prop_assert_eq!(paginas.as_deref(), Some("1"));
    }
}
