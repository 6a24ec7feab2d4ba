//! `demo`: simulated portals and ERPs, and the real plugin in front of them, in one process.
//!
//! The plugin talks to them over sockets, as it talks to CV and to an ERP in production; only its configuration, keys and
//! database are made on the spot, in a folder of their own that goes away at the end.

use std::{net::SocketAddr, path::Path, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::Args;
use financeiro::server::{
    config::{Ambiente, Demonstracao},
    cripto::Chaveiro,
    middleware::limites::Limitadores,
    montagem,
    relogio::{Relogio as _, RelogioDoSistema},
    vizinhanca::{self, Vizinha},
};
use leptos::config::{Env, LeptosOptions};
use simulator::{Falha, Simulador};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{check_config::reunir, registro, saida, servidor};

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct Opcoes {
    /// Porta do portal simulado; os das outras incorporadoras usam as seguintes. 0 escolhe portas livres
    #[arg(long, default_value_t = 4000, value_name = "PORTA")]
    port_portal: u16,
    /// Porta do plugin; 0 escolhe uma livre
    #[arg(long, default_value_t = 3000, value_name = "PORTA")]
    port_plugin: u16,
    /// Falhas ligadas desde o começo, separadas por vírgula: erp.boletos-abertos=lento:10s,cv.pessoa=500
    #[arg(long, value_delimiter = ',', value_name = "ALVO=FALHA")]
    faults: Vec<Falha>,
    /// Linhas de TOML para [incorporadora.portal], por exemplo reuso = "nunca"
    #[arg(long, env = "FINANCEIRO_DEMO_PORTAL", default_value = "", hide_env_values = true, value_name = "TOML")]
    portal_extra: String,
}

/// Runs until a signal.
pub(super) async fn executar(opcoes: Opcoes) -> anyhow::Result<ExitCode> {
    registro::instalar("warn");
    let pasta = tempfile::Builder::new().prefix("financeiro-demo-").tempdir().context("pasta temporária")?;
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], opcoes.port_plugin)))
        .await
        .with_context(|| format!("porta {} do plugin (escolha outra com --port-plugin)", opcoes.port_plugin))?;
    let plugin = format!("http://plugin.localhost:{}", listener.local_addr()?.port());
    let do_simulador = simulator::Opcoes {
        portal_addr: SocketAddr::from(([127, 0, 0, 1], opcoes.port_portal)),
        plugin_url: Some(plugin.parse()?),
        falhas: opcoes.faults,
        // Time to look around: a visit never outlives the token it came with.
        vida_token: Duration::from_mins(30),
        // UAU turns slow after three hundred calls, and somebody looking around makes more; a little is enough to see.
        uau: simulator::OpcoesUau { lentidao: Duration::from_millis(200), ..Default::default() },
        ..Default::default()
    };
    let vizinhas = vizinhanca::iniciar(&do_simulador).await.context("escolha outras portas com --port-portal")?;
    let simulador =
        Simulador::iniciar(do_simulador).await.context("simulador (escolha outra porta com --port-portal)")?;
    vizinhanca::apresentar(&simulador, &vizinhas);

    let mut estado = montar(pasta.path(), &plugin, &simulador, &vizinhas, opcoes.portal_extra).await?;
    // Everybody here comes from one address.
    estado.limitadores = Arc::new(Limitadores::sem_limite());

    saida::linha(&format!("portal: {}cliente/", simulador.portal_url()));
    saida::linha(&format!("plugin: {plugin}"));
    saida::linha(&format!("painel da equipe: {}gestor/", simulador.portal_url()));
    saida::linha(&format!("acesso direto, fora do portal: {plugin}/entrar/horizonte"));
    saida::linha("O mesmo plugin atende outras incorporadoras, cada uma com seu portal e outro ERP:");
    for v in &vizinhas {
        saida::linha(&format!("  {}cliente/  {} ({})", v.simulador.portal_url(), v.nome, v.erp));
    }
    saida::linha(
        "Abra o endereço de um portal no navegador, escolha uma pessoa e clique em Financeiro no menu. Ctrl-C encerra.",
    );
    servidor::servir(estado, listener, CancellationToken::new()).await?;
    let encerrar = vizinhas.into_iter().map(|v| v.simulador).chain([simulador]).map(Simulador::encerrar);
    futures::future::join_all(encerrar).await;
    Ok(ExitCode::SUCCESS)
}

async fn montar(
    pasta: &Path,
    plugin: &str,
    simulador: &Simulador,
    vizinhas: &[Vizinha],
    portal_extra: String,
) -> anyhow::Result<financeiro::server::state::AppState> {
    let chaves_file = pasta.join("chaves.json");
    Chaveiro::gerar(&mut rand::rng(), RelogioDoSistema.agora()).gravar_novo(&chaves_file)?;
    let portal = simulador.portal_url();
    let config = Demonstracao {
        url_publica: plugin.to_owned(),
        url_portal: simulador.cv_url().to_string(),
        molduras: vec![portal.origin().ascii_serialization()],
        url_erp: simulador.erp_url().to_string(),
        token_erp: simulator::Opcoes::default().token_erp.into(),
        banco: format!("sqlite://{}", pasta.join("demo.db").display()),
        chaves_file: chaves_file.clone(),
        documentos_hosts: simulador.erp_url().host_str().map(str::to_owned).into_iter().collect(),
        portal_extra,
        outras: vizinhas.iter().map(Vizinha::outra).collect(),
    }
    .carregar(&Ambiente::vazio())
    .map_err(|p| reunir(&p))?;
    let chaveiro = Chaveiro::carregar(&chaves_file)?;
    montagem::estado(config, chaveiro, leptos(), Arc::new(RelogioDoSistema)).await
}

/// The options of `Leptos.toml`, which the demonstration does not read: it needs no file at all.
fn leptos() -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("financeiro")
        .site_root("target/site")
        .site_pkg_dir("pkg")
        .env(Env::PROD)
        .hash_files(true)
        .build()
}
