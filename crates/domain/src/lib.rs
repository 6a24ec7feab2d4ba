//! The field's own things: money, documents, boleto, Pix, bank calendar, and the contract models every ERP is mapped to.
//!
//! No I/O, no clock, no randomness: whoever calls brings today's date, the civil date of America/Sao_Paulo. Compiles to wasm.
//!
//! | module | what is in it |
//! |---|---|
//! | [`dinheiro`] | [`dinheiro::Dinheiro`]: exact reais, tolerant reading, pt-BR writing |
//! | [`documento`] | CPF, CNPJ (alphanumeric too), foreign documents, and the other personal values that must not leak |
//! | [`boleto`] | barcode and linha digitável, all check digits, amount and due date in the code |
//! | [`pix`] | BR Code: TLV, CRC, static and dynamic, deviations from the manual |
//! | [`calendario`] | bank holidays, next business day, how due dates are said |
//! | [`itf`] | the bars of a boleto's barcode |
//! | [`conferencia`] | does a code say what the ERP says? |
//! | [`nfse`] | access key of a nota fiscal de serviço |
//! | [`inspecao`] | what `financeiro inspect` prints |
//! | [`modelo`] | what a person owes and paid, as every ERP adapter must tell it |
//!
//! Text that a person reads (`Display` of errors, `texto()`) is pt-BR. No error, `Debug` or `Display` holds a document, a
//! linha digitável or a Pix payload; the few functions that give the full value say so in their name or their documentation.

pub mod boleto;
pub mod calendario;
pub mod conferencia;
pub mod dinheiro;
pub mod documento;
pub mod inspecao;
pub mod itf;
pub mod modelo;
pub mod nfse;
pub mod pix;
