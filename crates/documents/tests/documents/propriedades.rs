//! Whatever the ERP says.

use documents::{
    extrato::{Extrato, Linha, Situacao, ics, xlsx},
    nomes::{COMPRIMENTO_MAXIMO, arquivo},
};
use domain::dinheiro::Dinheiro;
use jiff::civil::{Date, DateTime};
use proptest::prelude::*;

use crate::{calendario, planilha, separado};

/// Any text, and texts of the characters that formats and spreadsheets give a meaning to.
fn texto() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[=+@;,\"'\\\\\r\n\t_x0D\u{0}\u{feff}\u{ffff}\u{202e}<&>ç😀 -]{0,60}",
        "(_x[0-9A-Fé]{4}_){0,5}"
    ]
}

fn dia() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of((1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(ano, mes, dia)| Date::constant(ano, mes, dia)))
}

fn valor() -> impl Strategy<Value = Option<Dinheiro>> {
    proptest::option::of(any::<i64>().prop_map(Dinheiro::de_centavos))
}

fn linha() -> impl Strategy<Value = Linha> {
    let textos = (texto(), proptest::option::of(texto()), proptest::option::of(texto()));
    let situacao = prop_oneof![Just(Situacao::Paga), Just(Situacao::Aberta), Just(Situacao::Vencida)];
    (textos, situacao, dia(), dia(), valor(), valor(), valor()).prop_map(
        |((descricao, contrato, indice), situacao, vencimento, paga_em, valor_original, valor_atual, valor_pago)| {
            Linha {
                descricao,
                contrato,
                vencimento,
                situacao,
                valor_original,
                correcao: valor_atual,
                juros: None,
                multa: valor_pago,
                desconto: valor_original,
                valor_atual,
                indice,
                paga_em,
                valor_pago,
            }
        },
    )
}

fn extrato() -> impl Strategy<Value = Extrato> {
    let momento =
        prop_oneof![Just(DateTime::MIN), Just(DateTime::MAX), Just(DateTime::constant(2026, 11, 21, 22, 5, 9, 0))];
    (texto(), texto(), texto(), momento, proptest::collection::vec(linha(), 0..5)).prop_map(
        |(titulo, incorporadora, titular, gerado_em, linhas)| Extrato {
            titulo,
            incorporadora,
            titular,
            gerado_em,
            linhas,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_csv_has_its_rows_and_no_formula(extrato in extrato()) {
        let lidos = separado::registros(&extrato);
        prop_assert_eq!(lidos.len(), extrato.linhas.len() + 1);
        for celula in lidos.iter().flatten() {
            prop_assert!(!celula.starts_with(['=', '+', '@', '\t', '\r', '\n']), "{:?}", celula);
            let numero = celula.bytes().skip(1).all(|byte| byte.is_ascii_digit() || byte == b',') && celula.len() > 1;
            prop_assert!(!celula.starts_with('-') || numero, "{:?}", celula);
        }
    }

    #[test]
    fn any_sheet_opens_and_has_no_formula(extrato in extrato()) {
        let folha = planilha::valores(&xlsx(&extrato).unwrap());
        prop_assert!(folha.height() >= extrato.linhas.len());
    }

    #[test]
    fn any_calendar_keeps_the_rules(extrato in extrato()) {
        let abertas = extrato.linhas.iter().filter(|linha| linha.situacao == Situacao::Aberta && linha.vencimento.is_some()).count();
        let lidas = calendario::linhas(&extrato);
        prop_assert_eq!(lidas.iter().filter(|linha| *linha == "BEGIN:VEVENT").count(), abertas);
        prop_assert_eq!(ics(&extrato), ics(&extrato));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_name_is_safe(
        partes in proptest::collection::vec(prop_oneof![any::<String>(), "[0-9]{0,16}", "[0-9./ -]{0,30}", "[a-z0-9 ]{0,100}"], 0..5),
        extensao in prop_oneof![any::<String>(), "[a-zA-Z0-9.]{0,14}"],
    ) {
        let partes: Vec<&str> = partes.iter().map(String::as_str).collect();
        let nome = arquivo(&partes, &extensao);
        prop_assert!(nome.len() <= COMPRIMENTO_MAXIMO);
        let (base, final_) = nome.split_once('.').unwrap();
        prop_assert!(!base.is_empty() && base.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", nome);
        prop_assert!(!final_.is_empty() && final_.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{}", nome);
        prop_assert!(!base.starts_with('-') && !base.ends_with('-') && !base.contains("--"), "{}", nome);
        let mais_digitos = nome.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
        prop_assert!(mais_digitos < 11, "{}", nome);
    }
}
