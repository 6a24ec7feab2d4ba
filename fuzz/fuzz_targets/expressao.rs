//! JMESPath expressions over documents: an expression, a line break, JSON.

#![no_main]

use erp_mapped::decodificar;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    let (expressao, json) = texto.split_once('\n').unwrap_or((texto, "{}"));
    decodificar::expressao(expressao, json);
});
