//! `migrate`: brings the database up to date.

use std::{path::Path, process::ExitCode};

use anyhow::Context as _;
use financeiro::server::{
    config::{Ambiente, Config},
    storage,
};

use super::{check_config::reunir, saida};

/// Migrates and says so.
pub(super) async fn executar(caminho: &Path) -> anyhow::Result<ExitCode> {
    let armazenamento = Config::carregar_armazenamento(caminho, &Ambiente::do_processo()).map_err(|p| reunir(&p))?;
    let armazem = storage::conectar(&armazenamento.url).await?;
    armazem.migrar().await.context("migração")?;
    saida::linha("banco de dados em dia");
    Ok(ExitCode::SUCCESS)
}
