//! Bodies that should be a PDF or an XML, in any wrapping, and links to them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| links::decodificar::todos(bytes));
