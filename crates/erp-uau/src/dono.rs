//! Whose row is it: the rule that no tolerance may bend.

use std::collections::HashSet;

use domain::{
    documento::Documento,
    modelo::{Descarte, Lista},
};
use serde_json::Value;

use crate::{
    chave::ChaveVenda,
    decodificar::{Ilegivel, Linha, campo_de_documento, escalar},
    metodo::Metodo,
};

/// How the sale of a row is named by the methods.
pub(crate) const EMPRESA: &[&str] =
    &["Empresa", "Empresa_reaj", "Empresa_rec", "Empresa_ven", "Empresa_Bol", "codEmpresa"];
pub(crate) const OBRA: &[&str] = &["Obra", "Obra_reaj", "Obra_rec", "Obra_ven", "Obra_Bol", "obraParcela"];
pub(crate) const VENDA: &[&str] = &["Venda", "NumVenda_reaj", "NumVend_rec", "Num_ven", "NumVend_Bol", "numeroVenda"];

/// The sale a row names.
pub(crate) fn venda(linha: Linha<'_>) -> Result<ChaveVenda, Ilegivel> {
    Ok(ChaveVenda {
        empresa: linha.chave(EMPRESA)?,
        obra: linha.codigo(OBRA)?.ok_or(Ilegivel("Obra"))?,
        venda: linha.chave(VENDA)?,
    })
}

/// What a row must agree with to be shown.
#[derive(Clone, Copy)]
pub(crate) struct Dono<'a> {
    pub(crate) documento: &'a Documento,
    /// The sales that may be named; `None` where the answer is what tells them.
    pub(crate) vendas: Option<&'a HashSet<ChaveVenda>>,
}

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posse {
    /// The holder's, or nobody is named.
    Titular,
    /// Somebody else's.
    Outro,
    /// Somebody is named and cannot be made out: not shown, but missed.
    Ilegivel(&'static str),
}

impl Dono<'_> {
    /// Every document in the row is the holder's and its sale, when it names one, is one of the holder's.
    pub(crate) fn posse(self, linha: Linha<'_>) -> Posse {
        let documentos =
            linha.0.iter().filter(|(nome, _)| campo_de_documento(nome)).filter_map(|(_, v)| self.comparar(v));
        let mut ilegivel = None;
        for posse in documentos {
            match posse {
                Posse::Outro => return Posse::Outro,
                Posse::Ilegivel(campo) => ilegivel = Some(campo),
                Posse::Titular => {}
            }
        }
        if let Some(campo) = ilegivel {
            return Posse::Ilegivel(campo);
        }
        let Some(vendas) = self.vendas else { return Posse::Titular };
        // Parts that are not there cannot disagree; those that are there must, together, be of one of the sales.
        let parte = |nomes| linha.valor(nomes).is_some();
        let partes = (
            parte(EMPRESA).then(|| linha.inteiro(EMPRESA)).transpose(),
            parte(OBRA).then(|| linha.codigo(OBRA)).transpose(),
            parte(VENDA).then(|| linha.inteiro(VENDA)).transpose(),
        );
        let (Ok(empresa), Ok(obra), Ok(numero)) = partes else { return Posse::Ilegivel("Venda") };
        let (empresa, obra, numero) = (empresa.flatten(), obra.flatten(), numero.flatten());
        let igual = |v: &ChaveVenda| {
            empresa.is_none_or(|e| e == v.empresa)
                && obra.as_ref().is_none_or(|o| *o == v.obra)
                && numero.is_none_or(|n| n == v.venda)
        };
        if vendas.iter().any(igual) { Posse::Titular } else { Posse::Outro }
    }

    fn comparar(self, valor: &Value) -> Option<Posse> {
        if valor.is_null() {
            return None;
        }
        let Some(texto) = escalar(valor) else { return Some(Posse::Ilegivel("CpfCnpj")) };
        let limpo: String =
            texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        // A column of numbers holds zero where there is nothing.
        if limpo.is_empty() || limpo == "NULL" || limpo.bytes().all(|b| b == b'0') {
            return None;
        }
        let nosso = self.documento.normalizado();
        // A document kept as a number lost its leading zeros. Eleven digits are a whole CPF and are not filled up.
        let sem_zeros = limpo.len() != 11
            && limpo.len() < nosso.len()
            && limpo.bytes().all(|b| b.is_ascii_digit())
            && !matches!(self.documento, Documento::Estrangeiro(_))
            && format!("{limpo:0>largura$}", largura = nosso.len()) == nosso;
        Some(if limpo == nosso || sem_zeros {
            Posse::Titular
        } else if limpo.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Posse::Outro
        } else {
            Posse::Ilegivel("CpfCnpj")
        })
    }
}

