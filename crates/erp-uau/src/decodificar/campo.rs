//! One row of an answer and the tolerant reading of its fields.
//!
//! A field that is absent, `null`, blank or the word `"null"` is `None`; one that is there and cannot be read is an error
//! that names it, never a guess.

use std::borrow::Cow;

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value};

/// The field that made a row unreadable, by its name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ilegivel(pub(crate) &'static str);

/// A row.
#[derive(Clone, Copy)]
pub(crate) struct Linha<'a>(pub(crate) &'a Map<String, Value>);

/// Longest descriptive text kept, in characters.
const TEXTO: usize = 500;

/// Longest key, line or payload kept, in bytes.
const CODIGO: usize = 2048;

impl<'a> Linha<'a> {
    /// First spelling with a value. Capitals do not matter: UAU's releases differ in them.
    pub(crate) fn valor(self, nomes: &[&'static str]) -> Option<(&'static str, &'a Value)> {
        nomes.iter().find_map(|nome| {
            let valor =
                self.0.get(*nome).or_else(|| self.0.iter().find(|(k, _)| k.eq_ignore_ascii_case(nome)).map(|(_, v)| v));
            valor.filter(|v| !em_branco(v)).map(|v| (*nome, v))
        })
    }

    /// Whether the row has the field at all, blank or not.
    pub(crate) fn tem(self, nome: &str) -> bool {
        self.0.keys().any(|k| k.eq_ignore_ascii_case(nome))
    }

    /// Text that only describes: control characters become spaces, long text is cut, any other type counts as absent.
    pub(crate) fn texto(self, nomes: &[&'static str]) -> Option<String> {
        let (_, valor) = self.valor(nomes)?;
        let bruto = escalar(valor)?;
        let limpo: String = bruto.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXTO).collect();
        let limpo = limpo.split_whitespace().collect::<Vec<_>>().join(" ");
        (!limpo.is_empty()).then_some(limpo)
    }

    /// Text that identifies or is typed by somebody: kept exactly, or refused.
    pub(crate) fn codigo(self, nomes: &[&'static str]) -> Result<Option<String>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        match escalar(valor) {
            Some(texto) if texto.len() <= CODIGO && !texto.chars().any(char::is_control) => {
                Ok(Some(texto.into_owned()))
            }
            _ => Err(Ilegivel(nome)),
        }
    }

    /// A whole number, also as text or with decimals that are zeros.
    pub(crate) fn inteiro(self, nomes: &[&'static str]) -> Result<Option<i64>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        let texto = match valor {
            Value::Number(numero) => Cow::Owned(numero.to_string()),
            Value::String(texto) => Cow::Borrowed(texto.trim()),
            _ => return Err(Ilegivel(nome)),
        };
        let (inteiro, decimais) = texto.split_once('.').unwrap_or((&texto, ""));
        let sem_fracao = decimais.bytes().all(|b| b == b'0');
        inteiro.parse().ok().filter(|_| sem_fracao).map(Some).ok_or(Ilegivel(nome))
    }

    /// A field a row cannot do without.
    pub(crate) fn chave(self, nomes: &'static [&'static str]) -> Result<i64, Ilegivel> {
        self.inteiro(nomes)?.ok_or(Ilegivel(nomes.first().copied().unwrap_or("chave")))
    }

    /// An amount: a number, or text with a decimal point, of any number of decimals; rounded half away from zero.
    pub(crate) fn dinheiro(self, nomes: &[&'static str]) -> Result<Option<Dinheiro>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        let lido = match valor {
            Value::Number(numero) => decimal(numero).and_then(|d| Dinheiro::arredondado(d).ok()),
            Value::String(texto) => dinheiro_de_texto(texto.trim()),
            _ => None,
        };
        lido.map(Some).ok_or(Ilegivel(nome))
    }

