//! What must not open anything: each wrong input has its status, a page in Portuguese and a way to reach somebody.

use axum::body::Body;
use http::{Method, StatusCode, header};

use crate::{
    mundo::Mundo,
    navegador::{Navegador, Resposta, Site},
};

const TELEFONE: &str = "(79) 3000-0000";

fn conferir_recusa(n: &Navegador, resposta: &Resposta, status: StatusCode, caso: &str) {
    assert_eq!(resposta.status, status, "{caso}: {}", resposta.texto());
    assert!(n.cookie.is_none() && resposta.header("location").is_none(), "{caso}");
    let texto = resposta.texto();
    assert!(resposta.corpo.contains("<html lang=\"pt-BR\">"), "{caso}");
    assert!(texto.contains(TELEFONE) && texto.contains("financeiro@horizonte.example"), "{caso}: {texto}");
    assert!(texto.contains("portal") || texto.contains("Portal"), "{caso}: no way back in {texto}");
    assert!(texto.contains("Código de atendimento"), "{caso}: {texto}");
}

#[tokio::test]
async fn a_token_of_the_wrong_size_or_alphabet_is_refused_before_cv_is_asked() {
    let mundo = Mundo::novo().await;
    let longo = "a".repeat(5000);
    let valido = "a".repeat(40);
    let casos = [
        (String::new(), "no parameter"),
        ("token=".to_owned(), "empty"),
        ("token=aaaaaaaaaaaaaaa".to_owned(), "15 characters"),
        (format!("token={longo}"), "5000 characters"),
        (format!("token={valido}%00"), "NUL"),
        (format!("token={valido}%0d%0aX-Y:%20z"), "line break"),
        (format!("token={valido}%C3%A9"), "accent"),
        (format!("token={valido}%FF"), "broken UTF-8"),
        (format!("token=%3Cscript%3Ealert(1)%3C/script%3E{valido}"), "markup"),
        (format!("token={valido}&token={valido}b"), "two tokens"),
        (format!("token={valido}&jwt={valido}b"), "two tokens under two names"),
    ];
    for (query, caso) in casos {
        let mut n = mundo.navegador();
        let resposta = n.abrir_de(&format!("/p/horizonte/cliente?{query}"), Site::Outro).await;
        conferir_recusa(&n, &resposta, StatusCode::BAD_REQUEST, caso);
        assert!(!resposta.tudo().contains(&valido), "{caso}: the input came back");
    }
    assert!(mundo.simulador.contagem().todas().is_empty(), "CV was asked about something that is no token");
}

#[tokio::test]
async fn a_token_in_the_header_may_not_differ_from_the_one_in_the_address() {
    let mundo = Mundo::novo().await;
    let (um, outro) = (mundo.token("doralice"), mundo.token("lindalva"));
    let mut n = mundo.navegador();
    let pedido = n.pedido(Method::GET, &format!("/p/horizonte/cliente?token={um}"), Site::Outro);
    let pedido = pedido.header(header::AUTHORIZATION, format!("Bearer {outro}")).body(Body::empty()).unwrap();
    let resposta = n.enviar(pedido).await;
    conferir_recusa(&n, &resposta, StatusCode::BAD_REQUEST, "header and query");
}

#[tokio::test]
async fn an_address_that_names_nobody_is_not_found() {
    let mundo = Mundo::novo().await;
    let token = mundo.token("doralice");
    for caminho in [
        "/p/ninguem/cliente",
        "/p/HORIZONTE/cliente",
        "/p/horizonte%2f/cliente",
        "/p/%00/cliente",
        "/p/../cliente",
        "/p/horizonte/rei",
        "/p/horizonte/",
        "/p/horizonte",
        "/p/",
        "/p",
        "/p/horizonte/cliente/mais",
    ] {
        let mut n = mundo.navegador();
        let resposta = n.abrir_de(&format!("{caminho}?token={token}"), Site::Outro).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}: {}", resposta.texto());
        assert!(n.cookie.is_none(), "{caminho}");
        assert!(!resposta.tudo().contains(&token), "{caminho}");
    }
    assert!(mundo.simulador.contagem().todas().is_empty());
}

#[tokio::test]
async fn a_launch_is_a_get_or_a_post_and_nothing_else() {
    let mundo = Mundo::novo().await;
    let token = mundo.token("doralice");
    for metodo in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::HEAD, Method::TRACE] {
        let mut n = mundo.navegador();
        let pedido = n.pedido(metodo.clone(), &format!("/p/horizonte/cliente?token={token}"), Site::Outro);
        let resposta = n.enviar(pedido.body(Body::empty()).unwrap()).await;
        if metodo == Method::HEAD {
            assert_eq!(resposta.status, StatusCode::METHOD_NOT_ALLOWED);
            assert!(resposta.corpo.is_empty() && n.cookie.is_none());
        } else {
            conferir_recusa(&n, &resposta, StatusCode::METHOD_NOT_ALLOWED, metodo.as_str());
        }
        assert_eq!(resposta.header("allow").map(|a| a.contains("POST")), Some(true), "{metodo}");
    }
    assert!(mundo.simulador.contagem().todas().is_empty());
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_with_its_own_status() {
    let mundo = Mundo::novo().await;
    let token = mundo.token("doralice");
    let grande = format!("token={token}&lixo={}", "a".repeat(70_000));
    let casos = [
        ("application/x-www-form-urlencoded", grande.clone(), StatusCode::PAYLOAD_TOO_LARGE),
        ("application/json", grande, StatusCode::PAYLOAD_TOO_LARGE),
        ("text/plain", format!("token={token}"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("multipart/form-data; boundary=x", format!("--x\r\n\r\n{token}\r\n--x--"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("", format!("token={token}"), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/json", format!("[\"{token}\"]"), StatusCode::BAD_REQUEST),
        ("application/json", "{\"token\": 1234567890123456789}".to_owned(), StatusCode::BAD_REQUEST),
        ("application/json", format!("{{\"token\": \"{token}\""), StatusCode::BAD_REQUEST),
        ("application/json", format!("{{\"token\": \"{token}\", \"token\": \"{token}x\"}}"), StatusCode::BAD_REQUEST),
        ("application/json", "[".repeat(60_000), StatusCode::BAD_REQUEST),
    ];
    for (tipo, corpo, status) in casos {
        let caso = format!("{tipo}: {}", corpo.chars().take(30).collect::<String>());
        let mut n = mundo.navegador();
        let mut pedido = n.pedido(Method::POST, "/p/horizonte/cliente", Site::Outro);
        if !tipo.is_empty() {
            pedido = pedido.header(header::CONTENT_TYPE, tipo);
        }
        let resposta = n.enviar(pedido.body(Body::from(corpo)).unwrap()).await;
        conferir_recusa(&n, &resposta, status, &caso);
        assert!(!resposta.tudo().contains(&token), "{caso}");
    }
    assert!(mundo.simulador.contagem().todas().is_empty());
}
