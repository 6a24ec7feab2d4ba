//! Everything at once, for fuzzing and for the properties that hold for every decoder.

use std::collections::HashSet;

use domain::{documento::Documento, modelo::Titular};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;

use super::{Ilegivel, Linha, ler, linhas, pdf, token};
use crate::{
    cadastro::escolher,
    chave::{ChaveBoleto, ChaveCobranca, ChaveParcela, ChaveVenda},
    dono::{Dono, montar},
    emissao::status,
    mapa,
    metodo::Metodo,
    resposta::{Recebido, interpretar},
};

/// Runs every decoder over the same bytes, for fuzzing: must return whatever they are.
///
/// The bytes are the body of an answer to every method, under every status whose body is read, its `Retry-After`, the answer
/// to a login, a document, and a key that a page gives back.
pub fn todos(corpo: &[u8]) {
    let Ok(documento) = Documento::ler("11144477735") else { return };
    let titular = Titular { documento, id_erp: None, token_portal: None };
    let vendas = HashSet::from([ChaveVenda { empresa: 1, obra: "A".to_owned(), venda: 159 }]);
    let mut cabecalhos = HeaderMap::new();
    if let Ok(valor) = HeaderValue::from_bytes(corpo.get(..40).unwrap_or(corpo)) {
        cabecalhos.insert(RETRY_AFTER, valor);
    }
    for status in [StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::SERVICE_UNAVAILABLE] {
        let (cabecalhos, corpo) = (cabecalhos.clone(), corpo.to_vec());
        let _ = interpretar("X/Y", Recebido { status, cabecalhos, corpo, fim_marcado: false });
    }
    let _ = token(corpo);
    for metodo in Metodo::TODOS {
        let Ok(lido) = ler(corpo, metodo.campos()) else { continue };
        let _ = (status(&lido), mapa::emv(&lido));
        if let Ok(linhas) = linhas(lido, metodo.campos()) {
            for vendas in [Some(&vendas), None] {
                let _ = contagens(Dono { documento: &titular.documento, vendas }, &linhas);
            }
            let _ = escolher(&titular, &linhas);
        }
    }
    if let Ok(texto) = str::from_utf8(corpo) {
        let _ = pdf(texto);
        let _ = (ChaveVenda::ler(texto), ChaveParcela::ler(texto), ChaveBoleto::ler(texto));
        if let Some(chave) = ChaveCobranca::ler(texto) {
            let _ = (chave.to_string(), chave.parcelas.iter().map(ChaveParcela::para_pix).collect::<Vec<_>>());
        }
    }
}

/// Every list decoder over the same rows: how many each accepted and dropped.
pub(crate) fn contagens(dono: Dono<'_>, linhas: &[Value]) -> [(usize, usize); 9] {
    fn contar<T>(
        linhas: &[Value],
        metodo: Metodo,
        dono: Dono<'_>,
        ler: impl Fn(Linha<'_>) -> Result<T, Ilegivel>,
    ) -> (usize, usize) {
        let lista = montar(metodo, linhas, dono, ler);
        (lista.itens.len(), lista.descartes.len())
    }
    [
        contar(linhas, Metodo::PessoasPorDocumento, dono, mapa::pessoa),
        contar(linhas, Metodo::UnidadesCompradas, dono, mapa::venda),
        contar(linhas, Metodo::Unidades, dono, mapa::unidade),
        contar(linhas, Metodo::TiposDeParcelas, dono, mapa::tipo),
        contar(linhas, Metodo::ParcelasDaVenda, dono, mapa::parcela_aberta),
        contar(linhas, Metodo::ParcelasRecebidas, dono, mapa::recebida),
        contar(linhas, Metodo::BoletosDoCliente, dono, mapa::boleto),
        contar(linhas, Metodo::BoletosReimpressao, dono, mapa::reimpressao),
        contar(linhas, Metodo::ParcelasECobrancas, dono, |l| mapa::cobrancas(l, &mut mapa::Ligacoes::default())),
    ]
}
