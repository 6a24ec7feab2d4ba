//! The gate of every page: no session, no page; and no page that is not for this visitor.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::documento::Token;
use http::Method;
use jiff::Timestamp;
use tower_sessions::Session;

use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::{Incorporadora, Papel},
        gestor::previa,
        middleware::{cabecalhos::Moldura, particionado::PrimeiraParte, registro::CodigoSuporte, visitante::Prefixo},
        permissoes::{Perfil, Verbo, permitido},
        portal::Identidade,
        session::{Conteudo, Principal, SessaoDaVisita, Visita, conteudo::PREVIA},
        state::AppState,
        storage::Origem,
    },
};

/// Key of the instant of the last request, inside the session.
const VISTO_EM: &str = "visto_em";
/// The route of whatever is no route: the page that says so is for everybody.
const SEM_ROTA: &str = "/{*resto}";
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
    let (Some((mut conteudo, incorporadora)), Some(id)) =
        (visitante(&estado, sessao.clone(), pedido.method()).await, id)
    else {
        let Prefixo { incorporadora, origem, .. } = prefixo;
        return Mensagem::sessao_encerrada().resposta_da_visita(&estado, incorporadora, origem, codigo);
    };
    let sessao_da_visita = SessaoDaVisita(id);
    let terminou = match previa::conferir(&estado, &mut conteudo, &incorporadora, sessao_da_visita).await {
        Ok(terminou) => terminou,
        Err(erro) => {
            tracing::error!(%erro, "a preview could not be checked");
            return Mensagem::erro_interno().resposta(&estado, Some(incorporadora), codigo);
        }
    };
    if terminou && let Some(sessao) = &sessao {
        sessao.set_expiry(Some(conteudo.autor.validade(estado.relogio.agora(), estado.config.sessao.inatividade)));
        if let Err(erro) = sessao.remove_value(PREVIA).await {
            tracing::error!(%erro, "a preview that is over could not be taken out of the session");
        }
    }
    let alcance = conteudo.alcance(&incorporadora, &estado.chaveiro, estado.relogio.agora());
    let (perfil, origem) = (alcance.perfil, conteudo.autor.origem);
    let rota = pedido.extensions().get::<MatchedPath>().map(|rota| rota.as_str().to_owned()).unwrap_or_default();
    if terminou && perfil == Perfil::Gestor && !permitido_ao(&pedido, &rota, perfil) {
        // What was asked for was the client's: the page that follows says that it is over.
        let mut resposta = Redirect::to(&format!("{}/gestor?{}", prefixo.caminho, previa::TERMINOU)).into_response();
        emoldurar(&mut resposta, origem, incorporadora);
        return resposta;
    }
    if rota == "/"
        && let Some(entrada) = perfil.entrada()
    {
        let mut resposta = Redirect::to(&format!("{}{entrada}", prefixo.caminho)).into_response();
        emoldurar(&mut resposta, origem, incorporadora);
        return resposta;
    }
    if rota != SEM_ROTA && !permitido_ao(&pedido, &rota, perfil) {
        tracing::info!(rota, ?perfil, "route refused");
        let mut resposta =
            Mensagem::nao_encontrada().resposta_da_visita(&estado, Some(Arc::clone(&incorporadora)), origem, codigo);
        emoldurar(&mut resposta, origem, incorporadora);
        return resposta;
    }
    let visita = Visita {
        principal: alcance.principal,
        perfil,
        previa: alcance.previa,
        origem,
        autor: Arc::new(conteudo.autor),
        token_portal: conteudo.token,
        incorporadora: Arc::clone(&incorporadora),
        prefixo: prefixo.caminho,
        codigo_suporte: codigo.unwrap_or_else(|| "-".into()),
        sessao: Some(sessao_da_visita),
    };
    if pedido.uri().query().is_some_and(|q| q.split('&').any(|p| p == "atualizar=1")) {
        estado.financeiro.esquecer(&visita).await;
    }
    pedido.extensions_mut().insert(visita);
    let mut resposta = seguinte.run(pedido).await;
    emoldurar(&mut resposta, origem, incorporadora);
    resposta
}

/// The visit of a call of the API: a cliente whose token proved who it is, without a session, and so without pages.
pub fn visita_da_api(
    estado: &AppState,
    incorporadora: &Arc<Incorporadora>,
    identidade: &Identidade,
    token: Token,
    expira_em: Timestamp,
    codigo_suporte: Arc<str>,
) -> Visita {
    let principal = Arc::new(Principal {
        incorporadora: incorporadora.slug.as_str().to_owned(),
        papel: Papel::Cliente,
        titular_hmac: estado.chaveiro.hmac_titular(identidade.documento.normalizado()),
        documento: identidade.documento.clone(),
        id_erp: identidade.id_erp.clone(),
        nome: identidade.nome.clone(),
        origem: Origem::Portal,
        empreendimentos: Vec::new(),
        expira_em,
    });
    Visita {
        autor: Arc::clone(&principal),
        principal,
        perfil: Perfil::Cliente,
        previa: None,
        incorporadora: Arc::clone(incorporadora),
        token_portal: Some(token),
        origem: Origem::Portal,
        prefixo: "".into(),
        codigo_suporte,
        sessao: None,
    }
}

fn permitido_ao(pedido: &Request, rota: &str, perfil: Perfil) -> bool {
    Verbo::de(pedido.method()).is_some_and(|verbo| permitido(verbo, rota, perfil))
}

/// The portal may frame what was launched in it; a page of direct access, nobody, and its cookie is an ordinary one.
fn emoldurar(resposta: &mut Response, origem: Origem, incorporadora: Arc<Incorporadora>) {
    match origem {
        Origem::Portal => drop(resposta.extensions_mut().insert(Moldura(incorporadora))),
        Origem::Direto => {
            resposta.extensions_mut().remove::<Moldura>();
            resposta.extensions_mut().insert(PrimeiraParte);
        }
    }
}

async fn visitante(
    estado: &AppState,
    sessao: Option<Session>,
    metodo: &Method,
) -> Option<(Conteudo, Arc<Incorporadora>)> {
    let sessao = sessao?;
    let conteudo = Conteudo::da_sessao(&sessao)
        .await
        .inspect_err(|erro| tracing::error!(%erro, "session could not be read"))
        .ok()??;
    let principal = &conteudo.autor;
    let agora = estado.relogio.agora();
    if agora >= principal.expira_em {
        return None;
    }
    let incorporadora = estado.incorporadora(&principal.incorporadora)?;
    let visto: Option<Timestamp> = sessao.get(VISTO_EM).await.ok()?;
    let ha_pouco = visto.is_some_and(|v| agora.duration_since(v).unsigned_abs() < INTERVALO);
    // An action may write to the session, and whatever is written without an end gets one of the library's.
    if !ha_pouco || metodo == Method::POST {
        sessao.set_expiry(Some(principal.validade(agora, estado.config.sessao.inatividade)));
        let _ = sessao
            .insert(VISTO_EM, agora)
            .await
            .inspect_err(|erro| tracing::error!(%erro, "idle limit could not be extended"));
    }
    Some((conteudo, incorporadora))
}
