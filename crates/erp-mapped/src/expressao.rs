//! JMESPath expressions: compiled and judged when the configuration is read, evaluated within bounds.
//!
//! JMESPath has no loops and no way back to the root, so every evaluation ends. What is left to bound is the expression
//! (length, nesting, how much its lists can multiply the data) and the document ([`crate::transporte`] and
//! `serde_json`'s depth of 128).

use std::fmt;

use jmespath::{Context, DEFAULT_RUNTIME, ErrorReason, Rcvar, ast::Ast};

use crate::erro::{Erros, mostrar};

/// Longest expression, in characters.
const TAMANHO: usize = 500;
/// Deepest nesting of brackets and prefixes.
const PROFUNDIDADE: usize = 32;
/// Most copies of its input that an expression may make with `[a, b]` and `{x: a}`.
const COPIAS: usize = 256;
/// Largest index or slice bound.
const INDICE: i32 = 100_000;

/// What an expression is for; decides which results make no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uso {
    /// Gives rows.
    Lista,
    /// Gives one text, number or date.
    Valor,
    /// Gives one value or a list of them.
    ValorOuLista,
}

/// A compiled expression.
#[derive(Clone)]
pub(crate) struct Expressao {
    ast: Ast,
    texto: String,
}

impl fmt::Debug for Expressao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texto)
    }
}

impl PartialEq for Expressao {
    fn eq(&self, outra: &Self) -> bool {
        self.texto == outra.texto
    }
}

impl Expressao {
    /// Compiles and judges; mistakes are reported under `caminho`.
    pub(crate) fn compilar(caminho: &str, texto: &str, uso: Uso, erros: &mut Erros) -> Option<Self> {
        if texto.chars().count() > TAMANHO {
            erros.junta(caminho, format!("expressão com mais de {TAMANHO} caracteres"), "Escreva uma mais curta");
            return None;
        }
        if aninhamento(texto) > PROFUNDIDADE {
            erros.junta(
                caminho,
                "expressão com parênteses ou colchetes demais, uns dentro dos outros",
                "Simplifique-a",
            );
            return None;
        }
        let ast = match jmespath::parse(texto) {
            Ok(ast) => ast,
            Err(erro) => {
                let motivo = match &erro.reason {
                    ErrorReason::Parse(motivo) => mostrar(motivo),
                    ErrorReason::Runtime(motivo) => mostrar(&motivo.to_string()),
                };
                let mensagem = format!("não é JMESPath (coluna {}): {motivo}", erro.offset + 1);
                erros.junta(caminho, mensagem, "Nomes com hífen, espaço ou acento vão entre aspas: '\"meu-campo\"'");
                return None;
            }
        };
        if let Err((mensagem, correcao)) = julgar(&ast, uso) {
            erros.junta(caminho, mensagem, correcao);
            return None;
        }
        Some(Self { ast, texto: texto.to_owned() })
    }

    /// As written.
    pub(crate) fn texto(&self) -> &str {
        &self.texto
    }

    /// Whether it may leave elements out (`[?…]`, `[a:b]`), so that what it gives is not as long as what it was given.
    pub(crate) fn filtra(&self) -> bool {
        filtra(&self.ast)
    }

    /// Evaluates over a part of a document. A function that meets a type it does not take is an error; its text names
    /// types and positions only.
    pub(crate) fn avaliar(&self, dados: &Rcvar) -> Result<Rcvar, String> {
        let mut contexto = Context::new(&self.texto, &DEFAULT_RUNTIME);
        jmespath::interpret(dados, &self.ast, &mut contexto).map_err(|erro| match erro.reason {
            ErrorReason::Runtime(motivo) => motivo.to_string(),
            // A literal inside the document's text may be in the other kind of reason.
            ErrorReason::Parse(_) => "a expressão não pôde ser calculada".to_owned(),
        })
    }
}

/// Depth of brackets plus prefixes, text in quotes left out: what the parser's and the interpreter's recursion depend on.
fn aninhamento(texto: &str) -> usize {
    let (mut atual, mut maior, mut aspas, mut escapado) = (0_usize, 0_usize, None, false);
    let mut prefixos = 0_usize;
    for c in texto.chars() {
        if let Some(fim) = aspas {
            match c {
                _ if escapado => escapado = false,
                '\\' => escapado = true,
                _ if c == fim => aspas = None,
                _ => {}
            }
            continue;
        }
        match c {
            '"' | '\'' | '`' => aspas = Some(c),
            '(' | '[' | '{' => {
                atual += 1;
                maior = maior.max(atual);
            }
            ')' | ']' | '}' => atual = atual.saturating_sub(1),
            '!' | '&' => prefixos += 1,
            _ => {}
        }
    }
    maior + prefixos / 2
}

