//! `inspect`: one value, decoded and checked, as JSON.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use domain::inspecao;
use financeiro::server::relogio::{Relogio as _, RelogioDoSistema};
use jiff::civil::Date;
use serde::Serialize;

use super::saida;

/// Kind of value.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tipo {
    /// Linha digitável ou código de barras
    Boleto,
    /// Pix copia e cola
    Pix,
    /// CPF ou CNPJ
    Documento,
}

/// Options of `inspect`.
#[derive(Debug, Args)]
pub(crate) struct Opcoes {
    /// O que é o valor
    tipo: Tipo,
    /// O valor
    #[arg(allow_hyphen_values = true)]
    valor: String,
    /// Data usada para interpretar o fator de vencimento (padrão: hoje)
    #[arg(long, value_name = "AAAA-MM-DD")]
    hoje: Option<Date>,
}

/// Prints the JSON; exit 0 when valid, 1 when not.
pub(super) fn executar(opcoes: &Opcoes) -> anyhow::Result<ExitCode> {
    let hoje = opcoes.hoje.unwrap_or_else(|| RelogioDoSistema.hoje());
    match opcoes.tipo {
        Tipo::Boleto => {
            let resultado = inspecao::boleto(&opcoes.valor, hoje);
            mostrar(&resultado, resultado.valido)
        }
        Tipo::Pix => {
            let resultado = inspecao::pix(&opcoes.valor);
            mostrar(&resultado, resultado.valido)
        }
        Tipo::Documento => {
            let resultado = inspecao::documento(&opcoes.valor);
            mostrar(&resultado, resultado.valido)
        }
    }
}

fn mostrar(resultado: &impl Serialize, valido: bool) -> anyhow::Result<ExitCode> {
    saida::linha(&serde_json::to_string(resultado)?);
    Ok(if valido { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
