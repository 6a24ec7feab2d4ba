//! What the kit found.

use std::fmt;

use super::{Cenario, Operacao};

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verificacao<C = Cenario, O = Operacao> {
    /// How the ERP behaved.
    pub cenario: C,
    /// What it was asked.
    pub operacao: O,
    /// What was wrong.
    pub resultado: Result<(), String>,
}

impl<C: fmt::Display, O: fmt::Display> Verificacao<C, O> {
    /// `cenario/operacao`
    pub fn nome(&self) -> String {
        format!("{}/{}", self.cenario, self.operacao)
    }
}

/// All checks, in the order they were made. `Display` prints one line each and a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relatorio<C = Cenario, O = Operacao> {
    /// The checks.
    pub verificacoes: Vec<Verificacao<C, O>>,
}

impl<C, O> Default for Relatorio<C, O> {
    fn default() -> Self {
        Self { verificacoes: Vec::new() }
    }
}

impl<C, O> Relatorio<C, O> {
    /// Whether there were checks and all of them passed.
    #[must_use]
    pub fn passou(&self) -> bool {
        !self.verificacoes.is_empty() && self.falhas().next().is_none()
    }

    /// The ones that did not pass.
    pub fn falhas(&self) -> impl Iterator<Item = &Verificacao<C, O>> {
        self.verificacoes.iter().filter(|v| v.resultado.is_err())
    }
}

impl<C: fmt::Display, O: fmt::Display> fmt::Display for Relatorio<C, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for verificacao in &self.verificacoes {
            match &verificacao.resultado {
                Ok(()) => writeln!(f, "ok     {}", verificacao.nome())?,
                Err(motivo) => writeln!(f, "FALHA  {}: {motivo}", verificacao.nome())?,
            }
        }
        write!(f, "{} verificações, {} falhas", self.verificacoes.len(), self.falhas().count())
    }
}
