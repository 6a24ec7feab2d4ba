//! Tokens: the text as it comes, and a header and claims (on two lines) signed with the configured key, so that reading goes
//! past the signature.

#![no_main]

use std::sync::LazyLock;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::documento::Token;
use financeiro_fuzz::server::{
    config::ChaveJwt,
    portal::jwt::{TOLERANCIA, VIDA_MAXIMA, Verificador, examinar},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jsonwebtoken::Algorithm;
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

const SEGREDO: &str = "um segredo de teste com mais de 32 bytes de tamanho";

static VERIFICADORES: LazyLock<Vec<Verificador>> = LazyLock::new(|| {
    [(None, None), (Some("cv"), Some("financeiro"))]
        .into_iter()
        .filter_map(|(emissor, audiencia)| {
            let chave = ChaveJwt {
                algoritmo: Algorithm::HS256,
                chave: SEGREDO.into(),
                emissor: emissor.map(str::to_owned),
                audiencia: audiencia.map(str::to_owned),
            };
            Verificador::novo(&chave).ok()
        })
        .collect()
});

fuzz_target!(|texto: &str| {
    assert_eq!(VERIFICADORES.len(), 2, "the key is a key");
    julgar(texto);
    if let Some((cabecalho, alegacoes)) = texto.split_once('\n') {
        julgar(&assinado(cabecalho, alegacoes));
    }
});

fn assinado(cabecalho: &str, alegacoes: &str) -> String {
    let corpo = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(cabecalho), BASE64_URL_SAFE_NO_PAD.encode(alegacoes));
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SEGREDO.as_bytes()) else { return corpo };
    mac.update(corpo.as_bytes());
    format!("{corpo}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn julgar(texto: &str) {
    let token = Token::novo(texto.to_owned());
    let Ok(agora) = Timestamp::from_second(1_795_262_400) else { return };
    for verificador in [None].into_iter().chain(VERIFICADORES.iter().map(Some)) {
        if let Ok(exame) = examinar(&token, verificador, agora) {
            let fim = exame.ate(agora + VIDA_MAXIMA + TOLERANCIA);
            assert!(fim > agora && exame.expira.is_none_or(|expira| expira <= agora + VIDA_MAXIMA));
            assert!(exame.emitido.is_none_or(|emitido| emitido <= agora));
        }
    }
    // The ends of the calendar.
    for agora in [Timestamp::MIN, Timestamp::MAX] {
        let _ = examinar(&token, None, agora);
    }
}
