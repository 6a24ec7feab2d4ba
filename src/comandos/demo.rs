//! `demo`
use clap::Args;
#[derive(Debug, Args)]
pub(crate) struct Opcoes {}
pub(super) async fn executar(_o: Opcoes) -> anyhow::Result<std::process::ExitCode> {
    anyhow::bail!("x")
}
