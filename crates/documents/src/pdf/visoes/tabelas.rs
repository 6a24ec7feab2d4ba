//! Documents that are tables: only the columns that say something, with their totals.

use std::borrow::Cow;

use domain::dinheiro::Dinheiro;
use serde_json::{Value, json};

use super::{CURTO, FRASE, NOME};
use crate::{
    extrato::{Celula, Extrato, Linha, TOTAIS, somar},
    pdf::{
        dados::{ContratoPago, Demonstrativo, PagamentoFeito},
        escrita::Escrita,
    },
    texto,
};

/// From so many columns on, the page lies down.
const COLUNAS_EM_PE: usize = 7;
/// Characters of a description.
const DESCRICAO: usize = 140;

struct Coluna<L> {
    titulo: &'static str,
    celula: fn(&L) -> Celula<'_>,
}

const DO_EXTRATO: [Coluna<Linha>; 13] = [
    Coluna { titulo: "Descrição", celula: |linha| Celula::Texto(&linha.descricao) },
    Coluna { titulo: "Contrato", celula: |linha| Celula::Texto(linha.contrato.as_deref().unwrap_or_default()) },
    Coluna { titulo: "Vencimento", celula: |linha| Celula::Data(linha.vencimento) },
    Coluna { titulo: "Situação", celula: |linha| Celula::Texto(linha.situacao.texto()) },
    Coluna { titulo: "Índice", celula: |linha| Celula::Texto(linha.indice.as_deref().unwrap_or_default()) },
    Coluna { titulo: "Valor original", celula: |linha| Celula::Valor(linha.valor_original) },
    Coluna { titulo: "Correção", celula: |linha| Celula::Valor(linha.correcao) },
    Coluna { titulo: "Juros", celula: |linha| Celula::Valor(linha.juros) },
    Coluna { titulo: "Multa", celula: |linha| Celula::Valor(linha.multa) },
    Coluna { titulo: "Desconto", celula: |linha| Celula::Valor(linha.desconto) },
    Coluna { titulo: "Valor atual", celula: |linha| Celula::Valor(linha.valor_atual) },
    Coluna { titulo: "Paga em", celula: |linha| Celula::Data(linha.paga_em) },
    Coluna { titulo: "Valor pago", celula: |linha| Celula::Valor(linha.valor_pago) },
];

const DO_DEMONSTRATIVO: [Coluna<PagamentoFeito>; 9] = [
    Coluna { titulo: "Pago em", celula: |pagamento| Celula::Data(Some(pagamento.pago_em)) },
    Coluna { titulo: "Vencimento", celula: |pagamento| Celula::Data(pagamento.vencimento) },
    Coluna { titulo: "Descrição", celula: |pagamento| Celula::Texto(&pagamento.descricao) },
    Coluna { titulo: "Principal", celula: |pagamento| Celula::Valor(pagamento.principal) },
    Coluna { titulo: "Correção", celula: |pagamento| Celula::Valor(pagamento.correcao) },
    Coluna { titulo: "Juros", celula: |pagamento| Celula::Valor(pagamento.juros) },
    Coluna { titulo: "Multa", celula: |pagamento| Celula::Valor(pagamento.multa) },
    Coluna { titulo: "Desconto", celula: |pagamento| Celula::Valor(pagamento.desconto) },
    Coluna { titulo: "Valor pago", celula: |pagamento| Celula::Valor(pagamento.valor) },
];

