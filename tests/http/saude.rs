//! What the machinery in front of us asks, and what people see when the database is gone.

use http::StatusCode;
use sqlx::Connection as _;

use crate::{
    mundo::{Ajustes, Mundo},
    navegador::Site,
};

#[tokio::test]
async fn a_running_server_is_alive_and_ready_whatever_cv_and_the_erp_do() {
    let mundo = Mundo::novo().await;
    mundo.falhas("cv=fora,erp=fora");
    let mut n = mundo.navegador();
    for caminho in ["/saude/vivo", "/saude/pronto"] {
        assert_eq!(n.abrir_de(caminho, Site::Silencio).await.status, StatusCode::OK, "{caminho}");
    }
}

#[tokio::test]
async fn a_server_that_is_closing_is_alive_and_not_ready_and_still_serves() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    mundo.encerrando.cancel();
    assert_eq!(n.abrir_de("/saude/vivo", Site::Silencio).await.status, StatusCode::OK);
    assert_eq!(n.abrir_de("/saude/pronto", Site::Silencio).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_its_database_a_server_is_not_ready_and_people_are_told_it_is_our_fault() {
    let pasta = tempfile::tempdir().unwrap();
    let banco = format!("sqlite://{}", pasta.path().join("teste.db").display());
    let mundo = Mundo::com(Ajustes { banco: banco.clone(), ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    assert_eq!(n.abrir_de("/saude/pronto", Site::Silencio).await.status, StatusCode::OK);

    let mut conexao = sqlx::SqliteConnection::connect(&banco).await.unwrap();
    for tabela in ["handle", "sessao"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TABLE {tabela}"))).execute(&mut conexao).await.unwrap();
    }
    assert_eq!(n.abrir_de("/saude/pronto", Site::Silencio).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(n.abrir_de("/saude/vivo", Site::Silencio).await.status, StatusCode::OK);

    let pagina = n.abrir(&prefixo).await;
    assert_eq!(pagina.status, StatusCode::INTERNAL_SERVER_ERROR);
    let lancamento = mundo.navegador().lancar(&mundo.token("doralice")).await;
    assert_eq!(lancamento.status, StatusCode::INTERNAL_SERVER_ERROR);
    for resposta in [pagina, lancamento] {
        let texto = resposta.texto();
        assert!(texto.contains("Algo deu errado do nosso lado"), "{texto}");
        assert!(texto.contains("Código de atendimento"), "{texto}");
        assert!(!texto.contains("sqlite") && !texto.contains("table"), "{texto}");
        assert!(resposta.header("set-cookie").is_none());
    }
}
