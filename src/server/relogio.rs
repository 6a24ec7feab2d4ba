//! The clock, injected everywhere: tests decide what time it is.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Source of the current time.
pub trait Relogio: Send + Sync + std::fmt::Debug {
    /// Now.
    fn agora(&self) -> Timestamp;

    /// Today's civil date in America/Sao_Paulo, the only one that counts for a due date.
    fn hoje(&self) -> Date {
        no_brasil(self.agora()).date()
    }
}

/// The instant on the clocks of São Paulo.
///
/// Brazil has had no daylight saving since 2019 (Decreto 9.772/2019); should the zone data be missing, −03:00 is the same.
pub fn no_brasil(instante: Timestamp) -> jiff::Zoned {
    let zona = TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(-3)));
    instante.to_zoned(zona)
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct RelogioDoSistema;

impl Relogio for RelogioDoSistema {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn agora(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it was put, for tests.
#[derive(Debug)]
pub struct RelogioFixo(std::sync::Mutex<Timestamp>);

impl RelogioFixo {
    /// Starts at `instante`.
    pub fn novo(instante: Timestamp) -> Self {
        Self(std::sync::Mutex::new(instante))
    }

    /// Moves forward.
    pub fn avancar(&self, quanto: std::time::Duration) {
        let mut agora = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *agora = agora
            .saturating_add(jiff::SignedDuration::try_from(quanto).unwrap_or(jiff::SignedDuration::MAX))
            .unwrap_or(Timestamp::MAX);
    }
}

impl Relogio for RelogioFixo {
    fn agora(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
