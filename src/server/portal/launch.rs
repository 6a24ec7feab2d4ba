//! `/p/{incorporadora}/{papel}`: the URL registered in CV. A token comes in, a session of ours goes out by 303.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use tower_sessions::Session;

use super::{
    Apresentavel, Destino, ErroLancamento, Pedido,
    intake::{self, CORPO_MAXIMO},
    jwt,
};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::{Incorporadora, Papel, Reuso},
        cripto::resumo,
        metricas,
        middleware::{registro::CodigoSuporte, visitante::CookieAnterior},
        session::{
            handle::Handle,
            inicio::{self, ErroInicio},
            store::EncryptedStore,
        },
        state::{AppState, Entrada},
        storage::{Lancamento, Marca, Origem},
    },
};

/// `Allow` of a launch.
const METODOS: &str = "GET, POST";
/// How long a replay mark is kept for a token that does not say when it expires.
const GUARDA: SignedDuration = SignedDuration::from_hours(2);
/// A browser's form arrives in one piece; a body that trickles in is not one.
const PRAZO_CORPO: Duration = Duration::from_secs(10);
/// Within this time a reload of the same launch by the same browser is no replay.
const RECARGA: Duration = Duration::from_mins(1);

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
enum Recusado {
    #[error(transparent)]
    Lancamento(#[from] ErroLancamento),
    #[error(transparent)]
    Inicio(#[from] ErroInicio),
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

    let principal = inicio::principal(estado, incorporadora, papel, identidade, Origem::Portal, exame.expira);
    let anterior = partes.extensions.get::<CookieAnterior>().and_then(|c| c.0);
    let marca =
        Lancamento { token_hash: &token_hash, incorporadora: incorporadora.slug.as_str(), papel: papel.as_str() };
    let sessao = partes.extensions.get::<Session>().cloned().ok_or_else(|| ErroInicio::camada("no session layer"))?;
    let id = inicio::gravar(estado, &sessao, &principal, &recebido.token).await?;
    let chave = EncryptedStore::chave(id);
    // As long as CV could still accept the token; never so short that two clicks race past each other.
    let guardar_ate = exame.expira.unwrap_or(agora + GUARDA).max(agora + SignedDuration::from_mins(2));
    let vista = estado.armazem.lancamento_marcar(marca, &chave, agora, guardar_ate).await.map_err(ErroInicio::from)?;
    if let Marca::Repetida { primeira_em, sessao_chave } = vista {
        let mesmo = anterior.map(EncryptedStore::chave) == Some(sessao_chave);
        if !aceita_repetido(incorporadora.portal.reuso, mesmo, primeira_em, agora) {
            sessao.flush().await.map_err(ErroInicio::from)?;
            return Err(ErroLancamento::Reutilizado.into());
        }
        estado.armazem.lancamento_atualizar_sessao(marca, &chave).await.map_err(ErroInicio::from)?;
    }
    let handle = inicio::abrir(estado, &sessao, id, &principal, anterior, &partes.headers).await?;
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

/// The policy of `security.md` Launch 5. A browser without cookies cannot prove to be the same one, and is refused.
fn aceita_repetido(reuso: Reuso, mesmo_navegador: bool, primeira_em: Timestamp, agora: Timestamp) -> bool {
    match reuso {
        Reuso::Nunca => false,
        Reuso::MesmoNavegador => mesmo_navegador && agora.duration_since(primeira_em).unsigned_abs() <= RECARGA,
        Reuso::AteExpirar => true,
    }
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
        Recusado::Inicio(_) => {
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
