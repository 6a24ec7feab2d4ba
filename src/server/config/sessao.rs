//! `[sessao]`: how long a visit lasts.

use std::time::Duration;

/// `[sessao]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sessao {
    /// Ends after this long without a request. Default 20 minutes.
    pub inatividade: Duration,
    /// Ends after this long whatever happens. Default 2 hours.
    pub maxima: Duration,
}
