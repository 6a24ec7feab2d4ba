//! `[incorporadora.erp]`: which ERP and how to reach it.

use std::{collections::BTreeMap, time::Duration};

use secrecy::SecretString;
use url::Url;

/// `tipo`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoErp {
    /// The generic REST contract.
    Rest,
}

/// `autenticacao`
#[derive(Debug, Clone)]
pub enum Autenticacao {
    /// `{ tipo = "nenhuma" }`
    Nenhuma,
    /// `{ tipo = "bearer", token | token-file }`
    Bearer(SecretString),
    /// `{ tipo = "basic", usuario, senha | senha-file }`
    Basic {
        /// User.
        usuario: String,
        /// Password.
        senha: SecretString,
    },
    /// `{ tipo = "header", nome, valor | valor-file }`
    Header {
        /// Header name.
        nome: http::HeaderName,
        /// Its value.
        valor: SecretString,
    },
}

/// `limites`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Calls in flight. Default 4.
    pub simultaneas: u32,
    /// Calls in any minute. Default 180.
    pub por_minuto: u32,
    /// One call. Default 20 s (a page never waits that long: it has its own budget).
    pub timeout: Duration,
}

/// `[incorporadora.erp]`
#[derive(Debug, Clone)]
pub struct ErpConfig {
    /// Which adapter.
    pub tipo: TipoErp,
    /// Base URL.
    pub url: Url,
    /// Credentials.
    pub autenticacao: Autenticacao,
    /// Limits.
    pub limites: Limites,
    /// The only hosts a document link may point to.
    pub documentos_hosts: Vec<String>,
    /// rest: overrides of the contract's paths.
    pub caminhos: BTreeMap<String, String>,
}
