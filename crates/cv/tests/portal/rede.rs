//! What goes over the wire, and what may come back by it.

use std::time::Duration;

use axum::http::{Method, header};
use cv::{Canal, ErroCv, FiltroCliente, Identificador};
use domain::documento::{Email, Token};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::comum::{CURTOS, Hora, Servidor, TOKEN, cliente, config, endereco, json as em_json, resposta, token};

#[tokio::test]
async fn the_token_goes_in_the_header_only_and_the_service_credentials_only_to_the_back_office() {
    let servidor = Servidor::novo(|_| em_json(200, "[]")).await;
    let cv = servidor.cliente();
    cv.unidades(&token()).await.unwrap();
    cv.buscar_clientes(&FiltroCliente::Id(7)).await.unwrap();
    cv.resetar_senha_email(&Email::ler("ana@exemplo.example").unwrap()).await.unwrap();
    cv.enviar_codigo_adm(&Email::ler("ana@exemplo.example").unwrap()).await.unwrap();
    let [unidades, busca, senha, codigo] = &servidor.vistos()[..] else { panic!("four calls") };
    assert_eq!((&unidades.metodo, unidades.caminho.as_str()), (&Method::GET, "/api/v1/cliente/unidades"));
    assert_eq!(unidades.cabecalhos[header::AUTHORIZATION], format!("Bearer {TOKEN}"));
    assert!(!unidades.cabecalhos.contains_key("token"));
    assert_eq!(busca.caminho, "/api/v1/cadastros/clientes?idcliente=7");
    assert_eq!(busca.cabecalhos["email"], "api@horizonte.example");
    assert_eq!(busca.cabecalhos["token"], "cv-demo");
    assert!(!busca.cabecalhos.contains_key(header::AUTHORIZATION));
    assert_eq!((&senha.metodo, senha.corpo.as_str()), (&Method::POST, r#"{"email":"ana@exemplo.example"}"#));
    assert!(!senha.cabecalhos.contains_key("token") && !senha.cabecalhos.contains_key(header::AUTHORIZATION));
    assert_eq!(codigo.cabecalhos["token"], "cv-demo");
}

#[tokio::test]
async fn a_token_that_fits_in_no_header_is_refused_without_asking() {
    let servidor = Servidor::novo(|_| em_json(200, "[]")).await;
    for ruim in ["a\r\nb: c", "é\u{0}"] {
        assert_eq!(servidor.cliente().unidades(&Token::novo(ruim)).await, Err(ErroCv::Recusado));
    }
    assert!(servidor.vistos().is_empty());
}

#[tokio::test]
async fn a_key_cannot_leave_its_place_in_the_path() {
    let servidor = Servidor::novo(|_| em_json(404, r#"{"error":"Registro não encontrado"}"#)).await;
    let cv = servidor.cliente();
    assert_eq!(cv.documento(&token(), "../pessoa?a=b#c").await, Ok(None));
    assert_eq!(servidor.vistos()[0].caminho, "/api/v1/cliente/documento/..%2Fpessoa%3Fa%3Db%23c");
    for ruim in ["", ".", ".."] {
        assert!(matches!(cv.documento(&token(), ruim).await, Err(ErroCv::Contrato { .. })));
    }
    assert_eq!(servidor.vistos().len(), 1);
}

#[tokio::test]
async fn a_read_is_repeated_once_after_5xx_and_an_action_never() {
    let servidor = Servidor::novo(|n| match n {
        0 => resposta(502, "text/html", "<p>Bad gateway</p>"),
        1 => em_json(200, "[]"),
        _ => resposta(500, "text/html", ""),
    })
    .await;
    let cv = servidor.cliente();
    assert!(cv.mensagens(&token()).await.is_ok());
    assert_eq!(servidor.vistos().len(), 2);
    assert_eq!(cv.mensagens(&token()).await, Err(ErroCv::ForaDoAr));
    assert_eq!(servidor.vistos().len(), 4);
    assert_eq!(cv.enviar_mensagem(&token(), "oi").await, Err(ErroCv::ForaDoAr));
    let quem = Identificador::ler("ana@exemplo.example").unwrap();
    assert_eq!(cv.enviar_codigo(&quem, Canal::Email).await, Err(ErroCv::ForaDoAr));
    assert_eq!(servidor.vistos().len(), 6);
}

#[tokio::test]
async fn nobody_there_is_out_of_service() {
    let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = endereco(&porta);
    drop(porta);
    let cv = cliente(&config(url), &Hora::nova());
    assert_eq!(cv.pessoa(&token()).await, Err(ErroCv::ForaDoAr));
}

#[tokio::test]
async fn the_whole_question_has_one_deadline() {
    let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = endereco(&porta);
    // Accepts and says nothing.
    let servidor = Servidor::cru(url.clone(), async move {
        let mut abertas = Vec::new();
        while let Ok((tcp, _)) = porta.accept().await {
            abertas.push(tcp);
        }
    });
    let mut config = config(url);
    config.timeout = Duration::from_millis(150);
    assert_eq!(cliente(&config, &Hora::nova()).pessoa(&token()).await, Err(ErroCv::TempoEsgotado));
    drop(servidor);
}

/// Answers every connection with the same bytes and closes it.
async fn bytes(resposta: &'static [u8]) -> Servidor {
    let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = endereco(&porta);
    Servidor::cru(url, async move {
        while let Ok((mut tcp, _)) = porta.accept().await {
            let mut pedido = [0; 4096];
            let _ = tcp.read(&mut pedido).await;
            let _ = tcp.write_all(resposta).await;
            let _ = tcp.shutdown().await;
        }
    })
}

#[tokio::test]
async fn what_no_server_should_send_is_an_error_and_not_an_empty_list() {
    type Certo = fn(&ErroCv) -> bool;
    let casos: [(&[u8], Certo); 7] = [
        // No length and nothing before the end: perhaps cut.
        (b"HTTP/1.1 200 OK\r\n\r\n", |e| matches!(e, ErroCv::Contrato { .. })),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{\"id\"", |e| *e == ErroCv::ForaDoAr),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n[", |e| matches!(e, ErroCv::Contrato { .. })),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xff\xfe[]", |e| matches!(e, ErroCv::Contrato { .. })),
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", |e| {
            matches!(e, ErroCv::Contrato { .. })
        }),
        (b"SSH-2.0-OpenSSH_9.6\r\n", |e| *e == ErroCv::ForaDoAr),
        (b"", |e| *e == ErroCv::ForaDoAr),
    ];
    for (resposta, certo) in casos {
        let servidor = bytes(resposta).await;
        let erro = servidor.cliente().unidades(&token()).await.unwrap_err();
        assert!(certo(&erro), "{}: {erro:?}", String::from_utf8_lossy(resposta));
    }
    let vazia = bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    assert!(vazia.cliente().unidades(&token()).await.unwrap().itens.is_empty());
    let com_bom = bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n\xef\xbb\xbf[{\"idunidade\":7}]").await;
    assert_eq!(com_bom.cliente().unidades(&token()).await.unwrap().itens[0].id, "7");
}

#[tokio::test]
async fn an_endless_body_costs_a_quarter_of_a_megabyte() {
    let grande = format!("[\"{}\"]", "x".repeat(256 * 1024));
    let servidor = Servidor::novo(move |_| em_json(200, grande.clone())).await;
    let Err(ErroCv::Contrato { detalhe }) = servidor.cliente().unidades(&token()).await else { panic!("was read") };
    assert_eq!(detalhe, "unidades: resposta maior que 256 KiB");
}

#[tokio::test]
async fn rows_in_every_wrapper_are_the_same_rows_and_unreadable_ones_are_counted() {
    for corpo in [
        json!([{"idunidade": 7, "nome": "101"}, {"idunidade": [1]}]),
        json!({"dados": [{"idunidade": "7", "nome": "101"}, {"nome": "sem chave"}]}),
        json!({"sucesso": true, "unidades": [{"id": 7, "unidade": {"nome": "101"}}, 5]}),
        json!({"data": {"registros": [{"idunidade": 7.0, "unidade": "101"}, {"idunidade": "null"}]}}),
    ] {
        let texto = corpo.to_string();
        let servidor = Servidor::novo(move |_| em_json(200, texto.clone())).await;
        let lista = servidor.cliente().unidades(&token()).await.unwrap();
        assert_eq!((lista.itens.len(), lista.ilegiveis()), (1, 1), "{corpo}");
        assert_eq!((lista.itens[0].id.as_str(), lista.itens[0].nome.as_deref()), ("7", Some("101")), "{corpo}");
    }
    let servidor = Servidor::novo(|_| em_json(200, r#"{"7":{"nome":"101"},"8":{"nome":"102"}}"#)).await;
    let lista = servidor.cliente().unidades(&token()).await.unwrap();
    assert_eq!(lista.itens.iter().map(|u| u.id.as_str()).collect::<Vec<_>>(), ["7", "8"]);
}

#[tokio::test]
async fn pages_are_followed_to_the_last_and_half_a_list_is_no_answer() {
    let pagina = |n: usize| json!({"pagina": n + 1, "total_de_paginas": 3, "total_de_registros": 3, "dados": [{"id": n, "texto": "a"}]});
    let servidor = Servidor::novo(move |n| em_json(200, pagina(n).to_string())).await;
    assert_eq!(servidor.cliente().mensagens(&token()).await.unwrap().itens.len(), 3);
    let caminhos: Vec<String> = servidor.vistos().into_iter().map(|v| v.caminho).collect();
    let base = "/api/v1/cliente/mensagem";
    assert_eq!(caminhos, [base.to_owned(), format!("{base}?pagina=2"), format!("{base}?pagina=3")]);
    let respostas: [fn(usize) -> Value; 3] = [
        |_| json!({"pagina": 1, "total_de_paginas": 2, "dados": [{"id": 1, "texto": "a"}]}),
        |_| json!({"total_de_paginas": 2, "dados": [{"id": 1, "texto": "a"}]}),
        |_| json!({"total_de_registros": 2, "dados": [{"id": 1, "texto": "a"}]}),
    ];
    for responder in respostas {
        let servidor = Servidor::novo(move |n| em_json(200, responder(n).to_string())).await;
        let lido = servidor.cliente().mensagens(&token()).await;
        assert!(matches!(lido, Err(ErroCv::Contrato { .. })), "{lido:?}");
    }
}

#[tokio::test]
async fn rows_of_another_unit_are_left_out_where_cv_was_not_asked_for_one() {
    let linhas = json!([{"idboleto": 1, "idunidade": 7}, {"idboleto": 2, "idunidade": 8}, {"idboleto": 3}]);
    let servidor = Servidor::novo(move |_| em_json(200, linhas.to_string())).await;
    let ids = async |cv: cv::ClienteCv| {
        let lista = cv.boletos(&token(), "7").await.unwrap();
        lista.itens.into_iter().map(|b| b.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(servidor.cliente()).await, ["1", "3"], "asked for unit 7, a row that names none is of it");
    let mut config = config(servidor.url.clone());
    config.caminhos = CURTOS.iter().map(|(chave, c)| ((*chave).to_owned(), format!("/api/v1/cliente{c}"))).collect();
    assert_eq!(ids(cliente(&config, &Hora::nova())).await, ["1"]);
}
