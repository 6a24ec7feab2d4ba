//! From rows to typed fields, and from typed rows to a [`Lista`].
//!
//! A field that is absent, `null`, blank or the text `"null"` is `None`; one that is there and cannot be read makes the row
//! unreadable, and the field is named. Nothing is guessed.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
};

use domain::{
    dinheiro::Dinheiro,
    documento::Documento,
    modelo::{ContratoId, Descarte, Lista, NumeroParcela},
};
use jiff::civil::Date;
use jmespath::{Rcvar, Variable};

use crate::{
    campos::Especie,
    dono::{Posse, comparar, nomeia_outro},
    formato::{DataLida, Formatos},
    mapeamento::{Campo, Consulta, Operacao},
    numero,
};

/// Longest descriptive text kept, in characters.
const TEXTO: usize = 500;
/// Longest key, line, payload or link kept, in bytes.
const CODIGO: usize = 2048;

/// A row as it came, and what it was asked with.
#[derive(Debug, Clone)]
pub(crate) struct Linha {
    pub(crate) dados: Rcvar,
    pub(crate) contrato: Option<String>,
    pub(crate) ano: Option<i16>,
}

/// A field that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lido {
    Texto(String),
    Dinheiro(Dinheiro),
    Data(Date),
    Inteiro(u32),
    Ano(i16),
    Numero(NumeroParcela),
    Parcela {
        texto: String,
        numero: Option<NumeroParcela>,
    },
    Contratos(Vec<ContratoId>),
    SimOuNao(bool),
    /// Base64 that is there; decoded only when the file is asked for.
    Presente,
}

