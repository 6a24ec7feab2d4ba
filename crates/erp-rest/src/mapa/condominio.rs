//! The charges of a condominium's units. Not a request of the contract: an extension for ERPs that have them.

use domain::{
    documento::Documento,
    modelo::{CobrancaDeUnidade, Descarte, Lista},
};
use leitura::{Ilegivel, Linha};
use serde_json::Value;

/// The condominium a row belongs to, where it says so.
const CONDOMINIO: [&str; 2] = ["cnpj_condominio", "documento_condominio"];

/// Rows of the condominium. Whatever a row says of an owner is not read: neither name nor document is among the fields below.
pub(crate) fn unidades_do_condominio(condominio: &Documento, linhas: &[Value]) -> Lista<CobrancaDeUnidade> {
    let mut lista = Lista::default();
    for (posicao, valor) in linhas.iter().enumerate() {
        let Some(mapa) = valor.as_object() else {
            lista.descartes.push(Descarte::Ilegivel { posicao, campo: "(linha)".to_owned() });
            continue;
        };
        let linha = Linha(mapa);
        let de_outro = linha.texto(&CONDOMINIO).is_some_and(|dito| {
            Documento::ler(&dito.to_uppercase()).map_or(true, |documento| documento != *condominio)
        });
        if de_outro {
            lista.descartes.push(Descarte::OutroTitular { posicao });
            continue;
        }
        match cobranca(linha) {
            Ok(cobranca) => lista.itens.push(cobranca),
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
        }
    }
    lista
}

fn cobranca(linha: Linha<'_>) -> Result<CobrancaDeUnidade, Ilegivel> {
    Ok(CobrancaDeUnidade {
        unidade: linha.id(&["unidade", "id_unidade"])?,
        vencimento: linha.data(&["data_vencimento", "vencimento"])?,
        valor: linha.dinheiro(&["valor_atual", "valor"])?,
        paga: linha.data(&["data_pagamento", "pago_em"])?.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn units_are_read_without_their_owners_and_another_condominium_is_left_out() {
        let nosso = Documento::ler("12.ABC.345/01DE-35").unwrap();
        let linhas = [
            json!({"unidade": "Torre A, 301", "data_vencimento": "2026-10-10", "valor": "812,40",
                "proprietario": "Fulana de Tal", "cpf": "529.982.247-25", "cnpj_condominio": "12ABC34501DE35"}),
            json!({"unidade": "Torre A, 302", "vencimento": "10/11/2026", "valor": 812.4, "data_pagamento": "2026-11-09"}),
            json!({"unidade": "1", "cnpj_condominio": "11.222.333/0001-81"}),
            json!({"data_vencimento": "2026-10-10"}),
            json!("texto"),
        ];
        let lida = unidades_do_condominio(&nosso, &linhas);
        let resumo: Vec<_> = lida.itens.iter().map(|c| (c.unidade.as_str(), c.paga, c.valor.is_some())).collect();
        assert_eq!(resumo, [("Torre A, 301", false, true), ("Torre A, 302", true, true)]);
        assert_eq!(lida.ilegiveis(), 2);
        assert!(lida.descartes.contains(&Descarte::OutroTitular { posicao: 2 }));
        let tudo = format!("{lida:?}");
        assert!(!tudo.contains("Fulana") && !tudo.contains("982"), "{tudo}");
    }
}