/// Functions with the fewest and most arguments they take.
const FUNCOES: [(&str, usize, usize); 26] = [
    ("abs", 1, 1),
    ("avg", 1, 1),
    ("ceil", 1, 1),
    ("contains", 2, 2),
    ("ends_with", 2, 2),
    ("floor", 1, 1),
    ("join", 2, 2),
    ("keys", 1, 1),
    ("length", 1, 1),
    ("map", 2, 2),
    ("max", 1, 1),
    ("max_by", 2, 2),
    ("merge", 1, usize::MAX),
    ("min", 1, 1),
    ("min_by", 2, 2),
    ("not_null", 1, usize::MAX),
    ("reverse", 1, 1),
    ("sort", 1, 1),
    ("sort_by", 2, 2),
    ("starts_with", 2, 2),
    ("sum", 1, 1),
    ("to_array", 1, 1),
    ("to_number", 1, 1),
    ("to_string", 1, 1),
    ("type", 1, 1),
    ("values", 1, 1),
];

fn julgar(ast: &Ast, uso: Uso) -> Result<(), (String, String)> {
    let mut copias = 1_usize;
    percorrer(ast, &mut copias)?;
    if copias > COPIAS {
        return Err((
            "expressão que multiplica os dados demais".to_owned(),
            "Use menos listas [a, b] encadeadas".into(),
        ));
    }
    let resultado = resultado(ast);
    let (serve, esperado) = match uso {
        Uso::Lista => {
            (!matches!(resultado, Resultado::Objeto | Resultado::Logico | Resultado::Texto), "a lista das linhas")
        }
        Uso::Valor => {
            (!matches!(resultado, Resultado::Objeto | Resultado::Lista | Resultado::Logico), "um único valor")
        }
        Uso::ValorOuLista => {
            (!matches!(resultado, Resultado::Objeto | Resultado::Logico), "um valor ou uma lista de valores")
        }
    };
    if serve {
        return Ok(());
    }
    let nome = match resultado {
        Resultado::Objeto => "um objeto",
        Resultado::Lista => "uma lista",
        Resultado::Logico => "verdadeiro ou falso",
        Resultado::Texto | Resultado::Qualquer => "um texto",
    };
    let dica = if resultado == Resultado::Lista { " (para o primeiro da lista, acrescente ` | [0]`)" } else { "" };
    Err((format!("a expressão dá {nome}"), format!("Aqui cabe uma que dê {esperado}{dica}")))
}

/// What an expression certainly gives (besides null).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resultado {
    Objeto,
    Lista,
    Logico,
    Texto,
    Qualquer,
}

fn resultado(ast: &Ast) -> Resultado {
    match ast {
        Ast::MultiHash { .. } => Resultado::Objeto,
        Ast::MultiList { .. }
        | Ast::Projection { .. }
        | Ast::Flatten { .. }
        | Ast::ObjectValues { .. }
        | Ast::Slice { .. } => Resultado::Lista,
        Ast::Comparison { .. } | Ast::Not { .. } => Resultado::Logico,
        Ast::Subexpr { rhs, .. } => resultado(rhs),
        Ast::Function { name, .. } => match name.as_str() {
            "join" | "to_string" | "type" => Resultado::Texto,
            "keys" | "map" | "sort" | "sort_by" | "to_array" | "values" => Resultado::Lista,
            "merge" => Resultado::Objeto,
            "contains" | "ends_with" | "starts_with" => Resultado::Logico,
            _ => Resultado::Qualquer,
        },
        // Either side of `a || b` and `a && b` may come out.
        _ => Resultado::Qualquer,
    }
}

fn filtra(ast: &Ast) -> bool {
    match ast {
        Ast::Condition { .. } | Ast::Slice { .. } => true,
        Ast::Comparison { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. } => filtra(lhs) || filtra(rhs),
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => filtra(node),
        Ast::Function { args, .. } => args.iter().any(filtra),
        Ast::MultiList { elements, .. } => elements.iter().any(filtra),
        Ast::MultiHash { elements, .. } => elements.iter().any(|e| filtra(&e.value)),
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Literal { .. } | Ast::Index { .. } => false,
    }
}

