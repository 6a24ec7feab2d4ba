//! The file of the keys.

#![no_main]

use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::PathBuf, sync::LazyLock};

use financeiro_fuzz::server::cripto::{Chaveiro, Proposito};
use libfuzzer_sys::fuzz_target;

static ARQUIVO: LazyLock<PathBuf> = LazyLock::new(|| {
    let memoria = PathBuf::from("/dev/shm");
    let pasta = if memoria.is_dir() { memoria } else { std::env::temp_dir() };
    pasta.join(format!("financeiro-fuzz-{}.json", std::process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    let aberto = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&*ARQUIVO);
    let Ok(()) = aberto.and_then(|mut arquivo| arquivo.write_all(bytes)) else { return };
    let lido = Chaveiro::carregar(&ARQUIVO);
    let _ = fs::remove_file(&*ARQUIVO);
    match lido {
        Ok(chaveiro) => {
            let selado = chaveiro.selar(Proposito::Sessao, b"linha", b"conteudo");
            assert_eq!(chaveiro.abrir(Proposito::Sessao, b"linha", &selado).as_deref(), Ok(&b"conteudo"[..]));
        }
        Err(erro) => drop((erro.to_string(), format!("{erro:?}"))),
    }
});
