//! Login, home and the inert entries of the menu.

use std::{fmt::Write as _, sync::PoisonError};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};

use super::{
    html::{Texto, documento, icone, iniciais},
    sessao::{Logada, da_sessao},
};
use crate::{
    estado::{Comum, Estado, Vizinho},
    pessoas::{PESSOAS, Papel, Pessoa},
};

/// Menu of the portal: path, icon, label, and what an inert page says.
const MENU: &[(&str, &str, &str, &str)] = &[
    ("/cliente/home", "inicio", "Início", ""),
    ("/cliente/secao/imovel", "imovel", "Meu imóvel", "Acompanhe a obra, as plantas e as fotos da sua unidade."),
    ("/cliente/plugin/financeiro", "financeiro", "Financeiro", ""),
    (
        "/cliente/secao/documentos",
        "documentos",
        "Documentos",
        "Contrato, memorial descritivo e manual do proprietário.",
    ),
    ("/cliente/secao/assistencia", "assistencia", "Assistência técnica", "Abra um chamado para a sua unidade."),
    ("/cliente/secao/agendamentos", "agenda", "Agendamentos", "Visitas, vistoria e entrega das chaves."),
    ("/cliente/secao/mensagens", "mensagens", "Mensagens", "Converse com a equipe de relacionamento."),
    ("/cliente/secao/ajuda", "ajuda", "Ajuda", "Respostas para as dúvidas mais comuns."),
];

pub(super) fn rotas() -> Router<Comum> {
    Router::new()
        .route("/cliente", get(|| async { Redirect::to("/cliente/") }))
        .route("/cliente/", get(raiz))
        .route("/cliente/login", get(login))
        .route("/cliente/home", get(home))
        .route("/cliente/secao/{nome}", get(secao))
}

/// The frame of every page behind the login: header, menu, content. `cheio` lets the content touch the edges on phones.
pub(super) fn moldura(
    estado: &Estado,
    pessoa: &Pessoa,
    caminho: &str,
    titulo: &str,
    conteudo: &str,
    cheio: &str,
) -> Response {
    let mut itens = String::new();
    for (destino, desenho, rotulo, _) in MENU {
        let atual = if *destino == caminho { " aria-current=\"page\"" } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(itens, "<li><a href=\"{destino}\"{atual}>{}<span>{rotulo}</span></a></li>", icone(desenho));
    }
    let nome = Texto(pessoa.nome);
    let sair = format!(
        "<form method=\"post\" action=\"/cliente/sair\"><button class=\"sair\">{}<span>Sair</span></button></form>",
        icone("sair")
    );
    let quem = format!(
        "<p class=\"quem\"><span class=\"avatar\" aria-hidden=\"true\">{}</span><span class=\"nome\">{nome}</span></p>",
        Texto(&iniciais(pessoa.nome))
    );
    let menu = format!("{quem}<ul>{itens}</ul>{sair}");
    let corpo = format!(
        "<a class=\"pular\" href=\"#conteudo\">Pular para o conteúdo</a>\n\
         <header class=\"topo\"><details class=\"gaveta\"><summary>{}<span class=\"oculto\">Menu</span></summary>\
         <nav aria-label=\"Menu do portal\">{menu}</nav></details>\
         <a class=\"marca\" href=\"/cliente/home\"><b>{}</b><span>Portal do Cliente</span></a></header>\n\
         <div class=\"palco\"><aside class=\"lateral\"><nav aria-label=\"Menu do portal\">{menu}</nav></aside>\n\
         <main id=\"conteudo\" class=\"{cheio}\">{conteudo}</main></div>",
        icone("menu"),
        Texto(&estado.nome)
    );
    documento(StatusCode::OK, titulo, &corpo)
}

async fn raiz(State(estado): State<Comum>, cabecalhos: HeaderMap) -> Redirect {
    Redirect::to(if da_sessao(&estado, &cabecalhos).is_some() { "/cliente/home" } else { "/cliente/login" })
}

