//! What was paid, by the day it was paid: what a buyer needs for the income tax return.
//!
//! Sums are of what the ERP gave, and only where every row gave it. What cannot be put into a year or under a contract is
//! told apart, never left out in silence.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    dinheiro::Dinheiro,
    modelo::{Composicao, Contrato, ContratoId, Descarte, Lista, Pagamento, Parcela},
};
use erp::Capacidade;
use jiff::civil::Date;

use super::{Falha, Financeiro, Momento, boletos::nome_do_contrato, cobranca::titulo};
use crate::server::session::Visita;

/// First year anybody may ask for: no contract of a customer is older, and a year is told from any other number.
pub const PRIMEIRO_ANO: i16 = 1950;

/// One part of a payment, and how to find it.
pub type Parte = (&'static str, fn(&Composicao) -> Option<Dinheiro>);

/// The parts a payment may be made of, in the order in which they are shown. `original` of a payment is its principal.
pub const PARTES: [Parte; 5] = [
    ("Principal", |c| c.original),
    ("Correção", |c| c.correcao),
    ("Juros", |c| c.juros),
    ("Multa", |c| c.multa),
    ("Desconto", |c| c.desconto),
];

/// A payment with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pago {
    /// "Parcela 7 de 60", or the ERP's words.
    pub titulo: String,
    /// Contract, when the ERP names one.
    pub contrato: Option<ContratoId>,
    /// Due date of what was paid.
    pub vencimento: Option<Date>,
    /// Day of the payment.
    pub pago_em: Date,
    /// Amount received.
    pub valor: Option<Dinheiro>,
    /// How it is made up; `atual` is unused.
    pub composicao: Composicao,
}

/// A payment that is in no year: without a date, or with one of a year to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SemAno {
    /// "Parcela 7 de 60", or the ERP's words.
    pub titulo: String,
    /// Contract, when the ERP names one.
    pub contrato: Option<ContratoId>,
    /// The date that cannot be right.
    pub data: Option<Date>,
    /// Amount received.
    pub valor: Option<Dinheiro>,
}

impl SemAno {
    /// Why it is in no year.
    pub fn motivo(&self) -> String {
        match self.data {
            None => "sem data de pagamento".to_owned(),
            Some(data) => format!("com data futura, {}", domain::calendario::curta(data)),
        }
    }
}

/// All payments of a visitor.
#[derive(Debug, Clone)]
pub struct Pagamentos {
    /// By day of payment.
    pub pagos: Vec<Pago>,
    /// Those that are in no year.
    pub sem_ano: Vec<SemAno>,
    /// Rows the ERP sent and nobody can read: nothing made of the rest is complete.
    pub ilegiveis: usize,
    /// The ERP sent rows of somebody else: an empty list proves nothing then.
    pub alheias: bool,
    /// When they were read.
    pub lida_em: Momento,
}

/// A year in which something was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ano {
    /// The year.
    pub ano: i16,
    /// Payments.
    pub pagamentos: usize,
    /// `None` as soon as one has no amount.
    pub total: Option<Dinheiro>,
}

/// What was paid for one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoContrato {
    /// Its key; `None` for payments the ERP puts under no contract.
    pub id: Option<ContratoId>,
    /// The contract, when it is in the ERP's list.
    pub contrato: Option<Contrato>,
    /// Payments of the year; empty when only earlier years have any.
    pub pagos: Vec<Pago>,
    /// Sum of the year.
    pub total: Option<Dinheiro>,
    /// Sum of each part, where every row has it.
    pub partes: Composicao,
    /// Paid until 31 December of the year before; `None` when some row leaves it open.
    pub ate_o_anterior: Option<Dinheiro>,
    /// Paid until 31 December of the year, or until now.
    pub ate_o_ano: Option<Dinheiro>,
}

impl DoContrato {
    /// As people know it.
    pub fn titulo(&self) -> String {
        match (&self.contrato, &self.id) {
            (Some(contrato), _) => nome_do_contrato(contrato),
            (None, Some(id)) => format!("Contrato {}", id.0),
            (None, None) => "Contrato não informado".to_owned(),
        }
    }
}

