//! No answer of CV, however strange, makes the decoder panic or show what is somebody else's.

use domain::{documento::Documento, modelo::Titular};
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Map, Value};

use crate::{
    adaptador::{pessoa, reunir},
    config::Recurso,
    decodificar, envelope,
    resposta::{Recebido, Resposta, interpretar},
};

const NOSSO: &str = "11144477735";
const DELES: &str = "52998224725";

/// Keys the decoder knows, so that the values meet its readers and not the void.
const CHAVES: [&str; 36] = [
    "id",
    "idboleto",
    "idparcela",
    "idunidade",
    "idcontrato",
    "idpessoa",
    "idpessoa_int",
    "unidade",
    "empreendimento",
    "bloco",
    "documento",
    "cpf",
    "cliente",
    "nome",
    "valor",
    "valor_atual",
    "valor_pago",
    "juros",
    "data_vencimento",
    "data_pagamento",
    "situacao",
    "descricao",
    "parcela",
    "parcelas",
    "boletos",
    "linha_digitavel",
    "pix",
    "banco",
    "url",
    "ano",
    "anos",
    "dados",
    "pagina",
    "total_de_paginas",
    "error",
    "status",
];

fn folha() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9]{1,4}[-/.,][0-9]{1,3}([-/.,][0-9]{1,4})?.{0,6}".prop_map(Value::from),
        "[Pp]arc.{0,3}[0-9]{1,12}( de |/)?[0-9]{0,12}.{0,4}".prop_map(Value::from),
        prop_oneof![Just("null"), Just(""), Just(NOSSO), Just(DELES), Just("Pago"), Just("0000-00-00")]
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

fn titular() -> Titular {
    Titular { documento: Documento::ler(NOSSO).unwrap(), id_erp: Some("7".to_owned()), token_portal: None }
}

/// Every list decoder over the same rows; gives back how many rows each accepted and dropped.
fn todas(linhas: &[Value]) -> Vec<(usize, usize)> {
    decodificar::contagens(&titular(), linhas).to_vec()
}

proptest! {
    #[test]
    fn any_json_is_decoded_or_refused(corpo in valor()) {
        for recurso in Recurso::TODOS {
            if let Ok(pagina) = envelope::pagina(recurso, corpo.clone()) {
                let linhas = pagina.linhas;
                let contagens = todas(&linhas);
                // Every row is accounted for: shown or reported. Rows nobody owes any more and, among payments, open ones
                // are passed over.
                for (itens, descartes) in &contagens[..4] {
                    prop_assert_eq!(itens + descartes, linhas.len());
                }
                prop_assert!(contagens[4].0 + contagens[4].1 <= linhas.len());
                prop_assert!(contagens[5].0 <= contagens[4].0);
                let _ = pessoa(&titular(), &linhas);
            }
        }
    }

    #[test]
    fn any_bytes_under_any_status_are_read_or_refused(status in 100_u16..600, corpo in prop::collection::vec(any::<u8>(), 0..256), marcado: bool) {
        let status = StatusCode::from_u16(status).unwrap();
        let recebido = Recebido { status, cabecalhos: HeaderMap::new(), corpo, fim_marcado: marcado };
        if let Ok(Resposta::Json(corpo)) = interpretar(Recurso::Boletos, &recebido) {
            let _ = envelope::pagina(Recurso::Boletos, corpo);
        }
    }

    #[test]
    fn no_half_of_an_answer_is_an_answer(linhas in prop::collection::vec(valor(), 1..5), corte in 1_usize..10_000) {
        let mut corpo = Value::Array(linhas).to_string().into_bytes();
        corpo.truncate((corte % corpo.len()).max(1));
        let recebido = Recebido { status: StatusCode::OK, cabecalhos: HeaderMap::new(), corpo, fim_marcado: true };
        prop_assert!(interpretar(Recurso::Boletos, &recebido).is_err());
    }

    #[test]
    fn a_row_that_names_another_document_is_never_shown(linha in valor(), chave in prop::sample::select(vec!["documento", "cpf", "cpf_cnpj", "documento_cliente", "CPF"])) {
        let mut mapa = linha.as_object().cloned().unwrap_or_default();
        mapa.retain(|existente, _| !existente.eq_ignore_ascii_case(chave));
        mapa.insert(chave.to_owned(), DELES.into());
        for (itens, descartes) in todas(&[Value::Object(mapa)]) {
            prop_assert_eq!((itens, descartes), (0, 1));
        }
    }

    #[test]
    fn units_put_together_lose_no_row(a in prop::collection::vec(valor(), 0..4), b in prop::collection::vec(valor(), 0..4)) {
        let juntas = reunir(vec![("1".to_owned(), a.clone()), ("2".to_owned(), b.clone())]);
        prop_assert!(juntas.len() >= a.len());
        // What the second unit adds is at most its rows, and only those that the first did not have already.
        let ja: Vec<String> = a.iter().map(Value::to_string).collect();
        let novas = b.iter().filter(|linha| !ja.contains(&linha.to_string())).count();
        prop_assert_eq!(juntas.len(), a.len() + novas);
    }
}
