//! The document around every page.

use std::sync::Arc;

use leptos::{hydration::HydrationScripts, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

use super::{contexto::use_visita, routes::App};
use crate::server::config::Incorporadora;

/// `<html>` of the pages that carry islands.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let incorporadora = use_visita().map(|v| v.incorporadora);
    view! {
        <!DOCTYPE html>
        <html lang="pt-BR">
            <head>
                <Cabeca incorporadora/>
                <HashedStylesheet options=options.clone() id="estilo"/>
                <HydrationScripts options=options islands=true/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// What every head has. The brand wins over the base style sheet wherever it stands, by being unlayered.
#[component]
pub fn Cabeca(
    /// Whose brand; none on pages that belong to nobody.
    incorporadora: Option<Arc<Incorporadora>>,
) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="robots" content="noindex, nofollow"/>
        <meta name="format-detection" content="telephone=no, date=no, address=no"/>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
        {incorporadora.map(|i| view! { <link rel="stylesheet" href=crate::server::marca::endereco(&i)/> })}
    }
}
