//! One page drawn on white paper.

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, util::TransformExt as _},
    hayro_syntax::page::Page,
    kurbo::Affine,
    render_into,
    vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit, color::palette::css::WHITE},
};

use crate::{ErroRaster, Limites};

/// Sides of a page in points (1/72 inch): from a centimetre to the longest a PDF may have without scaling its units
/// (ISO 32000-1, annex C: 14 400).
const LADOS: std::ops::RangeInclusive<f64> = 28.0..=14_400.0;

/// Width and height of the picture, and the pixels of a point.
///
/// # Errors
/// [`ErroRaster::Tamanho`].
pub(crate) fn medida(pagina: &Page<'_>, limites: &Limites) -> Result<(u16, u16, f64), ErroRaster> {
    let (largura, altura) = pagina.render_dimensions();
    let (largura, altura) = (f64::from(largura), f64::from(altura));
    // Neither holds for NaN.
    if !LADOS.contains(&largura) || !LADOS.contains(&altura) {
        return Err(ErroRaster::Tamanho);
    }
    let pela_largura = f64::from(limites.largura_px) / largura;
    let pela_area = (f64::from(limites.pixels_por_pagina) / (largura * altura)).sqrt();
    let escala = pela_largura.min(pela_area);
    Ok((lado(largura * escala)?, lado(altura * escala)?, escala))
}

fn lado(pixels: f64) -> Result<u16, ErroRaster> {
    let pixels = pixels.round();
    if !(1.0..=f64::from(u16::MAX)).contains(&pixels) {
        return Err(ErroRaster::Tamanho);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range, just checked")]
    Ok(pixels as u16)
}

/// Draws it, with its annotations: a signature or a stamp is part of what the paper says.
pub(crate) fn desenhar<'a>(
    pagina: &'a Page<'a>,
    cache: &RenderCache<'a>,
    interprete: &InterpreterSettings,
    (largura, altura): (u16, u16),
    escala: f64,
) -> Pixmap {
    let mut contexto = RenderContext::new(largura, altura);
    let transformacao = Affine::scale(escala) * pagina.initial_transform(true).to_kurbo();
    render_into(pagina, cache, interprete, &RenderSettings::default(), &mut contexto, transformacao);
    contexto.flush();
    let mut pixels = Pixmap::new(largura, altura);
    let papel = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
    contexto.render_with(&mut pixels, &mut Resources::default(), papel);
    pixels
}
