//! The world a test runs in: two simulators at most, one service in front of them, one clock for all.

use std::{path::Path, sync::Arc, time::Duration};

use axum::Router;
use erp::resiliencia::Protecao;
use financeiro::server::{
    config::{Ambiente, Config, Demonstracao, Outra},
    cripto::Chaveiro,
    documentos::tela::desenhista::Desenhista,
    middleware::limites::Limitadores,
    montagem,
    relogio::{Relogio as _, RelogioFixo},
    router::build_router,
    state::AppState,
    vizinhanca::{self, Vizinha},
};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use simulator::{Opcoes, PESSOAS, Papel, Pessoa, Simulador, TipoToken, por_chave};
use tokio_util::sync::CancellationToken;

use crate::navegador::Navegador;

/// A Wednesday ahead of any machine's clock: the age of a cookie is counted from that one, and must not come out negative.
const AGORA: &str = "2040-03-14T15:00:00Z";
/// Our origin.
pub(crate) const ORIGEM: &str = "http://plugin.localhost:3000";
/// Who may frame the pages of the first incorporadora.
pub(crate) const MOLDURA: &str = "http://portal.localhost:4000";
/// Who may frame the pages of the second.
pub(crate) const MOLDURA_AURORA: &str = "http://aurora.localhost:4000";

pub(crate) struct Mundo {
    pub(crate) simulador: Simulador,
    /// CV and ERP of the second incorporadora.
    pub(crate) aurora: Option<Simulador>,
    /// The other incorporadoras of the demonstration, each with another ERP.
    pub(crate) vizinhas: Vec<Vizinha>,
    pub(crate) relogio: Arc<RelogioFixo>,
    pub(crate) router: Router,
    pub(crate) estado: AppState,
    pub(crate) encerrando: CancellationToken,
}

/// What a test wants different.
pub(crate) struct Ajustes {
    pub(crate) opcoes: Opcoes,
    pub(crate) portal_extra: &'static str,
    pub(crate) config: fn(&mut Config),
    pub(crate) banco: String,
    pub(crate) site: String,
    pub(crate) aurora: bool,
    pub(crate) vizinhas: bool,
    pub(crate) limitadores: Limitadores,
    /// Whether the ERP is protected, and its last answers shown, as in production. Off where a test wants every question asked,
    /// and nothing known from before.
    pub(crate) resiliente: bool,
    /// What draws PDFs.
    pub(crate) programa: &'static str,
}

impl Default for Ajustes {
    fn default() -> Self {
        Self {
            opcoes: Opcoes::default(),
            portal_extra: "",
            config: |_| (),
            banco: "sqlite::memory:".to_owned(),
            site: "target/site".to_owned(),
            aurora: false,
            vizinhas: false,
            limitadores: Limitadores::sem_limite(),
            resiliente: false,
            programa: env!("CARGO_BIN_EXE_financeiro"),
        }
    }
}

/// Tokens that say nothing of their end: sessions last as long as the configuration says.
pub(crate) fn opacos() -> Opcoes {
    Opcoes { token: TipoToken::Opaco, vida_token: Duration::from_hours(12), ..Opcoes::default() }
}

impl Mundo {
    pub(crate) async fn novo() -> Self {
        Self::com(Ajustes::default()).await
    }

    pub(crate) async fn com(ajustes: Ajustes) -> Self {
        let relogio = Arc::new(RelogioFixo::novo(AGORA.parse().unwrap()));
        let simulador = simulador(&relogio, ajustes.opcoes.clone()).await;
        let vizinhas = if ajustes.vizinhas { vizinhas(&relogio, ajustes.opcoes.clone()).await } else { Vec::new() };
        let aurora = if ajustes.aurora { Some(simulador_aurora(&relogio, ajustes.opcoes).await) } else { None };
        let outras = vizinhas.iter().map(Vizinha::outra).collect();
        let mut toml = demonstracao(&simulador, &ajustes.banco, ajustes.portal_extra, outras);
        if let Some(aurora) = &aurora {
            toml.push_str(&segunda(aurora));
        }
        let mut config = Config::de_texto(&toml, "teste", Path::new(""), &Ambiente::vazio()).unwrap();
        // A test may ask in a second what an ERP is asked in an hour.
        for incorporadora in &mut config.incorporadoras {
            incorporadora.erp.limites.por_minuto = 100_000;
            incorporadora.acesso_direto.piso = Duration::ZERO;
            if !ajustes.resiliente {
                incorporadora.erp.limites.protecao = Protecao::SoLimites;
            }
        }
        if !ajustes.resiliente {
            config.armazenamento.ultimos = Duration::ZERO;
        }
        (ajustes.config)(&mut config);
        let chaveiro = Chaveiro::gerar(&mut rand::rng(), relogio.agora());
        let leptos = LeptosOptions::builder().output_name("financeiro").site_root(ajustes.site).build();
        let mut estado = montagem::estado(config, chaveiro, leptos, relogio.clone()).await.unwrap();
        estado.limitadores = Arc::new(ajustes.limitadores);
        // The program, not this test of it.
        estado.desenhista = Desenhista::novo(ajustes.programa.into());
        let encerrando = CancellationToken::new();
        let router = build_router(estado.clone(), encerrando.clone());
        Self { simulador, aurora, vizinhas, relogio, router, estado, encerrando }
    }

