//! Files that are text, for reading.

use csv::{ReaderBuilder, StringRecord};

/// Most rows of a table on a page.
const LINHAS: usize = 500;
/// Most letters of a text on a page.
const LETRAS: usize = 200_000;
/// Takes no room and means nothing to a person.
const BOM: char = '\u{feff}';

/// The records of a CSV.
#[derive(Clone, PartialEq, Eq)]
pub struct Tabela {
    /// Names of the columns.
    pub colunas: Vec<String>,
    /// The first rows.
    pub linhas: Vec<Vec<String>>,
    /// How many rows there are.
    pub total: usize,
}

impl Tabela {
    /// Of a CSV with `;` between the fields, as this plugin writes it.
    pub(super) fn de_csv(bytes: &[u8]) -> Self {
        let texto = decodificar(bytes);
        let mut leitor = ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(texto.as_bytes());
        let campos = |registro: &StringRecord| registro.iter().map(str::to_owned).collect::<Vec<String>>();
        let colunas = leitor.headers().map(campos).unwrap_or_default();
        let (mut linhas, mut total) = (Vec::new(), 0);
        for registro in leitor.records().flatten() {
            total += 1;
            if linhas.len() < LINHAS {
                linhas.push(campos(&registro));
            }
        }
        Self { colunas, linhas, total }
    }
}

/// The text of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Texto {
    /// From the beginning on.
    pub texto: String,
    /// Whether there is more.
    pub cortado: bool,
}

impl Texto {
    /// Of an XML: notas fiscais come as one endless line, so every element gets one of its own.
    pub(super) fn de_xml(bytes: &[u8]) -> Self {
        Self::novo(&decodificar(bytes).replace("><", ">\n<"))
    }

    /// Of a calendar, with its folded lines whole (RFC 5545, 3.1).
    pub(super) fn de_ics(bytes: &[u8]) -> Self {
        Self::novo(&decodificar(bytes).replace("\r\n ", "").replace("\r\n\t", ""))
    }

    fn novo(texto: &str) -> Self {
        let mut letras = texto.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        let texto: String = letras.by_ref().take(LETRAS).collect();
        Self { texto, cortado: letras.next().is_some() }
    }
}

/// UTF-8, or else Latin-1, in which many systems of city halls still write.
fn decodificar(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(texto) => texto.trim_start_matches(BOM).to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn a_csv_becomes_rows_with_the_quotes_taken_off() {
        let t = Tabela::de_csv("\u{feff}Parcela;Valor\r\n\"1; a \"\"primeira\"\"\";1234,56\r\nÚltima;\r\n".as_bytes());
        assert_eq!(t.colunas, ["Parcela", "Valor"]);
        assert_eq!(t.linhas, [["1; a \"primeira\"", "1234,56"], ["Última", ""]]);
        assert_eq!(t.total, 2);
    }

    #[test]
    fn a_long_csv_is_cut_and_counted() {
        let csv = format!("Parcela\r\n{}", "1\r\n".repeat(LINHAS + 7));
        let t = Tabela::de_csv(csv.as_bytes());
        assert_eq!((t.linhas.len(), t.total), (LINHAS, LINHAS + 7));
    }

    #[test]
    fn an_xml_is_read_in_either_encoding_one_element_a_line() {
        for bytes in ["<a><b>São José</b></a>".as_bytes(), b"<a><b>S\xe3o Jos\xe9</b></a>"] {
            assert_eq!(Texto::de_xml(bytes).texto, "<a>\n<b>São José</b>\n</a>");
        }
    }

    #[test]
    fn a_calendar_has_whole_lines_and_a_long_text_says_that_it_was_cut() {
        let t = Texto::de_ics(b"SUMMARY:Parcela 1\r\n 0 do contrato\r\nEND:VEVENT\r\n");
        assert_eq!(t.texto, "SUMMARY:Parcela 10 do contrato\nEND:VEVENT\n");
        assert!(!t.cortado);
        let longo = Texto::novo(&"é".repeat(LETRAS + 1));
        assert_eq!((longo.texto.chars().count(), longo.cortado), (LETRAS, true));
    }
}
