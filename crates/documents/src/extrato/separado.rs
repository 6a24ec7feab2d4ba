//! CSV as Excel in pt-BR opens it with a double click.

use domain::dinheiro::Dinheiro;

use super::{
    Extrato,
    colunas::{COLUNAS, Celula},
};
use crate::texto;

/// Without it Excel takes UTF-8 for the system's code page.
const BOM: &str = "\u{feff}";

/// The rows as CSV: UTF-8 with byte order mark, `;`, CRLF, dates `DD/MM/AAAA`, amounts `1234,56`; what is not known is empty.
///
/// The first record names the columns; there are no other records than the rows (no title, no totals), so that programs can
/// read it. A text that a spreadsheet could take for a formula (`=`, `+`, `-`, `@` and their full-width forms in front) gets
/// an apostrophe; negative amounts stay numbers. CSV has no types: a spreadsheet may drop the zeros in front of a contract's
/// number; [`super::xlsx`] keeps them.
///
/// Written here and not by a library, since nothing in it can fail.
pub fn csv(extrato: &Extrato) -> Vec<u8> {
    let mut saida = String::with_capacity(128 * (extrato.linhas.len() + 2));
    saida.push_str(BOM);
    registro(&mut saida, COLUNAS.iter().map(|coluna| coluna.titulo.to_owned()));
    for linha in &extrato.linhas {
        registro(&mut saida, COLUNAS.iter().map(|coluna| escrita((coluna.celula)(linha))));
    }
    saida.into_bytes()
}

fn escrita(celula: Celula<'_>) -> String {
    match celula {
        Celula::Texto(bruto) => sem_formula(texto::limpo(bruto)),
        Celula::Data(data) => data.map(texto::data).unwrap_or_default(),
        Celula::Valor(valor) => valor.map(Dinheiro::para_copiar).unwrap_or_default(),
    }
}

/// Cleaning took the blanks in front (tab and line end among them, which also start a formula), so the first character decides.
fn sem_formula(texto: String) -> String {
    if texto.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) { format!("'{texto}") } else { texto }
}

fn registro(saida: &mut String, campos: impl Iterator<Item = String>) {
    for (posicao, campo) in campos.enumerate() {
        if posicao > 0 {
            saida.push(';');
        }
        // A comma or tab too: whoever opens it with another separator must not find a formula behind one.
        if campo.contains([';', '"', '\n', ',', '\t']) && !eh_numero(&campo) {
            saida.push('"');
            saida.push_str(&campo.replace('"', "\"\""));
            saida.push('"');
        } else {
            saida.push_str(&campo);
        }
    }
    saida.push_str("\r\n");
}

/// Amounts have a comma and need no quotes.
fn eh_numero(campo: &str) -> bool {
    campo.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'-'))
}
