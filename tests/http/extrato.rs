//! The extrato: the page and the files made of it show the same lines, only to their owner, and never a part for the whole.

use http::StatusCode;

use crate::{
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

async fn csv(n: &mut Navegador, prefixo: &str, consulta: &str) -> Resposta {
    let pagina = n.abrir(&format!("{prefixo}/extrato{consulta}")).await;
    n.baixar(&pagina, "CSV").await.0
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
        let csv = csv(&mut n, &prefixo, "").await;
        assert_eq!(registros(&csv).len(), esperadas, "{pessoa}");
    }
}

#[tokio::test]
async fn filters_mean_the_same_on_the_page_and_in_its_files() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let todas = registros(&csv(&mut n, &prefixo, "").await).len();
    let mut soma = 0;
    for parte in ["pagas", "abertas"] {
        let csv = csv(&mut n, &prefixo, &format!("?situacao={parte}")).await;
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
    let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
    for (rotulo, formato, tipo, comeco) in [
        ("Extrato em PDF", "pdf", "application/pdf", "%PDF-"),
        ("Planilha", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
        ("CSV", "csv", "text/csv; charset=utf-8", "\u{feff}"),
        ("Agenda", "ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR"),
    ] {
        let (arquivo, _) = n.baixar(&pagina, rotulo).await;
        assert_eq!(arquivo.status, StatusCode::OK, "{formato}: {}", arquivo.texto());
        assert_eq!(arquivo.header("content-type"), Some(tipo));
        let disposicao = format!("attachment; filename=\"extrato-2040-03-14.{formato}\"");
        assert_eq!(arquivo.header("content-disposition"), Some(disposicao.as_str()));
        assert!(arquivo.bytes.starts_with(comeco.as_bytes()), "{formato}");
    }
}

#[tokio::test]
async fn no_file_is_made_of_an_answer_that_is_not_whole() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
    for falha in ["fora", "html", "truncado", "500", "erro200", "tipo-errado"] {
        mundo.falhas(&format!("erp.extratos-financeiros={falha}"));
        // What is remembered would hide the fault.
        n.abrir(&format!("{prefixo}/?atualizar=1")).await;
        let (arquivo, _) = n.baixar(&pagina, "CSV").await;
        assert!(arquivo.status.is_server_error(), "{falha}: {}", arquivo.status);
        assert!(arquivo.header("content-disposition").is_none(), "{falha}");
        let texto = arquivo.texto();
        assert!(texto.contains("não pôde ser gerado") || texto.contains("não está disponível"), "{falha}: {texto}");
    }
}

#[tokio::test]
async fn names_that_look_like_formulas_or_markup_stay_text() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "anna").await;
    let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
    assert!(!pagina.corpo.contains("<b>"), "markup of the ERP reached the page");
    let csv = csv(&mut n, &prefixo, "").await;
    for registro in registros(&csv) {
        let primeiro = registro.trim_start_matches('"').chars().next().unwrap_or(' ');
        assert!(!"=+-@".contains(primeiro), "{registro}");
    }
}
