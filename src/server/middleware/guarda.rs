//! The gate of every page: no session, no page.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use jiff::Timestamp;
use tower_sessions::Session;

use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::Incorporadora,
        middleware::{cabecalhos::Moldura, registro::CodigoSuporte, visitante::Prefixo},
        session::{Principal, SessaoDaVisita, Visita, principal::CHAVE},
        state::AppState,
    },
};

/// Key of the instant of the last request, inside the session.
const VISTO_EM: &str = "visto_em";
/// The idle limit is extended at most this often: one write a minute, not one a request.
const INTERVALO: Duration = Duration::from_mins(1);

/// Turns the session into a [`Visita`], extends the idle limit, and lets the portal frame the answer.
pub async fn guardar(State(estado): State<AppState>, mut pedido: Request, seguinte: Next) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    let Some(prefixo) = pedido.extensions().get::<Prefixo>().cloned() else {
        return Mensagem::nao_encontrada().resposta(&estado, None, codigo);
    };
    let sessao = pedido.extensions().get::<Session>().cloned();
    let id = sessao.as_ref().and_then(Session::id);
    let (Some((principal, incorporadora)), Some(id)) = (visitante(&estado, sessao).await, id) else {
        return Mensagem::sessao_encerrada().resposta(&estado, prefixo.incorporadora, codigo);
    };
    let visita = Visita {
        principal: Arc::new(principal),
        incorporadora: Arc::clone(&incorporadora),
        prefixo: prefixo.caminho,
        codigo_suporte: codigo.unwrap_or_else(|| "-".into()),
        sessao: SessaoDaVisita(id),
    };
    if pedido.uri().query().is_some_and(|q| q.split('&').any(|p| p == "atualizar=1")) {
        estado.financeiro.esquecer(&visita).await;
    }
    pedido.extensions_mut().insert(visita);
    let mut resposta = seguinte.run(pedido).await;
    resposta.extensions_mut().insert(Moldura(incorporadora));
    resposta
}

async fn visitante(estado: &AppState, sessao: Option<Session>) -> Option<(Principal, Arc<Incorporadora>)> {
    let sessao = sessao?;
    let principal: Principal =
        sessao.get(CHAVE).await.inspect_err(|erro| tracing::error!(%erro, "session could not be read")).ok()??;
    let agora = estado.relogio.agora();
    if agora >= principal.expira_em {
        return None;
    }
    let incorporadora = estado.incorporadora(&principal.incorporadora)?;
    let visto: Option<Timestamp> = sessao.get(VISTO_EM).await.ok()?;
    let ha_pouco = visto.is_some_and(|v| agora.duration_since(v).unsigned_abs() < INTERVALO);
    if !ha_pouco {
        sessao.set_expiry(Some(principal.validade(agora, estado.config.sessao.inatividade)));
        let _ = sessao
            .insert(VISTO_EM, agora)
            .await
            .inspect_err(|erro| tracing::error!(%erro, "idle limit could not be extended"));
    }
    Some((principal, incorporadora))
}
