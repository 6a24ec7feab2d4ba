//! What goes over the wire: the token, the pages, the pause.

use std::time::Duration;

use axum::{
    body::Body,
    extract::Request,
    http::{Response, StatusCode, header},
};
use domain::{documento::Token, modelo::Titular};
use erp::{Erp, ErroErp};
use serde_json::{Value, json};

use crate::comum::{CPF, Servidor, TOKEN, config, erp, json as em_json, resposta, titular};

#[tokio::test]
async fn without_a_token_nobody_is_asked_and_with_one_it_goes_in_the_header_only() {
    let servidor = Servidor::novo(|pedido: &Request| {
        assert_eq!(pedido.headers()[header::AUTHORIZATION], format!("Bearer {TOKEN}"));
        em_json("[]")
    })
    .await;
    let erp = erp(&servidor.url);
    let sem = Titular { token_portal: None, ..titular() };
    assert_eq!(erp.boletos(&sem).await, Err(ErroErp::NaoAutorizado));
    assert_eq!(erp.cliente(&sem).await, Err(ErroErp::NaoAutorizado));
    assert_eq!(erp.saldo_devedor(&sem).await, Err(ErroErp::NaoAutorizado));
    let quebrado = Titular { token_portal: Some(Token::novo("a\r\nb: c")), ..titular() };
    assert_eq!(erp.unidades(&quebrado).await, Err(ErroErp::NaoAutorizado));
    assert!(servidor.vistos().is_empty());
    erp.parcelas(&titular()).await.unwrap();
    assert_eq!(servidor.vistos(), ["/api/v1/cliente/financeiro/extrato"]);
}

#[tokio::test]
async fn a_person_without_units_is_unknown_and_not_free_of_debts() {
    let servidor = Servidor::novo(|_| resposta(StatusCode::NO_CONTENT, "", "")).await;
    let erp = erp(&servidor.url);
    assert_eq!(erp.boletos(&titular()).await, Err(ErroErp::NaoEncontrado));
    assert_eq!(erp.unidades(&titular()).await, Ok(domain::modelo::Lista::default()));
}

#[tokio::test]
async fn a_unit_that_cannot_be_read_leaves_a_gap_the_page_can_tell() {
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/v1/cliente/unidades" => em_json(r#"[{"idunidade": 7}, {"idunidade": [1, 2]}]"#),
        _ => em_json(r#"[{"idboleto": 1, "valor": "10.00"}]"#),
    })
    .await;
    let boletos = erp(&servidor.url).boletos(&titular()).await.unwrap();
    assert_eq!((boletos.itens.len(), boletos.ilegiveis()), (1, 1));
    assert_eq!(boletos.itens[0].contratos[0].0, "7");
}

#[tokio::test]
async fn a_boleto_of_two_units_is_one_boleto() {
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/v1/cliente/unidades" => em_json(r#"[{"idunidade": 7}, {"idunidade": 8}]"#),
        _ => em_json(r#"[{"idboleto": 1, "valor": "10.00"}]"#),
    })
    .await;
    let boletos = erp(&servidor.url).boletos(&titular()).await.unwrap();
    assert_eq!((boletos.itens.len(), boletos.descartes.len()), (1, 0));
    let unidades: Vec<&str> = boletos.itens[0].contratos.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(unidades, ["7", "8"]);
}

