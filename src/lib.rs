//! Financeiro: the finance area of CVCRM's Portal do Cliente as a plugin.
//!
//! - [`app`]: what the browser sees. Only `app::islands` is compiled to wasm.
//! - `server` (feature `ssr`): the HTTP server, sessions, CV's portal, use cases over the ERP port, configuration, storage.
//!
//! `docs/architecture.md` tells how the rooms hang together.
#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod server;

/// Entry point of the wasm: brings the islands of the page to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
