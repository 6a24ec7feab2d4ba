//! Who is visiting, and how the browser proves it: by cookie, or by a path handle where cookies are refused.

pub mod acesso;
pub mod aparelho;
pub mod conteudo;
pub mod handle;
pub mod inicio;
pub mod principal;
pub mod store;
pub mod visita;

pub use conteudo::Conteudo;
pub use principal::{Empreendimento, Principal};
pub use visita::{Previa, SessaoDaVisita, Visita};

/// Name of the session cookie. `__Host-` makes the browser insist on Secure, Path=/ and no Domain.
pub const COOKIE: &str = "__Host-fin";
