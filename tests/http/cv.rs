//! CV refuses, stumbles or answers strangely: no session, and a page that says whose turn it is.

use http::StatusCode;
use simulator::{Endpoint, Opcoes, TipoToken};

use crate::{
    mundo::{Ajustes, Mundo, clientes},
    navegador::Site,
};

#[tokio::test]
async fn every_way_cv_can_fail_ends_the_launch_with_its_own_status_and_words() {
    let mundo = Mundo::novo().await;
    for (falha, status, trecho, chamadas) in [
        ("401", StatusCode::UNAUTHORIZED, "não reconheceu este acesso", 1),
        ("404", StatusCode::UNAUTHORIZED, "não reconheceu este acesso", 1),
        ("204", StatusCode::UNAUTHORIZED, "não reconheceu este acesso", 1),
        ("429", StatusCode::SERVICE_UNAVAILABLE, "muito ocupado", 1),
        ("500", StatusCode::SERVICE_UNAVAILABLE, "não está respondendo", 2),
        ("503", StatusCode::SERVICE_UNAVAILABLE, "não está respondendo", 2),
        ("html", StatusCode::BAD_GATEWAY, "Não entendemos a resposta", 1),
        ("truncado", StatusCode::BAD_GATEWAY, "Não entendemos a resposta", 1),
        ("tipo-errado", StatusCode::FORBIDDEN, "Falta um documento", 1),
    ] {
        mundo.falhas(&format!("cv.pessoa={falha}"));
        mundo.simulador.contagem().zerar();
        let mut n = mundo.navegador();
        let token = mundo.token("doralice");
        let resposta = n.lancar(&token).await;
        let texto = resposta.texto();
        assert_eq!(resposta.status, status, "{falha}: {texto}");
        assert!(texto.contains(trecho), "{falha}: {texto}");
        assert!(texto.contains("(79) 3000-0000") && texto.contains("Código de atendimento"), "{falha}: {texto}");
        assert!(n.cookie.is_none() && !resposta.tudo().contains(&token), "{falha}");
        assert_eq!(mundo.simulador.contagem().de(Endpoint::Pessoa), chamadas, "{falha}");
        let desafio = resposta.header("www-authenticate").is_some();
        assert_eq!(desafio, status == StatusCode::UNAUTHORIZED, "{falha}");

        // A launch that failed at CV used nothing up: the same token works when CV is back.
        mundo.falhas("");
        assert_eq!(n.lancar(&token).await.status, StatusCode::SEE_OTHER, "{falha}");
    }
}

#[tokio::test]
async fn a_cv_that_is_down_or_cut_off_is_not_a_refused_token() {
    let mundo = Mundo::novo().await;
    for falha in ["fora", "reset"] {
        mundo.falhas(&format!("cv={falha}"));
        let mut n = mundo.navegador();
        let resposta = n.lancar(&mundo.token("doralice")).await;
        assert_eq!(resposta.status, StatusCode::SERVICE_UNAVAILABLE, "{falha}");
        assert!(resposta.texto().contains("não está respondendo") && n.cookie.is_none(), "{falha}");
    }
}

#[tokio::test]
async fn a_slow_cv_is_given_up_after_the_deadline() {
    let mundo = Mundo::novo().await;
    mundo.falhas("cv.pessoa=lento:30s");
    let mut n = mundo.navegador();
    let resposta = n.lancar(&mundo.token("doralice")).await;
    assert_eq!(resposta.status, StatusCode::GATEWAY_TIMEOUT);
    assert!(resposta.texto().contains("não respondeu a tempo") && n.cookie.is_none());
}

#[tokio::test]
async fn an_expired_token_is_refused_and_cv_is_asked_only_when_the_token_does_not_say_so_itself() {
    for (token, chamadas) in [(TipoToken::default(), 0), (TipoToken::Opaco, 1)] {
        let opcoes = Opcoes { token, ..Opcoes::default() };
        let mundo = Mundo::com(Ajustes { opcoes, ..Ajustes::default() }).await;
        let expirado = mundo.token("doralice");
        mundo.relogio.avancar(std::time::Duration::from_mins(6));
        let mut n = mundo.navegador();
        let resposta = n.lancar(&expirado).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED);
        assert!(n.cookie.is_none());
        assert_eq!(mundo.simulador.contagem().de(Endpoint::Pessoa), chamadas);
    }
}

#[tokio::test]
async fn a_signature_is_required_where_a_key_is_configured() {
    const CHAVE: &str = "[incorporadora.portal.jwt]\nalgoritmo = \"HS256\"\nsegredo = \"segredo-do-portal-simulado-so-para-desenvolver\"";
    let mundo = Mundo::com(Ajustes { portal_extra: CHAVE, ..Ajustes::default() }).await;
    let token = mundo.token("doralice");
    let (corpo, assinatura) = token.rsplit_once('.').unwrap();
    let trocada: String = assinatura.chars().rev().collect();
    // {"alg":"none"}
    let sem_algoritmo = format!("eyJhbGciOiJub25lIn0.{}.", corpo.split_once('.').unwrap().1);
    for ruim in [format!("{corpo}.{trocada}"), format!("{corpo}."), sem_algoritmo, "a".repeat(43)] {
        let mut n = mundo.navegador();
        let resposta = n.lancar(&ruim).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{}", resposta.texto());
        assert!(n.cookie.is_none());
    }
    assert_eq!(mundo.simulador.contagem().de(Endpoint::Pessoa), 0);
    assert_eq!(mundo.navegador().lancar(&token).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_person_without_a_whole_document_gets_no_session_and_knows_why() {
    let mundo = Mundo::novo().await;
    for pessoa in ["jurema", "jurandir"] {
        let mut n = mundo.navegador();
        let resposta = n.lancar(&mundo.token(pessoa)).await;
        assert_eq!(resposta.status, StatusCode::FORBIDDEN, "{pessoa}");
        let texto = resposta.texto();
        assert!(texto.contains("Falta um documento no seu cadastro") && n.cookie.is_none(), "{pessoa}: {texto}");
        assert!(!texto.contains("Jur"), "{pessoa}: the name is on the page");
    }
}

#[tokio::test]
async fn every_shape_of_a_good_answer_lets_the_right_person_in() {
    let mundo = Mundo::novo().await;
    for pessoa in clientes() {
        let mut n = mundo.navegador();
        let resposta = n.lancar(&mundo.token(pessoa.chave)).await;
        let local = resposta.local().to_owned();
        let pagina = n.abrir_de(&local, Site::Outro).await;
        let primeiro = pessoa.nome.split_whitespace().next().unwrap();
        assert!(pagina.texto().contains(&format!("Olá, {primeiro}")), "{}: {}", pessoa.chave, pagina.texto());
    }
}
