//! Barcode ↔ line. Every text here is ASCII digits of a checked length.

use super::{
    ErroBoleto,
    digitos::{caractere, mod10, modulo_da_arrecadacao},
};

/// 47 digits → barcode; the three fields' check digits are verified and dropped.
pub(super) fn codigo_da_cobranca(linha: &str) -> Result<String, ErroBoleto> {
    let campos = [&linha[..10], &linha[10..21], &linha[21..32]];
    for (campo, numero) in campos.into_iter().zip(1..) {
        conferir_campo(campo, numero, mod10)?;
    }
    Ok(format!("{}{}{}{}{}{}", &linha[..4], &linha[32..33], &linha[33..], &linha[4..9], &linha[10..20], &linha[21..31]))
}

/// 48 digits → barcode; the four blocks' check digits are verified and dropped.
pub(super) fn codigo_da_arrecadacao(linha: &str) -> Result<String, ErroBoleto> {
    let modulo = modulo_da_arrecadacao(linha)?;
    let mut codigo = String::with_capacity(44);
    for (inicio, numero) in [0, 12, 24, 36].into_iter().zip(1..) {
        let bloco = &linha[inicio..inicio + 12];
        conferir_campo(bloco, numero, modulo)?;
        codigo.push_str(&bloco[..11]);
    }
    Ok(codigo)
}

fn conferir_campo(campo: &str, numero: u8, modulo: fn(&str) -> u8) -> Result<(), ErroBoleto> {
    let (corpo, digito) = campo.split_at(campo.len() - 1);
    if digito.starts_with(caractere(modulo(corpo))) { Ok(()) } else { Err(ErroBoleto::DigitoDoCampo { campo: numero }) }
}

pub(super) fn campos_da_cobranca(codigo: &str) -> Vec<String> {
    let com_digito = |corpo: String| {
        let digito = caractere(mod10(&corpo));
        corpo + digito.encode_utf8(&mut [0; 4])
    };
    vec![
        com_digito(format!("{}{}", &codigo[..4], &codigo[19..24])),
        com_digito(codigo[24..34].to_owned()),
        com_digito(codigo[34..].to_owned()),
        codigo[4..5].to_owned(),
        codigo[5..19].to_owned(),
    ]
}

pub(super) fn campos_da_arrecadacao(codigo: &str) -> Vec<String> {
    // A parsed code has a known identifier, so the fallback is never taken.
    let modulo = modulo_da_arrecadacao(codigo).unwrap_or(mod10);
    [0, 11, 22, 33]
        .into_iter()
        .map(|inicio| {
            let bloco = &codigo[inicio..inicio + 11];
            format!("{bloco}{}", caractere(modulo(bloco)))
        })
        .collect()
}
