//! What came of the last questions to CV, for whoever looks after the plugin: outcome and time, never whose token it was.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::server::config::Papel;

/// Outcomes remembered.
const LEMBRADAS: usize = 20;

/// One question to CV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolucao {
    /// Role whose address was opened.
    pub papel: Papel,
    /// `ok`, or the public code of the refusal.
    pub resultado: &'static str,
    /// How long CV took.
    pub duracao: Duration,
    /// How long ago.
    pub ha: Duration,
}

/// The last outcomes, newest first. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Historico(Arc<Mutex<VecDeque<Nota>>>);

#[derive(Debug)]
struct Nota {
    quando: Instant,
    papel: Papel,
    resultado: &'static str,
    duracao: Duration,
}

impl Historico {
    /// A question ended.
    pub fn anotar(&self, papel: Papel, resultado: &'static str, duracao: Duration) {
        let mut dentro = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dentro.truncate(LEMBRADAS - 1);
        dentro.push_front(Nota { quando: Instant::now(), papel, resultado, duracao });
    }

    /// Newest first.
    pub fn ultimas(&self) -> Vec<Resolucao> {
        let agora = Instant::now();
        let dentro = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let uma = |nota: &Nota| Resolucao {
            papel: nota.papel,
            resultado: nota.resultado,
            duracao: nota.duracao,
            ha: agora.duration_since(nota.quando),
        };
        dentro.iter().map(uma).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_the_oldest_are_forgotten() {
        let historico = Historico::default();
        for ms in 0..30 {
            let resultado = if ms % 2 == 0 { "ok" } else { "acesso-recusado" };
            historico.anotar(Papel::Cliente, resultado, Duration::from_millis(ms));
        }
        let ultimas = historico.ultimas();
        assert_eq!(ultimas.len(), LEMBRADAS);
        assert_eq!((ultimas[0].duracao, ultimas[0].resultado), (Duration::from_millis(29), "acesso-recusado"));
        assert_eq!(ultimas[LEMBRADAS - 1].duracao, Duration::from_millis(10));
    }
}
