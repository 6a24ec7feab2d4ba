//! From a click in CV's portal to a proven person.
//!
//! In the order of a launch: [`intake`] finds the one token in the request, [`jwt`] looks at it when it is a JWT,
//! [`resolver`] asks CV whose it is, [`identidade`] reads CV's answer. [`erro`] has every way this can fail, with the status
//! and the words of the page. Nothing here keeps state or creates a session.

pub mod api;
pub mod erro;
pub mod historico;
pub mod identidade;
pub mod intake;
pub mod jwt;
pub mod launch;
pub mod resolver;

pub use erro::{Apresentacao, Apresentavel, ErroIntake, ErroJwt, ErroLancamento, ErroResolucao, Falha, SemDocumento};
pub use identidade::Identidade;
pub use intake::{Destino, Lancamento, Pedido};
pub use jwt::{Exame, Verificador};
pub use resolver::Resolver;
