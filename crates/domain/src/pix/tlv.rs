//! `ID(2) LEN(2) VALUE`, and the checksum.

use super::ErroPix;

/// What a length counts. The manual counts characters; issuers that write accents sometimes count bytes of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contagem {
    Caracteres,
    Bytes,
}

/// One level of fields, in order, each at most once and none empty.
#[derive(Debug)]
pub(super) struct Campos<'a>(pub(super) Vec<(u8, &'a str)>);

impl<'a> Campos<'a> {
    pub(super) fn ler(texto: &'a str, contagem: Contagem) -> Result<Self, ErroPix> {
        let mut campos: Vec<(u8, &str)> = Vec::new();
        let mut resto = texto;
        while !resto.is_empty() {
            let id = dois_digitos(resto)?;
            let comprimento = usize::from(dois_digitos(&resto[2..])?);
            resto = &resto[4..];
            let fim = match contagem {
                Contagem::Bytes => comprimento,
                Contagem::Caracteres => {
                    let mut indices = resto.char_indices().map(|(i, _)| i).chain([resto.len()]);
                    indices.nth(comprimento).ok_or(ErroPix::Tlv)?
                }
            };
            let (valor, depois) = resto.split_at_checked(fim).ok_or(ErroPix::Tlv)?;
            if valor.is_empty() {
                return Err(ErroPix::Tlv);
            }
            if campos.iter().any(|&(outro, _)| outro == id) {
                return Err(ErroPix::Repetido(id));
            }
            campos.push((id, valor));
            resto = depois;
        }
        Ok(Self(campos))
    }

    pub(super) fn get(&self, id: u8) -> Option<&'a str> {
        self.0.iter().find(|&&(outro, _)| outro == id).map(|&(_, valor)| valor)
    }

    pub(super) fn exigir(&self, id: u8) -> Result<&'a str, ErroPix> {
        self.get(id).ok_or(ErroPix::Falta(id))
    }
}

fn dois_digitos(texto: &str) -> Result<u8, ErroPix> {
    match texto.as_bytes() {
        [dezena @ b'0'..=b'9', unidade @ b'0'..=b'9', ..] => Ok((dezena - b'0') * 10 + (unidade - b'0')),
        _ => Err(ErroPix::Tlv),
    }
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF, nothing reflected; `123456789` gives 0x29B1.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, &byte| {
        (0..8)
            .fold(crc ^ (u16::from(byte) << 8), |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 })
    })
}
