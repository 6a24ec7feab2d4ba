//! Dates and times as people read them, with the machine's form beside.

use domain::calendario;
use jiff::{Timestamp, civil::Date};
use leptos::prelude::*;

use crate::server::relogio::no_brasil;

/// `30/11/2026`.
#[component]
pub fn Data(
    /// The date.
    data: Date,
) -> impl IntoView {
    view! { <time datetime=data.to_string()>{calendario::curta(data)}</time> }
}

/// "Atualizado às 14:32", by the clocks of São Paulo.
#[component]
pub fn AtualizadoAs(
    /// When the ERP answered.
    instante: Timestamp,
) -> impl IntoView {
    let local = no_brasil(instante);
    let hora = format!("{:02}:{:02}", local.hour(), local.minute());
    view! { <span>"Atualizado às " <time datetime=instante.to_string()>{hora}</time></span> }
}
