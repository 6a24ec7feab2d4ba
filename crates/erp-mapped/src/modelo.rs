//! Text with placeholders: `/titulos/{contrato}`, `{ cpf = "{documento}" }`.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

use crate::{
    arvore::Arvore,
    erro::{Erros, juntar, mostrar},
};

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Marcador {
    /// The holder's document, digits (and capitals) only.
    Documento,
    /// The same with dots and hyphen.
    DocumentoFormatado,
    /// The same, only when it is a CPF.
    Cpf,
    /// The same, only when it is a CNPJ.
    Cnpj,
    /// The customer's code in the ERP.
    IdErp,
    /// A contract; makes one call for each.
    Contrato,
    /// A year; makes one call for each.
    Ano,
    /// Today, in the operation's format of dates.
    Data,
    /// The row's key, in requests for its file.
    Id,
    /// A part of a key that the mapping made of several, with `/` between them.
    Id1,
    /// The second part.
    Id2,
    /// The third part.
    Id3,
    /// Login only.
    Usuario,
    /// Login only.
    Senha,
}

impl Marcador {
    pub(crate) fn nome(self) -> &'static str {
        match self {
            Self::Documento => "documento",
            Self::DocumentoFormatado => "documento-formatado",
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::IdErp => "id-erp",
            Self::Contrato => "contrato",
            Self::Ano => "ano",
            Self::Data => "data",
            Self::Id => "id",
            Self::Id1 => "id-1",
            Self::Id2 => "id-2",
            Self::Id3 => "id-3",
            Self::Usuario => "usuario",
            Self::Senha => "senha",
        }
    }

    /// Whether a request with it is about the holder and nobody else.
    pub(crate) fn identifica(self) -> bool {
        matches!(
            self,
            Self::Documento
                | Self::DocumentoFormatado
                | Self::Cpf
                | Self::Cnpj
                | Self::IdErp
                | Self::Contrato
                | Self::Id
                | Self::Id1
                | Self::Id2
                | Self::Id3
        )
    }
}

/// Placeholders of lists.
pub(crate) const DE_LISTA: &[Marcador] = &[
    Marcador::Documento,
    Marcador::DocumentoFormatado,
    Marcador::Cpf,
    Marcador::Cnpj,
    Marcador::IdErp,
    Marcador::Contrato,
    Marcador::Ano,
    Marcador::Data,
];

/// Placeholders of the request for one row's file.
pub(crate) const DE_ARQUIVO: &[Marcador] = &[
    Marcador::Documento,
    Marcador::DocumentoFormatado,
    Marcador::Cpf,
    Marcador::Cnpj,
    Marcador::IdErp,
    Marcador::Contrato,
    Marcador::Ano,
    Marcador::Data,
    Marcador::Id,
    Marcador::Id1,
    Marcador::Id2,
    Marcador::Id3,
];

/// Placeholders of a login.
pub(crate) const DE_LOGIN: &[Marcador] = &[Marcador::Usuario, Marcador::Senha];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Parte {
    Fixa(String),
    Marcador {
        qual: Marcador,
        /// `{cpf?}`: without a value, what it stands in is left out.
        opcional: bool,
        /// `{ano:numero}`: a JSON number.
        numero: bool,
    },
}

/// A compiled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Modelo {
    partes: Vec<Parte>,
    fonte: String,
}

/// A placeholder without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SemValor(pub(crate) Marcador);

/// Gives the values of placeholders.
pub(crate) type Valores<'a> = dyn Fn(Marcador) -> Option<String> + Send + Sync + 'a;

