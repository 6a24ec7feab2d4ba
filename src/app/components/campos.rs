//! Fields of the forms a person fills in: label, value kept, error beside it.

use leptos::prelude::*;

use super::icones::Icone;

/// A line of text.
#[component]
pub fn CampoTexto(
    /// Words above it.
    rotulo: &'static str,
    /// Name in the form.
    nome: &'static str,
    /// What is in it.
    valor: String,
    /// `text`, `email`, `tel`.
    #[prop(default = "text")]
    tipo: &'static str,
    /// What the browser may fill in.
    autocomplete: &'static str,
    /// Keyboard of a phone.
    #[prop(optional)]
    teclado: Option<&'static str>,
    /// Most characters.
    maximo: usize,
    /// What is wrong with it.
    erro: Option<&'static str>,
    /// Whether it may be left blank.
    #[prop(optional)]
    opcional: Option<&'static str>,
) -> impl IntoView {
    let id_erro = format!("erro-{nome}");
    view! {
        <div class="campo-com-erro">
            <label class="campo">
                <span>{rotulo} {opcional.map(|nota| format!(" ({nota})"))}</span>
                <input
                    type=tipo
                    name=nome
                    value=valor
                    maxlength=maximo.to_string()
                    autocomplete=autocomplete
                    inputmode=teclado
                    required=opcional.is_none()
                    aria-invalid=erro.map(|_| "true")
                    aria-describedby=erro.map(|_| id_erro.clone())
                />
            </label>
            <ErroDoCampo id=id_erro erro/>
        </div>
    }
}

/// What is wrong, and how to put it right.
#[component]
pub fn ErroDoCampo(
    /// What the field refers to.
    id: String,
    /// The words.
    erro: Option<&'static str>,
) -> impl IntoView {
    erro.map(|erro| view! { <p id=id class="erro-campo">{Icone::Atencao.desenho()} {erro}</p> })
}

/// Why a form as a whole was not taken.
#[component]
pub fn AvisoDoFormulario(
    /// The words.
    texto: String,
) -> impl IntoView {
    view! { <p class="nota perigo" role="alert">{Icone::Atencao.desenho()} <span>{texto}</span></p> }
}
