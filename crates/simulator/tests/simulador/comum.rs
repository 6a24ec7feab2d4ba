//! A simulator on free ports and a client for it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp, civil::date};
use reqwest::{Client, Response, redirect::Policy};
use serde_json::Value;
use simulator::{Opcoes, Papel, Relogio, Simulador};

pub(crate) struct Bancada {
    pub(crate) simulador: Simulador,
    pub(crate) cliente: Client,
    segundos: Arc<AtomicI64>,
}

impl Bancada {
    pub(crate) async fn nova() -> Self {
        Self::com(Opcoes::default()).await
    }

    /// 21 November 2026, a Saturday after a holiday; the clock of tokens moves only by [`Bancada::passar`].
    pub(crate) async fn com(opcoes: Opcoes) -> Self {
        let segundos = Arc::new(AtomicI64::new(1_795_262_400));
        let fonte = Arc::clone(&segundos);
        let relogio = Relogio::de(move || Timestamp::from_second(fonte.load(Ordering::Relaxed)).unwrap());
        let hoje = opcoes.hoje.or(Some(date(2026, 11, 21)));
        let simulador = Simulador::iniciar(Opcoes { hoje, relogio, ..opcoes }).await.unwrap();
        simulador.definir_plugin_url("http://127.0.0.1:9".parse().unwrap());
        let cliente = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { simulador, cliente, segundos }
    }

    pub(crate) fn passar(&self, segundos: i64) {
        self.segundos.fetch_add(segundos, Ordering::Relaxed);
    }

    /// GET at the ERP with its credential.
    pub(crate) async fn erp(&self, caminho: &str) -> reqwest::Result<Response> {
        self.cliente.get(self.simulador.erp_url().join(caminho).unwrap()).bearer_auth("erp-demo").send().await
    }

    pub(crate) async fn erp_json(&self, caminho: &str) -> Value {
        let resposta = self.erp(caminho).await.unwrap();
        assert_eq!(resposta.status(), 200, "{caminho}");
        resposta.json().await.unwrap()
    }

    /// Rows of a resource for one person, asked by document.
    pub(crate) async fn linhas(&self, recurso: &str, pessoa: &str) -> Vec<Value> {
        let documento = simulator::por_chave(pessoa).unwrap().documento_normalizado();
        self.erp_json(&format!("{recurso}?document={documento}")).await.as_array().unwrap().clone()
    }

    pub(crate) async fn cv(&self, caminho: &str, token: &str) -> reqwest::Result<Response> {
        self.cliente.get(self.simulador.cv_url().join(caminho).unwrap()).bearer_auth(token).send().await
    }

    pub(crate) async fn pessoa(&self, pessoa: &str) -> Value {
        let token = self.simulador.emitir_token(pessoa, Papel::Cliente).unwrap();
        self.cv("api/v1/cliente/pessoa", &token).await.unwrap().json().await.unwrap()
    }

    /// A page of the portal as that person.
    pub(crate) async fn pagina(&self, caminho: &str, pessoa: &str) -> Response {
        let base = self.simulador.cv_url();
        let entrada =
            self.cliente.post(base.join("cliente/entrar").unwrap()).form(&[("pessoa", pessoa)]).send().await.unwrap();
        assert_eq!(entrada.status(), 303);
        let cookie = entrada.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        self.cliente.get(base.join(caminho).unwrap()).header("cookie", cookie).send().await.unwrap()
    }
}
