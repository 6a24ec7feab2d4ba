//! What the adapter and the libraries under it write to the log, at the most talkative level.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{extract::Request, http::StatusCode};
use erp::Erp;
use erp_cv::ErpCv;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::comum::{CPF, OUTRO_CPF, Servidor, TOKEN, config, json, resposta, titular};

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
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/v1/cliente/unidades" => json(r#"[{"idunidade":"UNID7"}]"#),
        "/api/v1/cliente/financeiro/boletos/UNID7/segunda-via" => json(format!(
            r#"[{{"idboleto":"F1","cpf":"{OUTRO_CPF}","nome":"Outra Pessoa"}},
                {{"idboleto":"F2","cpf":"{CPF}","valor":"segredo-no-valor"}},
                {{"idboleto":"BOL3","cpf":"{CPF}","linha_digitavel":"LINHA-SECRETA","nome":"Joana da Amostra"}}]"#
        )),
        "/api/v1/cliente/financeiro/boleto/gerar/BOL3" => json(r#"{"url":"https://malvado.example/LINK-SECRETO"}"#),
        "/api/v1/cliente/contratos" => resposta(StatusCode::OK, "text/html", "<p>Joana da Amostra</p>"),
        _ => resposta(StatusCode::BAD_REQUEST, "application/json", r#"{"mensagem":"Joana da Amostra está bloqueada"}"#),
    })
    .await;
    let config = config(servidor.url.clone());
    let erp = ErpCv::novo(config.clone()).unwrap();
    let titular = titular();
    let boletos = erp.boletos(&titular).await.unwrap();
    let recusado = erp.segunda_via(&titular, &boletos.itens[0]).await.unwrap_err();
    let contratos = erp.contratos(&titular).await.unwrap_err();
    erp.parcelas(&titular).await.unwrap_err();
    drop(servidor);
    erp.cliente(&titular).await.unwrap_err();

    let escrito = String::from_utf8(memoria.0.lock().unwrap().clone()).unwrap();
    for esperado in ["boletos", "alheias=1", "ilegiveis=1", "\"valor\"", "status=200", "bytes=", "boleto-pdf"] {
        assert!(escrito.contains(esperado), "{esperado} is missing in:\n{escrito}");
    }
    let escrito = format!(
        "{escrito} {erp:?} {config:?} {contratos:?} {contratos} {recusado:?} {recusado} {:?}",
        titular.token_portal
    );
    for proibido in [
        CPF,
        "111.444.777-35",
        OUTRO_CPF,
        "Joana",
        "Outra Pessoa",
        TOKEN,
        "UNID7",
        "BOL3",
        "segredo-no-valor",
        "LINHA-SECRETA",
        "LINK-SECRETO",
        "F2",
    ] {
        assert!(!escrito.contains(proibido), "{proibido} is in:\n{escrito}");
    }
}
