//! CV's answer about a token, read into a person.
//!
//! CV's answers vary by route and version: bare objects, `{"dados":{…}}`, `{"pessoas":[{…}]}`, ids as text or number,
//! flags as "S", "Sim", true or 1. The pointers of the configuration say where to look; this module says what counts.

use domain::documento::{Cnpj, Documento, ErroDocumento};
use serde_json::{Map, Value};

use super::erro::{ErroResolucao, Falha, SemDocumento};
use crate::server::{
    config::{Discriminador, Resolvedor},
    cripto::resumo,
    session::Empreendimento,
};

/// Names under which CV wraps a person.
const ENVELOPES: [&str; 6] = ["dados", "data", "pessoas", "pessoa", "registros", "cliente"];
/// Words in `documento_tipo` that make a document a foreign one, whatever its digits look like.
const TIPOS_ESTRANGEIROS: [&str; 7] = ["passaporte", "passport", "rne", "rnm", "dni", "estrangeir", "internacional"];
/// How many envelopes are opened.
const PROFUNDIDADE: usize = 2;
/// Longest name kept, in characters.
const NOME_MAXIMO: usize = 200;
/// Longest code in the ERP, in characters. A longer one is not a code.
const ID_MAXIMO: usize = 64;

/// A person as CV proved it.
#[derive(Clone, PartialEq, Eq)]
pub struct Identidade {
    /// Valid document.
    pub documento: Documento,
    /// Name as CV writes it.
    pub nome: Option<String>,
    /// Code in the ERP (`idpessoa_int`).
    pub id_erp: Option<String>,
    /// What a síndico looks after, in the order of CV's answer.
    pub empreendimentos: Vec<Empreendimento>,
}

/// The document prints masked; name and code only say whether they are there.
impl std::fmt::Debug for Identidade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identidade")
            .field("documento", &self.documento)
            .field("nome", &self.nome.as_ref().map(|_| "…"))
            .field("id_erp", &self.id_erp.as_ref().map(|_| "…"))
            .field("empreendimentos", &self.empreendimentos.len())
            .finish()
    }
}

/// Reads the body of a successful answer.
///
/// Each pointer is tried on the answer as it came and inside its envelopes (up to two, a list counts when it has exactly
/// one element); the first non-empty value wins. Name and code are looked for beside the document first, then outside it.
/// A person is inactive only when `ativo`, `ativo_painel` or `ativo_login` says so in words we know: "N", "Não", "Inativo",
/// "false", false or 0. Absent, empty or unknown values are not a refusal, because CV leaves these fields out of most answers.
///
/// # Errors
/// Everything that is not exactly one active person of this role with a usable document; see [`ErroResolucao`].
pub fn extrair(resposta: &Value, regras: &Resolvedor) -> Result<Identidade, ErroResolucao> {
    let niveis = niveis(resposta)?;
    let documento = documento(&niveis, &regras.documento)?;
    if documento.resultado == Err(SemDocumento::Ausente) {
        if let Some(erro) = erro_no_corpo(resposta) {
            return Err(erro);
        }
        match niveis.fim {
            Fim::Vazio => return Err(ErroResolucao::Recusado),
            Fim::Varias => return Err(ErroResolucao::Ambigua),
            Fim::Folha => {}
        }
    }
    if let Some(discriminador) = &regras.papel {
        conferir_papel(&niveis, discriminador)?;
    }
    if niveis.vistas.iter().copied().chain(documento.dono).any(inativo) {
        return Err(ErroResolucao::Inativo);
    }
    let proximos = &niveis.vistas[..documento.alcance];
    let id_erp = primeiro(proximos, &regras.id_erp).filter(|id| id.chars().count() <= ID_MAXIMO);
    match documento.resultado {
        Ok(documento) => {
            let nome = primeiro(proximos, &regras.nome).map(|nome| nome.chars().take(NOME_MAXIMO).collect());
            Ok(Identidade {
                documento,
                nome,
                id_erp,
                empreendimentos: empreendimentos(proximos, &regras.empreendimentos),
            })
        }
        Err(motivo) if id_erp.is_some() => Err(ErroResolucao::SomenteIdErp(motivo)),
        Err(motivo) => Err(ErroResolucao::SemDocumento(motivo)),
    }
}

