//! JSON read through a list of allowed fields: what is not listed never becomes a value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How often JSON inside text inside JSON is followed.
const EMBRULHOS: u8 = 3;

/// Fields by which an answer of "success" admits that it is an error, read at the top of an answer only. `Detalhe`, a
/// stack trace, is not among them.
pub(super) const ERROS: [&str; 8] =
    ["sucesso", "success", "erro", "error", "errors", "mensagem", "message", "exceptionmessage"];

/// Reads bytes; the error says what is wrong without quoting them.
pub(crate) fn ler(corpo: &[u8], campos: &'static [&'static str]) -> Result<Value, String> {
    let corpo = corpo.strip_prefix(b"\xef\xbb\xbf").unwrap_or(corpo).trim_ascii();
    if corpo.is_empty() {
        return Err("resposta vazia".to_owned());
    }
    if corpo.starts_with(b"<") {
        return Err("HTML ou XML no lugar de JSON".to_owned());
    }
    let semente = Semente { campos, modo: Modo::Topo, embrulhos: EMBRULHOS };
    let mut leitor = serde_json::Deserializer::from_slice(corpo);
    let lido = semente.deserialize(&mut leitor).and_then(|valor| leitor.end().map(|()| valor));
    lido.map(Option::unwrap_or_default).map_err(|erro| {
        let problema = if erro.is_eof() { "JSON truncado" } else { "não é JSON" };
        format!("{problema} (linha {}, coluna {})", erro.line(), erro.column())
    })
}

/// The row that heads a `DataTable`: values are names of .NET types.
pub(super) fn nome_de_tipo(texto: &str) -> bool {
    texto.starts_with("System.")
        && ["mscorlib", "PublicKeyToken=", "System.Private.CoreLib"].iter().any(|p| texto.contains(p))
}

/// A field that holds a person's document, under whatever suffix; those of the company itself are none.
pub(crate) fn campo_de_documento(nome: &str) -> bool {
    let nome = nome.to_ascii_lowercase();
    (nome.contains("cpf") || nome.contains("cnpj")) && !nome.ends_with("_emp") && !nome.contains("empresa")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Modo {
    /// The answer itself.
    Topo,
    /// Under a listed field, or an element of the top list: everything.
    Valor,
    /// Under another field: lists and objects for what is inside them, and names of types; the rest is skipped.
    Estrutura,
}

#[derive(Clone, Copy)]
struct Semente {
    campos: &'static [&'static str],
    modo: Modo,
    embrulhos: u8,
}

impl Semente {
    fn em(self, modo: Modo) -> Self {
        Self { modo, ..self }
    }

    fn escalar(self, valor: impl Into<Value>) -> Option<Value> {
        (self.modo != Modo::Estrutura).then(|| valor.into())
    }

    /// JSON inside text, when it is a list or an object.
    fn de_dentro(self, texto: &str) -> Option<Value> {
        let aparado = texto.trim();
        let parece = match self.modo {
            // Text under a listed field is text unless it can hardly be anything but rows.
            Modo::Valor => aparado.starts_with("[{") || aparado.starts_with("{\""),
            Modo::Topo | Modo::Estrutura => aparado.starts_with(['[', '{', '"']),
        };
        if !parece || self.embrulhos == 0 {
            return None;
        }
        let dentro = Self { embrulhos: self.embrulhos - 1, ..self };
        let mut leitor = serde_json::Deserializer::from_str(aparado);
        let lido = dentro.deserialize(&mut leitor).ok()?;
        leitor.end().ok()?;
        lido
    }
}

impl<'de> DeserializeSeed<'de> for Semente {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, leitor: D) -> Result<Option<Value>, D::Error> {
        leitor.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Semente {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, valor: bool) -> Result<Option<Value>, E> {
        Ok(self.escalar(valor))
    }

    fn visit_i64<E>(self, valor: i64) -> Result<Option<Value>, E> {
        Ok(self.escalar(valor))
    }

    fn visit_u64<E>(self, valor: u64) -> Result<Option<Value>, E> {
        Ok(self.escalar(valor))
    }

    fn visit_f64<E>(self, valor: f64) -> Result<Option<Value>, E> {
        Ok(self.escalar(valor))
    }

