//! The caller's deadline, carried beside the call: a page has one budget for everything it asks.

use std::time::Duration;

use tokio::time::Instant;

tokio::task_local! {
    static PRAZO: Instant;
}

/// Runs `futuro` with a deadline for the calls in it. It ends nothing by itself: calls wait for a place, and are tried again,
/// only as long as it leaves room.
pub async fn com_prazo<F: Future>(prazo: Instant, futuro: F) -> F::Output {
    PRAZO.scope(prazo, futuro).await
}

/// What is left; `None` when the caller named no deadline.
pub(super) fn restante() -> Option<Duration> {
    PRAZO.try_with(|prazo| prazo.saturating_duration_since(Instant::now())).ok()
}
