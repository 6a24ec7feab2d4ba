//! No answer of CV, however strange, makes the decoder panic or lose a row.

use jiff::Timestamp;
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Map, Value};

use crate::{
    convencao::{envelope, resposta::Recebido},
    decodificar::contagens,
    mapa,
    operacao::Operacao,
    resposta::{Resposta, interpretar},
};

/// Keys the decoder knows, so that the values meet its readers and not the void.
const CHAVES: [&str; 44] = [
    "id",
    "idpessoa",
    "idpessoa_int",
    "idsindico",
    "idunidade",
    "idcontrato",
    "idboleto",
    "iddocumento",
    "idpasta",
    "idmensagem",
    "idusuario",
    "idempreendimento",
    "empreendimento",
    "empreendimentos",
    "unidade",
    "bloco",
    "titular",
    "documento",
    "documentos",
    "documento_tipo",
    "nome",
    "endereco",
    "logradouro",
    "cep",
    "data_nasc",
    "data",
    "texto",
    "tipo",
    "valor",
    "valor_atual",
    "data_vencimento",
    "linha_digitavel",
    "situacao",
    "permissao",
    "permissoes",
    "ativo",
    "token",
    "expira_em",
    "url",
    "dados",
    "pagina",
    "total_de_paginas",
    "error",
    "mensagem",
];

fn folha() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9]{1,4}[-/.,][0-9]{1,3}([-/.,][0-9]{1,4})?.{0,12}".prop_map(Value::from),
        "20[0-9]{2}-[01][0-9]-[0-3][0-9][T é][0-9:é]{0,9}".prop_map(Value::from),
        "[A-Za-z0-9_-]{0,8}\\.[A-Za-z0-9_=-]{0,24}\\.[a-z]{0,3}".prop_map(Value::from),
        prop_oneof![Just("null"), Just(""), Just("S"), Just("https://a.example/x.pdf"), Just("***.444.777-**")]
            .prop_map(Value::from),
    ]
}

fn valor() -> impl Strategy<Value = Value> {
    folha().prop_recursive(4, 48, 6, |dentro| {
        let chave = prop_oneof![8 => prop::sample::select(&CHAVES[..]).prop_map(str::to_owned), 1 => any::<String>()];
        prop_oneof![
            prop::collection::vec(dentro.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((chave, dentro), 0..10)
                .prop_map(|pares| Value::Object(pares.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_decoded_or_refused(corpo in valor()) {
        let agora = Timestamp::from_second(1_795_262_400).unwrap();
        let _ = mapa::token(&corpo, agora);
        let _ = mapa::permissoes(&corpo);
        let _ = mapa::alteracao(&corpo);
        if let Some(link) = mapa::link(&corpo) {
            prop_assert!(link.exposto().starts_with("http"));
        }
        for operacao in Operacao::TODAS {
            if let Ok(pagina) = envelope::pagina(mapa::forma(*operacao), corpo.clone()) {
                let lidas: Vec<Value> = pagina.linhas.into_iter().flat_map(|l| mapa::espalhar(*operacao, l)).collect();
                for contadas in contagens(*operacao, &lidas) {
                    prop_assert_eq!(contadas, lidas.len());
                }
            }
        }
    }

    #[test]
    fn any_bytes_under_any_status_are_read_or_refused(status in 100_u16..600, corpo in prop::collection::vec(any::<u8>(), 0..256), marcado: bool) {
        let status = StatusCode::from_u16(status).unwrap();
        let recebido = Recebido { status, cabecalhos: HeaderMap::new(), corpo, fim_marcado: marcado };
        for operacao in [Operacao::Unidades, Operacao::AtualizarPessoa, Operacao::Autenticacao] {
            if let Ok(Resposta::Json(corpo)) = interpretar(operacao, &recebido) {
                let _ = envelope::pagina(mapa::forma(operacao), corpo);
            }
        }
    }

    #[test]
    fn no_half_of_an_answer_is_an_answer(linhas in prop::collection::vec(valor(), 1..5), corte in 1_usize..10_000) {
        let mut corpo = Value::Array(linhas).to_string().into_bytes();
        corpo.truncate((corte % corpo.len()).max(1));
        let recebido = Recebido { status: StatusCode::OK, cabecalhos: HeaderMap::new(), corpo, fim_marcado: true };
        prop_assert!(interpretar(Operacao::Mensagens, &recebido).is_err());
    }

    #[test]
    fn what_is_passed_on_of_a_sentence_is_short_plain_and_without_documents(texto in any::<String>()) {
        let corpo = serde_json::json!({ "mensagem": texto });
        if let Some(frase) = crate::convencao::resposta::frase(&corpo) {
            prop_assert!(frase.chars().count() <= 200 && !frase.contains(['<', '>', '@', '\n']));
            prop_assert!(frase.bytes().filter(u8::is_ascii_digit).count() < 8);
        }
    }
}
