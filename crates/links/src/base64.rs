//! Documents that come as text.

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const TOLERANTE: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// What a body that is no document turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Texto {
    /// Decoded bytes.
    Decodificado(Vec<u8>),
    /// Base64 by its letters, and yet not decodable.
    Quebrado,
    /// Something else.
    Outro,
}

/// Reads base64 of either alphabet, with or without padding and line breaks, bare, as a `data:` address or as a JSON string.
pub(crate) fn ler(corpo: &[u8]) -> Texto {
    let json: String;
    let mut texto = corpo;
    if corpo.starts_with(b"\"") {
        let Ok(lido) = serde_json::from_slice::<String>(corpo) else { return Texto::Outro };
        json = lido;
        texto = json.as_bytes();
    }
    if let Some(dados) = texto.strip_prefix(b"data:")
        && let Some(virgula) = dados.iter().take(100).position(|byte| *byte == b',')
    {
        texto = dados.get(virgula + 1..).unwrap_or_default();
    }
    let limpo: Vec<u8> = texto.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let letra = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    if limpo.is_empty() || !limpo.iter().all(letra) {
        return Texto::Outro;
    }
    let alfabeto = if limpo.iter().any(|byte| matches!(byte, b'-' | b'_')) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alfabeto, TOLERANTE).decode(&limpo).map_or(Texto::Quebrado, Texto::Decodificado)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_in_every_wrapping_vendors_use() {
        let certo = Texto::Decodificado(b"%PDF-1.4\n>>>???".to_vec());
        for texto in [
            "JVBERi0xLjQKPj4+Pz8/",
            "JVBERi0xLjQKPj4-Pz8_",
            "JVBERi0x\r\nLjQKPj4+\r\nPz8/\r\n",
            "\"JVBERi0xLjQKPj4+Pz8\\/\"",
            "\"JVBERi0x\\nLjQKPj4+Pz8/\"",
            "data:application/pdf;base64,JVBERi0xLjQKPj4+Pz8/",
        ] {
            assert_eq!(ler(texto.as_bytes()), certo, "{texto}");
        }
        assert_eq!(ler(b"YQ"), Texto::Decodificado(b"a".to_vec()));
        assert_eq!(ler(b"YQ=="), Texto::Decodificado(b"a".to_vec()));
    }

    #[test]
    fn what_is_not_base64_is_told_apart_from_what_is_broken() {
        for quebrado in ["JVBER", "J=VBERi0", "JVBE+i0_", "===="] {
            assert_eq!(ler(quebrado.as_bytes()), Texto::Quebrado, "{quebrado}");
        }
        for outro in ["", " ", "\"", "\"\"", "\"a", "{\"pdf\":\"JVBERi0\"}", "<html>", "%PDF-", "olá"] {
            assert_eq!(ler(outro.as_bytes()), Texto::Outro, "{outro}");
        }
    }
}
