//! The button of a document.

use leptos::prelude::*;

use crate::{
    app::contexto::{endereco, use_estado},
    server::{documentos::pedido::Pedido, session::Visita},
};

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enfase {
    /// The main action of its card.
    Primaria,
    /// One of several.
    Normal,
    /// In a row of a list.
    Menor,
}

/// Asks for a document: one click, with or without script. A form, because every click is a request of its own: a link to
/// the file would be used up by the first half of a double click.
#[component]
pub fn BotaoDocumento(
    /// Whose.
    visita: Visita,
    /// What.
    pedido: Pedido,
    /// Words on the button; they name the document and its kind.
    rotulo: String,
    /// How much it stands out.
    enfase: Enfase,
    /// What a reader of the screen hears beyond the words, e.g. which row it is in.
    #[prop(optional, into)]
    complemento: Option<String>,
) -> impl IntoView {
    let estado = use_estado()?;
    let acao = endereco(&visita, &format!("/documentos/{}", estado.referencia_documento(&visita, &pedido)), &[]);
    let classe = match enfase {
        Enfase::Primaria => "botao primario",
        Enfase::Normal => "botao",
        Enfase::Menor => "botao menor",
    };
    Some(view! {
        <form method="post" action=acao class="pedido">
            <button class=classe type="submit">
                {rotulo}
                {complemento.map(|c| view! { <span class="so-leitor">" " {c}</span> })}
            </button>
        </form>
    })
}
