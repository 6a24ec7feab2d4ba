//! From bytes to models, all at once. Hidden from the documentation: public only so that a fuzz target can reach it.

use std::fmt::Write as _;

use domain::documento::Documento;
use jmespath::{Rcvar, Variable};
use reqwest::{
    StatusCode,
    header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER},
};
use url::Url;

use crate::{
    arquivo,
    campos::Recurso,
    colheita::extrair,
    expressao::{Expressao, Uso},
    leitura::{self, Linha},
    mapa,
    mapeamento::{Consulta, Mapeamento},
    paginacao::Posicao,
    resposta::{Recebido, Resposta, interpretar},
};

/// Runs every decoder of answers over the same bytes, for fuzzing: must return whatever they are.
///
/// The bytes are the body of an answer to every list of the mapping, under every status whose body is read, its `Retry-After`
/// and the answer to a question for a file.
pub fn todos(mapeamento: &Mapeamento, corpo: &[u8]) {
    let Ok(titular) = Documento::ler("11144477735") else { return };
    let mut cabecalhos = HeaderMap::new();
    if let Ok(valor) = HeaderValue::from_bytes(corpo.get(..40).unwrap_or(corpo)) {
        cabecalhos.insert(RETRY_AFTER, valor);
        cabecalhos.insert(DATE, HeaderValue::from_static("Sat, 21 Nov 2026 12:00:00 GMT"));
    }
    let responder =
        |status| interpretar("boletos", &Recebido { status, cabecalhos: cabecalhos.clone(), corpo: corpo.to_vec() });
    for status in [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::SERVICE_UNAVAILABLE] {
        let _ = responder(status);
    }
    let _ = arquivo::pdf("boletos", corpo);
    if let Ok(Resposta::Json(corpo)) = responder(StatusCode::OK) {
        let _ = mostrado(mapeamento, &titular, &corpo);
        for consulta in mapeamento.operacoes.values().filter_map(|operacao| operacao.consulta.as_ref()) {
            virar_pagina(consulta, &corpo);
        }
    }
}

/// Compiles an expression for each use it may have and evaluates it over a document, for fuzzing: must return whatever the
/// texts are.
pub fn expressao(texto: &str, json: &str) {
    let documento = Rcvar::new(Variable::from_json(json).unwrap_or(Variable::Null));
    for uso in [Uso::Lista, Uso::Valor, Uso::ValorOuLista] {
        if let Some(expressao) = Expressao::compilar("expressao", texto, uso, &mut crate::erro::Erros::default()) {
            let _ = expressao.avaliar(&documento);
        }
    }
}

/// Everything each list would show of an answer, as text.
pub(crate) fn mostrado(mapeamento: &Mapeamento, titular: &Documento, corpo: &Rcvar) -> String {
    let mut saida = String::new();
    for (recurso, operacao) in &mapeamento.operacoes {
        let Some(consulta) = &operacao.consulta else { continue };
        let Ok((dados, _)) = extrair(operacao, consulta, titular, corpo) else { continue };
        let linhas: Vec<Linha> = dados.into_iter().map(|dados| Linha { dados, contrato: None, ano: None }).collect();
        macro_rules! juntar {
            ($f:expr) => {{
                let _ = write!(saida, "{:?}", leitura::lista(operacao, consulta, &linhas, titular, $f).itens);
            }};
        }
        match recurso {
            Recurso::Clientes => juntar!(|_, c| Ok(mapa::cliente(c))),
            Recurso::Contratos => juntar!(|_, c| mapa::contrato(c)),
            Recurso::Boletos => juntar!(|l, c| mapa::boleto(l, c, false)),
            Recurso::Parcelas => juntar!(mapa::parcela),
            Recurso::Pagamentos => juntar!(|l, c| mapa::pagamento(l, c, true)),
            Recurso::NotasFiscais => juntar!(|_, c| mapa::nota_fiscal(c, false)),
            Recurso::Quitacoes => juntar!(|l, c| mapa::quitacao(l, c, false)),
            Recurso::Informes => {}
        }
    }
    saida
}

/// What asks for the page after this answer.
fn virar_pagina(consulta: &Consulta, corpo: &Rcvar) {
    let Ok(base) = Url::parse("https://erp.horizonte.example/api") else { return };
    let Ok(chamada) = consulta.pedido.montar(&base, &|_| Some("1".to_owned())) else { return };
    let chamada = consulta.paginacao.primeira(chamada);
    let mut posicao = Posicao::default();
    for linhas in [1, 0, 1000] {
        let _ = consulta.paginacao.seguinte(&chamada, corpo, linhas, &mut posicao);
    }
}