/// Reads the body of a successful answer about staff, who have no document at CV: the first non-empty of `identificacao` names
/// them. What is kept of it is a digest, in the place of the document: it tells two of them apart and says nothing else.
///
/// # Errors
/// As [`extrair`].
pub fn extrair_equipe(resposta: &Value, regras: &Resolvedor) -> Result<Identidade, ErroResolucao> {
    let niveis = niveis(resposta)?;
    if let Some(discriminador) = &regras.papel {
        conferir_papel(&niveis, discriminador)?;
    }
    if niveis.vistas.iter().copied().any(inativo) {
        return Err(ErroResolucao::Inativo);
    }
    let Some(quem) = primeiro(&niveis.vistas, &regras.identificacao) else {
        let vazio = if niveis.fim == Fim::Varias { ErroResolucao::Ambigua } else { ErroResolucao::Recusado };
        return Err(erro_no_corpo(resposta).unwrap_or(vazio));
    };
    let nome = primeiro(&niveis.vistas, &regras.nome).map(|nome| nome.chars().take(NOME_MAXIMO).collect());
    Ok(Identidade { nome, ..Identidade::equipe(&quem).ok_or_else(|| contrato("identificação ilegível"))? })
}

impl Identidade {
    /// Somebody of the staff, by whatever CV names them by; capitals do not count.
    pub fn equipe(identificacao: &str) -> Option<Self> {
        let digest = resumo(identificacao.trim().to_lowercase().as_bytes());
        let numero = u128::from_be_bytes(*digest.first_chunk()?) >> 32;
        let documento = Documento::estrangeiro(&format!("EQ{numero:024X}")).ok()?;
        Some(Self { documento, nome: None, id_erp: None, empreendimentos: Vec::new() })
    }
}

/// Most empreendimentos kept of one answer.
const EMPREENDIMENTOS_MAXIMO: usize = 200;

/// The list under the first pointer that leads to one. An entry without a code cannot be told from another and is passed over.
fn empreendimentos(vistas: &[&Value], ponteiros: &[String]) -> Vec<Empreendimento> {
    let lista = ponteiros
        .iter()
        .flat_map(|ponteiro| vistas.iter().rev().map(move |vista| (ponteiro, *vista)))
        .find_map(|(ponteiro, vista)| seguir(vista, ponteiro).ok()??.valor.as_array());
    let um = |item: &Value| {
        let campo = |nomes: &[&str]| nomes.iter().find_map(|nome| item.get(nome).and_then(texto));
        let id = if item.is_object() { campo(&["idempreendimento", "id", "codigo"]) } else { texto(item) }?;
        Some(Empreendimento {
            id: Some(id).filter(|id| id.chars().count() <= ID_MAXIMO)?,
            nome: campo(&["nome", "empreendimento"]).map(|nome| nome.chars().take(NOME_MAXIMO).collect()),
            cnpj: campo(&["cnpj", "documento"]).and_then(|cnpj| Cnpj::ler(&cnpj.to_uppercase()).ok()),
            id_erp: campo(&["idempreendimento_int", "codigo_erp"]).filter(|id| id.chars().count() <= ID_MAXIMO),
        })
    };
    lista.into_iter().flatten().filter_map(um).take(EMPREENDIMENTOS_MAXIMO).collect()
}

/// The answer and what its envelopes hold, from the outside in.
struct Niveis<'a> {
    vistas: Vec<&'a Value>,
    fim: Fim,
}

/// Why unwrapping stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fim {
    /// No further envelope.
    Folha,
    /// A list with nobody.
    Vazio,
    /// A list with more than one.
    Varias,
}

fn niveis(resposta: &Value) -> Result<Niveis<'_>, ErroResolucao> {
    if !resposta.is_object() && !resposta.is_array() {
        return Err(contrato("a resposta não é um objeto JSON"));
    }
    let mut niveis = Niveis { vistas: vec![resposta], fim: Fim::Folha };
    let mut atual = resposta;
    let mut abertos = 0;
    loop {
        atual = match atual {
            Value::Array(lista) => match lista.as_slice() {
                [] => return Ok(Niveis { fim: Fim::Vazio, ..niveis }),
                [unica] => unica,
                _ => return Ok(Niveis { fim: Fim::Varias, ..niveis }),
            },
            Value::Object(objeto) if abertos < PROFUNDIDADE => match envelope(objeto) {
                Some(dentro) => {
                    abertos += 1;
                    dentro
                }
                None => return Ok(niveis),
            },
            _ => return Ok(niveis),
        };
        if atual.is_object() {
            niveis.vistas.push(atual);
        }
    }
}

/// The first envelope that holds something; an empty list only when there is nothing better. `registros` may be a count and
/// `data` a date: those are no envelopes.
fn envelope(objeto: &Map<String, Value>) -> Option<&Value> {
    let candidatos = || ENVELOPES.iter().filter_map(|nome| objeto.get(*nome)).filter(|v| v.is_object() || v.is_array());
    candidatos().find(|v| v.as_array().is_none_or(|lista| !lista.is_empty())).or_else(|| candidatos().next())
}

