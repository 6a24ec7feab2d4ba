//! How an ERP writes dates, amounts and documents. Declared, never guessed: a value that does not fit is unreadable.

use domain::dinheiro::Dinheiro;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jmespath::Variable;
use rust_decimal::Decimal;

use crate::{
    arvore::{Arvore, Secao},
    erro::Erros,
};

/// The three formats of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Formatos {
    pub(crate) data: FormatoData,
    pub(crate) valor: FormatoValor,
    /// Whether the ERP keeps documents as numbers, without the zeros at their left.
    pub(crate) sem_zeros: bool,
}

impl Default for Formatos {
    fn default() -> Self {
        Self { data: FormatoData::Iso, valor: FormatoValor::Ponto, sem_zeros: false }
    }
}

/// How dates come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FormatoData {
    /// `2026-01-10`, alone or before a time. The civil date as written; an offset does not shift it.
    Iso,
    /// `DD/MM/YYYY` and the like; a time may follow.
    Padrao(Vec<Parte>),
    /// Seconds since 1970, as an instant.
    Unix,
    /// Milliseconds since 1970, as an instant.
    UnixMs,
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parte {
    Dia,
    Mes,
    Ano,
    Letra(char),
}

/// How amounts in text come. Numbers of JSON are reais, or cents with [`FormatoValor::Centavos`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatoValor {
    /// `1234.56`
    Ponto,
    /// `1.234,56`
    Virgula,
    /// `123456`
    Centavos,
}

const DOCUMENTOS: [&str; 2] = ["com-zeros", "sem-zeros"];

impl Formatos {
    /// `formatos` of a table, over the ones that hold around it.
    pub(crate) fn ler(caminho: &str, valor: &Arvore, em_volta: &Self, erros: &mut Erros) -> Self {
        let mut formatos = em_volta.clone();
        let chaves = ["data", "valor", "documento"];
        let Some(secao) = Secao::ler(caminho, valor, Some(&chaves), "o formato", erros) else { return formatos };
        if let Some(texto) = secao.texto("data", erros) {
            match FormatoData::compilar(texto) {
                Some(data) => formatos.data = data,
                None => erros.junta(
                    &secao.chave("data"),
                    "não é um formato de data",
                    "Use DD/MM/YYYY, YYYY-MM-DD (DD, MM e YYYY uma vez cada), ISO, unix ou unix-ms",
                ),
            }
        }
        if let Some(texto) = secao.texto("valor", erros) {
            match texto {
                "1234.56" => formatos.valor = FormatoValor::Ponto,
                "1.234,56" => formatos.valor = FormatoValor::Virgula,
                "centavos" => formatos.valor = FormatoValor::Centavos,
                _ => {
                    erros.junta(
                        &secao.chave("valor"),
                        "não é um formato de valor",
                        "Use 1234.56, 1.234,56 ou centavos",
                    );
                }
            }
        }
        if let Some(texto) = secao.texto("documento", erros) {
            match texto {
                "com-zeros" => formatos.sem_zeros = false,
                "sem-zeros" => formatos.sem_zeros = true,
                outro => erros.desconhecida(&secao.chave("documento"), "o formato", outro, &DOCUMENTOS),
            }
        }
        formatos
    }
}

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataLida {
    Dia(Date),
    /// `0000-00-00`, 1899-12-30, 1900-01-01: how databases and spreadsheets spell "no date".
    Nenhuma,
}

impl FormatoData {
    fn compilar(texto: &str) -> Option<Self> {
        match texto {
            "ISO" => return Some(Self::Iso),
            "unix" => return Some(Self::Unix),
            "unix-ms" => return Some(Self::UnixMs),
            _ => {}
        }
        let mut partes = Vec::new();
        let mut resto = texto;
        while let Some(c) = resto.chars().next() {
            let (parte, depois) = if let Some(r) = resto.strip_prefix("YYYY").or_else(|| resto.strip_prefix("AAAA")) {
                (Parte::Ano, r)
            } else if let Some(r) = resto.strip_prefix("DD") {
                (Parte::Dia, r)
            } else if let Some(r) = resto.strip_prefix("MM") {
                (Parte::Mes, r)
            } else if matches!(c, '/' | '-' | '.' | ' ') {
                (Parte::Letra(c), resto.get(c.len_utf8()..).unwrap_or_default())
            } else {
                return None;
            };
            partes.push(parte);
            resto = depois;
        }
        let uma = |parte| partes.iter().filter(|p| **p == parte).count() == 1;
        (uma(Parte::Dia) && uma(Parte::Mes) && uma(Parte::Ano)).then_some(Self::Padrao(partes))
    }

