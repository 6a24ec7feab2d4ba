//! From a row of CV to a model. CV documents hardly any field, so each concept has the spellings CV uses elsewhere.
//!
//! A row is unreadable only for want of its key or for an amount or a key that makes no sense; whatever only describes and
//! cannot be read counts as not said.

mod acesso;
mod imovel;
mod mensagem;
mod pessoa;

use leitura::{Ilegivel, Linha, escalar};
use serde_json::Value;

pub(crate) use acesso::{alteracao, permissoes, token, usuario_adm};
pub(crate) use imovel::{boleto, contrato, documento, empreendimento, link, pasta, unidade};
pub(crate) use mensagem::mensagem;
pub(crate) use pessoa::{pessoa, sindico};

use crate::{convencao::envelope::Forma, operacao::Operacao};

pub(crate) const UNIDADE: &[&str] = &["idunidade", "id_unidade", "unidade_id"];
const EMPREENDIMENTO: &[&str] = &["idempreendimento", "id_empreendimento", "empreendimento_id"];
const SITUACAO: &[&str] = &["situacao", "status", "situacao_nome"];

/// Wrappers by what is in them.
const LISTAS: &[&str] = &[
    "pessoas",
    "clientes",
    "empreendimentos",
    "unidades",
    "contratos",
    "boletos",
    "documentos",
    "arquivos",
    "pastas",
    "mensagens",
];

/// Wrappers of one row or of another wrapper.
const OBJETOS: &[&str] =
    &["dados", "data", "resultado", "retorno", "pessoa", "cliente", "sindico", "usuario", "unidade", "contrato"];

/// What rows of an operation look like.
pub(crate) fn forma(operacao: Operacao) -> Forma<'static> {
    let chaves: &[&str] = match operacao {
        Operacao::Sindico => &["idsindico", "nome", "documento"],
        Operacao::Empreendimentos => &["idempreendimento", "id_empreendimento", "nome"],
        Operacao::Unidade | Operacao::Unidades => UNIDADE,
        Operacao::Contratos | Operacao::ContratosDaUnidade => &["idcontrato", "id_contrato", "idunidade"],
        Operacao::Boletos => &["idboleto", "id_boleto", "linha_digitavel"],
        Operacao::Documentos => &["iddocumento", "id_documento", "idarquivo"],
        Operacao::Pastas => &["idpasta", "id_pasta"],
        Operacao::Mensagens => &["idmensagem", "id_mensagem", "texto"],
        Operacao::UsuarioAdm => &["idusuario", "nome", "email"],
        _ => &["idpessoa", "idpessoa_int", "nome", "documento"],
    };
    Forma { chaves, listas: LISTAS, objetos: OBJETOS }
}

/// Rows of groups ("one folder, its documents") as rows of their own, each with what the group says and the row does not.
pub(crate) fn espalhar(operacao: Operacao, linha: Value) -> Vec<Value> {
    let (grupos, chaves): (&[&str], &[&'static str]) = match operacao {
        Operacao::Documentos => (&["documentos", "arquivos"], &["iddocumento", "id_documento", "idarquivo"]),
        Operacao::Boletos => (&["boletos"], &["idboleto", "id_boleto"]),
        _ => return vec![linha],
    };
    let Value::Object(mut mapa) = linha else { return vec![linha] };
    let grupo = grupos
        .iter()
        .find(|nome| mapa.get(**nome).and_then(Value::as_array).is_some_and(|l| l.iter().all(Value::is_object)))
        .filter(|_| !Linha(&mapa).tem(chaves));
    let Some(Value::Array(linhas)) = grupo.and_then(|nome| mapa.remove(*nome)) else {
        return vec![Value::Object(mapa)];
    };
    mapa.remove("id");
    // The group's name is the folder's, not the document's.
    if let Some(nome) = mapa.remove("nome") {
        mapa.entry("pasta").or_insert(nome);
    }
    let herdar = |linha| match linha {
        Value::Object(mut propria) => {
            for (campo, valor) in &mapa {
                propria.entry(campo.clone()).or_insert_with(|| valor.clone());
            }
            Value::Object(propria)
        }
        outra => outra,
    };
    linhas.into_iter().map(herdar).collect()
}

/// The row's key: its own name, or `id`.
fn id(linha: Linha<'_>, nomes: &'static [&'static str]) -> Result<String, Ilegivel> {
    match linha.codigo(nomes)? {
        Some(id) => Ok(id),
        None => linha.codigo(&["id"])?.ok_or(Ilegivel(nomes.first().copied().unwrap_or("id"))),
    }
}

/// A key that only links to something else.
fn ligacao(linha: Linha<'_>, nomes: &[&'static str]) -> Option<String> {
    linha.codigo(nomes).ok().flatten()
}

/// Text of a field that may be an object with a name.
fn nomeado(linha: Linha<'_>, nomes: &[&'static str]) -> Option<String> {
    match linha.valor(nomes)? {
        (_, Value::Object(mapa)) => Linha(mapa).texto(&["nome", "descricao", "titulo"]),
        (nome, _) => linha.texto(&[nome]),
    }
}

/// The object in a field.
fn objeto<'a>(linha: Linha<'a>, nomes: &[&'static str]) -> Option<Linha<'a>> {
    nomes.iter().find_map(|nome| linha.valor(&[*nome])?.1.as_object().map(Linha))
}

/// The first of the fields that is a text or a number; an object in one of them does not hide the next.
fn texto(linha: Linha<'_>, nomes: &[&'static str]) -> Option<String> {
    let simples = nomes.iter().find(|nome| linha.valor(&[**nome]).is_some_and(|(_, v)| escalar(v).is_some()))?;
    linha.texto(&[*simples])
}
