//! Errors and pages inside an answer of success.

use std::collections::BTreeMap;

use jmespath::{Rcvar, Variable};

type Mapa = BTreeMap<String, Rcvar>;

/// A success that says there was an error. The text of the error is not passed on: nobody wrote it for people.
pub(crate) fn recusar_erro(corpo: &Variable) -> Result<(), String> {
    let Variable::Object(mapa) = corpo else { return Ok(()) };
    for campo in ["erro", "erros", "error", "errors", "Erro", "Error"] {
        if mapa.get(campo).is_some_and(|v| verdadeiro(v)) {
            return Err(format!("status de sucesso com um erro no campo `{campo}`"));
        }
    }
    for campo in ["sucesso", "success", "ok"] {
        let nega = mapa.get(campo).is_some_and(|v| match &**v {
            Variable::Bool(sim) => !sim,
            Variable::String(texto) => {
                matches!(texto.trim().to_lowercase().as_str(), "false" | "n" | "nao" | "não" | "0")
            }
            Variable::Number(numero) => numero.as_i64() == Some(0),
            _ => false,
        });
        if nega {
            return Err(format!("status de sucesso com `{campo}` falso"));
        }
    }
    for campo in ["status", "statusCode"] {
        let falha = mapa.get(campo).is_some_and(|v| match &**v {
            Variable::String(texto) => {
                let texto = texto.trim().to_lowercase();
                matches!(texto.as_str(), "error" | "erro" | "fail" | "failed" | "failure" | "falha")
                    || texto.parse::<u16>().is_ok_and(|n| (400..600).contains(&n))
            }
            Variable::Number(numero) => numero.as_u64().is_some_and(|n| (400..600).contains(&n)),
            _ => false,
        });
        if falha {
            return Err(format!("status de sucesso com `{campo}` de erro no corpo"));
        }
    }
    Ok(())
}

/// An answer that announces more pages to a mapping that asks for none is half a list.
pub(crate) fn recusar_pagina(corpo: &Variable) -> Result<(), String> {
    let Variable::Object(mapa) = corpo else { return Ok(()) };
    let dentro = |nome: &str| match mapa.get(nome).map(|v| &**v) {
        Some(Variable::Object(mapa)) => Some(mapa),
        _ => None,
    };
    for parte in
        [Some(mapa), dentro("links"), dentro("meta"), dentro("paginacao"), dentro("pagination")].into_iter().flatten()
    {
        let tem =
            |nomes: &[&str], vale: fn(&Variable) -> bool| nomes.iter().any(|n| parte.get(*n).is_some_and(|v| vale(v)));
        let mais_de_uma = |v: &Variable| matches!(v, Variable::Number(n) if n.as_u64().is_some_and(|n| n > 1));
        if tem(&["next", "next_page", "next_page_url", "nextPage", "proxima", "proxima_pagina"], verdadeiro)
            || tem(&["has_more", "hasMore", "has_next", "hasNext", "tem_mais"], |v| matches!(v, Variable::Bool(true)))
            || tem(&["total_pages", "totalPages", "last_page", "lastPage", "total_paginas"], mais_de_uma)
        {
            return Err("a resposta anuncia mais páginas: configure `paginacao`".to_owned());
        }
    }
    let contagem = |mapa: &Mapa, nome: &str| mapa.get(nome).and_then(|v| v.as_number());
    if let (Some(meta), Some(linhas)) = (dentro("resultSetMetadata"), mapa.get("results").and_then(|v| v.as_array()))
        && contagem(meta, "count").is_some_and(|n| n > f64::from(u32::try_from(linhas.len()).unwrap_or(u32::MAX)))
    {
        return Err("a resposta anuncia mais linhas do que trouxe: configure `paginacao`".to_owned());
    }
    Ok(())
}

fn verdadeiro(valor: &Variable) -> bool {
    match valor {
        Variable::Null | Variable::Expref(_) => false,
        Variable::Bool(sim) => *sim,
        Variable::Number(numero) => numero.as_f64() != Some(0.0),
        Variable::String(texto) => !texto.trim().is_empty() && !texto.trim().eq_ignore_ascii_case("null"),
        Variable::Array(lista) => !lista.is_empty(),
        Variable::Object(mapa) => !mapa.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_pages_inside_a_success_are_seen() {
        let ler = |json: &str| Variable::from_json(json).unwrap();
        for json in [
            r#"{"erro":"x"}"#,
            r#"{"errors":[1]}"#,
            r#"{"sucesso":"false"}"#,
            r#"{"success":0}"#,
            r#"{"status":500}"#,
            r#"{"statusCode":"503"}"#,
            r#"{"status":"error"}"#,
        ] {
            assert!(recusar_erro(&ler(json)).is_err(), "{json}");
        }
        for json in
            [r#"{"erro":null,"sucesso":true,"status":"ok"}"#, r#"{"error":"","errors":[],"erro":false}"#, "[]", "1"]
        {
            assert!(recusar_erro(&ler(json)).is_ok(), "{json}");
        }
        for json in [
            r#"{"links":{"next":"/x"}}"#,
            r#"{"has_more":true}"#,
            r#"{"meta":{"last_page":3}}"#,
            r#"{"resultSetMetadata":{"count":2},"results":[1]}"#,
        ] {
            assert!(recusar_pagina(&ler(json)).is_err(), "{json}");
        }
        for json in [
            r#"{"links":{"next":null}}"#,
            r#"{"meta":{"last_page":1}}"#,
            r#"{"resultSetMetadata":{"count":1},"results":[1]}"#,
            "[]",
        ] {
            assert!(recusar_pagina(&ler(json)).is_ok(), "{json}");
        }
    }
}
