//! Answers of UAU.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|corpo: &[u8]| erp_uau::decodificar::todos(corpo));
