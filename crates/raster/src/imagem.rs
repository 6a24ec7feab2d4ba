//! A drawing as a small PNG.
//!
//! A page of text has few colours: black, one of the brand, and their mixtures with the paper where edges are smoothed. With a
//! palette of sixteen, two pixels fit in a byte, and nobody sees the difference.

use std::collections::HashMap;

use hayro::vello_cpu::Pixmap;
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};

/// The drawing, opaque, with as few bits for a pixel as its colours need.
pub(crate) fn png(desenho: &Pixmap) -> Vec<u8> {
    let (largura, altura) = (u32::from(desenho.width()), u32::from(desenho.height()));
    // The paper is opaque, so premultiplied is plain.
    let rgb: Vec<[u8; 3]> = desenho.data().iter().map(|p| [p.r, p.g, p.b]).collect();
    let mut png = Vec::new();
    let escrita = match reduzir(&rgb) {
        Some(reduzida) => escrever_paleta(&mut png, largura, altura, &reduzida),
        None => escrever_rgb(&mut png, largura, altura, &rgb),
    };
    // Writing to memory with sizes that agree cannot fail; if it did, there would be no picture.
    escrita.map_or_else(|_| Vec::new(), |()| png)
}

/// Colours, and the place of each pixel's among them.
struct Reduzida {
    cores: Vec<[u8; 3]>,
    pixels: Vec<u8>,
}

/// With a palette, if that is nearly what was drawn: text of up to a few hues. A photograph has too many.
fn reduzir(rgb: &[[u8; 3]]) -> Option<Reduzida> {
    let cinza = rgb.iter().all(|[r, g, b]| r == g && g == b);
    // Sixteen greys are enough for smoothed edges; of colours, the more the better.
    if cinza { com_niveis(rgb, 15) } else { com_niveis(rgb, 31).or_else(|| com_niveis(rgb, 15)) }
}

/// With each channel in `passos` equal steps; white and black stay what they are.
fn com_niveis(rgb: &[[u8; 3]], passos: u16) -> Option<Reduzida> {
    #[expect(clippy::cast_possible_truncation, reason = "at most 255, see the proportion")]
    let nivel: Vec<u8> = (0..=255_u16).map(|v| (((v * passos + 127) / 255) * 255 / passos) as u8).collect();
    let mut lugares: HashMap<[u8; 3], u8> = HashMap::new();
    let mut cores: Vec<[u8; 3]> = Vec::new();
    let mut pixels = Vec::with_capacity(rgb.len());
    // Most pixels are like the one before.
    let mut anterior: Option<([u8; 3], u8)> = None;
    for bruta in rgb {
        if let Some((_, lugar)) = anterior.filter(|(cor, _)| cor == bruta) {
            pixels.push(lugar);
            continue;
        }
        let cor = bruta.map(|v| nivel[usize::from(v)]);
        let lugar = if let Some(lugar) = lugares.get(&cor) {
            *lugar
        } else {
            // Not of eight bits: the palette is full.
            let lugar = u8::try_from(cores.len()).ok()?;
            cores.push(cor);
            lugares.insert(cor, lugar);
            lugar
        };
        anterior = Some((*bruta, lugar));
        pixels.push(lugar);
    }
    Some(Reduzida { cores, pixels })
}

fn escrever_paleta(saida: &mut Vec<u8>, largura: u32, altura: u32, r: &Reduzida) -> Result<(), png::EncodingError> {
    let (bits, profundidade) = match r.cores.len() {
        ..=2 => (1, BitDepth::One),
        3..=4 => (2, BitDepth::Two),
        5..=16 => (4, BitDepth::Four),
        _ => (8, BitDepth::Eight),
    };
    let mut codificador = codificador(saida, largura, altura);
    codificador.set_color(ColorType::Indexed);
    codificador.set_depth(profundidade);
    codificador.set_palette(r.cores.concat());
    codificador.write_header()?.write_image_data(&empacotar(&r.pixels, largura as usize, bits))
}

