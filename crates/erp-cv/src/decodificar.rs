//! From bytes to models, all at once. Hidden from the documentation: public only so that a fuzz target can reach it.

use domain::{documento::Documento, modelo::Titular};
use leitura::{Ilegivel, Linha};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;

use crate::{
    adaptador::{pessoa, reunir},
    config::Recurso,
    dono::montar,
    envelope, mapa,
    resposta::{Recebido, Resposta, interpretar},
};

/// Runs every decoder over the same bytes, for fuzzing: must return whatever they are.
///
/// The bytes are the body of an answer to every question, under every status whose body is read, and its `Retry-After`.
pub fn todos(corpo: &[u8]) {
    let Ok(documento) = Documento::ler("11144477735") else { return };
    let titular = Titular { documento, id_erp: Some("7".to_owned()), token_portal: None };
    let mut cabecalhos = HeaderMap::new();
    if let Ok(valor) = HeaderValue::from_bytes(corpo.get(..40).unwrap_or(corpo)) {
        cabecalhos.insert(RETRY_AFTER, valor);
    }
    let responder = |status, fim_marcado| {
        let recebido = Recebido { status, cabecalhos: cabecalhos.clone(), corpo: corpo.to_vec(), fim_marcado };
        interpretar(Recurso::Boletos, &recebido)
    };
    for status in [
        StatusCode::BAD_REQUEST,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::CONFLICT,
        StatusCode::SERVICE_UNAVAILABLE,
    ] {
        let _ = responder(status, true);
    }
    if let Ok(Resposta::Json(corpo)) = responder(StatusCode::OK, false) {
        for recurso in Recurso::TODOS {
            if let Ok(pagina) = envelope::pagina(recurso, corpo.clone()) {
                let _ = contagens(&titular, &pagina.linhas);
                let _ = pessoa(&titular, &pagina.linhas);
                let _ = reunir(vec![("1".to_owned(), pagina.linhas.clone()), ("2".to_owned(), pagina.linhas)]);
            }
        }
    }
}

/// Every list decoder over the same rows; gives back how many rows each accepted and dropped. The last two pass over rows in
/// silence.
pub(crate) fn contagens(titular: &Titular, linhas: &[Value]) -> [(usize, usize); 6] {
    fn contar<T>(
        titular: &Titular,
        linhas: &[Value],
        recurso: Recurso,
        ler: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel>,
    ) -> (usize, usize) {
        let lista = montar(recurso, linhas, titular, ler);
        (lista.itens.len(), lista.descartes.len())
    }
    [
        contar(titular, linhas, Recurso::Contratos, mapa::contrato),
        contar(titular, linhas, Recurso::Boletos, mapa::boleto),
        contar(titular, linhas, Recurso::Informes, mapa::informe),
        contar(titular, linhas, Recurso::Unidades, mapa::unidade),
        contar(titular, linhas, Recurso::Extrato, mapa::parcela),
        contar(titular, linhas, Recurso::Extrato, mapa::pagamento),
    ]
}