    /// The date in a value; `None` when it is not of this format.
    pub(crate) fn ler(&self, valor: &Variable) -> Option<DataLida> {
        match (self, valor) {
            (Self::Iso, Variable::String(texto)) => {
                const ISO: [Parte; 5] = [Parte::Ano, Parte::Letra('-'), Parte::Mes, Parte::Letra('-'), Parte::Dia];
                por_partes(&ISO, texto.trim())
            }
            (Self::Padrao(partes), Variable::String(texto)) => por_partes(partes, texto.trim()),
            (Self::Unix | Self::UnixMs, valor) => {
                let numero = match valor {
                    Variable::Number(numero) => numero.as_i64()?,
                    Variable::String(texto) => texto.trim().parse().ok()?,
                    _ => return None,
                };
                let ms = if *self == Self::Unix { numero.checked_mul(1000)? } else { numero };
                de_instante(ms)
            }
            _ => None,
        }
    }

    /// A date as the ERP writes it.
    pub(crate) fn escrever(&self, dia: Date) -> String {
        match self {
            Self::Iso => dia.to_string(),
            Self::Padrao(partes) => partes
                .iter()
                .map(|parte| match parte {
                    Parte::Dia => format!("{:02}", dia.day()),
                    Parte::Mes => format!("{:02}", dia.month()),
                    Parte::Ano => format!("{:04}", dia.year()),
                    Parte::Letra(c) => c.to_string(),
                })
                .collect(),
            Self::Unix | Self::UnixMs => {
                let segundos = dia.to_zoned(sao_paulo()).map(|z| z.timestamp().as_second()).unwrap_or_default();
                if *self == Self::Unix { segundos.to_string() } else { (segundos * 1000).to_string() }
            }
        }
    }
}

/// The zone is compiled in; UTC-3 is its present offset.
fn sao_paulo() -> TimeZone {
    TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(-3)))
}

/// The civil date of an instant in America/Sao_Paulo. Midnight in UTC is a date that was written without a zone.
fn de_instante(ms: i64) -> Option<DataLida> {
    const DIA: i64 = 86_400_000;
    let instante = Timestamp::from_millisecond(ms).ok()?;
    let zona = if ms % DIA == 0 { TimeZone::UTC } else { sao_paulo() };
    let dia = instante.to_zoned(zona).date();
    Some(if dia.year() <= 1900 || ms == 0 { DataLida::Nenhuma } else { DataLida::Dia(dia) })
}

fn por_partes(partes: &[Parte], texto: &str) -> Option<DataLida> {
    let mut resto = texto;
    let (mut ano, mut mes, mut dia) = (0_i16, 0_i8, 0_i8);
    for parte in partes {
        if let Parte::Letra(c) = parte {
            resto = resto.strip_prefix(*c)?;
            continue;
        }
        let (digitos, depois) = resto.split_at_checked(if *parte == Parte::Ano { 4 } else { 2 })?;
        if !digitos.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match parte {
            Parte::Ano => ano = digitos.parse().ok()?,
            Parte::Mes => mes = digitos.parse().ok()?,
            Parte::Dia => dia = digitos.parse().ok()?,
            Parte::Letra(_) => {}
        }
        resto = depois;
    }
    let hora = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | '+' | '-' | 'Z' | 'z' | ' ');
    let mut seguintes = resto.chars();
    let termina = seguintes.next().is_none_or(|c| matches!(c, 'T' | 't' | ' ')) && seguintes.all(hora);
    if !termina {
        return None;
    }
    if ano <= 1900 {
        return Some(DataLida::Nenhuma);
    }
    Date::new(ano, mes, dia).ok().map(DataLida::Dia)
}

