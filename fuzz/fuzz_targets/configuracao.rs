//! The configuration file, and after a NUL the environment laid over it, one variable a line.

#![no_main]

use std::path::Path;

use financeiro_fuzz::server::config::{Ambiente, Config};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    let (arquivo, variaveis) = texto.split_once('\0').unwrap_or((texto, ""));
    let ambiente = Ambiente::de(variaveis.lines().filter_map(|linha| linha.split_once('=')));
    match Config::de_texto(arquivo, "Leptos.toml", Path::new("/nonexistent"), &ambiente) {
        Ok(config) => drop(format!("{config:?}")),
        Err(problemas) => {
            assert!(!problemas.is_empty(), "a refusal says something");
            for problema in problemas {
                let dita = problema.to_string();
                assert!(!dita.contains(['\n', '\r', '\0']), "one line each: {dita:?}");
            }
        }
    }
});
