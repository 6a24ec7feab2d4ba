//! The wrappers an answer may come in, and the refusal to take an error for an empty list.

use erp::ErroErp;
use serde_json::{Map, Value};

use crate::config::Recurso;

fn contrato(recurso: Recurso, detalhe: &str) -> ErroErp {
    ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) }
}

/// The rows of a list: `[…]`, `{"x":[…]}` with exactly one list, JSON:API `{"data":[{"attributes":{…}}]}`; `null` and an
/// empty object are no rows.
pub(crate) fn linhas(recurso: Recurso, corpo: Value) -> Result<Vec<Value>, ErroErp> {
    let lista = match corpo {
        Value::Null => Vec::new(),
        Value::Array(lista) => lista,
        Value::Object(mut mapa) => {
            recusar_erro(recurso, &mapa)?;
            recusar_pagina(recurso, &mapa)?;
            if mapa.is_empty() {
                return Ok(Vec::new());
            }
            if let Some(Value::Array(lista)) = mapa.remove("data") {
                // JSON:API puts `included` beside `data`; it is not a second answer.
                lista
            } else {
                let mut listas = mapa.into_iter().filter_map(|(_, valor)| match valor {
                    Value::Array(lista) => Some(lista),
                    _ => None,
                });
                match (listas.next(), listas.next()) {
                    (Some(unica), None) => unica,
                    (Some(_), Some(_)) => return Err(contrato(recurso, "objeto com mais de uma lista")),
                    (None, _) => return Err(contrato(recurso, "objeto sem lista")),
                }
            }
        }
        _ => return Err(contrato(recurso, "esperava uma lista, veio um valor simples")),
    };
    Ok(lista.into_iter().map(atributos).collect())
}

