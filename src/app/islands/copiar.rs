//! A button that copies a code shown on the page and says so.
#![expect(missing_docs, reason = "the macro makes a struct nobody can document")]

use leptos::prelude::*;

/// What the button has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Estado {
    Parado,
    Copiado,
    Falhou,
}

/// Copies the text of the element `alvo`, so that the code is in the page once.
///
/// With `digitos`, only the digits are copied: banks refuse a line with its dots and spaces.
#[island]
pub fn Copiar(
    /// Id of the element that shows the code.
    alvo: String,
    /// The button's words.
    rotulo: String,
    /// Said when done, e.g. "Linha digitável copiada. Cole no app do seu banco."
    feito: String,
    /// Copy digits only.
    digitos: bool,
    /// The main action of its card.
    primario: bool,
) -> impl IntoView {
    let (estado, mudar) = signal(Estado::Parado);
    let copiar = move |_| {
        #[cfg(feature = "hydrate")]
        area_de_transferencia::copiar(&alvo, digitos, move |copiou| {
            mudar.set(if copiou { Estado::Copiado } else { Estado::Falhou });
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (&alvo, digitos, mudar);
    };
    let dizer = move || match estado.get() {
        Estado::Parado => String::new(),
        Estado::Copiado => feito.clone(),
        Estado::Falhou => "Não deu para copiar sozinho: toque e segure o código para copiar.".to_owned(),
    };
    view! {
        <div class="copia com-script">
            <button
                type="button"
                class="botao"
                class:primario=primario
                class:feito=move || estado.get() == Estado::Copiado
                on:click=copiar
            >
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
                    <path d=move || {
                        if estado.get() == Estado::Copiado {
                            "M5 12.5l4.5 4.5L19 7.5"
                        } else {
                            "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15V6a2 2 0 0 1 2-2h8"
                        }
                    }></path>
                </svg>
                {rotulo}
            </button>
            <p role="status" class:dito=move || estado.get() != Estado::Parado class:falhou=move || estado.get() == Estado::Falhou>
                {dizer}
            </p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod area_de_transferencia {
    //! Two ways to the clipboard: inside an iframe the modern one is often refused, and the old one works.

    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    /// Copies, then tells whether it worked.
    pub(super) fn copiar(alvo: &str, digitos: bool, depois: impl Fn(bool) + 'static) {
        let janela = leptos::prelude::window();
        let documento = leptos::prelude::document();
        let Some(elemento) = documento.get_element_by_id(alvo) else {
            depois(false);
            return;
        };
        let mut texto = elemento.text_content().unwrap_or_default();
        if digitos {
            texto.retain(|c| c.is_ascii_digit());
        }
        let texto = texto.trim().to_owned();
        if antigo(&documento, &texto) {
            depois(true);
            return;
        }
        let promessa = janela.navigator().clipboard().write_text(&texto);
        spawn_local(async move {
            let copiou = JsFuture::from(promessa).await.is_ok();
            if !copiou {
                selecionar(&janela, &elemento);
            }
            depois(copiou);
        });
    }

    /// `execCommand("copy")` on a field of our own: needs the click, but no permission of the frame.
    fn antigo(documento: &web_sys::Document, texto: &str) -> bool {
        let tentar = || {
            let html = documento.dyn_ref::<web_sys::HtmlDocument>()?;
            let foco = documento.active_element();
            let campo: web_sys::HtmlTextAreaElement = documento.create_element("textarea").ok()?.dyn_into().ok()?;
            campo.set_value(texto);
            campo.set_read_only(true);
            campo.set_class_name("so-leitor");
            campo.set_attribute("aria-hidden", "true").ok()?;
            documento.body()?.append_child(&campo).ok()?;
            campo.select();
            let copiou = html.exec_command("copy").unwrap_or(false);
            campo.remove();
            if let Some(elemento) = foco.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = elemento.focus();
            }
            Some(copiou)
        };
        tentar().unwrap_or(false)
    }

    /// Leaves the code selected, one touch away from being copied by hand.
    fn selecionar(janela: &web_sys::Window, elemento: &web_sys::Element) {
        if let Ok(Some(selecao)) = janela.get_selection() {
            let _ = selecao.select_all_children(elemento);
        }
    }
}
