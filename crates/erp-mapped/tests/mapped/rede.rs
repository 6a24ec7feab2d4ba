//! What goes on the wire, and what comes back from it.

use std::sync::{Arc, Mutex};

use axum::{
    body::Body,
    extract::Request,
    http::{Response, StatusCode},
};
use domain::{
    documento::Documento,
    modelo::{Descarte, Titular},
};
use erp::{Erp, ErroErp};
use erp_mapped::{Autenticacao, Desfecho, ErpMapped};

use crate::comum::{CPF, OUTRO_CPF, SIENGE, Servidor, config, erp, json, resposta, titular};

const BASICO: &str = r#"
    [operacoes.boletos]
    caminho = "/titulos"
    query = { cpf = "{documento-formatado}", ate = "{data}" }
    lista = "dados"
    formatos = { data = "DD/MM/YYYY", valor = "1.234,56" }
    [operacoes.boletos.campos]
    id = "codigo"
    documento-titular = "cpf"
    valor = "valor"
    vencimento = "venc"
"#;

fn linha(codigo: &str, cpf: &str) -> String {
    format!(r#"{{"codigo":"{codigo}","cpf":"{cpf}","valor":"1.234,56","venc":"10/01/2026"}}"#)
}

#[tokio::test]
async fn the_request_is_as_configured_and_the_rows_are_read_by_the_formats() {
    let corpo = format!(r#"{{"dados":[{},{},{{"codigo":"3"}}]}}"#, linha("1", "111.444.777-35"), linha("2", OUTRO_CPF));
    let servidor = Servidor::novo(move |_| json(corpo.clone())).await;
    let erp = erp(&servidor.url, BASICO);
    let boletos = erp.boletos(&titular(None)).await.unwrap();
    assert_eq!(servidor.vistos(), ["GET /base/titulos?ate=21%2F11%2F2026&cpf=111.444.777-35"]);
    assert_eq!(boletos.itens.len(), 1);
    assert_eq!(boletos.itens[0].valor.atual.unwrap().centavos(), 123_456);
    assert_eq!(boletos.itens[0].vencimento, Some(jiff::civil::date(2026, 1, 10)));
    assert_eq!(
        boletos.descartes,
        [
            Descarte::OutroTitular { posicao: 1 },
            Descarte::Ilegivel { posicao: 2, campo: "documento-titular".to_owned() },
        ]
    );
    assert_eq!(erp.contratos(&titular(None)).await, Err(ErroErp::NaoSuportado));
}

#[tokio::test]
async fn a_body_is_json_whatever_the_values_are() {
    let visto = Arc::new(Mutex::new(String::new()));
    let memoria = Arc::clone(&visto);
    let app = axum::Router::new().fallback(move |corpo: String| {
        let memoria = Arc::clone(&memoria);
        async move {
            *memoria.lock().unwrap() = corpo;
            "[]"
        }
    });
    let porta = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = crate::comum::endereco(&porta);
    let tarefa = tokio::spawn(async move { axum::serve(porta, app).await.unwrap() });
    let toml = r#"
        [operacoes.boletos]
        metodo = "POST"
        caminho = "/consulta"
        corpo = { filtro = { codigo = "{id-erp}", tipo = 3, anos = ["{data}"] }, sem = "{cnpj?}" }
        titular = "pedido"
        [operacoes.boletos.campos]
        id = "codigo"
    "#;
    erp(&url, toml).boletos(&titular(Some("a\"},{\"x\":\"b"))).await.unwrap();
    assert_eq!(*visto.lock().unwrap(), r#"{"filtro":{"anos":["2026-11-21"],"codigo":"a\"},{\"x\":\"b","tipo":3}}"#);
    tarefa.abort();
}

#[tokio::test]
async fn nobody_is_asked_about_when_a_placeholder_has_no_value() {
    let servidor = Servidor::novo(|_| json("[]")).await;
    let toml = BASICO.replace("{documento-formatado}", "{id-erp}");
    let Err(ErroErp::Contrato { detalhe }) = erp(&servidor.url, &toml).boletos(&titular(None)).await else { panic!() };
    assert!(detalhe.contains("boletos") && detalhe.contains("identifica"), "{detalhe}");
    let toml = BASICO.replace("{data}", "{id-erp}");
    let Err(ErroErp::Contrato { detalhe }) = erp(&servidor.url, &toml).boletos(&titular(None)).await else { panic!() };
    assert!(detalhe.contains("{id-erp}"), "{detalhe}");
    let estrangeiro =
        Titular { documento: Documento::estrangeiro("FX482913").unwrap(), id_erp: None, token_portal: None };
    assert!(matches!(erp(&servidor.url, SIENGE).boletos(&estrangeiro).await, Err(ErroErp::Contrato { .. })));
    assert!(servidor.vistos().is_empty());
}

/// Five rows over pages of two, asked by every way of paging.
#[tokio::test]
async fn pages_of_every_kind_are_put_together() {
    fn pagina(pedido: &Request) -> Response<Body> {
        let query = pedido.uri().query().unwrap_or_default();
        let par =
            |nome: &str| query.split('&').find_map(|p| p.strip_prefix(nome)?.strip_prefix('=')?.parse::<usize>().ok());
        let inicio = par("offset").or(par("cursor")).or(par("page").map(|p| (p - 1) * 2)).unwrap_or(0);
        let linhas: Vec<String> = (inicio..5.min(inicio + 2)).map(|n| linha(&format!("B{n}"), CPF)).collect();
        let fim = inicio + 2 >= 5;
        let (cursor, proximo) = if fim {
            ("null".to_owned(), "null".to_owned())
        } else {
            ((inicio + 2).to_string(), format!("\"/base/titulos?offset={}\"", inicio + 2))
        };
        json(format!(
            r#"{{"dados":[{}],"m":{{"total":5,"paginas":3,"cursor":{cursor},"seguinte":{proximo}}}}}"#,
            linhas.join(",")
        ))
    }
    let servidor = Servidor::novo(pagina).await;
    for paginacao in [
        r#"{ tipo = "pagina", parametro = "page", tamanho = 2 }"#,
        r#"{ tipo = "pagina", parametro = "page", total-paginas = "m.paginas" }"#,
        r#"{ tipo = "deslocamento", parametro = "offset", tamanho-parametro = "limit", tamanho = 2 }"#,
        r#"{ tipo = "deslocamento", parametro = "offset", tamanho = 2, total = "m.total" }"#,
        r#"{ tipo = "cursor", parametro = "cursor", cursor = "m.cursor" }"#,
        r#"{ tipo = "link", link = "m.seguinte" }"#,
    ] {
        let toml = BASICO.replace("lista =", &format!("paginacao = {paginacao}\nlista ="));
        let boletos = erp(&servidor.url, &toml).boletos(&titular(None)).await.unwrap();
        let ids: Vec<&str> = boletos.itens.iter().map(|b| b.id.as_str()).collect();
        assert_eq!(ids, ["B0", "B1", "B2", "B3", "B4"], "{paginacao}");
    }
    let curta = r#"paginacao = { tipo = "pagina", parametro = "page", tamanho = 2, maximo-paginas = 2 }"#;
    let toml = BASICO.replace("lista =", &format!("{curta}\nlista ="));
    assert!(matches!(erp(&servidor.url, &toml).boletos(&titular(None)).await, Err(ErroErp::Contrato { .. })));
}

#[tokio::test]
async fn rows_of_a_contract_that_say_they_are_of_another_one_are_left_out() {
    let servidor = Servidor::novo(|pedido| match pedido.uri().path() {
        "/base/contratos" => json(r#"[{"id":"C 1"},{"id":"C/2"}]"#),
        "/base/c/C%201" => json(r#"[{"id":"1","c":"C 1"},{"id":"2","c":"C9"}]"#),
        "/base/c/C%2F2" => json(r#"[{"id":"3"},{"id":"4","cpf":"52998224725"}]"#),
        _ => resposta(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", ""),
    })
    .await;
    let toml = r#"
        [operacoes.contratos]
        caminho = "/contratos"
        query = { d = "{documento}" }
        titular = "pedido"
        campos = { id = "id" }
        [operacoes.boletos]
        caminho = "/c/{contrato}"
        titular = "pedido"
        campos = { id = "id", contrato = "c" }
    "#;
    let erp = erp(&servidor.url, toml);
    let boletos = erp.boletos(&titular(None)).await.unwrap();
    let vistos: Vec<(&str, &str)> = boletos.itens.iter().map(|b| (b.id.as_str(), b.contratos[0].0.as_str())).collect();
    assert_eq!(vistos, [("1", "C 1"), ("3", "C/2")]);
    assert_eq!(boletos.descartes, [Descarte::OutroTitular { posicao: 1 }, Descarte::OutroTitular { posicao: 3 }]);
    assert_eq!(erp.cliente(&titular(None)).await.unwrap().id, None);
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_an_error() {
    let corpo = format!(r#"{{"cliente":{{"cpf":"{OUTRO_CPF}"}},"dados":[{}]}}"#, linha("1", CPF));
    let servidor = Servidor::novo(move |_| json(corpo.clone())).await;
    assert!(matches!(erp(&servidor.url, BASICO).boletos(&titular(None)).await, Err(ErroErp::Contrato { .. })));
}

#[tokio::test]
async fn an_address_or_a_credential_that_cannot_be_used_is_said_before_the_first_call() {
    for url in ["http://erp.example", "ftp://erp.example", "https://a:b@erp.example", "https://erp.example?a=b"] {
        let erros = ErpMapped::novo(config(url.parse().unwrap(), BASICO)).unwrap_err();
        assert!(erros.iter().any(|e| e.caminho == "url"), "{url}: {erros:?}");
    }
    let base: url::Url = "https://erp.example".parse().unwrap();
    for autenticacao in [
        Autenticacao::Bearer("".into()),
        Autenticacao::Bearer("segredo\n".into()),
        Autenticacao::Basic { usuario: "a:b".into(), senha: "segredo".into() },
        Autenticacao::Header { nome: "host".parse().unwrap(), valor: "segredo".into() },
        Autenticacao::Login {
            usuario: "u".into(),
            senha: "segredo".into(),
            cabecalhos: std::collections::BTreeMap::default(),
        },
        Autenticacao::OAuth2 {
            token_url: "http://token.example".parse().unwrap(),
            client_id: "x".into(),
            client_secret: "segredo".into(),
            escopo: None,
            envio: erp_mapped::EnvioCredencial::Basic,
        },
    ] {
        let mut config = config(base.clone(), BASICO);
        config.autenticacao = autenticacao;
        let visto = format!("{config:?}");
        let erros = ErpMapped::novo(config).unwrap_err();
        assert!(erros.iter().all(|e| e.caminho.starts_with("autenticacao")), "{erros:?}");
        assert!(!format!("{erros:?} {visto}").contains("segredo"), "{erros:?} {visto}");
    }
}

#[tokio::test]
async fn the_diagnosis_shows_what_was_mapped_and_what_was_not_and_nothing_of_the_person() {
    let corpo = format!(
        r#"{{"dados":[{},{{"codigo":"2","cpf":"{CPF}","valor":"1234.56","venc":null}},{}]}}"#,
        linha("7777777", CPF),
        linha("3", OUTRO_CPF)
    );
    let servidor = Servidor::novo(move |_| json(corpo.clone())).await;
    let toml = format!("{BASICO}\n    pix = \"emv\"\n");
    let diagnosticos = erp(&servidor.url, &toml).diagnosticar(&titular(None)).await;
    assert_eq!(diagnosticos.len(), 1);
    let d = &diagnosticos[0];
    assert!(d.pedido.ends_with("/base/titulos?ate={data}&cpf={documento-formatado}"), "{}", d.pedido);
    assert_eq!(d.desfecho, Desfecho::Respondeu { linhas: 3, usadas: 1, de_outros: 1, ilegiveis: 1, repetidas: 0 });
    let campo = |nome: &str| d.campos.iter().find(|c| c.campo == nome).unwrap();
    let contar = |nome: &str| (campo(nome).lidos, campo(nome).ausentes, campo(nome).ilegiveis);
    assert_eq!(contar("valor"), (1, 0, 1));
    assert_eq!(campo("valor").amostra.as_deref(), Some("\"9999.99\""));
    assert_eq!(contar("vencimento"), (1, 1, 0));
    assert_eq!(contar("pix"), (0, 2, 0));
    assert!(campo("pix").correcao.as_deref().unwrap().contains("operacoes.boletos.campos.pix"));
    assert_eq!(campo("id").correcao, None);
    let texto = d.to_string();
    for proibido in [CPF, "111.444.777-35", "7777777", "1.234,56", "10/01/2026"] {
        assert!(!texto.contains(proibido), "{texto}");
    }
}
