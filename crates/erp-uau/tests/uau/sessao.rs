//! Headers, login and what happens when the session ends, as the server sees them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::http::StatusCode;
use erp::{Erp, ErroErp};
use serde_json::json;

use crate::comum::{CPF, Servidor, TOKEN, erp, json, recusa, titular};

const LOGIN: &str = "Autenticador/AutenticarUsuario";
const COMPRADAS: &str = "Venda/ConsultarUnidadesCompradasPorCPFCNPJ";

#[tokio::test]
async fn every_call_carries_the_integration_token_and_all_but_the_login_the_raw_session() {
    let servidor = Servidor::novo(|_| json(&json!([]))).await;
    erp(&servidor.url).contratos(&titular()).await.unwrap();
    let pedidos = servidor.pedidos();
    assert_eq!(servidor.metodos(), [LOGIN, COMPRADAS]);
    for pedido in &pedidos {
        assert_eq!(pedido.cabecalhos["x-integration-authorization"], "token-de-integracao");
        assert_eq!(pedido.cabecalhos["content-type"], "application/json");
        assert_eq!(pedido.cabecalhos["accept"], "application/json");
    }
    assert!(pedidos[0].cabecalhos.get("authorization").is_none());
    assert_eq!(pedidos[0].corpo, json!({"Login": "portal", "Senha": "senha-do-portal"}));
    assert_eq!(pedidos[1].cabecalhos["authorization"], TOKEN, "raw, without Bearer");
    assert_eq!(pedidos[1].corpo, json!({"CpfCnpj": CPF}));
}

#[tokio::test]
async fn a_question_without_fields_is_an_empty_object_and_never_an_empty_body() {
    let compradas = json!([{"Empresa": 1, "Obra": "AMO", "Venda": 159, "StatusVenda": 3}]);
    let servidor =
        Servidor::novo(move |p| if p.metodo == COMPRADAS { json(&compradas) } else { json(&json!([])) }).await;
    erp(&servidor.url).pagamentos(&titular()).await.unwrap();
    let tipos = servidor.pedidos().into_iter().find(|p| p.metodo == "Venda/BuscarTiposDeParcelas").unwrap();
    assert_eq!(tipos.cabecalhos["content-length"], "2");
}

#[tokio::test]
async fn questions_asked_at_once_share_one_login() {
    let servidor = Servidor::novo(|_| json(&json!([]))).await;
    let erp = erp(&servidor.url);
    let titular = titular();
    futures::future::join_all((0..8).map(|_| erp.contratos(&titular))).await.into_iter().for_each(|r| drop(r.unwrap()));
    assert_eq!(servidor.quantas(LOGIN), 1);
}

#[tokio::test]
async fn an_ended_session_is_renewed_once_and_the_question_asked_again() {
    let chamadas = Arc::new(AtomicUsize::new(0));
    let contador = Arc::clone(&chamadas);
    let servidor = Servidor::novo(move |_| match contador.fetch_add(1, Ordering::SeqCst) {
        0 => recusa(StatusCode::UNAUTHORIZED, "Usuário não está logado!"),
        _ => json(&json!([])),
    })
    .await;
    erp(&servidor.url).contratos(&titular()).await.unwrap();
    assert_eq!(servidor.metodos(), [LOGIN, COMPRADAS, LOGIN, COMPRADAS]);
}

#[tokio::test]
async fn a_session_refused_twice_is_a_refused_credential_and_not_a_loop() {
    let servidor = Servidor::novo(|_| recusa(StatusCode::UNAUTHORIZED, "Usuário não está logado!")).await;
    assert_eq!(erp(&servidor.url).contratos(&titular()).await, Err(ErroErp::NaoAutorizado));
    assert_eq!(servidor.metodos(), [LOGIN, COMPRADAS, LOGIN, COMPRADAS]);
}

#[tokio::test]
async fn a_wrong_password_is_a_refused_credential_and_is_not_tried_again_at_once() {
    let servidor =
        Servidor::cru_http(|_| recusa(StatusCode::BAD_REQUEST, "Login do usuário ou a senha estão incorretos.")).await;
    let erp = erp(&servidor.url);
    for _ in 0..3 {
        assert_eq!(erp.contratos(&titular()).await, Err(ErroErp::NaoAutorizado));
    }
    assert_eq!(servidor.metodos(), [LOGIN]);
}

#[tokio::test]
async fn a_missing_integration_header_on_their_side_is_an_outage_and_not_a_password() {
    let servidor = Servidor::cru_http(|_| recusa(StatusCode::INTERNAL_SERVER_ERROR, "Referência de objeto")).await;
    assert_eq!(erp(&servidor.url).contratos(&titular()).await, Err(ErroErp::Indisponivel { tentar_em: None }));
}

#[tokio::test]
async fn a_refusal_is_shown_without_its_stack_trace() {
    let servidor = Servidor::novo(|_| recusa(StatusCode::BAD_REQUEST, "Venda em manutenção pela construtora.")).await;
    let erro = erp(&servidor.url).contratos(&titular()).await.unwrap_err();
    assert_eq!(erro, ErroErp::Recusado { mensagem: "Venda em manutenção pela construtora.".to_owned() });
}
