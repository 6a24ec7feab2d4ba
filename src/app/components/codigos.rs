//! The two ways to pay: linha digitável and Pix copia e cola, to read, to select and to copy.

use domain::{boleto::Boleto, pix::BrCode};
use leptos::prelude::*;

/// The line, grouped to be read; selecting it selects all of it.
#[component]
pub fn LinhaDigitavel(
    /// A boleto whose check digits are right.
    boleto: Boleto,
    /// Id for the copy button.
    id: String,
) -> impl IntoView {
    let linha = boleto.linha_formatada();
    let grupos: Vec<String> = linha.split(' ').map(str::to_owned).collect();
    view! {
        <p class="rotulo-codigo">"Linha digitável"</p>
        <p class="codigo digitavel" id=id>
            {grupos.into_iter().map(|g| view! { <span>{g}</span> " " }).collect_view()}
        </p>
    }
}

/// The Pix code as text: the exact characters received.
#[component]
pub fn PixCopiaECola(
    /// A sound BR Code.
    pix: BrCode,
    /// Id for the copy button.
    id: String,
) -> impl IntoView {
    view! { <p class="codigo pix" id=id translate="no">{pix.payload().to_owned()}</p> }
}
