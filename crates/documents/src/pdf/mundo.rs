//! What a template can see: the templates, the data, the logo and the fonts. Nothing of the disk, the network or the clock.

use std::path::Path;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::ErroPdf;

/// A family of two weights, so that it stays small in the program; licence beside the files.
const FONTES: [&[u8]; 2] =
    [include_bytes!("../../fontes/Inter-Regular.otf"), include_bytes!("../../fontes/Inter-SemiBold.otf")];

/// What all documents share.
pub(super) struct Oficina {
    biblioteca: LazyHash<Library>,
    livro: LazyHash<FontBook>,
    fontes: Vec<Font>,
    modelos: Vec<Source>,
}

impl Oficina {
    pub(super) fn nova(modelos: Vec<Source>) -> Result<Self, ErroPdf> {
        let fontes: Vec<Font> = FONTES.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
        if fontes.len() != FONTES.len() {
            return Err(ErroPdf::Fontes);
        }
        Ok(Self {
            biblioteca: LazyHash::new(Library::default()),
            livro: LazyHash::new(FontBook::from_fonts(&fontes)),
            fontes,
            modelos,
        })
    }

    /// Whether every weight can draw it.
    pub(super) fn desenha(&self, caractere: char) -> bool {
        self.fontes.iter().all(|fonte| fonte.info().coverage.contains(u32::from(caractere)))
    }
}

/// One document being made.
pub(super) struct Mundo<'a> {
    pub(super) oficina: &'a Oficina,
    pub(super) principal: FileId,
    /// Data and logo.
    pub(super) arquivos: Vec<(FileId, Bytes)>,
}

impl World for Mundo<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.oficina.biblioteca
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.oficina.livro
    }

    fn main(&self) -> FileId {
        self.principal
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.oficina.modelos.iter().find(|modelo| modelo.id() == id).cloned().ok_or_else(|| ausente(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.arquivos.iter().find(|(nome, _)| *nome == id).map(|(_, bytes)| bytes.clone()).ok_or_else(|| ausente(id))
    }

    fn font(&self, indice: usize) -> Option<Font> {
        self.oficina.fontes.get(indice).cloned()
    }

    /// The clock would make two prints of the same data differ; dates come in the data.
    fn today(&self, _fuso: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The file of that name beside the templates.
pub(super) fn arquivo(nome: &str) -> Option<FileId> {
    let caminho = VirtualPath::new(nome).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, caminho).intern())
}

fn ausente(id: FileId) -> FileError {
    FileError::NotFound(Path::new(id.vpath().get_without_slash()).to_owned())
}
