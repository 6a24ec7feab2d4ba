//! One row of an answer and the tolerant reading of its fields.
//!
//! Every reader takes the spellings of one concept in order of preference. A field that is absent, `null`, blank or the
//! text `"null"` is `None`; a field that is there and cannot be read is an error that names it, never a guess.

use std::borrow::Cow;

use domain::dinheiro::{Dinheiro, ErroDinheiro};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value};

/// The field that made a row unreadable, by its name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ilegivel(pub &'static str);

/// A row.
#[derive(Clone, Copy)]
pub struct Linha<'a>(pub &'a Map<String, Value>);

/// Longest descriptive text kept, in characters; a page has no use for more.
const TEXTO: usize = 500;

/// Longest key, line, payload or link kept, in bytes.
const CODIGO: usize = 2048;

impl<'a> Linha<'a> {
    /// Whether any of the spellings is a key of the row, blank or not.
    pub fn tem(self, nomes: &[&'static str]) -> bool {
        nomes.iter().any(|nome| self.chave(nome).is_some())
    }

    /// First spelling with a value.
    pub fn valor(self, nomes: &[&'static str]) -> Option<(&'static str, &'a Value)> {
        nomes.iter().find_map(|nome| self.chave(nome).filter(|v| !em_branco(v)).map(|v| (*nome, v)))
    }

    fn chave(self, nome: &str) -> Option<&'a Value> {
        // `CEP`, `Sexo`: the contract itself is not of one mind about capitals.
        self.0.get(nome).or_else(|| self.0.iter().find(|(k, _)| k.eq_ignore_ascii_case(nome)).map(|(_, v)| v))
    }

    /// Text that only describes: control characters become spaces, long text is cut, any other type counts as absent.
    pub fn texto(self, nomes: &[&'static str]) -> Option<String> {
        let (_, valor) = self.valor(nomes)?;
        let bruto = escalar(valor)?;
        let limpo: String = bruto.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXTO).collect();
        let limpo = limpo.split_whitespace().collect::<Vec<_>>().join(" ");
        (!limpo.is_empty()).then_some(limpo)
    }

    /// Text that identifies or is typed by somebody (keys, lines, payloads, links): kept exactly, or refused.
    ///
    /// # Errors
    /// The name of a field that is there and cannot be read.
    pub fn codigo(self, nomes: &[&'static str]) -> Result<Option<String>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        match escalar(valor) {
            Some(texto) if texto.len() <= CODIGO && !texto.chars().any(char::is_control) => {
                Ok(Some(texto.into_owned()))
            }
            _ => Err(Ilegivel(nome)),
        }
    }

    /// The row's key. Without one a row cannot be referred to, which makes it unreadable.
    ///
    /// # Errors
    /// The name of a field that is there and cannot be read.
    pub fn id(self, nomes: &'static [&'static str]) -> Result<String, Ilegivel> {
        self.codigo(nomes)?.ok_or(Ilegivel(nomes.first().copied().unwrap_or("id")))
    }

    /// An amount, as a number or in any form of [`Dinheiro::ler`]. More than two decimals are rounded half away from zero.
    ///
    /// # Errors
    /// The name of a field that is there and cannot be read.
    pub fn dinheiro(self, nomes: &[&'static str]) -> Result<Option<Dinheiro>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        let lido = match valor {
            Value::Number(numero) => decimal(numero).and_then(|d| Dinheiro::arredondado(d).ok()),
            Value::String(texto) => dinheiro_de_texto(texto),
            _ => None,
        };
        lido.map(Some).ok_or(Ilegivel(nome))
    }

