//! What is wrong in a configuration, said so that an operator can repair it without reading the manual.

use std::fmt;

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origem {
    /// The file as a whole: it does not exist, or a whole section is missing.
    Inteiro,
    /// A place in the file, both counted from 1; the column counts characters.
    Arquivo {
        /// Line.
        linha: usize,
        /// Column.
        coluna: usize,
    },
    /// An environment variable, by name.
    Ambiente(String),
}

/// One thing that stops the program from starting.
///
/// `Display` is one line: `Leptos.toml:42: incorporadora[horizonte].portal.url: what is wrong. How to repair it.`
/// It never holds a secret: values of secrets are not quoted, only their keys and the paths of their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problema {
    pub(super) arquivo: String,
    pub(super) origem: Origem,
    pub(super) chave: String,
    pub(super) mensagem: String,
    pub(super) correcao: String,
}

impl Problema {
    /// Full path of the key (`incorporadora[horizonte].portal.cliente.token-em`), empty for the file itself.
    pub fn chave(&self) -> &str {
        &self.chave
    }

    /// Where the value was written.
    pub fn origem(&self) -> &Origem {
        &self.origem
    }

    /// Line in the file, from 1; none when the value came from the environment or is missing altogether.
    pub fn linha(&self) -> Option<usize> {
        match self.origem {
            Origem::Arquivo { linha, .. } => Some(linha),
            Origem::Inteiro | Origem::Ambiente(_) => None,
        }
    }

    /// Column in the line, from 1, in characters.
    pub fn coluna(&self) -> Option<usize> {
        match self.origem {
            Origem::Arquivo { coluna, .. } => Some(coluna),
            Origem::Inteiro | Origem::Ambiente(_) => None,
        }
    }

    /// What is wrong, in pt-BR.
    pub fn mensagem(&self) -> &str {
        &self.mensagem
    }

    /// How to repair it, in pt-BR.
    pub fn correcao(&self) -> &str {
        &self.correcao
    }
}

impl fmt::Display for Problema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origem {
            Origem::Inteiro => write!(f, "{}: ", self.arquivo)?,
            Origem::Arquivo { linha, .. } => write!(f, "{}:{linha}: ", self.arquivo)?,
            Origem::Ambiente(variavel) => write!(f, "{variavel}: ")?,
        }
        if !self.chave.is_empty() {
            write!(f, "{}: ", self.chave)?;
        }
        write!(f, "{}", self.mensagem)?;
        if !self.correcao.is_empty() {
            write!(f, ". {}", self.correcao)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problema {}

/// Something the operator should know although the program can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aviso(pub(super) Problema);

impl Aviso {
    /// Full path of the key.
    pub fn chave(&self) -> &str {
        self.0.chave()
    }

    /// Line in the file, from 1.
    pub fn linha(&self) -> Option<usize> {
        self.0.linha()
    }
}

impl fmt::Display for Aviso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text of the operator as it may appear inside a one-line message: no control characters, at most 60 characters.
pub(super) fn mostrar(texto: &str) -> String {
    mostrar_ate(texto, 60)
}

/// As [`mostrar`], with another limit.
pub(super) fn mostrar_ate(texto: &str, limite: usize) -> String {
    let mut saida: String = texto.chars().take(limite).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if texto.chars().nth(limite).is_some() {
        saida.push('…');
    }
    saida
}