impl FormatoValor {
    /// The amount in a value, rounded half away from zero to cents when the ERP calculated without rounding; `None` when
    /// it is not of this format.
    pub(crate) fn ler(self, valor: &Variable) -> Option<Dinheiro> {
        match (self, valor) {
            (Self::Centavos, Variable::Number(numero)) => em_centavos(numero.as_i64()?),
            (Self::Centavos, Variable::String(texto)) => {
                let texto = texto.trim();
                let digitos = texto.strip_prefix('-').unwrap_or(texto);
                if digitos.is_empty() || !digitos.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                em_centavos(texto.parse().ok()?)
            }
            (_, Variable::Number(numero)) => {
                // The shortest text of a float reads back to the same float, so 1234.56 stays 1234.56.
                let texto = numero.to_string();
                let exato = Decimal::from_str_exact(&texto).or_else(|_| Decimal::from_scientific(&texto)).ok()?;
                Dinheiro::arredondado(exato).ok()
            }
            (_, Variable::String(texto)) => self.de_texto(texto),
            _ => None,
        }
    }

    fn de_texto(self, texto: &str) -> Option<Dinheiro> {
        let sem_espaco: String = texto.chars().filter(|c| !c.is_whitespace()).collect();
        let (negativo, resto) = sem_espaco.strip_prefix('-').map_or((false, sem_espaco.as_str()), |r| (true, r));
        let resto = resto.strip_prefix("R$").unwrap_or(resto);
        let (negativo, resto) = resto.strip_prefix('-').map_or((negativo, resto), |r| (true, r));
        let (decimal, grupo) = if self == Self::Virgula { (',', '.') } else { ('.', ',') };
        let (inteiros, decimais) = resto.split_once(decimal).map_or((resto, None), |(i, d)| (i, Some(d)));
        let so_digitos = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if decimais.is_some_and(|d| !so_digitos(d)) || inteiros.len() > 24 {
            return None;
        }
        let mut grupos = inteiros.split(grupo);
        let primeiro = grupos.next()?;
        if !so_digitos(primeiro) {
            return None;
        }
        let mut limpo = primeiro.to_owned();
        for outro in grupos {
            if outro.len() != 3 || !so_digitos(outro) || primeiro.len() > 3 {
                return None;
            }
            limpo.push_str(outro);
        }
        let sinal = if negativo { "-" } else { "" };
        let numero = format!("{sinal}{limpo}.{}", decimais.unwrap_or("0"));
        Dinheiro::arredondado(Decimal::from_str_exact(&numero).ok()?).ok()
    }
}

