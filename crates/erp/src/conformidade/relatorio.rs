//! What the kit found.

use std::fmt;

use super::{Cenario, Operacao};

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verificacao {
    /// How the ERP behaved.
    pub cenario: Cenario,
    /// What it was asked.
    pub operacao: Operacao,
    /// What was wrong.
    pub resultado: Result<(), String>,
}

impl Verificacao {
    /// `cenario/operacao`
    pub fn nome(&self) -> String {
        format!("{}/{}", self.cenario, self.operacao)
    }
}

/// All checks, in the order they were made. `Display` prints one line each and a sum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relatorio {
    /// The checks.
    pub verificacoes: Vec<Verificacao>,
}

impl Relatorio {
    /// Whether there were checks and all of them passed.
    #[must_use]
    pub fn passou(&self) -> bool {
        !self.verificacoes.is_empty() && self.falhas().next().is_none()
    }

    /// The ones that did not pass.
    pub fn falhas(&self) -> impl Iterator<Item = &Verificacao> {
        self.verificacoes.iter().filter(|v| v.resultado.is_err())
    }
}

impl fmt::Display for Relatorio {
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
