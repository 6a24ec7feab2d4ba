//! A mapping, compiled and judged.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::header::{HeaderName, HeaderValue};

use crate::{
    arvore::{Arvore, Secao},
    campos::{Especie, Recurso},
    consistencia,
    erro::{ErroMapa, Erros},
    expressao::{Expressao, Uso},
    formato::Formatos,
    modelo::{DE_ARQUIVO, DE_LISTA, DE_LOGIN, Marcador},
    paginacao::Paginacao,
    pedido::Pedido,
};

/// A compiled mapping: what is the same for every customer of one kind of ERP. Addresses and credentials are not in it.
#[derive(Debug, Clone)]
pub struct Mapeamento {
    pub(crate) operacoes: BTreeMap<Recurso, Operacao>,
    pub(crate) login: Option<Login>,
    pub(crate) cabecalhos: Vec<(HeaderName, HeaderValue)>,
    avisos: Vec<ErroMapa>,
}

/// One list of the ERP.
#[derive(Debug, Clone)]
pub(crate) struct Operacao {
    pub(crate) recurso: Recurso,
    /// The list itself; years without a list of their own have only `arquivo`.
    pub(crate) consulta: Option<Consulta>,
    pub(crate) formatos: Formatos,
    /// Years asked about, counted back.
    pub(crate) anos: i16,
    pub(crate) arquivo: Option<PedidoArquivo>,
}

#[derive(Debug, Clone)]
pub(crate) struct Consulta {
    pub(crate) pedido: Pedido,
    pub(crate) marcadores: BTreeSet<Marcador>,
    pub(crate) paginacao: Paginacao,
    pub(crate) lista: Expressao,
    /// Lists inside the rows, level by level: the rows are then their elements, with the row around each as `pai`.
    pub(crate) itens: Vec<Expressao>,
    pub(crate) campos: Vec<Campo>,
}

/// A field of our model and where it is in a row.
#[derive(Debug, Clone)]
pub(crate) struct Campo {
    pub(crate) nome: &'static str,
    pub(crate) especie: Especie,
    pub(crate) expressao: Expressao,
}

/// How the file of one row is asked for.
#[derive(Debug, Clone)]
pub(crate) struct PedidoArquivo {
    pub(crate) pedido: Pedido,
    pub(crate) onde: OndeArquivo,
}

/// Where the file is in that answer.
#[derive(Debug, Clone)]
pub(crate) enum OndeArquivo {
    /// The answer itself, as bytes or as base64.
    Resposta,
    /// A link in it.
    Link(Expressao),
    /// Base64 in it.
    Base64(Expressao),
}

/// How a token is asked for with user and password.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) pedido: Pedido,
    pub(crate) cabecalhos: Vec<(HeaderName, HeaderValue)>,
    pub(crate) token: Expressao,
    pub(crate) validade: std::time::Duration,
}

const OPERACAO: [&str; 12] = [
    "metodo",
    "caminho",
    "query",
    "corpo",
    "paginacao",
    "lista",
    "itens",
    "campos",
    "formatos",
    "titular",
    "anos",
    "arquivo",
];
const ARQUIVO: [&str; 6] = ["metodo", "caminho", "query", "corpo", "url-pdf", "pdf-base64"];
const LOGIN: [&str; 7] = ["metodo", "caminho", "query", "corpo", "cabecalhos", "token", "validade-segundos"];

