//! Runs the simulator alone: `cargo run -p simulator --example portal -- [porta do portal] [porta do ERP] [URL do plugin] [falhas]`.

use std::{env, io::Write as _, net::SocketAddr};

use anyhow::Context as _;
use simulator::{Opcoes, Simulador};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let argumentos: Vec<String> = env::args().skip(1).collect();
    let porta = |posicao: usize| -> anyhow::Result<SocketAddr> {
        let porta = argumentos.get(posicao).map_or(Ok(0), |texto| texto.parse()).context("porta: um número")?;
        Ok(SocketAddr::from(([127, 0, 0, 1], porta)))
    };
    let plugin_url = argumentos.get(2).map(|texto| texto.parse()).transpose().context("URL do plugin")?;
    let falhas = argumentos.get(3).map_or(Ok(Vec::new()), |texto| simulator::falhas::ler_lista(texto))?;
    let opcoes = Opcoes { portal_addr: porta(0)?, erp_addr: porta(1)?, plugin_url, falhas, ..Opcoes::default() };
    let simulador = Simulador::iniciar(opcoes).await?;
    writeln!(std::io::stdout(), "portal {}\nerp    {}", simulador.portal_url(), simulador.erp_url())?;
    tokio::signal::ctrl_c().await?;
    simulador.encerrar().await;
    Ok(())
}
