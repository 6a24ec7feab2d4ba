//! What reads foreign bytes, all at once. Hidden from the documentation: public only so that a fuzz target can reach it.

use bytes::Bytes;
use erp::TipoArquivo;

use crate::{conteudo, destino};

/// Runs every reader over the same bytes, for fuzzing: must return whatever they are. A body of each kind, and a link.
pub fn todos(bytes: &[u8]) {
    for tipo in [TipoArquivo::Pdf, TipoArquivo::Xml] {
        let _ = conteudo::extrair(Bytes::copy_from_slice(bytes), tipo);
    }
    if let Ok(link) = str::from_utf8(bytes) {
        let hosts =
            ["arquivos.horizonte.example", "xn--construo-xza3b.example", "127.0.0.1", "[::1]"].map(str::to_owned);
        for permitir_loopback in [false, true] {
            let _ = destino::ler(link, &hosts, permitir_loopback);
        }
    }
}
