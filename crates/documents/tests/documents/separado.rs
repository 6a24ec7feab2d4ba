//! CSV, read back with another implementation.

use documents::extrato::{Extrato, Situacao, csv};
use jiff::civil::date;

use crate::exemplo::{CARGAS, completo, extrato, linha};

pub(crate) fn registros(extrato: &Extrato) -> Vec<Vec<String>> {
    let bytes = csv(extrato);
    let texto = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut leitor = ::csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(texto);
    leitor.records().map(|registro| registro.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_rows_come_back_as_brazilians_write_them() {
    let lidos = registros(&completo());
    let cabecalho = "Descrição;Contrato;Vencimento;Situação;Valor original;Correção;Índice;Juros;Multa;Desconto;Valor atual;Paga em;Valor pago";
    assert_eq!(lidos.first().unwrap().join(";"), cabecalho);
    assert_eq!(
        lidos.get(1).unwrap().join("|"),
        "Parcela 1/3|000159|10/09/2026|Paga|1000,00|12,34|INCC-DI|||-5,00||09/09/2026|1017,34"
    );
    assert_eq!(
        lidos.get(2).unwrap().join("|"),
        "Parcela 2/3|000159|10/11/2026|Vencida|1000,00||INCC-DI|0,33|20,00||1020,33||"
    );
    assert_eq!(lidos.get(3).unwrap().first().unwrap(), "Parcela 3/3; \"chaves\"\nsegunda linha");
    assert_eq!(lidos.get(3).unwrap().get(3).unwrap(), "Em aberto");
    assert_eq!(lidos.get(3).unwrap().get(10).unwrap(), "1234567,89");
    assert_eq!(lidos.len(), 5);
}

#[test]
fn the_bytes_are_what_excel_in_portuguese_opens() {
    let mut pequeno = completo();
    pequeno.linhas.truncate(1);
    let texto = String::from_utf8(csv(&pequeno)).unwrap();
    assert!(texto.starts_with("\u{feff}Descrição;Contrato;"));
    assert!(
        texto.ends_with("\r\nParcela 1/3;000159;10/09/2026;Paga;1000,00;12,34;INCC-DI;;;-5,00;;09/09/2026;1017,34\r\n")
    );
    assert_eq!(texto.matches("\r\n").count(), 2);
}

#[test]
fn no_text_begins_like_a_formula_in_any_column_of_texts() {
    for carga in CARGAS {
        let mut atacada = linha(carga, Situacao::Aberta, date(2026, 12, 10));
        atacada.contrato = Some(carga.to_owned());
        atacada.indice = Some(carga.to_owned());
        let lidos = registros(&extrato(vec![atacada]));
        for coluna in [0, 1, 6] {
            let celula = lidos.get(1).unwrap().get(coluna).unwrap();
            assert!(celula.starts_with('\''), "{carga:?} gave {celula:?}");
        }
    }
}

#[test]
fn a_payload_behind_another_separator_stays_inside_its_cell() {
    let texto =
        String::from_utf8(csv(&extrato(vec![linha("a,=1+1\tb", Situacao::Aberta, date(2026, 12, 10))]))).unwrap();
    assert!(texto.contains("\"a,=1+1\tb\";000159"), "{texto}");
}

#[test]
fn an_extrato_without_rows_is_a_header() {
    assert_eq!(registros(&extrato(Vec::new())).len(), 1);
}
