//! Security headers. One place, every response; who may frame us is decided by what the handler says of itself.

use std::sync::Arc;

use axum::{extract::Request, middleware::Next, response::Response};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use http::{HeaderName, HeaderValue, header};

use crate::server::{config::Incorporadora, direto};

/// The nonce of this response, in the request's extensions.
#[derive(Debug, Clone)]
pub struct NonceCsp(pub Arc<str>);

/// Put into a response's extensions: this page belongs to an incorporadora and its portal may frame it.
#[derive(Debug, Clone)]
pub struct Moldura(pub Arc<Incorporadora>);

/// Put into a response's extensions: the answer is the same for everybody and may be kept.
#[derive(Debug, Clone, Copy)]
pub struct Publico;

/// Put into a response's extensions: a file, not a page of ours. Nothing in it may run, load or send.
#[derive(Debug, Clone, Copy)]
pub struct PoliticaDeArquivo;

const FIXOS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Server functions without script redirect by Referer; other sites learn nothing.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)",
    ),
    // Streamed pages must not wait in a proxy's buffer.
    (HeaderName::from_static("x-accel-buffering"), "no"),
];

/// Mints the nonce and writes the headers.
pub async fn seguranca(mut pedido: Request, seguinte: Next) -> Response {
    let nonce: Arc<str> = BASE64_STANDARD_NO_PAD.encode(rand::random::<[u8; 16]>()).into();
    pedido.extensions_mut().insert(NonceCsp(Arc::clone(&nonce)));
    // Where people type their passwords nothing is ever framed, whatever layer answers.
    let emolduravel = !direto::eh_daqui(pedido.uri().path());
    let mut resposta = seguinte.run(pedido).await;

    let moldura = resposta.extensions_mut().remove::<Moldura>().filter(|_| emolduravel);
    let publico = resposta.extensions_mut().remove::<Publico>().is_some();
    let arquivo = resposta.extensions_mut().remove::<PoliticaDeArquivo>().is_some();
    let cabecalhos = resposta.headers_mut();
    for (nome, valor) in FIXOS {
        cabecalhos.insert(nome, HeaderValue::from_static(valor));
    }
    // Harmless over http, where browsers ignore it.
    cabecalhos.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    if !publico {
        cabecalhos.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let quem_emoldura = moldura.map_or_else(|| "'none'".to_owned(), |m| m.0.portal.frame_ancestors.join(" "));
    let csp = if arquivo {
        format!("default-src 'none'; sandbox; frame-ancestors {quem_emoldura}")
    } else {
        politica(&nonce, &quem_emoldura)
    };
    if let Ok(valor) = HeaderValue::from_str(&csp) {
        cabecalhos.insert(header::CONTENT_SECURITY_POLICY, valor);
    }
    resposta
}

fn politica(nonce: &str, quem_emoldura: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors {quem_emoldura}"
    )
}
