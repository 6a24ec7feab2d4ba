//! Staff of the incorporadora: finding a client, seeing the client's pages read-only and on record, and the state of the ERP.

pub mod busca;
pub mod previa;
pub mod saude;