    /// A civil date: `AAAA-MM-DD` or `DD/MM/AAAA`, whatever time follows. Never shifted by a time zone.
    ///
    /// # Errors
    /// The name of a field that is there and cannot be read.
    pub fn data(self, nomes: &[&'static str]) -> Result<Option<Date>, Ilegivel> {
        let Some((nome, valor)) = self.valor(nomes) else { return Ok(None) };
        let Value::String(texto) = valor else { return Err(Ilegivel(nome)) };
        match data_de_texto(texto.trim()) {
            Some(DataLida::Dia(dia)) => Ok(Some(dia)),
            Some(DataLida::Nenhuma) => Ok(None),
            None => Err(Ilegivel(nome)),
        }
    }

    /// Yes or no in the words ERPs use; `None` for any other.
    pub fn sim_ou_nao(self, nomes: &[&'static str]) -> Option<bool> {
        let (_, valor) = self.valor(nomes)?;
        if let Value::Bool(sim) = valor {
            return Some(*sim);
        }
        match escalar(valor)?.to_lowercase().as_str() {
            "true" | "s" | "sim" | "1" | "ativo" | "ativa" | "a" | "y" | "yes" => Some(true),
            "false" | "n" | "nao" | "não" | "0" | "inativo" | "inativa" | "i" | "no" => Some(false),
            _ => None,
        }
    }

    /// A link to follow on the server: only `http` and `https` ones; anything else counts as absent.
    pub fn link(self, nomes: &[&'static str]) -> Option<String> {
        let texto = self.codigo(nomes).ok()??;
        let url = url::Url::parse(&texto).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(texto)
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
pub fn escalar(valor: &Value) -> Option<Cow<'_, str>> {
    match valor {
        Value::String(texto) => Some(Cow::Borrowed(texto.trim())),
        Value::Number(numero) if numero.is_i64() || numero.is_u64() => Some(Cow::Owned(numero.to_string())),
        Value::Number(numero) => {
            let texto = numero.to_string();
            let inteiro = texto.strip_suffix(".0")?;
            (inteiro.len() <= 15 && inteiro.bytes().all(|b| b.is_ascii_digit())).then(|| Cow::Owned(inteiro.to_owned()))
        }
        _ => None,
    }
}

fn decimal(numero: &Number) -> Option<Decimal> {
    // The shortest text of a float reads back to the same float, so 1234.56 stays 1234.56.
    let texto = numero.to_string();
    Decimal::from_str_exact(&texto).ok().or_else(|| Decimal::from_scientific(&texto).ok())
}

fn dinheiro_de_texto(texto: &str) -> Option<Dinheiro> {
    let texto = texto.trim();
    match Dinheiro::ler(texto) {
        Ok(valor) => Some(valor),
        Err(ErroDinheiro::CasasDemais) => {
            // `1234.5678`: a calculated amount nobody rounded. Only a lone separator; the rest would be a guess.
            let simples = texto.replace(',', ".");
            let valor = Decimal::from_str_exact(&simples).ok()?;
            Dinheiro::arredondado(valor).ok()
        }
        Err(_) => None,
    }
}

enum DataLida {
    Dia(Date),
    /// `0000-00-00`, year 1, 1899-12-30, 1900-01-01: how databases and spreadsheets spell "no date".
    Nenhuma,
}

fn data_de_texto(texto: &str) -> Option<DataLida> {
    let corte = texto.find(|c: char| c == 'T' || c == 't' || c.is_whitespace()).unwrap_or(texto.len());
    let (dia, resto) = texto.split_at_checked(corte)?;
    if !resto.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | '+' | '-' | 'Z' | 'z' | ' '))
    {
        return None;
    }
    let numero = |parte: &str, largura: usize| -> Option<i16> {
        (parte.len() == largura && parte.bytes().all(|b| b.is_ascii_digit())).then(|| parte.parse().ok())?
    };
    let (ano, mes, dia) = if let Some((a, md)) = dia.split_once('-') {
        let (m, d) = md.split_once('-')?;
        (numero(a, 4)?, numero(m, 2)?, numero(d, 2)?)
    } else {
        let (d, ma) = dia.split_once('/')?;
        let (m, a) = ma.split_once('/')?;
        (numero(a, 4)?, numero(m, 2)?, numero(d, 2)?)
    };
    if ano <= 1900 {
        return Some(DataLida::Nenhuma);
    }
    Date::new(ano, i8::try_from(mes).ok()?, i8::try_from(dia).ok()?).ok().map(DataLida::Dia)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn com<T>(valor: impl Into<Value>, ler: impl FnOnce(Linha<'_>) -> T) -> T {
        let linha = json!({ "x": valor.into() });
        ler(Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn money_comes_as_number_or_text() {
        for (valor, centavos) in [
            (json!(1234.56), 123_456),
            (json!("1234.56"), 123_456),
            (json!("1.234,56"), 123_456),
            (json!("R$ 1.234,56"), 123_456),
            (json!(1500), 150_000),
            (json!(0.1), 10),
            (json!(1e3), 100_000),
            (json!("1234.5650"), 123_457),
            (json!("1234,5640"), 123_456),
            (json!(-10.5), -1050),
            (json!("0"), 0),
        ] {
            let lido = com(valor.clone(), |l| l.dinheiro(&["x"]));
            assert_eq!(lido, Ok(Some(Dinheiro::de_centavos(centavos))), "{valor}");
        }
    }

    #[test]
    fn money_that_cannot_be_read_names_its_field() {
        for valor in [json!("1.234"), json!("abc"), json!(true), json!([1]), json!({}), json!(1e300), json!("12 34")] {
            assert_eq!(com(valor.clone(), |l| l.dinheiro(&["x"])), Err(Ilegivel("x")), "{valor}");
        }
    }

    #[test]
    fn absent_in_any_spelling_is_none_and_not_zero() {
        for valor in [json!(null), json!(""), json!("  "), json!("null"), json!("NULL")] {
            assert_eq!(com(valor.clone(), |l| l.dinheiro(&["x"])), Ok(None), "{valor}");
            assert_eq!(com(valor.clone(), |l| l.data(&["x"])), Ok(None), "{valor}");
            assert_eq!(com(valor.clone(), |l| l.texto(&["x"])), None, "{valor}");
            assert_eq!(com(valor, |l| l.codigo(&["x"])), Ok(None));
        }
    }

    #[test]
    fn dates_are_civil_dates_whatever_time_follows() {
        for texto in [
            "2026-03-05",
            "05/03/2026",
            "2026-03-05T00:00:00",
            "2026-03-05T23:59:59.999Z",
            "2026-03-05 00:00:00-03:00",
            "05/03/2026 10:20",
            " 2026-03-05 ",
        ] {
            assert_eq!(com(json!(texto), |l| l.data(&["x"])), Ok(Some(jiff::civil::date(2026, 3, 5))), "{texto}");
        }
        for texto in ["0000-00-00", "0001-01-01T00:00:00", "00/00/0000", "30/12/1899", "1900-01-01"] {
            assert_eq!(com(json!(texto), |l| l.data(&["x"])), Ok(None), "{texto}");
        }
    }

    #[test]
    fn dates_in_another_form_are_refused() {
        for valor in [
            json!("5/3/2026"),
            json!("2026-02-30"),
            json!("31/04/2026"),
            json!("05-03-2026"),
            json!("2026/03/05"),
            json!("amanhã"),
            json!("2026-03-05Tarde"),
            json!(20_260_305),
            json!("20260305"),
        ] {
            assert_eq!(com(valor.clone(), |l| l.data(&["x"])), Err(Ilegivel("x")), "{valor}");
        }
    }

    #[test]
    fn keys_are_kept_exactly_or_refused() {
        assert_eq!(com(json!(" 007 "), |l| l.codigo(&["x"])), Ok(Some("007".to_owned())));
        assert_eq!(com(json!(8104), |l| l.codigo(&["x"])), Ok(Some("8104".to_owned())));
        assert_eq!(com(json!(8104.0), |l| l.codigo(&["x"])), Ok(Some("8104".to_owned())));
        // 47 digits as a number went through floating point: those digits are gone.
        let linha: Value = serde_json::from_str("19000000012345670040000001234571106500001500001").unwrap();
        for valor in [linha, json!(1.5), json!(true), json!({"a": 1}), json!("a\nb"), json!("9".repeat(3000))] {
            assert_eq!(com(valor.clone(), |l| l.codigo(&["x"])), Err(Ilegivel("x")), "{valor}");
        }
    }

    #[test]
    fn the_first_spelling_with_a_value_wins_and_capitals_do_not_matter() {
        let linha = json!({"id_remoto": "", "ID_CLIENTE": "7", "id": "8"});
        let linha = Linha(linha.as_object().unwrap());
        assert_eq!(linha.id(&["id_remoto", "id_cliente", "id"]), Ok("7".to_owned()));
        assert_eq!(linha.id(&["id_nota"]), Err(Ilegivel("id_nota")));
    }

    #[test]
    fn descriptive_text_is_cleaned_and_cut() {
        assert_eq!(com(json!("a\u{0}b\n  c"), |l| l.texto(&["x"])).as_deref(), Some("a b c"));
        assert_eq!(com(json!("é".repeat(1000)), |l| l.texto(&["x"])).map(|t| t.chars().count()), Some(500));
        assert_eq!(com(json!(["a"]), |l| l.texto(&["x"])), None);
    }

    #[test]
    fn links_are_web_addresses_or_nothing() {
        assert!(com(json!("https://a.example/x.pdf"), |l| l.link(&["x"])).is_some());
        for texto in ["javascript:alert(1)", "/x.pdf", "file:///etc/passwd", "data:text/html,x", "https://"] {
            assert_eq!(com(json!(texto), |l| l.link(&["x"])), None, "{texto}");
        }
    }
}