/// The payments of one calendar year.
#[derive(Debug, Clone)]
pub struct DoAno {
    /// The year.
    pub ano: i16,
    /// It is not over.
    pub em_curso: bool,
    /// By contract; those without one last.
    pub contratos: Vec<DoContrato>,
    /// Payments in all.
    pub quantos: usize,
    /// Sum of all; `None` as soon as one has no amount.
    pub total: Option<Dinheiro>,
    /// Payments that are in no year, and may be of this one.
    pub sem_ano: Vec<SemAno>,
    /// Rows the ERP sent and nobody can read.
    pub ilegiveis: usize,
    /// The ERP sent rows of somebody else.
    pub alheias: bool,
    /// When they were read.
    pub lida_em: Momento,
}

impl DoAno {
    /// Payments of the year the ERP puts under no contract.
    pub fn sem_contrato(&self) -> usize {
        self.contratos.iter().filter(|c| c.id.is_none()).map(|c| c.pagos.len()).sum()
    }

    /// The parts at least one payment has.
    pub fn partes(&self) -> Vec<Parte> {
        let pagos = || self.contratos.iter().flat_map(|c| &c.pagos);
        PARTES.into_iter().filter(|(_, parte)| pagos().any(|p| parte(&p.composicao).is_some())).collect()
    }
}

/// A year a page or a document may be asked for: not one to come.
pub fn ano_valido(financeiro: &Financeiro, ano: i16) -> bool {
    (PRIMEIRO_ANO..=financeiro.relogio().hoje().year()).contains(&ano)
}

/// Reads all payments: the ERP's list of them, or else its settled instalments.
///
/// # Errors
/// When neither can be read, or the ERP does not know the customer.
pub async fn ler(financeiro: &Financeiro, visita: &Visita) -> Result<Pagamentos, Falha> {
    let hoje = financeiro.relogio().hoje();
    if financeiro.oferece(visita, Capacidade::Pagamentos) {
        let lida = financeiro.pagamentos(visita).await?;
        return Ok(montar(&lida.valor, de_pagamento, hoje, lida.lida_em));
    }
    let lida = financeiro.parcelas(visita).await?;
    Ok(montar(&lida.valor, de_parcela, hoje, lida.lida_em))
}

/// Reads the payments of a year, by contract.
///
/// # Errors
/// As [`ler`]. A failure of the contracts' names alone costs the names.
pub async fn ler_ano(financeiro: &Financeiro, visita: &Visita, ano: i16) -> Result<DoAno, Falha> {
    let (pagamentos, contratos) = tokio::join!(ler(financeiro, visita), financeiro.contratos(visita));
    let contratos = contratos.map(|lida| lida.valor.itens.clone()).unwrap_or_default();
    Ok(pagamentos?.do_ano(ano, financeiro.relogio().hoje(), &contratos))
}

/// A payment as the ERP has it, its date yet to be judged.
struct Bruto {
    titulo: String,
    contrato: Option<ContratoId>,
    vencimento: Option<Date>,
    pago_em: Option<Date>,
    valor: Option<Dinheiro>,
    composicao: Composicao,
}

#[expect(clippy::unnecessary_wraps, reason = "not every instalment is a payment, every payment is one")]
fn de_pagamento(pagamento: &Pagamento) -> Option<Bruto> {
    let palavras = pagamento.descricao.as_deref().map(str::trim).filter(|d| !d.is_empty());
    Some(Bruto {
        titulo: palavras.unwrap_or("Pagamento").to_owned(),
        contrato: pagamento.contrato.clone(),
        vencimento: pagamento.vencimento,
        pago_em: pagamento.pago_em,
        valor: pagamento.valor,
        composicao: pagamento.composicao.clone(),
    })
}

/// An instalment is a payment when it has a date of settlement, or an amount received without one.
fn de_parcela(parcela: &Parcela) -> Option<Bruto> {
    let recebida = parcela.paga_em.is_some() || parcela.valor_pago.is_some_and(|v| !v.eh_zero());
    recebida.then(|| Bruto {
        titulo: titulo(parcela.numero, parcela.descricao.as_deref()).0,
        contrato: parcela.contrato.clone(),
        vencimento: parcela.vencimento,
        pago_em: parcela.paga_em,
        valor: parcela.valor_pago,
        composicao: parcela.valor.clone(),
    })
}

