//! `POST /condominios`: a síndico chooses the condominium to look at.

use std::sync::Arc;

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    cripto::Especie,
    session::{
        Visita,
        conteudo::{CONDOMINIO, condominios},
    },
    state::AppState,
};
use crate::app::pages::mensagem::Mensagem;

/// The form. No `Debug`: the reference is a key of sorts.
#[derive(Deserialize)]
pub struct Formulario {
    condominio: String,
}

/// Only a condominium of this síndico can be chosen: the reference is sealed to the person, and the list is CV's.
pub async fn escolher(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let responder = |mensagem: Mensagem| {
        let codigo = Some(Arc::clone(&visita.codigo_suporte));
        mensagem.resposta(&estado, Some(Arc::clone(&visita.incorporadora)), codigo)
    };
    let escolhido = formulario
        .ok()
        .and_then(|Form(f)| estado.abrir_referencia_do_autor(&visita, Especie::Empreendimento, &f.condominio))
        .filter(|id| condominios(&visita.incorporadora, &visita.autor).iter().any(|c| c.empreendimento == *id));
    let Some(escolhido) = escolhido else {
        return responder(Mensagem::nao_encontrada());
    };
    if let Err(erro) = sessao.insert(CONDOMINIO, escolhido).await {
        tracing::error!(%erro, "the choice of a condominium could not be kept");
        return responder(Mensagem::erro_interno());
    }
    Redirect::to(&format!("{}/", visita.prefixo)).into_response()
}
