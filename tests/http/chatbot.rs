//! A conversation as CV describes it: CPF, code, token, boletos, document. Code and token are CV's; the rest is ours.

use http::StatusCode;
use serde_json::{Value, json};
use simulator::por_chave;

use crate::{
    api::{chamar, ler},
    html,
    mundo::Mundo,
};

/// One of CV's own calls, by the chatbot: not through us.
async fn no_cv(mundo: &Mundo, caminho: &str, corpo: Value) -> (StatusCode, Value) {
    let url = mundo.simulador.cv_url().join(&format!("/api/v1/cliente/{caminho}")).unwrap();
    let resposta = reqwest::Client::builder().no_proxy().build().unwrap().post(url).json(&corpo).send().await.unwrap();
    let status = resposta.status();
    (status, serde_json::from_str(&resposta.text().await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn from_a_cpf_to_the_pdf_of_a_boleto() {
    let mundo = Mundo::novo().await;
    let cpf = por_chave("benedito").unwrap().documento;

    let (status, _) = no_cv(&mundo, "codigo-verificacao", json!({"documento": cpf, "canal": "email"})).await;
    assert_eq!(status, StatusCode::OK);
    let codigo = mundo.simulador.ultimo_codigo("benedito").unwrap();
    let errado = if codigo.starts_with('0') { "111111" } else { "000000" };
    let (status, _) = no_cv(&mundo, "validar-autenticacao", json!({"documento": cpf, "codigo": errado})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a wrong code gives no token");
    let (status, resposta) = no_cv(&mundo, "validar-autenticacao", json!({"documento": cpf, "codigo": codigo})).await;
    assert_eq!(status, StatusCode::OK, "{resposta}");
    let token = resposta["token"].as_str().unwrap();

    let boletos = ler(&mundo, "/boletos", token).await;
    let no_erp = mundo.erp("boletos-abertos", "benedito").await;
    let linhas: Vec<String> = no_erp.iter().map(|b| html::digitos(b["linha_digitavel"].as_str().unwrap())).collect();
    let abertos = boletos["boletos"].as_array().unwrap();
    assert_eq!(abertos.len(), linhas.len(), "{boletos}");
    assert!(abertos.iter().all(|b| linhas.iter().any(|l| b["linha_digitavel"] == *l)), "{boletos}");

    let referencia = abertos[0]["referencia"].as_str().unwrap();
    let pix = ler(&mundo, &format!("/boletos/{referencia}/pix"), token).await;
    assert_eq!(pix["copia_e_cola"], abertos[0]["pix_copia_e_cola"]);
    let pdf = chamar(&mundo, &format!("/api/v1/horizonte/boletos/{referencia}/pdf"), Some(token)).await;
    assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, Some("application/pdf")));
    assert!(pdf.bytes.starts_with(b"%PDF-"));
}
