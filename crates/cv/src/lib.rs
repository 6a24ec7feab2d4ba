//! CV's portal API, complete: logging in by password, code or another system, the person and their home, messages, síndicos, and
//! the back office's search and administrative users.
//!
//! CV documents paths and hardly any body. So every path can be configured ([`Operacao`]; the short ones of the help article and
//! those of the reference alike), fields are read in many spellings, and CV's many ways of saying "none" (204, 404, 400 with such
//! a sentence) are understood. An answer that cannot be understood is an error and never an empty list.
//!
//! ```
//! use std::collections::BTreeMap;
//! use cv::{ClienteCv, ConfigCv, PRAZO};
//! # #[expect(clippy::disallowed_methods, reason = "example")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let config = ConfigCv {
//!     url: "https://horizonte.cvcrm.com.br".parse()?,
//!     caminhos: BTreeMap::from([("documentos".into(), "/api/v1/cliente/documento".into())]),
//!     timeout: PRAZO,
//!     permitir_loopback: false,
//!     servico: Some(("api@horizonte.example".into(), "token do usuário administrativo".into())),
//! };
//! let cv = ClienteCv::novo(&config, jiff::Timestamp::now)?;
//! # let _ = cv;
//! # Ok(())
//! # }
//! ```

mod cliente;
mod config;
pub mod convencao;
#[doc(hidden)]
pub mod decodificar;
mod erro;
mod mapa;
mod modelo;
mod operacao;
#[cfg(test)]
mod propriedades;
mod resposta;
mod transporte;

pub use cliente::ClienteCv;
pub use config::{ConfigCv, ErroConfig, PRAZO};
pub use convencao::{caminho::ErroCaminho, endereco::ErroUrl};
pub use erro::ErroCv;
pub use modelo::{
    Alteracao, AlteracaoPessoa, Autor, BoletoCv, Canal, ContratoCv, DocumentoCv, EmpreendimentoCv, EnderecoCv,
    FiltroCliente, Identificador, LinkCv, MensagemCv, PastaCv, Permissoes, PessoaCv, SindicoCv, TitularCv, TokenCv,
    UnidadeCv, UsuarioAdm,
};
pub use operacao::{Operacao, chaves, conferir_caminho};
