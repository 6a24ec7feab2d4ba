//! Answers under the worked mappings.

#![no_main]

use std::sync::LazyLock;

use erp_mapped::{Arvore, Mapeamento, decodificar};
use libfuzzer_sys::fuzz_target;

static MAPEAMENTOS: LazyLock<Vec<Mapeamento>> = LazyLock::new(|| {
    [
        include_str!("../../mapeamentos/mega.toml"),
        include_str!("../../mapeamentos/plano.toml"),
        include_str!("../../mapeamentos/sienge.toml"),
    ]
    .into_iter()
    .filter_map(|texto| Mapeamento::compilar(&Arvore::ler_toml(texto).ok()?).ok())
    .collect()
});

fuzz_target!(|corpo: &[u8]| {
    assert_eq!(MAPEAMENTOS.len(), 3, "the worked mappings compile");
    for mapeamento in &*MAPEAMENTOS {
        decodificar::todos(mapeamento, corpo);
    }
});
