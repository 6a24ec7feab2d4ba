//! HTML on the wire in a quarter of its bytes, without holding any of it back.
//!
//! A page is a stream: each section is sent when its data is there. Ready-made compression layers keep bytes until their
//! buffer is full, so that a section would wait for the next; here every chunk is flushed by itself. Assets are compressed
//! when they are built, and other answers are small.

use std::io::Write as _;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use flate2::{Compression, write::GzEncoder};
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, HeaderValue, header};

/// Beyond this level the page gets hardly smaller and the processor notably busier.
const NIVEL: u32 = 5;

/// Compresses HTML for browsers that accept gzip.
pub async fn comprimir(pedido: Request, seguinte: Next) -> Response {
    let aceita = aceita_gzip(pedido.headers());
    let resposta = seguinte.run(pedido).await;
    let eh_html =
        resposta.headers().get(header::CONTENT_TYPE).is_some_and(|tipo| tipo.as_bytes().starts_with(b"text/html"));
    if !eh_html || resposta.headers().contains_key(header::CONTENT_ENCODING) {
        return resposta;
    }
    let (mut partes, corpo) = resposta.into_parts();
    partes.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !aceita {
        return Response::from_parts(partes, corpo);
    }
    partes.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    partes.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(partes, Body::from_stream(gzip(corpo.into_data_stream())))
}

/// Whether the browser lists gzip and does not refuse it with `q=0`.
fn aceita_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).any(
        |item| {
            let mut partes = item.split(';').map(str::trim);
            let gzip = partes.next().is_some_and(|nome| nome.eq_ignore_ascii_case("gzip"));
            let recusado = partes.any(|p| p.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0));
            gzip && !recusado
        },
    )
}

/// One compressed, flushed chunk for each chunk; then the trailer. Ends early, without the trailer, where the source fails:
/// a truncated stream is how the browser learns that the page is not whole.
fn gzip<S, E>(corpo: S) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let compressor = Some(GzEncoder::new(Vec::new(), Compression::new(NIVEL)));
    stream::unfold((corpo, compressor), |(mut corpo, compressor)| async move {
        let mut compressor = compressor?;
        loop {
            let pedaco = match corpo.next().await {
                Some(Ok(bytes)) if bytes.is_empty() => continue,
                Some(Ok(bytes)) => bytes,
                Some(Err(erro)) => return Some((Err(std::io::Error::other(erro)), (corpo, None))),
                None => return Some((compressor.finish().map(Bytes::from), (corpo, None))),
            };
            let comprimido = compressor.write_all(&pedaco).and_then(|()| compressor.flush());
            let saida = comprimido.map(|()| Bytes::from(std::mem::take(compressor.get_mut())));
            return Some((saida, (corpo, Some(compressor))));
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[tokio::test]
    async fn every_chunk_can_be_read_before_the_next_exists() {
        let (entrada, saida) = futures::channel::mpsc::unbounded::<Result<Bytes, std::io::Error>>();
        let mut comprimido = Box::pin(gzip(saida));
        let mut recebido = Vec::new();
        for parte in ["<h1>Olá</h1>", "<p>seção</p>"] {
            entrada.unbounded_send(Ok(Bytes::from(parte))).unwrap();
            recebido.extend_from_slice(&comprimido.next().await.unwrap().unwrap());
            let mut lido = vec![0; parte.len()];
            let mut decodificador = GzDecoder::new(&recebido[..]);
            decodificador.read_exact(&mut lido).unwrap();
        }
        drop(entrada);
        recebido.extend_from_slice(&comprimido.next().await.unwrap().unwrap());
        let mut tudo = String::new();
        GzDecoder::new(&recebido[..]).read_to_string(&mut tudo).unwrap();
        assert_eq!(tudo, "<h1>Olá</h1><p>seção</p>");
        assert!(comprimido.next().await.is_none());
    }

    #[test]
    fn gzip_is_used_only_where_it_is_welcome() {
        let aceita = |v: &str| {
            let mut h = HeaderMap::new();
            h.insert(header::ACCEPT_ENCODING, v.parse().unwrap());
            aceita_gzip(&h)
        };
        assert!(aceita("gzip, deflate, br, zstd"));
        assert!(aceita("br;q=1.0, GZIP;q=0.8"));
        assert!(!aceita("br"));
        assert!(!aceita("gzip;q=0"));
        assert!(!aceita("identity"));
        assert!(!aceita_gzip(&HeaderMap::new()));
    }
}
