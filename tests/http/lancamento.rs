//! The launch: a token comes in, a session goes out by one 303.

use axum::body::Body;
use http::{Method, StatusCode, header};
use simulator::Papel;

use crate::{
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, prefixo},
};

/// What every accepted launch looks like.
fn conferir_aceito(resposta: &Resposta, token: &str) {
    let local = resposta.local();
    let depois = local.strip_prefix(&prefixo(local)).unwrap();
    assert_eq!(depois, "/");
    let cookies: Vec<_> = resposta.headers.get_all(header::SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let cookie = cookies[0].to_str().unwrap();
    assert!(cookie.starts_with("__Host-fin="), "{cookie}");
    for atributo in ["Secure", "HttpOnly", "SameSite=None", "Path=/", "Partitioned"] {
        assert_eq!(cookie.split(';').filter(|a| a.trim() == atributo).count(), 1, "{atributo}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(resposta.header("cache-control"), Some("no-store"));
    assert!(!resposta.tudo().contains(token), "the token came back");
    assert!(!local.contains('?'), "{local}");
}

async fn postar(n: &mut Navegador, caminho: &str, tipo: &str, corpo: String) -> Resposta {
    let pedido = n.pedido(Method::POST, caminho, Site::Outro).header(header::CONTENT_TYPE, tipo);
    n.enviar(pedido.body(Body::from(corpo)).unwrap()).await
}

#[tokio::test]
async fn a_token_is_taken_from_every_place_the_portal_may_put_it() {
    let mundo = Mundo::novo().await;
    let url = "/p/horizonte/cliente";
    for nome in ["token", "access_token", "jwt", "t"] {
        let token = mundo.token("doralice");
        let resposta = mundo.navegador().abrir_de(&format!("{url}?x=1&{nome}={token}"), Site::Outro).await;
        conferir_aceito(&resposta, &token);

        let token = mundo.token("doralice");
        let corpo = format!("{nome}={token}");
        let resposta = postar(&mut mundo.navegador(), url, "application/x-www-form-urlencoded", corpo).await;
        conferir_aceito(&resposta, &token);

        let token = mundo.token("doralice");
        let corpo = serde_json::json!({ nome: token }).to_string();
        let resposta = postar(&mut mundo.navegador(), url, "application/json; charset=utf-8", corpo).await;
        conferir_aceito(&resposta, &token);
    }
    let token = mundo.token("doralice");
    let mut n = mundo.navegador();
    let pedido = n.pedido(Method::GET, url, Site::Silencio).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let resposta = n.enviar(pedido.body(Body::empty()).unwrap()).await;
    conferir_aceito(&resposta, &token);
}

#[tokio::test]
async fn only_the_configured_names_carry_a_token() {
    let mundo = Mundo::com(Ajustes { portal_extra: "token-parametros = [\"chave\"]", ..Ajustes::default() }).await;
    let token = mundo.token("doralice");
    let resposta = mundo.navegador().lancar(&token).await;
    assert_eq!(resposta.status, StatusCode::BAD_REQUEST);
    let resposta = mundo.navegador().abrir_de(&format!("/p/horizonte/cliente?chave={token}"), Site::Outro).await;
    conferir_aceito(&resposta, &token);
}

#[tokio::test]
async fn every_launch_starts_a_session_and_a_handle_of_its_own() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let mut vistos = Vec::new();
    for _ in 0..3 {
        let resposta = n.lancar(&mundo.token("doralice")).await;
        vistos.push(n.cookie.clone().unwrap());
        vistos.push(prefixo(resposta.local()));
    }
    let quantos = vistos.len();
    vistos.sort();
    vistos.dedup();
    assert_eq!(vistos.len(), quantos, "an id was used twice");
}

#[tokio::test]
async fn a_session_id_brought_along_is_never_adopted() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let plantado = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    n.cookie = Some(plantado.clone());
    n.lancar(&mundo.token("doralice")).await;
    assert_ne!(n.cookie, Some(plantado));
}

#[tokio::test]
async fn a_destination_is_followed_only_when_it_is_a_page_of_ours() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    for (destino, esperado) in [
        ("inicio", "/"),
        ("boletos", "/boletos"),
        ("boletos/abc_DEF-123", "/boletos/abc_DEF-123"),
        ("informe/2039", "/informe/2039"),
        ("quitacao/2038", "/quitacao/2038"),
        ("https://mal.example/", "/"),
        ("//mal.example", "/"),
        ("/boletos", "/"),
        ("boletos/../../p", "/"),
        ("boletos%2F..%2F..", "/"),
        ("informe/20390", "/"),
        ("sair", "/"),
        ("%0d%0aLocation:%20https://mal.example", "/"),
    ] {
        let token = mundo.token("doralice");
        let url = format!("/p/horizonte/cliente?token={token}&destino={destino}");
        let resposta = mundo.navegador().abrir_de(&url, Site::Outro).await;
        let local = resposta.local();
        assert_eq!(local.strip_prefix(&prefixo(local)), Some(esperado), "{destino}");
    }
}

