//! The wrappers an answer may come in, and the refusal to take an error for an empty list.

use serde_json::{Map, Value};

use super::filtro::{ERROS, nome_de_tipo};

/// The rows of an answer, schema rows left out, elements that are no rows kept as `Null` so that they are reported.
///
/// Shapes: `[row…]`, one row alone, `[{"Table":[row…]}]`, `{"Table":[row…]}`, several tables in one object or list.
/// The error says what is wrong in words only.
pub(crate) fn linhas(corpo: Value, campos: &[&str]) -> Result<Vec<Value>, String> {
    let leitor = Leitor { campos };
    match corpo {
        // Web API writes the absence of a value this way.
        Value::Null => Ok(Vec::new()),
        Value::Array(itens) => Ok(leitor.lista(itens)),
        Value::Object(mapa) => {
            recusar_erro(&mapa)?;
            if leitor.eh_linha(&mapa) {
                return Ok(vec![Value::Object(mapa)]);
            }
            if esquema(&mapa) {
                return Ok(Vec::new());
            }
            if !mapa.values().any(|v| v.is_array() || v.is_object()) {
                return Err("objeto sem nenhum dos campos esperados".to_owned());
            }
            let linhas = leitor.tabelas(mapa);
            if linhas.iter().any(|l| !leitor.valor_eh_linha(l)) && !linhas.iter().any(|l| leitor.valor_eh_linha(l)) {
                return Err("objeto sem nenhum dos campos esperados".to_owned());
            }
            Ok(linhas)
        }
        _ => Err("esperava uma lista, veio um valor simples".to_owned()),
    }
}

/// An answer of success that says it is none.
pub(super) fn recusar_erro(mapa: &Map<String, Value>) -> Result<(), String> {
    let campo = |nome: &str| mapa.iter().find(|(k, _)| k.eq_ignore_ascii_case(nome)).map(|(_, v)| v);
    for nome in ["sucesso", "success"] {
        let falso = campo(nome).is_some_and(|v| match v {
            Value::Bool(sim) => !sim,
            Value::String(texto) => texto.trim().eq_ignore_ascii_case("false"),
            _ => false,
        });
        if falso {
            return Err("status de sucesso com um corpo que diz erro".to_owned());
        }
    }
    let mut mensagens = ERROS.iter().skip(2).filter_map(|nome| campo(nome));
    let cheia = |v: &Value| match v {
        Value::String(texto) => !texto.trim().is_empty(),
        Value::Object(mapa) => !mapa.is_empty(),
        Value::Array(lista) => !lista.is_empty(),
        _ => false,
    };
    if mensagens.any(cheia) { Err("status de sucesso com um corpo que diz erro".to_owned()) } else { Ok(()) }
}

struct Leitor<'a> {
    campos: &'a [&'a str],
}

impl Leitor<'_> {
    fn eh_linha(&self, mapa: &Map<String, Value>) -> bool {
        !esquema(mapa) && mapa.keys().any(|nome| self.campos.iter().any(|c| c.eq_ignore_ascii_case(nome)))
    }

    fn valor_eh_linha(&self, valor: &Value) -> bool {
        valor.as_object().is_some_and(|mapa| self.eh_linha(mapa))
    }

    fn lista(&self, itens: Vec<Value>) -> Vec<Value> {
        let mut linhas = Vec::with_capacity(itens.len());
        for item in itens {
            match item {
                Value::Object(mapa) if esquema(&mapa) => {}
                Value::Object(mapa) if self.eh_linha(&mapa) => linhas.push(Value::Object(mapa)),
                Value::Object(mapa) if mapa.values().any(|v| v.is_array() || v.is_object()) => {
                    linhas.extend(self.tabelas(mapa));
                }
                _ => linhas.push(Value::Null),
            }
        }
        linhas
    }

    /// The tables of a wrapper. One that holds none of the fields (telephones beside the person) is no answer to this
    /// question and is passed over when another is.
    fn tabelas(&self, mapa: Map<String, Value>) -> Vec<Value> {
        let mut achadas: Vec<Vec<Value>> = Vec::new();
        let mut outras: Vec<Vec<Value>> = Vec::new();
        for (_, valor) in mapa {
            let (da_questao, linhas) = match valor {
                Value::Array(itens) => {
                    let cabecalho = itens.iter().any(|i| self.tem_coluna(i));
                    let linhas = self.lista(itens);
                    (cabecalho || linhas.is_empty() || linhas.iter().any(|l| self.valor_eh_linha(l)), linhas)
                }
                Value::Object(mapa) => {
                    let linhas = self.lista(vec![Value::Object(mapa)]);
                    (linhas.iter().any(|l| self.valor_eh_linha(l)), linhas)
                }
                _ => continue,
            };
            if da_questao { achadas.push(linhas) } else { outras.push(linhas) }
        }
        if achadas.is_empty() { outras } else { achadas }.into_iter().flatten().collect()
    }

    /// Whether an element, the schema row included, has one of the columns.
    fn tem_coluna(&self, item: &Value) -> bool {
        let Value::Object(mapa) = item else { return false };
        mapa.keys().any(|nome| self.campos.iter().any(|c| c.eq_ignore_ascii_case(nome)))
    }
}

