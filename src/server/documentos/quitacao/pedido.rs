//! `POST /quitacao/emitir`: the person asks for the declaration of a contract and year.

use std::sync::Arc;

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use domain::modelo::ContratoId;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::emissao::{self, Recusa};
use crate::{
    app::pages::{mensagem::Mensagem, quitacao::motivo},
    server::{
        cripto::Especie,
        documentos::{entrega::PARAMETRO_PEDIDO_EM, pedido::Pedido},
        session::Visita,
        state::AppState,
    },
};

/// Largest body: a reference and a year.
pub const CORPO_MAXIMO: usize = 8 * 1024;

/// The form. No `Debug`: the reference is a key of sorts.
#[derive(Deserialize)]
pub struct Formulario {
    /// Reference to the contract.
    contrato: String,
    /// Year to be declared.
    ano: i16,
}

/// Issues, and leads to the document's page, which starts the download.
pub async fn emitir(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let responder = |mensagem: Mensagem| {
        let codigo = Some(Arc::clone(&visita.codigo_suporte));
        mensagem.resposta(&estado, Some(Arc::clone(&visita.incorporadora)), codigo)
    };
    let Ok(Form(Formulario { contrato, ano })) = formulario else {
        return responder(Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    let Some(contrato) = estado.abrir_referencia(&visita, Especie::Contrato, &contrato).map(ContratoId) else {
        return responder(Mensagem::documento_nao_encontrado());
    };
    if !(1..=9999).contains(&ano) {
        return responder(Mensagem::documento_nao_encontrado());
    }
    let volta = Some(format!("{}/quitacao/{ano}", visita.prefixo));
    match emissao::emitir(&estado, &visita, &contrato, ano).await {
        Ok(()) => {
            let referencia = estado.referencia_documento(&visita, &Pedido::Declaracao { contrato: contrato.0, ano });
            let agora = estado.relogio.agora().as_second();
            conduzir(&format!("{}/documentos/{referencia}?{PARAMETRO_PEDIDO_EM}={agora}", visita.prefixo))
        }
        Err(Recusa::NaoEncontrada) => responder(Mensagem::documento_nao_encontrado().com_volta(volta)),
        Err(Recusa::SemProva(situacao)) => {
            let mensagem = Mensagem::nova(
                StatusCode::CONFLICT,
                "A declaração não pode ser emitida agora",
                &motivo(&situacao, ano),
                "Volte à página de quitação para ver a situação atualizada.",
            );
            responder(mensagem.com_volta(volta))
        }
        Err(Recusa::Falha(falha)) => responder(Mensagem::documento_indisponivel(&falha).com_volta(volta)),
        Err(Recusa::Armazem(erro)) => {
            tracing::error!(%erro, "declaration not issued");
            responder(Mensagem::erro_interno().com_volta(volta))
        }
    }
}

/// `GET /quitacao/emitir`: somebody reloaded after the visit was resumed. Nothing is issued by a GET.
pub async fn voltar(Extension(visita): Extension<Visita>) -> Response {
    conduzir(&format!("{}/quitacao", visita.prefixo))
}

fn conduzir(local: &str) -> Response {
    match HeaderValue::from_str(local) {
        Ok(local) => (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
