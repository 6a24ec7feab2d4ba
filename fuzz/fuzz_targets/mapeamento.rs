//! Mappings, and answers under them: a TOML text, a line with `---`, a body.

#![no_main]

use erp_mapped::{Arvore, Mapeamento, decodificar};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    let (toml, corpo) = texto.split_once("\n---\n").unwrap_or((texto, "[{}]"));
    match Arvore::ler_toml(toml).map(|arvore| Mapeamento::compilar(&arvore)) {
        Ok(Ok(mapeamento)) => {
            let _ = (mapeamento.avisos(), mapeamento.operacoes().count());
            decodificar::todos(&mapeamento, corpo.as_bytes());
        }
        Ok(Err(erros)) => {
            assert!(!erros.is_empty(), "a refusal says something");
            let _ = erros.iter().map(ToString::to_string).count();
        }
        Err(erro) => drop(erro.to_string()),
    }
});
