//! What the browser sees.
//!
//! Everything but [`islands`] is rendered on the server only: pages may call use cases directly, and no figure is shipped
//! twice. Navigation is real pages with real addresses.

pub mod islands;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod contexto;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
