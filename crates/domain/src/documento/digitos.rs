//! Check digits of CPF and CNPJ (Receita Federal; IN RFB 2.229/2024 for letters).

use super::ErroDocumento;

/// `limpo` has 11 characters.
pub(super) fn conferir_cpf(limpo: &str) -> Result<(), ErroDocumento> {
    if !limpo.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ErroDocumento::Caractere);
    }
    conferir(limpo.as_bytes(), &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
}

/// `limpo` has 14 characters.
pub(super) fn conferir_cnpj(limpo: &str) -> Result<(), ErroDocumento> {
    if limpo.bytes().any(|b| b.is_ascii_lowercase()) {
        return Err(ErroDocumento::Minuscula);
    }
    let bytes = limpo.as_bytes();
    if bytes.len() != 14
        || !bytes[..12].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        || !bytes[12..].iter().all(u8::is_ascii_digit)
    {
        return Err(ErroDocumento::Caractere);
    }
    conferir(bytes, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
}

/// `pesos` are those of the second digit; the first digit uses them from the second on.
fn conferir(bytes: &[u8], pesos: &[u32]) -> Result<(), ErroDocumento> {
    if bytes.iter().all(|b| Some(b) == bytes.first()) {
        return Err(ErroDocumento::Repetido);
    }
    let base = pesos.len() - 1;
    let confere =
        digito(&bytes[..base], &pesos[1..]) == bytes[base] && digito(&bytes[..=base], pesos) == bytes[base + 1];
    if confere { Ok(()) } else { Err(ErroDocumento::Digito) }
}

/// The check digit as an ASCII character. A character is worth its ASCII code less 48: digits as they are, A = 17 … Z = 42.
fn digito(bytes: &[u8], pesos: &[u32]) -> u8 {
    let soma: u32 = bytes.iter().zip(pesos).map(|(&b, peso)| u32::from(b.saturating_sub(b'0')) * peso).sum();
    let resto = soma % 11;
    if resto < 2 { b'0' } else { b'0' + u8::try_from(11 - resto).unwrap_or(0) }
}