/// Within what [`Dinheiro`] holds.
fn em_centavos(centavos: i64) -> Option<Dinheiro> {
    Dinheiro::arredondado(Decimal::new(centavos, 2)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn var(valor: &serde_json::Value) -> Variable {
        Variable::from_json(&valor.to_string()).unwrap()
    }

    #[test]
    fn amounts_are_read_by_the_declared_format_and_no_other() {
        use FormatoValor::{Centavos, Ponto, Virgula};
        let ler = |formato: FormatoValor, valor: serde_json::Value| formato.ler(&var(&valor)).map(Dinheiro::centavos);
        for (formato, valor, esperado) in [
            (Virgula, json!("1.234,56"), Some(123_456)),
            (Virgula, json!("R$ 1.234,56"), Some(123_456)),
            (Virgula, json!("1234,5"), Some(123_450)),
            (Virgula, json!("1.234"), Some(123_400)),
            (Virgula, json!("1234.56"), None),
            (Virgula, json!(1234.56), Some(123_456)),
            (Ponto, json!("1234.56"), Some(123_456)),
            (Ponto, json!("1,234.56"), Some(123_456)),
            (Ponto, json!("1.234,56"), None),
            (Ponto, json!("-0.01"), Some(-1)),
            (Ponto, json!(341_233.769_999_999_7), Some(34_123_377)),
            (Ponto, json!("486.700000"), Some(48_670)),
            (Ponto, json!(1e300), None),
            (Ponto, json!("1e3"), None),
            (Ponto, json!(""), None),
            (Ponto, json!(true), None),
            (Centavos, json!(123_456), Some(123_456)),
            (Centavos, json!("123456"), Some(123_456)),
            (Centavos, json!(1234.56), None),
            (Centavos, json!("1234,56"), None),
            (Centavos, json!(i64::MAX), None),
        ] {
            assert_eq!(ler(formato, valor.clone()), esperado, "{formato:?} {valor}");
        }
    }

    #[test]
    fn dates_are_read_by_the_declared_format_and_no_other() {
        let ler = |formato: &str, valor: serde_json::Value| FormatoData::compilar(formato).unwrap().ler(&var(&valor));
        let dia = Some(DataLida::Dia(date(2026, 1, 10)));
        for (formato, valor, esperado) in [
            ("DD/MM/YYYY", json!("10/01/2026"), dia),
            ("DD/MM/YYYY", json!("10/01/2026 00:00:00"), dia),
            ("DD/MM/YYYY", json!("2026-01-10"), None),
            ("DD/MM/YYYY", json!("31/02/2026"), None),
            ("DD/MM/YYYY", json!("10/01/20261"), None),
            ("YYYY-MM-DD", json!("2026-01-10"), dia),
            ("YYYYMMDD", json!("20260110"), dia),
            ("ISO", json!("2026-01-10T23:59:59-03:00"), dia),
            ("ISO", json!("2026-01-10T02:00:00.000Z"), dia),
            ("ISO", json!("1900-01-01T00:00:00"), Some(DataLida::Nenhuma)),
            ("ISO", json!(20_260_110), None),
            ("unix-ms", json!(1_768_003_200_000_i64), dia),
            // 01:00 in UTC is still the evening before in São Paulo; 2018 had daylight saving time there.
            ("unix-ms", json!(1_768_093_200_000_i64), dia),
            ("unix-ms", json!(1_541_901_600_000_i64), Some(DataLida::Dia(date(2018, 11, 11)))),
            ("unix", json!("1768003200"), dia),
            ("unix-ms", json!(i64::MAX), None),
        ] {
            assert_eq!(ler(formato, valor.clone()), esperado, "{formato} {valor}");
        }
        for ruim in ["", "DD/MM", "DD/DD/YYYY", "dd/mm/yyyy", "YYYY-MM-DDTHH"] {
            assert_eq!(FormatoData::compilar(ruim), None, "{ruim}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(dias in 0..50_000_i32, qual in 0..5_usize) {
            let formato = FormatoData::compilar(["ISO", "DD/MM/YYYY", "YYYYMMDD", "unix", "unix-ms"][qual]).unwrap();
            let dia = date(1950, 1, 1).checked_add(jiff::Span::new().days(dias)).unwrap();
            prop_assert_eq!(formato.ler(&Variable::String(formato.escrever(dia))), Some(DataLida::Dia(dia)));
        }

        #[test]
        fn cents_survive_every_format(centavos in -99_999_999_999_i64..99_999_999_999) {
            let valor = Dinheiro::de_centavos(centavos);
            prop_assert_eq!(FormatoValor::Ponto.ler(&Variable::String(valor.iso())), Some(valor));
            prop_assert_eq!(FormatoValor::Virgula.ler(&Variable::String(valor.sem_simbolo().replace('\u{2212}', "-"))), Some(valor));
            prop_assert_eq!(FormatoValor::Centavos.ler(&Variable::String(centavos.to_string())), Some(valor));
        }

        #[test]
        fn no_text_makes_them_panic(texto in "\\PC{0,40}") {
            for formato in [FormatoValor::Ponto, FormatoValor::Virgula, FormatoValor::Centavos] {
                let _ = formato.ler(&Variable::String(texto.clone()));
            }
            for formato in [FormatoData::Iso, FormatoData::Unix, FormatoData::compilar("DD.MM.YYYY").unwrap()] {
                let _ = formato.ler(&Variable::String(texto.clone()));
            }
            let _ = FormatoData::compilar(&texto);
        }
    }
}
