//! Small ERPs on real sockets, and mappings over them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{Response, StatusCode, header},
};
use domain::{documento::Documento, modelo::Titular};
use erp_mapped::{Arvore, Autenticacao, ConfigMapped, ErpMapped, Mapeamento};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

pub(crate) const CPF: &str = "11144477735";
pub(crate) const OUTRO_CPF: &str = "52998224725";

pub(crate) const MEGA: &str = include_str!("../../../../mapeamentos/mega.toml");
pub(crate) const SIENGE: &str = include_str!("../../../../mapeamentos/sienge.toml");
pub(crate) const PLANO: &str = include_str!("../../../../mapeamentos/plano.toml");

/// A server that stops when dropped.
pub(crate) struct Servidor {
    pub(crate) url: Url,
    /// Method, path and query of every request, in order of arrival.
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
            registro.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{} {linha}", pedido.method()));
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
    format!("http://{}/base", porta.local_addr().unwrap()).parse().unwrap()
}

pub(crate) fn mapeamento(toml: &str) -> Mapeamento {
    Mapeamento::compilar(&Arvore::ler_toml(toml).unwrap()).unwrap()
}

pub(crate) fn config(url: Url, toml: &str) -> ConfigMapped {
    ConfigMapped {
        url,
        autenticacao: Autenticacao::Nenhuma,
        timeout: Duration::from_secs(5),
        documentos_hosts: vec!["127.0.0.1".to_owned()],
        permitir_loopback: true,
        mapeamento: mapeamento(toml),
        hoje: Arc::new(|| jiff::civil::date(2026, 11, 21)),
    }
}

pub(crate) fn erp(url: &Url, toml: &str) -> ErpMapped {
    ErpMapped::novo(config(url.clone(), toml)).unwrap()
}

pub(crate) fn titular(id_erp: Option<&str>) -> Titular {
    Titular { documento: Documento::ler(CPF).unwrap(), id_erp: id_erp.map(str::to_owned), token_portal: None }
}

pub(crate) fn json(corpo: impl Into<Body>) -> Response<Body> {
    resposta(StatusCode::OK, "application/json", corpo)
}

pub(crate) fn resposta(status: StatusCode, tipo: &str, corpo: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).header(header::CONTENT_TYPE, tipo).body(corpo.into()).unwrap()
}
