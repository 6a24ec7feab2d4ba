//! Names of files.

use documents::nomes::{COMPRIMENTO_MAXIMO, arquivo};

#[test]
fn a_name_reads_like_what_it_is() {
    assert_eq!(arquivo(&["extrato", "2026-11-21", "Torre Âmbar"], "csv"), "extrato-2026-11-21-torre-ambar.csv");
    assert_eq!(arquivo(&["boleto", "2026-11-10", "contrato", "159"], "PDF"), "boleto-2026-11-10-contrato-159.pdf");
    assert_eq!(arquivo(&["Quitação", "Ed. São João", "nº 3ª"], ".pdf"), "quitacao-ed-sao-joao-no-3a.pdf");
    assert_eq!(arquivo(&["a\u{301}gua", "Coração", "ÇÃO"], "ics"), "agua-coracao-cao.ics");
}

#[test]
fn nobody_gets_out_of_the_folder_or_onto_a_device() {
    assert_eq!(arquivo(&["../../etc/passwd"], "csv"), "etc-passwd.csv");
    assert_eq!(arquivo(&["C:\\x\u{0}\r\ny\""], "c/../sv"), "c-x-y.csv");
    assert_eq!(arquivo(&["CON"], "csv"), "documento-con.csv");
    assert_eq!(arquivo(&["lpt1"], "csv"), "documento-lpt1.csv");
    assert_eq!(arquivo(&["…", "", "日本"], ""), "documento.bin");
    assert_eq!(arquivo(&[], "csv"), "documento.csv");
}

#[test]
fn documents_and_long_numbers_are_left_out_however_they_are_written() {
    for escrito in [
        "11144477735",
        "cpf11144477735x",
        "111.444.777-35",
        "111444777-35",
        "11222333000181",
        "11.222.333/0001-81",
        "11222333/0001-81",
        "12.ABC.345/01DE-35",
        "12abc34501de35",
        "111.444.111.444.777-35.777-35",
        "23793381286000782713695000063305975520000370000",
    ] {
        let nome = arquivo(&["extrato", escrito, "2026-11-21"], "csv");
        let esperado =
            if escrito.starts_with("cpf") { "extrato-cpf-x-2026-11-21.csv" } else { "extrato-2026-11-21.csv" };
        assert_eq!(nome, esperado, "{escrito}");
    }
    assert_eq!(arquivo(&["de sol mar casa 10", "0001234567"], "csv"), "de-sol-mar-casa-10-0001234567.csv");
}

#[test]
fn a_long_name_is_cut_between_words() {
    let nome = arquivo(&["extrato", &"palavra ".repeat(50)], "xlsx");
    assert_eq!(nome, format!("extrato{}.xlsx", "-palavra".repeat(8)));
    assert_eq!(arquivo(&[&"x".repeat(300)], "csv").len(), COMPRIMENTO_MAXIMO);
}
