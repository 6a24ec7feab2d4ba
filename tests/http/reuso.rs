//! A token seen before: whose browser may bring it again, and for how long.

use std::time::Duration;

use financeiro::server::config::Reuso;
use http::StatusCode;

use crate::{
    mundo::{Ajustes, Mundo, opacos},
    navegador::Navegador,
};

async fn mundo(reuso: Reuso) -> Mundo {
    let config: fn(&mut financeiro::server::config::Config) = match reuso {
        Reuso::Nunca => |c| c.incorporadoras[0].portal.reuso = Reuso::Nunca,
        Reuso::MesmoNavegador => |c| c.incorporadoras[0].portal.reuso = Reuso::MesmoNavegador,
        Reuso::AteExpirar => |c| c.incorporadoras[0].portal.reuso = Reuso::AteExpirar,
    };
    Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await
}

async fn recusado(n: &mut Navegador, token: &str) {
    let antes = n.cookie.clone();
    let resposta = n.lancar(token).await;
    assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{}", resposta.texto());
    assert!(resposta.header("location").is_none() && n.cookie == antes, "a refusal leaves no session behind");
    assert!(!resposta.tudo().contains(token));
}

async fn aceito(n: &mut Navegador, token: &str) -> String {
    let resposta = n.lancar(token).await;
    let local = resposta.local().to_owned();
    assert_eq!(n.abrir(&local).await.status, StatusCode::OK);
    local
}

#[tokio::test]
async fn a_second_browser_with_the_same_token_is_refused_and_the_first_goes_on() {
    let mundo = mundo(Reuso::MesmoNavegador).await;
    let token = mundo.token("doralice");
    let mut primeiro = mundo.navegador();
    let local = aceito(&mut primeiro, &token).await;
    recusado(&mut mundo.navegador(), &token).await;
    recusado(&mut mundo.sem_cookies(), &token).await;
    assert_eq!(primeiro.abrir(&local).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_same_browser_may_reload_its_launch_for_a_minute() {
    let mundo = mundo(Reuso::MesmoNavegador).await;
    let token = mundo.token("doralice");
    let mut n = mundo.navegador();
    aceito(&mut n, &token).await;
    mundo.relogio.avancar(Duration::from_secs(30));
    aceito(&mut n, &token).await;
    mundo.relogio.avancar(Duration::from_secs(30));
    aceito(&mut n, &token).await;
    mundo.relogio.avancar(Duration::from_secs(1));
    recusado(&mut n, &token).await;
}

#[tokio::test]
async fn a_browser_that_refuses_cookies_cannot_prove_to_be_the_same() {
    let mundo = mundo(Reuso::MesmoNavegador).await;
    let token = mundo.token("doralice");
    let mut n = mundo.sem_cookies();
    aceito(&mut n, &token).await;
    recusado(&mut n, &token).await;
}

#[tokio::test]
async fn where_reuse_is_never_accepted_a_reload_is_refused_too() {
    let mundo = mundo(Reuso::Nunca).await;
    let token = mundo.token("doralice");
    let mut n = mundo.navegador();
    aceito(&mut n, &token).await;
    recusado(&mut n, &token).await;
}

#[tokio::test]
async fn where_reuse_is_accepted_until_expiry_another_browser_and_a_later_hour_are_fine() {
    let mundo = mundo(Reuso::AteExpirar).await;
    let token = mundo.token("doralice");
    aceito(&mut mundo.navegador(), &token).await;
    aceito(&mut mundo.sem_cookies(), &token).await;
    mundo.relogio.avancar(Duration::from_hours(3));
    aceito(&mut mundo.navegador(), &token).await;
    mundo.relogio.avancar(Duration::from_hours(10));
    recusado(&mut mundo.navegador(), &token).await;
}

#[tokio::test]
async fn a_token_is_remembered_as_long_as_cv_would_accept_it() {
    // Default policy, JWT of five minutes: still refused a moment before its end, by us and not by CV.
    let mundo = Mundo::novo().await;
    let token = mundo.token("doralice");
    aceito(&mut mundo.navegador(), &token).await;
    mundo.relogio.avancar(Duration::from_secs(299));
    let resposta = mundo.navegador().lancar(&token).await;
    assert_eq!(resposta.status, StatusCode::UNAUTHORIZED);
    assert!(!resposta.texto().contains("não reconheceu"), "CV refused it first: {}", resposta.texto());
}

#[tokio::test]
async fn of_two_launches_of_one_token_at_the_same_time_exactly_one_is_accepted() {
    let mundo = mundo(Reuso::MesmoNavegador).await;
    // Both are asking CV before either has left its mark.
    mundo.falhas("cv.pessoa=lento:100ms");
    let token = mundo.token("doralice");
    let (mut um, mut outro) = (mundo.navegador(), mundo.navegador());
    let (a, b) = tokio::join!(um.lancar(&token), outro.lancar(&token));
    let mut status = [a.status, b.status];
    status.sort();
    assert_eq!(status, [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED]);
    assert_eq!(usize::from(um.cookie.is_some()) + usize::from(outro.cookie.is_some()), 1);
}
