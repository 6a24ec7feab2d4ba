//! From bytes to models, all at once. Hidden from the documentation: public only so that a fuzz target can reach it.

use jiff::Timestamp;
use leitura::{Ilegivel, Linha};
use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue, RETRY_AFTER},
};
use serde_json::Value;

use crate::{
    cliente::montar,
    convencao::{envelope, resposta::Recebido},
    mapa,
    operacao::{Operacao, conferir_caminho},
    resposta::{Resposta, interpretar},
};

/// Runs every decoder over the same bytes, for fuzzing: must return whatever they are.
///
/// The bytes are the body of an answer to every question, under every status whose body is read, its `Retry-After`, and a
/// configured path.
pub fn todos(corpo: &[u8]) {
    let mut cabecalhos = HeaderMap::new();
    if let Ok(valor) = HeaderValue::from_bytes(corpo.get(..40).unwrap_or(corpo)) {
        cabecalhos.insert(RETRY_AFTER, valor);
    }
    let responder = |operacao, status, fim_marcado| {
        let recebido = Recebido { status, cabecalhos: cabecalhos.clone(), corpo: corpo.to_vec(), fim_marcado };
        interpretar(operacao, &recebido)
    };
    for status in [StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS, StatusCode::OK] {
        for operacao in [Operacao::Unidades, Operacao::AtualizarPessoa, Operacao::Autenticacao] {
            let _ = responder(operacao, status, true);
        }
    }
    if let Ok(texto) = str::from_utf8(corpo) {
        for operacao in [Operacao::Pessoa, Operacao::Documento, Operacao::Boletos] {
            let _ = conferir_caminho(operacao.chave(), texto);
        }
    }
    let Ok(Resposta::Json(corpo)) = responder(Operacao::Unidades, StatusCode::OK, false) else { return };
    let _ = mapa::token(&corpo, Timestamp::UNIX_EPOCH);
    let _ = (mapa::permissoes(&corpo), mapa::alteracao(&corpo), mapa::link(&corpo));
    let mut vistas = Vec::new();
    for operacao in Operacao::TODAS {
        if let Ok(pagina) = envelope::pagina(mapa::forma(*operacao), corpo.clone()) {
            let lidas: Vec<Value> = pagina.linhas.into_iter().flat_map(|l| mapa::espalhar(*operacao, l)).collect();
            // Most operations unwrap an answer alike; the decoders of rows do not ask which one it is.
            if !vistas.contains(&lidas) {
                let _ = contagens(*operacao, &lidas);
                vistas.push(lidas);
            }
        }
    }
}

/// Every decoder of rows over the same ones; gives back how many each accounted for, accepted or dropped.
pub(crate) fn contagens(operacao: Operacao, linhas: &[Value]) -> [usize; 10] {
    fn contar<T>(operacao: Operacao, linhas: &[Value], mapear: impl Fn(Linha<'_>) -> Result<T, Ilegivel>) -> usize {
        let lista = montar(operacao, linhas.to_vec(), mapear);
        lista.itens.len() + lista.descartes.len()
    }
    [
        contar(operacao, linhas, |linha| mapa::pessoa(linha).inspect(|p| drop(p.documento_lido()))),
        contar(operacao, linhas, mapa::sindico),
        contar(operacao, linhas, mapa::empreendimento),
        contar(operacao, linhas, mapa::unidade),
        contar(operacao, linhas, mapa::contrato),
        contar(operacao, linhas, mapa::boleto),
        contar(operacao, linhas, mapa::documento),
        contar(operacao, linhas, mapa::pasta),
        contar(operacao, linhas, mapa::mensagem),
        contar(operacao, linhas, mapa::usuario_adm),
    ]
}
