//! A visit with a cookie: what proves it, when it ends.

use std::time::Duration;

use http::StatusCode;
use simulator::{Opcoes, TipoToken};

use crate::{
    mundo::{Ajustes, MOLDURA, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

fn terminou(resposta: &Resposta) {
    assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{}", resposta.texto());
    assert!(resposta.texto().contains("Seu acesso terminou"), "{}", resposta.texto());
    assert!(!resposta.corpo.contains("Doralice"), "{}", resposta.corpo);
}

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

#[tokio::test]
async fn once_the_cookie_came_back_the_address_alone_opens_nothing() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = n.entrar(&mundo, "doralice").await;
    assert!(pagina.texto().contains("Olá, Doralice"), "{}", pagina.texto());
    for site in [Site::Nosso, Site::Outro, Site::Digitado, Site::Silencio] {
        terminou(&Navegador { cookie: None, ..n.clone() }.abrir_de(&prefixo, site).await);
    }
    assert_eq!(n.abrir_de(&prefixo, Site::Digitado).await.status, StatusCode::OK, "the cookie is the proof");
}

#[tokio::test]
async fn a_cookie_without_a_handle_opens_nothing() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    n.entrar(&mundo, "doralice").await;
    for caminho in ["/", "/boletos", "/s", "/s/", "/s/aaaaaaaaaaaaaaaaaaaaaa/", "/sair"] {
        let resposta = n.abrir(caminho).await;
        assert!(resposta.status.is_client_error(), "{caminho}: {}", resposta.status);
        assert!(!resposta.corpo.contains("Doralice"), "{caminho}");
    }
}

#[tokio::test]
async fn a_forged_or_foreign_cookie_is_no_proof() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for forjado in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA", "../../etc/passwd"] {
        let mut outro = Navegador { cookie: Some(forjado.to_owned()), ..n.clone() };
        terminou(&outro.abrir(&prefixo).await);
    }
}

#[tokio::test]
async fn the_second_person_in_a_browser_closes_the_tab_of_the_first() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (de_doralice, _) = n.entrar(&mundo, "doralice").await;
    let cookie_de_doralice = n.cookie.clone();
    let (de_benedito, _) = n.entrar(&mundo, "benedito").await;

    let aba = n.abrir(&de_doralice).await;
    assert_eq!(aba.status, StatusCode::UNAUTHORIZED);
    let csp = aba.header("content-security-policy").unwrap();
    assert!(csp.ends_with(&format!("frame-ancestors {MOLDURA}")), "the person reads it inside the portal: {csp}");
    assert!(aba.texto().contains("Outra pessoa entrou neste navegador"), "{}", aba.texto());
    assert!(!aba.corpo.contains("Doralice") && !aba.corpo.contains("Benedito"), "{}", aba.corpo);
    assert!(n.abrir(&de_benedito).await.texto().contains("Olá, Benedito"));

    // Ended, not only hidden: the old cookie is worth nothing either.
    terminou(&Navegador { cookie: cookie_de_doralice, ..n.clone() }.abrir(&de_doralice).await);
}

#[tokio::test]
async fn two_launches_of_the_same_person_are_two_tabs_that_both_work() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (uma, _) = n.entrar(&mundo, "doralice").await;
    let (outra, _) = n.entrar(&mundo, "doralice").await;
    assert_ne!(uma, outra);
    for aba in [&uma, &outra, &uma] {
        let pagina = n.abrir(&format!("{aba}/boletos")).await;
        assert_eq!(pagina.status, StatusCode::OK);
        assert!(crate::html::enderecos(&pagina.corpo).iter().all(|e| e.starts_with(aba.as_str())), "links change tabs");
    }
}

#[tokio::test]
async fn a_visit_ends_after_twenty_minutes_without_use_and_every_use_starts_them_again() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for _ in 0..3 {
        mundo.relogio.avancar(Duration::from_mins(19));
        assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
    }
    mundo.relogio.avancar(Duration::from_mins(20));
    terminou(&n.abrir(&prefixo).await);
    assert!(n.cookie.is_none(), "a dead session's cookie is taken back");
}

#[tokio::test]
async fn a_visit_in_constant_use_ends_after_two_hours() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for minuto in (10..120).step_by(10) {
        mundo.relogio.avancar(Duration::from_mins(10));
        assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK, "minute {minuto}");
    }
    mundo.relogio.avancar(Duration::from_mins(10));
    terminou(&n.abrir(&prefixo).await);
}

#[tokio::test]
async fn no_visit_outlives_the_token_that_opened_it() {
    let opcoes = Opcoes { token: TipoToken::default(), vida_token: Duration::from_mins(7), ..Opcoes::default() };
    let mundo = Mundo::com(Ajustes { opcoes, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    mundo.relogio.avancar(Duration::from_mins(7));
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK, "half a minute for clocks that disagree");
    mundo.relogio.avancar(Duration::from_secs(30));
    terminou(&n.abrir(&prefixo).await);
}

#[tokio::test]
async fn leaving_ends_the_visit_in_every_tab() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let com_cookie = n.clone();
    let ate_logo = n.postar(&format!("{prefixo}/sair"), Site::Nosso).await;
    assert_eq!(ate_logo.status, StatusCode::OK);
    assert!(ate_logo.texto().contains("Acesso encerrado"), "{}", ate_logo.texto());
    let remocao = ate_logo.header("set-cookie").unwrap();
    for atributo in ["Max-Age=0", "Secure", "HttpOnly", "SameSite=None", "Path=/", "Partitioned"] {
        assert!(remocao.contains(atributo), "browsers ignore a removal without {atributo}: {remocao}");
    }
    assert!(n.cookie.is_none());
    terminou(&n.abrir(&prefixo).await);
    // A copy of the cookie is dead too.
    terminou(&com_cookie.clone().abrir(&prefixo).await);
}

#[tokio::test]
async fn nobody_else_can_end_a_visit() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let sair = format!("{prefixo}/sair");
    let cruzado = n.postar(&sair, Site::Outro).await;
    assert_eq!(cruzado.status, StatusCode::FORBIDDEN);
    assert!(cruzado.texto().contains("Não foi possível abrir esta página"), "{}", cruzado.texto());
    let por_get = n.abrir(&sair).await;
    assert!(por_get.status.is_client_error(), "{}", por_get.status);
    let mut outra = mundo.navegador();
    outra.entrar(&mundo, "benedito").await;
    assert_eq!(outra.postar(&sair, Site::Nosso).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK, "the visit goes on");
}
