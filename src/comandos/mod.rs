//! One file per command. What a command prints is its interface; logs go to standard error.

mod check_config;
mod demo;
mod desenhar;
mod doctor;
mod inspect;
mod keygen;
mod migrate;
mod registro;
pub(crate) mod saida;
mod serve;
mod servidor;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

/// Where the configuration is.
#[derive(Debug, Args)]
pub(crate) struct ArquivoDeConfiguracao {
    /// Arquivo de configuração
    #[arg(long, short, env = "FINANCEIRO_CONFIG", default_value = "Leptos.toml", value_name = "ARQUIVO")]
    config: PathBuf,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Comando {
    /// Sobe o servidor
    Serve(ArquivoDeConfiguracao),
    /// Sobe o servidor e um portal simulado, com pessoas fictícias; não precisa de configuração
    Demo(demo::Opcoes),
    /// Confere a configuração sem chamar ninguém: toda chave errada é dita, com linha e sugestão
    CheckConfig(ArquivoDeConfiguracao),
    /// Chama o que a configuração nomeia (banco, CV, ERPs) e diz o que fazer com cada achado
    Doctor(doctor::Opcoes),
    /// Cria ou atualiza as tabelas do banco
    Migrate(ArquivoDeConfiguracao),
    /// Cria o chaveiro que cifra o que é guardado
    Keygen(keygen::Opcoes),
    /// Decodifica e confere um valor; JSON na saída, 0 se válido e 1 se não
    Inspect(inspect::Opcoes),
    /// Desenha as páginas de um PDF; o próprio servidor chama
    #[command(hide = true)]
    Desenhar,
}

impl Comando {
    /// Runs it. The exit code is part of the interface of `check-config` and `inspect`.
    pub(crate) async fn executar(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Serve(arquivo) => serve::executar(&arquivo.config).await,
            Self::Demo(opcoes) => demo::executar(opcoes).await,
            Self::CheckConfig(arquivo) => Ok(check_config::executar(&arquivo.config)),
            Self::Doctor(opcoes) => doctor::executar(opcoes).await,
            Self::Migrate(arquivo) => migrate::executar(&arquivo.config).await,
            Self::Keygen(opcoes) => keygen::executar(&opcoes),
            Self::Inspect(opcoes) => inspect::executar(&opcoes),
            Self::Desenhar => desenhar::executar(),
        }
    }
}