#[tokio::test]
async fn a_launch_leads_to_the_boleto_of_an_earlier_visit_but_only_its_owner() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let (_, inicio) = mundo.navegador().entrar(&mundo, "doralice").await;
    let endereco = crate::html::enderecos(&inicio.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    let referencia = endereco.rsplit_once('/').unwrap().1;
    mundo.relogio.avancar(std::time::Duration::from_hours(24));
    for (pessoa, status) in [("doralice", StatusCode::OK), ("benedito", StatusCode::NOT_FOUND)] {
        let mut n = mundo.navegador();
        let url = format!("/p/horizonte/cliente?token={}&destino=boletos/{referencia}", mundo.token(pessoa));
        let local = n.abrir_de(&url, Site::Outro).await.local().to_owned();
        assert_eq!(n.abrir_de(&local, Site::Outro).await.status, status, "{pessoa}");
    }
}

#[tokio::test]
async fn a_token_of_one_role_opens_nothing_at_the_address_of_another() {
    let mundo = Mundo::novo().await;
    let cliente = mundo.token("doralice");
    let sindica = mundo.simulador.emitir_token("valdete", Papel::Sindico).unwrap();
    for (papel, token, status) in [
        ("sindico", &cliente, StatusCode::UNAUTHORIZED),
        ("gestor", &cliente, StatusCode::UNAUTHORIZED),
        ("cliente", &sindica, StatusCode::UNAUTHORIZED),
        ("gestor", &sindica, StatusCode::UNAUTHORIZED),
    ] {
        let mut n = mundo.navegador();
        let resposta = n.abrir_de(&format!("/p/horizonte/{papel}?token={token}"), Site::Outro).await;
        assert_eq!(resposta.status, status, "{papel}");
        assert!(n.cookie.is_none() && resposta.header("location").is_none(), "{papel}");
        assert!(!resposta.corpo.contains("Doralice") && !resposta.corpo.contains("Valdete"), "{papel}");
    }
}

#[tokio::test]
async fn a_role_nobody_configured_answers_404() {
    let desligar: fn(&mut financeiro::server::config::Config) =
        |config| config.incorporadoras.iter_mut().for_each(|i| i.portal.gestor = None);
    let mundo = Mundo::com(Ajustes { config: desligar, ..Ajustes::default() }).await;
    let token = mundo.simulador.emitir_token("valdete", Papel::Sindico).unwrap();
    let resposta = mundo.navegador().abrir_de(&format!("/p/horizonte/gestor?token={token}"), Site::Outro).await;
    assert_eq!(resposta.status, StatusCode::NOT_FOUND);
    assert!(resposta.texto().contains("ainda não habilitou"), "{}", resposta.texto());
}

#[tokio::test]
async fn a_token_of_one_incorporadora_opens_nothing_at_another() {
    let mundo = Mundo::com(Ajustes { aurora: true, ..Ajustes::default() }).await;
    let aurora = mundo.aurora.as_ref().unwrap();
    let de_la = aurora.emitir_token("doralice", Papel::Cliente).unwrap();
    for (slug, token, contato) in [
        ("horizonte", de_la.clone(), "financeiro@horizonte.example"),
        ("aurora", mundo.token("doralice"), "cobranca@aurora.example"),
    ] {
        let mut n = mundo.navegador();
        let resposta = n.abrir_de(&format!("/p/{slug}/cliente?token={token}"), Site::Outro).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{slug}");
        assert!(n.cookie.is_none(), "{slug}");
        assert!(resposta.texto().contains(contato), "{slug}: {}", resposta.texto());
    }
    // And where it belongs it works: the refusals above were not for another reason.
    let mut n = mundo.navegador();
    let resposta = n.abrir_de(&format!("/p/aurora/cliente?token={de_la}"), Site::Outro).await;
    let local = resposta.local().to_owned();
    let pagina = n.abrir_de(&local, Site::Outro).await;
    assert!(pagina.texto().contains("Aurora Empreendimentos"), "{}", pagina.texto());
}
