//! Tokens: one request for many callers, renewed before the end, one more try when refused.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use erp::{Erp, ErroErp};
use erp_mapped::{Autenticacao, EnvioCredencial, ErpMapped};
use jiff::{Timestamp, civil::date};
use simulator::{Endpoint, MEGA_LOGIN, Opcoes, PLANO_CLIENTE, Relogio, Simulador};
use url::Url;

use crate::comum::{MEGA, PLANO, Servidor, config, json, resposta, titular};

fn oauth2(url: &Url, segredo: &str) -> Autenticacao {
    Autenticacao::OAuth2 {
        token_url: format!("{}/oauth/token", url.as_str().trim_end_matches('/')).parse().unwrap(),
        client_id: PLANO_CLIENTE.0.to_owned(),
        client_secret: segredo.into(),
        escopo: None,
        envio: EnvioCredencial::Basic,
    }
}

fn com(url: &Url, toml: &str, autenticacao: Autenticacao) -> Arc<ErpMapped> {
    let mut config = config(url.clone(), toml);
    config.autenticacao = autenticacao;
    Arc::new(ErpMapped::novo(config).unwrap())
}

#[tokio::test]
async fn twenty_callers_share_one_token_and_an_expired_one_is_replaced_once() {
    let agora = Arc::new(AtomicI64::new(1_790_000_000));
    let fonte = Arc::clone(&agora);
    let relogio = Relogio::de(move || Timestamp::from_second(fonte.load(Ordering::SeqCst)).unwrap());
    let opcoes = Opcoes { hoje: Some(date(2026, 11, 21)), relogio, ..Opcoes::default() };
    let simulador = Simulador::iniciar(opcoes).await.unwrap();
    let mega = Autenticacao::Login {
        usuario: MEGA_LOGIN.0.to_owned(),
        senha: MEGA_LOGIN.1.into(),
        cabecalhos: [("tenantId".to_owned(), "horizonte".to_owned())].into_iter().collect(),
    };
    for (erp, endpoint) in [
        (com(&simulador.plano_url(), PLANO, oauth2(&simulador.plano_url(), PLANO_CLIENTE.1)), Endpoint::PlanoToken),
        (com(&simulador.mega_url(), MEGA, mega), Endpoint::MegaLogin),
    ] {
        for rodada in 1..=2 {
            let chamadas: Vec<_> = (0..20)
                .map(|_| {
                    let erp = Arc::clone(&erp);
                    tokio::spawn(async move { erp.contratos(&titular(None)).await })
                })
                .collect();
            for chamada in chamadas {
                chamada.await.unwrap().unwrap();
            }
            assert_eq!(simulador.contagem().de(endpoint), rodada, "{endpoint}");
            // The ERP forgets the token long before we think it ends.
            agora.fetch_add(10_000, Ordering::SeqCst);
        }
    }
    simulador.encerrar().await;
}

#[tokio::test]
async fn wrong_credentials_are_said_to_be_wrong_and_not_tried_again_by_those_who_waited() {
    let simulador = Simulador::iniciar(Opcoes { hoje: Some(date(2026, 11, 21)), ..Opcoes::default() }).await.unwrap();
    let erp = com(&simulador.plano_url(), PLANO, oauth2(&simulador.plano_url(), "errada"));
    let titular = titular(None);
    let (a, b) = futures::join!(erp.boletos(&titular), erp.boletos(&titular));
    assert_eq!((a.unwrap_err(), b.unwrap_err()), (ErroErp::NaoAutorizado, ErroErp::NaoAutorizado));
    assert_eq!(simulador.contagem().de(Endpoint::PlanoToken), 1);
    simulador.encerrar().await;
}

#[tokio::test]
async fn a_token_is_renewed_by_the_life_the_erp_gave_it_and_a_refused_one_only_once() {
    let tokens = Arc::new(AtomicUsize::new(0));
    for (vida, recusa, esperado) in [(0, false, 3), (3600, false, 1), (3600, true, 6)] {
        tokens.store(0, Ordering::SeqCst);
        let contador = Arc::clone(&tokens);
        let servidor = Servidor::novo(move |pedido| {
            if pedido.uri().path().ends_with("/token") {
                let n = contador.fetch_add(1, Ordering::SeqCst);
                return json(format!(r#"{{"access_token":"t{n}","token_type":"bearer","expires_in":{vida}}}"#));
            }
            if recusa { resposta(StatusCode::UNAUTHORIZED, "application/json", "{}") } else { json("[]") }
        })
        .await;
        let erp = com(&servidor.url, PLANO, oauth2(&servidor.url, "x"));
        for _ in 0..3 {
            let lido = erp.boletos(&titular(None)).await;
            assert_eq!(lido.is_err(), recusa);
        }
        // Each refused call asks for one more token and no third one; the next call finds that second one in force.
        let pedidos = tokens.load(Ordering::SeqCst);
        assert!(pedidos == esperado || recusa && pedidos == 4, "{vida} {recusa}: {pedidos}");
    }
}

#[tokio::test]
async fn an_erp_that_gives_no_token_is_unavailable_or_out_of_contract() {
    for (status, corpo, certo) in
        [(503, "", ErroErp::Indisponivel { tentar_em: None }), (401, "{}", ErroErp::NaoAutorizado)]
    {
        let servidor =
            Servidor::novo(move |_| resposta(StatusCode::from_u16(status).unwrap(), "application/json", corpo)).await;
        let erp = com(&servidor.url, PLANO, oauth2(&servidor.url, "x"));
        assert_eq!(erp.boletos(&titular(None)).await.unwrap_err(), certo);
    }
    for corpo in [
        "{}",
        "<html>",
        r#"{"access_token":""}"#,
        r#"{"access_token":"a\nb"}"#,
        r#"{"access_token":"a","token_type":"mac"}"#,
    ] {
        let servidor = Servidor::novo(move |_| json(corpo)).await;
        let erp = com(&servidor.url, PLANO, oauth2(&servidor.url, "x"));
        assert!(matches!(erp.boletos(&titular(None)).await, Err(ErroErp::Contrato { .. })), "{corpo}");
    }
    let mudo = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = crate::comum::endereco(&mudo);
    let mut config = config(url.clone(), PLANO);
    config.autenticacao = oauth2(&url, "x");
    config.timeout = Duration::from_millis(50);
    assert_eq!(ErpMapped::novo(config).unwrap().boletos(&titular(None)).await.unwrap_err(), ErroErp::TempoEsgotado);
}
