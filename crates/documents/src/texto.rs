//! What has to be done to any text from outside before it goes into a file.

use std::borrow::Cow;

use jiff::civil::Date;

/// The text without what files and their readers cannot bear, and without blanks around it.
///
/// Line ends become `\n`. Out go control characters, the two code points XML forbids, and the invisible ones that reorder
/// what is read (bidirectional overrides, byte order mark): a statement must show the text it holds.
pub(crate) fn limpo(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    let mut depois_de_cr = false;
    for caractere in texto.chars() {
        match caractere {
            '\n' if depois_de_cr => {}
            '\n' | '\t' => saida.push(caractere),
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => saida.push('\n'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {}
            outro if outro.is_control() => {}
            outro => saida.push(outro),
        }
        depois_de_cr = caractere == '\r';
    }
    saida.trim().to_owned()
}

/// [`limpo`], on one line.
pub(crate) fn em_uma_linha(texto: &str) -> String {
    limpo(texto).replace(['\n', '\t'], " ")
}

/// At most `unidades` UTF-16 units (what Excel counts), the cut told by an ellipsis.
pub(crate) fn limitado(texto: String, unidades: usize) -> String {
    if texto.len() <= unidades || texto.encode_utf16().count() <= unidades {
        return texto;
    }
    let mut gastas = 1;
    let mut saida: String = texto
        .chars()
        .take_while(|caractere| {
            gastas += caractere.len_utf16();
            gastas <= unidades
        })
        .collect();
    saida.push('…');
    saida
}

/// `DD/MM/AAAA`.
pub(crate) fn data(data: Date) -> String {
    format!("{:02}/{:02}/{:04}", data.day(), data.month(), data.year())
}

/// The plural of a count: `1 parcela`, `2 parcelas`.
pub(crate) fn parcelas(quantas: usize) -> Cow<'static, str> {
    if quantas == 1 { Cow::Borrowed("1 parcela") } else { Cow::Owned(format!("{quantas} parcelas")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_loses_what_files_cannot_bear_and_keeps_the_rest() {
        assert_eq!(limpo("  Ação nº 1\r\nlinha\rfim\u{0}\u{7}\u{202e}\u{feff}\u{ffff} "), "Ação nº 1\nlinha\nfim");
        assert_eq!(em_uma_linha("a\r\n\tb"), "a  b");
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        assert_eq!(limitado("ação".into(), 4), "ação");
        assert_eq!(limitado("😀😀😀".into(), 4), "😀…");
        assert_eq!(limitado("abcdef".into(), 4), "abc…");
    }
}
