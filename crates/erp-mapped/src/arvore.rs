//! The configuration as a plain tree, whoever parsed it.
//!
//! The server reads its file into a tree of its own, with places and environment variables laid over it; it hands the part
//! of the mapping over in this form and finds the place of a mistake again by [`crate::ErroMapa::caminho`].

use std::collections::BTreeMap;

use crate::erro::{ErroMapa, Erros, juntar};

/// A value of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub enum Arvore {
    /// A text.
    Texto(String),
    /// A whole number.
    Inteiro(i64),
    /// `true` or `false`.
    Booleano(bool),
    /// A list.
    Lista(Vec<Arvore>),
    /// A table.
    Tabela(BTreeMap<String, Arvore>),
    /// Anything else TOML has (a date, a number with decimals), by what it is called in messages.
    Outro(&'static str),
}

impl Arvore {
    /// The tree of a TOML text.
    ///
    /// # Errors
    /// A syntax error, with line and column and without the offending text.
    pub fn ler_toml(texto: &str) -> Result<Self, ErroMapa> {
        texto.parse::<toml::Table>().map(|tabela| Self::de(toml::Value::Table(tabela))).map_err(|erro| {
            let inicio = erro.span().map_or(0, |s| s.start);
            let antes = texto.get(..inicio).unwrap_or_default();
            let linha = antes.matches('\n').count() + 1;
            let coluna = antes.rsplit('\n').next().map_or(0, |resto| resto.chars().count()) + 1;
            ErroMapa {
                caminho: String::new(),
                mensagem: format!("linha {linha}, coluna {coluna}: erro de sintaxe TOML"),
                correcao: "Confira aspas, colchetes e o sinal = nessa linha".to_owned(),
            }
        })
    }

    fn de(valor: toml::Value) -> Self {
        match valor {
            toml::Value::String(texto) => Self::Texto(texto),
            toml::Value::Integer(numero) => Self::Inteiro(numero),
            toml::Value::Boolean(b) => Self::Booleano(b),
            toml::Value::Array(itens) => Self::Lista(itens.into_iter().map(Self::de).collect()),
            toml::Value::Table(tabela) => Self::Tabela(tabela.into_iter().map(|(k, v)| (k, Self::de(v))).collect()),
            toml::Value::Float(_) => Self::Outro("um número com casas decimais"),
            toml::Value::Datetime(_) => Self::Outro("uma data"),
        }
    }

    fn especie(&self) -> &'static str {
        match self {
            Self::Texto(_) => "um texto",
            Self::Inteiro(_) => "um número inteiro",
            Self::Booleano(_) => "true ou false",
            Self::Lista(_) => "uma lista",
            Self::Tabela(_) => "uma tabela",
            Self::Outro(especie) => especie,
        }
    }
}

/// A table being read: its path, and which of its keys exist at all.
pub(crate) struct Secao<'a> {
    pub(crate) caminho: String,
    entradas: &'a BTreeMap<String, Arvore>,
}

impl<'a> Secao<'a> {
    /// The value as a table with only `chaves` in it (`None`: any).
    pub(crate) fn ler(
        caminho: &str,
        valor: &'a Arvore,
        chaves: Option<&[&str]>,
        onde: &str,
        erros: &mut Erros,
    ) -> Option<Self> {
        let Arvore::Tabela(entradas) = valor else {
            erros.junta(caminho, format!("esperava uma tabela, veio {}", valor.especie()), "Escreva { chave = … }");
            return None;
        };
        if let Some(chaves) = chaves {
            for nome in entradas.keys().filter(|k| !chaves.contains(&k.as_str())) {
                erros.desconhecida(&juntar(caminho, nome), onde, nome, chaves);
            }
        }
        Some(Self { caminho: caminho.to_owned(), entradas })
    }

    pub(crate) fn chave(&self, nome: &str) -> String {
        juntar(&self.caminho, nome)
    }

    pub(crate) fn valor(&self, nome: &str) -> Option<&'a Arvore> {
        self.entradas.get(nome)
    }

    pub(crate) fn entradas(&self) -> impl Iterator<Item = (&'a str, &'a Arvore)> + use<'a> {
        self.entradas.iter().map(|(k, v)| (k.as_str(), v))
    }

    pub(crate) fn texto(&self, nome: &str, erros: &mut Erros) -> Option<&'a str> {
        match self.entradas.get(nome)? {
            Arvore::Texto(texto) if texto.trim().is_empty() => {
                erros.junta(&self.chave(nome), "está vazio", "Preencha ou retire a chave");
                None
            }
            Arvore::Texto(texto) => Some(texto),
            outro => {
                let mensagem = format!("esperava um texto, veio {}", outro.especie());
                erros.junta(&self.chave(nome), mensagem, "Ponha o valor entre aspas");
                None
            }
        }
    }

    /// A number of `de` to `ate`.
    pub(crate) fn inteiro(&self, nome: &str, (de, ate): (i64, i64), erros: &mut Erros) -> Option<i64> {
        match self.entradas.get(nome)? {
            Arvore::Inteiro(numero) if (de..=ate).contains(numero) => Some(*numero),
            outro => {
                let mensagem = match outro {
                    Arvore::Inteiro(_) => "número fora da faixa".to_owned(),
                    _ => format!("esperava um número inteiro, veio {}", outro.especie()),
                };
                erros.junta(&self.chave(nome), mensagem, format!("Use um número de {de} a {ate}"));
                None
            }
        }
    }

    /// A key without which the table says nothing.
    pub(crate) fn obrigatorio(&self, nome: &str, exemplo: &str, erros: &mut Erros) -> Option<&'a str> {
        if !self.entradas.contains_key(nome) {
            erros.junta(&self.chave(nome), "falta esta chave", format!("Escreva {nome} = {exemplo}"));
            return None;
        }
        self.texto(nome, erros)
    }
}
