//! Rows as an operator may see them: dates and amounts to compare with the ERP's screen, everything else masked.

use domain::modelo::{BoletoEmitido, Cliente, Descarte, NotaFiscal, Pagamento, Parcela};
use jiff::civil::Date;

/// Rows shown of each list.
pub(super) const LINHAS: usize = 3;

/// `D. C. M.`
pub(super) fn iniciais(nome: &str) -> String {
    let letras = nome.split_whitespace().filter_map(|p| p.chars().next()).map(|c| format!("{c}."));
    letras.collect::<Vec<_>>().join(" ")
}

/// `37691… (47 algarismos)`
fn codigo(texto: &str) -> String {
    let inicio: String = texto.chars().filter(char::is_ascii_digit).take(5).collect();
    let quantos = texto.chars().filter(char::is_ascii_digit).count();
    format!("{inicio}… ({quantos} algarismos)")
}

fn data(data: Option<Date>) -> String {
    data.map_or_else(|| "sem data".to_owned(), |d| d.to_string())
}

fn dinheiro(valor: Option<domain::dinheiro::Dinheiro>) -> String {
    valor.map_or_else(|| "sem valor".to_owned(), domain::dinheiro::Dinheiro::formatado)
}

pub(super) fn cliente(cliente: &Cliente) -> String {
    let nome = cliente.nome.as_deref().map_or_else(|| "sem nome".to_owned(), |n| format!("nome {}", iniciais(n)));
    let codigo = if cliente.id.is_some() { "com código" } else { "sem código" };
    let ativo = match cliente.ativo {
        Some(true) => "ativo",
        Some(false) => "inativo",
        None => "o ERP não diz se está ativo",
    };
    format!("{nome}, {codigo}, {ativo}")
}

pub(super) fn boleto(b: &BoletoEmitido) -> String {
    let linha = b.linha_digitavel.as_deref().map_or_else(|| "sem linha".to_owned(), |l| format!("linha {}", codigo(l)));
    let pix =
        b.pix.as_deref().map_or_else(|| "sem Pix".to_owned(), |p| format!("Pix de {} caracteres", p.chars().count()));
    let pdf = if b.pdf.is_some() { "com PDF" } else { "sem PDF" };
    format!("{}  {}  {linha}, {pix}, {pdf}", data(b.vencimento), dinheiro(b.valor.atual.or(b.valor.original)))
}

pub(super) fn parcela(p: &Parcela) -> String {
    let paga = p.paga_em.map_or_else(|| "em aberto".to_owned(), |d| format!("paga em {d}, {}", dinheiro(p.valor_pago)));
    // What is owed today says nothing about an instalment that is paid.
    let valor = if p.paga_em.is_some() { p.valor.original } else { p.valor.atual.or(p.valor.original) };
    format!("{}  {}  {paga}", data(p.vencimento), dinheiro(valor))
}

pub(super) fn pagamento(p: &Pagamento) -> String {
    format!("{}  {}  vencia em {}", data(p.pago_em), dinheiro(p.valor), data(p.vencimento))
}

pub(super) fn nota(n: &NotaFiscal) -> String {
    let chave = if n.chave.is_some() { "com chave" } else { "sem chave" };
    let pdf = if n.pdf.is_some() { "com PDF" } else { "sem PDF" };
    format!("{}  {}  {chave}, {pdf}", data(n.emissao), dinheiro(n.valor))
}

/// Rows that were left out, and why.
pub(super) fn descartes(descartes: &[Descarte]) -> Option<String> {
    let contar = |qual: fn(&Descarte) -> bool| descartes.iter().filter(|d| qual(d)).count();
    let (outros, repetidas) =
        (contar(|d| matches!(d, Descarte::OutroTitular { .. })), contar(|d| matches!(d, Descarte::Repetida { .. })));
    let mut campos: Vec<&str> = descartes
        .iter()
        .filter_map(|d| if let Descarte::Ilegivel { campo, .. } = d { Some(campo.as_str()) } else { None })
        .collect();
    let ilegiveis = campos.len();
    campos.sort_unstable();
    campos.dedup();
    let mut ditos = Vec::new();
    if outros > 0 {
        ditos.push(format!("{outros} de outro documento, recusadas"));
    }
    if ilegiveis > 0 {
        ditos.push(format!("{ilegiveis} ilegíveis por causa de {}", campos.join(", ")));
    }
    if repetidas > 0 {
        ditos.push(format!("{repetidas} repetidas"));
    }
    (!ditos.is_empty()).then(|| ditos.join("; "))
}
