//! From `/s/{handle}/…` and the cookie to a session id.
//!
//! Takes the prefix off the path, decides by [`decidir`], and hands tower-sessions the id in the header it reads: the one
//! way a session without cookies can pass through it.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, Uri, header};
use tower_sessions::{SessionStore, session::Id};

use crate::{
    app::pages::{entrada, mensagem::Mensagem},
    server::{
        config::Incorporadora,
        cripto::{Proposito, resumo},
        direto,
        middleware::{cabecalhos::Moldura, registro::CodigoSuporte},
        session::{
            COOKIE, Principal,
            acesso::{Cookie, Decisao, Efeito, Recusa, Situacao, decidir, procedencia},
            handle,
            principal::CHAVE,
            store::EncryptedStore,
        },
        state::AppState,
        storage::{EstadoHandle, LinhaHandle, Origem},
    },
};

/// What the handle of this request says, in its extensions.
#[derive(Debug, Clone)]
pub struct Prefixo {
    /// `/s/{handle}`
    pub caminho: Arc<str>,
    /// Whose portal launched it: it may frame even the page that says the visit is over.
    pub incorporadora: Option<Arc<Incorporadora>>,
    /// How the visit began, which says how to begin another.
    pub origem: Origem,
}

/// The session the browser's cookie named before a launch or a direct access, in the request's extensions. tower-sessions does
/// not see it: each starts a session of its own.
#[derive(Debug, Clone, Copy)]
pub struct CookieAnterior(pub Option<Id>);

/// Resolves the visitor of `/s/…`, hides the cookie from launches, lets everything else pass.
pub async fn resolver(State(estado): State<AppState>, mut pedido: Request, seguinte: Next) -> Response {
    let caminho = pedido.uri().path().to_owned();
    if caminho.starts_with("/p/") || direto::eh_daqui(&caminho) {
        let anterior = CookieAnterior(ler_cookie(pedido.headers()));
        pedido.extensions_mut().insert(anterior);
        trocar_cookie(pedido.headers_mut(), None);
        return seguinte.run(pedido).await;
    }
    if !(caminho == "/s" || caminho.starts_with("/s/")) {
        return seguinte.run(pedido).await;
    }
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| c.0.clone());
    let Some((handle, resto)) = handle::separar(&caminho) else {
        return Mensagem::sessao_encerrada().resposta(&estado, estado.incorporadora_unica(), codigo);
    };
    let linha = match estado.armazem.handle_ler(&handle.hash(), estado.relogio.agora()).await {
        Ok(linha) => linha,
        Err(erro) => {
            tracing::error!(%erro, "handle could not be read");
            return Mensagem::erro_interno().resposta(&estado, estado.incorporadora_unica(), codigo);
        }
    };
    let Some(linha) = linha else {
        return Mensagem::sessao_encerrada().resposta(&estado, estado.incorporadora_unica(), codigo);
    };
    // From here on the incorporadora is known, and its portal may frame even a refusal.
    let incorporadora = estado.incorporadora(&linha.incorporadora);
    let Some((do_handle, origem)) = abrir_id(&estado, &linha) else {
        return Mensagem::sessao_encerrada().resposta(&estado, incorporadora, codigo);
    };
    let recusar =
        |mensagem: Mensagem, incorporadora| mensagem.resposta_da_visita(&estado, incorporadora, origem, codigo);
    match sessao_do_pedido(&estado, &linha, do_handle, pedido.headers()).await {
        Ok(Passagem::Conduzir) => {
            let endereco = pedido.uri().path_and_query().map_or(caminho.as_str(), http::uri::PathAndQuery::as_str);
            let mut resposta = entrada::abrir(&estado, incorporadora, endereco);
            if origem == Origem::Direto {
                resposta.extensions_mut().remove::<Moldura>();
            }
            resposta
        }
        Ok(Passagem::Seguir(id)) => {
            trocar_cookie(pedido.headers_mut(), Some(id));
            let prefixo = Prefixo { caminho: handle.prefixo().into(), incorporadora: incorporadora.clone(), origem };
            pedido.extensions_mut().insert(prefixo);
            match sem_prefixo(pedido.uri(), resto) {
                Some(uri) => *pedido.uri_mut() = uri,
                None => return recusar(Mensagem::nao_encontrada(), incorporadora),
            }
            seguinte.run(pedido).await
        }
        Ok(Passagem::Nenhuma) | Err(Recusa::SemProva) => recusar(Mensagem::sessao_encerrada(), incorporadora),
        Err(Recusa::OutraPessoa) => recusar(Mensagem::outra_pessoa(), incorporadora),
    }
}

/// How a request that was not refused goes on.
enum Passagem {
    /// With this session.
    Seguir(Id),
    /// To the same address once more, from a page of ours.
    Conduzir,
    /// Not at all: the row cannot be used.
    Nenhuma,
}

