//! Linha digitável and barcode, and the bars that are drawn of them.

#![no_main]

use domain::{
    boleto::{Boleto, digitos, nome_do_banco},
    conferencia::conferir_boleto,
    dinheiro::Dinheiro,
    inspecao, itf,
};
use financeiro_fuzz::cobranca;
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    let hoje = date(2026, 11, 21);
    let _ = Boleto::ler(texto);
    let _ = (itf::barras(texto), itf::elementos(texto), nome_do_banco(texto), inspecao::boleto(texto, hoje));
    let _ = (digitos::mod10(texto), digitos::mod11_cobranca(texto), digitos::mod11_arrecadacao(texto));
    let _ = Boleto::montar_cobranca(texto, Some(hoje), Dinheiro::ZERO, texto);
    let emitido = cobranca(texto);
    for dia in [hoje, Date::MIN, Date::MAX] {
        let _ = conferir_boleto(&emitido, dia);
    }
});
