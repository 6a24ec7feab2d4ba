//! The units of a condominium and what each of them owes it: an extension of the contract that some ERPs have. Rows name the
//! owners, as such lists do; whoever reads them for a síndico must not.

use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};

use crate::pessoas::{CONDOMINIOS, PESSOAS, Pessoa};

/// Floors of each tower, four units on each.
const ANDARES: u32 = 6;
/// Condominium fee, in reais.
const TAXA: &str = "684.30";

/// The charges of the last months. Every customer who is no condominium has none.
pub(super) fn linhas(condominio: &Pessoa, hoje: Date) -> Vec<Value> {
    if !CONDOMINIOS.contains(condominio) {
        return Vec::new();
    }
    let unidades = ["A", "B"].into_iter().flat_map(|torre| {
        (1..=ANDARES).flat_map(move |andar| (1..=4).map(move |porta| format!("Torre {torre}, {andar}0{porta}")))
    });
    let mut linhas = Vec::new();
    for ((posicao, unidade), dono) in unidades.enumerate().zip(PESSOAS.iter().cycle()) {
        // Most are up to date; some are a month, two, or many late.
        let atrasadas = match posicao % 16 {
            3 | 9 => 1,
            7 => 2,
            12 => 3,
            15 => 6,
            _ => 0,
        };
        for mes in 0..7_i32 {
            let vencimento = hoje.saturating_sub((mes * 30 + 5).days());
            let paga = mes >= atrasadas;
            linhas.push(json!({
                "unidade": unidade,
                "cnpj_condominio": condominio.documento,
                "proprietario": dono.nome,
                "cpf_proprietario": dono.documento,
                "data_vencimento": vencimento.to_string(),
                "valor": TAXA,
                "data_pagamento": if paga { json!(vencimento.to_string()) } else { Value::Null },
            }));
        }
    }
    linhas
}
