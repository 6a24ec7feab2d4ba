//! Properties of money, and the published late-fee sums as a test of its rounding.

use domain::dinheiro::Dinheiro;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::vetores::{arquivo, lista, texto};

/// The product never computes a debt; these sums only show that rounding is exact where public sources agree.
#[test]
fn published_late_fees_round_as_the_vectors_say() {
    let arquivo = arquivo("calendario.json");
    let casos = lista(&arquivo["mora"]);
    assert_eq!(casos.len(), 6);
    for caso in casos {
        let decimal = |campo| texto(caso, campo).parse::<Decimal>().unwrap();
        let (valor, dias) = (decimal("valor"), Decimal::from(caso["dias_corridos"].as_i64().unwrap()));
        // Multiply before dividing: 1 % a month over 30 days.
        let total = valor
            + valor * decimal("multa_pct") / Decimal::ONE_HUNDRED
            + valor * decimal("juros_pct_mes") * dias / Decimal::from(3000);
        let truncado = total.round_dp_with_strategy(2, RoundingStrategy::ToZero);
        assert_eq!(
            Dinheiro::arredondado(total).unwrap().iso(),
            texto(&caso["total_calculado"], "meio_acima"),
            "{caso}"
        );
        assert_eq!(
            Dinheiro::de_decimal(truncado).unwrap().iso(),
            texto(&caso["total_calculado"], "truncado"),
            "{caso}"
        );
    }
}

#[test]
fn amounts_are_written_as_brazilians_do() {
    for (centavos, formatado, copiar, iso) in [
        (0, "R$\u{a0}0,00", "0,00", "0.00"),
        (5, "R$\u{a0}0,05", "0,05", "0.05"),
        (-5, "-R$\u{a0}0,05", "-0,05", "-0.05"),
        (99_999, "R$\u{a0}999,99", "999,99", "999.99"),
        (100_000, "R$\u{a0}1.000,00", "1000,00", "1000.00"),
        (-123_456, "-R$\u{a0}1.234,56", "-1234,56", "-1234.56"),
        (12_345_678_900, "R$\u{a0}123.456.789,00", "123456789,00", "123456789.00"),
        (i64::MIN, "-R$\u{a0}92.233.720.368.547.758,08", "-92233720368547758,08", "-92233720368547758.08"),
    ] {
        let valor = Dinheiro::de_centavos(centavos);
        assert_eq!((valor.formatado().as_str(), valor.para_copiar().as_str()), (formatado, copiar));
        assert_eq!((valor.iso().as_str(), valor.to_string().as_str()), (iso, formatado));
    }
    assert_eq!(Dinheiro::de_centavos(123_456).sem_simbolo(), "1.234,56");
    assert_eq!(format!("{:>10}|", Dinheiro::ZERO), "   R$\u{a0}0,00|");
}

#[test]
fn decimals_of_erps_are_rounded_half_away_from_zero_or_refused() {
    for (texto, centavos, exato) in [
        ("1234.560000", 123_456, true),
        ("0.005", 1, false),
        ("-0.005", -1, false),
        ("0.004999", 0, false),
        ("2.675", 268, false),
    ] {
        let decimal: Decimal = texto.parse().unwrap();
        assert_eq!(Dinheiro::arredondado(decimal).unwrap().centavos(), centavos, "{texto}");
        assert_eq!(Dinheiro::de_decimal(decimal).is_ok(), exato, "{texto}");
    }
    for enorme in [Decimal::MAX, Decimal::MIN, "1000000000000".parse().unwrap()] {
        assert!(Dinheiro::arredondado(enorme).is_err(), "{enorme}");
    }
}

#[test]
fn sums_saturate_and_the_exact_sum_tells() {
    let (maximo, um) = (Dinheiro::de_centavos(i64::MAX), Dinheiro::de_centavos(1));
    assert_eq!(maximo + um, maximo);
    assert_eq!(maximo.soma_exata(um), None);
    assert_eq!(-Dinheiro::de_centavos(i64::MIN), maximo);
    assert_eq!([um, um, -um].iter().sum::<Dinheiro>(), um);
    assert_eq!(um - um, Dinheiro::default());
    assert!(Dinheiro::ZERO.eh_zero() && !um.eh_zero() && (-um).eh_negativo());
}

proptest! {
    #[test]
    fn every_written_form_reads_back_to_the_same_amount(centavos in -99_999_999_999_999_i64..=99_999_999_999_999) {
        let valor = Dinheiro::de_centavos(centavos);
        for forma in [valor.formatado(), valor.sem_simbolo(), valor.para_copiar(), valor.iso()] {
            prop_assert_eq!(Dinheiro::ler(&forma), Ok(valor), "{}", forma);
        }
        prop_assert_eq!(Dinheiro::de_decimal(valor.decimal()), Ok(valor));
        let json = serde_json::to_string(&valor).unwrap();
        prop_assert_eq!(serde_json::from_str::<Dinheiro>(&json).unwrap(), valor);
    }

    #[test]
    fn a_json_number_of_two_decimals_is_exact(centavos in -99_999_999_999_i64..=99_999_999_999) {
        let valor = Dinheiro::de_centavos(centavos);
        prop_assert_eq!(serde_json::from_str::<Dinheiro>(&valor.iso()).unwrap(), valor);
    }

    #[test]
    fn whatever_reads_reads_the_same_from_its_plain_form(texto in "[-+R$ ]{0,4}[0-9.,]{1,16}") {
        if let Ok(valor) = Dinheiro::ler(&texto) {
            prop_assert_eq!(Dinheiro::ler(&valor.iso()), Ok(valor));
        }
    }
}
