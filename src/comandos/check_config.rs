//! `check-config`: everything that is wrong, and what deserves attention. Exit 0 when the server would start.

use std::{path::Path, process::ExitCode, sync::Arc};

use financeiro::server::{
    config::{Ambiente, Config, Papel},
    erps, montagem,
    relogio::{Relogio, RelogioDoSistema},
};

use super::saida;

/// Prints and judges.
pub(super) fn executar(caminho: &Path) -> ExitCode {
    match Config::carregar(caminho, &Ambiente::do_processo()) {
        Ok(config) => {
            // The configuration itself is right; what it names may still be wrong.
            if let Err(erro) = montagem::impressoras(&config) {
                saida::linha(&format!("{}: {erro:#}", caminho.display()));
                saida::linha("1 problema(s); o servidor não sobe assim");
                return ExitCode::FAILURE;
            }
            let relogio: Arc<dyn Relogio> = Arc::new(RelogioDoSistema);
            if let Err(erro) = erps::montar(&config, &relogio) {
                saida::linha(&format!("{}: {erro:#}", caminho.display()));
                saida::linha("1 problema(s); o servidor não sobe assim");
                return ExitCode::FAILURE;
            }
            for aviso in &config.avisos {
                saida::linha(&format!("aviso: {aviso}"));
            }
            let quantas = config.incorporadoras.len();
            saida::linha(&format!("{}: configuração válida, {quantas} incorporadora(s)", caminho.display()));
            for i in &config.incorporadoras {
                let base = config.servidor.url_publica.as_str().trim_end_matches('/');
                for papel in Papel::TODOS.into_iter().filter(|papel| i.portal.resolvedor(*papel).is_some()) {
                    let (slug, papel) = (i.slug.as_str(), papel.as_str());
                    saida::linha(&format!("  {}: registre no CV {base}/p/{slug}/{papel}", i.nome));
                }
                if i.quitacao.is_some() {
                    saida::linha(&format!(
                        "  {}: emite declarações de quitação, conferidas em {base}/verificar",
                        i.nome
                    ));
                }
            }
            ExitCode::SUCCESS
        }
        Err(problemas) => {
            for problema in &problemas {
                saida::linha(&problema.to_string());
            }
            saida::linha(&format!("{} problema(s); o servidor não sobe assim", problemas.len()));
            ExitCode::FAILURE
        }
    }
}

/// The same problems as one error, for commands that need the configuration.
pub(super) fn reunir(problemas: &[financeiro::server::config::Problema]) -> anyhow::Error {
    let linhas: Vec<String> = problemas.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("a configuração tem problemas:\n{}", linhas.join("\n"))
}
