//! Logs: JSON lines on standard error, or text on a terminal. `RUST_LOG` chooses what.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt};

/// Installs the subscriber. Once, at the start of a command that logs.
pub(super) fn instalar(padrao: &str) {
    let filtro = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(padrao));
    let base = fmt().with_env_filter(filtro).with_writer(std::io::stderr);
    // A second subscriber is refused, and that is fine: the first one keeps logging.
    let _ = if std::io::stderr().is_terminal() {
        base.with_target(false).try_init()
    } else {
        base.json().flatten_event(true).try_init()
    };
}
