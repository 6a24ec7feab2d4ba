//! Amounts as ERPs and people write them.

#![no_main]

use domain::dinheiro::Dinheiro;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    if let Ok(valor) = Dinheiro::ler(texto) {
        // What is written is read back, in both spellings.
        assert_eq!(Dinheiro::ler(&valor.iso()), Ok(valor));
        assert_eq!(Dinheiro::ler(&valor.to_string()), Ok(valor));
    }
    if let Ok(valor) = serde_json::from_str::<Dinheiro>(texto) {
        let _ = valor.sem_simbolo();
    }
});
