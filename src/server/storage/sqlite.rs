//! SQLite: one file, one machine.

use std::{fs::OpenOptions, io::ErrorKind, path::Path, str::FromStr as _, time::Duration};

use jiff::Timestamp;
use sqlx::{
    Row as _, SqlSafeStr as _, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

use super::{
    Banco, Chave, Consumo, ErroArmazem, EstadoHandle, EventoSelado, Lancamento, Limpeza, LinhaAcesso, LinhaBilhete,
    LinhaDeclaracao, LinhaHandle, LinhaUltimo, Marca, NovaDeclaracao, Origem, Tentativas,
    leitura::implementar_leitura,
    linhas,
    sql::{self, implementar_armazem},
};
use crate::server::cripto::criar_pasta_privada;

/// How long a statement waits for another process, e.g. a backup, to let go of the file.
const ESPERA: Duration = Duration::from_secs(5);
const LEITORES: u32 = 4;

pub(super) struct Sqlite {
    leitura: SqlitePool,
    /// One connection: SQLite has one writer, and waiting in our queue is fair where its busy handler sleeps and retries.
    escrita: SqlitePool,
}

implementar_armazem!(Sqlite, Banco::Sqlite);
implementar_leitura!(SqliteRow);

pub(super) async fn abrir(url: &str) -> Result<Sqlite, ErroArmazem> {
    let opcoes = SqliteConnectOptions::from_str(url)
        .map_err(|_| ErroArmazem::Url { motivo: "endereço SQLite inválido; use sqlite://caminho/arquivo.db" })?
        .create_if_missing(true)
        .busy_timeout(ESPERA)
        .foreign_keys(true);
    if url.contains(":memory:") {
        // The database is its connection: it may be neither closed when idle nor joined by a second one.
        let unica = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = unica.connect_with(opcoes).await?;
        return Ok(Sqlite { leitura: pool.clone(), escrita: pool });
    }

    let arquivo = opcoes.get_filename();
    if arquivo.as_os_str().is_empty() {
        return Err(ErroArmazem::Url { motivo: "falta o arquivo; use sqlite://caminho/arquivo.db" });
    }
    if let Some(pasta) = arquivo.parent().filter(|pasta| !pasta.as_os_str().is_empty()) {
        criar_pasta_privada(pasta).map_err(|erro| ErroArmazem::Pasta { pasta: pasta.into(), erro })?;
    }
    privado(arquivo).map_err(|erro| ErroArmazem::Pasta { pasta: arquivo.into(), erro })?;
    // With a write-ahead log readers never wait for the writer, and NORMAL loses at most the last commits in a power cut, never
    // the file: a session or two, which the person opens again.
    let opcoes = opcoes.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal);
    // An open file does not go stale as a socket does: asking it before every statement would only cost a thread hop.
    let pool = |conexoes| SqlitePoolOptions::new().max_connections(conexoes).test_before_acquire(false);
    let escrita = pool(1).connect_with(opcoes.clone()).await?;
    let leitura = pool(LEITORES).connect_with(opcoes).await?;
    Ok(Sqlite { leitura, escrita })
}

/// Makes a missing database file readable by its owner only; SQLite gives its journals the same mode.
fn privado(arquivo: &Path) -> std::io::Result<()> {
    let mut opcoes = OpenOptions::new();
    opcoes.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut opcoes, 0o600);
    match opcoes.open(arquivo) {
        Err(erro) if erro.kind() != ErrorKind::AlreadyExists => Err(erro),
        _ => Ok(()),
    }
}

/// All pending migrations or none. sqlx locks nothing on SQLite, so two processes starting at once would both create the
/// tables; the write lock taken here makes the second one wait and find nothing to do.
async fn migrar_esquema(pool: &SqlitePool) -> Result<(), ErroArmazem> {
    let mut transacao = pool.begin_with("BEGIN IMMEDIATE").await?;
    // `run` over a connection does not compile in an async trait (rust-lang/rust#100013); this is what it calls.
    migracoes().run_direct(None, &mut *transacao, false).await?;
    Ok(transacao.commit().await?)
}

fn migracoes() -> Migrator {
    let migracao = |versao, nome: &'static str, comandos: &'static str| {
        Migration::new(versao, nome.into(), MigrationType::Simple, comandos.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migracao(1, "inicial", include_str!("../../../migrations/sqlite/0001_inicial.sql")),
        migracao(2, "documentos", include_str!("../../../migrations/sqlite/0002_documentos.sql")),
        migracao(3, "ultimo", include_str!("../../../migrations/sqlite/0003_ultimo.sql")),
        migracao(4, "acessos", include_str!("../../../migrations/sqlite/0004_acessos.sql")),
    ])
}
