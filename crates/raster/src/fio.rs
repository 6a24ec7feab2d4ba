//! The result as bytes, from the process that draws to the one that asked.
//!
//! Numbers are 32 bits, little-endian. `FINTELA1`, an outcome (0 = pages, else the error), the total of pages, how many
//! follow; of each: width, height, bytes of the picture, bytes of the text, the picture, the text. Nothing after the last.

use std::io::{self, Write};

use crate::{ErroRaster, Limites, Pagina, Paginas};

const MARCA: &[u8; 8] = b"FINTELA1";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Most bytes of one page's text.
const TEXTO: usize = 256 << 10;

/// The bytes are not what `escrever` writes: the other process died, or was made to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an answer of the drawing process")]
pub struct ErroFio;

impl Paginas {
    /// Writes a result.
    ///
    /// # Errors
    /// When `saida` does not take it.
    pub fn escrever(resultado: &Result<Self, ErroRaster>, saida: &mut impl Write) -> io::Result<()> {
        saida.write_all(MARCA)?;
        let paginas = match resultado {
            Ok(paginas) => paginas,
            Err(erro) => return numero(saida, codigo(*erro)),
        };
        numero(saida, 0)?;
        numero(saida, paginas.total)?;
        numero(saida, tamanho(paginas.paginas.len())?)?;
        for pagina in &paginas.paginas {
            let texto = cortado(&pagina.texto);
            for n in [pagina.largura, pagina.altura, tamanho(pagina.png.len())?, tamanho(texto.len())?] {
                numero(saida, n)?;
            }
            saida.write_all(&pagina.png)?;
            saida.write_all(texto.as_bytes())?;
        }
        Ok(())
    }

    /// Reads one, holding it to the limits it was asked with: whoever wrote it had foreign bytes for breakfast.
    ///
    /// # Errors
    /// [`ErroFio`] for anything but a whole and modest answer.
    pub fn ler(bytes: &[u8], limites: Limites) -> Result<Result<Self, ErroRaster>, ErroFio> {
        let mut resto = bytes.strip_prefix(MARCA).ok_or(ErroFio)?;
        let desfecho = ler_numero(&mut resto)?;
        if desfecho != 0 {
            return if resto.is_empty() { erro(desfecho).map(Err) } else { Err(ErroFio) };
        }
        let (total, quantas) = (ler_numero(&mut resto)?, ler_numero(&mut resto)?);
        if quantas == 0 || quantas > total || quantas as usize > limites.paginas {
            return Err(ErroFio);
        }
        let (mut pixels, mut saida) = (0_u64, 0_usize);
        let mut paginas = Vec::new();
        for _ in 0..quantas {
            let (largura, altura) = (ler_numero(&mut resto)?, ler_numero(&mut resto)?);
            let (png, texto) = (ler_numero(&mut resto)? as usize, ler_numero(&mut resto)? as usize);
            pixels = pixels.saturating_add(u64::from(largura) * u64::from(altura));
            saida = saida.saturating_add(png);
            let modesta = largura > 0 && altura > 0 && pixels <= limites.pixels && saida <= limites.bytes_de_saida;
            if !modesta || texto > TEXTO {
                return Err(ErroFio);
            }
            let png = tirar(&mut resto, png)?.to_vec();
            let texto = std::str::from_utf8(tirar(&mut resto, texto)?).map_err(|_| ErroFio)?.to_owned();
            if !png.starts_with(PNG) {
                return Err(ErroFio);
            }
            paginas.push(Pagina { largura, altura, png, texto });
        }
        if resto.is_empty() { Ok(Ok(Self { total, paginas })) } else { Err(ErroFio) }
    }

    /// The longest answer that [`Self::ler`] takes.
    pub const fn maximo(limites: Limites) -> usize {
        limites.bytes_de_saida + limites.paginas * (TEXTO + 16) + 64
    }
}

fn numero(saida: &mut impl Write, n: u32) -> io::Result<()> {
    saida.write_all(&n.to_le_bytes())
}

fn tamanho(n: usize) -> io::Result<u32> {
    u32::try_from(n).map_err(io::Error::other)
}

fn cortado(texto: &str) -> &str {
    &texto[..texto.floor_char_boundary(TEXTO)]
}

