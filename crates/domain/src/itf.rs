//! The barcode of a boleto: Interleaved 2 of 5, ratio 3:1, in units of the narrow bar.
//!
//! 22 pairs × 18 + start 4 + stop 5 = 405 units, which is 103 mm at 3 dots of 300 dpi a unit (Santander's table; FEBRABAN's
//! size). Draw it as black rectangles with `viewBox="0 0 405 h"` on white, in every theme, with quiet space at both sides.
//!
//! ```
//! let barras = domain::itf::barras("34196166700000123451101234567880057123457000")?;
//! assert_eq!(barras.len(), 2 + 22 * 5 + 2);
//! assert_eq!(barras.last().map(|b| b.x + b.largura), Some(domain::itf::LARGURA));
//! # Ok::<(), domain::itf::ErroItf>(())
//! ```

/// Width of the whole drawing, in narrow bars.
pub const LARGURA: u16 = 405;

/// A wide element, in narrow ones.
const LARGO: u16 = 3;

/// One black bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Barra {
    /// Left edge, from 0.
    pub x: u16,
    /// 1 or 3.
    pub largura: u16,
}

/// Why there is nothing to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroItf {
    /// A barcode of a boleto has 44 digits.
    #[error("o código de barras tem 44 dígitos")]
    Comprimento,
    /// Interleaving takes digits two by two.
    #[error("o código de barras só tem dígitos, aos pares")]
    Digitos,
}

/// Five elements of each digit: two wide, three narrow.
const PADROES: [[u16; 5]; 10] = [
    [1, 1, LARGO, LARGO, 1],
    [LARGO, 1, 1, 1, LARGO],
    [1, LARGO, 1, 1, LARGO],
    [LARGO, LARGO, 1, 1, 1],
    [1, 1, LARGO, 1, LARGO],
    [LARGO, 1, LARGO, 1, 1],
    [1, LARGO, LARGO, 1, 1],
    [1, 1, 1, LARGO, LARGO],
    [LARGO, 1, 1, LARGO, 1],
    [1, LARGO, 1, LARGO, 1],
];

/// The black bars of a 44-digit barcode, left to right.
///
/// # Errors
/// See [`ErroItf`]. Check digits are not looked at: parse with [`crate::boleto::Boleto`] first.
pub fn barras(codigo: &str) -> Result<Vec<Barra>, ErroItf> {
    if codigo.len() != 44 {
        return Err(ErroItf::Comprimento);
    }
    let mut x = 0;
    let mut barras = Vec::with_capacity(114);
    for (posicao, largura) in elementos(codigo)?.into_iter().enumerate() {
        if posicao % 2 == 0 {
            barras.push(Barra { x, largura });
        }
        x += largura;
    }
    Ok(barras)
}

/// Widths of bar, space, bar, space… of an even number of digits, with start and stop.
///
/// In each pair the odd digit gives the bars and the even digit the spaces.
///
/// # Errors
/// [`ErroItf::Digitos`].
pub fn elementos(digitos: &str) -> Result<Vec<u16>, ErroItf> {
    let padrao = |b: &u8| PADROES.get(usize::from(b.wrapping_sub(b'0'))).ok_or(ErroItf::Digitos);
    let (pares, sobra) = digitos.as_bytes().as_chunks::<2>();
    if !sobra.is_empty() {
        return Err(ErroItf::Digitos);
    }
    let mut larguras = vec![1, 1, 1, 1];
    for [impar, par] in pares {
        for (barra, espaco) in padrao(impar)?.iter().zip(padrao(par)?) {
            larguras.extend([*barra, *espaco]);
        }
    }
    larguras.extend([LARGO, 1, 1]);
    Ok(larguras)
}
