//! Answers of the generic REST contract.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|corpo: &[u8]| erp_rest::decodificar::todos(corpo));
