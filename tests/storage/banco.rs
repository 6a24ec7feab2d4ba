//! A place for each test: a folder of its own, a PostgreSQL schema of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

/// Removed with the value.
pub(crate) struct Pasta(pub(crate) PathBuf);

impl Pasta {
    pub(crate) fn nova() -> Self {
        let pasta = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("storage-{:032x}", rand::random::<u128>()));
        fs::create_dir_all(&pasta).unwrap();
        Self(pasta)
    }
}

impl Drop for Pasta {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// An empty schema in a real PostgreSQL.
pub(crate) struct Postgres {
    /// Address whose search path is the schema.
    pub(crate) url: String,
    base: String,
    esquema: String,
    _servidor: Option<Servidor>,
}

impl Postgres {
    #[expect(clippy::disallowed_methods, reason = "the test's own setting, not the program's configuration")]
    pub(crate) async fn preparar() -> Self {
        let (base, servidor) = if let Ok(url) = std::env::var("FINANCEIRO_TEST_POSTGRES") {
            (url, None)
        } else {
            let (url, servidor) = Servidor::iniciar();
            (url, Some(servidor))
        };
        let esquema = format!("teste_{:032x}", rand::random::<u128>());
        executar(&base, format!("CREATE SCHEMA {esquema}")).await;
        let separador = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{separador}options[search_path]={esquema}");
        Self { url, base, esquema, _servidor: servidor }
    }

    pub(crate) async fn encerrar(self) {
        executar(&self.base, format!("DROP SCHEMA {} CASCADE", self.esquema)).await;
    }
}

async fn executar(url: &str, comando: String) {
    let mut conexao = PgConnection::connect(url).await.unwrap_or_else(|erro| {
        panic!("the PostgreSQL of FINANCEIRO_TEST_POSTGRES does not answer: {erro}");
    });
    conexao.execute(AssertSqlSafe(comando)).await.unwrap();
    conexao.close().await.unwrap();
}

/// A throw-away server that stops when its standard input closes: with this value, or with the test however it ends.
struct Servidor(Child);

impl Servidor {
    fn iniciar() -> (String, Self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres.sh");
        let instalado = Command::new(script).arg("installed").status().unwrap();
        assert!(
            instalado.success(),
            "the storage tests need a PostgreSQL server: install it (Debian: apt-get install postgresql) \
             or name one in FINANCEIRO_TEST_POSTGRES"
        );
        let mut filho = Command::new(script)
            .args(["run", "sh", "-c", "echo \"$FINANCEIRO_TEST_POSTGRES\"; cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(filho.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(!url.trim().is_empty(), "scripts/postgres.sh could not start the server; its messages are above");
        (url.trim().to_owned(), Self(filho))
    }
}

impl Drop for Servidor {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
