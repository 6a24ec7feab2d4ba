//! Templates of an incorporadora, and what is said about their mistakes.

use std::{fs, path::Path};

use documents::pdf::{ErroPdf, Impressora};
use tempfile::TempDir;

use super::{
    dados::{declaracao, impressora, marca},
    leitor::Pdf,
};

const EMBUTIDOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/modelos");

fn pasta(arquivos: &[(&str, &str)]) -> TempDir {
    let pasta = tempfile::tempdir().unwrap();
    for (nome, texto) in arquivos {
        fs::write(pasta.path().join(nome), texto).unwrap();
    }
    pasta
}

fn erro(arquivos: &[(&str, &str)]) -> (String, ErroPdf) {
    let pasta = pasta(arquivos);
    let erro = Impressora::com_modelos(pasta.path()).unwrap_err();
    (erro.to_string().replace(pasta.path().to_str().unwrap(), "PASTA"), erro)
}

#[test]
fn a_template_of_the_folder_takes_the_place_of_its_namesake() {
    let minha = r#"
        #import "base.typ": *
        #let d = ler()
        #show: documento.with(d)
        #heading(level: 1)[À nossa maneira]
        #d.titular_nome, #d.ano
    "#;
    let pasta = pasta(&[("declaracao.typ", minha), ("README.md", "notas"), (".gitignore", "")]);
    let minhas = Impressora::com_modelos(pasta.path()).unwrap();
    let paginas = Pdf::novo(&minhas.declaracao(&marca(), &declaracao()).unwrap()).paginas();
    assert!(paginas[0].starts_with("À nossa maneira Maria da Conceição, 2025"), "{}", paginas[0]);
    assert!(paginas[0].contains("Página 1 de 1"), "the footer of the embedded base");
}

#[test]
fn a_copy_of_the_embedded_folder_gives_the_same_documents() {
    let copia = Impressora::com_modelos(Path::new(EMBUTIDOS)).unwrap();
    let original = impressora();
    assert!(copia.declaracao(&marca(), &declaracao()) == original.declaracao(&marca(), &declaracao()));
}

#[test]
fn mistakes_are_told_with_file_line_and_reason() {
    let (mensagem, _) = erro(&[("extrato.typ", "#let a = 1\n#let b = (\n")]);
    assert_eq!(mensagem, "PASTA/extrato.typ, linha 2: unclosed delimiter");
    let (mensagem, _) = erro(&[("cobrancas.typ", "#import \"base.typ\": *\n\n#ler().inexistente")]);
    assert!(mensagem.starts_with("PASTA/cobrancas.typ, linha 3: "), "{mensagem}");
    assert!(mensagem.contains("inexistente"), "{mensagem}");
    // Only the charge without a due date trips this one.
    let (mensagem, _) = erro(&[(
        "cobrancas.typ",
        "#let d = json(\"dados.json\")\n#set document(title: \"x\")\n#for c in d.cobrancas [\n#c.vencimento.len()]",
    )]);
    assert!(mensagem.starts_with("PASTA/cobrancas.typ, linha 4: "), "{mensagem}");
    let (mensagem, _) = erro(&[("base.typ", "#let ler() = json(\"dados.json\")")]);
    assert!(
        mensagem.starts_with("cobrancas.typ, linha "),
        "an embedded template misses what the base lost: {mensagem}"
    );
}

#[test]
fn files_that_replace_nothing_or_cannot_be_read_are_told() {
    let (mensagem, _) = erro(&[("boletos.typ", "")]);
    assert_eq!(
        mensagem,
        "PASTA/boletos.typ: não substitui nenhum modelo; os nomes aceitos são base.typ, cobrancas.typ, extrato.typ, \
         declaracao.typ, demonstrativo.typ"
    );
    let ilegivel = pasta(&[]);
    fs::write(ilegivel.path().join("extrato.typ"), b"\xff\xfe").unwrap();
    let mensagem = Impressora::com_modelos(ilegivel.path()).unwrap_err().to_string();
    assert!(mensagem.ends_with("extrato.typ: o modelo não está em UTF-8"), "{mensagem}");
    let pasta_no_lugar = pasta(&[]);
    fs::create_dir(pasta_no_lugar.path().join("extrato.typ")).unwrap();
    assert!(matches!(Impressora::com_modelos(pasta_no_lugar.path()), Err(ErroPdf::Ilegivel { .. })));
    let (mensagem, _) = erro(&[("extrato.typ", &" ".repeat(1_000_001))]);
    assert_eq!(mensagem, "PASTA/extrato.typ: modelo com mais de 1 MB");
    let ausente = ilegivel.path().join("nenhures");
    assert!(matches!(Impressora::com_modelos(&ausente), Err(ErroPdf::Pasta { .. })));
}

#[test]
fn a_template_reaches_no_file_no_package_and_no_clock() {
    let segredo = pasta(&[("segredo.txt", "segredo")]);
    let absoluto = segredo.path().join("segredo.txt");
    for tentativa in [
        "#read(\"../segredo.txt\")".to_owned(),
        "#read(\"/etc/passwd\")".to_owned(),
        format!("#read(\"{}\")", absoluto.display()),
        "#read(\".oculto\")".to_owned(),
        "#image(\"/proc/self/environ\")".to_owned(),
        "#include \"README.md\"".to_owned(),
        "#import \"@preview/example:0.1.0\": *".to_owned(),
        "#datetime.today().display()".to_owned(),
        "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><image href='/etc/hostname' width='1' height='1'/></svg>\"), alt: \"x\")".to_owned(),
    ] {
        let (mensagem, _) = erro(&[("extrato.typ", &tentativa), (".oculto", "x"), ("README.md", "#panic()")]);
        assert!(mensagem.starts_with("PASTA/extrato.typ, linha 1: "), "{tentativa}: {mensagem}");
    }
}

#[test]
fn a_template_that_fails_with_real_data_does_not_quote_them() {
    // Passes with the samples, whose titular is another.
    let modelo = "#import \"base.typ\": *\n#let d = ler()\n#show: documento.with(d)\n#heading(level: 1)[x]\n#if d.titular_nome.starts-with(\"Maria\") { panic(d.titular_nome) }";
    let pasta = pasta(&[("declaracao.typ", modelo)]);
    let impressora = Impressora::com_modelos(pasta.path()).unwrap();
    let erro = impressora.declaracao(&marca(), &declaracao()).unwrap_err();
    assert_eq!(erro.to_string(), "o modelo declaracao.typ não compilou com estes dados (linha 5)");
    assert!(!format!("{erro:?}").contains("Maria"));
}
