//! The TOML text as a tree in which every value remembers where it was written.
//!
//! An own tree, and not the parser's, because environment variables are laid over it and because it must outlive the
//! text. It holds secrets: no `Debug`.

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::problema::{Origem, Problema};

/// Keys of a table with the place of each key.
pub(super) type Entradas = BTreeMap<String, No>;

/// A value and its place.
pub(super) struct No {
    pub(super) valor: Valor,
    pub(super) origem: Origem,
}

/// A value.
pub(super) enum Valor {
    Texto(String),
    Inteiro(i64),
    Real,
    Booleano(bool),
    /// A TOML date or time, as written.
    Data(String),
    Lista(Vec<No>),
    Tabela(Entradas),
}

impl Valor {
    /// What it is, for "expected a text, found …".
    pub(super) fn especie(&self) -> &'static str {
        match self {
            Self::Texto(_) => "um texto",
            Self::Inteiro(_) => "um número inteiro",
            Self::Real => "um número com casas decimais",
            Self::Booleano(_) => "true ou false",
            Self::Data(_) => "uma data",
            Self::Lista(_) => "uma lista",
            Self::Tabela(_) => "uma tabela",
        }
    }
}

/// More than this in one file is not a configuration.
pub(super) const TAMANHO_MAXIMO: u64 = 1024 * 1024;
/// After a few syntax errors the rest are consequences of the first ones.
const ERROS_DE_SINTAXE: usize = 5;

/// Parses the text. Syntax errors carry line and column, never the offending line: it may hold a secret.
pub(super) fn ler(texto: &str, arquivo: &str) -> Result<Entradas, Vec<Problema>> {
    let linhas = Linhas::novo(texto);
    let (raiz, erros) = DeTable::parse_recoverable(texto);
    if erros.is_empty() {
        return Ok(tabela(raiz.get_ref(), &linhas));
    }
    let problemas = erros.iter().take(ERROS_DE_SINTAXE).map(|erro| {
        let origem = linhas.origem(erro.span().map_or(texto.len(), |s| s.start));
        let coluna = if let Origem::Arquivo { coluna, .. } = origem { coluna } else { 1 };
        let (mensagem, correcao) = explicar(erro.message());
        Problema {
            arquivo: arquivo.to_owned(),
            origem,
            chave: String::new(),
            mensagem: format!("coluna {coluna}: erro de sintaxe TOML: {mensagem}"),
            correcao: correcao.to_owned(),
        }
    });
    Err(problemas.collect())
}

fn tabela(de: &DeTable<'_>, linhas: &Linhas<'_>) -> Entradas {
    let entrada = |(chave, valor): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let nome: &std::borrow::Cow<'_, str> = chave.get_ref();
        (nome.to_string(), No { valor: converter(valor.get_ref(), linhas), origem: linhas.origem(chave.span().start) })
    };
    de.iter().map(entrada).collect()
}

fn converter(de: &DeValue<'_>, linhas: &Linhas<'_>) -> Valor {
    match de {
        DeValue::String(texto) => Valor::Texto(texto.to_string()),
        DeValue::Integer(numero) => {
            i64::from_str_radix(numero.as_str(), numero.radix()).map_or(Valor::Real, Valor::Inteiro)
        }
        DeValue::Float(_) => Valor::Real,
        DeValue::Boolean(b) => Valor::Booleano(*b),
        DeValue::Datetime(data) => Valor::Data(data.to_string()),
        DeValue::Array(itens) => Valor::Lista(
            itens
                .iter()
                .map(|i| No { valor: converter(i.get_ref(), linhas), origem: linhas.origem(i.span().start) })
                .collect(),
        ),
        DeValue::Table(t) => Valor::Tabela(tabela(t, linhas)),
    }
}

/// Byte offset to line and column.
struct Linhas<'a> {
    texto: &'a str,
    inicios: Vec<usize>,
}

impl<'a> Linhas<'a> {
    fn novo(texto: &'a str) -> Self {
        let inicios = std::iter::once(0).chain(texto.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Self { texto, inicios }
    }

    fn origem(&self, posicao: usize) -> Origem {
        let linha = self.inicios.partition_point(|&inicio| inicio <= posicao).max(1);
        let inicio = self.inicios.get(linha - 1).copied().unwrap_or(0);
        let coluna = self.texto.get(inicio..posicao).map_or(0, |trecho| trecho.chars().count()) + 1;
        Origem::Arquivo { linha, coluna }
    }
}

/// The parser's sentence in the operator's language, and what to do. Unknown sentences pass as they are.
fn explicar(mensagem: &str) -> (String, &'static str) {
    let conhecidas: &[(&str, &str, &str)] = &[
        ("duplicate key", "a chave já foi definida antes", "Deixe uma só das definições"),
        ("string values must be quoted", "texto sem aspas", "Ponha o valor entre aspas: chave = \"valor\""),
        ("key with no value", "chave sem valor", "Escreva chave = \"valor\""),
        ("missing value", "falta o valor depois do =", "Escreva chave = \"valor\""),
        ("extra `=`", "sinal = repetido", "Use um só ="),
        ("missing comma", "falta uma vírgula", "Separe os itens com vírgula"),
        ("extra comma", "vírgula sobrando", "Retire a vírgula"),
        ("unclosed array table", "colchetes [[…]] não foram fechados", "Escreva o nome da seção entre [[ e ]]"),
        ("unclosed array", "a lista não foi fechada", "Feche a lista com ]"),
        ("unclosed inline table", "a tabela { … } não foi fechada", "Feche-a com }"),
        ("unclosed table", "o nome da seção não foi fechado", "Escreva o nome da seção entre [ e ]"),
        (
            "invalid basic string",
            "texto entre aspas malformado",
            "Feche as aspas na mesma linha e escreva \\ como \\\\",
        ),
        ("invalid literal string", "texto entre aspas simples malformado", "Feche as aspas na mesma linha"),
        ("invalid unquoted key", "nome de chave inválido", "Chaves usam só letras sem acento, números, - e _"),
        ("carriage return", "fim de linha inválido", "Grave o arquivo com fins de linha do Unix ou do Windows"),
        ("recursion limit", "tabelas demais, uma dentro da outra", "Confira os pontos e as chaves { }"),
        ("cannot recurse", "tabelas demais, uma dentro da outra", "Confira os pontos e as chaves { }"),
    ];
    conhecidas.iter().find(|(inicio, ..)| mensagem.starts_with(inicio)).map_or_else(
        || (mensagem.to_owned(), "Confira aspas, colchetes e o sinal = nessa linha"),
        |(_, o_que, como)| ((*o_que).to_owned(), *como),
    )
}
