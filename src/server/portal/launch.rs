//! `/p/{incorporadora}/{papel}`: the URL registered in CV. A token comes in, a session of ours goes out by 303.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use tower_sessions::{Session, SessionStore};

use super::{
    Apresentavel, Destino, ErroLancamento, Identidade, Pedido,
    intake::{self, CORPO_MAXIMO},
    jwt::{self, Exame},
};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::{Incorporadora, Papel, Reuso},
        cripto::{Proposito, resumo},
        gestor::previa,
        metricas,
        middleware::{
            registro::CodigoSuporte,
            visitante::{CookieAnterior, agente},
        },
        session::{
            Conteudo, Principal, SessaoDaVisita, aparelho, conteudo, handle::Handle, principal::CHAVE,
            store::EncryptedStore,
        },
        state::{AppState, Entrada},
        storage::{Auditoria, Chave, EstadoHandle, Evento, Lancamento, LinhaAcesso, LinhaHandle, Marca, Origem},
    },
};

/// `Allow` of a launch.
const METODOS: &str = "GET, POST";
/// How long a replay mark is kept for a token that does not say when it expires.
const GUARDA: SignedDuration = SignedDuration::from_hours(2);
/// How long after the end of a visit its tabs are still told, inside their portal, that it is over.
const LEMBRANCA: SignedDuration = SignedDuration::from_hours(12);
/// A browser's form arrives in one piece; a body that trickles in is not one.
const PRAZO_CORPO: Duration = Duration::from_secs(10);
/// Within this time a reload of the same launch by the same browser is no replay.
const RECARGA: Duration = Duration::from_mins(1);

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
enum Recusado {
    #[error(transparent)]
    Lancamento(#[from] ErroLancamento),
    #[error("armazenamento: {0}")]
    Armazem(#[from] crate::server::storage::ErroArmazem),
    #[error("sessão: {0}")]
    Sessao(#[from] tower_sessions::session::Error),
}

/// The handler of GET and POST.
pub async fn lancar(
    State(estado): State<AppState>,
    Path((slug, papel)): Path<(String, String)>,
    pedido: Request,
) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    let Some(entrada) = estado.entradas.get(&slug) else {
        return Mensagem::nao_encontrada().resposta(&estado, None, codigo);
    };
    let incorporadora = Arc::clone(&entrada.incorporadora);
    let papel = match Papel::TODOS.into_iter().find(|p| p.as_str() == papel) {
        Some(papel) if entrada.resolver.atende(papel) => papel,
        Some(_) => return Mensagem::papel_desligado().resposta(&estado, Some(incorporadora), codigo),
        None => return Mensagem::nao_encontrada().resposta(&estado, Some(incorporadora), codigo),
    };
    match tentar(&estado, entrada, papel, pedido).await {
        Ok(local) => {
            metricas::lancamento(&slug, "aceito");
            ver_outra(&local)
        }
        Err(recusado) => recusar(&estado, recusado, incorporadora, codigo),
    }
}

/// Any other method.
pub async fn metodo_errado(
    State(estado): State<AppState>,
    Path((slug, _)): Path<(String, String)>,
    pedido: Request,
) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    let incorporadora = estado.incorporadora(&slug);
    let mut resposta =
        Mensagem::pedido_invalido(StatusCode::METHOD_NOT_ALLOWED).resposta(&estado, incorporadora, codigo);
    resposta.headers_mut().insert(header::ALLOW, HeaderValue::from_static(METODOS));
    resposta
}

async fn tentar(estado: &AppState, entrada: &Entrada, papel: Papel, pedido: Request) -> Result<String, Recusado> {
    let incorporadora = &entrada.incorporadora;
    let (partes, corpo) = pedido.into_parts();
    let corpo = if partes.method == Method::POST { ler_corpo(corpo).await? } else { Bytes::new() };
    let recebido = intake::receber(
        &Pedido { metodo: &partes.method, query: partes.uri.query(), cabecalhos: &partes.headers, corpo: &corpo },
        &incorporadora.portal.token_parametros,
    )
    .map_err(ErroLancamento::from)?;
    if !recebido.outros_parametros.is_empty() {
        // Names only: they tell the operator what CV really sends.
        tracing::debug!(nomes = ?recebido.outros_parametros, "launch with parameters nobody configured");
    }
    let agora = estado.relogio.agora();
    let exame = jwt::examinar(&recebido.token, entrada.verificador.as_ref(), agora).map_err(ErroLancamento::from)?;
    let identidade = entrada.resolver.resolver(papel, &recebido.token).await.map_err(ErroLancamento::from)?;
    let token_hash = resumo(recebido.token.exposto().as_bytes());

    let principal = principal(estado, incorporadora, papel, identidade, &exame, agora);
    let anterior = partes.extensions.get::<CookieAnterior>().and_then(|c| c.0);
    let marca =
        Lancamento { token_hash: &token_hash, incorporadora: incorporadora.slug.as_str(), papel: papel.as_str() };
    let sessao = partes.extensions.get::<Session>().cloned().ok_or(tower_sessions::session::Error::Store(
        tower_sessions::session_store::Error::Backend("no session layer".to_owned()),
    ))?;
    sessao.set_expiry(Some(principal.validade(agora, estado.config.sessao.inatividade)));
    sessao.insert(CHAVE, &principal).await?;
    if papel == Papel::Cliente {
        // CV's own portal API is asked with it, for as long as it lives; a síndico's or a gestor's opens nothing we show.
        sessao.insert(conteudo::TOKEN, recebido.token.exposto()).await?;
    }
    sessao.save().await?;
    let Some(id) = sessao.id() else {
        return Err(tower_sessions::session::Error::Store(tower_sessions::session_store::Error::Backend(
            "a saved session has no id".to_owned(),
        ))
        .into());
    };
    let chave = EncryptedStore::chave(id);
    // As long as CV could still accept the token; never so short that two clicks race past each other.
    let guardar_ate = exame.expira.unwrap_or(agora + GUARDA).max(agora + SignedDuration::from_mins(2));
    let vista = estado.armazem.lancamento_marcar(marca, &chave, agora, guardar_ate).await?;
    if let Marca::Repetida { primeira_em, sessao_chave } = vista {
        let mesmo = anterior.map(EncryptedStore::chave) == Some(sessao_chave);
        if !aceita_repetido(incorporadora.portal.reuso, mesmo, primeira_em, agora) {
            sessao.flush().await?;
            return Err(ErroLancamento::Reutilizado.into());
        }
        estado.armazem.lancamento_atualizar_sessao(marca, &chave).await?;
    }
    // The layer sets the cookie only when the session changed after the save above.
    sessao.insert("lancada_em", agora).await?;
    encerrar_de_outra_pessoa(estado, anterior, &principal).await;
    registrar_acesso(estado, &principal, chave, &partes.headers).await?;
    let handle = criar_handle(estado, id, chave, &principal, &partes.headers).await?;
    tracing::info!(incorporadora = incorporadora.slug.as_str(), papel = papel.as_str(), "launch accepted");
    Ok(local(&handle, recebido.destino.as_ref()))
}

async fn ler_corpo(corpo: axum::body::Body) -> Result<Bytes, ErroLancamento> {
    let lido = tokio::time::timeout(PRAZO_CORPO, axum::body::to_bytes(corpo, CORPO_MAXIMO)).await;
    match lido {
        Ok(Ok(corpo)) => Ok(corpo),
        Ok(Err(_)) => Err(super::ErroIntake::CorpoGrande.into()),
        Err(_) => Err(super::ErroIntake::CorpoInvalido.into()),
    }
}

fn principal(
    estado: &AppState,
    incorporadora: &Incorporadora,
    papel: Papel,
    identidade: Identidade,
    exame: &Exame,
    agora: Timestamp,
) -> Principal {
    let maxima = SignedDuration::try_from(estado.config.sessao.maxima).unwrap_or(GUARDA);
    Principal {
        incorporadora: incorporadora.slug.as_str().to_owned(),
        papel,
        titular_hmac: estado.chaveiro.hmac_titular(identidade.documento.normalizado()),
        documento: identidade.documento,
        id_erp: identidade.id_erp,
        nome: identidade.nome,
        origem: Origem::Portal,
        empreendimentos: identidade.empreendimentos,
        expira_em: exame.ate(agora.saturating_add(maxima).unwrap_or(Timestamp::MAX)),
    }
}

/// Where and when this session began, for the person it belongs to: among the open ones, and in the trail.
///
/// # Errors
/// When the database does: who came in must be on record.
pub async fn registrar_acesso(
    estado: &AppState,
    principal: &Principal,
    sessao_chave: Chave,
    headers: &http::HeaderMap,
) -> Result<(), crate::server::storage::ErroArmazem> {
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

/// The policy of `security.md` Launch 5. A browser without cookies cannot prove to be the same one, and is refused.
fn aceita_repetido(reuso: Reuso, mesmo_navegador: bool, primeira_em: Timestamp, agora: Timestamp) -> bool {
    match reuso {
        Reuso::Nunca => false,
        Reuso::MesmoNavegador => mesmo_navegador && agora.duration_since(primeira_em).unsigned_abs() <= RECARGA,
        Reuso::AteExpirar => true,
    }
}

/// The browser changes hands: what the previous person had open in it ends now.
async fn encerrar_de_outra_pessoa(estado: &AppState, anterior: Option<tower_sessions::session::Id>, nova: &Principal) {
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
    id: tower_sessions::session::Id,
    sessao_chave: Chave,
    principal: &Principal,
    headers: &http::HeaderMap,
) -> Result<Handle, Recusado> {
    let handle = Handle::novo(rand::random());
    let hash = handle.hash();
    let linha = LinhaHandle {
        hash,
        sessao_chave,
        sessao_id_selado: estado.chaveiro.selar(Proposito::Handle, &hash, id.to_string().as_bytes()),
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

fn local(handle: &Handle, destino: Option<&Destino>) -> String {
    let pagina = destino.map(Destino::caminho).unwrap_or_default();
    format!("{}/{}", handle.prefixo(), pagina.trim_start_matches('/'))
}

fn ver_outra(local: &str) -> Response {
    let Ok(local) = HeaderValue::from_str(local) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response()
}

fn recusar(
    estado: &AppState,
    recusado: Recusado,
    incorporadora: Arc<Incorporadora>,
    codigo: Option<Arc<str>>,
) -> Response {
    let erro = match recusado {
        Recusado::Lancamento(erro) => erro,
        Recusado::Armazem(_) | Recusado::Sessao(_) => {
            tracing::error!(erro = %recusado, "launch failed on our side");
            return Mensagem::erro_interno().resposta(estado, Some(incorporadora), codigo);
        }
    };
    let slug = incorporadora.slug.as_str();
    metricas::lancamento(slug, erro.codigo());
    tracing::warn!(incorporadora = slug, codigo = erro.codigo(), erro = %erro, "launch refused");
    let a = erro.apresentacao();
    let mensagem = Mensagem::nova(a.status, a.titulo, a.explicacao, a.o_que_fazer);
    let mut resposta = mensagem.resposta(estado, Some(incorporadora), codigo);
    let exigido = match a.status {
        StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")),
        // HEAD, which the router gives to the handler of GET.
        StatusCode::METHOD_NOT_ALLOWED => Some((header::ALLOW, METODOS)),
        _ => None,
    };
    if let Some((nome, valor)) = exigido {
        resposta.headers_mut().insert(nome, HeaderValue::from_static(valor));
    }
    resposta
}
