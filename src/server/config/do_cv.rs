//! `[incorporadora.erp]` with `tipo = "cv"`: CV's own portal API, which needs hardly anything said.

use std::collections::BTreeMap;

use cv::ErroCaminho;
use erp_cv::{ConfigCv, ErroConfig};
use url::Url;

use super::{
    autenticacao::Autenticacao,
    endereco::{self, Uso},
    erp::{ErpConfig, Limites, TipoErp},
    leitor::{Coleta, Secao},
};

/// An address with nothing wrong, which nobody calls.
const QUALQUER: &str = "https://cv.invalid/";
/// Above this an incorporadora that is busy meets CV's own limit.
const POR_MINUTO_DO_CV: u32 = 180;

/// Reads the section; `portal` is where CV is, and all that is needed when its API and its documents are there too.
pub(super) fn validate(secao: &Secao<'_>, portal: Option<&Url>, c: &mut Coleta) -> Option<ErpConfig> {
    let url = match secao.campo("url") {
        Some(campo) => endereco::url(&campo, Uso::Servico, c),
        None => portal.cloned(),
    };
    let limites = secao.secao("limites", c).map_or(Limites::CV, |s| Limites::validate(&s, Limites::CV, c));
    if limites.por_minuto > POR_MINUTO_DO_CV
        && let Some(campo) = secao.secao("limites", c).and_then(|s| s.campo("por-minuto"))
    {
        let como = "Use no máximo 180, ou menos se outros sistemas também o chamam";
        campo.aviso("o CV recusa tudo por um minuto depois de umas 200 chamadas no ambiente", como, c);
    }
    let hosts = match secao.campo("documentos-hosts") {
        Some(campo) => endereco::hosts(&campo, c),
        None => Some(portal.and_then(Url::host_str).map(str::to_owned).into_iter().collect()),
    };
    let caminhos = secao.secao("caminhos", c).map(|s| caminhos(&s, c)).unwrap_or_default();
    let config = ConfigCv {
        // What is missing is already said; the rest is judged as if it were there.
        url: url.clone().or_else(|| Url::parse(QUALQUER).ok())?,
        caminhos: caminhos.clone(),
        documentos_hosts: hosts.clone().unwrap_or_default(),
        timeout: limites.timeout,
        permitir_loopback: c.permitir_loopback,
    };
    let limpa = julgar(config, secao, c);
    Some(ErpConfig {
        tipo: TipoErp::Cv,
        url: url?,
        autenticacao: Autenticacao::Nenhuma,
        limites,
        documentos_hosts: hosts?,
        caminhos,
    })
    .filter(|_| limpa)
}

fn caminhos(secao: &Secao<'_>, c: &mut Coleta) -> BTreeMap<String, String> {
    let ler = |nome: &String| Some((nome.clone(), secao.campo(nome)?.texto(c)?.to_owned()));
    secao.entradas().keys().filter_map(ler).collect()
}

/// Reports all that the adapter would refuse, one after the other.
fn julgar(mut config: ConfigCv, secao: &Secao<'_>, c: &mut Coleta) -> bool {
    let mut limpa = true;
    while let Err(erro) = config.validar() {
        limpa = false;
        let caminho = match &erro {
            ErroConfig::CaminhoDesconhecido { chave }
            | ErroConfig::Caminho(
                ErroCaminho::Invalido { chave }
                | ErroCaminho::LugarDesconhecido { chave, .. }
                | ErroCaminho::LugarAusente { chave, .. },
            ) => Some(chave.clone()),
            _ => None,
        };
        let campo = match &caminho {
            Some(chave) => secao.secao("caminhos", c).and_then(|s| s.campo(chave)),
            None => secao.campo("url"),
        };
        match campo {
            Some(campo) => campo.problema::<()>(erro.to_string(), "", c).unwrap_or_default(),
            None => secao.problema(erro.to_string(), "", c),
        }
        // The next question is asked as if this one were repaired.
        if let Some(chave) = caminho {
            config.caminhos.remove(&chave);
        } else {
            let Some(boa) = Url::parse(QUALQUER).ok().filter(|boa| *boa != config.url) else { return limpa };
            config.url = boa;
        }
    }
    limpa
}
