//! What every request passes through, outermost first. [`super::router`] puts them together; the order has reasons:
//!
//! 1. `registro`: one log line per request and the support code, even for what the next layers refuse.
//! 2. `compressao`: HTML in gzip, chunk by chunk; outside everything that writes HTML.
//! 3. `cabecalhos`: nonce in, security headers out; outside everything that can answer, so no answer lacks them.
//! 4. `panico`: a panic becomes a page with a support code, still with headers and a log line.
//! 5. `limites`: requests per address. Before any work is done.
//! 6. `visitante`: path handle and cookie become a session id, or the page that tells how to come back.
//! 7. CSRF: every unsafe method but the launch, which is cross-site by nature. It logs paths, so they no longer have handles.
//! 8. `particionado`: adds what tower-sessions cannot say about our cookie.
//! 9. tower-sessions, then `guarda`: the session becomes a [`super::session::Visita`].

pub mod cabecalhos;
pub mod compressao;
pub mod guarda;
pub mod limites;
pub mod panico;
pub mod particionado;
pub mod registro;
pub mod visitante;
