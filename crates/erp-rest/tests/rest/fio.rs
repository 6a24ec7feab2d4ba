//! The conformance sample on the wire of the contract's newest version, in the many spellings it allows.

use domain::{
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, Parcela},
};
use erp::conformidade::{Amostra, Cenario, Operacao};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::comum::{CPF, OUTRO_CPF};

/// The resource an operation reads.
pub(crate) fn recurso(operacao: Operacao) -> &'static str {
    match operacao {
        Operacao::Cliente => "clientes",
        Operacao::Contratos => "contratos",
        Operacao::Boletos => "boletos-abertos",
        Operacao::Parcelas | Operacao::Pagamentos => "extratos-financeiros",
        Operacao::NotasFiscais => "notas-fiscais",
        Operacao::Quitacoes => "declaracoes-quitacao",
        Operacao::Unidades => "instalacoes-produtos",
        outra => unreachable!("{outra}"),
    }
}

/// The answer of a resource in a scenario whose fault is in the rows (or in none).
pub(crate) fn corpo(cenario: Cenario, operacao: Operacao, recurso: &str) -> Value {
    let amostra = cenario.amostra();
    if recurso == "clientes" {
        return match (cenario, operacao) {
            (Cenario::LinhasDeOutro, Operacao::Cliente) => cliente(&Amostra::alheia(), Some(OUTRO_CPF)),
            // The newest version names no document in this answer; the older one does.
            (Cenario::MesmaChave, _) => cliente(amostra, Some(CPF)),
            _ => cliente(amostra, None),
        };
    }
    let proprias = linhas(amostra, recurso, if cenario == Cenario::LinhasDeOutro { Some(CPF) } else { None });
    Value::Array(match cenario {
        Cenario::LinhasRepetidas => proprias.iter().flat_map(|l| [l.clone(), l.clone()]).collect(),
        Cenario::LinhaIlegivel => {
            let mut todas = proprias.clone();
            todas.insert(1, sem_chave(&proprias[0]));
            todas
        }
        Cenario::LinhasDeOutro => {
            let mut todas = proprias;
            for (n, alheia) in linhas(&Amostra::alheia(), recurso, Some(OUTRO_CPF)).into_iter().enumerate() {
                todas.insert(n, alheia);
            }
            todas
        }
        _ => proprias,
    })
}

fn sem_chave(linha: &Value) -> Value {
    let mapa: Map<String, Value> = linha.as_object().unwrap().clone();
    let chaves = ["id_fatura", "id_nota", "id_quitacao", "id_servico"];
    // `remote_id` is the key in contratos only.
    let contrato = mapa.contains_key("contract_name");
    Value::Object(
        mapa.into_iter().filter(|(k, _)| !(chaves.contains(&k.as_str()) || contrato && k == "remote_id")).collect(),
    )
}

fn linhas(amostra: &Amostra, recurso: &str, documento: Option<&str>) -> Vec<Value> {
    let mut linhas: Vec<Value> = match recurso {
        "contratos" => amostra.contratos.iter().map(|c| json!({"remote_id": c.id.0, "contract_name": texto(c.nome.as_ref())})).collect(),
        "boletos-abertos" => amostra.boletos.iter().enumerate().map(|(n, b)| boleto(n, b)).collect(),
        "extratos-financeiros" => amostra.parcelas.iter().enumerate().map(|(n, p)| lancamento(n, p)).collect(),
        "notas-fiscais" => amostra
            .notas_fiscais
            .iter()
            .map(|n| json!({"id_nota": n.id, "numero_nota": texto(n.numero.as_ref()), "valor": valor(1, n.valor), "protocolo": "null", "obs": ""}))
            .collect(),
        "declaracoes-quitacao" => amostra
            .quitacoes
            .iter()
            .map(|q| json!({"id_quitacao": q.id, "ano": q.ano.to_string(), "valor": valor(0, q.valor), "url_arquivo": "null"}))
            .collect(),
        "instalacoes-produtos" => amostra
            .unidades
            .iter()
            .map(|u| json!({"id_servico": u.id, "nome": texto(u.nome.as_ref()), "situacao": "NULL", "valor": null, "endereco": " "}))
            .collect(),
        outro => unreachable!("{outro}"),
    };
    if let Some(documento) = documento {
        for linha in &mut linhas {
            linha.as_object_mut().unwrap().insert("document_number".to_owned(), documento.into());
        }
    } else if recurso == "boletos-abertos" {
        for linha in &mut linhas {
            linha.as_object_mut().unwrap().insert("document_number".to_owned(), CPF.into());
        }
    }
    linhas
}

fn cliente(amostra: &Amostra, documento: Option<&str>) -> Value {
    json!({
        "id_remoto": amostra.cliente.id,
        "nome_completo": texto(amostra.cliente.nome.as_ref()),
        "ativo": "TRUE",
        "aniversario": "null",
        "cnpj_cpf": documento,
    })
}

fn boleto(n: usize, boleto: &BoletoEmitido) -> Value {
    let contratos: Vec<&str> = boleto.contratos.iter().map(|c| c.0.as_str()).collect();
    json!({
        "id_fatura": boleto.id,
        "valor_inicial": valor(n, boleto.valor.original),
        "valor_atual": valor(n + 1, boleto.valor.atual),
        "juros": "",
        "data_vencimento": data(n, boleto.vencimento),
        "data_emissao": "null",
        "historico": texto(boleto.historico.as_ref()),
        "bank_code": texto(boleto.banco.as_ref()),
        "linha_digitavel": texto(boleto.linha_digitavel.as_ref()),
        "pix_code": texto(boleto.pix.as_ref()),
        "contract_id": if n.is_multiple_of(2) { json!(contratos) } else { json!(contratos.join(", ")) },
    })
}

fn lancamento(n: usize, parcela: &Parcela) -> Value {
    json!({
        "id_nota": parcela.id,
        "data_lancamento": "2025-12-01",
        "data_vencimento": data(n, parcela.vencimento),
        "data_baixa": data(n + 1, parcela.paga_em),
        "historico": texto(parcela.descricao.as_ref()),
        "valor": valor(n, parcela.valor_pago),
        "saldo": valor(n + 1, parcela.valor.original),
        "cobranca": "null",
    })
}

/// An absent text is the text "null", the worst of the ways.
fn texto(texto: Option<&String>) -> Value {
    texto.map_or_else(|| "null".into(), |t| t.as_str().into())
}

/// Number, `1234.56` and `1.234,56` in turn.
fn valor(n: usize, valor: Option<Dinheiro>) -> Value {
    let Some(valor) = valor else { return "null".into() };
    match n % 3 {
        0 => valor.iso().into(),
        1 => valor.sem_simbolo().into(),
        _ => serde_json::from_str(&valor.iso()).unwrap(),
    }
}

fn data(n: usize, data: Option<Date>) -> Value {
    let Some(data) = data else { return "null".into() };
    match n % 3 {
        0 => data.to_string().into(),
        1 => format!("{:02}/{:02}/{}", data.day(), data.month(), data.year()).into(),
        _ => format!("{data}T00:00:00-03:00").into(),
    }
}
