//! ERP adapter for any JSON API, by a declarative mapping: per operation the request, and JMESPath expressions from the
//! answer to our model.
//!
//! A mapping is text of a configuration, so everything about it is checked before the first call: unknown operations,
//! fields, placeholders and formats, expressions that do not parse or cannot give what the field needs. Each mistake is an
//! [`ErroMapa`] with the path of its key. Three rules are above whatever a mapping says:
//!
//! * an answer that cannot be understood is an error, never an empty list;
//! * a row that names another document is dropped and reported, never shown, and a mapping has to say for every list how
//!   its rows are known to be the holder's (`campos.documento-titular` or `titular = "pedido"`);
//! * a placeholder without a value stops the request: an ERP asked about nobody answers about everybody.
//!
//! ```
//! use std::{collections::BTreeMap, sync::Arc, time::Duration};
//! use erp_mapped::{Arvore, Autenticacao, ConfigMapped, ErpMapped, Mapeamento};
//!
//! let arvore = Arvore::ler_toml(r#"
//!     [operacoes.boletos]
//!     caminho = "/titulos"
//!     query = { cpf = "{documento}" }
//!     lista = "dados[]"
//!     formatos = { data = "DD/MM/YYYY", valor = "1.234,56" }
//!     [operacoes.boletos.campos]
//!     id = "codigo"
//!     documento-titular = "cpfCliente"
//!     valor = "valorAtual"
//!     vencimento = "dtVenc"
//! "#)?;
//! let config = ConfigMapped {
//!     url: "https://api.erp.example".parse()?,
//!     autenticacao: Autenticacao::Bearer("segredo".into()),
//!     timeout: Duration::from_secs(20),
//!     documentos_hosts: Vec::new(),
//!     permitir_loopback: false,
//!     mapeamento: Mapeamento::compilar(&arvore).map_err(|erros| erros[0].clone())?,
//!     hoje: Arc::new(|| jiff::civil::date(2026, 11, 21)),
//! };
//! let erp = ErpMapped::novo(config).map_err(|erros| erros[0].clone())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adaptador;
mod arquivo;
mod arvore;
mod autenticacao;
mod campos;
mod colheita;
mod config;
mod consistencia;
#[doc(hidden)]
pub mod decodificar;
mod diagnostico;
mod dono;
mod envelope;
mod erro;
mod expressao;
mod formato;
mod leitura;
mod mapa;
mod mapeamento;
mod modelo;
mod numero;
mod paginacao;
mod pedido;
#[cfg(test)]
mod propriedades;
mod resposta;
mod token;
mod transporte;

pub use adaptador::ErpMapped;
pub use arvore::Arvore;
pub use autenticacao::{Autenticacao, EnvioCredencial};
pub use config::{ConfigMapped, Hoje};
pub use diagnostico::{CampoLido, Desfecho, Diagnostico};
pub use erro::ErroMapa;
pub use mapeamento::Mapeamento;
