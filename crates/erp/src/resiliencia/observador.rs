//! What the outside may know of the protection: for metrics, without a dependency on any.

use super::Classe;

/// Where a circuit breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstadoDisjuntor {
    /// Calls go through.
    Fechado,
    /// One call tries whether the ERP is back; the others are refused.
    MeioAberto,
    /// Every call is refused.
    Aberto,
}

/// Why a call never reached the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recusa {
    /// The circuit breaker is open.
    Disjuntor,
    /// The ERP said when to come back, and it is not yet time.
    RetryAfter,
    /// The minute's calls are used up.
    PorMinuto,
    /// No place became free within the caller's share of its budget.
    Lotado,
}

impl Recusa {
    /// All of them, in the order of the enumeration.
    pub const TODAS: [Self; 4] = [Self::Disjuntor, Self::RetryAfter, Self::PorMinuto, Self::Lotado];

    /// Name in logs and metrics.
    #[must_use]
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Disjuntor => "disjuntor",
            Self::RetryAfter => "retry-after",
            Self::PorMinuto => "por-minuto",
            Self::Lotado => "lotado",
        }
    }
}

/// Told what happens, at once and from any thread; must not block.
pub trait Observador: Send + Sync + std::fmt::Debug {
    /// A breaker changed.
    fn disjuntor(&self, classe: Classe, estado: EstadoDisjuntor);
    /// A call was refused.
    fn recusada(&self, classe: Classe, motivo: Recusa);
    /// A call reached the ERP; `repetida` when it is the second try of one.
    fn chamada(&self, classe: Classe, repetida: bool);
}

/// Nobody listens.
impl Observador for () {
    fn disjuntor(&self, _: Classe, _: EstadoDisjuntor) {}
    fn recusada(&self, _: Classe, _: Recusa) {}
    fn chamada(&self, _: Classe, _: bool) {}
}