impl Modelo {
    pub(crate) fn compilar(caminho: &str, texto: &str, aceitos: &[Marcador], erros: &mut Erros) -> Option<Self> {
        let mut partes = Vec::new();
        let mut fixa = String::new();
        let mut resto = texto;
        while let Some(c) = resto.chars().next() {
            if let Some(depois) = resto.strip_prefix("{{").or_else(|| resto.strip_prefix("}}")) {
                fixa.push(c);
                resto = depois;
            } else if c == '{' {
                let Some((dentro, depois)) = resto.strip_prefix('{').and_then(|r| r.split_once('}')) else {
                    erros.junta(caminho, "chave { sem }", "Feche o marcador, ou escreva {{ para uma chave de verdade");
                    return None;
                };
                if !fixa.is_empty() {
                    partes.push(Parte::Fixa(std::mem::take(&mut fixa)));
                }
                partes.push(marcador(caminho, dentro, aceitos, erros)?);
                resto = depois;
            } else if c == '}' {
                erros.junta(caminho, "chave } sem {", "Escreva }} para uma chave de verdade");
                return None;
            } else {
                fixa.push(c);
                resto = resto.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        if !fixa.is_empty() {
            partes.push(Parte::Fixa(fixa));
        }
        let unico = partes.len() == 1;
        if !unico
            && partes.iter().any(|p| matches!(p, Parte::Marcador { opcional, numero, .. } if *opcional || *numero))
        {
            erros.junta(
                caminho,
                "`?` e `:numero` só valem quando o marcador está sozinho",
                "Escreva só \"{marcador?}\"",
            );
            return None;
        }
        Some(Self { partes, fonte: texto.to_owned() })
    }

    /// As written: what may be shown of a request.
    pub(crate) fn fonte(&self) -> &str {
        &self.fonte
    }

    pub(crate) fn marcadores(&self) -> impl Iterator<Item = Marcador> + '_ {
        self.partes.iter().filter_map(|p| match p {
            Parte::Marcador { qual, .. } => Some(*qual),
            Parte::Fixa(_) => None,
        })
    }

    pub(crate) fn tem_sufixo(&self) -> bool {
        self.partes.iter().any(|p| matches!(p, Parte::Marcador { opcional, numero, .. } if *opcional || *numero))
    }

    /// The text with its values put in by `escapar`; `None` when all of it is an optional placeholder without a value.
    pub(crate) fn preencher(
        &self,
        valores: &Valores<'_>,
        escapar: impl Fn(&str) -> String,
    ) -> Result<Option<String>, SemValor> {
        let mut saida = String::new();
        for parte in &self.partes {
            match parte {
                Parte::Fixa(texto) => saida.push_str(texto),
                Parte::Marcador { qual, opcional, .. } => match valores(*qual).filter(|v| !v.is_empty()) {
                    Some(valor) => saida.push_str(&escapar(&valor)),
                    None if *opcional => return Ok(None),
                    None => return Err(SemValor(*qual)),
                },
            }
        }
        Ok(Some(saida))
    }

    fn como_numero(&self) -> bool {
        matches!(self.partes.as_slice(), [Parte::Marcador { numero: true, .. }])
    }
}

fn marcador(caminho: &str, dentro: &str, aceitos: &[Marcador], erros: &mut Erros) -> Option<Parte> {
    let (nome, opcional) = dentro.strip_suffix('?').map_or((dentro, false), |n| (n, true));
    let (nome, numero) = nome.strip_suffix(":numero").map_or((nome, false), |n| (n, true));
    let Some(qual) = aceitos.iter().find(|m| m.nome() == nome.trim()) else {
        let nomes: Vec<&str> = aceitos.iter().map(|m| m.nome()).collect();
        erros.desconhecida(caminho, "o marcador", nome, &nomes);
        return None;
    };
    Some(Parte::Marcador { qual: *qual, opcional, numero })
}

/// A JSON body with placeholders in its texts. Values are put into texts, so they cannot change its structure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Corpo {
    Texto(Modelo),
    Fixo(Value),
    Lista(Vec<Corpo>),
    Tabela(Vec<(String, Corpo)>),
}

impl Corpo {
    pub(crate) fn compilar(caminho: &str, valor: &Arvore, aceitos: &[Marcador], erros: &mut Erros) -> Option<Self> {
        match valor {
            Arvore::Texto(texto) => Modelo::compilar(caminho, texto, aceitos, erros).map(Self::Texto),
            Arvore::Inteiro(numero) => Some(Self::Fixo(Value::from(*numero))),
            Arvore::Booleano(b) => Some(Self::Fixo(Value::Bool(*b))),
            Arvore::Lista(itens) => itens
                .iter()
                .enumerate()
                .map(|(i, item)| Self::compilar(&format!("{caminho}[{i}]"), item, aceitos, erros))
                .collect::<Option<Vec<_>>>()
                .map(Self::Lista),
            Arvore::Tabela(entradas) => entradas
                .iter()
                .map(|(nome, item)| Some((nome.clone(), Self::compilar(&juntar(caminho, nome), item, aceitos, erros)?)))
                .collect::<Option<Vec<_>>>()
                .map(Self::Tabela),
            Arvore::Outro(especie) => {
                erros.junta(
                    caminho,
                    format!("{} não cabe em um corpo JSON daqui", mostrar(especie)),
                    "Ponha entre aspas",
                );
                None
            }
        }
    }

