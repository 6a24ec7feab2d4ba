//! A simulated CV with a clock in the test's hand, and small CVs on real sockets.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Method, Request, Response, StatusCode, header},
};
use cv::{ClienteCv, ConfigCv};
use domain::documento::{Documento, Email, Token};
use jiff::{Timestamp, civil::date};
use simulator::{Opcoes, Papel, Relogio, Simulador, por_chave};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

/// The short paths of the help article.
pub(crate) const CURTOS: [(&str, &str); 9] = [
    ("empreendimentos", "/empreendimento"),
    ("unidades", "/unidade"),
    ("unidade", "/unidade"),
    ("contratos", "/contrato"),
    ("contratos-unidade", "/contrato"),
    ("boletos", "/boleto"),
    ("boleto-pdf", "/boleto/{idboleto}"),
    ("documentos", "/documento"),
    ("documento", "/documento/{iddocumento}"),
];

/// A clock that stands where it was put.
#[derive(Clone)]
pub(crate) struct Hora(Arc<AtomicI64>);

impl Hora {
    pub(crate) fn nova() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_262_400)))
    }

    pub(crate) fn agora(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }

    pub(crate) fn passar(&self, segundos: i64) {
        self.0.fetch_add(segundos, Ordering::Relaxed);
    }
}

pub(crate) fn config(url: Url) -> ConfigCv {
    ConfigCv {
        url,
        caminhos: BTreeMap::new(),
        timeout: Duration::from_secs(5),
        permitir_loopback: true,
        servico: Some(("api@horizonte.example".to_owned(), "cv-demo".into())),
    }
}

pub(crate) fn cliente(config: &ConfigCv, hora: &Hora) -> ClienteCv {
    let hora = hora.clone();
    ClienteCv::novo(config, move || hora.agora()).unwrap()
}

/// The simulated CV and two clients of it: with the paths of the reference and with the short ones.
pub(crate) struct Mundo {
    pub(crate) simulador: Simulador,
    pub(crate) hora: Hora,
    pub(crate) cv: ClienteCv,
    pub(crate) curto: ClienteCv,
}

impl Mundo {
    pub(crate) async fn novo() -> Self {
        let hora = Hora::nova();
        let fonte = hora.clone();
        let relogio = Relogio::de(move || fonte.agora());
        let opcoes = Opcoes { hoje: Some(date(2026, 11, 21)), relogio, ..Opcoes::default() };
        let simulador = Simulador::iniciar(opcoes).await.unwrap();
        let mut config = config(simulador.cv_url());
        let cv = cliente(&config, &hora);
        for (chave, caminho) in CURTOS {
            config.caminhos.insert(chave.to_owned(), format!("/api/v1/cliente{caminho}"));
        }
        let curto = cliente(&config, &hora);
        Self { simulador, hora, cv, curto }
    }

    pub(crate) fn token(&self, pessoa: &str) -> Token {
        let papel = por_chave(pessoa).unwrap().papel;
        Token::novo(self.simulador.emitir_token(pessoa, papel).unwrap())
    }

    pub(crate) fn token_de(&self, pessoa: &str, papel: Papel) -> Token {
        Token::novo(self.simulador.emitir_token(pessoa, papel).unwrap())
    }
}

pub(crate) fn documento(pessoa: &str) -> Documento {
    Documento::ler(por_chave(pessoa).unwrap().documento).unwrap()
}

pub(crate) fn email(pessoa: &str) -> Email {
    Email::ler(&por_chave(pessoa).unwrap().email()).unwrap()
}

/// One request a small CV received.
#[derive(Debug, Clone)]
pub(crate) struct Visto {
    pub(crate) metodo: Method,
    /// Path and query.
    pub(crate) caminho: String,
    pub(crate) cabecalhos: header::HeaderMap,
    pub(crate) corpo: String,
}

/// A server that stops when dropped.
pub(crate) struct Servidor {
    pub(crate) url: Url,
    vistos: Arc<Mutex<Vec<Visto>>>,
    tarefa: JoinHandle<()>,
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

impl Servidor {
    /// Answers every request by a function of its number, from 0.
    pub(crate) async fn novo(responder: impl Fn(usize) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let vistos: Arc<Mutex<Vec<Visto>>> = Arc::default();
        let registro = Arc::clone(&vistos);
        let app = Router::new().fallback(move |pedido: Request<Body>| {
            let (registro, responder) = (Arc::clone(&registro), responder.clone());
            async move {
                let (partes, corpo) = pedido.into_parts();
                let corpo: Bytes = axum::body::to_bytes(corpo, 1 << 20).await.unwrap();
                let visto = Visto {
                    metodo: partes.method,
                    caminho: partes.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
                    cabecalhos: partes.headers,
                    corpo: String::from_utf8_lossy(&corpo).into_owned(),
                };
                let mut registro = registro.lock().unwrap_or_else(PoisonError::into_inner);
                registro.push(visto);
                responder(registro.len() - 1)
            }
        });
        let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = endereco(&porta);
        let tarefa = tokio::spawn(async move { axum::serve(porta, app).await.unwrap() });
        Self { url, vistos, tarefa }
    }

    /// A server below HTTP, for what no HTTP server does on purpose.
    pub(crate) fn cru(url: Url, tarefa: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { url, vistos: Arc::default(), tarefa: tokio::spawn(tarefa) }
    }

    pub(crate) fn vistos(&self) -> Vec<Visto> {
        self.vistos.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn cliente(&self) -> ClienteCv {
        cliente(&config(self.url.clone()), &Hora::nova())
    }
}

pub(crate) fn endereco(porta: &TcpListener) -> Url {
    format!("http://{}", porta.local_addr().unwrap()).parse().unwrap()
}

pub(crate) const TOKEN: &str = "token-do-portal";

pub(crate) fn token() -> Token {
    Token::novo(TOKEN)
}

pub(crate) fn json(status: u16, corpo: impl Into<Body>) -> Response<Body> {
    resposta(status, "application/json", corpo)
}

pub(crate) fn resposta(status: u16, tipo: &str, corpo: impl Into<Body>) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap();
    Response::builder().status(status).header(header::CONTENT_TYPE, tipo).body(corpo.into()).unwrap()
}
