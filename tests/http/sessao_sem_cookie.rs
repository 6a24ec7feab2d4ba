//! A visit in a browser that refuses third-party cookies: the handle carries it, and only our own pages may bring it.

use axum::body::Body;
use http::{Method, StatusCode, header};

use crate::{
    html,
    mundo::{Ajustes, Mundo, ORIGEM, opacos},
    navegador::{Navegador, Resposta, Site},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

fn recusada(resposta: &Resposta, caso: &str) {
    assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{caso}: {}", resposta.texto());
    assert!(!resposta.corpo.contains("Doralice"), "{caso}");
}

#[tokio::test]
async fn the_first_landing_is_let_in_once() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, pagina) = n.entrar(&mundo, "doralice").await;
    assert!(pagina.texto().contains("Olá, Doralice"));
    recusada(&n.abrir_de(&prefixo, Site::Outro).await, "the portal's reload of the landing");
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_landing_shows_nothing_and_leads_on_from_a_page_of_ours() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let lancada = n.lancar(&mundo.token("doralice")).await;
    let local = lancada.local().to_owned();
    let chegada = n.abrir_de(&local, Site::Outro).await;
    assert!(chegada.corpo.contains(&format!("content=\"0; url={local}\"")), "{}", chegada.corpo);
    assert!(!chegada.corpo.contains("Doralice"));
    assert!(n.abrir(&local).await.texto().contains("Olá, Doralice"));
}

#[tokio::test]
async fn of_two_first_landings_at_the_same_time_exactly_one_gets_in() {
    let mundo = mundo().await;
    let lancada = mundo.sem_cookies().lancar(&mundo.token("doralice")).await;
    let local = lancada.local();
    let (mut um, mut outro) = (mundo.sem_cookies(), mundo.sem_cookies());
    let (a, b) = tokio::join!(um.abrir_de(local, Site::Outro), outro.abrir_de(local, Site::Outro));
    let mut status = [a.status, b.status];
    status.sort();
    assert_eq!(status, [StatusCode::OK, StatusCode::UNAUTHORIZED]);
}

#[tokio::test]
async fn every_link_of_every_page_works_without_a_cookie() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, inicio) = n.entrar(&mundo, "benedito").await;
    let enderecos = html::enderecos(&inicio.corpo);
    assert!(enderecos.len() > 4, "{enderecos:?}");
    for endereco in enderecos.iter().filter(|e| !e.ends_with("/sair")) {
        assert!(endereco.starts_with(&prefixo), "{endereco}");
        assert_eq!(n.abrir(endereco).await.status, StatusCode::OK, "{endereco}");
    }
}

#[tokio::test]
async fn a_leaked_address_is_dead_wherever_else_it_is_opened() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for site in [Site::Outro, Site::Digitado, Site::Silencio] {
        recusada(&n.abrir_de(&prefixo, site).await, &format!("{site:?}"));
    }
    let mut outro_aparelho = Navegador { agente: "Mozilla/5.0 (outro)", ..n.clone() };
    recusada(&outro_aparelho.abrir(&prefixo).await, "another user agent");
    let pedido = n.pedido(Method::GET, &prefixo, Site::Silencio).header("sec-fetch-site", "same-site");
    recusada(&n.clone().enviar(pedido.body(Body::empty()).unwrap()).await, "a sister domain");
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK, "refusals end nothing");
}

#[tokio::test]
async fn a_browser_without_sec_fetch_site_is_believed_by_its_referer() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for (nome, valor, status) in [
        (header::REFERER, format!("{ORIGEM}{prefixo}/"), StatusCode::OK),
        (header::ORIGIN, ORIGEM.to_owned(), StatusCode::OK),
        (header::REFERER, format!("{ORIGEM}.mal.example/"), StatusCode::UNAUTHORIZED),
        (header::REFERER, "http://portal.localhost:4000/".to_owned(), StatusCode::UNAUTHORIZED),
        (header::ORIGIN, "null".to_owned(), StatusCode::UNAUTHORIZED),
    ] {
        let pedido = n.pedido(Method::GET, &prefixo, Site::Silencio).header(nome.clone(), &valor);
        let resposta = n.enviar(pedido.body(Body::empty()).unwrap()).await;
        assert_eq!(resposta.status, status, "{nome}: {valor}");
    }
}

#[tokio::test]
async fn leaving_works_without_a_cookie_too() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let sair = format!("{prefixo}/sair");
    recusada(&n.postar(&sair, Site::Outro).await, "somebody else's form");
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
    assert_eq!(n.postar(&sair, Site::Nosso).await.status, StatusCode::OK);
    recusada(&n.abrir(&prefixo).await, "after leaving");
}

#[tokio::test]
async fn a_visit_without_cookies_ends_when_idle_as_any_other() {
    let mundo = mundo().await;
    let mut n = mundo.sem_cookies();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    mundo.relogio.avancar(std::time::Duration::from_mins(19));
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
    mundo.relogio.avancar(std::time::Duration::from_mins(20));
    recusada(&n.abrir(&prefixo).await, "idle");
}
