//! XLSX, read back with another implementation and, where that one does not look, in its XML.

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Range, Reader, Xlsx};
use documents::extrato::{ErroDocumento, Extrato, LINHAS_MAXIMAS, Situacao, xlsx};
use jiff::civil::date;

use crate::exemplo::{CARGAS, completo, extrato, linha, reais};

pub(crate) fn valores(bytes: &[u8]) -> Range<Data> {
    let mut pasta: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(pasta.sheet_names(), ["Extrato"]);
    assert_eq!(pasta.worksheet_formula("Extrato").unwrap().used_cells().count(), 0, "a formula");
    pasta.worksheet_range("Extrato").unwrap()
}

fn celula(folha: &Range<Data>, linha: u32, coluna: u32) -> &Data {
    folha.get_value((linha, coluna)).unwrap()
}

fn parte(bytes: &[u8], nome: &str) -> String {
    let mut pacote = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut texto = String::new();
    pacote.by_name(nome).unwrap().read_to_string(&mut texto).unwrap();
    texto
}

fn texto_em(folha: &Range<Data>, linha: u32, coluna: u32) -> String {
    celula(folha, linha, coluna).get_string().unwrap_or_default().to_owned()
}

#[test]
fn dates_and_amounts_are_real_and_texts_are_texts() {
    let folha = valores(&xlsx(&completo()).unwrap());
    assert_eq!(texto_em(&folha, 0, 0), "Extrato · Torre Âmbar, apto 1203");
    assert_eq!(texto_em(&folha, 1, 0), "Horizonte & Filhos · M*** S*** · ***.444.777-**");
    assert_eq!(texto_em(&folha, 2, 0), "Gerado em 21/11/2026 às 22:05");
    assert_eq!(texto_em(&folha, 3, 4), "Valor original");
    assert_eq!(texto_em(&folha, 4, 1), "000159");
    let Data::DateTime(vencimento) = celula(&folha, 4, 2) else { unreachable!("not a date") };
    assert_eq!(vencimento.to_ymd_hms_milli(), (2026, 9, 10, 0, 0, 0, 0));
    assert_eq!(texto_em(&folha, 4, 3), "Paga");
    assert_eq!(celula(&folha, 4, 4), &Data::Float(1000.0));
    assert_eq!(celula(&folha, 4, 9), &Data::Float(-5.0));
    assert_eq!(celula(&folha, 4, 10), &Data::Empty);
    assert_eq!(celula(&folha, 4, 12), &Data::Float(1017.34));
    assert_eq!(texto_em(&folha, 6, 0), "Parcela 3/3; \"chaves\"\nsegunda linha");
    assert_eq!(celula(&folha, 6, 10), &Data::Float(1_234_567.89));
}

#[test]
fn totals_are_apart_labelled_and_tell_what_they_leave_out() {
    let folha = valores(&xlsx(&completo()).unwrap());
    assert!((0..13).all(|coluna| celula(&folha, 8, coluna).is_empty()), "an empty row before the totals");
    assert_eq!(texto_em(&folha, 9, 0), "Total pago · 1 parcela");
    assert_eq!(celula(&folha, 9, 12), &Data::Float(1017.34));
    assert_eq!(celula(&folha, 9, 10), &Data::Empty);
    let aberto = "Total em aberto · 3 parcelas (1 sem valor, fora da soma)";
    assert_eq!(texto_em(&folha, 10, 0), aberto);
    assert_eq!(celula(&folha, 10, 4), &Data::Float(3000.0));
    assert_eq!(celula(&folha, 10, 10), &Data::Float(1_235_588.22));
    assert_eq!(texto_em(&folha, 11, 0), "Vencido, já no total em aberto · 1 parcela");
    assert_eq!(celula(&folha, 11, 7), &Data::Float(0.33));
    assert_eq!(celula(&folha, 11, 10), &Data::Float(1020.33));
}