/// The candidates for "the customer": one object, a list of them, or either inside a wrapper. Blank objects are no
/// candidates.
pub(crate) fn registros(recurso: Recurso, corpo: Value) -> Result<Vec<Map<String, Value>>, ErroErp> {
    let candidatos = match corpo {
        Value::Null => Vec::new(),
        Value::Array(lista) => lista,
        Value::Object(mut mapa) => {
            recusar_erro(recurso, &mapa)?;
            recusar_pagina(recurso, &mapa)?;
            let dentro = if mapa.contains_key("data") {
                mapa.remove("data")
            } else if mapa.len() == 1 && mapa.values().all(|v| v.is_object() || v.is_array()) {
                mapa.into_iter().next().map(|(_, valor)| valor)
            } else {
                Some(Value::Object(mapa))
            };
            match dentro {
                Some(Value::Array(lista)) => lista,
                Some(Value::Null) | None => Vec::new(),
                Some(um) => vec![um],
            }
        }
        _ => return Err(contrato(recurso, "esperava um objeto, veio um valor simples")),
    };
    let mut registros = Vec::new();
    for candidato in candidatos {
        match atributos(candidato) {
            Value::Object(mapa) if mapa.values().all(sem_conteudo) => {}
            Value::Object(mapa) => {
                recusar_erro(recurso, &mapa)?;
                registros.push(mapa);
            }
            Value::Null => {}
            _ => return Err(contrato(recurso, "esperava um objeto, veio um valor simples")),
        }
    }
    Ok(registros)
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

/// A JSON:API resource as a plain row: its attributes, with the resource's `id` when they have none.
fn atributos(linha: Value) -> Value {
    match linha {
        Value::Object(mut mapa) => match mapa.remove("attributes") {
            Some(Value::Object(mut atributos)) => {
                if let (Some(id), false) = (mapa.remove("id"), atributos.contains_key("id")) {
                    atributos.insert("id".to_owned(), id);
                }
                Value::Object(atributos)
            }
            Some(outro) => {
                mapa.insert("attributes".to_owned(), outro);
                Value::Object(mapa)
            }
            None => Value::Object(mapa),
        },
        outra => outra,
    }
}

/// 200 with an error inside. The text of the error is not passed on: with a success status nobody wrote it for people.
fn recusar_erro(recurso: Recurso, mapa: &Map<String, Value>) -> Result<(), ErroErp> {
    for campo in ["erro", "erros", "error", "errors"] {
        if mapa.get(campo).is_some_and(|v| !sem_conteudo(v) && *v != Value::Bool(false) && v.as_i64() != Some(0)) {
            return Err(contrato(recurso, &format!("status de sucesso com um erro no campo `{campo}`")));
        }
    }
    for campo in ["sucesso", "success", "ok"] {
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
    for campo in ["status", "statusCode"] {
        let falha = mapa.get(campo).is_some_and(|v| match v {
            Value::String(texto) => {
                let texto = texto.trim().to_lowercase();
                matches!(texto.as_str(), "error" | "erro" | "fail" | "failed" | "failure" | "falha")
                    || texto.parse::<u16>().is_ok_and(|n| (400..600).contains(&n))
            }
            Value::Number(numero) => numero.as_u64().is_some_and(|n| (400..600).contains(&n)),
            _ => false,
        });
        if falha {
            return Err(contrato(recurso, &format!("status de sucesso com `{campo}` de erro no corpo")));
        }
    }
    Ok(())
}

/// The contract has no pages. An answer that announces more of them is half a list, and half a list is no answer.
fn recusar_pagina(recurso: Recurso, mapa: &Map<String, Value>) -> Result<(), ErroErp> {
    let onde = [
        Some(mapa),
        objeto(mapa, "links"),
        objeto(mapa, "meta"),
        objeto(mapa, "paginacao"),
        objeto(mapa, "pagination"),
    ];
    for parte in onde.into_iter().flatten() {
        let proxima =
            ["next", "next_page", "next_page_url", "nextPage", "proxima", "proxima_pagina"].iter().any(|campo| {
                parte.get(*campo).is_some_and(|v| !sem_conteudo(v) && *v != Value::Bool(false) && v.as_i64() != Some(0))
            });
        let mais = ["has_more", "hasMore", "has_next", "hasNext", "tem_mais"]
            .iter()
            .any(|c| parte.get(*c) == Some(&Value::Bool(true)));
        let paginas = ["total_pages", "totalPages", "last_page", "lastPage", "total_paginas"]
            .iter()
            .any(|c| parte.get(*c).and_then(Value::as_u64).is_some_and(|n| n > 1));
        if proxima || mais || paginas {
            return Err(contrato(
                recurso,
                "lista em páginas, que o contrato não prevê: configure o ERP para devolver tudo",
            ));
        }
    }
    Ok(())
}

fn objeto<'a>(mapa: &'a Map<String, Value>, campo: &str) -> Option<&'a Map<String, Value>> {
    mapa.get(campo).and_then(Value::as_object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_accepted_wrappers_give_the_same_rows() {
        let esperado = vec![json!({"id": "1", "a": 2})];
        for corpo in [
            json!([{"id": "1", "a": 2}]),
            json!({"boletos": [{"id": "1", "a": 2}]}),
            json!({"boletos": [{"id": "1", "a": 2}], "total": 1, "erro": null, "success": true, "status": "ok"}),
            json!({"data": [{"type": "x", "id": "1", "attributes": {"a": 2}}], "included": [], "links": {"next": null}}),
            json!({"data": [{"id": "9", "attributes": {"id": "1", "a": 2}}]}),
        ] {
            assert_eq!(linhas(Recurso::Contratos, corpo.clone()).as_ref(), Ok(&esperado), "{corpo}");
        }
    }

    #[test]
    fn none_is_null_an_empty_list_or_an_empty_object() {
        for corpo in [json!(null), json!([]), json!({}), json!({"boletos": []}), json!({"data": []})] {
            assert_eq!(linhas(Recurso::Contratos, corpo.clone()), Ok(vec![]), "{corpo}");
        }
    }

    #[test]
    fn anything_else_is_an_error_and_never_an_empty_list() {
        for corpo in [
            json!(1),
            json!("null"),
            json!(""),
            json!(true),
            json!({"a": [], "b": []}),
            json!({"boletos": null}),
            json!({"mensagem": "sem sistema"}),
            json!({"erro": "x", "boletos": []}),
            json!({"error": {"message": "x"}, "data": []}),
            json!({"errors": [{"title": "x"}]}),
            json!({"sucesso": false, "boletos": []}),
            json!({"success": "false", "boletos": []}),
            json!({"status": "error", "boletos": []}),
            json!({"status": 500, "boletos": []}),
            json!({"statusCode": "503", "boletos": []}),
            json!({"data": [], "links": {"next": "/x?page=2"}}),
            json!({"itens": [], "has_more": true}),
            json!({"data": [], "meta": {"last_page": 3}}),
        ] {
            let lido = linhas(Recurso::Contratos, corpo.clone());
            assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{corpo}: {lido:?}");
        }
    }
}
