//! `demo`
use clap::Args;
#[derive(Debug, Args)]
pub struct Opcoes {}
pub async fn executar(_o: Opcoes) -> anyhow::Result<std::process::ExitCode> {
    anyhow::bail!("x")
}
