//! A path below a visit that leads nowhere.

use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::app::{
    components::{
        icones::Icone,
        pagina::{Menu, Pagina},
    },
    contexto::{endereco, use_visita},
};

/// 404 with a way back.
#[component]
pub fn NaoEncontrada() -> impl IntoView {
    if let Some(opcoes) = use_context::<ResponseOptions>() {
        opcoes.set_status(StatusCode::NOT_FOUND);
    }
    use_visita().map(|visita| {
        let volta = endereco(&visita, "/", &[]);
        view! {
            <Pagina visita titulo="Página não encontrada".to_owned() menu=Menu::Inicio>
                <section class="cartao estado">
                    {Icone::Atencao.desenho()} <h1>"Não encontramos o que você procura"</h1>
                    <p>"O endereço mudou, o prazo dele passou ou ele não é deste acesso."</p>
                    <a class="botao menor" href=volta>"Ir para o Início"</a>
                </section>
            </Pagina>
        }
    })
}
