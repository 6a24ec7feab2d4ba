//! ERP adapter for CV's own portal API: for incorporadoras whose ERP CV itself integrates.
//!
//! There is no service account. Every question is asked with the portal token of the person it is about
//! ([`domain::modelo::Titular::token_portal`]), so the data lives only while that token does; without one, or with one that CV no
//! longer takes, the answer is [`erp::ErroErp::NaoAutorizado`], which here always means "open the plugin again in the portal".
//!
//! CV documents paths and hardly any body. So every path can be configured, fields are read in many spellings, and CV's many
//! ways of saying "none" (204, 404, 400 with such a sentence) are understood. Above tolerance are two rules: an answer that
//! cannot be understood is an error and never an empty list, and a row that names another document is never shown.
//!
//! ```
//! use std::{collections::BTreeMap, time::Duration};
//! use erp_cv::{ConfigCv, ErpCv};
//!
//! let config = ConfigCv {
//!     url: "https://horizonte.cvcrm.com.br".parse()?,
//!     // The short paths of CV's help article instead of those of its reference.
//!     caminhos: BTreeMap::from([("boletos".into(), "/api/v1/cliente/boleto".into())]),
//!     documentos_hosts: vec!["horizonte.cvcrm.com.br".into()],
//!     timeout: Duration::from_secs(20),
//!     permitir_loopback: false,
//! };
//! let erp = ErpCv::novo(config)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adaptador;
mod config;
#[doc(hidden)]
pub mod decodificar;
mod documentos;
mod dono;
mod envelope;
mod mapa;
#[cfg(test)]
mod propriedades;
mod resposta;
mod transporte;

pub use adaptador::ErpCv;
pub use config::{ConfigCv, ErroConfig, Recurso};
