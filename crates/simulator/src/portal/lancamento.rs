//! A launch made by the simulator's own server: the only way to hand a token over in a header.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context as _;
use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, response::Response, routing::post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{plugin::endereco, token::com_sinal};
use crate::{
    estado::Comum,
    pessoas::{self, Papel},
};

pub(super) fn rotas() -> Router<Comum> {
    Router::new().route("/simulador/lancar", post(lancar))
}

/// `{"pessoa": "doralice", "papel": "cliente", "entrega": "header"}`
#[derive(Deserialize)]
struct Pedido {
    pessoa: String,
    papel: Option<String>,
    /// `header` (default), `query` or `post`.
    entrega: Option<String>,
}

/// What the plugin answered, without following its redirect.
#[derive(Debug, Serialize)]
pub(super) struct Resultado {
    status: u16,
    location: Option<String>,
    set_cookie: Vec<String>,
    corpo: String,
}

async fn lancar(State(estado): State<Comum>, Json(pedido): Json<Pedido>) -> Response {
    let erro = |status: StatusCode, texto: String| (status, Json(json!({ "erro": texto }))).into_response();
    let Some(pessoa) = pessoas::por_chave(&pedido.pessoa) else {
        return erro(StatusCode::BAD_REQUEST, "pessoa desconhecida; veja as chaves em /simulador".to_owned());
    };
    let Some(papel) = pedido.papel.as_deref().map_or(Some(pessoa.papel), Papel::ler) else {
        return erro(StatusCode::BAD_REQUEST, "papel: use cliente, sindico ou gestor".to_owned());
    };
    let Some(plugin) = estado.plugin() else {
        return erro(StatusCode::CONFLICT, "o endereço do plugin ainda não foi informado ao simulador".to_owned());
    };
    let vida = com_sinal(estado.vida_token);
    let token = match estado.emissor.emitir(pessoa, papel, &estado.slug, estado.relogio.agora(), vida) {
        Ok(token) => token,
        Err(causa) => return erro(StatusCode::INTERNAL_SERVER_ERROR, causa.to_string()),
    };
    let destino = endereco(&plugin, &estado.slug, papel);
    let parametro = estado.entrega.parametro();
    let resultado = match pedido.entrega.as_deref().unwrap_or("header") {
        "header" => por_cabecalho(&destino, &token).await,
        "query" => por_consulta(&destino, parametro, &token).await,
        "post" => por_formulario(&destino, parametro, &token).await,
        _ => return erro(StatusCode::BAD_REQUEST, "entrega: use header, query ou post".to_owned()),
    };
    match resultado {
        Ok(resultado) => Json(resultado).into_response(),
        Err(causa) => erro(StatusCode::BAD_GATEWAY, format!("o plugin não respondeu: {causa:#}")),
    }
}

pub(super) async fn por_consulta(destino: &Url, parametro: &str, token: &str) -> anyhow::Result<Resultado> {
    enviar(cliente(destino)?.get(destino.clone()).query(&[(parametro, token)])).await
}

async fn por_cabecalho(destino: &Url, token: &str) -> anyhow::Result<Resultado> {
    enviar(cliente(destino)?.get(destino.clone()).bearer_auth(token)).await
}

async fn por_formulario(destino: &Url, parametro: &str, token: &str) -> anyhow::Result<Resultado> {
    enviar(cliente(destino)?.post(destino.clone()).form(&BTreeMap::from([(parametro, token)]))).await
}

/// Goes straight to the plugin: no proxy of the environment, no redirects, and `*.localhost` is loopback as in browsers.
fn cliente(destino: &Url) -> anyhow::Result<reqwest::Client> {
    let mut construtor = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(15));
    if let Some(host) = destino.host_str().filter(|h| h.ends_with(".localhost")) {
        let porta = destino.port_or_known_default().context("endereço do plugin sem porta")?;
        construtor = construtor.resolve(host, ([127, 0, 0, 1], porta).into());
    }
    construtor.build().context("cliente HTTP")
}

async fn enviar(pedido: reqwest::RequestBuilder) -> anyhow::Result<Resultado> {
    // The address holds the token, so errors go without it.
    let resposta = pedido.send().await.map_err(reqwest::Error::without_url)?;
    let texto = |nome: reqwest::header::HeaderName| {
        let valores = resposta.headers().get_all(nome);
        valores.iter().filter_map(|v| v.to_str().ok()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (location, set_cookie) = (texto(reqwest::header::LOCATION).pop(), texto(reqwest::header::SET_COOKIE));
    let status = resposta.status().as_u16();
    let corpo = resposta.text().await.map_err(reqwest::Error::without_url)?;
    Ok(Resultado { status, location, set_cookie, corpo: corpo.chars().take(4000).collect() })
}