pub(in crate::pdf) fn extrato(escrita: Escrita<'_>, d: &Extrato) -> Value {
    let contrato = unico(&d.linhas, |linha| linha.contrato.as_deref());
    let indice = unico(&d.linhas, |linha| linha.indice.as_deref());
    let colunas: Vec<&Coluna<Linha>> = DO_EXTRATO
        .iter()
        .filter(|coluna| match coluna.titulo {
            // Said once above the table, where it is the same in every row.
            "Contrato" => contrato.is_none() && diz_algo(coluna, &d.linhas),
            "Índice" => indice.is_none() && diz_algo(coluna, &d.linhas),
            "Descrição" | "Situação" | "Vencimento" => true,
            _ => diz_algo(coluna, &d.linhas),
        })
        .collect();
    let totais: Vec<Value> = TOTAIS
        .iter()
        .filter(|total| total.linhas(&d.linhas).next().is_some())
        .map(|total| {
            let rotulo = format!("{} · {}", total.rotulo, total.contagem(&d.linhas));
            let valores =
                valores_de(&colunas, |coluna| somar(total.linhas(&d.linhas).filter_map(|linha| valor(coluna, linha))));
            json!({ "rotulo": rotulo, "valores": valores })
        })
        .collect();
    let resumo: Vec<Value> = TOTAIS
        .iter()
        .zip(["Pago", "Em aberto", "Vencido, já no total em aberto"])
        .filter(|(total, _)| total.linhas(&d.linhas).next().is_some())
        .map(|(total, rotulo)| {
            let soma = somar(total.linhas(&d.linhas).filter_map(|linha| (total.valor)(linha)));
            json!({
                "rotulo": rotulo,
                "valor": soma.map(Dinheiro::formatado),
                "detalhe": total.contagem(&d.linhas),
            })
        })
        .collect();
    json!({
        "titulo": escrita.nome(&d.titulo, NOME, "Extrato"),
        "titular": escrita.linha(&d.titular, NOME),
        "contrato": escrita.opcional(contrato, CURTO),
        "indice": escrita.opcional(indice, CURTO),
        "resumo": resumo,
        "tabela": tabela(escrita, &colunas, &d.linhas, totais),
    })
}

pub(in crate::pdf) fn demonstrativo(escrita: Escrita<'_>, d: &Demonstrativo) -> Value {
    let ressalvas: Vec<String> =
        d.ressalvas.iter().filter_map(|ressalva| escrita.opcional(Some(ressalva), FRASE)).collect();
    // The same columns in every contract, so that tables can be compared.
    let pagamentos: Vec<&PagamentoFeito> = d.contratos.iter().flat_map(|contrato| &contrato.pagamentos).collect();
    let colunas: Vec<&Coluna<PagamentoFeito>> = DO_DEMONSTRATIVO
        .iter()
        .filter(|coluna| {
            matches!(coluna.titulo, "Pago em" | "Descrição" | "Valor pago")
                || pagamentos.iter().any(|pagamento| !vazia((coluna.celula)(pagamento)))
        })
        .collect();
    let contratos: Vec<Value> = d.contratos.iter().map(|contrato| contrato_pago(escrita, &colunas, contrato)).collect();
    let total = soma_completa(pagamentos.iter().map(|pagamento| pagamento.valor));
    json!({
        "ano": d.ano.to_string(),
        "titular": escrita.linha(&d.titular, NOME),
        "total": total.filter(|_| d.contratos.len() > 1).map(Dinheiro::formatado),
        "paisagem": colunas.len() > COLUNAS_EM_PE,
        "contratos": contratos,
        "ressalvas": ressalvas,
    })
}

fn contrato_pago(escrita: Escrita<'_>, colunas: &[&Coluna<PagamentoFeito>], contrato: &ContratoPago) -> Value {
    let pagamentos = &contrato.pagamentos;
    let quantos = match pagamentos.len() {
        1 => Cow::Borrowed("1 pagamento"),
        outros => Cow::Owned(format!("{outros} pagamentos")),
    };
    let sem_valor = pagamentos.iter().filter(|pagamento| pagamento.valor.is_none()).count();
    let falta = match sem_valor {
        0 => String::new(),
        1 => " · sem soma: falta o valor de 1 deles".to_owned(),
        muitos => format!(" · sem soma: falta o valor de {muitos} deles"),
    };
    let valores =
        valores_de(colunas, |coluna| soma_completa(pagamentos.iter().map(|pagamento| valor(coluna, pagamento))));
    let totais = if pagamentos.is_empty() {
        Vec::new()
    } else {
        vec![json!({ "rotulo": format!("Total · {quantos}{falta}"), "valores": valores })]
    };
    json!({
        "nome": escrita.nome(&contrato.nome, NOME, "Contrato"),
        "empreendimento": escrita.opcional(contrato.empreendimento.as_deref(), NOME),
        "unidade": escrita.opcional(contrato.unidade.as_deref(), NOME),
        "quantos": quantos,
        "total": soma_completa(pagamentos.iter().map(|pagamento| pagamento.valor)).map(Dinheiro::formatado),
        "tabela": tabela(escrita, colunas, pagamentos, totais),
    })
}

