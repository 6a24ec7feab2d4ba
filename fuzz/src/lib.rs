//! What the targets need that is not a crate of its own: the server's decoders, compiled from their own files.
//!
//! The package they belong to brings typst, sqlx and axum along. With instrumentation that is half an hour of compiling for
//! code that is not fuzzed.

#![forbid(unsafe_code)]

use domain::modelo::{BoletoEmitido, Composicao, SituacaoBoleto};
use jiff::civil::Date;

/// An open charge whose codes are the text.
pub fn cobranca(texto: &str) -> BoletoEmitido {
    BoletoEmitido {
        id: String::new(),
        contratos: Vec::new(),
        historico: None,
        parcela: None,
        valor: Composicao::default(),
        emissao: None,
        vencimento: Some(Date::MAX),
        linha_digitavel: Some(texto.to_owned()),
        pix: Some(texto.to_owned()),
        banco: Some(texto.to_owned()),
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    }
}

#[expect(unused_imports, reason = "whole modules of the server; only their decoders are called")]
pub mod server;
