//! The words of a page, for those who do not see its picture.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
        InterpreterSettings, SoftMask,
        font::{Glyph, GlyphRun},
        hayro_cmap::BfString,
        interpret_page,
        util::TransformExt as _,
    },
    hayro_syntax::page::Page,
    kurbo::{BezPath, Point, Rect},
};

/// Most letters of a page; a full A4 page has about six thousand.
const LETRAS: usize = 20_000;
/// Thousandths of the font size in the space of a glyph.
const EM: f64 = 1000.0;

/// Lines from the top, each from the left. Empty when the fonts do not tell their letters, as in a scanned page.
pub(crate) fn ler(pagina: &Page<'_>, interprete: &InterpreterSettings) -> String {
    let (largura, altura) = pagina.render_dimensions();
    let folha = Rect::new(0.0, 0.0, largura.into(), altura.into());
    let cache = InterpreterCache::new();
    let transformacao = pagina.initial_transform(true).to_kurbo();
    let mut contexto = Context::new(transformacao, folha, &cache, pagina.xref(), interprete.clone());
    let mut leitor = Leitor { folha, letras: Vec::new() };
    interpret_page(pagina, &mut contexto, &mut leitor);
    juntar(leitor.letras)
}

/// A letter where it stands, in points from the top left corner.
struct Letra {
    x: f64,
    y: f64,
    /// Where the next one would stand.
    fim: f64,
    /// Height of the font.
    corpo: f64,
    texto: String,
}

struct Leitor {
    folha: Rect,
    letras: Vec<Letra>,
}

impl Device<'_> for Leitor {
    fn draw_glyph_run(&mut self, glyphs: &GlyphRun<'_, '_>, props: DrawProps<'_>, modo: &DrawMode) {
        // Invisible text over a scan is what recognition made of it: a guess, not the document.
        if matches!(modo, DrawMode::Invisible) {
            return;
        }
        for glyph in glyphs.glyphs() {
            if self.letras.len() >= LETRAS {
                return;
            }
            let texto = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(s)) => s,
                None => continue,
            };
            let transformacao = props.transform * glyph.transform();
            let avanco = match &**glyph {
                Glyph::Outline(contorno) => contorno.advance_width().map_or(EM / 2.0, f64::from),
                Glyph::Type3(_) => EM / 2.0,
            };
            let (origem, topo) = (transformacao * Point::ZERO, transformacao * Point::new(0.0, EM));
            if self.folha.contains(origem) {
                let (fim, corpo) = ((transformacao * Point::new(avanco, 0.0)).x, (topo - origem).hypot());
                self.letras.push(Letra { x: origem.x, y: origem.y, fim, corpo, texto });
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Puts letters into lines, and a space where there is a gap.
fn juntar(mut letras: Vec<Letra>) -> String {
    letras.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut texto = String::new();
    let mut resto = letras.as_mut_slice();
    while let Some(primeira) = resto.first() {
        // Letters of one line stand on it; a raised one is not far off.
        let ate = primeira.y + (primeira.corpo / 3.0).clamp(1.0, 12.0);
        let quantas = resto.iter().take_while(|l| l.y <= ate).count().max(1);
        let (linha, depois) = resto.split_at_mut(quantas);
        linha.sort_by(|a, b| a.x.total_cmp(&b.x));
        escrever_linha(&mut texto, linha);
        resto = depois;
    }
    texto
}

fn escrever_linha(texto: &mut String, linha: &[Letra]) {
    let mut escrita = String::new();
    let mut fim = f64::NAN;
    for letra in linha {
        if letra.x - fim > letra.corpo / 6.0 {
            escrita.push(' ');
        }
        fim = letra.fim;
        escrita.extend(letra.texto.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
    let palavras: Vec<&str> = escrita.split_whitespace().collect();
    if palavras.is_empty() {
        return;
    }
    if !texto.is_empty() {
        texto.push('\n');
    }
    texto.push_str(&palavras.join(" "));
}
