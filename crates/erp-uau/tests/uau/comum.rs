//! Small UAUs on real sockets.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Response, StatusCode, Uri, header},
};
use domain::{documento::Documento, modelo::Titular};
use erp_uau::{ConfigUau, ErpUau, Relogio};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

pub(crate) const CPF: &str = "11144477735";
pub(crate) const OUTRO_CPF: &str = "52998224725";
pub(crate) const TOKEN: &str = "eyJhbGciOiJkaXIifQ..sessao";
pub(crate) const TIPO: &str =
    "System.Int32, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";

/// A call as it came.
#[derive(Debug, Clone)]
pub(crate) struct Pedido {
    /// `Controller/Method`
    pub(crate) metodo: String,
    pub(crate) cabecalhos: HeaderMap,
    pub(crate) corpo: Value,
}

/// A server that stops when dropped.
pub(crate) struct Servidor {
    pub(crate) url: Url,
    pedidos: Arc<Mutex<Vec<Pedido>>>,
    tarefa: JoinHandle<()>,
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

impl Servidor {
    /// Logs everybody in and answers all other calls by a function of them.
    pub(crate) async fn novo(responder: impl Fn(&Pedido) -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        Self::cru_http(move |pedido| {
            if pedido.metodo == "Autenticador/AutenticarUsuario" { json(&TOKEN.into()) } else { responder(pedido) }
        })
        .await
    }

    /// Answers every call, the login too, by a function of it.
    pub(crate) async fn cru_http(
        responder: impl Fn(&Pedido) -> Response<Body> + Clone + Send + Sync + 'static,
    ) -> Self {
        let pedidos = Arc::new(Mutex::new(Vec::new()));
        let registro = Arc::clone(&pedidos);
        let app = Router::new().fallback(move |uri: Uri, cabecalhos: HeaderMap, corpo: Bytes| {
            let metodo = uri.path().trim_start_matches("/uauAPI/api/v1.0/").to_owned();
            let corpo = serde_json::from_slice(&corpo).unwrap_or_default();
            let pedido = Pedido { metodo, cabecalhos, corpo };
            let resposta = responder(&pedido);
            registro.lock().unwrap_or_else(PoisonError::into_inner).push(pedido);
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

    pub(crate) fn pedidos(&self) -> Vec<Pedido> {
        self.pedidos.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Methods called, in order of arrival.
    pub(crate) fn metodos(&self) -> Vec<String> {
        self.pedidos().into_iter().map(|p| p.metodo).collect()
    }

    pub(crate) fn quantas(&self, metodo: &str) -> usize {
        self.metodos().iter().filter(|m| *m == metodo).count()
    }
}

pub(crate) fn endereco(porta: &TcpListener) -> Url {
    format!("http://{}/uauAPI", porta.local_addr().unwrap()).parse().unwrap()
}

/// 15 February 2026, noon in São Paulo: before everything in the sample falls due.
pub(crate) fn relogio() -> Relogio {
    Relogio::de(|| "2026-02-15T15:00:00Z".parse().unwrap())
}

pub(crate) fn config(url: Url) -> ConfigUau {
    ConfigUau {
        url,
        versao: "v1.0".to_owned(),
        integracao: "token-de-integracao".into(),
        login: "portal".to_owned(),
        senha: "senha-do-portal".into(),
        usuario_uau_site: None,
        permitir_escrita: false,
        timeout: Duration::from_secs(5),
        renovacao: ConfigUau::RENOVACAO,
        permitir_loopback: true,
        relogio: relogio(),
    }
}

pub(crate) fn erp(url: &Url) -> ErpUau {
    ErpUau::novo(config(url.clone())).unwrap()
}

pub(crate) fn titular() -> Titular {
    Titular { documento: Documento::ler(CPF).unwrap(), id_erp: None, token_portal: None }
}

pub(crate) fn json(corpo: &Value) -> Response<Body> {
    resposta(StatusCode::OK, "application/json", corpo.to_string())
}

pub(crate) fn resposta(status: StatusCode, tipo: &str, corpo: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).header(header::CONTENT_TYPE, tipo).body(corpo.into()).unwrap()
}

/// UAU's way of saying that something went wrong.
pub(crate) fn recusa(status: StatusCode, mensagem: &str) -> Response<Body> {
    let corpo = serde_json::json!({
        "Detalhe": "   em UAU.Core.Processar() na C:\\fontes\\segredo.vb:linha 12", "Mensagem": mensagem, "Descricao": null,
    });
    resposta(status, "application/json", corpo.to_string())
}