    /// A civil date, `AAAA-MM-DD`, whatever time follows. UAU's dates are local: never shifted.
    pub(crate) fn data(self, nomes: &[&'static str]) -> Result<Option<Date>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        let Value::String(texto) = valor else { return Err(Ilegivel(nome)) };
        match data_de_texto(texto.trim()) {
            // Year 1 and 1900 are how databases spell "no date".
            Some(dia) if dia.year() <= 1900 => Ok(None),
            Some(dia) => Ok(Some(dia)),
            None => Err(Ilegivel(nome)),
        }
    }

    /// Yes or no; `None` for anything else.
    pub(crate) fn sim(self, nomes: &[&'static str]) -> Option<bool> {
        match self.valor(nomes)?.1 {
            Value::Bool(sim) => Some(*sim),
            valor => match escalar(valor)?.to_ascii_lowercase().as_str() {
                "true" | "1" | "s" => Some(true),
                "false" | "0" | "n" => Some(false),
                _ => None,
            },
        }
    }

    /// A list inside the row; one object alone is a list of one.
    pub(crate) fn lista(self, nomes: &[&'static str]) -> Result<Vec<&'a Value>, Ilegivel> {
        match self.valor(nomes) {
            None => Ok(Vec::new()),
            Some((_, Value::Array(itens))) => Ok(itens.iter().collect()),
            Some((_, um @ Value::Object(_))) => Ok(vec![um]),
            Some((nome, _)) => Err(Ilegivel(nome)),
        }
    }
}

fn em_branco(valor: &Value) -> bool {
    match valor {
        Value::Null => true,
        Value::String(texto) => {
            let texto = texto.trim();
            texto.is_empty() || texto.eq_ignore_ascii_case("null")
        }
        _ => false,
    }
}

/// Text of a string or of a whole number. A number that went through floating point lost digits and is no key.
pub(crate) fn escalar(valor: &Value) -> Option<Cow<'_, str>> {
    match valor {
        Value::String(texto) => Some(Cow::Borrowed(texto.trim())),
        Value::Number(numero) if numero.is_i64() || numero.is_u64() => Some(Cow::Owned(numero.to_string())),
        _ => None,
    }
}

fn decimal(numero: &Number) -> Option<Decimal> {
    // The shortest text of a float reads back to the same float, so 486.7 stays 486.7.
    let texto = numero.to_string();
    Decimal::from_str_exact(&texto).ok().or_else(|| Decimal::from_scientific(&texto).ok())
}

fn dinheiro_de_texto(texto: &str) -> Option<Dinheiro> {
    let corpo = texto.strip_prefix('-').unwrap_or(texto);
    let (inteiro, decimais) = corpo.split_once('.').unwrap_or((corpo, ""));
    let digitos = |parte: &str| parte.bytes().all(|b| b.is_ascii_digit());
    // `160.630000` is UAU's own writing; anything else goes through the reader that refuses what is ambiguous.
    if !inteiro.is_empty() && digitos(inteiro) && digitos(decimais) && decimais.len() != 3 {
        let limite = texto.len().min(texto.len() - decimais.len() + 20);
        return Decimal::from_str_exact(texto.get(..limite)?).ok().and_then(|d| Dinheiro::arredondado(d).ok());
    }
    Dinheiro::ler(texto).ok()
}

fn data_de_texto(texto: &str) -> Option<Date> {
    let (dia, resto) = texto.split_at_checked(10)?;
    let hora = resto.is_empty() || resto.starts_with(['T', 't', ' ']);
    let permitido = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z' | ' ');
    if !hora || !resto.chars().skip(1).all(permitido) {
        return None;
    }
    let parte = |de: usize, ate: usize| {
        dia.get(de..ate).filter(|p| p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<i16>().ok())
    };
    if dia.as_bytes().get(4) != Some(&b'-') || dia.as_bytes().get(7) != Some(&b'-') {
        return None;
    }
    Date::new(parte(0, 4)?, i8::try_from(parte(5, 7)?).ok()?, i8::try_from(parte(8, 10)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn com<T>(valor: impl Into<Value>, ler: impl FnOnce(Linha<'_>) -> T) -> T {
        let linha = json!({ "X": valor.into() });
        ler(Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn money_has_up_to_six_decimals_as_number_or_text() {
        for (valor, centavos) in [
            (json!(486.7), 48_670),
            (json!("160.630000"), 16_063),
            (json!("266.774999"), 26_677),
            (json!("266.775000"), 26_678),
            (json!(1500), 150_000),
            (json!("-3.5"), -350),
            (json!("0.000000"), 0),
            (json!("1.234,56"), 123_456),
        ] {
            assert_eq!(
                com(valor.clone(), |l| l.dinheiro(&["x"])),
                Ok(Some(Dinheiro::de_centavos(centavos))),
                "{valor}"
            );
        }
        for valor in [json!("1.234"), json!("abc"), json!(true), json!([1]), json!(1e300), json!("9".repeat(60))] {
            assert_eq!(com(valor.clone(), |l| l.dinheiro(&["x"])), Err(Ilegivel("x")), "{valor}");
        }
    }

    #[test]
    fn the_word_null_is_nothing() {
        for valor in [json!(null), json!("null"), json!("NULL"), json!(" "), json!("")] {
            assert_eq!(com(valor.clone(), |l| l.dinheiro(&["x"])), Ok(None));
            assert_eq!(com(valor.clone(), |l| l.data(&["x"])), Ok(None));
            assert_eq!(com(valor.clone(), |l| l.inteiro(&["x"])), Ok(None));
            assert_eq!(com(valor.clone(), |l| l.codigo(&["x"])), Ok(None));
            assert_eq!(com(valor.clone(), |l| l.texto(&["x"])), None);
            assert_eq!(com(valor, |l| l.sim(&["x"])), None);
        }
    }

    #[test]
    fn dates_are_local_and_never_shifted() {
        for texto in ["2026-10-10T00:00:00", "2026-10-10", "2026-10-10T23:59:59.999Z", "2026-10-10 00:00:00"] {
            assert_eq!(com(json!(texto), |l| l.data(&["x"])), Ok(Some(date(2026, 10, 10))), "{texto}");
        }
        assert_eq!(com(json!("0001-01-01T00:00:00"), |l| l.data(&["x"])), Ok(None));
        for texto in ["10/10/2026", "2026-02-30", "2026-1-1", "10/2026", "2026-10-10Tarde", "2026-10-é0"] {
            assert_eq!(com(json!(texto), |l| l.data(&["x"])), Err(Ilegivel("x")), "{texto}");
        }
    }

    #[test]
    fn whole_numbers_come_as_number_text_or_decimal() {
        for valor in [json!(12), json!("12"), json!("12.000000"), json!(12.0), json!(" 0012 ")] {
            assert_eq!(com(valor.clone(), |l| l.inteiro(&["x"])), Ok(Some(12)), "{valor}");
        }
        for valor in [json!(12.5), json!("12a"), json!(1e30), json!([]), json!("99999999999999999999")] {
            assert_eq!(com(valor.clone(), |l| l.inteiro(&["x"])), Err(Ilegivel("x")), "{valor}");
        }
    }

    #[test]
    fn booleans_may_be_words() {
        assert_eq!(com(json!("False"), |l| l.sim(&["x"])), Some(false));
        assert_eq!(com(json!("True"), |l| l.sim(&["x"])), Some(true));
        assert_eq!(com(json!(0), |l| l.sim(&["x"])), Some(false));
        assert_eq!(com(json!(7), |l| l.sim(&["x"])), None);
    }

    #[test]
    fn one_object_is_a_list_of_one() {
        assert_eq!(com(json!({"a": 1}), |l| l.lista(&["x"]).map(|v| v.len())), Ok(1));
        assert_eq!(com(json!([{}, {}]), |l| l.lista(&["x"]).map(|v| v.len())), Ok(2));
        assert_eq!(com(json!(null), |l| l.lista(&["x"]).map(|v| v.len())), Ok(0));
        assert_eq!(com(json!(3), |l| l.lista(&["x"]).map(|v| v.len())), Err(Ilegivel("x")));
    }
}
