//! The clock of the simulated world, so that a test can let a token expire without waiting.

use std::{fmt, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Source of "now". Cheap to clone; clones share the source.
#[derive(Clone)]
pub struct Relogio(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Relogio {
    /// The machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the one place where the simulated world meets the machine's clock")]
    pub fn sistema() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// Any source, e.g. a test's hand-moved clock.
    pub fn de(fonte: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(fonte))
    }

    /// The instant.
    pub fn agora(&self) -> Timestamp {
        (self.0)()
    }

    /// The civil date in America/Sao_Paulo.
    pub fn hoje(&self) -> Date {
        // The database is compiled in, so this only falls back if it loses the zone; UTC-3 is its present offset.
        let zona = TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(-3)));
        self.agora().to_zoned(zona).date()
    }
}

impl Default for Relogio {
    fn default() -> Self {
        Self::sistema()
    }
}

impl fmt::Debug for Relogio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relogio").field(&self.agora()).finish()
    }
}
