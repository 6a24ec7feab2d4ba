//! The portal's own session: an ordinary cookie of its site, first party on purpose.

use std::sync::PoisonError;

use axum::{
    Form, Router,
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::Deserialize;

use super::{html, token::aleatorio};
use crate::{
    estado::Comum,
    pessoas::{self, Papel, Pessoa},
};

const COOKIE: &str = "portal_sessao";

pub(super) fn rotas() -> Router<Comum> {
    Router::new().route("/cliente/entrar", post(entrar)).route("/cliente/sair", post(sair))
}

/// Who is logged in to the portal. Without a session the answer is the login page.
pub(super) struct Logada(pub(super) &'static Pessoa);

impl FromRequestParts<Comum> for Logada {
    type Rejection = Redirect;

    async fn from_request_parts(partes: &mut Parts, estado: &Comum) -> Result<Self, Redirect> {
        da_sessao(estado, &partes.headers).map(Self).ok_or_else(|| Redirect::to("/cliente/login"))
    }
}

/// Who is logged in, if anybody.
pub(super) fn da_sessao(estado: &Comum, cabecalhos: &HeaderMap) -> Option<&'static Pessoa> {
    let id = id_da_sessao(cabecalhos)?;
    estado.sessoes.lock().unwrap_or_else(PoisonError::into_inner).get(id).copied()
}

fn id_da_sessao(cabecalhos: &HeaderMap) -> Option<&str> {
    cabecalhos
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|par| par.trim().split_once('='))
        .find_map(|(nome, valor)| (nome == COOKIE).then_some(valor))
}

#[derive(Deserialize)]
struct Entrada {
    pessoa: String,
}

async fn entrar(State(estado): State<Comum>, Form(entrada): Form<Entrada>) -> Response {
    let Some(pessoa) = pessoas::por_chave(&entrada.pessoa) else {
        let corpo = "<main class=\"centro\"><h1>Pessoa desconhecida</h1><p><a href=\"/cliente/login\">Escolher de novo</a></p></main>";
        return html::documento(StatusCode::NOT_FOUND, "Pessoa desconhecida", corpo);
    };
    let id = aleatorio();
    estado.sessoes.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), pessoa);
    let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax");
    let destino = if pessoa.papel == Papel::Gestor { "/gestor/" } else { "/cliente/home" };
    ([(header::SET_COOKIE, cookie)], Redirect::to(destino)).into_response()
}

async fn sair(State(estado): State<Comum>, cabecalhos: HeaderMap) -> Response {
    if let Some(id) = id_da_sessao(&cabecalhos) {
        estado.sessoes.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
    let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/cliente/login")).into_response()
}
