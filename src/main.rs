//! The command line: `serve | demo | check-config | migrate | keygen | inspect`.

mod comandos;

use std::process::ExitCode;

use clap::Parser;

/// Financeiro: a área financeira do Portal do Cliente do CV, para qualquer ERP.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
struct Linha {
    #[command(subcommand)]
    comando: comandos::Comando,
}

#[tokio::main]
async fn main() -> ExitCode {
    let linha = Linha::parse();
    match linha.comando.executar().await {
        Ok(codigo) => codigo,
        Err(erro) => {
            comandos::saida::erro(&format!("erro: {erro:#}"));
            ExitCode::FAILURE
        }
    }
}
