//! `[incorporadora.erp]`: which ERP and how to reach it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use erp::resiliencia::Protecao;
use erp_mapped::Mapeamento;
use url::Url;

use super::{
    autenticacao::Autenticacao,
    do_cv,
    endereco::{self, Uso},
    esquema,
    leitor::{Campo, Coleta, Secao},
    manutencao::Manutencao,
    mapeamento, resolvedor,
    uau::Uau,
};

/// `tipo`, with what only that adapter has.
#[derive(Debug, Clone)]
pub enum TipoErp {
    /// The generic REST contract.
    Rest,
    /// UAU; it has a login of its own and no `autenticacao`.
    Uau(Uau),
    /// Any JSON API by a mapping, compiled.
    Mapped(Arc<Mapeamento>),
    /// CV's own portal API. It has no credential: each person is asked about with the token that CV gave for them.
    Cv,
}

impl TipoErp {
    /// As the configuration spells it.
    pub const fn nome(&self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Uau(_) => "uau",
            Self::Mapped(_) => "mapped",
            Self::Cv => "cv",
        }
    }
}

/// Operations of the REST contract whose path can be changed.
const CAMINHOS_REST: [&str; 8] = [
    "clientes",
    "contratos",
    "boletos-abertos",
    "notas-fiscais",
    "extratos-financeiros",
    "declaracoes-quitacao",
    "instalacoes-produtos",
    "condominios",
];

const TIPOS: [&str; 4] = ["rest", "uau", "mapped", "cv"];

/// Keys of one adapter that the others do not have.
const DE_REST: &[&str] = &["autenticacao", "documentos-hosts", "caminhos"];
const DE_UAU: &[&str] = &[
    "versao",
    "integracao",
    "integracao-file",
    "login",
    "senha",
    "senha-file",
    "usuario-uau-site",
    "permitir-escrita",
];
const DE_MAPPED: &[&str] =
    &["autenticacao", "documentos-hosts", "mapeamento-file", "operacoes", "formatos", "cabecalhos", "login"];
const DE_CV: &[&str] = &["documentos-hosts", "caminhos"];

/// `limites`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Calls in flight. Default 4, UAU and CV 2.
    pub simultaneas: u32,
    /// Calls in any minute. Default 180, UAU 60, CV 120.
    pub por_minuto: u32,
    /// One call. Default 20 s, UAU 25 s (a page never waits that long: it has its own budget).
    pub timeout: Duration,
    /// When the ERP is closed every day and not asked. Default: never.
    pub manutencao: Option<Manutencao>,
    /// Circuit breaker and the rest. Not in the file: an operator has no reason to be without, a test of single answers has.
    pub protecao: Protecao,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            simultaneas: 4,
            por_minuto: 180,
            timeout: Duration::from_secs(20),
            manutencao: None,
            protecao: Protecao::Completa,
        }
    }
}

/// `[incorporadora.erp]`
#[derive(Debug, Clone)]
pub struct ErpConfig {
    /// Which adapter.
    pub tipo: TipoErp,
    /// Base URL. CV's is that of the portal unless said otherwise.
    pub url: Url,
    /// Credentials; [`Autenticacao::Nenhuma`] for UAU and CV, which have their own.
    pub autenticacao: Autenticacao,
    /// Limits.
    pub limites: Limites,
    /// The only hosts a document link may point to. CV's is that of the portal unless said otherwise.
    pub documentos_hosts: Vec<String>,
    /// rest: overrides of the contract's paths; cv: of those of CV's reference.
    pub caminhos: BTreeMap<String, String>,
}

impl ErpConfig {
    /// `portal` is where CV is, when that could be read.
    pub(super) fn validate(secao: &Secao<'_>, portal: Option<&Url>, c: &mut Coleta) -> Option<Self> {
        let como = "tipo = \"rest\" (ou \"uau\", \"mapped\", \"cv\")";
        let tipo = secao.obrigatorio("tipo", como, c).and_then(|campo| {
            let texto = campo.texto(c)?;
            match TIPOS.into_iter().find(|tipo| *tipo == texto) {
                None => campo.opcao_desconhecida(texto, &TIPOS, c),
                tipo => tipo,
            }
        });
        if tipo == Some("cv") {
            so(secao, "cv", c);
            return do_cv::validate(secao, portal, c);
        }
        let exemplo = match tipo {
            Some("uau") => "url = \"https://uau.exemplo.com.br:50801/uauAPI\"",
            _ => "url = \"https://erp.exemplo.com.br/api\"",
        };
        let url = secao.obrigatorio("url", exemplo, c).and_then(|campo| endereco::url(&campo, Uso::Servico, c));
        // Which of the other keys are right depends on it.
        let tipo = tipo?;
        so(secao, tipo, c);
        let padrao = if tipo == "uau" { Limites::UAU } else { Limites::default() };
        let limites = secao.secao("limites", c).map_or(padrao, |s| Limites::validate(&s, padrao, c));
        if tipo == "uau" {
            if limites.simultaneas > Limites::UAU.simultaneas {
                let limites = secao.secao("limites", c).and_then(|s| s.campo("simultaneas"));
                if let Some(campo) = limites {
                    let como = "Use 2: a partir da terceira ele responde 503";
                    campo.aviso("o UAU não atende mais de 2 chamadas ao mesmo tempo", como, c);
                }
            }
            let uau = Uau::validate(secao, url.as_ref(), limites.timeout, c);
            return Some(Self {
                tipo: TipoErp::Uau(uau?),
                url: url?,
                autenticacao: Autenticacao::Nenhuma,
                limites,
                documentos_hosts: Vec::new(),
                caminhos: BTreeMap::new(),
            });
        }
        let mapeado = tipo == "mapped";
        let autenticacao = secao
            .secao_obrigatoria("autenticacao", c)
            .and_then(|s| Autenticacao::validate(&s, url.as_ref(), mapeado, c));
        let hosts = secao.campo("documentos-hosts").and_then(|campo| endereco::hosts(&campo, c));
        let caminhos = secao.secao("caminhos", c).filter(|_| !mapeado).map(|s| caminhos(&s, c));
        let tipo = if mapeado {
            mapeamento::validate(secao, autenticacao.as_ref(), c).map(|m| TipoErp::Mapped(Arc::new(m)))
        } else {
            Some(TipoErp::Rest)
        };
        Some(Self {
            tipo: tipo?,
            url: url?,
            autenticacao: autenticacao?,
            limites,
            documentos_hosts: hosts.unwrap_or_default(),
            caminhos: caminhos.unwrap_or_default(),
        })
    }
}

