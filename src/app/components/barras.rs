//! The boleto's barcode on screen: a convenience beside the line, which is the accessible form.

use std::fmt::Write as _;

use domain::{boleto::Boleto, itf};
use leptos::prelude::*;

/// Interleaved 2 of 5 in the 405-unit geometry (payments contract §1.6); nothing when it cannot be drawn.
#[component]
pub fn CodigoDeBarras(
    /// A boleto whose check digits are right.
    boleto: Boleto,
) -> impl IntoView {
    let barras = itf::barras(boleto.codigo_barras()).ok()?;
    // One path for all bars: a tenth of the bytes of a rectangle for each.
    let mut tracado = String::with_capacity(barras.len() * 14);
    for barra in barras {
        let _ = write!(tracado, "M{} 0h{}v1h-{}z", barra.x, barra.largura, barra.largura);
    }
    Some(view! {
        <svg class="barras" viewBox="0 0 405 1" preserveAspectRatio="none" aria-hidden="true">
            <path d=tracado></path>
        </svg>
    })
}
