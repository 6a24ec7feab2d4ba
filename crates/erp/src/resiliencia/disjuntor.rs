//! The circuit breaker: an ERP that is down is not asked, except by one call now and then that finds out whether it is back.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Classe, EstadoDisjuntor, Observador};
use crate::ErroErp;

/// Failures in a row that open it.
const SEGUIDAS: u32 = 5;
/// Calls younger than this are looked at together…
const JANELA: Duration = Duration::from_secs(20);
/// …when there are at least so many.
const MINIMO: usize = 8;
/// First time it stays open.
const ABERTO: Duration = Duration::from_secs(2);
/// Longest time from one probe to the next: an ERP that came back is noticed within five seconds.
const ABERTO_MAXIMO: Duration = Duration::from_secs(4);

/// What a probe gets to answer. Not longer, or the next one would be late.
pub(super) const PACIENCIA_DA_SONDA: Duration = ABERTO_MAXIMO;

#[derive(Debug)]
pub(super) struct Disjuntor {
    classe: Classe,
    observador: Arc<dyn Observador>,
    dentro: Mutex<Dentro>,
}

#[derive(Debug)]
struct Dentro {
    estado: Estado,
    /// Grows with every change; what a call learned before one is no longer news.
    epoca: u64,
    seguidas: u32,
    recentes: VecDeque<(Instant, Resultado)>,
}

#[derive(Debug, Clone, Copy)]
enum Estado {
    Fechado,
    Aberto {
        ate: Instant,
        vezes: u32,
    },
    /// A probe is in flight.
    MeioAberto {
        desde: Instant,
        vezes: u32,
    },
}

