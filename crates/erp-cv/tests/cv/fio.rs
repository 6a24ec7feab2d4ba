//! The conformance sample as CV tells it, in its many spellings.

use domain::{
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, Parcela},
};
use erp::conformidade::{Amostra, Cenario, Operacao};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::comum::{CPF, OUTRO_CPF};

/// The path an operation reads.
pub(crate) fn caminho(operacao: Operacao) -> &'static str {
    match operacao {
        Operacao::Cliente => "/api/v1/cliente/pessoa",
        Operacao::Contratos => "/api/v1/cliente/contratos",
        Operacao::Boletos => "/api/v1/cliente/financeiro/boletos/U1/segunda-via",
        Operacao::Parcelas | Operacao::Pagamentos => "/api/v1/cliente/financeiro/extrato",
        Operacao::Unidades => "/api/v1/cliente/unidades",
        outra => unreachable!("{outra}"),
    }
}

/// The answer of a path in a scenario whose fault is in the rows (or in none).
pub(crate) fn corpo(cenario: Cenario, operacao: Operacao, caminho_pedido: &str) -> Value {
    let amostra = cenario.amostra();
    if caminho_pedido == caminho(Operacao::Cliente) {
        return match cenario {
            Cenario::LinhasDeOutro => pessoa(&Amostra::alheia(), OUTRO_CPF),
            _ => pessoa(amostra, CPF),
        };
    }
    if caminho_pedido == caminho(Operacao::Unidades) && operacao != Operacao::Unidades {
        // On the way to another question: one unit, or none where the person has nothing.
        let nada = matches!(cenario, Cenario::Vazio | Cenario::Desconhecido) && operacao == Operacao::Contratos;
        return if nada { json!([]) } else { json!([{"idunidade": "U1", "unidade": "1203"}]) };
    }
    let proprias = linhas(amostra, operacao, (cenario == Cenario::LinhasDeOutro).then_some(CPF));
    let linhas = match cenario {
        Cenario::LinhasRepetidas => proprias.iter().flat_map(|l| [l.clone(), l.clone()]).collect(),
        Cenario::LinhaIlegivel => {
            let mut todas = proprias.clone();
            todas.insert(1, sem_chave(&proprias[0]));
            todas
        }
        Cenario::LinhasDeOutro => {
            let mut todas = proprias;
            for (n, alheia) in linhas(&Amostra::alheia(), operacao, Some(OUTRO_CPF)).into_iter().enumerate() {
                todas.insert(n, alheia);
            }
            todas
        }
        _ => proprias,
    };
    match operacao {
        Operacao::Contratos => json!({"status": "success", "dados": linhas, "paginacao": {"total_de_paginas": 1}}),
        Operacao::Parcelas => {
            json!({"pagina": 1, "registros": 500, "total_de_registros": linhas.len(), "total_de_paginas": 1, "dados": linhas})
        }
        _ => Value::Array(linhas),
    }
}

fn sem_chave(linha: &Value) -> Value {
    let mut mapa = linha.as_object().unwrap().clone();
    let chaves: &[&str] = if mapa.contains_key("idboleto") { &["idboleto"] } else { &["idparcela", "idunidade"] };
    mapa.retain(|campo, _| !chaves.contains(&campo.as_str()));
    Value::Object(mapa)
}

fn linhas(amostra: &Amostra, operacao: Operacao, documento: Option<&str>) -> Vec<Value> {
    let mut linhas: Vec<Value> = match operacao {
        Operacao::Contratos => {
            amostra.contratos.iter().map(|c| json!({"idunidade": c.id.0, "nome": texto(c.nome.as_ref())})).collect()
        }
        Operacao::Boletos => amostra.boletos.iter().enumerate().map(|(n, b)| boleto(n, b)).collect(),
        Operacao::Parcelas | Operacao::Pagamentos => {
            amostra.parcelas.iter().enumerate().map(|(n, p)| lancamento(n, p)).collect()
        }
        Operacao::Unidades => amostra
            .unidades
            .iter()
            .map(|u| json!({"idunidade": u.id, "unidade": texto(u.nome.as_ref()), "situacao": "NULL", "endereco": " "}))
            .collect(),
        outra => unreachable!("{outra}"),
    };
    if let Some(documento) = documento {
        for linha in &mut linhas {
            linha.as_object_mut().unwrap().insert("documento".to_owned(), documento.into());
        }
    }
    linhas
}

fn pessoa(amostra: &Amostra, documento: &str) -> Value {
    json!({"dados": {
        "idpessoa": 10, "idpessoa_int": amostra.cliente.id, "nome": texto(amostra.cliente.nome.as_ref()), "ativo": "S",
        "documento_tipo": "CPF", "documento": documento, "data_nasc": "null",
    }})
}

fn boleto(n: usize, boleto: &BoletoEmitido) -> Value {
    let unidades: Vec<&str> = boleto.contratos.iter().map(|c| c.0.as_str()).collect();
    json!({
        "idboleto": boleto.id,
        "valor": valor(n, boleto.valor.original),
        "valor_atual": valor(n + 1, boleto.valor.atual),
        "juros": "",
        "data_vencimento": data(n, boleto.vencimento),
        "data_emissao": "null",
        "descricao": texto(boleto.historico.as_ref()),
        "banco": texto(boleto.banco.as_ref()),
        "linha_digitavel": texto(boleto.linha_digitavel.as_ref()),
        "pix": texto(boleto.pix.as_ref()),
        "idunidade": if n.is_multiple_of(2) { json!(unidades) } else { json!(unidades.join(", ")) },
        "situacao": "null",
    })
}

fn lancamento(n: usize, parcela: &Parcela) -> Value {
    json!({
        "idparcela": parcela.id,
        "data_vencimento": data(n, parcela.vencimento),
        "data_pagamento": data(n + 1, parcela.paga_em),
        "descricao": texto(parcela.descricao.as_ref()),
        "valor": valor(n, parcela.valor.original),
        "valor_pago": valor(n + 1, parcela.valor_pago),
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
    let Some(data) = data else { return "0000-00-00 00:00:00".into() };
    match n % 3 {
        0 => data.to_string().into(),
        1 => format!("{:02}/{:02}/{}", data.day(), data.month(), data.year()).into(),
        _ => format!("{data} 09:15:54").into(),
    }
}
