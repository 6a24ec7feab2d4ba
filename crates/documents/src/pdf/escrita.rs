//! A text from outside, made fit for print.

use super::mundo::Oficina;
use crate::texto;

/// In the place of what the fonts do not draw.
const SUBSTITUTO: char = '□';
/// Where a line may be broken without a sign of it.
const QUEBRA: char = '\u{200b}';
/// Characters without a blank that still fit in the narrowest column.
const SEM_BRANCO: usize = 18;

/// Knows what the fonts can draw.
#[derive(Clone, Copy)]
pub(super) struct Escrita<'a> {
    pub(super) oficina: &'a Oficina,
}

impl Escrita<'_> {
    /// On one line, at most `maximo` UTF-16 units, breakable even without blanks.
    pub(super) fn linha(self, bruto: &str, maximo: usize) -> String {
        quebravel(&self.titulo_de(bruto, maximo))
    }

    /// As [`Self::linha`]; what is missing or empty is `None`.
    pub(super) fn opcional(self, bruto: Option<&str>, maximo: usize) -> Option<String> {
        bruto.map(|bruto| self.linha(bruto, maximo)).filter(|texto| !texto.is_empty())
    }

    /// As [`Self::linha`], for what may not be empty: headings and alternative texts.
    pub(super) fn nome(self, bruto: &str, maximo: usize, na_falta: &str) -> String {
        self.opcional(Some(bruto), maximo).unwrap_or_else(|| na_falta.to_owned())
    }

    /// For titles of files, where places to break would be read.
    pub(super) fn titulo(self, bruto: &str) -> String {
        Some(self.titulo_de(bruto, 160)).filter(|titulo| !titulo.is_empty()).unwrap_or_else(|| "Documento".to_owned())
    }

    /// Exactly as it is, but for what the fonts do not draw: codes to be copied.
    pub(super) fn codigo(self, bruto: &str) -> String {
        self.desenhavel(bruto)
    }

    /// The paragraphs of a longer text.
    pub(super) fn paragrafos(self, bruto: &str, maximo: usize) -> Vec<String> {
        texto::limitado(texto::limpo(bruto), maximo)
            .split('\n')
            .map(|paragrafo| quebravel(self.desenhavel(paragrafo).trim()))
            .filter(|paragrafo| !paragrafo.is_empty())
            .collect()
    }

    fn titulo_de(self, bruto: &str, maximo: usize) -> String {
        texto::limitado(self.desenhavel(&texto::em_uma_linha(bruto)).trim().to_owned(), maximo)
    }

    /// Without invisible characters and piles of accents; a run of what cannot be drawn becomes one sign.
    fn desenhavel(self, texto: &str) -> String {
        let mut saida = String::with_capacity(texto.len());
        let mut anterior = '\0';
        for caractere in texto.chars() {
            if invisivel(caractere) || (acento(caractere) && (acento(anterior) || !anterior.is_alphabetic())) {
                continue;
            }
            let visto = match caractere {
                '\t' => ' ',
                desenhado if self.oficina.desenha(desenhado) && !particular(desenhado) => desenhado,
                branco if branco.is_whitespace() => ' ',
                _ => SUBSTITUTO,
            };
            if !(visto == SUBSTITUTO && anterior == SUBSTITUTO) {
                saida.push(visto);
            }
            anterior = visto;
        }
        saida
    }
}

/// Joiners, marks of direction, variation selectors, soft hyphens: no one sees them, and texts are compared by eye.
const fn invisivel(caractere: char) -> bool {
    matches!(
        caractere,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Means what each font wants it to mean; PDF/A-2a has no place for it.
const fn particular(caractere: char) -> bool {
    matches!(caractere, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

const fn acento(caractere: char) -> bool {
    matches!(caractere, '\u{300}'..='\u{36f}')
}

/// Words that are too long for a column may be broken anywhere after some characters.
fn quebravel(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    let mut seguidos = 0;
    for caractere in texto.chars() {
        if caractere.is_whitespace() || caractere == '-' {
            seguidos = 0;
        } else if !acento(caractere) {
            if seguidos >= SEM_BRANCO {
                saida.push(QUEBRA);
            }
            seguidos += 1;
        }
        saida.push(caractere);
    }
    saida
}
