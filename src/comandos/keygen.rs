//! `keygen`: the key ring, made once, or given a new key for rotation.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use financeiro::server::{
    config::{Ambiente, Config},
    cripto::Chaveiro,
    relogio::{Relogio as _, RelogioDoSistema},
};

use super::{ArquivoDeConfiguracao, check_config::reunir, saida};

/// Options of `keygen`.
#[derive(Debug, Args)]
pub(crate) struct Opcoes {
    #[command(flatten)]
    arquivo: ArquivoDeConfiguracao,
    /// Acrescenta uma chave ao chaveiro que já existe e passa a usá-la
    #[arg(long)]
    adicionar: bool,
}

/// Writes the file that `armazenamento.chaves-file` names. Refuses to overwrite: what was sealed would be lost.
pub(super) fn executar(opcoes: &Opcoes) -> anyhow::Result<ExitCode> {
    let armazenamento =
        Config::carregar_armazenamento(&opcoes.arquivo.config, &Ambiente::do_processo()).map_err(|p| reunir(&p))?;
    let destino = armazenamento.chaves_file;
    let agora = RelogioDoSistema.agora();
    let mut acaso = rand::rng();
    if opcoes.adicionar {
        let mut chaveiro = Chaveiro::carregar(&destino).with_context(|| destino.display().to_string())?;
        let id = chaveiro.adicionar(&mut acaso, agora).to_owned();
        chaveiro.regravar(&destino).with_context(|| destino.display().to_string())?;
        saida::linha(&format!("{}: chave {id} acrescentada; reinicie o servidor para usá-la", destino.display()));
    } else {
        Chaveiro::gerar(&mut acaso, agora).gravar_novo(&destino).with_context(|| destino.display().to_string())?;
        saida::linha(&format!("{}: chaveiro criado; guarde uma cópia em lugar seguro", destino.display()));
    }
    Ok(ExitCode::SUCCESS)
}