/// Recognised by content, wherever it stands: typed endpoints have none, and nobody promises that it is the first.
fn esquema(mapa: &Map<String, Value>) -> bool {
    let mut algum = false;
    for valor in mapa.values() {
        match valor {
            Value::String(texto) if nome_de_tipo(texto) => algum = true,
            Value::Null => {}
            _ => return false,
        }
    }
    algum
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TIPO: &str = "System.Int32, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";

    fn lidas(corpo: Value) -> Result<Vec<Value>, String> {
        linhas(corpo, &["a", "b"])
    }

    #[test]
    fn every_wrapper_gives_the_same_rows() {
        let esquema = json!({"a": TIPO, "b": "System.String, mscorlib, Version=4.0.0.0"});
        let (um, dois) = (json!({"a": 1}), json!({"a": 2, "b": "x"}));
        for corpo in [
            json!([um, dois]),
            json!([esquema, um, dois]),
            json!([um, esquema, dois]),
            json!([{"MyTable": [esquema, um, dois]}]),
            json!({"MyTable": [esquema, um, dois]}),
            json!([{"Recebidas": [esquema, um]}, {"Outra": [dois]}]),
            json!({"dados": [esquema, um, dois], "telefones": [{}, {}]}),
            json!([{"dados": [esquema, um, dois], "telefones": [{"x": TIPO}, {}]}]),
        ] {
            assert_eq!(lidas(corpo.clone()), Ok(vec![um.clone(), dois.clone()]), "{corpo}");
        }
        assert_eq!(lidas(um.clone()), Ok(vec![um]));
    }

    #[test]
    fn only_the_schema_row_or_nothing_at_all_is_no_rows() {
        for corpo in [
            json!([]),
            json!(null),
            json!([{"a": TIPO}]),
            json!([{"outra": TIPO}]),
            json!([{"MyTable": [{"a": TIPO}]}]),
            json!({"MyTable": []}),
            json!({"a": TIPO}),
        ] {
            assert_eq!(lidas(corpo.clone()), Ok(Vec::new()), "{corpo}");
        }
    }

    #[test]
    fn elements_that_are_no_rows_are_kept_to_be_reported() {
        assert_eq!(
            lidas(json!([1, {"a": 1}, null, {}])),
            Ok(vec![Value::Null, json!({"a": 1}), Value::Null, Value::Null])
        );
        assert_eq!(lidas(json!([{"MyTable": [{"a": 1}, {}]}])), Ok(vec![json!({"a": 1}), Value::Null]));
    }

    #[test]
    fn an_answer_that_is_none_is_never_an_empty_list() {
        for corpo in [
            json!(42),
            json!("texto"),
            json!(true),
            json!({}),
            json!({"sucesso": false, "dados": []}),
            json!({"Sucesso": "False", "a": 1}),
            json!({"Mensagem": "Objeto não definido", "MyTable": []}),
            json!({"error": {"x": 1}}),
            json!({"telefones": [{}]}),
        ] {
            assert!(lidas(corpo.clone()).is_err(), "{corpo}");
        }
        assert!(lidas(json!({"Sucesso": true, "Mensagem": "", "MyTable": [{"a": 1}]})).is_ok());
    }
}
