//! What the protection sees of an ERP at this moment: figures for whoever looks after it, nothing of any person.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::{Classe, EstadoDisjuntor, Limite, Recusa};
use crate::ErroErp;

/// Calls younger than this are in the figures of a class.
pub const PERIODO: Duration = Duration::from_mins(5);
/// Most calls remembered for them: what an ERP is asked in the period at its usual limit.
const MEDIDAS: usize = 1_000;

/// An ERP whose state can be looked at. Looking asks the ERP nothing.
pub trait Observavel: fmt::Debug + Send + Sync {
    /// The state now.
    fn estado(&self) -> Retrato;
}

/// The state of an ERP and of the protection around it, as this process knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrato {
    /// How much it may be asked.
    pub limite: Limite,
    /// Calls made in the last sixty seconds.
    pub no_minuto: usize,
    /// Calls in flight.
    pub em_curso: usize,
    /// Calls that wait for a place.
    pub na_fila: usize,
    /// How long nobody asks yet, because the ERP said when to come back.
    pub suspensa_por: Option<Duration>,
    /// One of each class, in the order of [`Classe::TODAS`].
    pub classes: Vec<RetratoDaClasse>,
}

/// What happened to the calls of one class in the last [`PERIODO`], and to its breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetratoDaClasse {
    /// Which.
    pub classe: Classe,
    /// Its breaker.
    pub disjuntor: EstadoDisjuntor,
    /// Calls that ended.
    pub chamadas: usize,
    /// How many of them failed in one of the ways of [`Problema`].
    pub falhas: usize,
    /// Half of the answers took no longer; `None` when nothing was answered. A connection that broke is no answer.
    pub p50: Option<Duration>,
    /// Nineteen of twenty took no longer.
    pub p95: Option<Duration>,
    /// The last of each kind since the process began, newest first, with its age.
    pub problemas: Vec<(Problema, Duration)>,
    /// Calls that were not made, the last of each reason, newest first, with its age.
    pub recusas: Vec<(Recusa, Duration)>,
}

/// A failure that says something about the ERP, and not about whom or what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problema {
    /// Down or refusing.
    Indisponivel,
    /// No answer in time.
    TempoEsgotado,
    /// Our credentials are refused.
    NaoAutorizado,
    /// An answer that is not what the contract says.
    Contrato,
}

impl Problema {
    const TODOS: [Self; 4] = [Self::Indisponivel, Self::TempoEsgotado, Self::NaoAutorizado, Self::Contrato];

    const fn de(erro: &ErroErp) -> Option<Self> {
        match erro {
            ErroErp::Indisponivel { .. } => Some(Self::Indisponivel),
            ErroErp::TempoEsgotado => Some(Self::TempoEsgotado),
            ErroErp::NaoAutorizado => Some(Self::NaoAutorizado),
            ErroErp::Contrato { .. } => Some(Self::Contrato),
            ErroErp::NaoEncontrado | ErroErp::Recusado { .. } | ErroErp::NaoSuportado => None,
        }
    }
}

/// What is remembered of the calls of one class.
#[derive(Debug, Default)]
pub(super) struct Medidas(Mutex<Dentro>);

#[derive(Debug, Default)]
struct Dentro {
    recentes: VecDeque<Medida>,
    problemas: [Option<Instant>; Problema::TODOS.len()],
    recusas: [Option<Instant>; Recusa::TODAS.len()],
}

#[derive(Debug, Clone, Copy)]
struct Medida {
    fim: Instant,
    duracao: Duration,
    problema: Option<Problema>,
}

impl Medidas {
    fn dentro(&self) -> MutexGuard<'_, Dentro> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call ended.
    pub(super) fn medir<T>(&self, inicio: Instant, resposta: &Result<T, ErroErp>) {
        let fim = Instant::now();
        let problema = resposta.as_ref().err().and_then(Problema::de);
        let mut dentro = self.dentro();
        if let Some(problema) = problema {
            dentro.problemas[problema as usize] = Some(fim);
        }
        if dentro.recentes.len() == MEDIDAS {
            dentro.recentes.pop_front();
        }
        dentro.recentes.push_back(Medida { fim, duracao: fim - inicio, problema });
    }

