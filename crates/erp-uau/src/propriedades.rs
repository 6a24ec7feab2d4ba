//! No answer of UAU, however strange, makes a decoder panic or show what is somebody else's.

use std::collections::HashSet;

use domain::{documento::Documento, modelo::Titular};
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Map, Value};

use crate::{
    cadastro::escolher,
    chave::ChaveVenda,
    decodificar,
    dono::Dono,
    metodo::Metodo,
    resposta::{Recebido, interpretar},
};

const NOSSO: &str = "11144477735";
const DELES: &str = "52998224725";
const TIPO: &str = "System.Int32, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";

fn chaves() -> Vec<&'static str> {
    let mut chaves: Vec<&str> = Metodo::TODOS.iter().flat_map(|m| m.campos()).copied().collect();
    chaves.extend(["MyTable", "Pessoas", "cpf_pes", "CpfCnpj", "Senha_pes", "Mensagem", "Detalhe", "Sucesso"]);
    chaves
}

fn folha() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..200_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}(T.{0,8})?".prop_map(Value::from),
        "-?[0-9]{0,25}\\.?[0-9]{0,30}".prop_map(Value::from),
        "[\\[{\"].{0,20}".prop_map(Value::from),
        prop_oneof![Just("null"), Just(""), Just(NOSSO), Just(DELES), Just(TIPO), Just("False")].prop_map(Value::from),
    ]
}

fn valor() -> impl Strategy<Value = Value> {
    folha().prop_recursive(4, 48, 6, |dentro| {
        let chave = prop_oneof![8 => prop::sample::select(chaves()).prop_map(str::to_owned), 1 => any::<String>()];
        prop_oneof![
            prop::collection::vec(dentro.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((chave, dentro.clone()), 0..10)
                .prop_map(|pares| Value::Object(pares.into_iter().collect::<Map<_, _>>())),
            dentro.prop_map(|v| Value::from(v.to_string())),
        ]
    })
}

fn titular() -> Titular {
    Titular { documento: Documento::ler(NOSSO).unwrap(), id_erp: None, token_portal: None }
}

fn vendas() -> HashSet<ChaveVenda> {
    HashSet::from([ChaveVenda { empresa: 1, obra: "A".to_owned(), venda: 159 }])
}

/// Every list decoder over the same rows: how many each accepted and dropped.
fn todas(linhas: &[Value]) -> Vec<(usize, usize)> {
    let (titular, vendas) = (titular(), vendas());
    decodificar::contagens(Dono { documento: &titular.documento, vendas: Some(&vendas) }, linhas).to_vec()
}

proptest! {
    #[test]
    fn any_json_is_decoded_or_refused(corpo in valor()) {
        let bytes = corpo.to_string().into_bytes();
        decodificar::todos(&bytes);
        for metodo in Metodo::TODOS {
            let Ok(lido) = decodificar::ler(&bytes, metodo.campos()) else { continue };
            if let Ok(linhas) = decodificar::linhas(lido, metodo.campos()) {
                // Every row is accounted for: shown or reported.
                for (itens, descartes) in todas(&linhas) {
                    prop_assert_eq!(itens + descartes, linhas.len());
                }
                let _ = escolher(&titular(), &linhas);
            }
        }
    }

    #[test]
    fn any_bytes_under_any_status_are_read_or_refused(status in 100_u16..600, corpo in prop::collection::vec(any::<u8>(), 0..256), fim_marcado: bool) {
        decodificar::todos(&corpo);
        let status = StatusCode::from_u16(status).unwrap();
        let _ = interpretar("X/Y", Recebido { status, cabecalhos: HeaderMap::new(), corpo, fim_marcado });
    }

    #[test]
    fn no_half_of_an_answer_is_an_answer(linhas in prop::collection::vec(valor(), 1..5), corte in 0.0..1.0_f64) {
        let inteiro = Value::Array(linhas).to_string().into_bytes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a position in a short text")]
        let ate = ((inteiro.len() as f64 * corte) as usize).clamp(1, inteiro.len() - 1);
        prop_assert!(decodificar::ler(&inteiro[..ate], Metodo::UnidadesCompradas.campos()).is_err());
    }

    #[test]
    fn a_row_that_names_another_document_is_never_shown(linha in valor(), chave in prop::sample::select(vec!["cpf_pes", "CpfCnpj", "Cpf", "CNPJ_cliente", "CPFTitular"])) {
        let mut mapa = linha.as_object().cloned().unwrap_or_default();
        mapa.retain(|existente, _| !existente.eq_ignore_ascii_case(chave));
        mapa.insert(chave.to_owned(), DELES.into());
        for contagem in todas(&[Value::Object(mapa)]) {
            prop_assert_eq!(contagem, (0, 1));
        }
    }

    #[test]
    fn a_row_of_another_sale_is_never_shown(linha in valor(), venda in 160..i64::MAX, chave in prop::sample::select(vec!["Venda", "numeroVenda", "NumVenda_reaj", "NumVend_rec"])) {
        let mut mapa = linha.as_object().cloned().unwrap_or_default();
        mapa.retain(|existente, _| !crate::dono::VENDA.iter().any(|v| v.eq_ignore_ascii_case(existente)));
        mapa.insert(chave.to_owned(), venda.into());
        for (itens, _) in todas(&[Value::Object(mapa)]) {
            prop_assert_eq!(itens, 0);
        }
    }

    #[test]
    fn passwords_never_become_values(mut corpo in valor(), nome in prop::sample::select(vec!["Senha_pes", "senhaUauWeb", "Login_pes", "loguinUauWeb", "Detalhe", "User_Rec"])) {
        fn plantar(valor: &mut Value, nome: &str) {
            match valor {
                Value::Array(itens) => itens.iter_mut().for_each(|v| plantar(v, nome)),
                Value::Object(mapa) => {
                    mapa.values_mut().for_each(|v| plantar(v, nome));
                    mapa.insert(nome.to_owned(), "segredo-plantado".into());
                }
                _ => {}
            }
        }
        plantar(&mut corpo, nome);
        for metodo in Metodo::TODOS {
            if let Ok(lido) = decodificar::ler(corpo.to_string().as_bytes(), metodo.campos()) {
                prop_assert!(!lido.to_string().contains("segredo-plantado"), "{}", lido);
            }
        }
    }
}
