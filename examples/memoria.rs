//! What axum itself can send: the bytes of a file, from memory, on any path. The measure the pages are held against.
//!
//! `memoria FILE` prints `port: N` and serves until it is ended.
#![expect(clippy::print_stdout, reason = "the bench reads the port")]

use std::{io::Write as _, net::Ipv4Addr};

use anyhow::Context as _;
use axum::{Router, body::Bytes, response::IntoResponse as _, serve::ListenerExt as _};
use http::header::CONTENT_TYPE;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arquivo = std::env::args().nth(1).context("which file?")?;
    let bytes = Bytes::from(std::fs::read(arquivo)?);
    let rotas = Router::new().fallback(move || {
        let bytes = bytes.clone();
        async move { ([(CONTENT_TYPE, "text/html; charset=utf-8")], bytes).into_response() }
    });
    let ouvinte = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("port: {}", ouvinte.local_addr()?.port());
    std::io::stdout().flush()?;
    // As the server does: without it every answer waits for a delayed acknowledgement.
    let ouvinte = ouvinte.tap_io(|fio| drop(fio.set_nodelay(true)));
    axum::serve(ouvinte, rotas).await?;
    Ok(())
}
