//! What goes over the wire: credentials, queries, limits and refusals.

use std::{collections::BTreeMap, sync::mpsc, time::Duration};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use erp::{Erp, ErroErp};
use erp_rest::{Autenticacao, ErpRest};
use futures::{StreamExt, stream};
use reqwest::header::HeaderName;

use crate::comum::{CPF, OUTRO_CPF, Servidor, config, erp, json, resposta, titular};

const CLIENTE: &str = r#"{"id_remoto":"7","nome_completo":"Joana"}"#;

/// A server that answers the customer and hands over the headers it saw.
async fn que_ouve() -> (Servidor, mpsc::Receiver<HeaderMap>) {
    let (envia, recebe) = mpsc::channel();
    let servidor = Servidor::novo(move |pedido: &Request| {
        envia.send(pedido.headers().clone()).unwrap();
        json(CLIENTE)
    })
    .await;
    (servidor, recebe)
}

#[tokio::test]
async fn each_kind_of_credential_arrives_in_its_header() {
    let basic = format!("Basic {}", STANDARD.encode("portal:segredo"));
    let casos = [
        (Autenticacao::Nenhuma, "authorization", None),
        (Autenticacao::Bearer("segredo".into()), "authorization", Some("Bearer segredo")),
        (
            Autenticacao::Basic { usuario: "portal".into(), senha: "segredo".into() },
            "authorization",
            Some(basic.as_str()),
        ),
        (
            Autenticacao::Header { nome: HeaderName::from_static("x-token"), valor: "segredo".into() },
            "x-token",
            Some("segredo"),
        ),
    ];
    for (autenticacao, nome, esperado) in casos {
        let (servidor, cabecalhos) = que_ouve().await;
        let mut config = config(servidor.url.clone());
        config.autenticacao = autenticacao;
        ErpRest::novo(config).unwrap().cliente(&titular(None)).await.unwrap();
        let vistos = cabecalhos.recv().unwrap();
        assert_eq!(vistos.get(nome).map(|v| v.to_str().unwrap()), esperado, "{nome}");
        assert_eq!(vistos[header::ACCEPT], "application/json");
    }
}

#[tokio::test]
async fn each_question_carries_the_document_and_the_code_the_contract_asks_for() {
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/clientes" => json(CLIENTE),
        "/api/boletos-abertos" => json(format!(r#"[{{"id_fatura":"1","document_number":"{CPF}"}}]"#)),
        _ => json("[]"),
    })
    .await;
    let erp = erp(&servidor.url);
    for titular in [titular(None), titular(Some("A&7"))] {
        erp.contratos(&titular).await.unwrap();
        erp.boletos(&titular).await.unwrap();
        erp.notas_fiscais(&titular).await.unwrap();
    }
    assert_eq!(
        servidor.vistos(),
        [
            "/api/contratos?document=11144477735",
            "/api/boletos-abertos?document=11144477735",
            "/api/clientes?cnpj_cpf=11144477735",
            "/api/notas-fiscais?document=11144477735&id_cliente=7",
            "/api/contratos?document=11144477735",
            "/api/boletos-abertos?document=11144477735&id_cliente=A%267",
            "/api/notas-fiscais?document=11144477735&id_cliente=A%267",
        ]
    );
}

#[tokio::test]
async fn paths_are_configurable_and_appended_to_the_base() {
    let servidor = Servidor::novo(|_: &Request| json(CLIENTE)).await;
    let mut config = config(servidor.url.clone());
    config.caminhos = BTreeMap::from([("clientes".to_owned(), "/v2/pessoas/busca".to_owned())]);
    ErpRest::novo(config).unwrap().cliente(&titular(None)).await.unwrap();
    assert_eq!(servidor.vistos(), ["/api/v2/pessoas/busca?cnpj_cpf=11144477735"]);
}

