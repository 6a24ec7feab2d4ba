//! Faults of content: the answer arrives whole and lies.

use serde_json::{Map, Value, json};

use super::TipoFalha;

/// Fields a row cannot do without: keys, owner, amounts and due date. `nulo-texto` leaves them alone.
const ESSENCIAIS: &[&str] = &[
    "id_fatura",
    "id_nota",
    "id_quitacao",
    "id_servico",
    "id_remoto",
    "remote_id",
    "document_number",
    "cnpj_cpf",
    "documento",
    "idpessoa_int",
    "valor",
    "valor_atual",
    "valor_inicial",
    "saldo",
    "ano",
    "data_vencimento",
    // CV's.
    "idunidade",
    "idboleto",
    "idparcela",
    "data_pagamento",
    // UAU's.
    "cod_pes",
    "cpf_pes",
    "Empresa",
    "Obra",
    "Venda",
    "NumParc_reaj",
    "NumParcGer_reaj",
    "Tipo_reaj",
    "Principal_reaj",
    "Valor_reaj",
    "DataVenc_reaj",
    "NumParc_Rec",
    "NumParcGer_Rec",
    "Tipo_Rec",
    "Data_Rec",
    "ValorConf_Rec",
    "Status_Rec",
    "codBanco",
    "seuNumero",
    "codEmpresa",
    "obraParcela",
    "numeroVenda",
    "valorDocumento",
    "dataVencimento",
    "Banco_Bol",
    "SeuNum_Bol",
];

/// Applies a fault of content to a list of rows or to one record. `de_outro` are rows of another customer.
pub(crate) fn deformar(falha: Option<TipoFalha>, corpo: &mut Value, de_outro: impl FnOnce() -> Vec<Value>) {
    let Some(falha) = falha else { return };
    match (falha, &mut *corpo) {
        (TipoFalha::Vazio, Value::Array(linhas)) => linhas.clear(),
        (TipoFalha::Vazio, _) => *corpo = Value::Null,
        (TipoFalha::TipoErrado, Value::Array(linhas)) => {
            linhas.iter_mut().step_by(2).filter_map(Value::as_object_mut).for_each(errar_tipos);
        }
        (TipoFalha::TipoErrado, Value::Object(registro)) => errar_tipos(registro),
        (TipoFalha::LinhaDeOutro, Value::Array(linhas)) => {
            // Among them, not after them: a reader that looks only at the first row must notice too.
            for (i, linha) in de_outro().into_iter().enumerate() {
                let posicao = (i * 2).min(linhas.len());
                linhas.insert(posicao, linha);
            }
        }
        (TipoFalha::LinhaDeOutro, _) => {
            if let Some(registro) = de_outro().into_iter().next() {
                *corpo = registro;
            }
        }
        (TipoFalha::Duplicado, Value::Array(linhas)) => {
            *linhas = linhas.iter().flat_map(|linha| [linha.clone(), linha.clone()]).collect();
        }
        (TipoFalha::NuloTexto, Value::Array(linhas)) => {
            linhas.iter_mut().filter_map(Value::as_object_mut).for_each(escrever_null);
        }
        (TipoFalha::NuloTexto, Value::Object(registro)) => escrever_null(registro),
        _ => {}
    }
}

fn errar_tipos(registro: &mut Map<String, Value>) {
    for (i, valor) in registro.values_mut().enumerate() {
        let certo = valor.take();
        *valor = if i % 2 == 0 { json!({"valor": certo}) } else { json!([certo]) };
    }
}

fn escrever_null(registro: &mut Map<String, Value>) {
    for (campo, valor) in registro.iter_mut() {
        if !ESSENCIAIS.contains(&campo.as_str()) && !valor.is_array() && !valor.is_object() {
            *valor = json!("null");
        }
    }
}
