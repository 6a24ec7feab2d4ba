//! Rows of an answer: CV's wrappers, then the groups some lists are made of.

use cv::convencao::envelope::{self, Forma, Pagina};
use erp::ErroErp;
use leitura::Linha;
use serde_json::Value;

use crate::{config::Recurso, mapa};

/// Lists inside rows that are groups ("one unit, its instalments").
const GRUPOS: [&str; 3] = ["parcelas", "boletos", "lancamentos"];

/// Wrappers by what is in them.
const LISTAS: [&str; 6] = ["boletos", "parcelas", "unidades", "contratos", "extrato", "pessoas"];

/// Wrappers of one object or of another wrapper.
const OBJETOS: [&str; 6] = ["dados", "data", "resultado", "retorno", "pessoa", "cliente"];

pub(crate) fn contrato(recurso: Recurso, detalhe: &str) -> ErroErp {
    ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) }
}

/// The rows of a list in any of CV's wrappers, groups spread.
pub(crate) fn pagina(recurso: Recurso, corpo: Value) -> Result<Pagina, ErroErp> {
    let forma = Forma { chaves: mapa::chaves(recurso), listas: &LISTAS, objetos: &OBJETOS };
    let mut pagina = envelope::pagina(forma, corpo).map_err(|detalhe| contrato(recurso, &detalhe))?;
    pagina.linhas = pagina.linhas.into_iter().flat_map(|linha| espalhar(recurso, linha)).collect();
    Ok(pagina)
}

/// 200 with an error inside.
pub(crate) fn recusar_erro(recurso: Recurso, mapa: &serde_json::Map<String, Value>) -> Result<(), ErroErp> {
    envelope::recusar_erro(mapa).map_err(|detalhe| contrato(recurso, &detalhe))
}

/// A group as its rows, each with what the group says and the row does not; a list of years as one row a year.
fn espalhar(recurso: Recurso, linha: Value) -> Vec<Value> {
    let Value::Object(mut mapa) = linha else { return vec![linha] };
    if recurso == Recurso::Informes {
        if let Some(Value::Array(anos)) = mapa.remove("anos") {
            let com_ano = |ano: Value| {
                let mut linha = mapa.clone();
                linha.insert("ano".to_owned(), ano);
                Value::Object(linha)
            };
            return anos.into_iter().map(com_ano).collect();
        }
        return vec![Value::Object(mapa)];
    }
    if !matches!(recurso, Recurso::Boletos | Recurso::Extrato | Recurso::Antecipacao) {
        return vec![Value::Object(mapa)];
    }
    let grupo = GRUPOS.iter().find(|nome| {
        mapa.get(**nome).and_then(Value::as_array).is_some_and(|lista| lista.iter().all(Value::is_object))
    });
    // A boleto of several instalments lists them too; a group has no amount of its own.
    let e_grupo = Linha(&mapa).valor(mapa::VALOR).is_none();
    let Some(Value::Array(linhas)) = grupo.filter(|_| e_grupo).and_then(|nome| mapa.remove(*nome)) else {
        return vec![Value::Object(mapa)];
    };
    // The group's own key is the unit's or the contract's and not the row's.
    mapa.remove("id");
    linhas
        .into_iter()
        .map(|linha| {
            let Value::Object(mut propria) = linha else { return linha };
            for (campo, valor) in &mapa {
                propria.entry(campo.clone()).or_insert_with(|| valor.clone());
            }
            Value::Object(propria)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn linhas(recurso: Recurso, corpo: Value) -> Result<Vec<Value>, ErroErp> {
        pagina(recurso, corpo).map(|p| p.linhas)
    }

    #[test]
    fn the_wrappers_cv_uses_give_the_same_rows() {
        let esperado = Ok(vec![json!({"id": "1", "a": 2})]);
        for corpo in [
            json!([{"id": "1", "a": 2}]),
            json!({"dados": [{"id": "1", "a": 2}]}),
            json!({"pagina": 1, "registros": 5, "total_de_registros": 1, "total_de_paginas": 1, "dados": [{"id": "1", "a": 2}]}),
            json!({"status": "success", "dados": [{"id": "1", "a": 2}], "paginacao": {"total_de_paginas": 1}}),
            json!({"data": {"boletos": [{"id": "1", "a": 2}]}}),
            json!({"qualquer": [{"id": "1", "a": 2}], "sucesso": true, "mensagem": "ok", "codigo": 200}),
            json!({"1": {"id": "1", "a": 2}}),
            json!({"1": {"a": 2, "id": "1"}}),
            json!({"id": "1", "a": 2}),
        ] {
            assert_eq!(linhas(Recurso::Boletos, corpo.clone()), esperado, "{corpo}");
        }
    }

    #[test]
    fn groups_become_rows_that_remember_their_unit() {
        let corpo =
            json!([{"id": "9", "idunidade": 7, "parcelas": [{"id": 1, "valor": "5.00"}, {"id": 2, "idunidade": 8}]}]);
        let esperado = vec![json!({"id": 1, "valor": "5.00", "idunidade": 7}), json!({"id": 2, "idunidade": 8})];
        assert_eq!(linhas(Recurso::Extrato, corpo), Ok(esperado));
        // A boleto that lists what it charges stays one boleto.
        let boleto = json!({"id": 1, "valor": "5.00", "parcelas": [{"id": 8}, {"id": 9}]});
        assert_eq!(linhas(Recurso::Boletos, json!([boleto])), Ok(vec![boleto]));
        let anos = json!([{"idunidade": 7, "anos": [2024, 2025]}]);
        let esperado = vec![json!({"idunidade": 7, "ano": 2024}), json!({"idunidade": 7, "ano": 2025})];
        assert_eq!(linhas(Recurso::Informes, anos), Ok(esperado));
    }

    #[test]
    fn none_is_null_an_empty_list_an_empty_object_or_a_total_of_zero() {
        for corpo in
            [json!(null), json!([]), json!({}), json!({"dados": []}), json!({"total_de_registros": 0, "dados": null})]
        {
            assert_eq!(linhas(Recurso::Boletos, corpo.clone()), Ok(vec![]), "{corpo}");
        }
    }

    #[test]
    fn anything_else_is_an_error_and_never_an_empty_list() {
        for corpo in [
            json!(1),
            json!("null"),
            json!({"a": [], "b": []}),
            json!({"dados": null}),
            json!({"mensagem": "sem sistema"}),
            json!({"erro": "x", "dados": []}),
            json!({"error": "x", "code": 400}),
            json!({"sucesso": false, "dados": []}),
            json!({"status": "error", "dados": []}),
            json!({"code": 500, "dados": []}),
            json!({"data": {"error": "x", "boletos": []}}),
            json!({"data": [], "links": {"next": "/x?page=2"}}),
            json!({"data": [], "meta": {"last_page": 3}}),
        ] {
            let lido = linhas(Recurso::Boletos, corpo.clone());
            assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{corpo}: {lido:?}");
        }
    }

    #[test]
    fn pages_are_counted_as_cv_counts_them() {
        let corpo = json!({"pagina": "2", "total_de_paginas": 3, "total_de_registros": "250", "dados": []});
        let lida = pagina(Recurso::Extrato, corpo).unwrap();
        assert_eq!((lida.numero, lida.paginas, lida.total), (Some(2), Some(3), Some(250)));
    }
}