#[tokio::test]
async fn boletos_without_a_name_are_not_believed_until_asked_by_code() {
    // An older ERP that ignores `document` and, without a code, gives everybody's boletos.
    let servidor = Servidor::novo(|pedido: &Request| {
        let por_codigo = pedido.uri().query().unwrap_or_default().contains("id_cliente=7");
        match pedido.uri().path() {
            "/api/clientes" => json(CLIENTE),
            _ if por_codigo => json(r#"[{"id_fatura":"1"}]"#),
            _ => json(r#"[{"id_fatura":"1"},{"id_fatura":"de-outro"}]"#),
        }
    })
    .await;
    let lista = erp(&servidor.url).boletos(&titular(None)).await.unwrap();
    assert_eq!(lista.itens.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), ["1"]);
}

#[tokio::test]
async fn an_unknown_person_is_not_one_without_debts() {
    let servidor = Servidor::novo(|pedido: &Request| match pedido.uri().path() {
        "/api/clientes" => json("{}"),
        _ => json("[]"),
    })
    .await;
    assert_eq!(erp(&servidor.url).boletos(&titular(None)).await, Err(ErroErp::NaoEncontrado));
}

#[tokio::test]
async fn an_erp_that_refuses_a_question_without_code_is_asked_with_it() {
    let servidor = Servidor::novo(|pedido: &Request| {
        let por_codigo = pedido.uri().query().unwrap_or_default().contains("id_cliente=7");
        match pedido.uri().path() {
            "/api/clientes" => json(CLIENTE),
            _ if por_codigo => json(r#"[{"id_fatura":"1"}]"#),
            _ => resposta(StatusCode::BAD_REQUEST, "application/json", r#"{"mensagem":"Informe o id_cliente"}"#),
        }
    })
    .await;
    assert_eq!(erp(&servidor.url).boletos(&titular(None)).await.unwrap().itens.len(), 1);
}

#[tokio::test]
async fn rows_of_another_customers_code_are_dropped_even_without_a_document() {
    let servidor =
        Servidor::novo(|_: &Request| json(r#"[{"id_nota":"1","id_cliente":"007"},{"id_nota":"2","id_cliente":8}]"#))
            .await;
    let lista = erp(&servidor.url).parcelas(&titular(Some("7"))).await.unwrap();
    assert_eq!(lista.itens.len(), 1);
    assert_eq!(lista.descartes, [domain::modelo::Descarte::OutroTitular { posicao: 1 }]);
}

#[tokio::test]
async fn the_customer_record_must_be_the_holders() {
    for corpo in [
        format!(r#"{{"id_cliente":"9","nome":"X","cnpj_cpf":"{OUTRO_CPF}"}}"#),
        format!(r#"[{{"id_cliente":"9","nome":"X","cnpj_cpf":"{OUTRO_CPF}"}}]"#),
        r#"[{"id_remoto":"1","nome_completo":"A"},{"id_remoto":"2","nome_completo":"B"}]"#.to_owned(),
        r#"{"codigo":"x","mensagem":"algo"}"#.to_owned(),
    ] {
        let servidor = Servidor::novo(move |_: &Request| json(corpo.clone())).await;
        let erro = erp(&servidor.url).cliente(&titular(None)).await.unwrap_err();
        assert!(matches!(erro, ErroErp::Contrato { .. }), "{erro:?}");
    }
    let corpo = format!(
        r#"[{{"id_cliente":"9","nome":"X","cnpj_cpf":"{OUTRO_CPF}"}},{{"id_cliente":"7","nome":"J","cnpj_cpf":"{CPF}"}}]"#
    );
    let servidor = Servidor::novo(move |_: &Request| json(corpo.clone())).await;
    assert_eq!(erp(&servidor.url).cliente(&titular(None)).await.unwrap().id.as_deref(), Some("7"));
}

#[tokio::test]
async fn nothing_in_any_of_its_spellings_is_an_unknown_customer() {
    for corpo in [
        "",
        "null",
        "{}",
        "[]",
        "[{}]",
        r#"{"data":null}"#,
        r#"{"data":[]}"#,
        r#"{"id_remoto":"","nome_completo":null}"#,
    ] {
        let servidor = Servidor::novo(move |_: &Request| json(corpo)).await;
        assert_eq!(erp(&servidor.url).cliente(&titular(None)).await, Err(ErroErp::NaoEncontrado), "{corpo}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let alvo = Servidor::novo(|_: &Request| json(CLIENTE)).await;
    let destino = HeaderValue::from_str(alvo.url.as_str()).unwrap();
    let servidor = Servidor::novo(move |_: &Request| {
        let mut resposta = resposta(StatusCode::FOUND, "text/html", "");
        resposta.headers_mut().insert(header::LOCATION, destino.clone());
        resposta
    })
    .await;
    let erro = erp(&servidor.url).cliente(&titular(None)).await.unwrap_err();
    assert!(matches!(erro, ErroErp::Contrato { .. }), "{erro:?}");
    assert!(alvo.vistos().is_empty());
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_cap() {
    let servidor = Servidor::novo(|_: &Request| {
        let pedaco = vec![b' '; 64 * 1024];
        let corpo = stream::repeat(pedaco).map(Ok::<_, std::io::Error>);
        Response::new(Body::from_stream(corpo))
    })
    .await;
    let erro = erp(&servidor.url).contratos(&titular(None)).await.unwrap_err();
    assert_eq!(erro, ErroErp::Contrato { detalhe: "contratos: resposta maior que 8 MiB".to_owned() });
}

#[tokio::test]
async fn a_success_that_just_ends_is_not_an_empty_list() {
    // No length and no chunks: the connection may have died before the first byte of the list.
    let porta = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = crate::comum::endereco(&porta);
    let servidor = Servidor::cru(url, async move {
        while let Ok((mut conexao, _)) = porta.accept().await {
            crate::conformidade::ler_pedido(&mut conexao).await;
            let resposta = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
            tokio::io::AsyncWriteExt::write_all(&mut conexao, resposta).await.unwrap();
        }
    });
    let erro = erp(&servidor.url).contratos(&titular(None)).await.unwrap_err();
    assert!(matches!(erro, ErroErp::Contrato { .. }), "{erro:?}");
}

#[tokio::test]
async fn an_announced_empty_success_is_an_empty_list() {
    for status in [StatusCode::OK, StatusCode::NO_CONTENT] {
        let servidor = Servidor::novo(move |_: &Request| resposta(status, "application/json", "")).await;
        let lista = erp(&servidor.url).contratos(&titular(None)).await.unwrap();
        assert_eq!((lista.itens.len(), lista.descartes.len()), (0, 0));
    }
}

#[tokio::test]
async fn only_a_short_plain_sentence_reaches_the_person() {
    let casos = [
        (r#"{"mensagem":"Contrato em renegociação, procure a central."}"#, true),
        (r#"{"error":{"message":"Cliente bloqueado pelo jurídico"}}"#, true),
        (r#"{"mensagem":"java.lang.NullPointerException em Boleto.java"}"#, false),
        (r#"{"mensagem":"CPF 11144477735 bloqueado"}"#, false),
        (r#"{"mensagem":"veja <a href=x>aqui</a> por favor"}"#, false),
        (r#"{"detalhe":"Contrato em renegociação"}"#, false),
        ("<h1>Bad Request agora</h1>", false),
    ];
    for (corpo, mostrada) in casos {
        let servidor =
            Servidor::novo(move |_: &Request| resposta(StatusCode::CONFLICT, "application/json", corpo)).await;
        let erro = erp(&servidor.url).contratos(&titular(None)).await.unwrap_err();
        assert_eq!(matches!(erro, ErroErp::Recusado { .. }), mostrada, "{corpo}: {erro:?}");
        assert_eq!(matches!(erro, ErroErp::Contrato { .. }), !mostrada, "{corpo}: {erro:?}");
    }
}

#[tokio::test]
async fn the_whole_call_is_bounded_by_the_timeout() {
    // The head comes at once, the body never: only the total bound can end this.
    let servidor = Servidor::novo(|_: &Request| {
        Response::new(Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()))
    })
    .await;
    let mut config = config(servidor.url.clone());
    config.timeout = Duration::from_millis(50);
    let erp = ErpRest::novo(config).unwrap();
    assert_eq!(erp.contratos(&titular(None)).await, Err(ErroErp::TempoEsgotado));
}
