//! "Parcela 7 de 60", "PARC 7/60", "7/60": the number of an instalment inside the ERP's words.

use domain::modelo::NumeroParcela;

/// Longest numbering believed; a financing has at most some hundreds.
const MAXIMO: u32 = 999;

/// Reads the number, or `None` when the text may mean something else (a date, a month, a reference).
pub fn ler(texto: &str) -> Option<NumeroParcela> {
    let texto = texto.trim().to_lowercase();
    let depois = depois_de_parcela(&texto);
    let (fonte, rotulado) = depois.map_or((texto.as_str(), false), |resto| (resto, true));
    if let Some((numero, total, inteiro)) = fracao(fonte) {
        // Without the word, "ref. 10/26" is as likely October of 2026 as the tenth of twenty-six.
        let mes = numero <= 12 && (20..=50).contains(&total);
        let valida = numero >= 1 && numero <= total && total <= MAXIMO;
        return (valida && (rotulado || inteiro || !mes)).then_some(NumeroParcela { numero, total: Some(total) });
    }
    let (numero, resto) = inicio_numerico(depois?.trim_start())?;
    let isolado = !resto.starts_with(['/', '.', ',', '-']) || resto.len() == 1;
    (isolado && (1..=MAXIMO).contains(&numero)).then_some(NumeroParcela { numero, total: None })
}

/// What follows "parcela", "parc." or "parc", with "nº" and the like removed.
fn depois_de_parcela(texto: &str) -> Option<&str> {
    let onde = texto.find("parc")?;
    let resto = &texto[onde..];
    let resto = resto.trim_start_matches(|c: char| c.is_alphabetic());
    let resto = resto.trim_start_matches(['.', ':', ' ', '#', '-']);
    Some(["nº", "n°", "no.", "n."].iter().find_map(|p| resto.strip_prefix(p)).unwrap_or(resto).trim_start())
}

/// First `n/m` or `n de m` that is no part of a date or of a longer reference; the flag says whether it is the whole text.
fn fracao(texto: &str) -> Option<(u32, u32, bool)> {
    let mut resto = texto;
    let mut anterior = None;
    while let Some(onde) = resto.find(|c: char| c.is_ascii_digit()) {
        let antes = resto[..onde].chars().next_back().or(anterior);
        let (numero, cauda) = inicio_numerico(&resto[onde..])?;
        if let Some((total, fim)) = depois_do_separador(cauda) {
            if antes.is_none_or(separa) && termina(fim) {
                return Some((numero, total, antes.is_none() && fim.is_empty()));
            }
            // `05/03/2026`: step over the whole of it.
            resto = fim.trim_start_matches(|c: char| c == '/' || c.is_ascii_digit());
        } else {
            resto = cauda;
        }
        anterior = Some('/');
    }
    None
}

fn separa(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '/' | '.' | ',' | '-')
}

/// Whether what follows ends the number: nothing, a separator, or a punctuation mark that no digit follows.
fn termina(fim: &str) -> bool {
    let mut seguintes = fim.chars();
    match seguintes.next() {
        None => true,
        Some('.' | ',' | '-') => !seguintes.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => separa(c),
    }
}

fn depois_do_separador(cauda: &str) -> Option<(u32, &str)> {
    let cauda = cauda.trim_start();
    let cauda = cauda.strip_prefix('/').or_else(|| cauda.strip_prefix("de "))?;
    inicio_numerico(cauda.trim_start())
}

/// Leading digits as a number and what follows. A run too long to be one counts as the largest number, which no check
/// accepts: it is a reference to be stepped over.
fn inicio_numerico(texto: &str) -> Option<(u32, &str)> {
    let fim = texto.find(|c: char| !c.is_ascii_digit()).unwrap_or(texto.len());
    let (digitos, resto) = texto.split_at(fim);
    (!digitos.is_empty()).then(|| (digitos.parse().unwrap_or(u32::MAX), resto))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lido(texto: &str) -> Option<(u32, Option<u32>)> {
        ler(texto).map(|n| (n.numero, n.total))
    }

    #[test]
    fn the_usual_ways_of_writing_an_instalment_are_read() {
        for (texto, esperado) in [
            ("Parcela 7 de 60", (7, Some(60))),
            ("PARC 7/60", (7, Some(60))),
            ("7/60", (7, Some(60))),
            ("PARC. 007/060 - MENSAL", (7, Some(60))),
            ("Parcela nº 7/60.", (7, Some(60))),
            ("Contrato 159 - parcela 12 de 24 (mensal)", (12, Some(24))),
            ("Parc 10/26", (10, Some(26))),
            ("10/26", (10, Some(26))),
            ("Reforço 1/3, venc. 10/03/2026", (1, Some(3))),
            ("venc. 10/03/2026 mensal 7/60", (7, Some(60))),
            ("Parcela 7", (7, None)),
            ("PARCELA: 7 - mensal", (7, None)),
            ("420/420", (420, Some(420))),
        ] {
            assert_eq!(lido(texto), Some(esperado), "{texto}");
        }
    }

    #[test]
    fn what_may_be_something_else_is_not_guessed() {
        for texto in [
            "",
            "Parcela única",
            "10/03/2026",
            "Ref. 03/2026",
            "Competência 10/26",
            "61/60",
            "0/60",
            "7/1000",
            "Nota 2024/159",
            "Parcela 7/2026",
            "Processo 1234567890123/12",
            "R$ 1.234,56",
            "Parcela 10/03/2026",
            "Lote 7/60-2",
            "Quadra B7/60",
        ] {
            assert_eq!(lido(texto), None, "{texto}");
        }
    }
}
