//! ERP adapter for the generic REST contract (requests 1 to 7, newest and older version of the fields).
//!
//! The contract prints examples, not types: values come as text or numbers, dates in two formats, lists in several
//! wrappers, one concept under many names. All of that is absorbed here; the rest of the program sees [`domain::modelo`]
//! and [`erp::ErroErp`] only. Two rules are above tolerance:
//!
//! * an answer that cannot be understood is an error, never an empty list;
//! * a row that names another document is dropped and reported, never shown.
//!
//! Documents are links in the rows. They are followed by [`links::Buscador`], which never takes the ERP's credential along.
//!
//! ```
//! use std::{collections::BTreeMap, time::Duration};
//! use erp_rest::{Autenticacao, ConfigRest, ErpRest};
//!
//! let config = ConfigRest {
//!     url: "https://erp.horizonte.example/api".parse()?,
//!     autenticacao: Autenticacao::Bearer("segredo".into()),
//!     timeout: Duration::from_secs(20),
//!     caminhos: BTreeMap::from([("boletos-abertos".into(), "/titulos/abertos".into())]),
//!     documentos_hosts: vec!["arquivos.horizonte.example".into()],
//!     permitir_loopback: false,
//! };
//! let erp = ErpRest::novo(config)?;
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

pub use adaptador::ErpRest;
pub use config::{Autenticacao, ConfigRest, ErroConfig, Recurso};
