//! CV's Portal do Cliente and an ERP, over real HTTP, with fictional people and faults that are real on the socket.
//!
//! `financeiro demo`, the integration tests and the end-to-end tests start it; nothing of it is part of the plugin, which
//! reaches it only through the network, by the same adapters as a real CV and a real ERP.
//!
//! | site | address | what is there |
//! |---|---|---|
//! | portal | [`Simulador::portal_url`] | pages with the framed plugin, CV's API, `/simulador` for developers |
//! | ERP | [`Simulador::erp_url`] | the REST contract, requests 1 to 7, and the documents it links to |
//! | UAU | [`Simulador::uau_url`] | `uauAPI`: the same books as UAU would tell them |
//! | Mega | [`Simulador::mega_url`] | login with token, contracts by document, rows by contract, PDF as base64 |
//! | Sienge | [`Simulador::sienge_url`] | Basic, pages, lists inside lists, a daily quota |
//! | plano | [`Simulador::plano_url`] | OAuth2, one flat row per boleto |
//!
//! The portal is `portal.localhost` (or another host, for the portal of another incorporadora), another *site* than any other host, which is what makes the plugin's cookies third
//! party, as in production. What CV does not document is our invention and can be changed by options or in the address.
//!
//! ```no_run
//! # async fn demonstrar() -> anyhow::Result<()> {
//! let simulador = simulator::Simulador::iniciar(simulator::Opcoes::default()).await?;
//! simulador.definir_plugin_url("http://127.0.0.1:3000".parse()?);
//! simulador.falhas().definir("erp.boletos-abertos=lento:10s")?;
//! println!("{}", simulador.portal_url());
//! simulador.encerrar().await;
//! # Ok(())
//! # }
//! ```

mod carteira;
mod contagem;
mod empreendimentos;
mod erp;
mod estado;
pub mod falhas;
mod fio;
mod mega;
mod opcoes;
mod pdf;
mod pessoas;
mod plano;
mod portal;
mod relogio;
mod sienge;
mod uau;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use anyhow::Context as _;
use axum::Router;
use jiff::civil::Date;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use url::Url;

pub use contagem::Contagem;
pub use falhas::{Alvo, Endpoint, Falha, Falhas, Sitio, TipoFalha};
pub use mega::LOGIN as MEGA_LOGIN;
pub use opcoes::{Entrega, ErroOpcao, FormaErp, FormaLista, Opcoes, OpcoesUau, TipoToken, VersaoErp};
pub use pessoas::{PESSOAS, Papel, Pessoa, por_chave};
pub use plano::CLIENTE as PLANO_CLIENTE;
pub use relogio::Relogio;
pub use sienge::LOGIN as SIENGE_LOGIN;

use carteira::Carteiras;
pub use estado::Vizinho;
use estado::{Comum, Estado};
use fio::{Fio, Ouvinte};
use portal::{Emissor, Memoria};
pub use portal::{Envio, TipoEnvio};
use uau::Acesso;

/// How long open answers may take to finish when the simulator closes.
const DESPEDIDA: Duration = Duration::from_secs(2);

/// A running simulator. Dropping it closes it too, without waiting.
#[derive(Debug)]
pub struct Simulador {
    estado: Comum,
    portal: SocketAddr,
    mega: SocketAddr,
    sienge: SocketAddr,
    plano: SocketAddr,
    parar: watch::Sender<bool>,
    tarefas: Vec<JoinHandle<()>>,
}