#[test]
fn the_header_is_frozen_and_filters_the_rows_without_the_totals() {
    let bytes = xlsx(&completo()).unwrap();
    let folha = parte(&bytes, "xl/worksheets/sheet1.xml");
    assert!(folha.contains(r#"<pane ySplit="4" topLeftCell="A5""#), "{folha}");
    assert!(folha.contains(r#"<autoFilter ref="A4:M8"/>"#), "{folha}");
    assert!(!folha.contains("<f>") && !folha.contains("<f "), "{folha}");
    let estilos = parte(&bytes, "xl/styles.xml");
    assert!(estilos.contains(r#"formatCode="&quot;R$&quot; #,##0.00""#), "{estilos}");
    assert!(estilos.contains(r#"formatCode="dd/mm/yyyy""#), "{estilos}");
}

#[test]
fn the_properties_tell_title_company_and_when_in_utc() {
    let bytes = xlsx(&completo()).unwrap();
    let nucleo = parte(&bytes, "docProps/core.xml");
    assert!(nucleo.contains("<dc:title>Extrato · Torre Âmbar, apto 1203</dc:title>"), "{nucleo}");
    assert!(nucleo.contains(">2026-11-22T01:05:09Z</dcterms:created>"), "{nucleo}");
    assert!(nucleo.contains(">2026-11-22T01:05:09Z</dcterms:modified>"), "{nucleo}");
    assert!(parte(&bytes, "docProps/app.xml").contains("<Company>Horizonte &amp; Filhos</Company>"));
}

#[test]
fn payloads_stay_texts() {
    let linhas = CARGAS.iter().map(|carga| linha(carga, Situacao::Aberta, date(2026, 12, 10))).collect();
    let folha = valores(&xlsx(&extrato(linhas)).unwrap());
    for (carga, posicao) in CARGAS.iter().zip(4..) {
        let esperado =
            carga.trim_matches(|caractere: char| caractere.is_whitespace() || "\u{0}\u{feff}".contains(caractere));
        assert_eq!(texto_em(&folha, posicao, 0), esperado);
    }
}

#[test]
fn what_excel_does_not_have_is_written_as_text() {
    let mut antiga = linha("Sinal", Situacao::Aberta, date(1899, 12, 31));
    antiga.valor_atual = Some(reais(i64::MAX));
    antiga.contrato = Some("x".repeat(40_000));
    let folha = valores(&xlsx(&extrato(vec![antiga])).unwrap());
    assert_eq!(texto_em(&folha, 4, 2), "31/12/1899");
    assert_eq!(texto_em(&folha, 4, 10), "R$\u{a0}92.233.720.368.547.758,07");
    assert_eq!(texto_em(&folha, 4, 1).chars().count(), 32_767);
}

#[test]
fn a_total_that_does_not_fit_is_left_empty() {
    let mut enorme = linha("Sinal", Situacao::Aberta, date(2026, 12, 10));
    enorme.valor_atual = Some(reais(i64::MAX));
    let folha = valores(&xlsx(&extrato(vec![enorme.clone(), enorme])).unwrap());
    assert_eq!(celula(&folha, 8, 10), &Data::Empty);
    assert_eq!(celula(&folha, 8, 4), &Data::Float(2000.0));
}

#[test]
fn the_same_extrato_gives_the_same_bytes() {
    assert_eq!(xlsx(&completo()).unwrap(), xlsx(&completo()).unwrap());
}

#[test]
fn a_thousand_rows_are_all_there() {
    let folha = valores(&xlsx(&mil()).unwrap());
    assert_eq!(texto_em(&folha, 1003, 0), "Parcela 1000/1000");
    assert_eq!(texto_em(&folha, 1006, 0), "Total em aberto · 1000 parcelas");
    assert_eq!(celula(&folha, 1006, 10), &Data::Float(5_005.0));
}

#[test]
fn an_extrato_without_rows_still_opens() {
    let folha = valores(&xlsx(&extrato(Vec::new())).unwrap());
    assert_eq!(texto_em(&folha, 5, 0), "Total pago · 0 parcelas");
}

#[test]
fn more_rows_than_a_sheet_has_are_refused() {
    let unica = linha(" ", Situacao::Paga, date(2026, 12, 10));
    let unica = documents::extrato::Linha { descricao: String::new(), contrato: None, indice: None, ..unica };
    let demais = extrato(vec![unica; LINHAS_MAXIMAS + 1]);
    assert_eq!(xlsx(&demais), Err(ErroDocumento::LinhasDemais));
}

fn mil() -> Extrato {
    let linhas = (1..=1000)
        .map(|numero| {
            let mut parcela = linha(&format!("Parcela {numero}/1000"), Situacao::Aberta, date(2026, 12, 10));
            parcela.valor_atual = Some(reais(numero));
            parcela
        })
        .collect();
    extrato(linhas)
}