/// Reports keys that exist but belong to another `tipo`: they would be ignored.
fn so(secao: &Secao<'_>, tipo: &str, c: &mut Coleta) {
    let proprias = match tipo {
        "uau" => DE_UAU,
        "mapped" => DE_MAPPED,
        "cv" => DE_CV,
        _ => DE_REST,
    };
    let mut ditas: Vec<&str> = Vec::new();
    for chave in [DE_REST, DE_UAU, DE_MAPPED].concat() {
        if proprias.contains(&chave) || ditas.contains(&chave) {
            continue;
        }
        ditas.push(chave);
        if let Some(campo) = secao.campo(chave) {
            nao_se_aplica(&campo, tipo, c);
        }
    }
}

fn nao_se_aplica(campo: &Campo<'_>, tipo: &str, c: &mut Coleta) {
    let como = match tipo {
        "uau" => "Retire a chave: o UAU tem `integracao`, `login` e `senha`, e entrega os documentos ele mesmo",
        "cv" => "Retire a chave: o CV é consultado só com o token que o portal dá a cada pessoa",
        _ => "Retire a chave ou mude o `tipo`",
    };
    campo.problema::<()>(format!("não se aplica a tipo = \"{tipo}\""), como, c);
}

impl Limites {
    /// What UAU stands: a third parallel call is refused.
    pub const UAU: Self = Self {
        simultaneas: 2,
        por_minuto: 60,
        timeout: Duration::from_secs(25),
        manutencao: None,
        protecao: Protecao::Completa,
    };

    /// CV refuses everybody in the environment for a minute after some 200 calls in one, and others call it too.
    pub const CV: Self = Self {
        simultaneas: 2,
        por_minuto: 120,
        timeout: Duration::from_secs(20),
        manutencao: None,
        protecao: Protecao::Completa,
    };

    pub(super) fn validate(secao: &Secao<'_>, padrao: Self, c: &mut Coleta) -> Self {
        let simultaneas = secao.campo("simultaneas").and_then(|campo| campo.inteiro(1..=64, c));
        let por_minuto = secao.campo("por-minuto").and_then(|campo| campo.inteiro(1..=60_000, c));
        let timeout =
            secao.campo("timeout").and_then(|campo| campo.duracao(Duration::from_secs(1)..=Duration::from_mins(2), c));
        Self {
            simultaneas: simultaneas.unwrap_or(padrao.simultaneas),
            por_minuto: por_minuto.unwrap_or(padrao.por_minuto),
            timeout: timeout.unwrap_or(padrao.timeout),
            manutencao: secao.campo("manutencao").and_then(|campo| Manutencao::validate(&campo, c)),
            ..padrao
        }
    }
}

fn caminhos(secao: &Secao<'_>, c: &mut Coleta) -> BTreeMap<String, String> {
    let ler = |nome: &String| {
        let campo = secao.campo(nome)?;
        // The others are of CV, or already reported as unknown.
        if !CAMINHOS_REST.contains(&nome.as_str()) {
            if erp_cv::Recurso::TODOS.iter().any(|r| r.chave() == nome) {
                let como = match esquema::sugerir(nome, CAMINHOS_REST.into_iter()) {
                    Some(certa) => format!("Você quis dizer `{certa}`?"),
                    None => format!("Do contrato REST são: {}", CAMINHOS_REST.join(", ")),
                };
                return campo.problema("é um caminho de tipo = \"cv\"", como, c);
            }
            return None;
        }
        let caminho = resolvedor::caminho(&campo, c)?;
        if caminho.contains('?') {
            return campo.problema("traz `?`", "Escreva só o caminho: os parâmetros são do contrato", c);
        }
        Some((nome.clone(), caminho))
    };
    secao.entradas().keys().filter_map(ler).collect()
}
