//! Check digits. Texts are ASCII digits; anything else counts as what its code gives, never a panic.

use super::ErroBoleto;

/// mod10 of fields and blocks: weights 2, 1, 2… from the right, digits of each product added (BB, Itaú, Safra).
pub fn mod10(digitos: &str) -> u8 {
    let soma: u32 = valores_da_direita(digitos)
        .zip([2, 1].into_iter().cycle())
        .map(|(valor, peso)| valor * peso)
        .map(|produto| produto / 10 + produto % 10)
        .sum();
    menor(10 - soma % 10) % 10
}

/// mod11 of a cobrança's general digit: results 0, 10 and 11 become 1, so it is never 0 (BB annex VI, Santander, Caixa, Itaú).
pub fn mod11_cobranca(digitos: &str) -> u8 {
    match soma11(digitos) % 11 {
        0 | 1 | 10 => 1,
        resto => menor(11 - resto),
    }
}

/// mod11 of an arrecadação: remainders 0 and 1 give 0, remainder 10 gives 1 (FEBRABAN layout §09–10).
pub fn mod11_arrecadacao(digitos: &str) -> u8 {
    match soma11(digitos) % 11 {
        0 | 1 => 0,
        resto => menor(11 - resto),
    }
}

/// Weights 2 to 9 cycling from the right, products added whole.
fn soma11(digitos: &str) -> u32 {
    valores_da_direita(digitos).zip((2..=9).cycle()).map(|(valor, peso)| valor * peso).sum()
}

fn valores_da_direita(digitos: &str) -> impl Iterator<Item = u32> + '_ {
    digitos.bytes().rev().map(|b| u32::from(b.wrapping_sub(b'0')))
}

/// What is computed here is at most 11.
fn menor(valor: u32) -> u8 {
    u8::try_from(valor).unwrap_or(u8::MAX)
}

pub(super) fn caractere(digito: u8) -> char {
    char::from(b'0' + digito)
}

/// The modulus that position 3 of an arrecadação asks for.
pub(super) fn modulo_da_arrecadacao(codigo: &str) -> Result<fn(&str) -> u8, ErroBoleto> {
    match codigo.as_bytes().get(2) {
        Some(b'6' | b'7') => Ok(mod10),
        Some(b'8' | b'9') => Ok(mod11_arrecadacao),
        _ => Err(ErroBoleto::IdentificadorDeValor),
    }
}

/// `codigo` has 44 digits.
pub(super) fn conferir_cobranca(codigo: &str) -> Result<(), ErroBoleto> {
    geral(codigo, 4, mod11_cobranca)?;
    if codigo.as_bytes().get(3) == Some(&b'9') { Ok(()) } else { Err(ErroBoleto::Moeda) }
}

/// `codigo` has 44 digits.
pub(super) fn conferir_arrecadacao(codigo: &str) -> Result<(), ErroBoleto> {
    geral(codigo, 3, modulo_da_arrecadacao(codigo)?)
}

fn geral(codigo: &str, posicao: usize, modulo: fn(&str) -> u8) -> Result<(), ErroBoleto> {
    let outros = format!("{}{}", &codigo[..posicao], &codigo[posicao + 1..]);
    if codigo[posicao..].starts_with(caractere(modulo(&outros))) { Ok(()) } else { Err(ErroBoleto::DigitoGeral) }
}
