//! ERP adapter for UAU (Globaltec, now Senior): `uauAPI`, asked with a service user.
//!
//! UAU answers one question in many shapes: rows headed by a row of .NET type names, three wrappers, one object where a
//! list is declared, `"null"` as a word, JSON inside text. All of that ends in [`decodificar`]; the rest of the program
//! sees [`domain::modelo`] and [`erp::ErroErp`] only. Four rules are above tolerance:
//!
//! * an answer that cannot be understood is an error, never an empty list;
//! * only listed fields are read: the person endpoints answer with passwords, which are skipped in the bytes;
//! * a row of another sale or another document is dropped and reported, and a document is asked for only after the
//!   holder's own list named it, because UAU itself asks nobody who they are;
//! * amounts are UAU's at the date of the question; nothing is recalculated.
//!
//! Keys of rows hold all that UAU wants to hear again (empresa, obra, venda, parcela, banco, seu número) and are opaque
//! to everybody else. One question may cost several calls, made one after the other: UAU refuses a third parallel one.
//!
//! ```
//! use std::time::Duration;
//! use erp_uau::{ConfigUau, ErpUau, Relogio};
//!
//! let config = ConfigUau {
//!     url: "https://uau.horizonte.example:50801/uauAPI".parse()?,
//!     versao: "v1.0".to_owned(),
//!     integracao: "segredo".into(),
//!     login: "portal".to_owned(),
//!     senha: "segredo".into(),
//!     usuario_uau_site: None,
//!     permitir_escrita: false,
//!     timeout: Duration::from_secs(25),
//!     renovacao: ConfigUau::RENOVACAO,
//!     permitir_loopback: false,
//!     relogio: Relogio::de(|| jiff::Timestamp::UNIX_EPOCH),
//! };
//! let erp = ErpUau::novo(config)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adaptador;
mod cadastro;
mod chave;
mod cobrancas;
mod config;
#[doc(hidden)]
pub mod decodificar;
mod documentos;
mod dono;
mod emissao;
mod escrita;
mod mapa;
mod metodo;
#[cfg(test)]
mod propriedades;
mod relogio;
mod resposta;
mod sessao;
mod transporte;

pub use adaptador::ErpUau;
pub use config::{ConfigUau, ErroConfig};
pub use escrita::{BoletoGerado, PixGerado};
pub use relogio::Relogio;
