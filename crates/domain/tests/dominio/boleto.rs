//! Vectors and properties of barcode and line.

use domain::{
    boleto::{
        Boleto, ErroBoleto, TipoBoleto, VALOR_MAXIMO_COM_FATOR,
        digitos::{mod10, mod11_arrecadacao, mod11_cobranca},
        vencimento::{DIAS_FUTUROS, DIAS_PASSADOS, data_do_fator, fator_da_data},
    },
    dinheiro::Dinheiro,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::vetores::{arquivo, data, lista, texto};

#[test]
fn every_published_code_is_judged_and_decoded_as_its_source_says() {
    let arquivo = arquivo("boleto.json");
    let vetores = lista(&arquivo["vetores"]);
    let validos = vetores.iter().filter(|vetor| vetor["valido"] == true).count();
    assert_eq!((vetores.len(), validos), (42, 25), "vectors were added or lost");
    for vetor in vetores {
        let id = texto(vetor, "id");
        let lido = Boleto::ler(texto(vetor, "entrada"));
        if vetor["valido"] == true {
            conferir_valido(id, vetor, &lido.unwrap_or_else(|erro| unreachable!("{id}: {erro}")));
        } else {
            conferir_invalido(id, vetor, lido.unwrap_err());
        }
    }
}

fn conferir_valido(id: &str, vetor: &Value, boleto: &Boleto) {
    assert_eq!(boleto.tipo().codigo(), texto(vetor, "tipo"), "{id}");
    assert_eq!(boleto.codigo_barras(), texto(vetor, "codigo_barras"), "{id}");
    assert_eq!(boleto.linha_digitavel(), texto(vetor, "linha_digitavel"), "{id}");
    assert_eq!(boleto.linha_formatada(), texto(vetor, "linha_formatada"), "{id}");
    // The payer types an amount of zero; a reference (null) is no amount.
    let centavos = vetor["valor_centavos"].as_i64().filter(|&centavos| centavos > 0);
    assert_eq!(boleto.valor(), centavos.map(Dinheiro::de_centavos), "{id}");
    match boleto.tipo() {
        TipoBoleto::Arrecadacao => {
            assert_eq!(boleto.segmento(), vetor["segmento"].as_str(), "{id}");
            assert!(boleto.nome_do_segmento().is_some(), "{id}");
            assert_eq!((boleto.banco(), boleto.campo_livre(), boleto.fator()), (None, None, None), "{id}");
        }
        TipoBoleto::Cobranca => {
            assert_eq!(boleto.banco(), vetor["banco"].as_str(), "{id}");
            assert_eq!(boleto.campo_livre(), vetor["campo_livre"].as_str(), "{id}");
            let fator = texto(vetor, "fator").parse().ok().filter(|&fator: &u16| fator > 0);
            assert_eq!(boleto.fator(), fator, "{id}");
            for campo in ["vencimento_ciclo_1", "vencimento_ciclo_2", "vencimento_na_fonte"] {
                if let Some(esperado) = data(vetor, campo) {
                    assert_eq!(boleto.vencimento(esperado), Some(esperado), "{id} {campo}");
                }
            }
            if fator.is_none() {
                assert_eq!(boleto.vencimento(date(2026, 11, 21)), None, "{id}");
            }
        }
    }
}

fn conferir_invalido(id: &str, vetor: &Value, erro: ErroBoleto) {
    let motivo = vetor["motivos"][0].as_str().unwrap();
    let esperado = match motivo.split(':').next().unwrap() {
        "dv_geral" => ErroBoleto::DigitoGeral,
        "produto" => ErroBoleto::Produto,
        outro => match outro.rsplit_once('_').unwrap() {
            ("comprimento", numero) => ErroBoleto::Comprimento(numero.parse().unwrap()),
            (_, numero) => ErroBoleto::DigitoDoCampo { campo: numero.parse().unwrap() },
        },
    };
    assert_eq!(erro, esperado, "{id}");
}

#[test]
fn every_published_check_digit_is_computed() {
    let arquivo = arquivo("boleto.json");
    let primitivas = lista(&arquivo["primitivas"]);
    assert_eq!(primitivas.len(), 25);
    for vetor in primitivas {
        let modulo = match texto(vetor, "algoritmo") {
            "mod10" => mod10,
            "mod11_cobranca" => mod11_cobranca,
            "mod11_arrecadacao" => mod11_arrecadacao,
            outro => unreachable!("{outro}"),
        };
        assert_eq!(u64::from(modulo(texto(vetor, "entrada"))), vetor["dv"].as_u64().unwrap(), "{vetor}");
    }
}

#[test]
fn every_published_due_factor_is_read_both_ways() {
    let arquivo = arquivo("boleto.json");
    let fatores = lista(&arquivo["fator_vencimento"]);
    assert_eq!(fatores.len(), 10);
    for vetor in fatores {
        let (fator, dia) = (texto(vetor, "fator").parse().unwrap(), data(vetor, "data").unwrap());
        assert_eq!(fator_da_data(dia), Some(fator), "{vetor}");
        assert_eq!(data_do_fator(fator, dia), Some(dia), "{vetor}");
    }
    let casos = lista(&arquivo["desambiguacao"]["casos"]);
    assert_eq!(casos.len(), 7);
    for caso in casos {
        let fator = texto(caso, "fator").parse().unwrap();
        assert_eq!(data_do_fator(fator, data(caso, "hoje").unwrap()), data(caso, "vencimento"), "{caso}");
    }
}

#[test]
fn the_two_cycles_end_and_begin_where_the_banks_say() {
    for (fator, dia) in [
        (1000, date(2000, 7, 3)),
        (9999, date(2025, 2, 21)),
        (1000, date(2025, 2, 22)),
        (1001, date(2025, 2, 23)),
        (9999, date(2049, 10, 13)),
    ] {
        assert_eq!(fator_da_data(dia), Some(fator), "{dia}");
    }
    assert_eq!(fator_da_data(date(2000, 7, 2)), None);
    assert_eq!(fator_da_data(Date::MIN), None);
}

#[test]
fn the_banks_window_runs_from_3000_days_ago_to_5500_days_ahead() {
    let hoje = date(2026, 11, 21);
    for (dias, dentro) in [(-3001, false), (-3000, true), (0, true), (5500, true), (5501, false)] {
        let dia = hoje.checked_add(dias.days()).unwrap();
        let lido = data_do_fator(fator_da_data(dia).unwrap(), hoje);
        assert_eq!(lido == Some(dia), dentro, "{dias}");
    }
}

#[test]
fn a_factor_means_a_date_exactly_when_the_date_is_within_the_banks_window() {
    for hoje in [date(2000, 7, 3), date(2014, 3, 13), date(2025, 2, 21), date(2025, 2, 22), date(2026, 11, 21)] {
        let mut vistos = 0;
        for fator in 0..=u16::MAX {
            let Some(dia) = data_do_fator(fator, hoje) else { continue };
            vistos += 1;
            assert_eq!(fator_da_data(dia), Some(fator));
            let distancia = hoje.until(dia).unwrap().get_days();
            assert!((-DIAS_PASSADOS..=DIAS_FUTUROS).contains(&distancia), "{fator} {hoje} {dia}");
        }
        // Every day of the window that has a factor is meant by it.
        let com_fator = (-DIAS_PASSADOS..=DIAS_FUTUROS)
            .filter(|&dias| fator_da_data(hoje.checked_add(dias.days()).unwrap()).is_some())
            .count();
        assert_eq!(vistos, com_fator, "{hoje}");
    }
    assert!((0..=9999).all(|fator| data_do_fator(fator, Date::MIN).is_none()));
    assert!((0..=9999).filter_map(|fator| data_do_fator(fator, Date::MAX)).all(|dia| dia > date(9990, 1, 1)));
}

#[test]
fn an_amount_beyond_the_field_takes_the_place_of_the_due_date() {
    let limite = VALOR_MAXIMO_COM_FATOR;
    let livre = "1234567890123456789012345";
    let vencimento = Some(date(2026, 12, 21));
    let cabe = Boleto::montar_cobranca("341", vencimento, limite, livre).unwrap();
    assert_eq!((cabe.valor(), cabe.fator()), (Some(limite), Some(1667)));
    let acima = limite + Dinheiro::de_centavos(1);
    assert!(Boleto::montar_cobranca("341", vencimento, acima, livre).is_err());
    let gigante = Boleto::montar_cobranca("341", None, acima, livre).unwrap();
    assert_eq!((gigante.valor(), gigante.fator()), (Some(acima), None));
    assert_eq!(gigante.valor_sobre_o_fator(), Some(acima));
    assert_eq!(gigante.vencimento(date(2026, 11, 21)), None);
}

#[test]
fn parts_that_fit_no_code_are_refused() {
    let (livre, um) = ("1234567890123456789012345", Dinheiro::de_centavos(1));
    for (banco, valor, campo_livre) in [
        ("34", um, livre),
        ("3A1", um, livre),
        ("841", um, livre),
        ("341", -um, livre),
        ("341", um, "123"),
        ("341", um, "12345678901234567890١234"),
        ("341", Dinheiro::MAXIMO, livre),
    ] {
        assert!(matches!(Boleto::montar_cobranca(banco, None, valor, campo_livre), Err(ErroBoleto::Montagem(_))));
    }
    assert!(Boleto::montar_cobranca("341", Some(date(2000, 7, 2)), um, livre).is_err());
}

#[test]
fn each_malformed_text_has_its_own_error() {
    let boa = "34191.10121 34567.880058 71234.570001 6 16670000012345";
    assert!(Boleto::ler(&boa.replace(' ', "-").replace('.', " \u{a0}")).is_ok());
    // Every check digit closes, but the amount is not in reais.
    let livre = "166700000123451101234567880057123457000";
    let em_outra_moeda = format!("3410{}{livre}", mod11_cobranca(&format!("3410{livre}")));
    for (entrada, erro) in [
        (String::new(), ErroBoleto::Vazio),
        (" \t".to_owned(), ErroBoleto::Vazio),
        (boa.replace('1', "l"), ErroBoleto::Caractere),
        (boa.replace('1', "１"), ErroBoleto::Caractere),
        ("1".repeat(5000), ErroBoleto::Comprimento(5000)),
        (boa.replacen('3', "8", 1), ErroBoleto::Produto),
        (em_outra_moeda, ErroBoleto::Moeda),
        ("8".repeat(44), ErroBoleto::DigitoGeral),
        ("85".to_owned() + &"1".repeat(46), ErroBoleto::IdentificadorDeValor),
    ] {
        assert_eq!(Boleto::ler(&entrada), Err(erro), "{entrada}");
    }
}

#[test]
fn debug_shows_neither_code_nor_amount() {
    let boleto = Boleto::ler("34196166700000123451101234567880057123457000").unwrap();
    let visto = format!("{boleto:?}");
    assert!(!visto.contains("12345") && visto.contains("341"), "{visto}");
}

/// A sound cobrança and the parts it was made of.
fn cobranca() -> impl Strategy<Value = (Boleto, String, Option<Date>, i64, String)> {
    let vencimento =
        prop::option::of((0_i32..18_000).prop_map(|dias| date(2000, 7, 3).checked_add(dias.days()).unwrap()));
    ("[0-79][0-9]{2}", vencimento, 0_i64..=9_999_999_999, "[0-9]{25}").prop_map(
        |(banco, vencimento, centavos, livre)| {
            let boleto = Boleto::montar_cobranca(&banco, vencimento, Dinheiro::de_centavos(centavos), &livre).unwrap();
            (boleto, banco, vencimento, centavos, livre)
        },
    )
}

/// A sound arrecadação, assembled here from the layout.
fn arrecadacao() -> impl Strategy<Value = String> {
    "8[1-79][6-9][0-9]{40}".prop_map(|sem_digito| {
        let modulo = if matches!(sem_digito.as_bytes()[2], b'6' | b'7') { mod10 } else { mod11_arrecadacao };
        format!("{}{}{}", &sem_digito[..3], modulo(&sem_digito), &sem_digito[3..])
    })
}

/// Weighted sum of all digits but the one at `geral`, modulo 11, written apart from the crate.
fn resto(codigo: &str, geral: usize) -> u32 {
    let outros = format!("{}{}", &codigo[..geral], &codigo[geral + 1..]);
    outros.bytes().rev().zip((2..=9).cycle()).map(|(b, peso)| u32::from(b - b'0') * peso).sum::<u32>() % 11
}

fn com_um_digito_trocado(original: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    (0..original.len()).flat_map(move |posicao| {
        (b'0'..=b'9').filter(move |&b| b != original.as_bytes()[posicao]).map(move |novo| {
            let mut bytes = original.as_bytes().to_vec();
            bytes[posicao] = novo;
            (posicao, String::from_utf8(bytes).unwrap())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_cobranca_survives_every_form_of_itself((boleto, banco, vencimento, centavos, livre) in cobranca()) {
        for forma in [boleto.codigo_barras().to_owned(), boleto.linha_digitavel(), boleto.linha_formatada()] {
            prop_assert_eq!(Boleto::ler(&forma).unwrap(), boleto.clone());
        }
        prop_assert_eq!(boleto.linha_digitavel().len(), 47);
        prop_assert_eq!(boleto.banco(), Some(banco.as_str()));
        prop_assert_eq!(boleto.campo_livre(), Some(livre.as_str()));
        prop_assert_eq!(boleto.valor(), (centavos > 0).then(|| Dinheiro::de_centavos(centavos)));
        prop_assert_eq!(vencimento.and_then(|dia| boleto.vencimento(dia)), vencimento);
    }

    #[test]
    fn an_arrecadacao_survives_every_form_of_itself(codigo in arrecadacao()) {
        let boleto = Boleto::ler(&codigo).unwrap();
        for forma in [boleto.linha_digitavel(), boleto.linha_formatada()] {
            prop_assert_eq!(Boleto::ler(&forma).unwrap(), boleto.clone());
        }
        prop_assert_eq!(boleto.codigo_barras(), codigo);
        prop_assert_eq!(boleto.linha_digitavel().len(), 48);
    }

    /// The norm maps three remainders (0, 1 and 10) to the digit 1, so a change between those cannot be seen by anyone. All
    /// other changes of one digit are caught, and fields 1 to 3 of the line always are. (A first digit changed to 8 is left
    /// out of the barcode: it makes a code of the other family.)
    #[test]
    fn any_single_digit_changed_in_a_cobranca_is_caught((boleto, ..) in cobranca()) {
        let codigo = boleto.codigo_barras();
        let cego = |outro: &str| [codigo, outro].iter().all(|c| matches!(resto(c, 4), 0 | 1 | 10));
        for (posicao, trocado) in com_um_digito_trocado(codigo).filter(|(_, trocado)| !trocado.starts_with('8')) {
            prop_assert!(Boleto::ler(&trocado).is_err() || posicao != 4 && cego(&trocado), "barcode position {}", posicao);
        }
        for (posicao, trocada) in com_um_digito_trocado(&boleto.linha_digitavel()) {
            let escapou = Boleto::ler(&trocada).ok().is_some_and(|lido| posicao < 33 || !cego(lido.codigo_barras()));
            prop_assert!(!escapou, "line position {}", posicao);
        }
    }

    /// Same for the layout of FEBRABAN: mod10 catches everything, mod11 maps remainders 0 and 1 to the digit 0. Position 3
    /// chooses the modulus itself and the first digit the family, so those two are left out.
    #[test]
    fn any_single_digit_changed_in_an_arrecadacao_is_caught(codigo in arrecadacao()) {
        let boleto = Boleto::ler(&codigo).unwrap();
        let mod11 = matches!(codigo.as_bytes()[2], b'8' | b'9');
        let cego = |outro: &str| mod11 && [codigo.as_str(), outro].iter().all(|c| resto(c, 3) < 2);
        for (posicao, trocado) in com_um_digito_trocado(&codigo).filter(|(posicao, _)| ![0, 2].contains(posicao)) {
            prop_assert!(Boleto::ler(&trocado).is_err() || cego(&trocado), "barcode position {}", posicao);
        }
        for (posicao, trocada) in com_um_digito_trocado(&boleto.linha_digitavel()).filter(|(posicao, _)| *posicao != 2) {
            let escapou = Boleto::ler(&trocada).ok().is_some_and(|lido| !cego(lido.codigo_barras()));
            prop_assert!(!escapou, "line position {}", posicao);
        }
    }
}