impl Mapeamento {
    /// The keys of [`Mapeamento::compilar`]'s table. Whoever keeps a mapping beside other keys hands over these.
    pub const CHAVES: [&'static str; 4] = ["operacoes", "formatos", "cabecalhos", "login"];

    /// Compiles the table that holds `operacoes` (and optionally the rest of [`Mapeamento::CHAVES`]). Other keys are
    /// errors.
    ///
    /// # Errors
    /// Every mistake found, in the order of the keys.
    pub fn compilar(arvore: &Arvore) -> Result<Self, Vec<ErroMapa>> {
        let mut erros = Erros::default();
        let lido = ler(arvore, &mut erros);
        match lido {
            Some(mapeamento) if erros.0.is_empty() => Ok(mapeamento),
            _ => Err(erros.0),
        }
    }

    /// What works and may still not be what was meant; for `check-config`.
    pub fn avisos(&self) -> &[ErroMapa] {
        &self.avisos
    }

    /// Names of the mapped operations, e.g. `boletos`.
    pub fn operacoes(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.operacoes.keys().map(|r| r.nome())
    }

    /// Whether the mapping has a `[login]`, which [`crate::Autenticacao::Login`] needs.
    pub fn tem_login(&self) -> bool {
        self.login.is_some()
    }
}

fn ler(arvore: &Arvore, erros: &mut Erros) -> Option<Mapeamento> {
    let raiz = Secao::ler("", arvore, Some(&Mapeamento::CHAVES), "a chave", erros)?;
    let formatos = raiz
        .valor("formatos")
        .map_or_else(Formatos::default, |v| Formatos::ler("formatos", v, &Formatos::default(), erros));
    let cabecalhos = raiz.valor("cabecalhos").map(|v| cabecalhos("cabecalhos", v, erros)).unwrap_or_default();
    let login = raiz.valor("login").and_then(|v| login(v, erros));
    let Some(valor) = raiz.valor("operacoes") else {
        erros.junta("operacoes", "falta esta chave", "Escreva ao menos [operacoes.boletos]");
        return None;
    };
    let nomes = Recurso::TODOS.map(Recurso::nome);
    let tabela = Secao::ler("operacoes", valor, Some(&nomes), "a operação", erros)?;
    let mut operacoes = BTreeMap::new();
    for recurso in Recurso::TODOS {
        if let Some(valor) = tabela.valor(recurso.nome())
            && let Some(operacao) = operacao(recurso, &tabela.chave(recurso.nome()), valor, &formatos, erros)
        {
            operacoes.insert(recurso, operacao);
        }
    }
    if tabela.entradas().next().is_none() {
        erros.junta("operacoes", "nenhuma operação", "Escreva ao menos [operacoes.boletos]");
    }
    consistencia::entre_si(&tabela, &operacoes, erros);
    let avisos = consistencia::avisos(&operacoes);
    Some(Mapeamento { operacoes, login, cabecalhos, avisos })
}

fn operacao(
    recurso: Recurso,
    caminho: &str,
    valor: &Arvore,
    em_volta: &Formatos,
    erros: &mut Erros,
) -> Option<Operacao> {
    let secao = Secao::ler(caminho, valor, Some(&OPERACAO), "a chave", erros)?;
    let formatos = secao
        .valor("formatos")
        .map_or_else(|| em_volta.clone(), |v| Formatos::ler(&secao.chave("formatos"), v, em_volta, erros));
    let arquivo = secao.valor("arquivo").and_then(|v| arquivo(recurso, &secao.chave("arquivo"), v, erros));
    let anos = secao.inteiro("anos", (1, 10), erros).and_then(|n| i16::try_from(n).ok()).unwrap_or(5);
    let pelo_pedido = match secao.texto("titular", erros) {
        None => false,
        Some("pedido") => true,
        Some(outro) => {
            erros.desconhecida(&secao.chave("titular"), "o modo", outro, &["pedido"]);
            return None;
        }
    };
    if secao.valor("caminho").is_none() && recurso == Recurso::Informes && secao.valor("arquivo").is_some() {
        // Years are offered as such, and each one's file is asked for on demand.
        return Some(Operacao { recurso, consulta: None, formatos, anos, arquivo: Some(arquivo?) });
    }
    let pedido = Pedido::compilar(&secao, DE_LISTA, erros);
    let paginacao = match secao.valor("paginacao") {
        Some(v) => Paginacao::ler(&secao.chave("paginacao"), v, erros),
        None => Some(Paginacao::nenhuma()),
    };
    let lista = secao.texto("lista", erros).or_else(|| secao.valor("lista").is_none().then_some("@"));
    let lista = lista.and_then(|t| Expressao::compilar(&secao.chave("lista"), t, Uso::Lista, erros));
    let itens = itens(&secao, erros);
    let campos = campos(recurso, &secao, erros);
    if let (Some(paginacao), Some(lista)) = (&paginacao, &lista)
        && paginacao.conta_linhas()
        && lista.filtra()
    {
        erros.junta(
            &secao.chave("lista"),
            "filtra linhas que a paginação precisa contar",
            "Deixe `lista` inteira e filtre em itens = \"[@] | [?…]\"",
        );
    }
    let (pedido, campos) = (pedido?, campos?);
    titularidade(&secao, &pedido, &campos, pelo_pedido, erros);
    if recurso.tem_arquivo() && arquivo.is_some() && campos.iter().any(|c| c.nome == "pdf-base64") {
        erros.junta(&secao.chave("arquivo"), "há também campos.pdf-base64", "Deixe um só dos dois");
    }
    let marcadores = pedido.marcadores();
    let consulta = Consulta { pedido, marcadores, paginacao: paginacao?, lista: lista?, itens: itens?, campos };
    Some(Operacao { recurso, consulta: Some(consulta), formatos, anos, arquivo })
}

/// `itens`: one expression, or one for each level.
fn itens(secao: &Secao<'_>, erros: &mut Erros) -> Option<Vec<Expressao>> {
    let chave = secao.chave("itens");
    let textos: Vec<&str> = match secao.valor("itens") {
        None => return Some(Vec::new()),
        Some(Arvore::Lista(niveis)) if (1..=3).contains(&niveis.len()) => niveis
            .iter()
            .map(|nivel| match nivel {
                Arvore::Texto(texto) => Some(texto.as_str()),
                _ => None,
            })
            .collect::<Option<_>>()
            .unwrap_or_default(),
        Some(_) => secao.texto("itens", erros).into_iter().collect(),
    };
    if textos.is_empty() {
        erros.junta(&chave, "esperava um texto ou uma lista de um a três textos", "Escreva itens = \"parcelas\"");
        return None;
    }
    textos.into_iter().map(|texto| Expressao::compilar(&chave, texto, Uso::Lista, erros)).collect()
}

fn campos(recurso: Recurso, secao: &Secao<'_>, erros: &mut Erros) -> Option<Vec<Campo>> {
    let Some(valor) = secao.valor("campos") else {
        erros.junta(&secao.chave("campos"), "falta esta chave", "Escreva ao menos campos.id");
        return None;
    };
    let nomes: Vec<&str> = recurso.campos().iter().map(|c| c.0).collect();
    let tabela = Secao::ler(&secao.chave("campos"), valor, Some(&nomes), "o campo", erros)?;
    let mut campos = Vec::new();
    for (nome, especie) in recurso.campos() {
        let Some(texto) = tabela.texto(nome, erros) else { continue };
        let uso = if matches!(especie, Especie::Contratos | Especie::Parcela) { Uso::ValorOuLista } else { Uso::Valor };
        if let Some(expressao) = Expressao::compilar(&tabela.chave(nome), texto, uso, erros) {
            campos.push(Campo { nome, especie: *especie, expressao });
        }
    }
    let (chave, _) = recurso.campos().first()?;
    if tabela.valor(chave).is_none() {
        erros.junta(
            &tabela.chave(chave),
            "falta esta chave, que identifica cada linha",
            format!("Escreva {chave} = \"nome-do-campo\""),
        );
    }
    Some(campos)
}

/// Every list says how its rows are known to be the holder's.
fn titularidade(secao: &Secao<'_>, pedido: &Pedido, campos: &[Campo], pelo_pedido: bool, erros: &mut Erros) {
    let nomeado = campos.iter().any(|c| c.nome == "documento-titular");
    if !nomeado && !pelo_pedido {
        erros.junta(
            &secao.caminho,
            "nada diz de quem são as linhas",
            "Mapeie campos.documento-titular, ou escreva titular = \"pedido\" se o ERP só devolve linhas de quem foi perguntado",
        );
    }
    if pelo_pedido && !pedido.identifica() {
        erros.junta(
            &secao.chave("titular"),
            "o pedido não diz de quem é",
            "Ponha {documento}, {id-erp} ou {contrato} no caminho, em query ou no corpo",
        );
    }
}

fn arquivo(recurso: Recurso, caminho: &str, valor: &Arvore, erros: &mut Erros) -> Option<PedidoArquivo> {
    let secao = Secao::ler(caminho, valor, Some(&ARQUIVO), "a chave", erros)?;
    if !recurso.tem_arquivo() {
        erros.junta(caminho, format!("{} não têm arquivo", recurso.nome()), "Retire a chave");
        return None;
    }
    let pedido = Pedido::compilar(&secao, DE_ARQUIVO, erros)?;
    let (proprio, proprios): (_, &[Marcador]) = if recurso == Recurso::Informes {
        (Marcador::Ano, &[Marcador::Ano])
    } else {
        (Marcador::Id, &[Marcador::Id, Marcador::Id1, Marcador::Id2, Marcador::Id3])
    };
    if !pedido.marcadores().iter().any(|m| proprios.contains(m)) {
        erros.junta(
            caminho,
            "o pedido não diz de qual linha é o arquivo",
            format!("Ponha {{{}}} no caminho, em query ou no corpo", proprio.nome()),
        );
        return None;
    }
    if recurso == Recurso::Informes && !pedido.identifica() {
        erros.junta(caminho, "o pedido não diz de quem é", "Ponha {documento} ou {id-erp} no pedido");
        return None;
    }
    let expressao = |nome: &str, erros: &mut Erros| match secao.texto(nome, erros) {
        Some(texto) => Expressao::compilar(&secao.chave(nome), texto, Uso::Valor, erros),
        None => None,
    };
    let onde = match (expressao("url-pdf", erros), expressao("pdf-base64", erros)) {
        (Some(_), Some(_)) => {
            erros.junta(caminho, "url-pdf e pdf-base64 ao mesmo tempo", "Deixe um só dos dois");
            return None;
        }
        (Some(link), None) => OndeArquivo::Link(link),
        (None, Some(base64)) => OndeArquivo::Base64(base64),
        (None, None) => OndeArquivo::Resposta,
    };
    Some(PedidoArquivo { pedido, onde })
}

fn login(valor: &Arvore, erros: &mut Erros) -> Option<Login> {
    let secao = Secao::ler("login", valor, Some(&LOGIN), "a chave", erros)?;
    let pedido = Pedido::compilar(&secao, DE_LOGIN, erros);
    let cabecalhos = secao.valor("cabecalhos").map(|v| cabecalhos("login.cabecalhos", v, erros)).unwrap_or_default();
    let token = secao.obrigatorio("token", "\"accessToken\" (ou \"@\", se a resposta é o próprio token)", erros)?;
    let token = Expressao::compilar("login.token", token, Uso::Valor, erros)?;
    let segundos = secao.inteiro("validade-segundos", (60, 86_400), erros).unwrap_or(3000);
    let validade = std::time::Duration::from_secs(u64::try_from(segundos).unwrap_or(3000));
    Some(Login { pedido: pedido?, cabecalhos, token, validade })
}

/// Headers that are no secret, sent with every call.
fn cabecalhos(caminho: &str, valor: &Arvore, erros: &mut Erros) -> Vec<(HeaderName, HeaderValue)> {
    const DO_TRANSPORTE: [&str; 9] = [
        "host",
        "content-length",
        "content-type",
        "transfer-encoding",
        "connection",
        "accept",
        "te",
        "authorization",
        "cookie",
    ];
    let Some(secao) = Secao::ler(caminho, valor, None, "o cabeçalho", erros) else { return Vec::new() };
    let mut lidos = Vec::new();
    for (nome, _) in secao.entradas() {
        let Some(texto) = secao.texto(nome, erros) else { continue };
        match (nome.parse::<HeaderName>(), HeaderValue::from_str(texto)) {
            (Ok(nome), Ok(_)) if DO_TRANSPORTE.contains(&nome.as_str()) => {
                erros.junta(
                    &secao.chave(nome.as_str()),
                    "este cabeçalho não se escolhe aqui",
                    "Credenciais vão em `autenticacao`",
                );
            }
            (Ok(nome), Ok(valor)) => lidos.push((nome, valor)),
            _ => erros.junta(&secao.chave(nome), "não é um cabeçalho", "Use letras, números e hífen"),
        }
    }
    lidos
}
