//! What the adapter and the libraries under it write to the log, at the most talkative level.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::StatusCode;
use erp::Erp;
use erp_mapped::{Autenticacao, EnvioCredencial, ErpMapped};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::comum::{CPF, OUTRO_CPF, PLANO, Servidor, config, json, resposta, titular};

#[derive(Clone, Default)]
struct Memoria(Arc<Mutex<Vec<u8>>>);

impl Write for Memoria {
    fn write(&mut self, parte: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(parte);
        Ok(parte.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Memoria {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_line_at_any_level_holds_anything_of_the_person_or_the_credential() {
    let memoria = Memoria::default();
    // Global, because the libraries below log from their own tasks; also takes what comes through the `log` crate.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace,axum=off"))
        .with_ansi(false)
        .with_writer(memoria.clone())
        .init();
    let servidor = Servidor::novo(|pedido| match pedido.uri().path() {
        "/base/oauth/token" => json(r#"{"access_token":"token-secreto","expires_in":3600}"#),
        "/base/titulos" => json(format!(
            r#"[{{"codigo":"FATURA1","cpf":"{OUTRO_CPF}","nome":"Outra Pessoa"}},
                {{"codigo":"FATURA2","cpf":"{CPF}","valor":"segredo-no-valor"}}]"#
        )),
        _ => resposta(StatusCode::BAD_REQUEST, "application/json", r#"{"mensagem":"Joana da Amostra está bloqueada"}"#),
    })
    .await;
    let mut config = config(servidor.url.clone(), PLANO);
    config.autenticacao = Autenticacao::OAuth2 {
        token_url: format!("{}/oauth/token", servidor.url).parse().unwrap(),
        client_id: "identificador".to_owned(),
        client_secret: "chave-secreta".into(),
        escopo: None,
        envio: EnvioCredencial::Corpo,
    };
    let erp = ErpMapped::novo(config.clone()).unwrap();
    let titular = titular(Some("COD7"));
    erp.boletos(&titular).await.unwrap();
    erp.cliente(&titular).await.unwrap_err();
    let diagnosticos = erp.diagnosticar(&titular).await;
    drop(servidor);
    erp.parcelas(&titular).await.unwrap_err();

    let escrito = String::from_utf8(memoria.0.lock().unwrap().clone()).unwrap();
    for esperado in ["boletos", "alheias=1", "ilegiveis=1", "classe=\"2xx\"", "bytes="] {
        assert!(escrito.contains(esperado), "{esperado} is missing in:\n{escrito}");
    }
    let escrito = format!("{escrito} {erp:?} {config:?}");
    for proibido in [
        CPF,
        "111.444.777-35",
        OUTRO_CPF,
        "Joana",
        "Outra Pessoa",
        "token-secreto",
        "chave-secreta",
        "COD7",
        "segredo-no-valor",
        "cpf=1",
        "FATURA2",
    ] {
        assert!(!escrito.contains(proibido), "{proibido} is in:\n{escrito}");
    }
    let dito: String = diagnosticos.iter().map(ToString::to_string).collect();
    for proibido in [CPF, OUTRO_CPF, "segredo-no-valor", "FATURA2"] {
        assert!(!dito.contains(proibido), "{proibido} is in:\n{dito}");
    }
}
