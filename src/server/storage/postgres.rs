//! PostgreSQL: many replicas.

use std::{str::FromStr as _, time::Duration};

use jiff::Timestamp;
use sqlx::{
    PgPool, Row as _, SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
};

use super::{
    Banco, Chave, Consumo, ErroArmazem, EstadoHandle, EventoSelado, Lancamento, Limpeza, LinhaAcesso, LinhaBilhete,
    LinhaDeclaracao, LinhaHandle, LinhaUltimo, Marca, NovaDeclaracao, Origem, Tentativas,
    leitura::implementar_leitura,
    linhas,
    sql::{self, implementar_armazem},
};

/// A request does not wait longer for a connection: the page has its own budget.
const ESPERA: Duration = Duration::from_secs(3);
const CONEXOES: u32 = 10;

pub(super) struct Postgres {
    leitura: PgPool,
    /// The same pool: PostgreSQL has as many writers as connections.
    escrita: PgPool,
}

implementar_armazem!(Postgres, Banco::Postgres);
implementar_leitura!(PgRow);

pub(super) async fn abrir(url: &str) -> Result<Postgres, ErroArmazem> {
    let opcoes = PgConnectOptions::from_str(url)
        .map_err(|_| ErroArmazem::Url {
            motivo: "endereço PostgreSQL inválido; use postgres://usuario@servidor/banco",
        })?
        .application_name("financeiro");
    let pool = PgPoolOptions::new().max_connections(CONEXOES).acquire_timeout(ESPERA).connect_with(opcoes).await?;
    Ok(Postgres { leitura: pool.clone(), escrita: pool })
}

/// sqlx holds an advisory lock meanwhile, so that replicas starting at once take turns.
async fn migrar_esquema(pool: &PgPool) -> Result<(), ErroArmazem> {
    Ok(migracoes().run(pool).await?)
}

fn migracoes() -> Migrator {
    let migracao = |versao, nome: &'static str, comandos: &'static str| {
        Migration::new(versao, nome.into(), MigrationType::Simple, comandos.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migracao(1, "inicial", include_str!("../../../migrations/postgres/0001_inicial.sql")),
        migracao(2, "documentos", include_str!("../../../migrations/postgres/0002_documentos.sql")),
        migracao(3, "ultimo", include_str!("../../../migrations/postgres/0003_ultimo.sql")),
        migracao(4, "acessos", include_str!("../../../migrations/postgres/0004_acessos.sql")),
    ])
}
