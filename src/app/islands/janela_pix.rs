//! The QR code in a dialog. Without script the same link opens the boleto's own page.
#![expect(missing_docs, reason = "the macro makes a struct nobody can document")]

use leptos::{html::Dialog, prelude::*};

/// A link to the boleto's page that, once alive, opens its children in a dialog instead.
#[island]
pub fn JanelaPix(
    /// Address of the page that shows the same.
    href: String,
    /// Words of the link.
    rotulo: String,
    /// Title of the dialog.
    titulo: String,
    /// What the dialog shows.
    children: Children,
) -> impl IntoView {
    let janela = NodeRef::<Dialog>::new();
    let abrir = move |evento: leptos::ev::MouseEvent| {
        // With a modifier key the person wants the link.
        if evento.ctrl_key() || evento.meta_key() || evento.shift_key() {
            return;
        }
        if let Some(janela) = janela.get()
            && janela.show_modal().is_ok()
        {
            evento.prevent_default();
        }
    };
    let fechar = move |_| {
        if let Some(janela) = janela.get() {
            janela.close();
        }
    };
    view! {
        <a class="botao menor" href=href on:click=abrir>
            <svg
                viewBox="0 0 24 24"
                width="24"
                height="24"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
                aria-hidden="true"
            >
                <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h3v3h-3zM20 14v6h-6M20 20h.01"></path>
            </svg>
            {rotulo}
        </a>
        <dialog class="janela" node_ref=janela aria-label=titulo.clone()>
            <div class="cabeca">
                <h2>{titulo.clone()}</h2>
                <button type="button" class="botao texto" on:click=fechar>
                    "Fechar"
                </button>
            </div>
            {children()}
        </dialog>
    }
}
