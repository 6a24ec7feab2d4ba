//! Files a person takes along. Making them costs processor time, so it happens beside the pages, a few at a time.

pub mod extrato;
pub mod oficina;
