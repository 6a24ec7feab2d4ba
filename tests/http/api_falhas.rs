//! The ERP or CV fails: the API says so by its status, and never with an empty list.

use std::time::Duration;

use financeiro::server::config::{Config, Manutencao};
use http::StatusCode;
use serde_json::Value;

use crate::{
    api::{chamar, json, ler},
    mundo::{Ajustes, Mundo, opacos},
};

const LISTAS: [&str; 7] = ["/contratos", "/boletos", "/parcelas", "/extrato", "/notas", "/quitacoes", "/informes"];

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

#[tokio::test]
async fn a_dead_or_lying_erp_is_a_status_and_not_an_empty_list() {
    let mundo = mundo().await;
    for (falha, status, codigo) in [
        ("fora", StatusCode::SERVICE_UNAVAILABLE, "erp-fora-do-ar"),
        ("503", StatusCode::SERVICE_UNAVAILABLE, "erp-fora-do-ar"),
        ("429", StatusCode::SERVICE_UNAVAILABLE, "erp-fora-do-ar"),
        ("500", StatusCode::SERVICE_UNAVAILABLE, "erp-fora-do-ar"),
        ("401", StatusCode::BAD_GATEWAY, "erp-sem-permissao"),
        ("html", StatusCode::BAD_GATEWAY, "erp-resposta-invalida"),
        ("truncado", StatusCode::BAD_GATEWAY, "erp-resposta-invalida"),
    ] {
        mundo.falhas(&format!("erp={falha}"));
        let token = mundo.token("doralice");
        for caminho in LISTAS.iter().chain(&["/extrato.pdf", "/extrato.csv", "/informes/2039/pdf", "/quitacoes/2039"]) {
            let resposta = chamar(&mundo, &format!("/api/v1/horizonte{caminho}"), Some(&token)).await;
            assert_eq!(resposta.status, status, "{falha} {caminho}: {}", resposta.corpo);
            assert_eq!(json(&resposta)["codigo"], codigo, "{falha} {caminho}");
        }
    }
}

#[tokio::test]
async fn boletos_without_their_instalments_prove_nothing() {
    let mundo = mundo().await;
    mundo.falhas("erp.extratos-financeiros=500");
    let boletos = ler(&mundo, "/boletos", &mundo.token("clotilde")).await;
    assert_eq!(boletos["nada_deve"], false, "{boletos}");
    assert_eq!(boletos["falha_das_parcelas"], "erp-fora-do-ar");
    assert!(boletos["parcelas_sem_boleto"].is_null() && boletos["parcelas_futuras"].is_null(), "{boletos}");
}

#[tokio::test]
async fn rows_of_somebody_else_are_not_shown_and_prove_nothing() {
    let mundo = mundo().await;
    mundo.falhas("erp.boletos-abertos=linha-de-outro");
    let boletos = ler(&mundo, "/boletos", &mundo.token("clotilde")).await;
    assert_eq!((&boletos["nada_deve"], &boletos["linhas_alheias"]), (&Value::from(false), &Value::from(true)));
    assert!(boletos["boletos"].as_array().unwrap().is_empty(), "{boletos}");
}

#[tokio::test]
async fn a_cv_that_does_not_answer_is_told_with_when_to_come_back() {
    let mundo = mundo().await;
    let token = mundo.token("doralice");
    for (falha, status, codigo) in [
        ("cv.pessoa=500", StatusCode::SERVICE_UNAVAILABLE, "portal-fora-do-ar"),
        ("cv.pessoa=429", StatusCode::SERVICE_UNAVAILABLE, "portal-ocupado"),
        ("cv.pessoa=html", StatusCode::BAD_GATEWAY, "portal-resposta"),
    ] {
        mundo.falhas(falha);
        let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some(&token)).await;
        assert_eq!(resposta.status, status, "{falha}: {}", resposta.corpo);
        assert_eq!(json(&resposta)["codigo"], codigo);
    }
    // What passes is not remembered.
    mundo.falhas("");
    ler(&mundo, "/boletos", &token).await;
}

#[tokio::test]
async fn a_person_without_a_document_is_refused_with_words() {
    let mundo = mundo().await;
    let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some(&mundo.token("jurema"))).await;
    assert_eq!(resposta.status, StatusCode::FORBIDDEN, "{}", resposta.corpo);
    assert!(json(&resposta)["codigo"].as_str().unwrap().starts_with("sem-documento"), "{}", resposta.corpo);
}

#[tokio::test]
async fn the_last_known_answer_is_marked_as_old_and_proves_nothing() {
    let config = |c: &mut Config| c.incorporadoras[0].erp.limites.manutencao = Manutencao::ler("12:05-12:20");
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), resiliente: true, config, ..Ajustes::default() }).await;
    let token = mundo.token("clotilde");
    let antes = ler(&mundo, "/boletos", &token).await;
    assert_eq!(antes["nada_deve"], true);
    mundo.relogio.avancar(Duration::from_mins(6));
    // Answers are kept in the background.
    for _ in 0..500 {
        let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some(&token)).await;
        if resposta.status == StatusCode::OK {
            let velha = json(&resposta);
            let (nada_deve, leitura) = (&velha["nada_deve"], &velha["leitura"]);
            assert_eq!((nada_deve, &leitura["desatualizado"]), (&Value::from(false), &Value::from(true)), "{velha}");
            assert_eq!(leitura["motivo"], "manutencao");
            assert_eq!(leitura["atualizado_em"], antes["leitura"]["atualizado_em"], "the age of what is shown");
            return;
        }
        assert_eq!(resposta.status, StatusCode::SERVICE_UNAVAILABLE, "{}", resposta.corpo);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the last answer was never kept");
}

#[tokio::test]
async fn in_maintenance_the_erp_is_not_asked_and_the_end_is_told() {
    // 15:00 UTC is 12:00 in São Paulo.
    let config = |c: &mut Config| c.incorporadoras[0].erp.limites.manutencao = Manutencao::ler("11:00-12:30");
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await;
    let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some(&mundo.token("doralice"))).await;
    assert_eq!(resposta.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json(&resposta)["codigo"], "erp-em-manutencao");
    assert_eq!(resposta.header("retry-after"), Some("1800"));
    mundo.relogio.avancar(Duration::from_mins(31));
    ler(&mundo, "/boletos", &mundo.token("doralice")).await;
}
