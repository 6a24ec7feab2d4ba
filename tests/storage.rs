//! One story of the database, told to SQLite and to PostgreSQL: whatever one answers, the other answers too.
//!
//! PostgreSQL is the one named by `FINANCEIRO_TEST_POSTGRES`, or one started for the test by `scripts/postgres.sh`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "storage/acessos.rs"]
mod acessos;
#[path = "storage/banco.rs"]
mod banco;
#[path = "storage/documentos.rs"]
mod documentos;
#[path = "storage/historia.rs"]
mod historia;
#[path = "storage/ultimos.rs"]
mod ultimos;

use std::{fs, sync::Arc};

use financeiro::server::{
    cripto::resumo,
    storage::{Banco, ErroArmazem, conectar},
};
use sqlx::{
    Column as _, PgPool, Row as _, SqlSafeStr as _, SqlitePool, ValueRef as _,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::banco::{Pasta, Postgres};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite_tells_the_whole_story() {
    let pasta = Pasta::nova();
    // The folder does not exist yet: an operator only names the file.
    let url = format!("sqlite://{}/dados/financeiro.db", pasta.0.display());
    let replicas = [conectar(&url).await.unwrap(), conectar(&url).await.unwrap()];
    assert_eq!(replicas[0].banco(), Banco::Sqlite);
    historia::contar(replicas).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgresql_tells_the_whole_story() {
    let postgres = Postgres::preparar().await;
    let replicas = [conectar(&postgres.url).await.unwrap(), conectar(&postgres.url).await.unwrap()];
    assert_eq!(replicas[0].banco(), Banco::Postgres);
    historia::contar(replicas).await;
    postgres.encerrar().await;
}

#[tokio::test]
async fn a_stolen_database_names_nobody() {
    let pasta = Pasta::nova();
    let arquivo = pasta.0.join("financeiro.db");
    let armazem = conectar(&format!("sqlite://{}", arquivo.display())).await.unwrap();
    armazem.migrar().await.unwrap();
    historia::plantar(Arc::clone(&armazem)).await;

    let pool = SqlitePool::connect(&arquivo.display().to_string()).await.unwrap();
    let usados =
        sqlx::query("SELECT length(dados) FROM bilhete WHERE estado = 'usado'").fetch_all(&pool).await.unwrap();
    let tamanhos: Vec<i64> = usados.iter().map(|linha| linha.get(0)).collect();
    assert_eq!(tamanhos, [0], "not even sealed does a used ticket say what it was for");

    let texto = tudo(&pool).await;
    let mut bytes = Vec::new();
    for entrada in fs::read_dir(&pasta.0).unwrap() {
        bytes.extend(fs::read(entrada.unwrap().path()).unwrap());
    }
    let achado = |agulha: &str| {
        let no_arquivo = bytes.windows(agulha.len()).any(|janela| janela == agulha.as_bytes());
        (texto.contains(agulha), no_arquivo)
    };
    // Without this the test could pass by looking in the wrong place.
    assert_eq!(achado(historia::INCORPORADORA), (true, true), "what is meant to be in clear is found");
    for segredo in historia::PLANTADOS {
        assert_eq!(achado(segredo), (false, false), "{segredo:?} is readable in the database");
    }
    // There are few contract numbers: their plain digests could be tried one by one.
    let digest = resumo(documentos::CONTRATO.as_bytes());
    assert!(!bytes.windows(32).any(|janela| janela == digest), "the contract can be guessed");
}

#[tokio::test]
async fn an_address_that_cannot_be_a_database_is_refused_without_repeating_it() {
    for url in ["mysql://app:segredo@banco/fin", "segredo", "sqlite://", "postgres://app:segredo@banco:porta/fin"] {
        let erro = conectar(url).await.unwrap_err();
        assert!(matches!(erro, ErroArmazem::Url { .. }), "{url}: {erro:?}");
        let texto = format!("{erro} {erro:?}");
        assert!(texto.contains("armazenamento.url"), "{texto}");
        assert!(!texto.contains("segredo"), "{texto}");
    }
}

#[tokio::test]
async fn a_database_without_its_schema_is_not_healthy() {
    let armazem = conectar("sqlite::memory:").await.unwrap();
    assert!(armazem.saude().await.is_err());
    armazem.migrar().await.unwrap();
    armazem.saude().await.unwrap();
}

#[test]
fn both_databases_have_the_same_migrations() {
    let nomes = |banco: &str| {
        let pasta = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/").to_owned() + banco;
        let mut nomes: Vec<_> = fs::read_dir(pasta).unwrap().map(|arquivo| arquivo.unwrap().file_name()).collect();
        nomes.sort();
        nomes
    };
    assert_eq!(nomes("sqlite"), nomes("postgres"));
    // The list in the code is written by hand: a file added here and forgotten there would never run.
    assert_eq!(nomes("sqlite").len(), 4);
}

/// The schema as the first version of the program left it.
fn primeira_versao(comandos: &'static str) -> Migrator {
    let inicial = Migration::new(1, "inicial".into(), MigrationType::Simple, comandos.into_sql_str(), false);
    Migrator::with_migrations(vec![inicial])
}

#[tokio::test]
async fn an_sqlite_file_of_the_first_version_is_upgraded_with_what_it_holds() {
    let pasta = Pasta::nova();
    let url = format!("sqlite://{}/financeiro.db", pasta.0.display());
    let armazem = conectar(&url).await.unwrap();
    let pool = SqlitePool::connect(&url).await.unwrap();
    primeira_versao(include_str!("../migrations/sqlite/0001_inicial.sql")).run(&pool).await.unwrap();
    historia::atualizar(armazem.as_ref()).await;
}

#[tokio::test]
async fn a_postgresql_of_the_first_version_is_upgraded_with_what_it_holds() {
    let postgres = Postgres::preparar().await;
    let armazem = conectar(&postgres.url).await.unwrap();
    let pool = PgPool::connect(&postgres.url).await.unwrap();
    primeira_versao(include_str!("../migrations/postgres/0001_inicial.sql")).run(&pool).await.unwrap();
    historia::atualizar(armazem.as_ref()).await;
    postgres.encerrar().await;
}

/// Every column of every row of every table, as text.
async fn tudo(pool: &SqlitePool) -> String {
    let tabelas = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(pool).await.unwrap();
    let mut texto = String::new();
    for tabela in tabelas {
        let tabela: String = tabela.get(0);
        let comando = sqlx::AssertSqlSafe(format!("SELECT * FROM \"{tabela}\""));
        let linhas = sqlx::query(comando).fetch_all(pool).await.unwrap();
        for linha in linhas {
            for coluna in linha.columns() {
                let vazia = linha.try_get_raw(coluna.ordinal()).unwrap().is_null();
                let bytes = if vazia { Vec::new() } else { linha.get_unchecked(coluna.ordinal()) };
                let valor = String::from_utf8_lossy(&bytes);
                texto.extend([tabela.as_str(), ".", coluna.name(), "=", &valor, "\n"]);
            }
        }
    }
    texto
}
