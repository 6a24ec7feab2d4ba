//! How often an ERP is asked: so many calls in any sixty seconds, and none before the instant it named itself.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::Recusa;

const JANELA: Duration = Duration::from_mins(1);

/// Longest `Retry-After` that is believed: an ERP that answers "tomorrow" by mistake must not be lost until then.
const ESPERA_MAXIMA: Duration = Duration::from_mins(10);

#[derive(Debug)]
pub(super) struct Cadencia {
    por_minuto: usize,
    dentro: Mutex<Dentro>,
}

#[derive(Debug, Default)]
struct Dentro {
    recentes: VecDeque<Instant>,
    suspensa_ate: Option<Instant>,
}

impl Cadencia {
    pub(super) fn nova(por_minuto: u32) -> Self {
        let por_minuto = usize::try_from(por_minuto.max(1)).unwrap_or(usize::MAX);
        Self { por_minuto, dentro: Mutex::default() }
    }

    /// The ERP said when to come back.
    pub(super) fn suspender(&self, espera: Duration) {
        let ate = Instant::now() + espera.min(ESPERA_MAXIMA);
        let mut dentro = self.dentro.lock().unwrap_or_else(PoisonError::into_inner);
        dentro.suspensa_ate = dentro.suspensa_ate.max(Some(ate));
    }

    /// Whether a call may be made now; takes nothing.
    pub(super) fn conferir(&self) -> Result<(), (Recusa, Duration)> {
        self.dentro.lock().unwrap_or_else(PoisonError::into_inner).conferir(self.por_minuto)
    }

    /// Calls in the last minute, and how long none is made yet because the ERP said so.
    pub(super) fn uso(&self) -> (usize, Option<Duration>) {
        let mut dentro = self.dentro.lock().unwrap_or_else(PoisonError::into_inner);
        let agora = Instant::now();
        dentro.esquecer(agora);
        let suspensa_por = dentro.suspensa_ate.filter(|ate| *ate > agora).map(|ate| ate - agora);
        (dentro.recentes.len(), suspensa_por)
    }

    /// Takes one of the minute's calls.
    pub(super) fn tomar(&self) -> Result<(), (Recusa, Duration)> {
        let mut dentro = self.dentro.lock().unwrap_or_else(PoisonError::into_inner);
        dentro.conferir(self.por_minuto)?;
        dentro.recentes.push_back(Instant::now());
        Ok(())
    }
}

impl Dentro {
    fn conferir(&mut self, por_minuto: usize) -> Result<(), (Recusa, Duration)> {
        let agora = Instant::now();
        if let Some(ate) = self.suspensa_ate.filter(|ate| *ate > agora) {
            return Err((Recusa::RetryAfter, ate - agora));
        }
        self.esquecer(agora);
        match self.recentes.front() {
            Some(primeira) if self.recentes.len() >= por_minuto => {
                Err((Recusa::PorMinuto, JANELA.saturating_sub(agora.duration_since(*primeira))))
            }
            _ => Ok(()),
        }
    }
    fn esquecer(&mut self, agora: Instant) {
        while self.recentes.front().is_some_and(|t| agora.duration_since(*t) >= JANELA) {
            self.recentes.pop_front();
        }
    }
}
