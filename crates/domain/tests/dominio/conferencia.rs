//! Codes against what the ERP says.

use domain::{
    boleto::Boleto,
    conferencia::{Codigo, Divergencia, conferir_boleto, conferir_pix},
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, Composicao, SituacaoBoleto},
    pix::{PixDinamico, PixEstatico},
};
use jiff::civil::{Date, date};

const HOJE: Date = date(2026, 11, 21);
const LIVRE: &str = "1101234567880057123457000";

fn reais(texto: &str) -> Dinheiro {
    Dinheiro::ler(texto).unwrap()
}

/// R$ 123,45 at Itaú, due on 2026-12-21, as the ERP and the code agree.
fn emitido() -> BoletoEmitido {
    BoletoEmitido {
        id: "1".to_owned(),
        contratos: Vec::new(),
        historico: None,
        parcela: None,
        valor: Composicao { original: Some(reais("123,45")), ..Composicao::default() },
        emissao: None,
        vencimento: Some(date(2026, 12, 21)),
        linha_digitavel: Some("34191.10121 34567.880058 71234.570001 6 16670000012345".to_owned()),
        pix: None,
        banco: Some("341".to_owned()),
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    }
}

fn com_codigo(vencimento: Option<Date>, valor: &str) -> BoletoEmitido {
    let boleto = Boleto::montar_cobranca("341", vencimento, reais(valor), LIVRE).unwrap();
    BoletoEmitido { linha_digitavel: Some(boleto.linha_digitavel()), ..emitido() }
}

fn estatico(valor: Option<&str>) -> BoletoEmitido {
    let pix = PixEstatico {
        chave: "financeiro@horizonte.example".to_owned(),
        valor: valor.map(reais),
        nome: "Construtora Horizonte".to_owned(),
        cidade: "Aracaju".to_owned(),
        ..PixEstatico::default()
    };
    BoletoEmitido { pix: Some(pix.montar().unwrap().payload().to_owned()), ..emitido() }
}

#[test]
fn a_code_that_says_what_the_erp_says_is_confirmed() {
    let conferido = conferir_boleto(&emitido(), HOJE);
    assert!(matches!(conferido, Codigo::Conferido(_)), "{conferido:?}");
    assert_eq!(conferido.codigo().unwrap().banco(), Some("341"));
    assert!(conferido.divergencias().is_empty());
}

#[test]
fn original_or_current_amount_may_be_the_one_in_the_code() {
    let valor = Composicao { original: Some(reais("100")), atual: Some(reais("123,45")), ..Composicao::default() };
    assert!(matches!(conferir_boleto(&BoletoEmitido { valor, ..emitido() }, HOJE), Codigo::Conferido(_)));
    let valor = Composicao { original: Some(reais("123,45")), atual: Some(reais("130")), ..Composicao::default() };
    assert!(matches!(conferir_boleto(&BoletoEmitido { valor, ..emitido() }, HOJE), Codigo::Conferido(_)));
}

