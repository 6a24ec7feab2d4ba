//! Reading the vector files.

use jiff::civil::Date;
use serde_json::Value;

/// The whole file.
pub(crate) fn arquivo(nome: &str) -> Value {
    let caminho = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vetores").join(nome);
    serde_json::from_slice(&std::fs::read(caminho).unwrap()).unwrap()
}

pub(crate) fn lista(valor: &Value) -> &[Value] {
    valor.as_array().unwrap()
}

pub(crate) fn texto<'a>(vetor: &'a Value, campo: &str) -> &'a str {
    vetor[campo].as_str().unwrap_or_else(|| unreachable!("{campo} in {vetor}"))
}

pub(crate) fn data(vetor: &Value, campo: &str) -> Option<Date> {
    vetor[campo].as_str().map(|texto| texto.parse().unwrap())
}
