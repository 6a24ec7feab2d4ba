//! Requests to the launch URL: a line with the query, one with `Authorization`, one with `Content-Type`, and the body.

#![no_main]

use financeiro_fuzz::server::{
    portal::{
        erro::Apresentavel as _,
        intake::{MAXIMO, MINIMO, Pedido, receber},
    },
    session::handle,
};
use http::{HeaderMap, HeaderValue, Method, header};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut linhas = bytes.splitn(4, |byte| *byte == b'\n');
    let mut linha = || linhas.next().unwrap_or_default();
    let (query, autorizacao, tipo, corpo) = (linha(), linha(), linha(), linha());
    let query = String::from_utf8_lossy(query);
    let mut cabecalhos = HeaderMap::new();
    for (nome, valor) in [(header::AUTHORIZATION, autorizacao), (header::CONTENT_TYPE, tipo)] {
        if let Ok(valor) = HeaderValue::from_bytes(valor) {
            cabecalhos.append(nome, valor);
        }
    }
    let parametros = ["token", "access_token", "jwt", "t"].map(str::to_owned);
    for metodo in [Method::GET, Method::POST] {
        let pedido = Pedido { metodo: &metodo, query: Some(&query), cabecalhos: &cabecalhos, corpo };
        match receber(&pedido, &parametros) {
            Ok(lancamento) => {
                let token = lancamento.token.exposto();
                assert!((MINIMO..=MAXIMO).contains(&token.len()));
                assert!(token.bytes().all(|b| b.is_ascii_graphic()));
                if let Some(destino) = lancamento.destino {
                    let caminho = destino.caminho();
                    assert!(caminho.starts_with('/') && !caminho.starts_with("//") && !caminho.contains(".."));
                }
            }
            Err(erro) => drop((erro.to_string(), erro.apresentacao())),
        }
    }
    if let Some((handle, resto)) = handle::separar(&query) {
        assert!(resto.starts_with('/') && query.starts_with(&handle.prefixo()));
    }
});