fn escrever_rgb(saida: &mut Vec<u8>, largura: u32, altura: u32, rgb: &[[u8; 3]]) -> Result<(), png::EncodingError> {
    let mut codificador = codificador(saida, largura, altura);
    codificador.set_color(ColorType::Rgb);
    codificador.set_depth(BitDepth::Eight);
    codificador.set_filter(Filter::Adaptive);
    codificador.write_header()?.write_image_data(rgb.as_flattened())
}

fn codificador(saida: &mut Vec<u8>, largura: u32, altura: u32) -> Encoder<'_, &mut Vec<u8>> {
    let mut codificador = Encoder::new(saida, largura, altura);
    // Places in a palette have no gradient for a filter to find.
    codificador.set_filter(Filter::NoFilter);
    codificador.set_deflate_compression(DeflateCompression::Level(6));
    codificador
}

/// Each row on its own, the first pixel in the high bits (PNG specification, 7.2).
fn empacotar(pixels: &[u8], largura: usize, bits: usize) -> Vec<u8> {
    let por_byte = 8 / bits;
    let mut bytes = Vec::with_capacity(pixels.len() / por_byte + pixels.len() / largura.max(1));
    for linha in pixels.chunks(largura.max(1)) {
        for grupo in linha.chunks(por_byte) {
            let byte = grupo.iter().enumerate().fold(0, |byte, (i, p)| byte | (p << (8 - bits * (i + 1))));
            bytes.push(byte);
        }
    }
    bytes
}

#[cfg(test)]
mod testes {
    use super::*;

    fn ler(png: &[u8]) -> (png::Info<'static>, Vec<u8>) {
        let mut decodificador = png::Decoder::new(std::io::Cursor::new(png));
        decodificador.set_transformations(png::Transformations::EXPAND);
        let mut leitor = decodificador.read_info().unwrap();
        let info = leitor.info().clone();
        let mut pixels = vec![0; leitor.output_buffer_size().unwrap()];
        leitor.next_frame(&mut pixels).unwrap();
        (info, pixels)
    }

    fn desenho(largura: u16, altura: u16, cor: impl Fn(u16, u16) -> [u8; 3]) -> Pixmap {
        let mut pixels = Pixmap::new(largura, altura);
        for y in 0..altura {
            for x in 0..largura {
                let [r, g, b] = cor(x, y);
                pixels.set_pixel(x, y, hayro::vello_cpu::color::PremulRgba8 { r, g, b, a: 255 });
            }
        }
        pixels
    }

    #[test]
    fn few_colours_come_back_exactly_at_any_width() {
        for largura in 1..20 {
            let cor = |x: u16, y: u16| [[0, 0, 0], [255, 255, 255], [255, 0, 0]][usize::from((x * 7 + y) % 3)];
            let (info, pixels) = ler(&png(&desenho(largura, 5, cor)));
            assert_eq!((info.color_type, info.bit_depth), (ColorType::Indexed, BitDepth::Two));
            let esperados: Vec<u8> = (0..5).flat_map(|y| (0..largura).flat_map(move |x| cor(x, y))).collect();
            assert_eq!(pixels, esperados, "{largura}");
        }
    }

    #[test]
    fn smoothed_grey_text_takes_half_a_byte_a_pixel_and_stays_within_a_step() {
        let cinza = |x: u16, _: u16| [u8::try_from(x).unwrap(); 3];
        let (info, pixels) = ler(&png(&desenho(256, 2, cinza)));
        assert_eq!(info.bit_depth, BitDepth::Four);
        for (x, p) in pixels.as_chunks::<3>().0.iter().take(256).enumerate() {
            assert!(p.iter().all(|v| usize::from(*v).abs_diff(x) <= 9), "{x}: {p:?}");
        }
        assert_eq!((pixels[0], pixels[255 * 3]), (0, 255), "ink and paper are exact");
    }

    #[test]
    fn a_photograph_keeps_every_colour() {
        let cor = |x: u16, y: u16| [x.to_le_bytes()[0], y.to_le_bytes()[0], (x * y).to_le_bytes()[0]];
        let (info, pixels) = ler(&png(&desenho(200, 200, cor)));
        assert_eq!(info.color_type, ColorType::Rgb);
        let esperados: Vec<u8> = (0..200).flat_map(|y| (0..200).flat_map(move |x| cor(x, y))).collect();
        assert_eq!(pixels, esperados);
    }
}
