//! One adapter per incorporadora, made from its configuration.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context as _;
use erp::{Erp, Limite, Resiliente};
use erp_rest::{ConfigRest, ErpRest};

use super::{
    config::{Autenticacao, Config, ErpConfig, TipoErp},
    metricas,
};

/// Adapters by slug.
///
/// # Errors
/// When a client cannot be made; the message names the incorporadora.
pub fn montar(config: &Config) -> anyhow::Result<HashMap<String, Arc<dyn Erp>>> {
    config
        .incorporadoras
        .iter()
        .map(|i| {
            let slug = i.slug.as_str().to_owned();
            let erp = adaptador(&slug, &i.erp, config.desenvolvimento.permitir_loopback)
                .with_context(|| format!("incorporadora[{slug}].erp"))?;
            Ok((slug, erp))
        })
        .collect()
}

fn adaptador(slug: &str, erp: &ErpConfig, permitir_loopback: bool) -> anyhow::Result<Arc<dyn Erp>> {
    let limite = Limite { simultaneas: erp.limites.simultaneas, por_minuto: erp.limites.por_minuto };
    match erp.tipo {
        TipoErp::Rest => {
            let rest = ErpRest::novo(ConfigRest {
                url: erp.url.clone(),
                autenticacao: autenticacao(&erp.autenticacao),
                timeout: erp.limites.timeout,
                caminhos: erp.caminhos.clone(),
                documentos_hosts: erp.documentos_hosts.clone(),
                permitir_loopback,
            })?;
            let observador = Arc::new(metricas::Protecao { incorporadora: slug.to_owned() });
            Ok(Arc::new(Resiliente::com(rest, limite, erp.limites.protecao, observador)))
        }
    }
}

fn autenticacao(autenticacao: &Autenticacao) -> erp_rest::Autenticacao {
    match autenticacao {
        Autenticacao::Nenhuma => erp_rest::Autenticacao::Nenhuma,
        Autenticacao::Bearer(token) => erp_rest::Autenticacao::Bearer(token.clone()),
        Autenticacao::Basic { usuario, senha } => {
            erp_rest::Autenticacao::Basic { usuario: usuario.clone(), senha: senha.clone() }
        }
        Autenticacao::Header { nome, valor } => {
            erp_rest::Autenticacao::Header { nome: nome.clone(), valor: valor.clone() }
        }
    }
}
