//! The extrato: the page and the files made of it show the same lines, only to their owner, and never a part for the whole.

use http::StatusCode;

use crate::{
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Resposta, Site},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

fn registros(csv: &Resposta) -> Vec<&str> {
    csv.corpo.trim_start_matches('\u{feff}').split("\r\n").filter(|l| !l.is_empty()).skip(1).collect()
}

fn linhas_da_pagina(pagina: &Resposta) -> usize {
    pagina.corpo.split("class=\"extrato\"").nth(1).unwrap_or_default().matches("<th scope=\"row\"").count()
}

#[tokio::test]
async fn the_page_lists_every_row_of_the_erp_and_the_csv_the_same() {
    let mundo = mundo().await;
    for pessoa in ["doralice", "genivaldo", "zulmira", "benedito"] {
        let esperadas = mundo.erp("extratos-financeiros", pessoa).await.len();
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
        assert_eq!((pagina.status, linhas_da_pagina(&pagina)), (StatusCode::OK, esperadas), "{pessoa}");
        let csv = n.abrir(&format!("{prefixo}/extrato.csv")).await;
        assert_eq!(registros(&csv).len(), esperadas, "{pessoa}");
    }
}

#[tokio::test]
async fn filters_mean_the_same_on_the_page_and_in_its_files() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let todas = registros(&n.abrir(&format!("{prefixo}/extrato.csv")).await).len();
    let mut soma = 0;
    for parte in ["pagas", "abertas"] {
        let csv = n.abrir(&format!("{prefixo}/extrato.csv?situacao={parte}")).await;
        let pagina = n.abrir(&format!("{prefixo}/extrato?situacao={parte}")).await;
        assert_eq!(registros(&csv).len(), linhas_da_pagina(&pagina), "{parte}");
        soma += registros(&csv).len();
    }
    assert_eq!(soma, todas);
    let de_um_ano = n.abrir(&format!("{prefixo}/extrato?de=2039-01-01&ate=2039-12-31")).await;
    assert_eq!(linhas_da_pagina(&de_um_ano), 12);
}

#[tokio::test]
async fn files_are_attachments_with_a_plain_name_and_their_own_type() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for (formato, tipo) in [
        ("csv", "text/csv; charset=utf-8"),
        ("ics", "text/calendar; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let arquivo = n.abrir(&format!("{prefixo}/extrato.{formato}")).await;
        assert_eq!(arquivo.status, StatusCode::OK, "{formato}");
        assert_eq!(arquivo.header("content-type"), Some(tipo));
        let disposicao = format!("attachment; filename=\"extrato-2040-03-14.{formato}\"");
        assert_eq!(arquivo.header("content-disposition"), Some(disposicao.as_str()));
        assert!(!arquivo.corpo.is_empty(), "{formato}");
    }
}

#[tokio::test]
async fn a_file_needs_the_same_proof_as_a_page() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    n.abrir(&prefixo).await;
    for formato in ["csv", "xlsx", "ics"] {
        let endereco = format!("{prefixo}/extrato.{formato}");
        let alheio = mundo.navegador().abrir_de(&endereco, Site::Digitado).await;
        assert_eq!(alheio.status, StatusCode::UNAUTHORIZED, "{formato}");
        assert_eq!(mundo.navegador().abrir(&format!("/extrato.{formato}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn no_file_is_made_of_an_answer_that_is_not_whole() {
    let mundo = mundo().await;
    for falha in ["fora", "html", "truncado", "500", "erro200", "tipo-errado"] {
        mundo.falhas(&format!("erp.extratos-financeiros={falha}"));
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
        let arquivo = n.abrir(&format!("{prefixo}/extrato.csv?atualizar=1")).await;
        assert_eq!(arquivo.status, StatusCode::SERVICE_UNAVAILABLE, "{falha}");
        assert!(arquivo.texto().contains("O arquivo não pôde ser gerado"), "{falha}: {}", arquivo.texto());
        assert!(arquivo.header("content-disposition").is_none(), "{falha}");
    }
}

#[tokio::test]
async fn names_that_look_like_formulas_or_markup_stay_text() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "anna").await;
    let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
    assert!(!pagina.corpo.contains("<b>"), "markup of the ERP reached the page");
    let csv = n.abrir(&format!("{prefixo}/extrato.csv")).await;
    for registro in registros(&csv) {
        let primeiro = registro.trim_start_matches('"').chars().next().unwrap_or(' ');
        assert!(!"=+-@".contains(primeiro), "{registro}");
    }
}
