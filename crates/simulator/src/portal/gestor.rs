//! The manager panel: where the staff of the incorporadora see the plugin, framed as in the portal.

use std::fmt::Write as _;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};

use super::{
    html::{Texto, documento, icone, iniciais},
    plugin::{Consulta, conteudo},
    sessao::da_sessao,
};
use crate::{
    estado::Comum,
    pessoas::{self, PESSOAS, Papel, Pessoa},
};

const CAMINHO: &str = "/gestor/";

pub(super) fn rotas() -> Router<Comum> {
    Router::new()
        .route("/gestor", get(|| async { Redirect::to(CAMINHO) }))
        .route(CAMINHO, get(painel))
        .route("/gestor/login", get(login))
}

/// Takes the same query as the plugin's page in the portal.
async fn painel(State(estado): State<Comum>, Query(consulta): Query<Consulta>, cabecalhos: HeaderMap) -> Response {
    let pedida = consulta.pessoa.as_deref().and_then(pessoas::por_chave);
    let logada = pedida.or_else(|| da_sessao(&estado, &cabecalhos));
    let Some(pessoa) = logada.filter(|p| p.papel == Papel::Gestor) else {
        return Redirect::to("/gestor/login").into_response();
    };
    match conteudo(&estado, &consulta, pessoa, CAMINHO).await {
        Ok((conteudo, classe)) => moldura(&estado.nome, pessoa, &conteudo, classe),
        Err(resposta) => resposta,
    }
}

fn moldura(nome: &str, pessoa: &Pessoa, conteudo: &str, classe: &str) -> Response {
    let menu = format!(
        "<p class=\"quem\"><span class=\"avatar\" aria-hidden=\"true\">{}</span><span class=\"nome\">{}</span></p>\
         <ul><li><a href=\"{CAMINHO}\" aria-current=\"page\">{}<span>Financeiro</span></a></li></ul>\
         <form method=\"post\" action=\"/cliente/sair\"><button class=\"sair\">{}<span>Sair</span></button></form>",
        Texto(&iniciais(pessoa.nome)),
        Texto(pessoa.nome),
        icone("financeiro"),
        icone("sair"),
    );
    let corpo = format!(
        "<a class=\"pular\" href=\"#conteudo\">Pular para o conteúdo</a>\n\
         <header class=\"topo\"><details class=\"gaveta\"><summary>{}<span class=\"oculto\">Menu</span></summary>\
         <nav aria-label=\"Menu do painel\">{menu}</nav></details>\
         <a class=\"marca\" href=\"{CAMINHO}\"><b>{}</b><span>Painel do Gestor</span></a></header>\n\
         <div class=\"palco\"><aside class=\"lateral\"><nav aria-label=\"Menu do painel\">{menu}</nav></aside>\n\
         <main id=\"conteudo\" class=\"{classe}\">{conteudo}</main></div>",
        icone("menu"),
        Texto(nome)
    );
    documento(StatusCode::OK, "Financeiro", &corpo)
}

async fn login(State(estado): State<Comum>) -> Response {
    let mut cartoes = String::new();
    for pessoa in PESSOAS.iter().filter(|p| p.papel == Papel::Gestor) {
        // Writing to a String cannot fail.
        let _ = write!(
            cartoes,
            "<li><form method=\"post\" action=\"/cliente/entrar\"><button class=\"pessoa\" name=\"pessoa\" value=\"{}\">\
             <span class=\"avatar\" aria-hidden=\"true\">{}</span><span class=\"texto\"><strong>{}</strong>\
             <span class=\"demonstra\">{}</span></span>{}</button></form></li>",
            pessoa.chave,
            Texto(&iniciais(pessoa.nome)),
            Texto(pessoa.nome),
            Texto(pessoa.demonstra),
            icone("seta"),
        );
    }
    let corpo = format!(
        "<main class=\"entrada\"><header><p class=\"marca\"><b>{}</b><span>Painel do Gestor</span></p>\
         <h1>Entrar como</h1><p>Este é um painel simulado. Escolha alguém da equipe fictícia.</p></header>\
         <ul class=\"pessoas\">{cartoes}</ul><footer><a href=\"/cliente/login\">Portal do Cliente</a></footer></main>",
        Texto(&estado.nome)
    );
    documento(StatusCode::OK, "Entrar", &corpo)
}