    fn visit_str<E: Error>(self, texto: &str) -> Result<Option<Value>, E> {
        if let Some(dentro) = self.de_dentro(texto) {
            return Ok(Some(dentro));
        }
        Ok(if nome_de_tipo(texto) { Some(texto.into()) } else { self.escalar(texto) })
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(self.escalar(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lista: A) -> Result<Option<Value>, A::Error> {
        let modo = if self.modo == Modo::Topo { Modo::Valor } else { self.modo };
        let mut itens = Vec::new();
        while let Some(item) = lista.next_element_seed(self.em(modo))? {
            // A skipped element keeps its place: rows are counted.
            itens.push(item.unwrap_or_default());
        }
        Ok(Some(Value::Array(itens)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut objeto: A) -> Result<Option<Value>, A::Error> {
        let mut mapa = Map::new();
        while let Some(nome) = objeto.next_key::<String>()? {
            let igual = |campo: &&str| campo.eq_ignore_ascii_case(&nome);
            let listado = self.campos.iter().any(igual) || campo_de_documento(&nome);
            let de_erro = self.modo == Modo::Topo && ERROS.iter().any(igual);
            let modo = if listado || de_erro { Modo::Valor } else { Modo::Estrutura };
            if nome.eq_ignore_ascii_case("detalhe") {
                objeto.next_value::<IgnoredAny>()?;
            } else if let Some(valor) = objeto.next_value_seed(self.em(modo))? {
                mapa.insert(nome, valor);
            }
        }
        Ok(Some(Value::Object(mapa)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CAMPOS: &[&str] = &["cod_pes", "nome_pes"];

    fn lido(texto: &str) -> Value {
        ler(texto.as_bytes(), CAMPOS).unwrap()
    }

    #[test]
    fn passwords_are_skipped_wherever_they_are() {
        let texto = r#"[{"Pessoas":[{"cod_pes":1,"Senha_pes":"segredo","Login_pes":"segredo","outros":[{"senhaUauWeb":"segredo"}]}]}]"#;
        let lido = lido(texto);
        assert!(!lido.to_string().contains("segredo"), "{lido}");
        assert_eq!(lido, json!([{"Pessoas": [{"cod_pes": 1, "outros": [{}]}]}]));
    }

    #[test]
    fn the_stack_trace_is_skipped_and_the_message_is_not() {
        let texto = r#"{"Detalhe":{"x":["at UAU.Core"]},"Mensagem":"curta","Descricao":"x"}"#;
        assert_eq!(lido(texto), json!({"Mensagem": "curta"}));
        // Inside rows such words are no errors.
        assert_eq!(lido(r#"[{"Mensagem":"curta","cod_pes":1}]"#), json!([{"cod_pes": 1}]));
    }

    #[test]
    fn json_inside_text_is_opened_a_few_times_and_filtered_too() {
        let linhas = r#"[{"cod_pes":1,"Senha_pes":"segredo"}]"#;
        let uma = serde_json::to_string(linhas).unwrap();
        let duas = serde_json::to_string(&uma).unwrap();
        for texto in [&uma, &duas] {
            assert_eq!(lido(texto), json!([{"cod_pes": 1}]), "{texto}");
        }
        assert_eq!(lido(&format!("{{\"MyTable\":{uma}}}")), json!({"MyTable": [{"cod_pes": 1}]}));
        let mut fundo = linhas.to_owned();
        for _ in 0..6 {
            fundo = serde_json::to_string(&fundo).unwrap();
        }
        assert!(lido(&fundo).is_string());
    }

    #[test]
    fn text_that_only_looks_like_json_stays_text() {
        assert_eq!(lido(r#"[{"nome_pes":"[A] Bloco"}]"#), json!([{"nome_pes": "[A] Bloco"}]));
        assert_eq!(lido(r#"[{"nome_pes":"12"}]"#), json!([{"nome_pes": "12"}]));
    }

    #[test]
    fn the_schema_row_is_seen_even_when_none_of_its_columns_is_listed() {
        let tipo = "System.Int32, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";
        assert_eq!(lido(&format!(r#"[{{"outra":"{tipo}"}}]"#)), json!([{ "outra": tipo }]));
    }

    #[test]
    fn what_is_no_json_is_refused_without_being_quoted() {
        for (texto, parte) in [
            ("", "vazia"),
            ("  ", "vazia"),
            ("<html>segredo", "HTML"),
            (r#"[{"cod_pes":"segredo""#, "truncado"),
            ("segredo", "não é JSON"),
            (r#"[] "segredo""#, "não é JSON"),
        ] {
            let erro = ler(texto.as_bytes(), CAMPOS).unwrap_err();
            assert!(erro.contains(parte) && !erro.contains("segredo"), "{texto}: {erro}");
        }
        assert!(ler("[".repeat(10_000).as_bytes(), CAMPOS).is_err());
    }
}
