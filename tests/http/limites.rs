//! How much one address may ask, and who may say which address that is.

use std::time::Instant;

use axum::body::Body;
use financeiro::server::middleware::limites::Limitadores;
use http::{Method, StatusCode};

use crate::{
    mundo::{Ajustes, MOLDURA, Mundo},
    navegador::{Navegador, Resposta, Site},
};

async fn mundo(config: fn(&mut financeiro::server::config::Config)) -> Mundo {
    Mundo::com(Ajustes { limitadores: Limitadores::default(), config, ..Ajustes::default() }).await
}

async fn lancar(n: &mut Navegador, encaminhado: &str) -> Resposta {
    let mut pedido = n.pedido(Method::GET, "/p/horizonte/cliente?token=curto", Site::Outro);
    if !encaminhado.is_empty() {
        pedido = pedido.header("x-forwarded-for", encaminhado);
    }
    n.enviar(pedido.body(Body::empty()).unwrap()).await
}

/// How many launches go through before the first 429. One comes back every second, and a slow machine may take seconds.
async fn ate_recusar(n: &mut Navegador, encaminhado: impl Fn(usize) -> String) -> (usize, Resposta) {
    let inicio = Instant::now();
    for feitos in 0..300 {
        let resposta = lancar(n, &encaminhado(feitos)).await;
        if resposta.status == StatusCode::TOO_MANY_REQUESTS {
            let devolvidos = usize::try_from(inicio.elapsed().as_secs()).unwrap();
            assert!((60..=61 + devolvidos).contains(&feitos), "{feitos} launches");
            return (feitos, resposta);
        }
        assert_eq!(resposta.status, StatusCode::BAD_REQUEST);
    }
    panic!("300 launches and no limit");
}

#[tokio::test]
async fn the_sixty_first_launch_of_a_minute_is_asked_to_wait() {
    let mundo = mundo(|_| ()).await;
    let mut n = mundo.navegador();
    let (_, recusa) = ate_recusar(&mut n, |_| String::new()).await;
    assert_eq!(recusa.header("retry-after"), Some("60"));
    let csp = recusa.header("content-security-policy").unwrap();
    assert!(csp.ends_with(&format!("frame-ancestors {MOLDURA}")), "the person reads it inside the portal: {csp}");
    let texto = recusa.texto();
    assert!(texto.contains("Muitos acessos em pouco tempo") && texto.contains("Espere um minuto"), "{texto}");
    assert_eq!(n.abrir("/nada").await.status, StatusCode::NOT_FOUND, "pages go on");
    let mut vizinho = Navegador { endereco: [203, 0, 113, 10], ..mundo.navegador() };
    assert_eq!(lancar(&mut vizinho, "").await.status, StatusCode::BAD_REQUEST, "another address goes on");
}

#[tokio::test]
async fn a_client_cannot_get_more_by_claiming_other_addresses() {
    let mundo = mundo(|_| ()).await;
    ate_recusar(&mut mundo.navegador(), |n| format!("198.51.100.{}", n % 250)).await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_every_client_has_a_limit_of_its_own() {
    let mundo = mundo(|c| c.servidor.proxies_confiaveis = vec!["10.0.0.0/8".parse().unwrap()]).await;
    let mut proxy = Navegador { endereco: [10, 0, 0, 1], ..mundo.navegador() };
    // What stands to the left was written by the client, and changes nothing.
    ate_recusar(&mut proxy, |n| format!("198.51.100.{}, 203.0.113.7", n % 250)).await;
    assert_eq!(lancar(&mut proxy, "203.0.113.8").await.status, StatusCode::BAD_REQUEST);
}
