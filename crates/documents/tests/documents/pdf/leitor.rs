//! A PDF as other programs read it. A program that is missing is a failure, never a skipped test.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// A file of a test, gone with it.
pub(crate) struct Pdf {
    pasta: TempDir,
}

/// A page in shades of grey.
pub(crate) struct Imagem {
    pub(crate) largura: usize,
    pub(crate) altura: usize,
    pixels: Vec<u8>,
}

impl Pdf {
    pub(crate) fn novo(bytes: &[u8]) -> Self {
        let pasta = tempfile::tempdir().unwrap();
        fs::write(pasta.path().join("a.pdf"), bytes).unwrap();
        Self { pasta }
    }

    fn em(&self, nome: &str) -> String {
        self.pasta.path().join(nome).to_str().unwrap().to_owned()
    }

    /// The text of all pages in reading order, pages apart by form feeds.
    pub(crate) fn texto(&self) -> String {
        saida("pdftotext", "poppler-utils", &["-layout", &self.em("a.pdf"), "-"])
    }

    /// The text of each page, with blanks and line ends as single blanks.
    pub(crate) fn paginas(&self) -> Vec<String> {
        let bruto = saida("pdftotext", "poppler-utils", &[&self.em("a.pdf"), "-"]);
        let mut paginas: Vec<String> =
            bruto.split('\u{c}').map(|pagina| pagina.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(paginas.pop().as_deref(), Some(""), "every page ends with a form feed");
        paginas
    }

    /// What `pdfinfo` says after `nome:`.
    pub(crate) fn informe(&self, nome: &str) -> Option<String> {
        saida("pdfinfo", "poppler-utils", &[&self.em("a.pdf")])
            .lines()
            .find_map(|linha| linha.strip_prefix(nome)?.strip_prefix(':').map(|resto| resto.trim().to_owned()))
    }

    pub(crate) fn metadados(&self) -> String {
        saida("pdfinfo", "poppler-utils", &["-meta", &self.em("a.pdf")])
    }

    /// The objects of the file, uncompressed.
    pub(crate) fn objetos(&self) -> String {
        let saida = rodar("qpdf", "qpdf", &["--qdf", "--object-streams=disable", &self.em("a.pdf"), "-"]);
        String::from_utf8_lossy(&saida.stdout).into_owned()
    }

    pub(crate) fn conferir_estrutura(&self) {
        rodar("qpdf", "qpdf", &["--check", &self.em("a.pdf")]);
    }

    /// A page, from 1, at so many dots per inch.
    pub(crate) fn imagem(&self, pagina: usize, dpi: u16) -> Imagem {
        let raiz = format!("p{pagina}");
        let (pagina, dpi) = (pagina.to_string(), dpi.to_string());
        rodar(
            "pdftoppm",
            "poppler-utils",
            &["-gray", "-singlefile", "-r", &dpi, "-f", &pagina, "-l", &pagina, &self.em("a.pdf"), &self.em(&raiz)],
        );
        Imagem::ler(&self.pasta.path().join(format!("{raiz}.pgm")))
    }

    /// The codes zbar finds on a page, from 1: `("I2/5", "3419…")`, `("QR-Code", "0002…")`.
    pub(crate) fn codigos(&self, pagina: usize) -> Vec<(String, String)> {
        self.imagem(pagina, 300);
        let lido = saida("zbarimg", "zbar-tools", &["-q", &self.em(&format!("p{pagina}.pgm"))]);
        lido.lines().map(|linha| linha.split_once(':').map(|(t, c)| (t.to_owned(), c.to_owned())).unwrap()).collect()
    }
}

impl Imagem {
    fn ler(caminho: &Path) -> Self {
        let bytes = fs::read(caminho).unwrap();
        let cabecalho: Vec<&[u8]> = bytes.splitn(4, |byte| *byte == b'\n').collect();
        let [formato, medidas, maximo, pixels] = cabecalho[..] else { unreachable!("a header of three lines") };
        assert_eq!((formato, maximo), (&b"P5"[..], &b"255"[..]));
        let medidas = std::str::from_utf8(medidas).unwrap();
        let (largura, altura) = medidas.split_once(' ').unwrap();
        let (largura, altura) = (largura.parse().unwrap(), altura.parse().unwrap());
        assert_eq!(pixels.len(), largura * altura);
        Self { largura, altura, pixels: pixels.to_vec() }
    }

    pub(crate) fn escuro(&self, x: usize, y: usize) -> bool {
        self.pixels[y * self.largura + x] < 128
    }

    /// Which pixels of a row are dark.
    pub(crate) fn linha(&self, y: usize) -> Vec<bool> {
        (0..self.largura).map(|x| self.escuro(x, y)).collect()
    }
}

fn saida(programa: &str, pacote: &str, argumentos: &[&str]) -> String {
    String::from_utf8(rodar(programa, pacote, argumentos).stdout).unwrap()
}

fn rodar(programa: &str, pacote: &str, argumentos: &[&str]) -> Output {
    let saida = Command::new(programa)
        .args(argumentos)
        .output()
        .unwrap_or_else(|erro| panic!("{programa} does not run ({erro}): install the Debian package {pacote}"));
    assert!(saida.status.success(), "{programa} {}: {}", saida.status, String::from_utf8_lossy(&saida.stderr));
    saida
}
