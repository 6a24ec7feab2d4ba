//! "Parcela 7 de 60", "PARC 7/60", "7/60": the number of an instalment inside the ERP's words.

use domain::modelo::NumeroParcela;

/// Longest numbering believed; a financing has at most some hundreds.
const MAXIMO: u32 = 999;

/// Reads the number, or `None` when the text may mean something else (a date, a month, a reference).
pub(super) fn ler(texto: &str) -> Option<NumeroParcela> {
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

/// First `n/m` or `n de m` that is no part of a date; the flag says whether it is the whole text.
fn fracao(texto: &str) -> Option<(u32, u32, bool)> {
    let mut resto = texto;
    let mut anterior = ' ';
    while let Some(onde) = resto.find(|c: char| c.is_ascii_digit()) {
        let antes = resto[..onde].chars().next_back().unwrap_or(anterior);
        let (numero, cauda) = inicio_numerico(&resto[onde..])?;
        if let Some((total, fim)) = depois_do_separador(cauda) {
            let limpo = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '.' | ',' | '-');
            let depois = fim.chars().next();
            // A full stop or comma that ends the sentence is fine; one that is followed by a digit is not.
            let fecha = depois.is_none_or(limpo)
                || (fim.len() == 1 && !fim.starts_with('/'))
                || fim.starts_with([',', '.', '-']) && !fim[1..].starts_with(|c: char| c.is_ascii_digit());
            if limpo(antes) && fecha {
                return Some((numero, total, onde == 0 && resto.len() == texto.len() && fim.is_empty()));
            }
            if depois == Some('/') {
                // `05/03/2026`: jump over the whole date.
                anterior = '/';
                resto = fim.trim_start_matches(|c: char| c == '/' || c.is_ascii_digit());
                continue;
            }
            anterior = ' ';
            resto = fim;
            continue;
        }
        anterior = cauda.chars().next().unwrap_or(' ');
        resto = cauda;
    }
    None
}

fn depois_do_separador(cauda: &str) -> Option<(u32, &str)> {
    let cauda = cauda.trim_start();
    let cauda = cauda.strip_prefix('/').or_else(|| cauda.strip_prefix("de "))?;
    inicio_numerico(cauda.trim_start())
}

/// Leading digits as a number (at most four of them) and what follows.
fn inicio_numerico(texto: &str) -> Option<(u32, &str)> {
    let fim = texto.find(|c: char| !c.is_ascii_digit()).unwrap_or(texto.len());
    let (digitos, resto) = texto.split_at(fim);
    // Longer runs are references; they are stepped over as a number too large to be believed.
    if digitos.is_empty() { None } else { Some((digitos.parse().unwrap_or(u32::MAX), resto)) }
}
