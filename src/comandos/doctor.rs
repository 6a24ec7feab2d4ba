//! `doctor`: calls what the configuration names and says what to do about each finding. Exit 0 when nothing is broken.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context as _;
use clap::Args;
use domain::{documento::Documento, modelo::Titular};
use financeiro::server::{
    config::{Ambiente, Config},
    doctor::{self, Grau},
    relogio::{Relogio, RelogioDoSistema},
};

use super::{ArquivoDeConfiguracao, registro, saida};

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct Opcoes {
    #[command(flatten)]
    arquivo: ArquivoDeConfiguracao,
    /// Examina só o CV e o ERP desta incorporadora
    #[arg(long, value_name = "SLUG", conflicts_with = "erp")]
    incorporadora: Option<String>,
    /// Em vez do exame geral, pergunta tudo ao ERP desta incorporadora sobre uma pessoa; mostra contagens e amostras mascaradas
    #[arg(long, value_name = "SLUG", requires = "documento")]
    erp: Option<String>,
    /// CPF ou CNPJ da pessoa
    #[arg(long, value_name = "DOCUMENTO", requires = "erp")]
    documento: Option<String>,
    /// Código dela no ERP, quando o CV o conhece (idpessoa_int)
    #[arg(long, value_name = "CÓDIGO", requires = "erp")]
    id_erp: Option<String>,
    /// Roda também a parte do kit de conformidade que só lê; use um ERP de homologação
    #[arg(long, requires = "erp")]
    conformidade: bool,
}

/// Examines and prints.
pub(super) async fn executar(opcoes: Opcoes) -> anyhow::Result<ExitCode> {
    registro::instalar("error");
    let config = match Config::carregar(&opcoes.arquivo.config, &Ambiente::do_processo()) {
        Ok(config) => config,
        Err(problemas) => {
            for problema in &problemas {
                saida::linha(&format!("ERRO   {problema}"));
            }
            saida::linha("Corrija a configuração antes; o exame do resto depende dela");
            return Ok(ExitCode::FAILURE);
        }
    };
    let relogio: Arc<dyn Relogio> = Arc::new(RelogioDoSistema);
    if let Some(slug) = opcoes.erp.as_deref().or(opcoes.incorporadora.as_deref())
        && config.incorporadora(slug).is_none()
    {
        let slugs: Vec<&str> = config.incorporadoras.iter().map(|i| i.slug.as_str()).collect();
        saida::linha(&format!("ERRO   não há incorporadora «{slug}» na configuração; há {}", slugs.join(", ")));
        return Ok(ExitCode::FAILURE);
    }
    match &opcoes.erp {
        Some(slug) => de_pessoa(&config, slug, &opcoes, &relogio).await,
        None => Ok(geral(&config, opcoes.incorporadora.as_deref(), &relogio).await),
    }
}

async fn geral(config: &Config, so: Option<&str>, relogio: &Arc<dyn Relogio>) -> ExitCode {
    let achados = doctor::examinar(config, so, relogio).await;
    for achado in &achados {
        saida::linha(&achado.to_string());
    }
    let quantos = |grau: Grau| achados.iter().filter(|a| a.grau == grau).count();
    saida::linha(&format!("{} problema(s), {} aviso(s)", quantos(Grau::Problema), quantos(Grau::Aviso)));
    if quantos(Grau::Problema) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn de_pessoa(
    config: &Config,
    slug: &str,
    opcoes: &Opcoes,
    relogio: &Arc<dyn Relogio>,
) -> anyhow::Result<ExitCode> {
    let incorporadora = config.incorporadora(slug).context("incorporadora")?;
    // The text itself is never repeated: it is a person's.
    let Ok(documento) = Documento::ler(opcoes.documento.as_deref().unwrap_or_default()) else {
        saida::linha("ERRO   --documento não é um CPF ou CNPJ válido");
        return Ok(ExitCode::FAILURE);
    };
    let titular = Titular { documento, id_erp: opcoes.id_erp.clone(), token_portal: None };
    let loopback = config.desenvolvimento.permitir_loopback;
    let leitura = doctor::pessoa(&incorporadora.erp, &titular, loopback, relogio).await?;
    for linha in &leitura.linhas {
        saida::linha(linha);
    }
    let mut passou = leitura.inteira;
    if opcoes.conformidade {
        let relatorio = doctor::conformidade(&incorporadora.erp, &titular, loopback, relogio).await?;
        saida::linha("");
        saida::linha(&format!("Conformidade\n{relatorio}"));
        passou &= relatorio.passou();
    }
    Ok(if passou { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