    pub(crate) fn marcadores(&self, em: &mut BTreeSet<Marcador>) {
        match self {
            Self::Texto(modelo) => em.extend(modelo.marcadores()),
            Self::Fixo(_) => {}
            Self::Lista(itens) => itens.iter().for_each(|i| i.marcadores(em)),
            Self::Tabela(itens) => itens.iter().for_each(|(_, i)| i.marcadores(em)),
        }
    }

    /// The JSON; `None` for an optional placeholder without a value.
    pub(crate) fn preencher(&self, valores: &Valores<'_>) -> Result<Option<Value>, SemValor> {
        Ok(Some(match self {
            Self::Fixo(valor) => valor.clone(),
            Self::Texto(modelo) => {
                let Some(texto) = modelo.preencher(valores, str::to_owned)? else { return Ok(None) };
                if modelo.como_numero() {
                    let numero = texto.parse::<u64>().ok().map(Number::from);
                    let marcador = modelo.marcadores().next().unwrap_or(Marcador::Id);
                    Value::Number(numero.ok_or(SemValor(marcador))?)
                } else {
                    Value::String(texto)
                }
            }
            Self::Lista(itens) => {
                let mut lista = Vec::with_capacity(itens.len());
                for item in itens {
                    lista.extend(item.preencher(valores)?);
                }
                Value::Array(lista)
            }
            Self::Tabela(itens) => {
                let mut mapa = Map::new();
                for (nome, item) in itens {
                    if let Some(valor) = item.preencher(valores)? {
                        mapa.insert(nome.clone(), valor);
                    }
                }
                Value::Object(mapa)
            }
        }))
    }
}

/// Percent-encoding of everything but unreserved characters: a value stays one segment or one parameter.
pub(crate) fn percentual(texto: &str) -> String {
    use std::fmt::Write as _;
    let mut saida = String::with_capacity(texto.len());
    for byte in texto.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.') {
            saida.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(saida, "%{byte:02X}");
        }
    }
    saida
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modelo(texto: &str) -> Result<Modelo, String> {
        let mut erros = Erros::default();
        Modelo::compilar("c", texto, DE_LISTA, &mut erros)
            .ok_or_else(|| erros.0.first().map(ToString::to_string).unwrap_or_default())
    }

    fn valores(qual: Marcador) -> Option<String> {
        match qual {
            Marcador::Documento => Some("a/../b?c=d&\"é{".to_owned()),
            Marcador::Ano => Some("2025".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn values_are_encoded_for_the_place_they_stand_in() {
        let cheio = modelo("/x/{documento}").unwrap().preencher(&valores, percentual).unwrap();
        assert_eq!(cheio.as_deref(), Some("/x/a%2F..%2Fb%3Fc%3Dd%26%22%C3%A9%7B"));
        let arvore = Arvore::ler_toml(
            "c = { cpf = \"{documento}\", ano = \"{ano:numero}\", fixo = 3, sem = \"{cpf?}\", l = [\"{ano}\"] }",
        )
        .unwrap();
        let Arvore::Tabela(raiz) = &arvore else { unreachable!() };
        let corpo = Corpo::compilar("c", &raiz["c"], DE_LISTA, &mut Erros::default()).unwrap();
        let json = corpo.preencher(&valores).unwrap().unwrap().to_string();
        assert_eq!(json, r#"{"ano":2025,"cpf":"a/../b?c=d&\"é{","fixo":3,"l":["2025"]}"#);
    }

    #[test]
    fn a_placeholder_without_a_value_is_named() {
        assert_eq!(modelo("/x/{contrato}").unwrap().preencher(&valores, percentual), Err(SemValor(Marcador::Contrato)));
        assert_eq!(modelo("{cpf?}").unwrap().preencher(&valores, percentual), Ok(None));
        let numero = Corpo::Texto(modelo("{documento:numero}").unwrap());
        assert_eq!(numero.preencher(&valores), Err(SemValor(Marcador::Documento)));
    }

    #[test]
    fn mistakes_name_the_nearest_placeholder() {
        for (texto, parte) in [
            ("{documeto}", "Você quis dizer `documento`?"),
            ("{senha}", "não existe"),
            ("{documento", "chave { sem }"),
            ("a}b", "chave } sem {"),
            ("x-{cpf?}", "sozinho"),
        ] {
            let erro = modelo(texto).unwrap_err();
            assert!(erro.contains(parte), "{texto}: {erro}");
        }
        assert_eq!(modelo("{{a}}").unwrap().preencher(&valores, percentual), Ok(Some("{a}".to_owned())));
    }
}