#[test]
fn every_disagreement_is_named_with_both_sides_and_in_words() {
    let emitido = BoletoEmitido {
        valor: Composicao { original: Some(reais("100")), atual: Some(reais("1.120,00")), ..Composicao::default() },
        banco: Some("237".to_owned()),
        vencimento: Some(date(2026, 12, 20)),
        ..emitido()
    };
    let conferencia = conferir_boleto(&emitido, HOJE);
    assert_eq!(
        conferencia.divergencias(),
        [
            Divergencia::Valor { no_codigo: reais("123,45"), no_erp: reais("1.120,00") },
            Divergencia::Banco { no_codigo: "341".to_owned(), no_erp: "237".to_owned() },
            Divergencia::Vencimento { no_codigo: date(2026, 12, 21), no_erp: date(2026, 12, 20) },
        ]
    );
    let textos: Vec<String> = conferencia.divergencias().iter().map(Divergencia::texto).collect();
    insta::assert_snapshot!(textos.join("\n").replace('\u{a0}', " "), @"
    O código cobra R$ 123,45, mas a incorporadora informa R$ 1.120,00. Confira o valor antes de pagar.
    O código é de Itaú (341), mas a incorporadora informa Bradesco (237). Confira o beneficiário antes de pagar.
    O código vence em 21/12/2026, mas a incorporadora informa 20/12/2026. Os bancos seguem a data do código.
    ");
    assert!(conferencia.codigo().is_some(), "a sound code is still there to be shown with the warning");
}

#[test]
fn what_the_erp_or_the_code_does_not_say_is_not_compared() {
    let calado = BoletoEmitido { valor: Composicao::default(), banco: None, vencimento: None, ..emitido() };
    let sem_preco = BoletoEmitido {
        valor: Composicao { original: Some(Dinheiro::ZERO), ..Composicao::default() },
        banco: Some("Itaú".to_owned()),
        ..emitido()
    };
    for emitido in [calado, sem_preco, com_codigo(None, "0"), com_codigo(Some(date(2026, 12, 21)), "0")] {
        assert!(matches!(conferir_boleto(&emitido, HOJE), Codigo::Conferido(_)), "{emitido:?}");
    }
}

#[test]
fn banks_are_compared_as_numbers() {
    for (banco, confere) in
        [("341", true), ("0341", true), ("341-7", true), (" 341 ", true), ("", true), ("1", false), ("001-9", false)]
    {
        let conferencia = conferir_boleto(&BoletoEmitido { banco: Some(banco.to_owned()), ..emitido() }, HOJE);
        assert_eq!(conferencia.divergencias().is_empty(), confere, "{banco:?}");
    }
}

#[test]
fn outside_the_banks_window_the_cycle_nearest_to_the_erp_is_compared() {
    // Seen in 2060, the due date of 2026 is 12,000 days behind: the factor is still that of the ERP's date.
    let depois = date(2060, 1, 1);
    assert_eq!(Boleto::ler(&emitido().linha_digitavel.unwrap()).unwrap().vencimento(depois), None);
    assert!(matches!(conferir_boleto(&emitido(), depois), Codigo::Conferido(_)));
    let outro = BoletoEmitido { vencimento: Some(date(2026, 12, 22)), ..emitido() };
    assert_eq!(
        conferir_boleto(&outro, depois).divergencias(),
        [Divergencia::Vencimento { no_codigo: date(2026, 12, 21), no_erp: date(2026, 12, 22) }]
    );
}

#[test]
fn an_amount_that_runs_over_the_due_date_is_recognised_by_the_erps_amount() {
    // 14 digits of amount whose first four look like the factor 1667.
    let gigante = reais("166.700.000.123,45");
    let valor = Composicao { original: Some(gigante), ..Composicao::default() };
    let emitido = BoletoEmitido { valor, vencimento: Some(date(2030, 1, 15)), ..emitido() };
    assert!(matches!(conferir_boleto(&emitido, HOJE), Codigo::Conferido(_)));
}

#[test]
fn a_broken_code_is_never_offered_and_the_reason_does_not_repeat_it() {
    for linha in ["34191.10121 34567.880058 71234.570001 6 16670000012346", "123", "boleto em registro"] {
        let conferencia =
            conferir_boleto(&BoletoEmitido { linha_digitavel: Some(linha.to_owned()), ..emitido() }, HOJE);
        let Codigo::Quebrado { ref motivo } = conferencia else { unreachable!("{conferencia:?}") };
        assert!(!motivo.is_empty() && !motivo.contains(linha), "{motivo}");
        assert!(conferencia.codigo().is_none());
    }
}

#[test]
fn an_absent_or_blank_code_is_absent() {
    for texto in [None, Some(String::new()), Some(" \n".to_owned())] {
        let emitido = BoletoEmitido { linha_digitavel: texto.clone(), pix: texto, ..emitido() };
        assert_eq!(conferir_boleto(&emitido, HOJE), Codigo::Ausente);
        assert_eq!(conferir_pix(&emitido), Codigo::Ausente);
    }
}

#[test]
fn a_static_pix_is_held_to_the_amount_and_a_dynamic_one_is_not() {
    assert!(matches!(conferir_pix(&estatico(Some("123,45"))), Codigo::Conferido(_)));
    assert!(matches!(conferir_pix(&estatico(None)), Codigo::Conferido(_)), "the payer types it");
    assert!(matches!(conferir_pix(&estatico(Some("0"))), Codigo::Conferido(_)), "the payer types it");
    assert_eq!(
        conferir_pix(&estatico(Some("123,46"))).divergencias(),
        [Divergencia::Valor { no_codigo: reais("123,46"), no_erp: reais("123,45") }]
    );
    let dinamico = PixDinamico { url: "pix.example.com/v2/1".to_owned(), nome: "X".to_owned(), cidade: "Y".to_owned() };
    let emitido = BoletoEmitido { pix: Some(dinamico.montar().unwrap().payload().to_owned()), ..emitido() };
    assert!(matches!(conferir_pix(&emitido), Codigo::Conferido(_)));
    // Published dynamic code with R$ 123,45 inside, against another amount of the ERP.
    let publicado = "00020101021226720014br.gov.bcb.pix2550bx.com.br/pix/8b3da2f3-9a41-40d1-a91a-bd93113bd4415204000053039865406123.455802BR5913Fulano de Tal6008BRASILIA62190515RP12345678-2019630445C8";
    let valor = Composicao { original: Some(reais("999")), ..Composicao::default() };
    assert!(matches!(
        conferir_pix(&BoletoEmitido { pix: Some(publicado.to_owned()), valor, ..emitido }),
        Codigo::Conferido(_)
    ));
}

#[test]
fn a_pix_that_is_cut_or_pays_nothing_is_not_offered() {
    let inteiro = estatico(Some("123,45"));
    let cortado = inteiro.pix.as_ref().unwrap()[..60].to_owned();
    assert!(matches!(conferir_pix(&BoletoEmitido { pix: Some(cortado), ..inteiro }), Codigo::Quebrado { .. }));
    let corpo = "00020126180014br.gov.bcb.pix5204000053039865802BR5901A6001B62070503***80390014br.gov.bcb.pix2517pix.example.com/r6304";
    let recorrencia = format!("{corpo}{:04X}", domain::pix::crc16(corpo.as_bytes()));
    let conferencia = conferir_pix(&BoletoEmitido { pix: Some(recorrencia), ..emitido() });
    assert!(
        matches!(&conferencia, Codigo::Quebrado { motivo } if motivo.contains("Pix Automático")),
        "{conferencia:?}"
    );
}

#[test]
fn debug_of_an_outcome_shows_no_code() {
    let visto = format!("{:?} {:?}", conferir_boleto(&emitido(), HOJE), conferir_pix(&estatico(None)));
    assert!(!visto.contains("16670000012345") && !visto.contains("horizonte.example"), "{visto}");
}
