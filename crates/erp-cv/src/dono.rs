//! Whose row is it. CV already answers for the token's person only; this is the second lock.

use domain::{
    documento::Documento,
    modelo::{Descarte, Lista, Titular},
};
use serde_json::Value;

use leitura::{Ilegivel, Linha, escalar};

use crate::config::Recurso;

/// Fields that name a customer by document. A bare `cnpj` is left out: in a boleto it is the payee's.
const DOCUMENTO: [&str; 11] = [
    "documento",
    "cpf",
    "cpf_cnpj",
    "cpfcnpj",
    "cnpj_cpf",
    "cpf_cliente",
    "cpf_cnpj_cliente",
    "documento_cliente",
    "documento_pessoa",
    "documento_pagador",
    "documento_sacado",
];

/// Objects inside a row that are the customer.
const PESSOAS: [&str; 5] = ["pessoa", "cliente", "titular", "pagador", "sacado"];

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posse {
    /// The holder's, or nobody is named.
    Titular,
    /// Somebody else's.
    Outro,
    /// Somebody is named in this field and cannot be made out: not shown, but missed, since it may be the holder's.
    Ilegivel(&'static str),
}

/// Whether the row may be shown: every document in it is the holder's; without one, the person's code in the ERP, when both
/// sides have it, must agree.
pub(crate) fn posse(recurso: Recurso, titular: &Titular, linha: Linha<'_>) -> Posse {
    let mut nomeados = documentos(recurso, titular, linha);
    for nome in PESSOAS {
        if let Some((_, Value::Object(pessoa))) = linha.valor(&[nome]) {
            let dentro = Linha(pessoa);
            nomeados.extend(documentos(Recurso::Pessoa, titular, dentro));
            nomeados.extend(dentro.valor(&["cnpj"]).map(|(nome, valor)| comparar(&titular.documento, nome, valor)));
        }
    }
    // One foreign document decides, whatever else the row says.
    if let Some(decisivo) =
        nomeados.iter().find(|p| **p == Posse::Outro).or_else(|| nomeados.iter().find(|p| **p != Posse::Titular))
    {
        return *decisivo;
    }
    if !nomeados.is_empty() {
        return Posse::Titular;
    }
    match (titular.id_erp.as_deref(), linha.valor(&["idpessoa_int"])) {
        (Some(nosso), Some((nome, valor))) => match escalar(valor) {
            Some(deles) if deles == nosso => Posse::Titular,
            Some(_) => Posse::Outro,
            None => Posse::Ilegivel(nome),
        },
        _ => Posse::Titular,
    }
}

fn documentos(recurso: Recurso, titular: &Titular, linha: Linha<'_>) -> Vec<Posse> {
    let financeiro = matches!(recurso, Recurso::Boletos | Recurso::Extrato | Recurso::Antecipacao);
    DOCUMENTO
        .into_iter()
        .filter_map(|nome| linha.valor(&[nome]))
        .filter(|(nome, valor)| {
            // In finance "documento" is as often the number of the title: it names a person only when it can be one.
            let ambiguo = financeiro && *nome == "documento" && !linha.tem(&["documento_tipo"]);
            !ambiguo || escalar(valor).is_none_or(|texto| texto.contains('*') || Documento::ler(&texto).is_ok())
        })
        .map(|(nome, valor)| comparar(&titular.documento, nome, valor))
        .collect()
}

fn comparar(documento: &Documento, nome: &'static str, valor: &Value) -> Posse {
    let Some(texto) = escalar(valor) else { return Posse::Ilegivel(nome) };
    let limpo: String =
        texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    let nosso = documento.normalizado();
    // A document kept as a number lost its leading zeros. Eleven digits are a whole CPF and are not filled up.
    let sem_zeros = limpo.len() != 11
        && limpo.len() < nosso.len()
        && limpo.bytes().all(|b| b.is_ascii_digit())
        && !matches!(documento, Documento::Estrangeiro(_))
        && format!("{limpo:0>largura$}", largura = nosso.len()) == nosso;
    if limpo == nosso || sem_zeros {
        return Posse::Titular;
    }
    if limpo.contains('*') {
        return mascarado(nosso, nome, &limpo);
    }
    if !limpo.is_empty() && limpo.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Posse::Outro
    } else {
        Posse::Ilegivel(nome)
    }
}