impl Estado {
    const fn visto(self) -> EstadoDisjuntor {
        match self {
            Self::Fechado => EstadoDisjuntor::Fechado,
            Self::MeioAberto { .. } => EstadoDisjuntor::MeioAberto,
            Self::Aberto { .. } => EstadoDisjuntor::Aberto,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resultado {
    Bom,
    Falhou,
}

impl Resultado {
    /// Only what says that the ERP is not there counts: a refusal or a wrong answer comes from an ERP that answers.
    pub(super) fn de<T>(resposta: &Result<T, ErroErp>) -> Self {
        match resposta {
            Err(ErroErp::Indisponivel { .. } | ErroErp::TempoEsgotado) => Self::Falhou,
            _ => Self::Bom,
        }
    }
}

/// Leave to make one call. Dropped without a result, it says nothing, and a probe may be made by another.
#[derive(Debug)]
pub(super) struct Passe<'a> {
    disjuntor: &'a Disjuntor,
    epoca: u64,
    pub(super) sonda: bool,
    concluido: bool,
}

impl Disjuntor {
    pub(super) fn novo(classe: Classe, observador: Arc<dyn Observador>) -> Self {
        let dentro = Dentro { estado: Estado::Fechado, epoca: 0, seguidas: 0, recentes: VecDeque::new() };
        Self { classe, observador, dentro: Mutex::new(dentro) }
    }

    fn dentro(&self) -> MutexGuard<'_, Dentro> {
        self.dentro.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leave for a call; otherwise how long no call is let through.
    pub(super) fn pedir(&self) -> Result<Passe<'_>, Duration> {
        let mut dentro = self.dentro();
        let sonda = dentro.deixa()?;
        if let (true, Estado::Aberto { vezes, .. }) = (sonda, dentro.estado) {
            self.mudar(&mut dentro, Estado::MeioAberto { desde: Instant::now(), vezes });
        }
        Ok(Passe { disjuntor: self, epoca: dentro.epoca, sonda, concluido: false })
    }

    /// Whether [`Disjuntor::pedir`] would let a call through now.
    pub(super) fn conferir(&self) -> Result<(), Duration> {
        self.dentro().deixa().map(drop)
    }

    /// Where it stands.
    pub(super) fn estado(&self) -> EstadoDisjuntor {
        self.dentro().estado.visto()
    }

    fn mudar(&self, dentro: &mut Dentro, estado: Estado) {
        dentro.estado = estado;
        dentro.epoca += 1;
        dentro.seguidas = 0;
        dentro.recentes.clear();
        let classe = self.classe;
        let visto = estado.visto();
        match (visto, estado) {
            (EstadoDisjuntor::Fechado, _) => {
                tracing::info!(classe = classe.nome(), "the ERP answers again: circuit breaker closed");
            }
            (EstadoDisjuntor::Aberto, Estado::Aberto { vezes: 0, .. }) => {
                tracing::warn!(classe = classe.nome(), "the ERP does not answer: circuit breaker opened");
            }
            _ => {}
        }
        self.observador.disjuntor(classe, visto);
    }

    fn concluir(&self, epoca: u64, sonda: bool, resultado: Option<Resultado>) {
        let mut dentro = self.dentro();
        if dentro.epoca != epoca {
            return;
        }
        let agora = Instant::now();
        match (dentro.estado, resultado) {
            (Estado::MeioAberto { .. }, Some(Resultado::Bom)) if sonda => self.mudar(&mut dentro, Estado::Fechado),
            (Estado::MeioAberto { desde, vezes }, Some(Resultado::Falhou)) if sonda => {
                let vezes = vezes.saturating_add(1);
                // From the start of the probe: what it waited for an answer is waiting, too.
                let ate = agora.max(desde + espera(vezes));
                self.mudar(&mut dentro, Estado::Aberto { ate, vezes });
            }
            (Estado::MeioAberto { vezes, .. }, None) if sonda => {
                self.mudar(&mut dentro, Estado::Aberto { ate: agora, vezes });
            }
            (Estado::Fechado, Some(resultado)) if dentro.aprender(agora, resultado) => {
                self.mudar(&mut dentro, Estado::Aberto { ate: agora + espera(0), vezes: 0 });
            }
            _ => {}
        }
    }
}

impl Dentro {
    /// Whether a call may go, and as a probe.
    fn deixa(&self) -> Result<bool, Duration> {
        let agora = Instant::now();
        match self.estado {
            Estado::Fechado => Ok(false),
            Estado::Aberto { ate, .. } if ate > agora => Err(ate - agora),
            Estado::Aberto { .. } => Ok(true),
            Estado::MeioAberto { desde, .. } => {
                Err((desde + ABERTO_MAXIMO).saturating_duration_since(agora).max(Duration::from_millis(100)))
            }
        }
    }

    /// Takes a result in; whether it is the one that opens.
    fn aprender(&mut self, agora: Instant, resultado: Resultado) -> bool {
        self.recentes.push_back((agora, resultado));
        while self.recentes.front().is_some_and(|(quando, _)| agora.duration_since(*quando) >= JANELA) {
            self.recentes.pop_front();
        }
        self.seguidas = match resultado {
            Resultado::Bom => 0,
            Resultado::Falhou => self.seguidas + 1,
        };
        let falhas = self.recentes.iter().filter(|(_, r)| *r == Resultado::Falhou).count();
        let metade = self.recentes.len() >= MINIMO && falhas * 2 >= self.recentes.len();
        resultado == Resultado::Falhou && (self.seguidas >= SEGUIDAS || metade)
    }
}

impl Passe<'_> {
    /// What came of the call. Only the first result counts.
    pub(super) fn concluir(&mut self, resultado: Resultado) {
        if !self.concluido {
            self.concluido = true;
            self.disjuntor.concluir(self.epoca, self.sonda, Some(resultado));
        }
    }
}

impl Drop for Passe<'_> {
    fn drop(&mut self) {
        if !self.concluido {
            self.disjuntor.concluir(self.epoca, self.sonda, None);
        }
    }
}

/// Two seconds, then four, less up to a quarter: replicas do not probe in step.
fn espera(vezes: u32) -> Duration {
    let inteira = if vezes == 0 { ABERTO } else { ABERTO_MAXIMO };
    inteira.mul_f64(rand::random_range(0.75..=1.0))
}