/// A place a pointer led to: the value and the object that holds it.
struct Achado<'a> {
    dono: &'a Value,
    valor: &'a Value,
}

/// Follows a JSON pointer (RFC 6901). Through a list only when it has one element: `/0/documento` of a list of two would
/// silently pick a person.
fn seguir<'a>(raiz: &'a Value, ponteiro: &str) -> Result<Option<Achado<'a>>, ErroResolucao> {
    let mut achado = Achado { dono: raiz, valor: raiz };
    for parte in ponteiro.split('/').skip(1) {
        let dono = achado.valor;
        let valor = match dono {
            Value::Object(objeto) => objeto.get(&parte.replace("~1", "/").replace("~0", "~")),
            Value::Array(lista) if lista.len() > 1 => return Err(ErroResolucao::Ambigua),
            Value::Array(lista) => parte.parse().ok().and_then(|indice: usize| lista.get(indice)),
            _ => None,
        };
        match valor {
            Some(valor) => achado = Achado { dono, valor },
            None => return Ok(None),
        }
    }
    Ok(Some(achado))
}

/// Text or number, trimmed, without control characters; the words "null" and "undefined" are what careless code writes for
/// nothing.
fn texto(valor: &Value) -> Option<String> {
    let texto: String = match valor {
        Value::String(texto) => texto.chars().filter(|c| !c.is_control()).collect(),
        Value::Number(numero) => numero.to_string(),
        _ => return None,
    };
    let texto = texto.trim();
    let vazio = texto.is_empty() || texto.eq_ignore_ascii_case("null") || texto.eq_ignore_ascii_case("undefined");
    (!vazio).then(|| texto.to_owned())
}

/// Innermost view first: the value nearest to the document is the person's.
fn primeiro(vistas: &[&Value], ponteiros: &[String]) -> Option<String> {
    ponteiros
        .iter()
        .flat_map(|ponteiro| vistas.iter().rev().map(move |vista| (ponteiro, *vista)))
        .find_map(|(ponteiro, vista)| texto(seguir(vista, ponteiro).ok()??.valor))
}

fn conferir_papel(niveis: &Niveis<'_>, discriminador: &Discriminador) -> Result<(), ErroResolucao> {
    let dito = niveis.vistas.iter().find_map(|vista| match seguir(vista, &discriminador.ponteiro).ok()??.valor {
        Value::Bool(valor) => Some(valor.to_string()),
        valor => texto(valor),
    });
    if dito.as_deref() == Some(discriminador.valor.trim()) { Ok(()) } else { Err(ErroResolucao::PapelErrado) }
}

fn inativo(pessoa: &Value) -> bool {
    ["ativo", "ativo_painel", "ativo_login"].iter().filter_map(|nome| pessoa.get(nome)).any(negado)
}

fn negado(valor: &Value) -> bool {
    match valor {
        Value::Bool(valor) => !valor,
        Value::Number(numero) => numero.as_f64() == Some(0.0),
        Value::String(texto) => {
            matches!(texto.trim().to_lowercase().as_str(), "n" | "não" | "nao" | "inativo" | "false" | "0")
        }
        _ => false,
    }
}

fn afirmado(valor: &Value) -> bool {
    match valor {
        Value::Bool(valor) => *valor,
        Value::Number(numero) => numero.as_f64() == Some(1.0),
        Value::String(texto) => matches!(texto.trim().to_lowercase().as_str(), "s" | "sim" | "true" | "1"),
        _ => false,
    }
}

/// What the document pointers led to.
struct Busca<'a> {
    resultado: Result<Documento, SemDocumento>,
    /// The object the value was in: the person.
    dono: Option<&'a Value>,
    /// How many views, from the outside, may also tell name and code: those up to the document's. One further in may be
    /// somebody else, such as the buyer in the answer about an associate.
    alcance: usize,
}

