//! The decoders of the server, at the paths they have there. Everything beside this file is a link to them.

pub mod config;
pub mod cripto;
pub mod relogio;

/// What CV hands over.
pub mod portal {
    pub mod erro;
    pub mod identidade;
    pub mod intake;
    pub mod jwt;
}

/// What a browser gives back.
pub mod session {
    pub mod handle;
}