/// CV hides digits in places. What shows must agree; too little to compare is nothing to go by.
fn mascarado(nosso: &str, nome: &'static str, mascara: &str) -> Posse {
    if mascara.chars().count() != nosso.chars().count() {
        return Posse::Ilegivel(nome);
    }
    let mut a_vista = 0;
    for (deles, nossa) in mascara.chars().zip(nosso.chars()) {
        if deles == '*' {
            continue;
        }
        if deles != nossa {
            return Posse::Outro;
        }
        a_vista += 1;
    }
    if a_vista >= 3 { Posse::Titular } else { Posse::Ilegivel(nome) }
}

/// Maps rows, leaving out what is not the holder's, what cannot be read and what came twice.
///
/// `mapear` answers `Ok(None)` for rows that are fine and of no interest (an open row when payments are asked for).
pub(crate) fn montar<T>(
    recurso: Recurso,
    linhas: &[Value],
    titular: &Titular,
    mapear: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel>,
) -> Lista<T> {
    let mut lista = Lista::default();
    let mut vistas = std::collections::HashSet::new();
    for (posicao, valor) in linhas.iter().enumerate() {
        let Some(mapa) = valor.as_object() else {
            lista.descartes.push(Descarte::Ilegivel { posicao, campo: "(linha)".to_owned() });
            continue;
        };
        let linha = Linha(mapa);
        let lido = match posse(recurso, titular, linha) {
            Posse::Titular => mapear(linha),
            Posse::Ilegivel(campo) => Err(Ilegivel(campo)),
            Posse::Outro => {
                lista.descartes.push(Descarte::OutroTitular { posicao });
                continue;
            }
        };
        match lido {
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
            Ok(None) => {}
            // The whole row is compared, not the key: two instalments of one invoice are not a repetition.
            Ok(Some(_)) if !vistas.insert(valor.to_string()) => lista.descartes.push(Descarte::Repetida { posicao }),
            Ok(Some(item)) => lista.itens.push(item),
        }
    }
    avisar(recurso, &lista.descartes);
    lista
}

/// Counts and names of fields only: the values are the person's.
fn avisar(recurso: Recurso, descartes: &[Descarte]) {
    let operacao = recurso.chave();
    let alheias = descartes.iter().filter(|d| matches!(d, Descarte::OutroTitular { .. })).count();
    if alheias > 0 {
        tracing::warn!(operacao, alheias, "o CV devolveu linhas de outro documento; não foram mostradas");
    }
    let mut campos: Vec<&str> = descartes
        .iter()
        .filter_map(|d| if let Descarte::Ilegivel { campo, .. } = d { Some(campo.as_str()) } else { None })
        .collect();
    let ilegiveis = campos.len();
    campos.sort_unstable();
    campos.dedup();
    if ilegiveis > 0 {
        tracing::warn!(operacao, ilegiveis, ?campos, "linhas do CV que não puderam ser lidas");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn de(recurso: Recurso, linha: &Value) -> Posse {
        let titular = Titular {
            documento: Documento::ler("11144477735").unwrap(),
            id_erp: Some("C-7".to_owned()),
            token_portal: None,
        };
        posse(recurso, &titular, Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn the_holders_rows_are_known_in_every_spelling() {
        for linha in [
            json!({}),
            json!({"documento": "111.444.777-35"}),
            json!({"cpf": 11_144_477_735_u64}),
            json!({"CPF_CNPJ": "11144477735"}),
            json!({"documento": "***.444.777-**", "documento_tipo": "CPF"}),
            json!({"cliente": {"documento": "111.444.777-35"}}),
            json!({"idpessoa_int": "C-7"}),
            // The payee's document and the number of the title name nobody.
            json!({"cnpj": "44506282000179"}),
            json!({"documento": "8103/7"}),
        ] {
            assert_eq!(de(Recurso::Boletos, &linha), Posse::Titular, "{linha}");
        }
    }

    #[test]
    fn rows_of_others_are_known_wherever_they_are_named() {
        for linha in [
            json!({"documento": "529.982.247-25"}),
            json!({"documento": "111.444.777-35", "cpf": "52998224725"}),
            json!({"pessoa": {"cpf": "529.982.247-25"}}),
            json!({"cliente": {"cnpj": "44506282000179"}}),
            json!({"documento_cliente": "FX482913"}),
            json!({"documento": "***.982.247-**"}),
            json!({"idpessoa_int": "C-8"}),
        ] {
            assert_eq!(de(Recurso::Boletos, &linha), Posse::Outro, "{linha}");
        }
        assert_eq!(de(Recurso::Unidades, &json!({"documento": "FX482913"})), Posse::Outro);
        for linha in [json!({"cpf": [1]}), json!({"cpf": "***********"}), json!({"cpf": "*"})] {
            assert_eq!(de(Recurso::Boletos, &linha), Posse::Ilegivel("cpf"), "{linha}");
        }
    }
}
