//! A minimal valid PDF: one A4 page with text, boxes and bars.

/// A page being drawn. Measures are points from the lower left corner of an A4 sheet (595 × 842).
#[derive(Debug, Default)]
pub(crate) struct Folha {
    conteudo: Vec<u8>,
}

impl Folha {
    /// One line of text. What is outside of Latin-1 becomes `?`, as the standard fonts cannot show it.
    pub(crate) fn texto(&mut self, x: i32, y: i32, corpo: i32, negrito: bool, texto: &str) {
        let fonte = if negrito { 2 } else { 1 };
        self.conteudo.extend(format!("BT /F{fonte} {corpo} Tf 1 0 0 1 {x} {y} Tm (").into_bytes());
        self.conteudo.extend(literal(texto));
        self.conteudo.extend(b") Tj ET\n");
    }

    /// Lines of at most `largura` characters, going down; gives the next free height.
    pub(crate) fn paragrafo(&mut self, x: i32, mut y: i32, corpo: i32, largura: usize, texto: &str) -> i32 {
        for linha in quebrar(texto, largura) {
            self.texto(x, y, corpo, false, &linha);
            y -= corpo + 4;
        }
        y
    }

    /// A box with a small label and a value in it.
    pub(crate) fn campo(&mut self, (x, y): (i32, i32), (largura, altura): (i32, i32), rotulo: &str, valor: &str) {
        self.conteudo.extend(format!("0.5 w {x} {y} {largura} {altura} re S\n").into_bytes());
        self.texto(x + 4, y + altura - 9, 6, false, rotulo);
        self.texto(x + 4, y + 6, 9, false, valor);
    }

    /// A horizontal line over the width of the text.
    pub(crate) fn regra(&mut self, y: i32) {
        self.conteudo.extend(format!("1 w 40 {y} m 555 {y} l S\n").into_bytes());
    }

    /// A black bar, in tenths of a point.
    pub(crate) fn barra(&mut self, x: i32, y: i32, largura: i32, altura: i32) {
        let d = |n: i32| format!("{}.{}", n / 10, n % 10);
        self.conteudo.extend(format!("{} {} {} {} re f\n", d(x), d(y), d(largura), d(altura)).into_bytes());
    }

    /// The file.
    pub(crate) fn fechar(self) -> Vec<u8> {
        let mut fluxo = format!("<< /Length {} >>\nstream\n", self.conteudo.len()).into_bytes();
        fluxo.extend(self.conteudo);
        fluxo.extend(b"\nendstream");
        let fonte = |nome: &str| {
            format!("<< /Type /Font /Subtype /Type1 /BaseFont /{nome} /Encoding /WinAnsiEncoding >>").into_bytes()
        };
        arquivo(&[
            b"<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
              /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
                .to_vec(),
            fluxo,
            fonte("Helvetica"),
            fonte("Helvetica-Bold"),
        ])
    }
}

/// A file that opens and has no page, as a report over no rows becomes.
pub(crate) fn sem_paginas() -> Vec<u8> {
    arquivo(&[b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec()])
}

fn arquivo(objetos: &[Vec<u8>]) -> Vec<u8> {
    // The comment of high bytes tells transfer programs that the file is binary.
    let mut pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut posicoes = Vec::new();
    for (i, objeto) in objetos.iter().enumerate() {
        posicoes.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", i + 1).into_bytes());
        pdf.extend(objeto);
        pdf.extend(b"\nendobj\n");
    }
    let tabela = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objetos.len() + 1).into_bytes());
    for posicao in posicoes {
        pdf.extend(format!("{posicao:010} 00000 n \n").into_bytes());
    }
    pdf.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{tabela}\n%%EOF\n", objetos.len() + 1).into_bytes(),
    );
    pdf
}

fn literal(texto: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(texto.len());
    for c in texto.chars() {
        // A no-break space is an ordinary one here, and a dash of any length a hyphen.
        let c = match c {
            '\u{a0}' => ' ',
            '–' | '—' => '-',
            c => c,
        };
        match u8::try_from(c) {
            Ok(byte @ (b'(' | b')' | b'\\')) => bytes.extend([b'\\', byte]),
            Ok(byte) if byte >= b' ' => bytes.push(byte),
            _ => bytes.push(b'?'),
        }
    }
    bytes
}

fn quebrar(texto: &str, largura: usize) -> Vec<String> {
    let mut linhas = vec![String::new()];
    for palavra in texto.split(' ') {
        match linhas.last_mut() {
            Some(linha) if linha.is_empty() => palavra.clone_into(linha),
            Some(linha) if linha.chars().count() + palavra.chars().count() < largura => {
                linha.push(' ');
                linha.push_str(palavra);
            }
            _ => linhas.push(palavra.to_owned()),
        }
    }
    linhas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_at_the_objects() {
        let mut folha = Folha::default();
        folha.texto(40, 800, 14, true, "Declaração (2025)");
        let y = folha.paragrafo(40, 780, 9, 20, "linha \\ com símbolos € — e acentos ção");
        assert_eq!(y, 780 - 2 * 13);
        for (pdf, objetos) in [(folha.fechar(), 6), (sem_paginas(), 2)] {
            assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(b"%%EOF\n"));
            let texto: String = pdf.iter().map(|b| char::from(*b)).collect();
            if objetos == 6 {
                assert!(
                    texto.contains("Declaração \\(2025\\)")
                        && texto.contains("\\\\ com símbolos")
                        && texto.contains("? - e acentos")
                );
            }
            let tabela: usize = texto.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
            assert!(pdf[tabela..].starts_with(b"xref"));
            let posicoes: Vec<&str> =
                texto.split("f \n").nth(1).unwrap().lines().take_while(|l| l.ends_with("n ")).collect();
            assert_eq!(posicoes.len(), objetos);
            for (i, linha) in posicoes.iter().enumerate() {
                let posicao: usize = linha[..10].parse().unwrap();
                assert!(pdf[posicao..].starts_with(format!("{} 0 obj", i + 1).as_bytes()));
            }
        }
    }
}
