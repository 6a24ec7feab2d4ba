//! The only code that becomes wasm. Pages are complete without it; it makes them quicker to use.

pub mod copiar;
pub mod janela_pix;

pub use copiar::Copiar;
pub use janela_pix::JanelaPix;