    /// A call was not made.
    pub(super) fn recusar(&self, motivo: Recusa) {
        self.dentro().recusas[motivo as usize] = Some(Instant::now());
    }

    pub(super) fn retrato(&self, classe: Classe, disjuntor: EstadoDisjuntor) -> RetratoDaClasse {
        let agora = Instant::now();
        let mut dentro = self.dentro();
        while dentro.recentes.front().is_some_and(|m| agora.duration_since(m.fim) >= PERIODO) {
            dentro.recentes.pop_front();
        }
        let respondidas = dentro.recentes.iter().filter(|m| m.problema != Some(Problema::Indisponivel));
        let mut tempos: Vec<Duration> = respondidas.map(|m| m.duracao).collect();
        tempos.sort_unstable();
        RetratoDaClasse {
            classe,
            disjuntor,
            chamadas: dentro.recentes.len(),
            falhas: dentro.recentes.iter().filter(|m| m.problema.is_some()).count(),
            p50: percentil(&tempos, 50),
            p95: percentil(&tempos, 95),
            problemas: por_idade(Problema::TODOS, dentro.problemas, agora),
            recusas: por_idade(Recusa::TODAS, dentro.recusas, agora),
        }
    }
}

/// Nearest rank: a duration that was measured, never one between two.
fn percentil(ordenadas: &[Duration], por_cento: usize) -> Option<Duration> {
    let posto = (ordenadas.len() * por_cento).div_ceil(100);
    ordenadas.get(posto.saturating_sub(1)).copied()
}

fn por_idade<T, const N: usize>(quais: [T; N], quando: [Option<Instant>; N], agora: Instant) -> Vec<(T, Duration)> {
    let mut idades: Vec<(T, Duration)> = quais
        .into_iter()
        .zip(quando)
        .filter_map(|(qual, quando)| quando.map(|quando| (qual, agora.duration_since(quando))))
        .collect();
    idades.sort_by_key(|(_, idade)| *idade);
    idades
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn figures_are_of_the_last_minutes_and_failures_keep_their_age() {
        let medidas = Medidas::default();
        let responder = |ms: u64, resposta: Result<(), ErroErp>| {
            let inicio = Instant::now().checked_sub(Duration::from_millis(ms)).unwrap();
            medidas.medir(inicio, &resposta);
        };
        tokio::time::advance(Duration::from_mins(1)).await;
        responder(9_000, Err(ErroErp::TempoEsgotado));
        tokio::time::advance(Duration::from_mins(4)).await;
        for ms in 1..=20 {
            responder(ms * 10, Ok(()));
        }
        responder(1, Err(ErroErp::Indisponivel { tentar_em: None }));
        responder(5, Err(ErroErp::NaoEncontrado));
        medidas.recusar(Recusa::PorMinuto);

        let retrato = medidas.retrato(Classe::Leitura, EstadoDisjuntor::Fechado);
        assert_eq!((retrato.chamadas, retrato.falhas), (23, 2));
        assert_eq!(retrato.p50, Some(Duration::from_millis(100)));
        assert_eq!(retrato.p95, Some(Duration::from_millis(200)));
        let minutos = |m| Duration::from_mins(m);
        assert_eq!(
            retrato.problemas,
            [(Problema::Indisponivel, Duration::ZERO), (Problema::TempoEsgotado, minutos(4))]
        );
        assert_eq!(retrato.recusas, [(Recusa::PorMinuto, Duration::ZERO)]);

        tokio::time::advance(minutos(5)).await;
        let depois = medidas.retrato(Classe::Leitura, EstadoDisjuntor::Fechado);
        assert_eq!((depois.chamadas, depois.falhas, depois.p50, depois.p95), (0, 0, None, None));
        assert_eq!(depois.problemas[1], (Problema::TempoEsgotado, minutos(9)));
    }

    #[test]
    fn a_percentile_is_one_of_the_measures() {
        let ms = |n| Duration::from_millis(n);
        assert_eq!(percentil(&[], 50), None);
        assert_eq!(percentil(&[ms(7)], 95), Some(ms(7)));
        assert_eq!(percentil(&[ms(1), ms(2), ms(3)], 50), Some(ms(2)));
        assert_eq!(percentil(&[ms(1), ms(2), ms(3)], 95), Some(ms(3)));
    }
}
