//! The templates: those of the program, or of a folder of the incorporadora.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use typst::syntax::{FileId, Source};

use super::{ErroPdf, mundo::arquivo};

/// A template of more than this is not a template.
const BYTES_MAXIMOS: u64 = 1_000_000;
/// May lie in the folder, as it does beside the embedded ones.
const LEIA_ME: &str = "README.md";

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modelo {
    Cobrancas,
    Extrato,
    Declaracao,
    Demonstrativo,
}

impl Modelo {
    pub(super) const TODOS: [Self; 4] = [Self::Cobrancas, Self::Extrato, Self::Declaracao, Self::Demonstrativo];

    pub(super) const fn nome(self) -> &'static str {
        match self {
            Self::Cobrancas => "cobrancas.typ",
            Self::Extrato => "extrato.typ",
            Self::Declaracao => "declaracao.typ",
            Self::Demonstrativo => "demonstrativo.typ",
        }
    }

    pub(super) fn id(self) -> Option<FileId> {
        arquivo(self.nome())
    }
}

/// Name and text of each.
const EMBUTIDOS: [(&str, &str); 5] = [
    ("base.typ", include_str!("../../modelos/base.typ")),
    (Modelo::Cobrancas.nome(), include_str!("../../modelos/cobrancas.typ")),
    (Modelo::Extrato.nome(), include_str!("../../modelos/extrato.typ")),
    (Modelo::Declaracao.nome(), include_str!("../../modelos/declaracao.typ")),
    (Modelo::Demonstrativo.nome(), include_str!("../../modelos/demonstrativo.typ")),
];

/// The embedded ones, those of `pasta` in the place of their namesakes.
pub(super) fn carregar(pasta: Option<&Path>) -> Result<Vec<Source>, ErroPdf> {
    let substitutos = pasta.map(substitutos).transpose()?.unwrap_or_default();
    EMBUTIDOS
        .iter()
        .map(|&(nome, embutido)| {
            let substituto = substitutos.iter().find(|(do_arquivo, _)| do_arquivo == nome);
            let texto = substituto.map_or(embutido, |(_, texto)| texto).to_owned();
            Ok(Source::new(arquivo(nome).ok_or(ErroPdf::Fontes)?, texto))
        })
        .collect()
}

/// Where a template came from, for messages.
pub(super) fn origem(pasta: Option<&Path>, nome: &str) -> PathBuf {
    pasta.map(|pasta| pasta.join(nome)).filter(|caminho| caminho.exists()).unwrap_or_else(|| PathBuf::from(nome))
}

fn substitutos(pasta: &Path) -> Result<Vec<(String, String)>, ErroPdf> {
    let erro = |motivo: std::io::Error| ErroPdf::Pasta { pasta: pasta.to_owned(), motivo: motivo.to_string() };
    let mut caminhos: Vec<PathBuf> = fs::read_dir(pasta)
        .map_err(erro)?
        .map(|item| item.map(|item| item.path()))
        .collect::<Result<_, _>>()
        .map_err(erro)?;
    // The system lists in any order; the first complaint should always be the same.
    caminhos.sort();
    let mut lidos = Vec::new();
    for caminho in caminhos {
        let nome = caminho.file_name().and_then(|nome| nome.to_str()).unwrap_or_default().to_owned();
        // Hidden ones are how editors, version control and mounted configurations keep house.
        if nome == LEIA_ME || nome.starts_with('.') {
            continue;
        }
        if !EMBUTIDOS.iter().any(|(aceito, _)| *aceito == nome) {
            let aceitos = EMBUTIDOS.map(|(aceito, _)| aceito).join(", ");
            return Err(ErroPdf::Desconhecido { arquivo: caminho, aceitos });
        }
        let texto = texto(&caminho).map_err(|motivo| ErroPdf::Ilegivel { arquivo: caminho, motivo })?;
        lidos.push((nome, texto));
    }
    Ok(lidos)
}

fn texto(caminho: &Path) -> Result<String, String> {
    let arquivo = fs::File::open(caminho).map_err(|erro| erro.to_string())?;
    let mut bytes = Vec::new();
    arquivo.take(BYTES_MAXIMOS + 1).read_to_end(&mut bytes).map_err(|erro| erro.to_string())?;
    if u64::try_from(bytes.len()).is_ok_and(|lidos| lidos > BYTES_MAXIMOS) {
        return Err("modelo com mais de 1 MB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "o modelo não está em UTF-8".to_owned())
}
