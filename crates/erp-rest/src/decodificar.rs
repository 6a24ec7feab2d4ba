//! From bytes to models, all at once. Hidden from the documentation: public only so that a fuzz target can reach it.

use domain::{documento::Documento, modelo::Titular};
use leitura::{Ilegivel, Linha};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;

use crate::{
    adaptador::escolher,
    config::Recurso,
    dono::{Dono, montar},
    envelope, mapa,
    resposta::{Recebido, Resposta, interpretar},
};

/// Runs every decoder over the same bytes, for fuzzing: must return whatever they are.
///
/// The bytes are the body of an answer to every request, under every status whose body is read, and its `Retry-After`.
pub fn todos(corpo: &[u8]) {
    let Ok(documento) = Documento::ler("11144477735") else { return };
    let titular = Titular { documento, id_erp: Some("7".to_owned()), token_portal: None };
    let mut cabecalhos = HeaderMap::new();
    if let Ok(valor) = HeaderValue::from_bytes(corpo.get(..40).unwrap_or(corpo)) {
        cabecalhos.insert(RETRY_AFTER, valor);
        cabecalhos.insert(DATE, HeaderValue::from_static("Sat, 21 Nov 2026 12:00:00 GMT"));
    }
    let responder = |status, fim_marcado| {
        let recebido = Recebido { status, cabecalhos: cabecalhos.clone(), corpo: corpo.to_vec(), fim_marcado };
        interpretar(Recurso::BoletosAbertos, &recebido)
    };
    for status in [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SERVICE_UNAVAILABLE] {
        let _ = responder(status, true);
    }
    if let Ok(Resposta::Json(corpo)) = responder(StatusCode::OK, false) {
        for recurso in Recurso::TODOS {
            if let Ok(linhas) = envelope::linhas(recurso, corpo.clone()) {
                let _ = contagens(&titular, &linhas);
            }
        }
        if let Ok(registros) = envelope::registros(Recurso::Clientes, corpo) {
            let _ = escolher(&titular, &registros);
        }
    }
}

/// Every list decoder over the same rows; gives back how many rows each accepted and dropped. Payments come last: they alone
/// pass over rows in silence.
pub(crate) fn contagens(titular: &Titular, linhas: &[Value]) -> [(usize, usize); 7] {
    fn contar<T>(
        titular: &Titular,
        linhas: &[Value],
        recurso: Recurso,
        ler: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel>,
    ) -> (usize, usize) {
        let dono = Dono { documento: &titular.documento, id_cliente: titular.id_erp.as_deref() };
        let lista = montar(recurso, linhas, dono, ler);
        (lista.itens.len(), lista.descartes.len())
    }
    [
        contar(titular, linhas, Recurso::Contratos, mapa::contrato),
        contar(titular, linhas, Recurso::BoletosAbertos, mapa::boleto),
        contar(titular, linhas, Recurso::ExtratosFinanceiros, mapa::parcela),
        contar(titular, linhas, Recurso::NotasFiscais, mapa::nota_fiscal),
        contar(titular, linhas, Recurso::DeclaracoesQuitacao, mapa::quitacao),
        contar(titular, linhas, Recurso::InstalacoesProdutos, mapa::unidade),
        contar(titular, linhas, Recurso::ExtratosFinanceiros, mapa::pagamento),
    ]
}
