//! What the process that draws pages says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use raster::{Limites, Paginas};

fuzz_target!(|bytes: &[u8]| {
    let _ = Paginas::ler(bytes, Limites::PADRAO);
    if let Ok(lido) = Paginas::ler(&[b"FINTELA1", bytes].concat(), Limites::PADRAO) {
        let mut escrito = Vec::new();
        assert!(Paginas::escrever(&lido, &mut escrito).is_ok());
        assert_eq!(Paginas::ler(&escrito, Limites::PADRAO), Ok(lido));
    }
});
