//! BR Codes: as they come, and with the checksum made right, so that reading goes past it.

#![no_main]

use domain::{
    conferencia::conferir_pix,
    inspecao,
    pix::{BrCode, PixDinamico, PixEstatico, crc16},
};
use financeiro_fuzz::cobranca;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    ler(texto);
    let corpo = format!("{texto}6304");
    ler(&format!("{corpo}{:04X}", crc16(corpo.as_bytes())));

    let dono = || texto.to_owned();
    let estatico = PixEstatico {
        chave: dono(),
        nome: dono(),
        cidade: dono(),
        txid: Some(dono()),
        descricao: Some(dono()),
        valor: None,
    };
    let _ = (estatico.montar(), PixDinamico { url: dono(), nome: dono(), cidade: dono() }.montar());
});

fn ler(texto: &str) {
    let _ = (BrCode::ler(texto), inspecao::pix(texto), conferir_pix(&cobranca(texto)));
}
