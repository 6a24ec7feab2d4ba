//! The only place that writes to standard output and standard error.

use std::io::Write as _;

/// A line on standard output. A closed pipe is not an error worth dying for.
pub(crate) fn linha(texto: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{texto}");
}

/// A line on standard error.
pub(crate) fn erro(texto: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{texto}");
}
