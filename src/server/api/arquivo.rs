//! A document as bytes, checked and named as everywhere.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use super::{chamada::Chamada, erro::Problema};
use crate::server::{
    documentos::{pedido::Pedido, producao},
    middleware::cabecalhos::PoliticaDeArquivo,
    state::AppState,
};

/// Makes or fetches it.
///
/// # Errors
/// As every call; 404 for what is not this person's.
pub(super) async fn servir(estado: &AppState, chamada: &Chamada, pedido: &Pedido) -> Result<Response, Problema> {
    let feito = producao::produzir(estado, &chamada.visita, pedido).await;
    let arquivo = feito.map_err(|falta| chamada.falta(&falta))?;
    // The name is made of ASCII letters, digits and hyphens.
    let disposicao = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", arquivo.nome))
        .map_err(|_| Problema::interno())?;
    let tipo = HeaderValue::from_static(arquivo.tipo.mime());
    let cabecalhos = [(header::CONTENT_TYPE, tipo), (header::CONTENT_DISPOSITION, disposicao)];
    let mut resposta = (cabecalhos, arquivo.bytes).into_response();
    resposta.extensions_mut().insert(PoliticaDeArquivo);
    Ok(resposta)
}
