//! The clock: when a session is old, and at which date amounts are calculated.

use std::{fmt, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Source of "now". Cheap to clone; clones share the source.
#[derive(Clone)]
pub struct Relogio(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Relogio {
    /// Takes the time from the program's clock.
    pub fn de(fonte: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(fonte))
    }

    pub(crate) fn agora(&self) -> Timestamp {
        (self.0)()
    }

    /// Today in America/Sao_Paulo: UAU's dates are local and have no zone.
    pub(crate) fn hoje(&self) -> Date {
        let zona = TimeZone::get("America/Sao_Paulo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(-3)));
        self.agora().to_zoned(zona).date()
    }
}

impl fmt::Debug for Relogio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relogio").field(&self.agora()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_in_sao_paulo() {
        // Two in the morning in London is still the evening before in São Paulo.
        let relogio = Relogio::de(|| "2026-11-22T02:00:00Z".parse().unwrap());
        assert_eq!(relogio.hoje(), jiff::civil::date(2026, 11, 21));
    }
}
