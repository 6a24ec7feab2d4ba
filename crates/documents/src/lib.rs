//! Files made for the buyer, and the names they are saved under.
//!
//! | module | what is in it |
//! |---|---|
//! | [`extrato`] | the extrato of a contract as CSV, XLSX and iCalendar |
//! | [`pdf`] | documents on A4: dados para pagamento, extrato, declaração de quitação, demonstrativo de pagamentos |
//! | [`nomes`] | file names that every system accepts and that tell nobody's document |
//!
//! Pure functions: no I/O but for a folder of templates at the start, no clock (the time of generation comes in), the same
//! input gives the same bytes. They use the processor and wait for nothing; a server calls them on its blocking pool. What
//! goes into a file is what the caller's page shows: masking a document or a name is the caller's duty.
//!
//! Texts come from ERPs, so no text is trusted: nothing becomes a formula, a new line of a calendar or a broken XML file.

pub mod extrato;
pub mod nomes;
pub mod pdf;
mod texto;