fn ler_numero(resto: &mut &[u8]) -> Result<u32, ErroFio> {
    let (quatro, depois) = resto.split_first_chunk::<4>().ok_or(ErroFio)?;
    *resto = depois;
    Ok(u32::from_le_bytes(*quatro))
}

fn tirar<'a>(resto: &mut &'a [u8], quantos: usize) -> Result<&'a [u8], ErroFio> {
    let (tirados, depois) = resto.split_at_checked(quantos).ok_or(ErroFio)?;
    *resto = depois;
    Ok(tirados)
}

const fn codigo(erro: ErroRaster) -> u32 {
    match erro {
        ErroRaster::Protegido => 1,
        ErroRaster::Invalido => 2,
        ErroRaster::SemPaginas => 3,
        ErroRaster::Tamanho => 4,
        ErroRaster::Grande => 5,
    }
}

const fn erro(codigo: u32) -> Result<ErroRaster, ErroFio> {
    match codigo {
        1 => Ok(ErroRaster::Protegido),
        2 => Ok(ErroRaster::Invalido),
        3 => Ok(ErroRaster::SemPaginas),
        4 => Ok(ErroRaster::Tamanho),
        5 => Ok(ErroRaster::Grande),
        _ => Err(ErroFio),
    }
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;

    const LIMITES: Limites =
        Limites { paginas: 3, largura_px: 100, pixels_por_pagina: 10_000, pixels: 20_000, bytes_de_saida: 100 };

    fn pagina(n: u8) -> Pagina {
        Pagina { largura: 10, altura: 20, png: [PNG, &[n]].concat(), texto: format!("página {n}") }
    }

    fn escrito(resultado: &Result<Paginas, ErroRaster>) -> Vec<u8> {
        let mut bytes = Vec::new();
        Paginas::escrever(resultado, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn every_result_comes_back_as_it_was() {
        let erros = [1, 2, 3, 4, 5].map(|c| Err(erro(c).unwrap()));
        let paginas = Ok(Paginas { total: 7, paginas: vec![pagina(1), pagina(2)] });
        for resultado in erros.into_iter().chain([paginas]) {
            assert_eq!(Paginas::ler(&escrito(&resultado), LIMITES), Ok(resultado));
        }
    }

    #[test]
    fn an_answer_beyond_the_limits_is_refused() {
        let paginas = |quantas: u8, mudar: fn(&mut Pagina)| {
            let mut paginas: Vec<Pagina> = (0..quantas).map(pagina).collect();
            paginas.iter_mut().for_each(mudar);
            Paginas::ler(&escrito(&Ok(Paginas { total: 9, paginas })), LIMITES).map(|r| r.is_ok())
        };
        assert_eq!(paginas(3, |_| ()), Ok(true));
        assert_eq!(paginas(4, |_| ()), Err(ErroFio), "too many pages");
        assert_eq!(paginas(0, |_| ()), Err(ErroFio), "none at all");
        assert_eq!(paginas(1, |p| p.altura = 2001), Err(ErroFio), "too many pixels");
        assert_eq!(paginas(2, |p| p.png.extend([0; 60])), Err(ErroFio), "too many bytes");
        assert_eq!(paginas(1, |p| p.png = b"<svg onload=alert(1)>".to_vec()), Err(ErroFio), "not a PNG");
        assert_eq!(paginas(1, |p| p.largura = 0), Err(ErroFio));
    }

    proptest! {
        #[test]
        fn nothing_but_a_whole_answer_is_taken(corte in 0_usize..200, sobra in 1_usize..9) {
            let inteira = escrito(&Ok(Paginas { total: 7, paginas: vec![pagina(1), pagina(2)] }));
            let corte = corte.min(inteira.len() - 1);
            prop_assert_eq!(Paginas::ler(&inteira[..corte], LIMITES), Err(ErroFio));
            let mais = [inteira.as_slice(), &vec![0; sobra]].concat();
            prop_assert_eq!(Paginas::ler(&mais, LIMITES), Err(ErroFio));
        }

        #[test]
        fn garbage_is_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Paginas::ler(&[MARCA.as_slice(), &bytes].concat(), LIMITES);
            prop_assert_eq!(Paginas::ler(&bytes, LIMITES), Err(ErroFio));
        }
    }
}
