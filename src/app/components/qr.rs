//! The Pix QR code as SVG: error correction M, quiet zone of four modules, dark on light in any theme.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

/// Modules of silence around the code.
const MARGEM: usize = 4;

/// The QR code of a Pix payload; nothing when the payload is too long to be one.
#[component]
pub fn QrPix(
    /// A BR Code whose structure and CRC are right.
    payload: String,
) -> impl IntoView {
    let qr = QRBuilder::new(payload).ecl(ECL::M).build().ok()?;
    let lado = qr.size + 2 * MARGEM;
    // Rows as strokes with relative moves: half the bytes of a rectangle for each run.
    let mut tracado = String::new();
    for y in 0..qr.size {
        let linha = &qr[y];
        let mut cursor = 0;
        let mut x = 0;
        while x < qr.size {
            let inicio = x;
            while x < qr.size && linha[x].value() {
                x += 1;
            }
            if x > inicio {
                let _ = match cursor {
                    0 => write!(tracado, "M{} {}.5h{}", inicio + MARGEM, y + MARGEM, x - inicio),
                    _ => write!(tracado, "m{} 0h{}", inicio - cursor, x - inicio),
                };
                cursor = x;
            }
            x += 1;
        }
    }
    Some(view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {lado} {lado}")
            role="img"
            aria-label="QR Code Pix; o código copia e cola está ao lado"
        >
            <path d=tracado></path>
        </svg>
    })
}