async fn login(State(estado): State<Comum>) -> Response {
    let mut cartoes = String::new();
    for pessoa in PESSOAS {
        let papel = match pessoa.papel {
            Papel::Cliente => "",
            Papel::Sindico => " <span class=\"selo\">síndico</span>",
            Papel::Gestor => " <span class=\"selo\">gestor</span>",
        };
        let _ = write!(
            cartoes,
            "<li><form method=\"post\" action=\"/cliente/entrar\"><button class=\"pessoa\" name=\"pessoa\" value=\"{}\">\
             <span class=\"avatar\" aria-hidden=\"true\">{}</span><span class=\"texto\"><strong>{}</strong>{papel}\
             <span class=\"demonstra\">{}</span></span>{}</button></form></li>",
            pessoa.chave,
            Texto(&iniciais(pessoa.nome)),
            Texto(pessoa.nome),
            Texto(pessoa.demonstra),
            icone("seta"),
        );
    }
    let corpo = format!(
        "<main class=\"entrada\"><header><p class=\"marca\"><b>{}</b><span>Portal do Cliente</span></p>\
         <h1>Entrar como</h1><p>Este é um portal simulado. Escolha uma das pessoas fictícias; depois, no menu, abra \
         <strong>Financeiro</strong>.</p></header>{}<ul class=\"pessoas\">{cartoes}</ul>\
         <footer><a href=\"/simulador\">Como funciona e como provocar falhas</a></footer></main>",
        Texto(&estado.nome),
        vizinhos(&estado)
    );
    documento(StatusCode::OK, "Entrar", &corpo)
}

/// Links to the other portals, when there are any.
fn vizinhos(estado: &Estado) -> String {
    let vizinhos = estado.vizinhos.read().unwrap_or_else(PoisonError::into_inner);
    let mut itens = String::new();
    for Vizinho { nome, erp, portal } in vizinhos.iter() {
        let destino = portal.join("cliente/login").map(|u| u.to_string()).unwrap_or_default();
        let _ =
            write!(itens, "<li><a href=\"{}\">{}</a> <span>{}</span></li>", Texto(&destino), Texto(nome), Texto(erp));
    }
    if itens.is_empty() {
        return itens;
    }
    format!(
        "<nav class=\"vizinhos\" aria-label=\"Outros portais\"><p>Outras incorporadoras, cada uma com outro ERP:</p><ul>{itens}</ul></nav>"
    )
}

async fn home(State(estado): State<Comum>, Logada(pessoa): Logada) -> Response {
    let carteira = estado.carteira();
    let mut unidades = String::new();
    for contrato in carteira.da_pessoa(pessoa.chave).map(|c| c.contratos.as_slice()).unwrap_or_default() {
        let _ = write!(
            unidades,
            "<li class=\"cartao imovel\"><span class=\"desenho\">{}</span><div><h2>{}</h2><p>{}</p>\
             <p class=\"suave\">Contrato {}</p></div></li>",
            icone("imovel"),
            Texto(contrato.empreendimento),
            Texto(contrato.unidade),
            Texto(&contrato.id),
        );
    }
    if unidades.is_empty() {
        unidades.push_str("<li class=\"cartao\"><p>Nenhuma unidade vinculada ao seu cadastro.</p></li>");
    }
    let mut atalhos = String::new();
    for (destino, desenho, rotulo, _) in &MENU[1..] {
        let _ = write!(
            atalhos,
            "<li><a class=\"atalho\" href=\"{destino}\">{}<span>{rotulo}</span></a></li>",
            icone(desenho)
        );
    }
    let primeiro = pessoa.nome.split_whitespace().next().unwrap_or_default();
    let conteudo = format!(
        "<h1>Olá, {}</h1><ul class=\"unidades\">{unidades}</ul>\
         <h2 class=\"rotulo\">Acesso rápido</h2><ul class=\"atalhos\">{atalhos}</ul>",
        Texto(primeiro)
    );
    moldura(&estado, pessoa, "/cliente/home", "Início", &conteudo, "")
}

async fn secao(State(estado): State<Comum>, Path(nome): Path<String>, Logada(pessoa): Logada) -> Response {
    let caminho = format!("/cliente/secao/{nome}");
    let Some((_, desenho, rotulo, texto)) = MENU.iter().find(|(destino, ..)| *destino == caminho) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let conteudo = format!(
        "<h1>{rotulo}</h1><div class=\"cartao vazio\"><span class=\"desenho\">{}</span><p>{texto}</p>\
         <p class=\"suave\">Neste portal simulado só o <a href=\"/cliente/plugin/financeiro\">Financeiro</a> tem conteúdo.</p></div>",
        icone(desenho)
    );
    moldura(&estado, pessoa, &caminho, rotulo, &conteudo, "")
}
