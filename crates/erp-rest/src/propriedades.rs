//! No answer of an ERP, however strange, makes the decoder panic or show what is somebody else's.

use domain::{documento::Documento, modelo::Titular};
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Map, Value};

use crate::{
    adaptador::escolher,
    config::Recurso,
    decodificar, envelope,
    resposta::{Recebido, Resposta, interpretar},
};

const NOSSO: &str = "11144477735";
const DELES: &str = "52998224725";

/// Keys the decoder knows, so that the values meet its readers and not the void.
const CHAVES: [&str; 34] = [
    "id",
    "id_remoto",
    "remote_id",
    "id_fatura",
    "id_nota",
    "id_boleto",
    "id_quitacao",
    "id_servico",
    "id_instalacao",
    "id_extrato_financeiro",
    "document_number",
    "cnpj_cpf",
    "id_cliente",
    "nome_completo",
    "contract_id",
    "contract_name",
    "valor",
    "valor_inicial",
    "valor_atual",
    "valor_pago",
    "saldo",
    "data_vencimento",
    "data_baixa",
    "historico",
    "linha_digitavel",
    "pix_code",
    "bank_code",
    "url_boleto",
    "ano",
    "servicos",
    "attributes",
    "data",
    "erro",
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
        prop_oneof![Just("null"), Just(""), Just(NOSSO), Just(DELES), Just("0000-00-00")].prop_map(Value::from),
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
            if let Ok(linhas) = envelope::linhas(recurso, corpo.clone()) {
                let contagens = todas(&linhas);
                // Every row is accounted for: shown or reported. Payments alone may pass over open rows in silence.
                for (itens, descartes) in &contagens[..6] {
                    prop_assert_eq!(itens + descartes, linhas.len());
                }
                prop_assert!(contagens[6].0 + contagens[6].1 <= linhas.len());
            }
        }
        if let Ok(registros) = envelope::registros(Recurso::Clientes, corpo) {
            let _ = escolher(&titular(), &registros);
        }
    }

    #[test]
    fn any_bytes_under_any_status_are_read_or_refused(status in 100_u16..600, corpo in prop::collection::vec(any::<u8>(), 0..256), marcado: bool) {
        let recebido = Recebido {
            status: StatusCode::from_u16(status).unwrap(),
            cabecalhos: HeaderMap::new(),
            corpo,
            fim_marcado: marcado,
        };
        if let Ok(Resposta::Json(corpo)) = interpretar(Recurso::Contratos, &recebido) {
            let _ = envelope::linhas(Recurso::Contratos, corpo);
        }
    }

    #[test]
    fn no_half_of_an_answer_is_an_answer(linhas in prop::collection::vec(valor(), 1..5), corte in 0.0..1.0_f64) {
        let inteiro = Value::Array(linhas).to_string().into_bytes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a position in a short text")]
        let ate = ((inteiro.len() as f64 * corte) as usize).clamp(1, inteiro.len() - 1);
        let recebido = Recebido { status: StatusCode::OK, cabecalhos: HeaderMap::new(), corpo: inteiro[..ate].to_vec(), fim_marcado: true };
        prop_assert!(interpretar(Recurso::BoletosAbertos, &recebido).is_err());
    }

    #[test]
    fn a_row_that_names_another_document_is_never_shown(linha in valor(), chave in prop::sample::select(vec!["document_number", "documento", "document", "cnpj_cpf", "Document_Number"])) {
        let mut mapa = linha.as_object().cloned().unwrap_or_default();
        mapa.retain(|existente, _| !existente.eq_ignore_ascii_case(chave));
        mapa.insert(chave.to_owned(), DELES.into());
        for (itens, descartes) in todas(&[Value::Object(mapa)]) {
            prop_assert_eq!((itens, descartes), (0, 1));
        }
    }
}
