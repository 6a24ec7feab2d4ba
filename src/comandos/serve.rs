//! `serve`: the server, from the operator's configuration.

use std::{path::Path, process::ExitCode, sync::Arc};

use anyhow::Context as _;
use financeiro::server::{
    config::{Ambiente, Config},
    cripto::Chaveiro,
    montagem,
    relogio::RelogioDoSistema,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{check_config::reunir, registro, servidor};

/// Runs until a signal.
pub(super) async fn executar(caminho: &Path) -> anyhow::Result<ExitCode> {
    registro::instalar("info");
    let config = Config::carregar(caminho, &Ambiente::do_processo()).map_err(|p| reunir(&p))?;
    for aviso in &config.avisos {
        tracing::warn!(%aviso, "configuration");
    }
    let leptos = servidor::opcoes_do_leptos(caminho)?;
    let chaves = &config.armazenamento.chaves_file;
    let chaveiro = Chaveiro::carregar(chaves).with_context(|| {
        format!("{} (crie com `financeiro keygen --config {}`)", chaves.display(), caminho.display())
    })?;
    let listener =
        TcpListener::bind(leptos.site_addr).await.with_context(|| format!("site-addr {}", leptos.site_addr))?;
    let estado = montagem::estado(config, chaveiro, leptos, Arc::new(RelogioDoSistema)).await?;
    servidor::servir(estado, listener, CancellationToken::new()).await?;
    Ok(ExitCode::SUCCESS)
}
