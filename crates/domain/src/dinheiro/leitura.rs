//! The tolerant reading; the rule is documented on [`Dinheiro::ler`].

use super::{Dinheiro, ErroDinheiro};

/// Longer texts are no amount, whatever they hold.
const TEXTO_MAXIMO: usize = 64;

pub(super) fn ler(texto: &str) -> Result<Dinheiro, ErroDinheiro> {
    let texto = texto.trim();
    if texto.is_empty() {
        return Err(ErroDinheiro::Vazio);
    }
    if texto.len() > TEXTO_MAXIMO {
        return Err(ErroDinheiro::Formato);
    }
    let (negativo, corpo) = sem_sinal_nem_simbolo(texto)?;
    let (inteiros, decimais) = separar(corpo)?;
    let centavos = centavos(&inteiros, decimais)?;
    Ok(Dinheiro::de_centavos(if negativo { -centavos } else { centavos }))
}

/// One sign and one symbol at most, in either order.
fn sem_sinal_nem_simbolo(texto: &str) -> Result<(bool, &str), ErroDinheiro> {
    let mut resto = texto;
    let mut sinal = None;
    let mut simbolo = false;
    loop {
        resto = resto.trim_start();
        if let Some(depois) = resto.strip_prefix(['-', '\u{2212}']) {
            (resto, sinal) = if sinal.is_none() { (depois, Some(true)) } else { return Err(ErroDinheiro::Formato) };
        } else if let Some(depois) = resto.strip_prefix('+') {
            (resto, sinal) = if sinal.is_none() { (depois, Some(false)) } else { return Err(ErroDinheiro::Formato) };
        } else if let Some(depois) = resto.strip_prefix("R$").or_else(|| resto.strip_prefix("r$")) {
            (resto, simbolo) = if simbolo { return Err(ErroDinheiro::Formato) } else { (depois, true) };
        } else {
            break;
        }
    }
    if resto.is_empty() || !resto.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return Err(ErroDinheiro::Formato);
    }
    Ok((sinal.unwrap_or(false), resto))
}

/// Integer digits without grouping, and decimals.
fn separar(corpo: &str) -> Result<(String, &str), ErroDinheiro> {
    let Some(ultimo) = corpo.rfind(['.', ',']) else { return Ok((corpo.to_owned(), "")) };
    let (antes, depois) = (&corpo[..ultimo], &corpo[ultimo + 1..]);
    let separador = &corpo[ultimo..=ultimo];
    if depois.is_empty() {
        return Err(ErroDinheiro::Formato);
    }
    match (antes.contains(separador), antes.contains(if separador == "." { "," } else { "." })) {
        (true, true) => Err(ErroDinheiro::Formato),
        (true, false) => Ok((agrupados(corpo)?, "")),
        (false, true) => Ok((agrupados(antes)?, depois)),
        (false, false) if depois.len() == 3 && (1..=3).contains(&antes.len()) && !antes.starts_with('0') => {
            Err(ErroDinheiro::Ambiguo)
        }
        (false, false) => Ok((antes.to_owned(), depois)),
    }
}

/// `1.234.567` → `1234567`; the first group has one to three digits and no leading zero, the others exactly three.
fn agrupados(texto: &str) -> Result<String, ErroDinheiro> {
    let mut grupos = texto.split(['.', ',']);
    let primeiro = grupos.next().unwrap_or_default();
    if !(1..=3).contains(&primeiro.len()) || primeiro.starts_with('0') || grupos.any(|grupo| grupo.len() != 3) {
        return Err(ErroDinheiro::Formato);
    }
    Ok(texto.replace(['.', ','], ""))
}

fn centavos(inteiros: &str, decimais: &str) -> Result<i64, ErroDinheiro> {
    let decimais = decimais.trim_end_matches('0');
    if decimais.len() > 2 {
        return Err(ErroDinheiro::CasasDemais);
    }
    let inteiros = inteiros.trim_start_matches('0');
    // 12 integer digits are what `MAXIMO` allows, so the number below always fits.
    if inteiros.len() > 12 {
        return Err(ErroDinheiro::ForaDaFaixa);
    }
    format!("0{inteiros}{decimais:0<2}").parse().map_err(|_| ErroDinheiro::Formato)
}

/// From a JSON number: binary noise below a millionth is removed, a real fraction of a cent is refused.
pub(super) fn de_f64(numero: f64) -> Result<Dinheiro, ErroDinheiro> {
    if !numero.is_finite() {
        return Err(ErroDinheiro::Formato);
    }
    // `Display` of f64 never uses an exponent; six decimals always follow a point.
    let texto = format!("{numero:.6}");
    let (inteiros, decimais) = texto.split_once('.').ok_or(ErroDinheiro::Formato)?;
    let (negativo, inteiros) = inteiros.strip_prefix('-').map_or((false, inteiros), |resto| (true, resto));
    let centavos = centavos(inteiros, decimais)?;
    Ok(Dinheiro::de_centavos(if negativo { -centavos } else { centavos }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_forms_read_as_the_same_amount() {
        for texto in [
            "1234.56",
            "1.234,56",
            "1,234.56",
            "1234,56",
            "R$ 1.234,56",
            "R$\u{a0}1.234,56",
            "r$1234,56",
            "+1234.5600",
            " 1234.560000 ",
            "0001234,56",
        ] {
            assert_eq!(ler(texto).unwrap().centavos(), 123_456, "{texto}");
        }
        for texto in ["-1234,56", "-R$ 1.234,56", "R$ -1.234,56", "\u{2212}1234.56"] {
            assert_eq!(ler(texto).unwrap().centavos(), -123_456, "{texto}");
        }
        for (texto, centavos) in [
            ("1234", 123_400),
            ("0", 0),
            ("-0,00", 0),
            (",5", 50),
            (".500", 50),
            ("0.500", 50),
            ("1234.500", 123_450),
            ("1.234.567", 123_456_700),
            ("1,234,567", 123_456_700),
            ("12,3", 1230),
            ("999.999.999.999,99", 99_999_999_999_999),
        ] {
            assert_eq!(ler(texto).unwrap().centavos(), centavos, "{texto}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_refused_with_its_reason() {
        use ErroDinheiro::{Ambiguo, CasasDemais, ForaDaFaixa, Formato, Vazio};
        for (texto, erro) in [
            ("", Vazio),
            ("  ", Vazio),
            ("1.234", Ambiguo),
            ("1,234", Ambiguo),
            ("1.500", Ambiguo),
            ("12.345", Ambiguo),
            ("1234.567", CasasDemais),
            ("0,005", CasasDemais),
            ("1.234,567", CasasDemais),
            ("1.2345", CasasDemais),
            ("1.23.456", Formato),
            ("0.123.456", Formato),
            ("1.234,56.78", Formato),
            ("1,234.56,78", Formato),
            ("12.", Formato),
            (",", Formato),
            ("R$", Formato),
            ("--1", Formato),
            ("R$R$1", Formato),
            ("1 234,56", Formato),
            ("1e3", Formato),
            ("١٢", Formato),
            ("NaN", Formato),
            ("1000000000000", ForaDaFaixa),
            ("999999999999999999999999999999", ForaDaFaixa),
        ] {
            assert_eq!(ler(texto), Err(erro), "{texto}");
        }
    }
}
