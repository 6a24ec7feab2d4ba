//! Who the incorporadora is on paper: registered name, CNPJ, address, logo, templates of its own. All optional.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use documents::pdf::Logo;
use domain::documento::Cnpj;

use super::leitor::{Campo, Coleta, Secao};

/// A logo larger than this is a photograph, and would be in every file people keep.
const LOGO_MAXIMO: u64 = 200 * 1024;
/// One line of a letterhead.
const LINHA_MAXIMA: usize = 120;

/// Keys of `[[incorporadora]]` that only documents show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Empresa {
    /// `razao-social`: registered name.
    pub razao_social: Option<String>,
    /// `cnpj`
    pub cnpj: Option<Cnpj>,
    /// `endereco`: on one line.
    pub endereco: Option<String>,
    /// `logo`: what the SVG or PNG file held.
    pub logo: Option<Logo>,
    /// `modelos`: folder of templates that replace those of the program. Only its existence is checked here;
    /// [`crate::server::montagem::impressoras`] compiles them.
    pub modelos: Option<PathBuf>,
}

impl Empresa {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        Self {
            razao_social: secao.campo("razao-social").and_then(|campo| linha(&campo, LINHA_MAXIMA, c)),
            cnpj: secao.campo("cnpj").and_then(|campo| cnpj(&campo, c)),
            endereco: secao.campo("endereco").and_then(|campo| linha(&campo, LINHA_MAXIMA, c)),
            logo: secao.campo("logo").and_then(|campo| logo(&campo, c)),
            modelos: secao.campo("modelos").and_then(|campo| modelos(&campo, c)),
        }
    }
}

/// A text that fits on one line of a document.
pub(super) fn linha(campo: &Campo<'_>, maximo: usize, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?.trim();
    if texto.contains('\n') {
        return campo.problema("tem mais de uma linha", "Escreva tudo em uma linha", c);
    }
    if texto.chars().count() > maximo {
        return campo.problema(format!("tem mais de {maximo} caracteres"), "Abrevie: é uma linha do documento", c);
    }
    Some(texto.to_owned())
}

/// A CNPJ, numeric or alphanumeric.
pub(super) fn cnpj(campo: &Campo<'_>, c: &mut Coleta) -> Option<Cnpj> {
    match Cnpj::ler(campo.texto(c)?) {
        Ok(cnpj) => Some(cnpj),
        Err(erro) => campo.problema(format!("não é um CNPJ: {erro}"), "Confira o número no cartão CNPJ", c),
    }
}

fn logo(campo: &Campo<'_>, c: &mut Coleta) -> Option<Logo> {
    let texto = campo.texto(c)?;
    let caminho = c.resolver(texto);
    let visivel = caminho.display();
    let mut bytes = Vec::new();
    if let Err(erro) = File::open(&caminho).and_then(|f| f.take(LOGO_MAXIMO + 1).read_to_end(&mut bytes)) {
        let como = "Confira o caminho e as permissões; caminhos relativos partem da pasta da configuração";
        return campo.problema(format!("o arquivo {visivel} {}", motivo(&erro)), como, c);
    }
    if bytes.len() as u64 > LOGO_MAXIMO {
        let como = "Use um SVG, ou um PNG menor: ele vai dentro de cada documento";
        return campo.problema(format!("o arquivo {visivel} tem mais de 200 KiB"), como, c);
    }
    let Ok(logo) = Logo::ler(bytes) else {
        let como = "Exporte o logotipo de novo como SVG, com os textos convertidos em curvas, ou como PNG";
        return campo.problema(format!("o arquivo {visivel} não é um SVG nem um PNG que se consiga ler"), como, c);
    };
    Some(logo)
}

fn modelos(campo: &Campo<'_>, c: &mut Coleta) -> Option<PathBuf> {
    let texto = campo.texto(c)?;
    let caminho = c.resolver(texto);
    let como = "Crie a pasta, com os arquivos .typ que substituem os do programa, ou retire a chave";
    match pasta(&caminho) {
        Ok(true) => Some(caminho),
        Ok(false) => campo.problema(format!("{} não é uma pasta", caminho.display()), como, c),
        Err(erro) => campo.problema(format!("a pasta {} {}", caminho.display(), motivo(&erro)), como, c),
    }
}

fn pasta(caminho: &Path) -> std::io::Result<bool> {
    Ok(std::fs::metadata(caminho)?.is_dir())
}

fn motivo(erro: &std::io::Error) -> String {
    match erro.kind() {
        std::io::ErrorKind::NotFound => "não existe".to_owned(),
        std::io::ErrorKind::PermissionDenied => "não pode ser usada: permissão negada".to_owned(),
        _ => format!("não pode ser usada: {erro}"),
    }
}
