//! The wrappers a list may come in, its pages, and the refusal to take an error for an empty list.

use leitura::Linha;
use serde_json::{Map, Value};

/// Wrappers of any list; they win over other lists beside them.
const GENERICOS: [&str; 5] = ["dados", "data", "registros", "resultado", "retorno"];

/// What the rows of one operation look like and what they may be wrapped in, besides the wrappers of any list.
#[derive(Debug, Clone, Copy)]
pub struct Forma<'a> {
    /// Fields by which a lone object is known as a row.
    pub chaves: &'a [&'static str],
    /// Names of lists of such rows.
    pub listas: &'a [&'static str],
    /// Wrappers of one row or of another wrapper.
    pub objetos: &'a [&'static str],
}

/// One answer of a list.
#[derive(Debug, Default, PartialEq)]
pub struct Pagina {
    /// The rows.
    pub linhas: Vec<Value>,
    /// Which page the answer says it is.
    pub numero: Option<u64>,
    /// How many pages the answer says there are.
    pub paginas: Option<u64>,
    /// How many rows the answer says there are in all.
    pub total: Option<u64>,
}

fn erro(detalhe: &str) -> String {
    detalhe.to_owned()
}

/// The rows of a list: `[…]`, `{"dados":[…]}`, `{"x":[…]}` with exactly one list, `{"8417":{…}}`, one row alone, any of them
/// one or two wrappers deep.
///
/// # Errors
/// What is wrong with the answer, in words, without quoting it.
pub fn pagina(forma: Forma<'_>, corpo: Value) -> Result<Pagina, String> {
    let mut pagina = Pagina::default();
    pagina.linhas = desembrulhar(forma, corpo, &mut pagina, 0)?;
    Ok(pagina)
}

fn desembrulhar(forma: Forma<'_>, corpo: Value, pagina: &mut Pagina, nivel: u8) -> Result<Vec<Value>, String> {
    let mut mapa = match corpo {
        Value::Null => return Ok(Vec::new()),
        Value::Array(lista) => return Ok(lista),
        Value::Object(mapa) => mapa,
        _ => return Err(erro("esperava uma lista, veio um valor simples")),
    };
    recusar_erro(&mapa)?;
    ler_pagina(&mapa, pagina)?;
    if mapa.is_empty() {
        return Ok(Vec::new());
    }
    // CVDW and others keep counters beside the list under the same names as lists elsewhere, so only lists count.
    if let Some(lista) = tirar_lista(&mut mapa, &GENERICOS) {
        return Ok(lista);
    }
    if forma.chaves.iter().any(|chave| Linha(&mapa).valor(&[*chave]).is_some_and(|(_, v)| !v.is_object())) {
        return Ok(vec![Value::Object(mapa)]);
    }
    if let Some(lista) = tirar_lista(&mut mapa, forma.listas) {
        return Ok(lista);
    }
    if nivel < 2
        && let Some(nome) = forma.objetos.iter().find(|n| mapa.get(**n).is_some_and(Value::is_object))
    {
        let dentro = mapa.remove(*nome).unwrap_or_default();
        return desembrulhar(forma, dentro, pagina, nivel + 1);
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
        (Some(_), Some(_)) => Err(erro("objeto com mais de uma lista")),
        (None, _) => Err(erro("objeto sem lista")),
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
///
/// # Errors
/// The field that says it.
pub fn recusar_erro(mapa: &Map<String, Value>) -> Result<(), String> {
    for campo in ["erro", "erros", "error", "errors"] {
        if mapa.get(campo).is_some_and(|v| !sem_conteudo(v) && *v != Value::Bool(false) && v.as_i64() != Some(0)) {
            return Err(format!("status de sucesso com um erro no campo `{campo}`"));
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
            return Err(format!("status de sucesso com `{campo}` falso"));
        }
    }
    for campo in ["status", "code", "codigo"] {
        let falha = mapa.get(campo).is_some_and(|v| match v {
            Value::String(texto) => matches!(texto.trim().to_lowercase().as_str(), "error" | "erro" | "fail" | "falha"),
            Value::Number(numero) => campo != "codigo" && numero.as_u64().is_some_and(|n| (400..600).contains(&n)),
            _ => false,
        });
        if falha {
            return Err(format!("status de sucesso com `{campo}` de erro no corpo"));
        }
    }
    Ok(())
}

/// Reads CV's counters. A sign of more pages in another dialect is refused: half a list is no answer.
fn ler_pagina(mapa: &Map<String, Value>, pagina: &mut Pagina) -> Result<(), String> {
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
            return Err(erro("lista em páginas, contadas de um jeito que não se conhece aqui"));
        }
    }
    Ok(())
}