impl Simulador {
    /// Binds all sites and starts answering.
    ///
    /// # Errors
    /// When an address cannot be bound, or today is a date boletos cannot carry.
    pub async fn iniciar(opcoes: Opcoes) -> anyhow::Result<Self> {
        let portal = escutar(opcoes.portal_addr, "portal").await?;
        let erp = escutar(opcoes.erp_addr, "ERP").await?;
        let uau = escutar(opcoes.uau.addr, "UAU").await?;
        let uau_addr = uau.local_addr()?;
        let (portal_addr, erp_addr) = (portal.local_addr()?, erp.local_addr()?);
        // Beside the ERP, on free ports.
        let ao_lado = SocketAddr::new(erp_addr.ip(), 0);
        let mega = escutar(ao_lado, "Mega").await?;
        let sienge = escutar(ao_lado, "Sienge").await?;
        let plano = escutar(ao_lado, "ERP plano").await?;
        let outros = (mega.local_addr()?, sienge.local_addr()?, plano.local_addr()?);
        let (parar, parado) = watch::channel(false);
        let hoje = opcoes.hoje.unwrap_or_else(|| opcoes.relogio.hoje());
        let estado: Comum = Arc::new(Estado {
            hoje: opcoes.hoje,
            relogio: opcoes.relogio,
            slug: opcoes.slug,
            nome: opcoes.nome,
            codigos_numericos: opcoes.codigos_numericos,
            vizinhos: RwLock::default(),
            entrega: opcoes.entrega,
            vida_token: opcoes.vida_token,
            token_erp: opcoes.token_erp,
            portal_url: Url::parse(&format!("http://{}:{}/", opcoes.host, portal_addr.port()))?,
            erp_url: Url::parse(&format!("http://{}/", alcancavel(erp_addr)))?,
            plugin_url: RwLock::new(opcoes.plugin_url),
            forma_erp: RwLock::new(opcoes.erp),
            falhas: Falhas::novas(opcoes.falhas),
            contagem: Contagem::default(),
            carteiras: Carteiras::novas(hoje, opcoes.semente)?,
            emissor: Emissor::novo(opcoes.token),
            uau: Acesso::novo(opcoes.uau),
            uau_url: Url::parse(&format!("http://{}/uauAPI", alcancavel(uau_addr)))?,
            chave_dos_links: std::hash::RandomState::new(),
            sessoes: Mutex::default(),
            memoria: Memoria::default(),
            parar: parado,
        });
        let tarefas = vec![
            servir(portal, portal::rotas(Arc::clone(&estado)), Arc::clone(&estado)),
            servir(erp, erp::rotas(Arc::clone(&estado)), Arc::clone(&estado)),
            servir(uau, uau::rotas(Arc::clone(&estado)), Arc::clone(&estado)),
            servir(mega, mega::rotas(Arc::clone(&estado)), Arc::clone(&estado)),
            servir(sienge, sienge::rotas(Arc::clone(&estado), opcoes.sienge_cota), Arc::clone(&estado)),
            servir(plano, plano::rotas(Arc::clone(&estado)), Arc::clone(&estado)),
        ];
        Ok(Self { estado, portal: portal_addr, mega: outros.0, sienge: outros.1, plano: outros.2, parar, tarefas })
    }

    /// Address of the portal for a browser: `http://portal.localhost:{port}/`, or with [`Opcoes::host`].
    pub fn portal_url(&self) -> Url {
        self.estado.portal_url.clone()
    }

    /// Address of CV's API for a server, by number: not every resolver knows that `*.localhost` is loopback.
    pub fn cv_url(&self) -> Url {
        self.em(self.portal)
    }

    /// Address of the ERP in the style of Mega. It takes [`MEGA_LOGIN`], with the header `tenantId` of any value.
    pub fn mega_url(&self) -> Url {
        self.em(self.mega)
    }

    /// Address of the ERP in the style of Sienge, customer included. It takes [`SIENGE_LOGIN`] by Basic.
    pub fn sienge_url(&self) -> Url {
        let mut url = self.em(self.sienge);
        url.set_path("/horizonte/public/api/v1");
        url
    }

    /// Address of the ERP of flat rows. It takes [`PLANO_CLIENTE`] at `/oauth/token`.
    pub fn plano_url(&self) -> Url {
        self.em(self.plano)
    }

    fn em(&self, endereco: SocketAddr) -> Url {
        let mut url = self.estado.erp_url.clone();
        let endereco = alcancavel(endereco);
        // Both can only fail for URLs without a host.
        let _ = url.set_ip_host(endereco.ip());
        let _ = url.set_port(Some(endereco.port()));
        url
    }

