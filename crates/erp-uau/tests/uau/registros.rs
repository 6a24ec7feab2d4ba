//! What the adapter and the libraries under it write to the log, at the most talkative level.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use axum::http::StatusCode;
use erp::Erp;
use serde_json::json;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::comum::{CPF, OUTRO_CPF, Servidor, TOKEN, erp, json, recusa, titular};

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
async fn no_log_line_at_any_level_holds_anything_of_the_person_or_the_credentials() {
    let memoria = Memoria::default();
    // Global, because the libraries below log from their own tasks; also takes what comes through the `log` crate.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace,axum=off"))
        .with_ansi(false)
        .with_writer(memoria.clone())
        .init();
    let servidor = Servidor::novo(|pedido| match pedido.metodo.as_str() {
        "Pessoas/ConsultarPessoasPorCPFCNPJ" => {
            json(&json!([{"cod_pes": 77, "nome_pes": "Joana da Amostra", "cpf_pes": CPF, "Senha_pes": "abc123"}]))
        }
        "Venda/ConsultarUnidadesCompradasPorCPFCNPJ" => json(&json!([
            {"Empresa": 1, "Obra": "AMO", "Venda": 159, "StatusVenda": 0},
            {"Empresa": 1, "Obra": "AMO", "Venda": 160, "CpfCnpj": OUTRO_CPF},
        ])),
        "BoletoServices/ConsultarBoletosDoCliente" => json(&json!([
            {"codBanco": 341, "seuNumero": 998_877, "numeroVenda": 159, "valorDocumento": "segredo-no-valor"},
            {"codBanco": 341, "seuNumero": 998_878, "numeroVenda": 159, "linhaDigitavel": "34191.79001"},
        ])),
        _ => recusa(StatusCode::BAD_REQUEST, "Joana da Amostra está bloqueada pela obra"),
    })
    .await;
    let erp = erp(&servidor.url);
    let boletos = erp.boletos(&titular()).await;
    assert!(boletos.is_err(), "{boletos:?}");
    let recusado = erp.pagamentos(&titular()).await.unwrap_err();
    erp.contratos(&titular()).await.unwrap();
    erp.cliente(&titular()).await.unwrap();
    assert!(recusado.to_string().contains("Joana"), "what the person may read is not what is logged");

    let texto = String::from_utf8(memoria.0.lock().unwrap().clone()).unwrap();
    assert!(texto.contains("chamada ao UAU"), "the log was empty");
    for segredo in [
        CPF,
        OUTRO_CPF,
        "Joana",
        "abc123",
        "998877",
        "34191",
        "segredo",
        TOKEN,
        "token-de-integracao",
        "senha-do-portal",
    ] {
        assert!(!texto.contains(segredo), "{segredo}: {}", texto.lines().find(|l| l.contains(segredo)).unwrap());
    }
}
