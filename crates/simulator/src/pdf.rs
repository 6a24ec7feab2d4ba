//! A minimal valid PDF: one A4 page of text.

/// Writes the page. Text outside Latin-1 becomes `?`, as the standard fonts cannot show it.
pub(crate) fn pagina(titulo: &str, linhas: &[String]) -> Vec<u8> {
    let mut conteudo = b"BT /F1 18 Tf 56 770 Td (".to_vec();
    conteudo.extend(literal(titulo));
    conteudo.extend(b") Tj /F1 11 Tf 0 -14 Td");
    for linha in linhas.iter().flat_map(|linha| quebrar(linha, 88)) {
        conteudo.extend(b" 0 -20 Td (");
        conteudo.extend(literal(&linha));
        conteudo.extend(b") Tj");
    }
    conteudo.extend(b" 0 -40 Td (Documento do ERP simulado, sem valor.) Tj ET");

    let mut fluxo = format!("<< /Length {} >>\nstream\n", conteudo.len()).into_bytes();
    fluxo.extend(conteudo);
    fluxo.extend(b"\nendstream");
    let objetos = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        fluxo,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];

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
        let pdf = pagina("Declaração (2025)", &["linha \\ com símbolos € — e acentos ção".to_owned()]);
        assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(b"%%EOF\n"));
        let texto: String = pdf.iter().map(|b| char::from(*b)).collect();
        assert!(texto.contains("Declaração \\(2025\\)") && texto.contains("\\\\ com símbolos ? - e"));
        let tabela: usize = texto.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(texto[texto.char_indices().nth(tabela).unwrap().0..].starts_with("xref"));
        for (i, linha) in texto.split("f \n").nth(1).unwrap().lines().take(5).enumerate() {
            let posicao: usize = linha[..10].parse().unwrap();
            assert!(pdf[posicao..].starts_with(format!("{} 0 obj", i + 1).as_bytes()));
        }
    }
}
