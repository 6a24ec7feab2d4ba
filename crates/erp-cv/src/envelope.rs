//! The wrappers a list may come in, its pages, and the refusal to take an error for an empty list.

use erp::ErroErp;
use serde_json::{Map, Value};

use leitura::Linha;

use crate::{config::Recurso, mapa};

/// Lists inside rows that are groups ("one unit, its instalments").
const GRUPOS: [&str; 3] = ["parcelas", "boletos", "lancamentos"];

/// Wrappers of any list; they win over other lists beside them.
const GENERICOS: [&str; 5] = ["dados", "data", "registros", "resultado", "retorno"];

/// Wrappers by what is in them.
const PROPRIOS: [&str; 6] = ["boletos", "parcelas", "unidades", "contratos", "extrato", "pessoas"];

/// Wrappers of one object or of another wrapper.
const OBJETOS: [&str; 6] = ["dados", "data", "resultado", "retorno", "pessoa", "cliente"];

/// One answer of a list.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Pagina {
    pub(crate) linhas: Vec<Value>,
    /// Which page the answer says it is.
    pub(crate) numero: Option<u64>,
    /// How many pages the answer says there are.
    pub(crate) paginas: Option<u64>,
    /// How many rows the answer says there are in all.
    pub(crate) total: Option<u64>,
}

pub(crate) fn contrato(recurso: Recurso, detalhe: &str) -> ErroErp {
    ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) }
}

/// The rows of a list: `[…]`, `{"dados":[…]}`, `{"x":[…]}` with exactly one list, `{"8417":{…}}`, one row alone, any of them
/// one or two wrappers deep.
pub(crate) fn pagina(recurso: Recurso, corpo: Value) -> Result<Pagina, ErroErp> {
    let mut pagina = Pagina::default();
    let linhas = desembrulhar(recurso, corpo, &mut pagina, 0)?;
    pagina.linhas = linhas.into_iter().flat_map(|linha| espalhar(recurso, linha)).collect();
    Ok(pagina)
}

fn desembrulhar(recurso: Recurso, corpo: Value, pagina: &mut Pagina, nivel: u8) -> Result<Vec<Value>, ErroErp> {
    let mut mapa = match corpo {
        Value::Null => return Ok(Vec::new()),
        Value::Array(lista) => return Ok(lista),
        Value::Object(mapa) => mapa,
        _ => return Err(contrato(recurso, "esperava uma lista, veio um valor simples")),
    };
    recusar_erro(recurso, &mapa)?;
    ler_pagina(recurso, &mapa, pagina)?;
    if mapa.is_empty() {
        return Ok(Vec::new());
    }
    // CVDW and others keep counters beside the list under the same names as lists elsewhere, so only lists count.
    if let Some(lista) = tirar_lista(&mut mapa, &GENERICOS) {
        return Ok(lista);
    }
    if mapa::chaves(recurso).iter().any(|chave| Linha(&mapa).valor(&[*chave]).is_some_and(|(_, v)| !v.is_object())) {
        return Ok(vec![Value::Object(mapa)]);
    }
    if let Some(lista) = tirar_lista(&mut mapa, &PROPRIOS) {
        return Ok(lista);
    }
    if nivel < 2
        && let Some(nome) = OBJETOS.iter().find(|n| mapa.get(**n).is_some_and(Value::is_object))
    {
        let dentro = mapa.remove(*nome).unwrap_or_default();
        return desembrulhar(recurso, dentro, pagina, nivel + 1);
    }
    if mapa.iter().all(|(chave, v)| v.is_object() && chave.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(mapa.into_iter().map(|(chave, valor)| com_id(&chave, valor)).collect());
    }
    if pagina.total == Some(0) {
        return Ok(Vec::new());
    }
    let mut listas = mapa.into_iter().filter_map(|(_, valor)| match valor {
        Value::Array(lista) => Some(lista),
        _ => None,
    });
    match (listas.next(), listas.next()) {
        (Some(unica), None) => Ok(unica),
        (Some(_), Some(_)) => Err(contrato(recurso, "objeto com mais de uma lista")),
        (None, _) => Err(contrato(recurso, "objeto sem lista")),
    }
}