/// Masked values are passed over: the full one may be under the next pointer. A value that is there and is wrong ends the
/// search: the next pointer may be somebody else's.
fn documento<'a>(niveis: &Niveis<'a>, ponteiros: &[String]) -> Result<Busca<'a>, ErroResolucao> {
    let mut busca = Busca { resultado: Err(SemDocumento::Ausente), dono: None, alcance: niveis.vistas.len() };
    for ponteiro in ponteiros {
        for (i, vista) in niveis.vistas.iter().enumerate() {
            let Some(achado) = seguir(vista, ponteiro)? else { continue };
            if texto(achado.valor).is_none() {
                continue;
            }
            busca =
                Busca { resultado: interpretar(achado.valor, achado.dono), dono: Some(achado.dono), alcance: i + 1 };
            if busca.resultado != Err(SemDocumento::Mascarado) {
                return Ok(busca);
            }
        }
    }
    if busca.resultado == Err(SemDocumento::Ausente)
        && let Some(pessoa) = niveis.vistas.last()
        && let Some(estrangeiro) = documento_de_estrangeiro(pessoa)
    {
        busca = Busca { resultado: estrangeiro, dono: Some(pessoa), ..busca };
    }
    Ok(busca)
}

fn interpretar(valor: &Value, pessoa: &Value) -> Result<Documento, SemDocumento> {
    let escrito = texto(valor).ok_or(SemDocumento::Ausente)?;
    let tipo = pessoa.get("documento_tipo").and_then(texto).unwrap_or_default().to_lowercase();
    if TIPOS_ESTRANGEIROS.iter().any(|estrangeiro| tipo.contains(estrangeiro)) {
        return Documento::estrangeiro(&escrito).map_err(motivo);
    }
    // The norm of the CNPJ has capitals only; a register typed by hand has both.
    let lido = if valor.is_number() { de_numero(valor.as_u64()) } else { Documento::ler(&escrito.to_uppercase()) };
    match lido {
        Err(erro)
            if erro != ErroDocumento::Mascarado
                && tipo.is_empty()
                && pessoa.get("pessoa_estrangeira").is_some_and(afirmado) =>
        {
            Documento::estrangeiro(&escrito).map_err(motivo)
        }
        lido => lido.map_err(motivo),
    }
}

fn motivo(erro: ErroDocumento) -> SemDocumento {
    if erro == ErroDocumento::Mascarado { SemDocumento::Mascarado } else { SemDocumento::Invalido }
}

/// A document written as a JSON number has lost its leading zeros. They are given back when that makes a valid CPF or a valid
/// CNPJ, not when it makes both (191 is 000.000.001-91 and 00.000.000/0001-91).
fn de_numero(numero: Option<u64>) -> Result<Documento, ErroDocumento> {
    let numero = numero.ok_or(ErroDocumento::Caractere)?;
    let cpf = Documento::ler(&format!("{numero:011}"));
    let cnpj = Documento::ler(&format!("{numero:014}"));
    match (cpf, cnpj) {
        (Ok(cpf), Ok(cnpj)) if cpf != cnpj => Err(ErroDocumento::Digito),
        (Ok(documento), _) | (_, Ok(documento)) => Ok(documento),
        (Err(erro), _) => Err(erro),
    }
}

/// `passaporte`, `rnm`, `rne`: where CV keeps a foreigner's document when `documento` is empty.
fn documento_de_estrangeiro(pessoa: &Value) -> Option<Result<Documento, SemDocumento>> {
    if pessoa.get("pessoa_estrangeira").is_some_and(negado) {
        return None;
    }
    let escrito = ["passaporte", "rnm", "rne"].iter().find_map(|nome| pessoa.get(nome).and_then(texto))?;
    Some(Documento::estrangeiro(&escrito).map_err(motivo))
}

/// Some routes say "no" inside a 200: `{"error":"…","code":401}`, `{"sucesso":false,"codigo":404}`.
fn erro_no_corpo(resposta: &Value) -> Option<ErroResolucao> {
    let tem_erro =
        ["error", "erro", "errors"].iter().any(|nome| resposta.get(nome).is_some_and(|v| !v.is_null() && !negado(v)))
            || resposta.get("sucesso").is_some_and(negado);
    let codigo = ["code", "codigo", "status"].iter().find_map(|nome| resposta.get(nome).and_then(texto)?.parse().ok());
    match codigo {
        Some(401 | 403 | 404) => Some(ErroResolucao::Recusado),
        Some(429) => Some(ErroResolucao::MuitasChamadas),
        Some(codigo @ 500..=599) => Some(ErroResolucao::ForaDoAr(Falha::Servidor(codigo))),
        _ if tem_erro => Some(contrato("a resposta traz um campo de erro e nenhuma pessoa")),
        _ => None,
    }
}

/// [`ErroResolucao::Contrato`] with a fixed text.
pub(super) fn contrato(detalhe: &str) -> ErroResolucao {
    ErroResolucao::Contrato { detalhe: detalhe.to_owned() }
}

#[cfg(test)]
mod tests;