#[tokio::test]
async fn the_short_path_is_asked_once() {
    let servidor = Servidor::novo(|_| em_json(r#"{"boletos": [{"idboleto": 1, "idunidade": 7}]}"#)).await;
    let mut config = config(servidor.url.clone());
    config.caminhos.insert("boletos".to_owned(), "/api/v1/cliente/boleto".to_owned());
    let boletos = erp_cv::ErpCv::novo(config).unwrap().boletos(&titular()).await.unwrap();
    assert_eq!(boletos.itens[0].contratos[0].0, "7");
    assert_eq!(servidor.vistos(), ["/api/v1/cliente/boleto"]);
}

fn pagina(pedido: &Request, responder: impl Fn(u64) -> Value) -> Response<Body> {
    let numero = pedido.uri().query().and_then(|q| q.strip_prefix("pagina=")?.parse().ok()).unwrap_or(1);
    em_json(responder(numero).to_string())
}

#[tokio::test]
async fn pages_are_followed_to_the_last() {
    let servidor = Servidor::novo(|pedido: &Request| {
        pagina(pedido, |n| {
            json!({"pagina": n, "total_de_paginas": 3, "total_de_registros": 3, "dados": [{"idparcela": n, "valor": "1.00"}]})
        })
    })
    .await;
    let parcelas = erp(&servidor.url).parcelas(&titular()).await.unwrap();
    assert_eq!(parcelas.itens.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
}

#[tokio::test]
async fn half_a_list_is_no_answer() {
    type Resposta = fn(u64) -> Value;
    let respostas: [Resposta; 4] = [
        // Ignores the parameter and says so.
        |_| json!({"pagina": 1, "total_de_paginas": 2, "dados": [{"idparcela": 1}]}),
        // Ignores it without saying.
        |_| json!({"total_de_paginas": 2, "dados": [{"idparcela": 1}]}),
        // Announces a page that is empty.
        |n| json!({"pagina": n, "total_de_paginas": 2, "dados": if n == 1 { json!([{"idparcela": 1}]) } else { json!([]) }}),
        // Counts more rows than it sends.
        |_| json!({"total_de_registros": 2, "dados": [{"idparcela": 1}]}),
    ];
    for (n, responder) in respostas.into_iter().enumerate() {
        let servidor = Servidor::novo(move |pedido: &Request| pagina(pedido, responder)).await;
        let lido = erp(&servidor.url).parcelas(&titular()).await;
        assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{n}: {lido:?}");
    }
}

#[tokio::test]
async fn after_a_429_cv_is_left_alone_for_a_minute() {
    let servidor = Servidor::novo(|_| {
        resposta(StatusCode::TOO_MANY_REQUESTS, "application/json", r#"{"Response":"Too many requests"}"#)
    })
    .await;
    let erp = erp(&servidor.url);
    let minuto = Duration::from_mins(1);
    assert_eq!(erp.unidades(&titular()).await, Err(ErroErp::Indisponivel { tentar_em: Some(minuto) }));
    for _ in 0..3 {
        let Err(ErroErp::Indisponivel { tentar_em: Some(resta) }) = erp.parcelas(&titular()).await else {
            panic!("the pause was not kept");
        };
        assert!(resta <= minuto && resta > Duration::from_secs(50), "{resta:?}");
    }
    assert_eq!(servidor.vistos().len(), 1);
}

#[tokio::test]
async fn statements_that_contradict_themselves_are_reported_and_not_guessed() {
    let linhas = json!([
        {"idparcela": 1, "situacao": "Pago", "valor": "1.00"},
        {"idparcela": 2, "situacao": "Em aberto", "valor": "1.00", "data_pagamento": "2026-01-10"},
        {"idparcela": 3, "situacao": "Cancelada", "valor": "1.00"},
        {"idparcela": 4, "situacao": "Em aberto", "valor": "1.00", "valor_pago": "0.00"},
    ]);
    let servidor = Servidor::novo(move |_| em_json(linhas.to_string())).await;
    let parcelas = erp(&servidor.url).parcelas(&titular()).await.unwrap();
    assert_eq!(parcelas.itens.iter().map(|p| (p.id.as_str(), p.valor_pago)).collect::<Vec<_>>(), [("4", None)]);
    assert_eq!(parcelas.ilegiveis(), 2);
}

#[tokio::test]
async fn the_record_of_somebody_else_ends_the_question() {
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/v1/cliente/pessoa" => {
            em_json(r#"{"pessoas":[{"idpessoa":1,"nome":"Outra","documento":"529.982.247-25"}]}"#)
        }
        _ => em_json(json!([{"idunidade": 7, "documento": CPF}]).to_string()),
    })
    .await;
    let erp = erp(&servidor.url);
    assert!(matches!(erp.cliente(&titular()).await, Err(ErroErp::Contrato { .. })));
    assert_eq!(erp.unidades(&titular()).await.unwrap().itens.len(), 1);
}