/// Columns, rows as texts, and the width each column needs, in characters.
fn tabela<L>(escrita: Escrita<'_>, colunas: &[&Coluna<L>], linhas: &[L], totais: Vec<Value>) -> Value {
    let escritas: Vec<Vec<String>> = linhas
        .iter()
        .map(|linha| colunas.iter().map(|coluna| escrever(escrita, (coluna.celula)(linha))).collect())
        .collect();
    let cabecalho: Vec<Value> = colunas
        .iter()
        .enumerate()
        .map(|(posicao, coluna)| {
            let nas_linhas = escritas.iter().filter_map(|linha| linha.get(posicao));
            let nos_totais = totais.iter().filter_map(|total| total["valores"].get(posicao)?.as_str());
            let maior = nas_linhas
                .map(String::as_str)
                .chain(nos_totais)
                .map(|texto| texto.chars().count())
                .max()
                .unwrap_or_default();
            json!({
                "titulo": coluna.titulo,
                "tipo": tipo(coluna, linhas),
                "caracteres": maior,
            })
        })
        .collect();
    json!({
        "colunas": cabecalho,
        "linhas": escritas,
        "totais": totais,
        "paisagem": colunas.len() > COLUNAS_EM_PE,
    })
}

fn escrever(escrita: Escrita<'_>, celula: Celula<'_>) -> String {
    match celula {
        Celula::Texto(bruto) => escrita.linha(bruto, DESCRICAO),
        Celula::Data(data) => data.map(texto::data).unwrap_or_default(),
        Celula::Valor(valor) => valor.map(Dinheiro::sem_simbolo).unwrap_or_default(),
    }
}

/// `descricao`, `texto`, `data` or `valor`.
fn tipo<L>(coluna: &Coluna<L>, linhas: &[L]) -> &'static str {
    match linhas.first().map(coluna.celula) {
        _ if coluna.titulo == "Descrição" => "descricao",
        Some(Celula::Data(_)) => "data",
        Some(Celula::Valor(_)) => "valor",
        Some(Celula::Texto(_)) | None => "texto",
    }
}

/// A text for each column; empty where there is nothing to sum.
fn valores_de<L>(colunas: &[&Coluna<L>], soma: impl Fn(&Coluna<L>) -> Option<Dinheiro>) -> Vec<String> {
    colunas.iter().map(|coluna| soma(coluna).map(Dinheiro::sem_simbolo).unwrap_or_default()).collect()
}

fn valor<L>(coluna: &Coluna<L>, linha: &L) -> Option<Dinheiro> {
    match (coluna.celula)(linha) {
        Celula::Valor(valor) => valor,
        Celula::Texto(_) | Celula::Data(_) => None,
    }
}

fn diz_algo<L>(coluna: &Coluna<L>, linhas: &[L]) -> bool {
    linhas.iter().any(|linha| !vazia((coluna.celula)(linha)))
}

fn vazia(celula: Celula<'_>) -> bool {
    match celula {
        Celula::Texto(texto) => texto.trim().is_empty(),
        Celula::Data(data) => data.is_none(),
        Celula::Valor(valor) => valor.is_none(),
    }
}

/// What every row has in common.
fn unico(linhas: &[Linha], parte: fn(&Linha) -> Option<&str>) -> Option<&str> {
    let primeira = parte(linhas.first()?)?;
    linhas.iter().all(|linha| parte(linha) == Some(primeira)).then_some(primeira)
}

/// `None` unless every row has the part.
fn soma_completa(valores: impl Iterator<Item = Option<Dinheiro>>) -> Option<Dinheiro> {
    let valores: Vec<Dinheiro> = valores.collect::<Option<_>>()?;
    somar(valores.into_iter())
}