/// The fields of a row that have a value.
#[derive(Debug, Default)]
pub(crate) struct Campos(BTreeMap<&'static str, Lido>);

/// The field that made a row unreadable, by its name in the mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ilegivel(pub(crate) &'static str);

macro_rules! tirar {
    ($($nome:ident: $variante:ident($tipo:ty)),+ $(,)?) => {
        $(pub(crate) fn $nome(&mut self, campo: &'static str) -> Option<$tipo> {
            match self.0.remove(campo)? {
                Lido::$variante(valor) => Some(valor),
                _ => None,
            }
        })+
    };
}

impl Campos {
    tirar! {
        texto: Texto(String),
        dinheiro: Dinheiro(Dinheiro),
        data: Data(Date),
        inteiro: Inteiro(u32),
        ano: Ano(i16),
        numero: Numero(NumeroParcela),
        contratos: Contratos(Vec<ContratoId>),
        sim_ou_nao: SimOuNao(bool),
    }

    pub(crate) fn parcela(&mut self, campo: &'static str) -> (Option<String>, Option<NumeroParcela>) {
        match self.0.remove(campo) {
            Some(Lido::Parcela { texto, numero }) => (Some(texto), numero),
            _ => (None, None),
        }
    }

    pub(crate) fn tem(&self, campo: &str) -> bool {
        self.0.contains_key(campo)
    }
}

/// Reads one field of a row: its value, nothing, or that it cannot be read.
pub(crate) fn campo(campo: &Campo, dados: &Rcvar, formatos: &Formatos) -> Result<Option<Lido>, Ilegivel> {
    let ilegivel = || Ilegivel(campo.nome);
    let valor = campo.expressao.avaliar(dados).map_err(|_| ilegivel())?;
    if em_branco(&valor) {
        return Ok(None);
    }
    let lido = match campo.especie {
        Especie::Chave | Especie::Codigo | Especie::Documento => codigo(&valor).map(Lido::Texto),
        // Text of another type only describes nothing; it is no reason to hide a debt.
        Especie::Texto => return Ok(texto(&valor).map(Lido::Texto)),
        Especie::Dinheiro => formatos.valor.ler(&valor).map(Lido::Dinheiro),
        Especie::Data => match formatos.data.ler(&valor) {
            Some(DataLida::Nenhuma) => return Ok(None),
            Some(DataLida::Dia(dia)) => Some(Lido::Data(dia)),
            None => None,
        },
        Especie::Parcela => return Ok(parcela(&valor)),
        // A number only describes too.
        Especie::Numero => return Ok(escalar(&valor).and_then(|t| numero::ler(&t)).map(Lido::Numero)),
        Especie::Inteiro => return Ok(escalar(&valor).and_then(|t| numero::inteiro(&t)).map(Lido::Inteiro)),
        Especie::Ano | Especie::AnoChave => escalar(&valor).and_then(|t| ano(&t)).map(Lido::Ano),
        Especie::Link => return Ok(link(&valor).map(Lido::Texto)),
        Especie::Base64 => valor.as_string().map(|_| Lido::Presente),
        Especie::Contratos => contratos(&valor).map(Lido::Contratos),
        Especie::SimOuNao => return Ok(sim_ou_nao(&valor).map(Lido::SimOuNao)),
    };
    lido.map(Some).ok_or_else(ilegivel)
}

/// Whose the row is.
pub(crate) fn posse(operacao: &Operacao, consulta: &Consulta, linha: &Linha, titular: &Documento) -> Posse {
    if let Some(campo) = consulta.campos.iter().find(|c| c.especie == Especie::Documento) {
        // Named by the mapping: a row that names nobody is not shown, and missed.
        return match campo.expressao.avaliar(&linha.dados) {
            Ok(valor) if !em_branco(&valor) => comparar(titular, &valor, operacao.formatos.sem_zeros),
            _ => Posse::Ilegivel,
        };
    }
    if nomeia_outro(titular, &linha.dados) {
        return Posse::Outro;
    }
    // Asked by contract, and the row says it is of another one.
    if let (Some(pedido), Some(mapa)) =
        (&linha.contrato, consulta.campos.iter().find(|c| c.especie == Especie::Contratos))
    {
        match campo(mapa, &linha.dados, &operacao.formatos) {
            Ok(Some(Lido::Contratos(ids))) if !ids.iter().any(|id| id.0 == *pedido) => return Posse::Outro,
            _ => {}
        }
    }
    Posse::Titular
}

/// All fields of a row.
pub(crate) fn campos(operacao: &Operacao, consulta: &Consulta, linha: &Linha) -> Result<Campos, Ilegivel> {
    let mut lidos = Campos::default();
    for c in consulta.campos.iter().filter(|c| c.especie != Especie::Documento) {
        match campo(c, &linha.dados, &operacao.formatos)? {
            Some(lido) => {
                lidos.0.insert(c.nome, lido);
            }
            None if matches!(c.especie, Especie::Chave | Especie::AnoChave) => return Err(Ilegivel(c.nome)),
            None => {}
        }
    }
    Ok(lidos)
}

/// The usable rows as items of our model, and what was left out and why.
pub(crate) fn lista<T>(
    operacao: &Operacao,
    consulta: &Consulta,
    linhas: &[Linha],
    titular: &Documento,
    montar: impl Fn(&Linha, Campos) -> Result<T, Ilegivel>,
) -> Lista<T> {
    let mut lista = Lista::default();
    let mut vistas = HashSet::new();
    let mut alheias = 0_usize;
    for (posicao, linha) in linhas.iter().enumerate() {
        let lido = match posse(operacao, consulta, linha, titular) {
            Posse::Outro => {
                alheias += 1;
                lista.descartes.push(Descarte::OutroTitular { posicao });
                continue;
            }
            Posse::Ilegivel => Err(Ilegivel("documento-titular")),
            Posse::Titular => campos(operacao, consulta, linha).and_then(|c| montar(linha, c)),
        };
        match lido {
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
            // The whole row is compared, not the key: two instalments of one invoice are not a repetition.
            Ok(_) if !vistas.insert((linha.dados.to_string(), &linha.contrato, linha.ano)) => {
                lista.descartes.push(Descarte::Repetida { posicao });
            }
            Ok(item) => lista.itens.push(item),
        }
    }
    let nome = operacao.recurso.nome();
    if alheias > 0 {
        tracing::warn!(operacao = nome, alheias, "o ERP devolveu linhas de outro documento; não foram mostradas");
    }
    let ilegiveis = lista.ilegiveis();
    if ilegiveis > 0 {
        let campos: BTreeSet<&str> = lista
            .descartes
            .iter()
            .filter_map(|d| match d {
                Descarte::Ilegivel { campo, .. } => Some(campo.as_str()),
                _ => None,
            })
            .collect();
        tracing::warn!(operacao = nome, ilegiveis, ?campos, "linhas do ERP que não puderam ser lidas");
    }
    lista
}

/// Absent in any spelling.
pub(crate) fn em_branco(valor: &Variable) -> bool {
    match valor {
        Variable::Null => true,
        Variable::String(texto) => {
            let texto = texto.trim();
            texto.is_empty() || texto.eq_ignore_ascii_case("null")
        }
        Variable::Array(lista) => lista.is_empty(),
        _ => false,
    }
}

/// Text of a string or of a whole number. A number that went through floating point lost digits and is no key.
pub(crate) fn escalar(valor: &Variable) -> Option<Cow<'_, str>> {
    match valor {
        Variable::String(texto) => Some(Cow::Borrowed(texto.trim())),
        Variable::Number(numero) if numero.is_i64() || numero.is_u64() => Some(Cow::Owned(numero.to_string())),
        Variable::Number(numero) => {
            let texto = numero.to_string();
            let inteiro = texto.strip_suffix(".0")?;
            (inteiro.len() <= 15 && inteiro.bytes().all(|b| b.is_ascii_digit())).then(|| Cow::Owned(inteiro.to_owned()))
        }
        _ => None,
    }
}

