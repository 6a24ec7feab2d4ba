//! Following a link that somebody else wrote.
//!
//! An ERP answers with addresses of documents, and the server fetches them with its own network access. Whoever controls
//! such an address must not be able to make the server talk to a machine it should not, read without end, wait for ever,
//! or hand a page of another kind to a person as their document. [`Buscador`] is the one place where such a link is
//! followed. Its rules, each with the attack it answers:
//!
//! * `https` only, with the certificate checked by name; `http` only to loopback, and only in development.
//! * The host is on the operator's list, compared whole after IDNA: no suffixes, no trailing dot, no user information.
//! * Port 443 or 8443. The list names hosts and not ports; every other port of a listed host is some other service.
//! * A name is resolved once, all its addresses are checked, and the connection goes to exactly those: between check and
//!   connect there is no second question that could be answered differently (DNS rebinding). One address that is not
//!   public refuses the whole answer. Connections are not kept, so every document is checked anew.
//! * No redirects, no proxy from the environment, no cookies, no credentials, no decompression.
//! * Status 200, at most [`Politica::maximo`] bytes, all within [`Politica::total`].
//! * The content is what it should be ([`Tipo`]), or at least of a kind that is known and harmless ([`Formato`]), whatever
//!   `Content-Type` says.
//!
//! Nothing here logs or returns a path or a query: the link of a document is as good as the document.

mod base64;
mod buscador;
mod conteudo;
#[doc(hidden)]
pub mod decodificar;
mod destino;
mod dns;
mod erro;
mod formato;
mod ip;
mod pdf;
mod politica;
mod xml;

pub use buscador::Buscador;
pub use conteudo::Defeito;
pub use dns::{Dns, DnsDoSistema};
pub use erp::TipoArquivo as Tipo;
pub use erro::ErroLink;
pub use formato::Formato;
pub use ip::publico;
pub use politica::{ErroPolitica, Politica};
