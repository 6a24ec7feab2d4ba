//! Sealed references and envelopes, as a browser or the database gives them back.

#![no_main]

use std::sync::LazyLock;

use financeiro_fuzz::server::cripto::{Chaveiro, Escopo, Especie, Proposito};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

static CHAVEIRO: LazyLock<Chaveiro> = LazyLock::new(|| Chaveiro::gerar(&mut rand::rng(), Timestamp::UNIX_EPOCH));

fuzz_target!(|bytes: &[u8]| {
    // Nobody without the key writes anything that opens; with the header of a real envelope reading goes past it.
    let modelo = CHAVEIRO.selar(Proposito::Sessao, b"", b"");
    let cabecalho = modelo.get(..2 + usize::from(modelo.get(1).copied().unwrap_or_default())).unwrap_or_default();
    assert!(CHAVEIRO.abrir(Proposito::Sessao, b"", bytes).is_err());
    assert!(CHAVEIRO.abrir(Proposito::Sessao, b"", &[cabecalho, bytes].concat()).is_err());

    let escopo = Escopo { incorporadora: "horizonte", papel: "cliente", titular_hmac: "" };
    if let Ok(texto) = str::from_utf8(bytes) {
        let abrir = |texto: &str| CHAVEIRO.abrir_referencia(texto, escopo, Especie::Boleto, Timestamp::UNIX_EPOCH);
        assert_eq!(abrir(texto), None);
        let referencia = CHAVEIRO.referenciar(escopo, Especie::Boleto, texto, Timestamp::MAX);
        // A reference is one segment of an address: a longer one is refused.
        assert!(abrir(referencia.as_str()).is_none_or(|aberto| aberto == texto));
    }
});
