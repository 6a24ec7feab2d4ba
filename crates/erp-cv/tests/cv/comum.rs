//! Small CVs on real sockets.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Response, StatusCode, header},
};
use domain::{
    documento::{Documento, Token},
    modelo::Titular,
};
use erp_cv::{ConfigCv, ErpCv};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

pub(crate) const CPF: &str = "11144477735";
pub(crate) const OUTRO_CPF: &str = "52998224725";

/// A server that stops when dropped.
pub(crate) struct Servidor {
    pub(crate) url: Url,
    /// Path and query of every request, in order of arrival.
    pub(crate) pedidos: Arc<Mutex<Vec<String>>>,
    tarefa: JoinHandle<()>,
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

impl Servidor {
    /// Answers every request by a function of it.
    pub(crate) async fn novo(responder: impl Fn(&Request) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let pedidos = Arc::new(Mutex::new(Vec::new()));
        let registro = Arc::clone(&pedidos);
        let app = Router::new().fallback(move |pedido: Request| {
            let linha = pedido.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            registro.lock().unwrap_or_else(PoisonError::into_inner).push(linha);
            let resposta = responder(&pedido);
            async move { resposta }
        });
        let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = endereco(&porta);
        let tarefa = tokio::spawn(async move { axum::serve(porta, app).await.unwrap() });
        Self { url, pedidos, tarefa }
    }

    /// A server below HTTP, for what no HTTP server does on purpose.
    pub(crate) fn cru(url: Url, tarefa: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { url, pedidos: Arc::default(), tarefa: tokio::spawn(tarefa) }
    }

    pub(crate) fn vistos(&self) -> Vec<String> {
        self.pedidos.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(crate) fn endereco(porta: &TcpListener) -> Url {
    format!("http://{}", porta.local_addr().unwrap()).parse().unwrap()
}

pub(crate) fn config(url: Url) -> ConfigCv {
    ConfigCv {
        url,
        timeout: Duration::from_secs(5),
        caminhos: BTreeMap::new(),
        documentos_hosts: vec!["127.0.0.1".to_owned()],
        permitir_loopback: true,
    }
}

pub(crate) fn erp(url: &Url) -> ErpCv {
    ErpCv::novo(config(url.clone())).unwrap()
}

pub(crate) const TOKEN: &str = "token-do-portal";

pub(crate) fn titular() -> Titular {
    Titular {
        documento: Documento::ler(CPF).unwrap(),
        id_erp: Some("C-77".to_owned()),
        token_portal: Some(Token::novo(TOKEN)),
    }
}

pub(crate) fn json(corpo: impl Into<Body>) -> Response<Body> {
    resposta(StatusCode::OK, "application/json", corpo)
}

pub(crate) fn resposta(status: StatusCode, tipo: &str, corpo: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).header(header::CONTENT_TYPE, tipo).body(corpo.into()).unwrap()
}
