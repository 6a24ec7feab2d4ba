//! A short memory of ERP answers: one upstream call per question however many ask, and pages that follow each other do not
//! ask again. Holds minutes at most, never an error.

use std::{future::Future, sync::Arc, time::Duration};

use erp::ErroErp;
use jiff::Timestamp;
use moka::future::Cache;

use super::leitura::Lida;

/// How long an answer may be shown as current without asking again.
pub const VALIDADE: Duration = Duration::from_secs(45);

/// Whose answer: incorporadora and HMAC of the document. Nothing less may ever be a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Dono {
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the document.
    pub titular_hmac: String,
}

/// What is remembered of one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lembradas {
    /// Name of the port's method.
    pub operacao: &'static str,
    /// Answers, one per person.
    pub quantas: usize,
    /// When the oldest of them was given.
    pub mais_antiga: Option<Timestamp>,
}

/// Memory of one operation.
#[derive(Debug)]
pub struct Memoria<T: Send + Sync + 'static>(Cache<Dono, Lida<T>>);

impl<T: Send + Sync + 'static> Clone for Memoria<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Send + Sync + 'static> Default for Memoria<T> {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(10_000).time_to_live(VALIDADE).build())
    }
}

impl<T: Send + Sync + 'static> Memoria<T> {
    /// The remembered answer, or the one `perguntar` brings. Concurrent askers share one call; errors are not kept.
    ///
    /// # Errors
    /// Whatever the ERP answered.
    pub async fn ler<F>(&self, dono: Dono, perguntar: F) -> Result<Lida<T>, ErroErp>
    where
        F: Future<Output = Result<Lida<T>, ErroErp>> + Send + 'static,
    {
        self.0.try_get_with(dono, perguntar).await.map_err(Arc::unwrap_or_clone)
    }

    /// What is remembered of one incorporadora's people.
    pub fn lembradas(&self, operacao: &'static str, incorporadora: &str) -> Lembradas {
        let do_dono = self.0.iter().filter(|(dono, _)| dono.incorporadora == incorporadora);
        let mut lembradas = Lembradas { operacao, quantas: 0, mais_antiga: None };
        for (_, lida) in do_dono {
            lembradas.quantas += 1;
            let em = lida.lida_em.em;
            lembradas.mais_antiga = Some(lembradas.mais_antiga.map_or(em, |antes| antes.min(em)));
        }
        lembradas
    }

    /// Forgets one answer, so that the next question reaches the ERP.
    pub async fn esquecer(&self, dono: &Dono) {
        self.0.invalidate(dono).await;
    }
}
