//! From a state to a running server: the same steps for `serve` and `demo`.

use std::path::Path;

use anyhow::Context as _;
use financeiro::server::{lifecycle, metricas, router::build_router, state::AppState};
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until a signal.
pub(super) async fn servir(
    estado: AppState,
    listener: TcpListener,
    encerrando: CancellationToken,
) -> anyhow::Result<()> {
    lifecycle::ouvir_sinais(encerrando.clone());
    if let Some(endereco) = estado.config.servidor.metricas {
        metricas::servir(endereco, encerrando.clone()).await?;
    }
    lifecycle::faxinar(estado.clone(), encerrando.clone());
    let router = build_router(estado, encerrando.clone());
    lifecycle::run(listener, router, encerrando).await.context("servidor")
}

/// Leptos' options from the file the server was given.
pub(super) fn opcoes_do_leptos(caminho: &Path) -> anyhow::Result<LeptosOptions> {
    let texto = caminho.to_str().context("o caminho da configuração não é UTF-8")?;
    let arquivo = leptos::config::get_configuration(Some(texto))
        .with_context(|| format!("{}: [package.metadata.leptos]", caminho.display()))?;
    Ok(arquivo.leptos_options)
}
