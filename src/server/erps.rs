//! One adapter per incorporadora, made from its configuration.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context as _, anyhow, bail};
use erp::{Erp, Limite, Resiliente, resiliencia::Observavel};
use erp_cv::{ConfigCv, ErpCv};
use erp_mapped::{ConfigMapped, ErpMapped, ErroMapa};
use erp_rest::{ConfigRest, ErpRest};
use erp_uau::ErpUau;

use super::{
    config::{Autenticacao, Config, ErpConfig, Limites, TipoErp},
    metricas,
    relogio::Relogio,
};

/// The adapters of all incorporadoras, by slug: what is asked, and what can be seen of it from outside.
#[derive(Debug, Default)]
pub struct Montados {
    /// The port.
    pub erps: HashMap<String, Arc<dyn Erp>>,
    /// The same, to be looked at.
    pub observaveis: HashMap<String, Arc<dyn Observavel>>,
}

/// Makes the adapters.
///
/// # Errors
/// When a client cannot be made; the message names the incorporadora.
pub fn montar(config: &Config, relogio: &Arc<dyn Relogio>) -> anyhow::Result<Montados> {
    let mut montados = Montados::default();
    for i in &config.incorporadoras {
        let slug = i.slug.as_str();
        let erp = adaptador(&i.erp, config.desenvolvimento.permitir_loopback, relogio)
            .with_context(|| format!("incorporadora[{slug}].erp"))?;
        match erp {
            Adaptador::Rest(erp) => montados.proteger(*erp, slug, &i.erp.limites),
            Adaptador::Uau(erp) => montados.proteger(*erp, slug, &i.erp.limites),
            Adaptador::Mapped(erp) => montados.proteger(*erp, slug, &i.erp.limites),
            Adaptador::Cv(erp) => montados.proteger(*erp, slug, &i.erp.limites),
        }
    }
    Ok(montados)
}

impl Montados {
    /// Behind limits, circuit breaker and second tries.
    fn proteger(&mut self, erp: impl Erp + 'static, slug: &str, limites: &Limites) {
        let limite = Limite { simultaneas: limites.simultaneas, por_minuto: limites.por_minuto };
        let observador = Arc::new(metricas::Protecao { incorporadora: slug.to_owned() });
        let protegido = Arc::new(Resiliente::com(erp, limite, limites.protecao, observador));
        let erp: Arc<dyn Erp> = Arc::clone(&protegido) as _;
        self.erps.insert(slug.to_owned(), erp);
        self.observaveis.insert(slug.to_owned(), protegido);
    }
}

/// An adapter as such, without anything around it.
#[derive(Debug)]
pub enum Adaptador {
    /// The generic REST contract.
    Rest(Box<ErpRest>),
    /// UAU.
    Uau(Box<ErpUau>),
    /// A mapping.
    Mapped(Box<ErpMapped>),
    /// CV itself.
    Cv(Box<ErpCv>),
}

impl Adaptador {
    /// As the port.
    pub fn porta(&self) -> &dyn Erp {
        match self {
            Self::Rest(erp) => erp.as_ref(),
            Self::Uau(erp) => erp.as_ref(),
            Self::Mapped(erp) => erp.as_ref(),
            Self::Cv(erp) => erp.as_ref(),
        }
    }
}

/// The adapter of one configuration; calls nobody.
///
/// # Errors
/// Names the key.
pub fn adaptador(erp: &ErpConfig, permitir_loopback: bool, relogio: &Arc<dyn Relogio>) -> anyhow::Result<Adaptador> {
    Ok(match &erp.tipo {
        TipoErp::Rest => Adaptador::Rest(Box::new(ErpRest::novo(ConfigRest {
            url: erp.url.clone(),
            autenticacao: para_rest(&erp.autenticacao)?,
            timeout: erp.limites.timeout,
            caminhos: erp.caminhos.clone(),
            documentos_hosts: erp.documentos_hosts.clone(),
            permitir_loopback,
        })?)),
        TipoErp::Uau(uau) => {
            let relogio = Arc::clone(relogio);
            let relogio = erp_uau::Relogio::de(move || relogio.agora());
            let config = uau.config(erp.url.clone(), erp.limites.timeout, permitir_loopback, relogio);
            Adaptador::Uau(Box::new(ErpUau::novo(config)?))
        }
        TipoErp::Mapped(mapeamento) => {
            let relogio = Arc::clone(relogio);
            let config = ConfigMapped {
                url: erp.url.clone(),
                autenticacao: para_mapped(&erp.autenticacao),
                timeout: erp.limites.timeout,
                documentos_hosts: erp.documentos_hosts.clone(),
                permitir_loopback,
                mapeamento: mapeamento.as_ref().clone(),
                hoje: Arc::new(move || relogio.hoje()),
            };
            let erp = ErpMapped::novo(config).map_err(|erros| {
                let erros: Vec<String> = erros.iter().map(ErroMapa::to_string).collect();
                anyhow!("{}", erros.join("; "))
            })?;
            Adaptador::Mapped(Box::new(erp))
        }
        TipoErp::Cv => Adaptador::Cv(Box::new(ErpCv::novo(ConfigCv {
            url: erp.url.clone(),
            caminhos: erp.caminhos.clone(),
            documentos_hosts: erp.documentos_hosts.clone(),
            timeout: erp.limites.timeout,
            permitir_loopback,
        })?)),
    })
}

fn para_rest(autenticacao: &Autenticacao) -> anyhow::Result<erp_rest::Autenticacao> {
    Ok(match autenticacao {
        Autenticacao::Nenhuma => erp_rest::Autenticacao::Nenhuma,
        Autenticacao::Bearer(token) => erp_rest::Autenticacao::Bearer(token.clone()),
        Autenticacao::Basic { usuario, senha } => {
            erp_rest::Autenticacao::Basic { usuario: usuario.clone(), senha: senha.clone() }
        }
        Autenticacao::Header { nome, valor } => {
            erp_rest::Autenticacao::Header { nome: nome.clone(), valor: valor.clone() }
        }
        Autenticacao::OAuth2 { .. } | Autenticacao::Login { .. } => bail!("autenticacao.tipo só existe com \"mapped\""),
    })
}

fn para_mapped(autenticacao: &Autenticacao) -> erp_mapped::Autenticacao {
    use erp_mapped::Autenticacao as Para;
    match autenticacao.clone() {
        Autenticacao::Nenhuma => Para::Nenhuma,
        Autenticacao::Bearer(token) => Para::Bearer(token),
        Autenticacao::Basic { usuario, senha } => Para::Basic { usuario, senha },
        Autenticacao::Header { nome, valor } => Para::Header { nome, valor },
        Autenticacao::OAuth2 { token_url, client_id, client_secret, escopo, envio } => {
            Para::OAuth2 { token_url, client_id, client_secret, escopo, envio }
        }
        Autenticacao::Login { usuario, senha, cabecalhos } => Para::Login { usuario, senha, cabecalhos },
    }
}
