//! Choosing between contracts.

use domain::modelo::{Contrato, ContratoId, Lista};
use leptos::prelude::*;

use super::icones::Icone;
use crate::{
    app::contexto::{Consulta, endereco},
    server::{
        cripto::Especie,
        financeiro::{
            Falha, Lida,
            boletos::{nome_curto, nome_do_contrato},
        },
        session::Visita,
        state::AppState,
    },
};

/// Name of the query parameter.
pub const PARAMETRO: &str = "contrato";

/// The contract the address asks for. A reference that is not this visitor's is as good as none: all contracts are shown.
pub fn escolhido(visita: &Visita, estado: &AppState, consulta: &Consulta) -> Option<ContratoId> {
    let referencia = consulta.valor(PARAMETRO)?;
    estado.abrir_referencia(visita, Especie::Contrato, referencia).map(ContratoId)
}

/// The switcher: nothing with no contract, a label with one, a menu with more. Needs no script.
#[component]
pub fn SeletorDeContrato(
    /// Whose.
    visita: Visita,
    /// Contracts, as read.
    lista: Result<Lida<Lista<Contrato>>, Falha>,
    /// The one being looked at.
    contrato: Option<ContratoId>,
    /// Path of the page.
    caminho: &'static str,
) -> impl IntoView {
    let estado = use_context::<AppState>()?;
    // Without the list the page still works for all contracts together; the sections say what failed.
    let contratos = lista.ok()?.valor;
    if let [unico] = contratos.itens.as_slice() {
        let nome = nome_curto(unico);
        return Some(view! { <p class="pastilha"><span>{nome}</span></p> }.into_any());
    }
    if contratos.itens.is_empty() {
        return None;
    }
    let atual = contratos.itens.iter().find(|c| contrato.as_ref() == Some(&c.id)).map(nome_curto);
    let opcao = |nome: String, situacao: Option<String>, href: String, escolhida: bool| {
        let situacao = situacao.map(|s| view! { <small>{s}</small> });
        view! {
            <li>
                <a href=href aria-current=escolhida.then_some("true")>
                    {nome} {situacao}
                </a>
            </li>
        }
    };
    let todos = opcao("Todos os contratos".to_owned(), None, endereco(&visita, caminho, &[]), contrato.is_none());
    let cada = contratos
        .itens
        .iter()
        .map(|c| {
            let referencia = estado.referencia(&visita, Especie::Contrato, &c.id.0);
            let href = endereco(&visita, caminho, &[(PARAMETRO, &referencia)]);
            opcao(nome_do_contrato(c), c.situacao.clone(), href, contrato.as_ref() == Some(&c.id))
        })
        .collect_view();
    Some(
        view! {
            <details class="seletor">
                <summary>
                    <span class="so-leitor">"Contrato: "</span>
                    <span>{atual.unwrap_or_else(|| "Todos os contratos".to_owned())}</span>
                    {Icone::Abrir.desenho()}
                </summary>
                <ul>{todos} {cada}</ul>
            </details>
        }
        .into_any(),
    )
}