/// Maps rows, leaving out what is not the holder's, what cannot be read and what came twice.
pub(crate) fn montar<T>(
    metodo: Metodo,
    linhas: &[Value],
    dono: Dono<'_>,
    mapear: impl Fn(Linha<'_>) -> Result<T, Ilegivel>,
) -> Lista<T> {
    let mut lista = Lista::default();
    let mut vistas = HashSet::new();
    for (posicao, valor) in linhas.iter().enumerate() {
        let Some(mapa) = valor.as_object() else {
            lista.descartes.push(Descarte::Ilegivel { posicao, campo: "(linha)".to_owned() });
            continue;
        };
        let linha = Linha(mapa);
        let lido = match dono.posse(linha) {
            Posse::Titular => mapear(linha),
            Posse::Ilegivel(campo) => Err(Ilegivel(campo)),
            Posse::Outro => {
                lista.descartes.push(Descarte::OutroTitular { posicao });
                continue;
            }
        };
        match lido {
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
            // What was read of the row is compared, not its key: two receipts of one instalment are no repetition.
            Ok(_) if !vistas.insert(valor.to_string()) => lista.descartes.push(Descarte::Repetida { posicao }),
            Ok(item) => lista.itens.push(item),
        }
    }
    avisar(metodo, &lista);
    lista
}

fn avisar<T>(metodo: Metodo, lista: &Lista<T>) {
    let alheias = lista.descartes.iter().filter(|d| matches!(d, Descarte::OutroTitular { .. })).count();
    if alheias > 0 {
        tracing::warn!(
            metodo = metodo.caminho(),
            alheias,
            "o UAU devolveu linhas de outra venda ou pessoa; não foram mostradas"
        );
    }
    let campos: std::collections::BTreeSet<&str> = lista
        .descartes
        .iter()
        .filter_map(|d| if let Descarte::Ilegivel { campo, .. } = d { Some(campo.as_str()) } else { None })
        .collect();
    if !campos.is_empty() {
        tracing::warn!(
            metodo = metodo.caminho(),
            ilegiveis = lista.ilegiveis(),
            ?campos,
            "linhas do UAU que não puderam ser lidas"
        );
    }
}

/// Appends `outra`, whose positions are those of another answer.
pub(crate) fn juntar<T>(lista: &mut Lista<T>, outra: Lista<T>) {
    lista.itens.extend(outra.itens);
    lista.descartes.extend(outra.descartes);
}

/// The unreadable rows of a list this one depends on: what they would have led to is missing here.
pub(crate) fn herdar<T, U>(lista: &mut Lista<T>, de: &Lista<U>) {
    lista.descartes.extend(de.descartes.iter().filter(|d| matches!(d, Descarte::Ilegivel { .. })).cloned());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn posse(linha: &Value) -> Posse {
        let documento = Documento::ler("11144477735").unwrap();
        let vendas = HashSet::from([ChaveVenda { empresa: 1, obra: "A".to_owned(), venda: 159 }]);
        Dono { documento: &documento, vendas: Some(&vendas) }.posse(Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn a_row_of_another_sale_or_document_is_somebody_elses() {
        for (linha, certa) in [
            (json!({"Empresa": 1, "Obra": "A", "Venda": 159}), Posse::Titular),
            (json!({"Empresa_reaj": 1, "Obra_reaj": "A", "NumVenda_reaj": "159"}), Posse::Titular),
            (json!({"Obra": "A"}), Posse::Titular),
            (json!({}), Posse::Titular),
            (json!({"Empresa": 2, "Obra": "A", "Venda": 159}), Posse::Outro),
            (json!({"Empresa": 1, "Obra": "B", "Venda": 159}), Posse::Outro),
            (json!({"NumVend_Rec": 160}), Posse::Outro),
            (json!({"Venda": {}}), Posse::Ilegivel("Venda")),
            (json!({"cpf_pes": "111.444.777-35"}), Posse::Titular),
            (json!({"cpf_pes": "52998224725"}), Posse::Outro),
            (json!({"CpfCnpjCliente": "***.444.777-**"}), Posse::Ilegivel("CpfCnpj")),
            (json!({"Cpf": "null", "cnpj": ""}), Posse::Titular),
            (json!({"a_cpf": "***", "z_cpf": "52998224725"}), Posse::Outro),
        ] {
            assert_eq!(posse(&linha), certa, "{linha}");
        }
    }
}