fn percorrer(ast: &Ast, copias: &mut usize) -> Result<(), (String, String)> {
    let pequeno = |n: &i32| (-INDICE..=INDICE).contains(n);
    let grande = || Err(("índice grande demais".to_owned(), format!("Use um índice de até {INDICE}")));
    match ast {
        Ast::Comparison { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. } => {
            percorrer(lhs, copias)?;
            percorrer(rhs, copias)
        }
        Ast::Condition { predicate, then, .. } => {
            percorrer(predicate, copias)?;
            percorrer(then, copias)
        }
        Ast::Expref { ast: node, .. }
        | Ast::Flatten { node, .. }
        | Ast::Not { node, .. }
        | Ast::ObjectValues { node, .. } => percorrer(node, copias),
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Literal { .. } => Ok(()),
        Ast::Index { idx, .. } => {
            if pequeno(idx) {
                Ok(())
            } else {
                grande()
            }
        }
        Ast::Slice { start, stop, step, .. } => {
            if *step == 0 {
                return Err(("passo zero em [a:b:c]".to_owned(), "Use um passo diferente de zero".to_owned()));
            }
            if [start.unwrap_or(0), stop.unwrap_or(0), *step].iter().all(pequeno) { Ok(()) } else { grande() }
        }
        Ast::MultiList { elements, .. } => {
            *copias = copias.saturating_mul(elements.len().max(1));
            elements.iter().try_for_each(|e| percorrer(e, copias))
        }
        Ast::MultiHash { elements, .. } => {
            *copias = copias.saturating_mul(elements.len().max(1));
            elements.iter().try_for_each(|e| percorrer(&e.value, copias))
        }
        Ast::Function { name, args, .. } => {
            let Some((_, menos, mais)) = FUNCOES.iter().find(|(nome, ..)| nome == name) else {
                let nomes: Vec<&str> = FUNCOES.iter().map(|f| f.0).collect();
                return Err((format!("a função «{}» não existe", mostrar(name)), format!("Há: {}", nomes.join(", "))));
            };
            if !(*menos..=*mais).contains(&args.len()) {
                let mensagem = format!("a função {name} não aceita {} argumentos", args.len());
                return Err((mensagem, format!("Ela pede {menos}")));
            }
            args.iter().try_for_each(|a| percorrer(a, copias))
        }
    }
}

#[cfg(test)]
mod tests {
    use jmespath::Variable;
    use proptest::prelude::*;

    use super::*;

    fn compilar(texto: &str, uso: Uso) -> Result<Expressao, String> {
        let mut erros = Erros::default();
        Expressao::compilar("c", texto, uso, &mut erros)
            .ok_or_else(|| erros.0.first().map(ToString::to_string).unwrap_or_default())
    }

    #[test]
    fn what_cannot_give_the_field_its_value_is_refused_with_the_reason() {
        for (texto, uso, parte) in [
            ("a.", Uso::Valor, "coluna 3"),
            ("valor-atual.x[", Uso::Valor, "não é JMESPath"),
            ("[*].a", Uso::Valor, "uma lista"),
            ("{a: b}", Uso::Valor, "um objeto"),
            ("a == b", Uso::Valor, "verdadeiro ou falso"),
            ("a == b", Uso::Lista, "lista das linhas"),
            ("soma(a)", Uso::Valor, "«soma» não existe"),
            ("join(a)", Uso::Valor, "1 argumentos"),
            ("a[::0]", Uso::Lista, "passo zero"),
            ("a[2147483647]", Uso::Valor, "índice grande"),
            ("[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]", Uso::Lista, "multiplica"),
        ] {
            let erro = compilar(texto, uso).unwrap_err();
            assert!(erro.contains(parte), "{texto}: {erro}");
        }
        assert!(compilar(&"(".repeat(400), Uso::Valor).is_err());
        assert!(compilar(&"!".repeat(400), Uso::Valor).is_err());
        assert!(compilar(&"a".repeat(501), Uso::Valor).is_err());
    }

    #[test]
    fn what_is_needed_in_practice_is_accepted() {
        for texto in ["@", "dados[]", "dados[].parcelas[] || `[]`", "[?situacao=='Aberto']", "values(@)"] {
            assert!(compilar(texto, Uso::Lista).is_ok(), "{texto}");
        }
        for texto in
            ["codigo", "cliente.cpf", "a || b", "join('-', [a, b])", "\"meu-campo\"", "parcelas[0].id", "'fixo'"]
        {
            assert!(compilar(texto, Uso::Valor).is_ok(), "{texto}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_document_make_it_panic(texto in "[a-c@\\[\\]{}().|&!?*:,'\"`0-9= -]{0,60}", json in "[\\[\\]{}\":,0-9a-c ]{0,60}") {
            let documento = Variable::from_json(&json).unwrap_or(Variable::Null);
            for uso in [Uso::Lista, Uso::Valor, Uso::ValorOuLista] {
                if let Ok(expressao) = compilar(&texto, uso) {
                    let _ = expressao.avaliar(&Rcvar::new(documento.clone()));
                }
            }
        }
    }
}