fn codigo(valor: &Variable) -> Option<String> {
    let texto = escalar(valor)?;
    (texto.len() <= CODIGO && !texto.chars().any(char::is_control)).then(|| texto.into_owned())
}

fn texto(valor: &Variable) -> Option<String> {
    let bruto = escalar(valor)?;
    let limpo: String = bruto.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXTO).collect();
    let limpo = limpo.split_whitespace().collect::<Vec<_>>().join(" ");
    (!limpo.is_empty()).then_some(limpo)
}

/// `[7, 60]` of an expression like `[numero, total]`, a number, or words with or without one.
fn parcela(valor: &Variable) -> Option<Lido> {
    let texto = match valor {
        Variable::Array(partes) => {
            let partes: Option<Vec<_>> = partes.iter().filter(|p| !em_branco(p)).map(|p| escalar(p)).collect();
            partes?.join("/")
        }
        um => texto(um)?,
    };
    let numero = numero::ler(&texto);
    let texto = match numero {
        Some(NumeroParcela { numero, total: Some(total) }) => format!("Parcela {numero} de {total}"),
        Some(NumeroParcela { numero, total: None }) => format!("Parcela {numero}"),
        None => texto,
    };
    Some(Lido::Parcela { texto, numero })
}

fn ano(texto: &str) -> Option<i16> {
    let texto = texto.trim();
    (texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit())).then(|| texto.parse().ok())?.filter(|a| *a > 1900)
}

/// A link to follow on the server: only `http` and `https` ones; anything else counts as absent.
fn link(valor: &Variable) -> Option<String> {
    let texto = codigo(valor)?;
    let url = url::Url::parse(&texto).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(texto)
}

fn contratos(valor: &Variable) -> Option<Vec<ContratoId>> {
    let textos: Vec<String> = match valor {
        Variable::Array(lista) => lista.iter().filter(|v| !em_branco(v)).map(|v| codigo(v)).collect::<Option<_>>()?,
        um => vec![codigo(um)?],
    };
    let mut contratos: Vec<ContratoId> = Vec::new();
    for id in textos.into_iter().map(ContratoId) {
        if id.0.len() > 200 {
            return None;
        }
        if !contratos.contains(&id) {
            contratos.push(id);
        }
    }
    Some(contratos)
}

fn sim_ou_nao(valor: &Variable) -> Option<bool> {
    if let Variable::Bool(sim) = valor {
        return Some(*sim);
    }
    match escalar(valor)?.to_lowercase().as_str() {
        "true" | "s" | "sim" | "1" | "ativo" | "ativa" | "a" | "y" | "yes" => Some(true),
        "false" | "n" | "nao" | "não" | "0" | "inativo" | "inativa" | "i" | "no" => Some(false),
        _ => None,
    }
}
