//! How answers of the ERP flow into a page: what is ready goes out, what is asked is asked once.

use axum::body::Body;
use futures::future::join_all;
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use simulator::Endpoint;
use tower::ServiceExt as _;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Site},
};

/// The pieces of the body as they leave.
async fn pedacos(n: &Navegador, caminho: &str) -> Vec<String> {
    let pedido = n.pedido(Method::GET, caminho, Site::Nosso).body(Body::empty()).unwrap();
    let mut corpo = n.router.clone().oneshot(pedido).await.unwrap().into_body();
    let mut pedacos = Vec::new();
    while let Some(quadro) = corpo.frame().await {
        pedacos.push(String::from_utf8_lossy(quadro.unwrap().data_ref().unwrap()).into_owned());
    }
    pedacos
}

#[tokio::test]
async fn sections_leave_as_they_are_ready_and_a_slow_one_holds_nobody_up() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "benedito").await;
    for (endpoint, lenta, prontas) in [
        ("contratos", "contratos", &["pagamento", "pendencias"][..]),
        ("boletos-abertos", "pagamento", &["contratos"][..]),
        ("extratos-financeiros", "pendencias", &["contratos", "pagamento"][..]),
    ] {
        mundo.falhas(&format!("erp.{endpoint}=lento:700ms"));
        let pedacos = pedacos(&n, &format!("{prefixo}/?atualizar=1")).await;
        let em = |texto: &str| {
            let posicao = pedacos.iter().position(|p| p.contains(texto));
            posicao.unwrap_or_else(|| panic!("{endpoint}: {texto} never came"))
        };
        let da_secao = |nome: &str| em(&format!("<div slot=\"{nome}\">"));
        assert!(em("<h1>") < da_secao(lenta), "{endpoint}: the shell waited");
        for pronta in prontas {
            assert!(da_secao(pronta) < da_secao(lenta), "{endpoint}: {pronta} waited for {lenta}");
        }
        html::conferir_equilibrio(&pedacos.concat());
    }
}

/// The one test that waits for real time: the deadline is the product's.
#[tokio::test]
async fn an_erp_that_does_not_answer_in_time_is_said_to_be_late() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    mundo.falhas("erp=lento:30s");
    let (_, inicio) = mundo.navegador().entrar(&mundo, "lindalva").await;
    let texto = inicio.texto();
    assert!(texto.contains("demorou a responder"), "{texto}");
    assert!(!texto.contains("não tem débitos"), "{texto}");
}

#[tokio::test]
async fn fifty_cold_loads_of_one_page_ask_the_erp_each_question_once() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let local = n.lancar(&mundo.token("benedito")).await.local().to_owned();
    // Slow enough that all fifty have asked before the first answer.
    mundo.falhas("erp=lento:400ms");
    mundo.simulador.contagem().zerar();
    let cargas = (0..50).map(|_| {
        let mut n = n.clone();
        let local = local.clone();
        async move { n.abrir(&local).await }
    });
    for pagina in join_all(cargas).await {
        assert_eq!(pagina.status, StatusCode::OK);
        assert!(!pagina.corpo.contains("data-falha"));
    }
    let contagem = mundo.simulador.contagem().todas();
    assert!(contagem.values().all(|n| *n == 1), "{contagem:?}");
    assert_eq!(contagem.len(), 4, "{contagem:?}");
}

#[tokio::test]
async fn five_hundred_cold_loads_behind_the_whole_protection_ask_each_question_once() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), resiliente: true, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let local = n.entrar(&mundo, "benedito").await.0 + "/notas";
    mundo.falhas("erp=lento:1500ms");
    mundo.simulador.contagem().zerar();
    let cargas = (0..500).map(|_| {
        let (mut n, local) = (n.clone(), local.clone());
        async move { n.abrir(&local).await }
    });
    // How soon each is answered is for the bench: five hundred pages of a debug build take longer than a person waits.
    for pagina in join_all(cargas).await {
        assert_eq!(pagina.status, StatusCode::OK);
    }
    let contagem = mundo.simulador.contagem().todas();
    assert!(contagem.values().all(|n| *n == 1), "{contagem:?}");
    assert_eq!(contagem.len(), 1, "{contagem:?}");
}

#[tokio::test]
async fn what_one_person_was_told_is_never_remembered_for_another() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let (_, de_doralice) = mundo.navegador().entrar(&mundo, "doralice").await;
    let antes = mundo.simulador.contagem().de(Endpoint::BoletosAbertos);
    let (_, de_lindalva) = mundo.navegador().entrar(&mundo, "lindalva").await;
    assert_eq!(mundo.simulador.contagem().de(Endpoint::BoletosAbertos), antes + 1);
    let linha = |p: &crate::navegador::Resposta| html::digitos(html::dentro(&p.corpo, "id", "proximo-linha").unwrap());
    assert_ne!(linha(&de_doralice), linha(&de_lindalva));
}
