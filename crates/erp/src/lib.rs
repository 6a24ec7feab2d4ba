//! The port: what the Financeiro asks of an ERP, whatever its brand.
//!
//! Every method takes the holder or a reference obtained from that holder's own lists. Values the ERP did not give are
//! `None`, which is not zero. A method may answer [`ErroErp::NaoSuportado`]; [`Erp::capacidades`] says so beforehand and
//! drives the menu.

mod arquivo;
mod capacidades;
pub mod conformidade;
mod erro;
mod porta;
pub mod resiliencia;

pub use arquivo::{Arquivo, TipoArquivo};
pub use capacidades::{Capacidade, Capacidades};
pub use erro::ErroErp;
pub use porta::Erp;
pub use resiliencia::{Limite, Resiliente};
