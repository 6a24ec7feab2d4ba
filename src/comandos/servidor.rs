//! From a checked configuration to a running server: the same steps for `serve` and `demo`.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::Context as _;
use financeiro::server::{
    config::Config,
    cripto::Chaveiro,
    erps,
    financeiro::Financeiro,
    lifecycle, metricas,
    middleware::limites::Limitadores,
    portal::{Resolver, Verificador},
    relogio::{Relogio, RelogioDoSistema},
    router::build_router,
    session::store::EncryptedStore,
    state::{AppState, Entrada},
    storage::{self, Banco},
};
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Makes the state: database, keys, resolvers, adapters.
pub(super) async fn estado(config: Config, chaveiro: Chaveiro, leptos: LeptosOptions) -> anyhow::Result<AppState> {
    let armazem = storage::conectar(&config.armazenamento.url).await?;
    if armazem.banco() == Banco::Sqlite {
        armazem.migrar().await.context("migração do SQLite")?;
    }
    armazem.saude().await.context("o banco não está pronto (no PostgreSQL, rode `financeiro migrate` antes)")?;
    let relogio: Arc<dyn Relogio> = Arc::new(RelogioDoSistema);
    let chaveiro = Arc::new(chaveiro);
    let entradas = entradas(&config)?;
    let erps = erps::montar(&config)?;
    Ok(AppState {
        entradas: Arc::new(entradas),
        sessoes: EncryptedStore::new(Arc::clone(&armazem), Arc::clone(&chaveiro), Arc::clone(&relogio)),
        armazem,
        chaveiro,
        financeiro: Financeiro::novo(erps, Arc::clone(&relogio)),
        relogio,
        limitadores: Arc::new(Limitadores::default()),
        estilo: estilo(&leptos).into(),
        leptos,
        config: Arc::new(config),
    })
}

fn entradas(config: &Config) -> anyhow::Result<HashMap<String, Entrada>> {
    let permitir_loopback = config.desenvolvimento.permitir_loopback;
    config
        .incorporadoras
        .iter()
        .map(|i| {
            let slug = i.slug.as_str().to_owned();
            let resolver =
                Resolver::novo(i, permitir_loopback).with_context(|| format!("incorporadora[{slug}].portal"))?;
            let verificador = i.portal.jwt.as_ref().map(Verificador::novo).transpose();
            let verificador = verificador.with_context(|| format!("incorporadora[{slug}].portal.jwt"))?;
            Ok((slug, Entrada { incorporadora: Arc::new(i.clone()), resolver, verificador }))
        })
        .collect()
}

/// Address of the style sheet as cargo-leptos named it: with `hash-files`, the hash is in a file beside the executable.
fn estilo(leptos: &LeptosOptions) -> String {
    let hash = leptos.hash_files.then(|| {
        let arquivo = std::env::current_exe().ok()?.parent()?.join(leptos.hash_file.as_ref());
        let texto = std::fs::read_to_string(arquivo).ok()?;
        texto.lines().find_map(|l| l.strip_prefix("css:").map(|h| format!(".{}", h.trim())))
    });
    format!("/{}/{}{}.css", leptos.site_pkg_dir, leptos.output_name, hash.flatten().unwrap_or_default())
}

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
