//! One line per request, and the support code that ties it to what the person read.
//!
//! The line holds method, route template, status, milliseconds, incorporadora and support code; never a path with a handle
//! or token, a query string, a header or a body.

use std::{sync::Arc, time::Instant};

use axum::{extract::Request, middleware::Next, response::Response};
use tracing::Instrument;

use crate::server::metricas;

/// Read by people to support: eight characters without look-alikes.
#[derive(Debug, Clone)]
pub struct CodigoSuporte(pub Arc<str>);

/// Letters and digits nobody confuses on the phone.
const ALFABETO: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

impl CodigoSuporte {
    /// A fresh code.
    pub fn novo() -> Self {
        let acaso: [u8; 8] = rand::random();
        Self(acaso.iter().map(|b| char::from(ALFABETO[usize::from(b % 32)])).collect::<String>().into())
    }
}

/// The name of a route for logs: no values, ever.
fn nome_da_rota(caminho: &str) -> &'static str {
    match caminho.split('/').nth(1).unwrap_or_default() {
        "p" => "/p/{incorporadora}/{papel}",
        "s" => "/s/{handle}/…",
        "pkg" => "/pkg/…",
        "marca" => "/marca/{incorporadora}.css",
        "saude" => "/saude/…",
        "verificar" => "/verificar/…",
        "d" => "/d/{bilhete}",
        "api" => "/api/v1/…",
        "entrar" => "/entrar/{incorporadora}/…",
        "equipe" => "/equipe/{incorporadora}/…",
        _ => "other",
    }
}

/// Gives the request its support code and span, and writes the line.
pub async fn registrar(mut pedido: Request, seguinte: Next) -> Response {
    let codigo = CodigoSuporte::novo();
    let rota = nome_da_rota(pedido.uri().path());
    let metodo = pedido.method().clone();
    pedido.extensions_mut().insert(codigo.clone());
    let inicio = Instant::now();
    let span = tracing::info_span!("request", codigo_suporte = %codigo.0);
    async move {
        let resposta = seguinte.run(pedido).await;
        let status = resposta.status().as_u16();
        let milissegundos = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        metricas::pedido(rota, &metodo, status, inicio.elapsed());
        if status >= 500 {
            tracing::error!(%metodo, rota, status, milissegundos, "request served");
        } else {
            tracing::info!(%metodo, rota, status, milissegundos, "request served");
        }
        resposta
    }
    .instrument(span)
    .await
}
