//! What an operator decides: `Leptos.toml`, environment overrides, secrets from files.
//!
//! One file per section, each with its own `validate`. Nothing here calls the network.

pub mod armazenamento;
pub mod desenvolvimento;
pub mod erp;
pub mod incorporadora;
pub mod portal;
pub mod servidor;
pub mod sessao;

pub use armazenamento::Armazenamento;
pub use desenvolvimento::Desenvolvimento;
pub use erp::{Autenticacao, ErpConfig, Limites, TipoErp};
pub use incorporadora::{Contato, Cor, Incorporadora, Slug};
pub use portal::{ChaveJwt, Discriminador, Papel, Portal, Resolvedor, Reuso, Servico, TokenEm};
pub use servidor::Servidor;
pub use sessao::Sessao;

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[servidor]`
    pub servidor: Servidor,
    /// `[armazenamento]`
    pub armazenamento: Armazenamento,
    /// `[sessao]`
    pub sessao: Sessao,
    /// `[desenvolvimento]`
    pub desenvolvimento: Desenvolvimento,
    /// `[[incorporadora]]`, at least one, slugs unique.
    pub incorporadoras: Vec<Incorporadora>,
}
