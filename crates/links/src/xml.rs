//! Is it XML to the end, and nothing more than data?

use quick_xml::{
    Reader,
    events::{BytesRef, BytesStart, Event},
};

use crate::conteudo::Defeito;

/// Deepest nesting and most attributes of one element. A nota fiscal has a dozen of each; without a bound the look-up of
/// repeated attributes would take the square of their number.
const FUNDO: usize = 128;
const ATRIBUTOS: usize = 128;

/// One root element, every tag closed by its own name, no DTD, no entity but the five of XML itself.
///
/// Entities are never expanded and nothing is ever loaded, here or by the library; a DTD is refused because the program
/// that opens the file at the person's side may do both. UTF-8 and the single-byte encodings of ASCII pass; UTF-16 does
/// not. An HTML page that happens to be well-formed is not a document.
pub(crate) fn conferir(corpo: &[u8]) -> Result<(), Defeito> {
    if !corpo.starts_with(b"<") {
        return Err(Defeito::NaoEXml);
    }
    let mut leitor = Reader::from_reader(corpo);
    let opcoes = leitor.config_mut();
    opcoes.check_end_names = true;
    opcoes.check_comments = true;
    opcoes.allow_unmatched_ends = false;
    opcoes.allow_dangling_amp = false;
    let (mut abertos, mut raizes) = (0_usize, 0_usize);
    loop {
        let evento = leitor.read_event().map_err(|_| Defeito::XmlMalFormado)?;
        match &evento {
            Event::Start(elemento) | Event::Empty(elemento) => {
                if abertos == 0 {
                    raizes += 1;
                    if elemento.local_name().as_ref().eq_ignore_ascii_case(b"html") {
                        return Err(Defeito::Html);
                    }
                }
                atributos(elemento)?;
                if matches!(evento, Event::Start(_)) {
                    abertos += 1;
                }
                if raizes > 1 || abertos > FUNDO {
                    return Err(Defeito::XmlMalFormado);
                }
            }
            Event::End(_) => abertos = abertos.saturating_sub(1),
            Event::Text(texto) if abertos == 0 && !texto.iter().all(u8::is_ascii_whitespace) => {
                return Err(Defeito::XmlMalFormado);
            }
            Event::CData(_) if abertos == 0 => return Err(Defeito::XmlMalFormado),
            Event::GeneralRef(referencia) if abertos == 0 || !conhecida(referencia) => {
                return Err(Defeito::XmlMalFormado);
            }
            Event::DocType(_) => return Err(Defeito::XmlComDtd),
            Event::Eof => break,
            _ => {}
        }
    }
    if raizes == 1 && abertos == 0 { Ok(()) } else { Err(Defeito::XmlMalFormado) }
}

fn atributos(elemento: &BytesStart<'_>) -> Result<(), Defeito> {
    for (n, atributo) in elemento.attributes().enumerate() {
        let atributo = atributo.map_err(|_| Defeito::XmlMalFormado)?;
        let referencias_conhecidas = atributo.value.split(|byte| *byte == b'&').skip(1).all(|depois| {
            let nome = depois.split(|byte| *byte == b';').next().unwrap_or_default();
            nome.len() < depois.len() && str::from_utf8(nome).is_ok_and(|nome| conhecida(&BytesRef::new(nome)))
        });
        if n >= ATRIBUTOS || atributo.value.contains(&b'<') || !referencias_conhecidas {
            return Err(Defeito::XmlMalFormado);
        }
    }
    Ok(())
}

/// `&lt;` and its kin, or a number that is a character.
fn conhecida(referencia: &BytesRef<'_>) -> bool {
    matches!(&**referencia, b"lt" | b"gt" | b"amp" | b"apos" | b"quot")
        || (referencia.is_char_ref() && matches!(referencia.resolve_char_ref(), Ok(Some(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_xml_passes() {
        for bom in [
            "<a/>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><n:Nfse xmlns:n=\"urn:x\"><b c='1 &amp; 2'>é &#233; &lt;</b><![CDATA[<x>]]></n:Nfse>\n",
            "<a><b></b ></a>",
        ] {
            assert_eq!(conferir(bom.as_bytes()), Ok(()), "{bom}");
        }
        assert_eq!(conferir(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>S\xe3o</a>"), Ok(()));
    }

    #[test]
    fn anything_else_does_not() {
        for (ruim, defeito) in [
            ("", Defeito::NaoEXml),
            ("texto", Defeito::NaoEXml),
            ("{\"a\":1}", Defeito::NaoEXml),
            ("<", Defeito::XmlMalFormado),
            ("<a>", Defeito::XmlMalFormado),
            ("<a><b></a></b>", Defeito::XmlMalFormado),
            ("<a></b>", Defeito::XmlMalFormado),
            ("<a/><b/>", Defeito::XmlMalFormado),
            ("<a/>texto", Defeito::XmlMalFormado),
            ("<a b='1' b='2'/>", Defeito::XmlMalFormado),
            ("<a b=1/>", Defeito::XmlMalFormado),
            ("<a b='<'/>", Defeito::XmlMalFormado),
            ("<a b='&x;'/>", Defeito::XmlMalFormado),
            ("<a b='& x'/>", Defeito::XmlMalFormado),
            ("<a>&x;</a>", Defeito::XmlMalFormado),
            ("<a>&#0;</a>", Defeito::XmlMalFormado),
            ("<a>&", Defeito::XmlMalFormado),
            ("<!-- só um comentário -->", Defeito::XmlMalFormado),
            ("<a><![CDATA[x</a>", Defeito::XmlMalFormado),
            ("<html><body/></html>", Defeito::Html),
            ("<!DOCTYPE a><a/>", Defeito::XmlComDtd),
            ("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", Defeito::XmlComDtd),
            ("<!DOCTYPE l [<!ENTITY l0 \"l\"><!ENTITY l1 \"&l0;&l0;\">]><l>&l1;</l>", Defeito::XmlComDtd),
            ("<?xml version='1.0'?><!doctype x SYSTEM 'http://10.0.0.1/x.dtd'><x/>", Defeito::XmlComDtd),
        ] {
            assert_eq!(conferir(ruim.as_bytes()), Err(defeito), "{ruim}");
        }
    }

    #[test]
    fn depth_and_attributes_are_bounded() {
        assert_eq!(conferir("<a>".repeat(1000).as_bytes()), Err(Defeito::XmlMalFormado));
        let muitos: Vec<String> = (0..1000).map(|n| format!("a{n}=''")).collect();
        assert_eq!(conferir(format!("<a {}/>", muitos.join(" ")).as_bytes()), Err(Defeito::XmlMalFormado));
    }
}