    /// A browser that keeps cookies.
    pub(crate) fn navegador(&self) -> Navegador {
        Navegador::novo(self.router.clone())
    }

    /// A browser that refuses third-party cookies.
    pub(crate) fn sem_cookies(&self) -> Navegador {
        Navegador { aceita_cookies: false, ..self.navegador() }
    }

    /// A token of a cliente.
    pub(crate) fn token(&self, pessoa: &str) -> String {
        self.simulador.emitir_token(pessoa, Papel::Cliente).unwrap()
    }

    /// Switches faults on, in the simulator's words.
    pub(crate) fn falhas(&self, texto: &str) {
        self.simulador.falhas().definir(texto).unwrap();
    }

    /// What the ERP answers about a person, asked directly: the truth the pages are held to.
    pub(crate) async fn erp(&self, recurso: &str, pessoa: &str) -> Vec<Value> {
        perguntar(&self.simulador, recurso, pessoa).await
    }
}

/// What the books of a simulator say about a person, by the REST contract.
pub(crate) async fn perguntar(simulador: &Simulador, recurso: &str, pessoa: &str) -> Vec<Value> {
    let mut url = simulador.erp_url().join(recurso).unwrap();
    url.query_pairs_mut().append_pair("document", &por_chave(pessoa).unwrap().documento_normalizado());
    let pedido = reqwest::Client::builder().no_proxy().build().unwrap().get(url).bearer_auth("erp-demo");
    let texto = pedido.send().await.unwrap().text().await.unwrap();
    match serde_json::from_str(&texto).unwrap() {
        Value::Array(linhas) => linhas,
        um => vec![um],
    }
}

/// Those a launch lets in as customers of their own: clientes whose document CV tells, without associados.
pub(crate) fn clientes() -> impl Iterator<Item = &'static Pessoa> {
    let de_si = |p: &&Pessoa| p.papel == Papel::Cliente && p.titular.is_none();
    PESSOAS.iter().filter(de_si).filter(|p| !["jurema", "jurandir"].contains(&p.chave))
}

async fn simulador(relogio: &Arc<RelogioFixo>, opcoes: Opcoes) -> Simulador {
    let relogio = Arc::clone(relogio);
    let relogio = simulator::Relogio::de(move || relogio.agora());
    Simulador::iniciar(Opcoes { relogio, ..opcoes }).await.unwrap()
}

async fn simulador_aurora(relogio: &Arc<RelogioFixo>, opcoes: Opcoes) -> Simulador {
    let opcoes = Opcoes { slug: "aurora".to_owned(), semente: 7, token_erp: "erp-aurora".to_owned(), ..opcoes };
    simulador(relogio, opcoes).await
}

async fn vizinhas(relogio: &Arc<RelogioFixo>, opcoes: Opcoes) -> Vec<Vizinha> {
    let relogio = Arc::clone(relogio);
    let relogio = simulator::Relogio::de(move || relogio.agora());
    // A test asks more in a second than anybody looks at in a day.
    let uau = simulator::OpcoesUau { lentidao: Duration::ZERO, ..opcoes.uau };
    vizinhanca::iniciar(&Opcoes { relogio, uau, sienge_cota: u32::MAX, ..opcoes }).await.unwrap()
}

fn demonstracao(simulador: &Simulador, banco: &str, portal_extra: &str, outras: Vec<Outra>) -> String {
    let demonstracao = Demonstracao {
        url_publica: ORIGEM.to_owned(),
        url_portal: simulador.cv_url().to_string(),
        molduras: vec![MOLDURA.to_owned()],
        url_erp: simulador.erp_url().to_string(),
        token_erp: "erp-demo".into(),
        banco: banco.to_owned(),
        chaves_file: "sem-uso.json".into(),
        documentos_hosts: vec!["127.0.0.1".to_owned()],
        portal_extra: portal_extra.to_owned(),
        outras,
    };
    demonstracao.toml().expose_secret().to_owned()
}

fn segunda(simulador: &Simulador) -> String {
    format!(
        r##"
[[incorporadora]]
slug = "aurora"
nome = "Aurora Empreendimentos"
cor = "#7a1f5c"
contato = {{ email = "cobranca@aurora.example" }}
[incorporadora.portal]
url = "{}"
frame-ancestors = ["{MOLDURA_AURORA}"]
[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"
[incorporadora.erp]
tipo = "rest"
url = "{}"
autenticacao = {{ tipo = "bearer", token = "erp-aurora" }}
"##,
        simulador.cv_url(),
        simulador.erp_url()
    )
}