fn montar<T>(lista: &Lista<T>, ler: fn(&T) -> Option<Bruto>, hoje: Date, lida_em: Momento) -> Pagamentos {
    let (mut pagos, mut sem_ano) = (Vec::new(), Vec::new());
    for bruto in lista.itens.iter().filter_map(ler) {
        match bruto.pago_em.filter(|data| data.year() <= hoje.year()) {
            Some(pago_em) => pagos.push(Pago {
                titulo: bruto.titulo,
                contrato: bruto.contrato,
                vencimento: bruto.vencimento,
                pago_em,
                valor: bruto.valor,
                composicao: bruto.composicao,
            }),
            None => sem_ano.push(SemAno {
                titulo: bruto.titulo,
                contrato: bruto.contrato,
                data: bruto.pago_em,
                valor: bruto.valor,
            }),
        }
    }
    pagos.sort_by_key(|p| (p.pago_em, p.vencimento));
    Pagamentos {
        pagos,
        sem_ano,
        ilegiveis: lista.ilegiveis(),
        alheias: lista.descartes.iter().any(|d| matches!(d, Descarte::OutroTitular { .. })),
        lida_em,
    }
}

/// `None` unless every one is known.
fn somar(valores: impl Iterator<Item = Option<Dinheiro>>) -> Option<Dinheiro> {
    let mut soma = Dinheiro::ZERO;
    for valor in valores {
        soma = soma.soma_exata(valor?)?;
    }
    Some(soma)
}

impl Pagamentos {
    /// Years with payments, newest first.
    pub fn anos(&self) -> Vec<Ano> {
        let mut por_ano: BTreeMap<i16, Vec<&Pago>> = BTreeMap::new();
        for pago in &self.pagos {
            por_ano.entry(pago.pago_em.year()).or_default().push(pago);
        }
        por_ano
            .into_iter()
            .rev()
            .map(|(ano, pagos)| Ano { ano, pagamentos: pagos.len(), total: somar(pagos.iter().map(|p| p.valor)) })
            .collect()
    }

    /// The payments of a year, and of every contract that had any until then.
    pub fn do_ano(self, ano: i16, hoje: Date, contratos: &[Contrato]) -> DoAno {
        let ate: BTreeSet<Option<&ContratoId>> =
            self.pagos.iter().filter(|p| p.pago_em.year() <= ano).map(|p| p.contrato.as_ref()).collect();
        let mut grupos: Vec<DoContrato> = ate.into_iter().map(|id| self.do_contrato(id, ano, contratos)).collect();
        grupos.sort_by_key(|g| g.id.is_none());
        let do_ano = || self.pagos.iter().filter(|p| p.pago_em.year() == ano);
        DoAno {
            ano,
            em_curso: ano == hoje.year(),
            quantos: do_ano().count(),
            total: somar(do_ano().map(|p| p.valor)),
            contratos: grupos,
            ilegiveis: self.ilegiveis,
            alheias: self.alheias,
            lida_em: self.lida_em,
            sem_ano: self.sem_ano,
        }
    }

    fn do_contrato(&self, id: Option<&ContratoId>, ano: i16, contratos: &[Contrato]) -> DoContrato {
        let pagos: Vec<Pago> =
            self.pagos.iter().filter(|p| p.contrato.as_ref() == id && p.pago_em.year() == ano).cloned().collect();
        let parte = |parte: fn(&Composicao) -> Option<Dinheiro>| {
            somar(pagos.iter().map(|p| parte(&p.composicao))).filter(|_| !pagos.is_empty())
        };
        DoContrato {
            id: id.cloned(),
            contrato: id.and_then(|id| contratos.iter().find(|c| c.id == *id).cloned()),
            total: somar(pagos.iter().map(|p| p.valor)),
            partes: Composicao {
                original: parte(|c| c.original),
                atual: None,
                correcao: parte(|c| c.correcao),
                juros: parte(|c| c.juros),
                multa: parte(|c| c.multa),
                desconto: parte(|c| c.desconto),
            },
            ate_o_anterior: self.pago_ate(id, ano - 1),
            ate_o_ano: self.pago_ate(id, ano),
            pagos,
        }
    }

    /// Everything paid for a contract until the end of a year; `None` when any row could belong to it and cannot be counted.
    fn pago_ate(&self, id: Option<&ContratoId>, ano: i16) -> Option<Dinheiro> {
        let pode_ser = |contrato: Option<&ContratoId>| contrato.is_none() || contrato == id;
        let ate = || self.pagos.iter().filter(|p| p.pago_em.year() <= ano);
        let incerto = self.ilegiveis > 0
            || self.alheias
            || self.sem_ano.iter().any(|s| pode_ser(s.contrato.as_ref()))
            || id.is_some() && ate().any(|p| p.contrato.is_none());
        if incerto {
            return None;
        }
        somar(ate().filter(|p| p.contrato.as_ref() == id).map(|p| p.valor))
    }
}

#[cfg(test)]
mod tests;