fn tirar_lista(mapa: &mut Map<String, Value>, nomes: &[&str]) -> Option<Vec<Value>> {
    let nome = nomes.iter().find(|nome| mapa.get(**nome).is_some_and(Value::is_array))?;
    match mapa.remove(*nome) {
        Some(Value::Array(lista)) => Some(lista),
        _ => None,
    }
}

/// A row of an object keyed by id, with that key when it has none of its own.
fn com_id(chave: &str, valor: Value) -> Value {
    match valor {
        Value::Object(mut mapa) => {
            mapa.entry("id").or_insert_with(|| chave.into());
            Value::Object(mapa)
        }
        outro => outro,
    }
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

fn sem_conteudo(valor: &Value) -> bool {
    match valor {
        Value::Null => true,
        Value::String(texto) => texto.trim().is_empty() || texto.trim().eq_ignore_ascii_case("null"),
        Value::Array(lista) => lista.is_empty(),
        Value::Object(mapa) => mapa.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// 200 with an error inside. The text of the error is not passed on: with a success status nobody wrote it for people.
pub(crate) fn recusar_erro(recurso: Recurso, mapa: &Map<String, Value>) -> Result<(), ErroErp> {
    for campo in ["erro", "erros", "error", "errors"] {
        if mapa.get(campo).is_some_and(|v| !sem_conteudo(v) && *v != Value::Bool(false) && v.as_i64() != Some(0)) {
            return Err(contrato(recurso, &format!("status de sucesso com um erro no campo `{campo}`")));
        }
    }
    for campo in ["sucesso", "success"] {
        let nega = mapa.get(campo).is_some_and(|v| match v {
            Value::Bool(sim) => !sim,
            Value::String(texto) => matches!(texto.trim().to_lowercase().as_str(), "false" | "n" | "nao" | "não" | "0"),
            Value::Number(numero) => numero.as_i64() == Some(0),
            _ => false,
        });
        if nega {
            return Err(contrato(recurso, &format!("status de sucesso com `{campo}` falso")));
        }
    }
    for campo in ["status", "code", "codigo"] {
        let falha = mapa.get(campo).is_some_and(|v| match v {
            Value::String(texto) => matches!(texto.trim().to_lowercase().as_str(), "error" | "erro" | "fail" | "falha"),
            Value::Number(numero) => campo != "codigo" && numero.as_u64().is_some_and(|n| (400..600).contains(&n)),
            _ => false,
        });
        if falha {
            return Err(contrato(recurso, &format!("status de sucesso com `{campo}` de erro no corpo")));
        }
    }
    Ok(())
}

/// Reads CV's counters. A sign of more pages in another dialect is refused: half a list is no answer.
fn ler_pagina(recurso: Recurso, mapa: &Map<String, Value>, pagina: &mut Pagina) -> Result<(), ErroErp> {
    let objeto = |campo: &str| mapa.get(campo).and_then(Value::as_object);
    for parte in [Some(mapa), objeto("paginacao"), objeto("meta"), objeto("links")].into_iter().flatten() {
        let numero = |nomes: &[&str]| {
            nomes.iter().find_map(|nome| match parte.get(*nome)? {
                Value::Number(numero) => numero.as_u64(),
                Value::String(texto) => texto.trim().parse().ok(),
                _ => None,
            })
        };
        pagina.numero = pagina.numero.or_else(|| numero(&["pagina", "pagina_atual"]));
        pagina.paginas = pagina.paginas.or_else(|| numero(&["total_de_paginas", "total_paginas"]));
        pagina.total = pagina.total.or_else(|| numero(&["total_de_registros", "total_registros"]));
        let proxima = ["next", "next_page", "next_page_url", "proxima", "proxima_pagina"].iter().any(|campo| {
            parte.get(*campo).is_some_and(|v| !sem_conteudo(v) && *v != Value::Bool(false) && v.as_i64() != Some(0))
        });
        let mais = ["has_more", "hasMore", "tem_mais"].iter().any(|c| parte.get(*c) == Some(&Value::Bool(true)));
        let paginas = ["total_pages", "totalPages", "last_page"]
            .iter()
            .any(|c| parte.get(*c).and_then(Value::as_u64).is_some_and(|n| n > 1));
        if proxima || mais || paginas {
            return Err(contrato(recurso, "lista em páginas, contadas de um jeito que o adaptador não conhece"));
        }
    }
    Ok(())
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
