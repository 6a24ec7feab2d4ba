//! `[desenvolvimento]`: relaxations for a simulated world.

/// `[desenvolvimento]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Desenvolvimento {
    /// Allow http and loopback upstreams. Refused with a public `url-publica`.
    pub permitir_loopback: bool,
}
