//! How a session begins once CV said who came in: the same for a launch and for direct access.

use std::sync::Arc;

use domain::documento::Token;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use tower_sessions::{Session, SessionStore as _, session::Id};

use super::{
    Conteudo, Principal, SessaoDaVisita, aparelho, conteudo, handle::Handle, principal::CHAVE, store::EncryptedStore,
};
use crate::server::{
    config::{Incorporadora, Papel},
    cripto::Proposito,
    gestor::previa,
    middleware::visitante::{agente, id_selavel},
    portal::Identidade,
    state::AppState,
    storage::{Auditoria, Chave, ErroArmazem, EstadoHandle, Evento, LinhaAcesso, LinhaHandle, Origem},
};

/// How long after the end of a visit its tabs are still told that it is over.
const LEMBRANCA: SignedDuration = SignedDuration::from_hours(12);
/// Longest visit when the configured one is beyond all measure.
const MAXIMA: SignedDuration = SignedDuration::from_hours(2);

/// Why there is no session. The fault is ours.
#[derive(Debug, thiserror::Error)]
pub enum ErroInicio {
    /// The database.
    #[error("armazenamento: {0}")]
    Armazem(#[from] ErroArmazem),
    /// The session layer.
    #[error("sessão: {0}")]
    Sessao(#[from] tower_sessions::session::Error),
}

impl ErroInicio {
    /// Of a session layer that is not there or did not do its part.
    pub fn camada(motivo: &str) -> Self {
        Self::Sessao(tower_sessions::session::Error::Store(tower_sessions::session_store::Error::Backend(
            motivo.to_owned(),
        )))
    }
}

/// The person, from CV's answer. `ate` bounds the visit besides `sessao.maxima`: no session outlives the token behind it.
pub fn principal(
    estado: &AppState,
    incorporadora: &Incorporadora,
    papel: Papel,
    identidade: Identidade,
    origem: Origem,
    ate: Option<Timestamp>,
) -> Principal {
    let maxima = SignedDuration::try_from(estado.config.sessao.maxima).unwrap_or(MAXIMA);
    let limite = estado.relogio.agora().saturating_add(maxima).unwrap_or(Timestamp::MAX);
    Principal {
        incorporadora: incorporadora.slug.as_str().to_owned(),
        papel,
        titular_hmac: estado.chaveiro.hmac_titular(identidade.documento.normalizado()),
        documento: identidade.documento,
        id_erp: identidade.id_erp,
        nome: identidade.nome,
        origem,
        empreendimentos: identidade.empreendimentos,
        expira_em: ate.map_or(limite, |ate| ate.min(limite)),
    }
}

/// Writes the session and gives its id. CV's token stays in a cliente's session: CV's own portal API is asked with it, for as long
/// as it lives; a síndico's or a gestor's opens nothing we show.
///
/// # Errors
/// [`ErroInicio`].
pub async fn gravar(
    estado: &AppState,
    sessao: &Session,
    principal: &Principal,
    token: &Token,
) -> Result<Id, ErroInicio> {
    let agora = estado.relogio.agora();
    sessao.set_expiry(Some(principal.validade(agora, estado.config.sessao.inatividade)));
    sessao.insert(CHAVE, principal).await?;
    if principal.papel == Papel::Cliente {
        sessao.insert(conteudo::TOKEN, token.exposto()).await?;
    }
    sessao.save().await?;
    sessao.id().ok_or_else(|| ErroInicio::camada("a saved session has no id"))
}

/// Lets the written session begin: its cookie, its record, its handle; what somebody else had open in this browser (`anterior`)
/// ends.
///
/// # Errors
/// [`ErroInicio`]: who came in must be on record.
pub async fn abrir(
    estado: &AppState,
    sessao: &Session,
    id: Id,
    principal: &Principal,
    anterior: Option<Id>,
    headers: &HeaderMap,
) -> Result<Handle, ErroInicio> {
    // The layer sets the cookie only when the session changed after it was saved.
    sessao.insert("lancada_em", estado.relogio.agora()).await?;
    encerrar_de_outra_pessoa(estado, anterior, principal).await;
    let chave = EncryptedStore::chave(id);
    registrar_acesso(estado, principal, chave, headers).await?;
    Ok(criar_handle(estado, id, chave, principal, headers).await?)
}

/// Where and when this session began, for the person it belongs to: among the open ones, and in the trail.
async fn registrar_acesso(
    estado: &AppState,
    principal: &Principal,
    sessao_chave: Chave,
    headers: &HeaderMap,
) -> Result<(), ErroArmazem> {
    let agora = estado.relogio.agora();
    let acesso = LinhaAcesso {
        sessao_chave,
        incorporadora: principal.incorporadora.clone(),
        titular_hmac: principal.titular_hmac.clone(),
        papel: principal.papel.as_str().to_owned(),
        origem: principal.origem,
        aparelho: aparelho::descrever(headers),
        iniciado_em: agora,
    };
    estado.armazem.acesso_registrar(&acesso).await?;
    let evento = Evento {
        quando: agora,
        incorporadora: acesso.incorporadora,
        titular_hmac: acesso.titular_hmac,
        ator: acesso.papel,
        acao: format!("acesso-{}", principal.origem.as_str()),
        detalhe: Some(acesso.aparelho),
    };
    Auditoria::nova(Arc::clone(&estado.armazem), Arc::clone(&estado.chaveiro)).gravar(&evento).await
}

/// The browser changes hands: what the previous person had open in it ends now.
async fn encerrar_de_outra_pessoa(estado: &AppState, anterior: Option<Id>, nova: &Principal) {
    let Some(id) = anterior else { return };
    let Ok(Some(registro)) = estado.sessoes.load(&id).await else { return };
    if let Some(conteudo) = Conteudo::do_registro(&registro)
        && let Some(incorporadora) = estado.incorporadora(&conteudo.autor.incorporadora)
    {
        previa::abandonar(estado, &conteudo, &incorporadora, Some(SessaoDaVisita(id))).await;
    }
    let antiga = registro.data.get(CHAVE).and_then(|v| serde_json::from_value::<Principal>(v.clone()).ok());
    let mesma = antiga.is_some_and(|a| a.eh(&nova.titular_hmac, &nova.incorporadora, nova.papel.as_str()));
    if !mesma && let Err(erro) = estado.sessoes.delete(&id).await {
        tracing::error!(%erro, "the previous session of this browser could not be ended");
    }
}

async fn criar_handle(
    estado: &AppState,
    id: Id,
    sessao_chave: Chave,
    principal: &Principal,
    headers: &HeaderMap,
) -> Result<Handle, ErroArmazem> {
    let handle = Handle::novo(rand::random());
    let hash = handle.hash();
    let selado = id_selavel(id, principal.origem);
    let linha = LinhaHandle {
        hash,
        sessao_chave,
        sessao_id_selado: estado.chaveiro.selar(Proposito::Handle, &hash, selado.as_bytes()),
        titular_hmac: principal.titular_hmac.clone(),
        incorporadora: principal.incorporadora.clone(),
        papel: principal.papel.as_str().to_owned(),
        ua_hash: agente(headers),
        estado: EstadoHandle::Novo,
        cookie_confirmado: false,
        expira: principal.expira_em.saturating_add(LEMBRANCA).unwrap_or(Timestamp::MAX),
    };
    // 128 random bits: a taken hash would be a broken random source, and the second person would be refused anyway.
    estado.armazem.handle_criar(&linha).await?;
    Ok(handle)
}
