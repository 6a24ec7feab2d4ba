//! `financeiro doctor`: what `check-config` cannot know without calling, and what to do about each finding.
//!
//! Everything here only reads. What is printed holds no secret, no name, no document and no code that can be paid.

mod amostra;
mod base;
mod cv;
mod erp;
mod pessoa;
mod rede;

use std::{fmt, sync::Arc};

use super::{config::Config, relogio::Relogio};

pub use pessoa::{conformidade, pessoa};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grau {
    /// As it should be.
    Certo,
    /// It works, and deserves attention.
    Aviso,
    /// It does not work.
    Problema,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achado {
    /// How bad.
    pub grau: Grau,
    /// Where, as in the configuration.
    pub onde: String,
    /// What was found.
    pub o_que: String,
    /// What to do; empty when there is nothing to do.
    pub como: String,
}

impl Achado {
    fn certo(onde: &str, o_que: impl Into<String>) -> Self {
        Self { grau: Grau::Certo, onde: onde.to_owned(), o_que: o_que.into(), como: String::new() }
    }

    fn aviso(onde: &str, o_que: impl Into<String>, como: impl Into<String>) -> Self {
        Self { grau: Grau::Aviso, onde: onde.to_owned(), o_que: o_que.into(), como: como.into() }
    }

    fn problema(onde: &str, o_que: impl Into<String>, como: impl Into<String>) -> Self {
        Self { grau: Grau::Problema, onde: onde.to_owned(), o_que: o_que.into(), como: como.into() }
    }
}

impl fmt::Display for Achado {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sinal = match self.grau {
            Grau::Certo => "certo ",
            Grau::Aviso => "aviso ",
            Grau::Problema => "ERRO  ",
        };
        write!(f, "{sinal} {}: {}", self.onde, self.o_que)?;
        if !self.como.is_empty() {
            write!(f, "\n       → {}", self.como)?;
        }
        Ok(())
    }
}

/// Looks at the database, the key ring, and CV and ERP of every incorporadora (or of `so`).
pub async fn examinar(config: &Config, so: Option<&str>, relogio: &Arc<dyn Relogio>) -> Vec<Achado> {
    // The key ring is looked at below.
    let avisos = config.avisos.iter().filter(|a| a.chave() != "armazenamento.chaves-file");
    let mut achados: Vec<Achado> = avisos.map(|a| Achado::aviso("configuração", a.to_string(), "")).collect();
    achados.push(base::banco(config).await);
    achados.push(base::chaveiro(config));
    for i in config.incorporadoras.iter().filter(|i| so.is_none_or(|slug| i.slug.as_str() == slug)) {
        achados.push(cv::examinar(i, config.desenvolvimento.permitir_loopback).await);
        achados.extend(erp::examinar(i, config.desenvolvimento.permitir_loopback, relogio).await);
    }
    achados
}
