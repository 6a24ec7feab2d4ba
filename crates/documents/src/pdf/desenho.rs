//! Barcode and QR codes as SVG of one path: exact in any size, black on white.

use std::fmt::Write as _;

use domain::{boleto::Boleto, itf};
use fast_qr::{ECL, QRBuilder};

/// Modules of silence around a QR code.
const SILENCIO: usize = 4;
/// Height of the bars in narrow bars: 13 mm where 405 of them are 103 mm.
const ALTURA: f64 = 405.0 * 13.0 / 103.0;

/// The bars, edge to edge: the template gives them their size and the quiet space.
pub(super) fn barras(boleto: &Boleto) -> Option<String> {
    let mut tracado = String::with_capacity(3_000);
    for barra in itf::barras(boleto.codigo_barras()).ok()? {
        let _ = write!(tracado, "M{} 0h{}v{ALTURA:.4}h-{}z", barra.x, barra.largura, barra.largura);
    }
    Some(svg(&format!("0 0 {} {ALTURA:.4}", itf::LARGURA), &tracado))
}

/// A QR code of level M with its quiet zone; `None` when the text is too long for one.
pub(super) fn qr(texto: &str) -> Option<String> {
    let codigo = QRBuilder::new(texto).ecl(ECL::M).build().ok()?;
    let mut tracado = String::with_capacity(8_000);
    for y in 0..codigo.size {
        let linha = &codigo[y];
        let mut x = 0;
        while x < codigo.size {
            let inicio = x;
            while x < codigo.size && linha[x].value() {
                x += 1;
            }
            if x > inicio {
                let _ = write!(tracado, "M{} {}h{}v1h-{}z", inicio + SILENCIO, y + SILENCIO, x - inicio, x - inicio);
            }
            x += 1;
        }
    }
    let lado = codigo.size + 2 * SILENCIO;
    Some(svg(&format!("0 0 {lado} {lado}"), &tracado))
}

fn svg(area: &str, tracado: &str) -> String {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{area}"><path d="{tracado}"/></svg>"#)
}
