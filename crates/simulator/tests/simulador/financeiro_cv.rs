//! CV's own Financeiro: by token, on both families of paths, with CV's manners.

use reqwest::StatusCode;
use serde_json::Value;
use simulator::Papel;

use crate::comum::Bancada;

const API: &str = "api/v1/cliente";

async fn corpo(b: &Bancada, caminho: &str, token: &str) -> (StatusCode, Value) {
    let resposta = b.cv(&format!("{API}{caminho}"), token).await.unwrap();
    let status = resposta.status();
    (status, serde_json::from_slice(&resposta.bytes().await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn a_boleto_is_listed_by_unit_and_for_all_and_its_link_leads_to_a_pdf() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("doralice", Papel::Cliente).unwrap();
    let (_, unidades) = corpo(&b, "/unidades", &token).await;
    let unidade = unidades[0]["idunidade"].as_u64().unwrap();
    let (_, por_unidade) = corpo(&b, &format!("/financeiro/boletos/{unidade}/segunda-via"), &token).await;
    let (_, todos) = corpo(&b, "/boleto", &token).await;
    let boleto = por_unidade[0]["idboleto"].as_u64().unwrap();
    assert_eq!(todos["boletos"][0]["idboleto"], boleto);
    for caminho in [format!("/financeiro/boleto/gerar/{boleto}"), format!("/boleto/{boleto}")] {
        let (_, link) = corpo(&b, &caminho, &token).await;
        let url = link["url"].as_str().unwrap();
        let pdf = b.cliente.get(url).send().await.unwrap().bytes().await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        // A link somebody made up is expired.
        let falso = url.replace("boleto.doralice", "boleto.genivaldo");
        assert_eq!(b.cliente.get(falso).send().await.unwrap().status(), 403);
    }
}

#[tokio::test]
async fn none_is_said_in_several_ways_and_nothing_of_others_is_told() {
    let b = Bancada::nova().await;
    let token = |pessoa| b.simulador.emitir_token(pessoa, Papel::Cliente).unwrap();
    // Everything settled, and a person without a unit.
    assert_eq!(corpo(&b, "/boleto", &token("clotilde")).await, (StatusCode::NO_CONTENT, Value::Null));
    let (status, extrato) = corpo(&b, "/financeiro/extrato", &token("wanderley")).await;
    assert_eq!((status, &extrato["code"]), (StatusCode::BAD_REQUEST, &Value::from(400)));
    assert_eq!(corpo(&b, "/contratos", &token("wanderley")).await.0, StatusCode::NOT_FOUND);
    let (_, unidades) = corpo(&b, "/unidades", &token("genivaldo")).await;
    let alheia = format!("/financeiro/boletos/{}/segunda-via", unidades[0]["idunidade"]);
    assert_eq!(corpo(&b, &alheia, &token("doralice")).await.0, StatusCode::NOT_FOUND);
    let sindico = b.simulador.emitir_token("doralice", Papel::Sindico).unwrap();
    assert_eq!(corpo(&b, "/boleto", &sindico).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(corpo(&b, "/boleto", "inventado").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_long_statement_comes_in_pages_and_a_429_names_no_wait() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("zulmira", Papel::Cliente).unwrap();
    let (_, primeira) = corpo(&b, "/financeiro/extrato", &token).await;
    let (_, ultima) = corpo(&b, "/financeiro/extrato?pagina=3", &token).await;
    assert_eq!((&primeira["total_de_paginas"], primeira["dados"].as_array().unwrap().len()), (&Value::from(3), 200));
    let restantes = u64::try_from(ultima["dados"].as_array().unwrap().len()).unwrap();
    assert_eq!(restantes + 400, primeira["total_de_registros"].as_u64().unwrap());
    b.simulador.falhas().definir("cv.extrato=429").unwrap();
    let resposta = b.cv(&format!("{API}/financeiro/extrato"), &token).await.unwrap();
    assert_eq!((resposta.status().as_u16(), resposta.headers().get("retry-after")), (429, None));
}