/// The session this request may use.
async fn sessao_do_pedido(
    estado: &AppState,
    linha: &LinhaHandle,
    do_handle: Id,
    headers: &HeaderMap,
) -> Result<Passagem, Recusa> {
    let do_cookie = ler_cookie(headers);
    let cookie = match do_cookie {
        None => Cookie::Ausente,
        Some(id) if id == do_handle => Cookie::MesmaSessao,
        Some(id) => match principal_de(&estado.sessoes, id).await {
            None => Cookie::Ausente,
            Some(p) if p.eh(&linha.titular_hmac, &linha.incorporadora, &linha.papel) => Cookie::MesmoTitular,
            Some(_) => Cookie::OutroTitular,
        },
    };
    let situacao = Situacao {
        novo: linha.estado == EstadoHandle::Novo,
        cookie_confirmado: linha.cookie_confirmado,
        mesmo_agente: agente(headers) == linha.ua_hash,
    };
    let origem = estado.config.servidor.url_publica.origin().ascii_serialization();
    match decidir(situacao, cookie, procedencia(headers, &origem)) {
        Decisao::Recusar(recusa) => {
            tracing::info!(?recusa, ?situacao, ?cookie, "visit refused");
            Err(recusa)
        }
        Decisao::HonrarCookie => Ok(do_cookie.map_or(Passagem::Nenhuma, Passagem::Seguir)),
        Decisao::Honrar(Efeito::Nenhum) => Ok(Passagem::Seguir(do_handle)),
        Decisao::Honrar(Efeito::ConfirmarCookie) => {
            if let Err(erro) = estado.armazem.handle_confirmar_cookie(&linha.hash).await {
                tracing::error!(%erro, "cookie confirmation not stored");
                return Ok(Passagem::Nenhuma);
            }
            Ok(Passagem::Seguir(do_handle))
        }
        Decisao::Honrar(Efeito::Consumir) => {
            match estado.armazem.handle_consumir(&linha.hash, estado.relogio.agora()).await {
                Ok(true) => Ok(Passagem::Conduzir),
                // Somebody else won the only landing.
                Ok(false) => Err(Recusa::SemProva),
                Err(erro) => {
                    tracing::error!(%erro, "handle not consumed");
                    Ok(Passagem::Nenhuma)
                }
            }
        }
    }
}

/// What a handle seals: the session's id and how it began. The session may be gone when somebody has to be told how to begin
/// another.
pub fn id_selavel(id: Id, origem: Origem) -> String {
    match origem {
        Origem::Portal => id.to_string(),
        Origem::Direto => format!("{id}{DIRETO}"),
    }
}

/// Behind the id of a session of direct access; no character of an id.
const DIRETO: &str = "/direto";

fn abrir_id(estado: &AppState, linha: &LinhaHandle) -> Option<(Id, Origem)> {
    let claro = estado
        .chaveiro
        .abrir(Proposito::Handle, &linha.hash, &linha.sessao_id_selado)
        .inspect_err(|erro| tracing::error!(%erro, "handle with an unreadable session id"))
        .ok()?;
    let texto = std::str::from_utf8(&claro).ok()?;
    let (id, origem) = match texto.strip_suffix(DIRETO) {
        Some(id) => (id, Origem::Direto),
        None => (texto, Origem::Portal),
    };
    Some((id.parse().ok()?, origem))
}

async fn principal_de(sessoes: &EncryptedStore, id: Id) -> Option<Principal> {
    let registro = sessoes.load(&id).await.ok()??;
    registro.data.get(CHAVE).and_then(|v| serde_json::from_value(v.clone()).ok())
}

/// SHA-256 of the user agent.
pub fn agente(headers: &HeaderMap) -> [u8; 32] {
    resumo(headers.get(header::USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default())
}

fn ler_cookie(headers: &HeaderMap) -> Option<Id> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|par| par.trim().split_once('='))
        .find(|(nome, _)| *nome == COOKIE)
        .and_then(|(_, valor)| valor.parse().ok())
}

/// Replaces our cookie in the request. Other cookies are not ours to read: they are dropped.
fn trocar_cookie(headers: &mut HeaderMap, id: Option<Id>) {
    headers.remove(header::COOKIE);
    if let Some(valor) = id.and_then(|id| HeaderValue::from_str(&format!("{COOKIE}={id}")).ok()) {
        headers.insert(header::COOKIE, valor);
    }
}

fn sem_prefixo(uri: &Uri, resto: &str) -> Option<Uri> {
    let texto = match uri.query() {
        Some(query) => format!("{resto}?{query}"),
        None => resto.to_owned(),
    };
    let mut partes = uri.clone().into_parts();
    partes.path_and_query = Some(texto.parse().ok()?);
    Uri::from_parts(partes).ok()
}
