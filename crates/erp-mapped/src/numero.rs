//! The number of an instalment: `7`, `"7/60"`, `"001/120"`, `"7 de 60"`.

use domain::modelo::NumeroParcela;

/// Longest numbering believed; a financing has at most some hundreds.
const MAXIMO: u32 = 999;

/// Reads a whole text as a number, with or without a total.
pub(crate) fn ler(texto: &str) -> Option<NumeroParcela> {
    let texto = texto.trim().to_lowercase();
    let texto = texto.strip_prefix("parcela").map_or(texto.as_str(), str::trim);
    let (numero, total) = match texto.split_once('/').or_else(|| texto.split_once(" de ")) {
        Some((numero, total)) => (inteiro(numero)?, Some(inteiro(total)?)),
        None => (inteiro(texto)?, None),
    };
    (numero >= 1 && total.is_none_or(|t| t >= numero)).then_some(NumeroParcela { numero, total })
}

/// A plain number from 0 to [`MAXIMO`].
pub(crate) fn inteiro(texto: &str) -> Option<u32> {
    let texto = texto.trim();
    let digitos = !texto.is_empty() && texto.len() <= 9 && texto.bytes().all(|b| b.is_ascii_digit());
    texto.parse().ok().filter(|n| digitos && *n <= MAXIMO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_and_without_a_total_are_read_whole_or_not_at_all() {
        for (texto, esperado) in
            [("7", (7, None)), ("007/060", (7, Some(60))), ("7 de 60", (7, Some(60))), ("Parcela 7/60", (7, Some(60)))]
        {
            assert_eq!(ler(texto).map(|n| (n.numero, n.total)), Some(esperado), "{texto}");
        }
        for texto in ["", "0", "61/60", "7/", "7/60/2026", "mensal 7", "1000", "-1"] {
            assert_eq!(ler(texto), None, "{texto}");
        }
    }
}
