//! What a person is told about their own data: who saw it, and which of their sessions are open.

use std::sync::Arc;

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    cripto::Especie,
    session::{Visita, store::EncryptedStore},
    state::AppState,
    storage::{Auditoria, Chave, ErroArmazem, Evento, Origem},
};
use crate::app::pages::mensagem::Mensagem;

/// How far back the page goes.
const PERIODO: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Most lines of the trail on the page.
const LINHAS: u32 = 100;

/// An open session of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acesso {
    /// Browser and system.
    pub aparelho: String,
    /// How it began.
    pub origem: Origem,
    /// When.
    pub iniciado_em: Timestamp,
    /// Whether it is this one.
    pub este: bool,
    /// What ends it.
    pub referencia: String,
}

/// The open sessions of whoever is logged in, newest first.
///
/// # Errors
/// When the database does.
pub async fn acessos(estado: &AppState, visita: &Visita) -> Result<Vec<Acesso>, ErroArmazem> {
    let atual = visita.sessao.map(|sessao| EncryptedStore::chave(sessao.0));
    let agora = estado.relogio.agora();
    let mut acessos = Vec::new();
    for hmac in estado.chaveiro.hmacs_titular(visita.autor.documento.normalizado()) {
        for linha in estado.armazem.acessos_listar(&visita.autor.incorporadora, &hmac, agora).await? {
            acessos.push(Acesso {
                este: Some(linha.sessao_chave) == atual,
                referencia: estado.referencia_do_autor(visita, Especie::Acesso, &em_texto(&linha.sessao_chave)),
                aparelho: linha.aparelho,
                origem: linha.origem,
                iniciado_em: linha.iniciado_em,
            });
        }
    }
    acessos.sort_by_key(|acesso| std::cmp::Reverse(acesso.iniciado_em));
    Ok(acessos)
}

/// What happened to the person's data within the last year, newest first.
///
/// # Errors
/// When the database does.
pub async fn trilha(estado: &AppState, visita: &Visita) -> Result<Vec<Evento>, ErroArmazem> {
    let hmacs = estado.chaveiro.hmacs_titular(visita.autor.documento.normalizado());
    let desde = estado.relogio.agora().saturating_sub(PERIODO).unwrap_or(Timestamp::MIN);
    Auditoria::nova(Arc::clone(&estado.armazem), Arc::clone(&estado.chaveiro))
        .listar(&visita.autor.incorporadora, &hmacs, desde, LINHAS)
        .await
}

/// The form. No `Debug`: the reference is a key of sorts.
#[derive(Deserialize)]
pub struct Formulario {
    acesso: String,
}

/// `POST /privacidade/encerrar`: ends one of the person's sessions, wherever it is open.
pub async fn encerrar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let responder = |mensagem: Mensagem| {
        let codigo = Some(Arc::clone(&visita.codigo_suporte));
        mensagem.resposta(&estado, Some(Arc::clone(&visita.incorporadora)), codigo)
    };
    // The reference was sealed to this person: only a session of theirs can be in it.
    let chave = formulario
        .ok()
        .and_then(|Form(f)| estado.abrir_referencia_do_autor(&visita, Especie::Acesso, &f.acesso))
        .and_then(|texto| de_texto(&texto));
    let Some(chave) = chave else { return responder(Mensagem::nao_encontrada()) };
    if let Err(erro) = estado.armazem.sessao_apagar(&chave).await {
        tracing::error!(%erro, "a session could not be ended");
        return responder(Mensagem::erro_interno());
    }
    if visita.sessao.map(|sessao| EncryptedStore::chave(sessao.0)) == Some(chave) {
        return responder(Mensagem::ate_logo());
    }
    Redirect::to(&format!("{}/privacidade", visita.prefixo)).into_response()
}

fn em_texto(chave: &Chave) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(chave)
}

fn de_texto(texto: &str) -> Option<Chave> {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.decode(texto).ok()?.try_into().ok()
}