    /// Address of the ERP, by number.
    pub fn erp_url(&self) -> Url {
        self.estado.erp_url.clone()
    }

    /// Base address of UAU, by number, as the configuration of an adapter wants it.
    pub fn uau_url(&self) -> Url {
        self.estado.uau_url.clone()
    }

    /// Ends all sessions of UAU, as a restart of its web server does.
    pub fn derrubar_sessoes_uau(&self) {
        self.estado.uau.derrubar();
    }

    /// Tells the portal where the plugin is: its origin, the path is added.
    pub fn definir_plugin_url(&self, url: Url) {
        *self.estado.plugin_url.write().unwrap_or_else(PoisonError::into_inner) = Some(url);
    }

    /// Tells the portal of others like it; its login page offers them.
    pub fn definir_vizinhos(&self, vizinhos: Vec<Vizinho>) {
        *self.estado.vizinhos.write().unwrap_or_else(PoisonError::into_inner) = vizinhos;
    }

    /// Changes the dialect of the ERP from the next request on.
    pub fn definir_forma_erp(&self, forma: FormaErp) {
        *self.estado.forma_erp.write().unwrap_or_else(PoisonError::into_inner) = forma;
    }

    /// The faults, to be switched while it runs.
    pub fn falhas(&self) -> Falhas {
        self.estado.falhas.clone()
    }

    /// Calls received so far.
    pub fn contagem(&self) -> &Contagem {
        &self.estado.contagem
    }

    /// Civil date of the data.
    pub fn hoje(&self) -> Date {
        self.estado.hoje()
    }

    /// A token as the portal would hand it over now, for tests that launch the plugin without a page.
    ///
    /// # Errors
    /// When the person is unknown or the token cannot be signed.
    pub fn emitir_token(&self, pessoa: &str, papel: Papel) -> anyhow::Result<String> {
        let pessoa = por_chave(pessoa).with_context(|| format!("pessoa desconhecida: {pessoa}"))?;
        let vida = portal::com_sinal(self.estado.vida_token);
        self.estado.emissor.emitir(pessoa, papel, &self.estado.slug, self.estado.relogio.agora(), vida)
    }

    /// What CV sent by e-mail and SMS so far, oldest first: the codes of logins and notices of new passwords.
    pub fn envios(&self) -> Vec<Envio> {
        self.estado.memoria.envios()
    }

    /// The last code CV sent that person, as the person would read it.
    pub fn ultimo_codigo(&self, pessoa: &str) -> Option<String> {
        self.estado.memoria.envios().into_iter().rev().find(|e| e.pessoa == pessoa)?.codigo
    }

    /// Closes all sites: slow answers are sent at once, then connections end.
    pub async fn encerrar(mut self) {
        self.parar.send_replace(true);
        for tarefa in &mut self.tarefas {
            if tokio::time::timeout(DESPEDIDA, &mut *tarefa).await.is_err() {
                tarefa.abort();
            }
        }
    }
}

async fn escutar(endereco: SocketAddr, nome: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(endereco)
        .await
        .with_context(|| format!("{nome} simulado: não foi possível escutar em {endereco}"))
}

/// The same listener as a client on this machine reaches it.
fn alcancavel(endereco: SocketAddr) -> SocketAddr {
    let ip = if endereco.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { endereco.ip() };
    SocketAddr::new(ip, endereco.port())
}

fn servir(ouvinte: TcpListener, rotas: Router, estado: Comum) -> JoinHandle<()> {
    let servico = rotas.into_make_service_with_connect_info::<Fio>();
    tokio::spawn(async move {
        let servidor =
            axum::serve(Ouvinte(ouvinte), servico).with_graceful_shutdown(async move { estado.parada().await });
        if let Err(erro) = servidor.await {
            tracing::error!(%erro, "o simulador parou");
        }
    })
}
