//! How far a contract is: what was paid, what is open, as the ERP's rows say. Sums of given values, never estimates.

use domain::{
    dinheiro::Dinheiro,
    modelo::{ContratoId, Lista, Parcela},
};

use super::{Falha, Financeiro, Momento};
use crate::server::session::Visita;

/// Progress over the instalments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Andamento {
    /// Settled instalments.
    pub pagas: usize,
    /// All of them.
    pub total: usize,
    /// Sum received; `None` when a settled row has no amount.
    pub valor_pago: Option<Dinheiro>,
    /// Sum open; `None` when an open row has no amount.
    pub valor_aberto: Option<Dinheiro>,
    /// Rows nobody can read: the sums are not complete.
    pub ilegiveis: usize,
    /// When it was read.
    pub lida_em: Momento,
}

impl Andamento {
    /// Share of instalments settled, 0–100.
    pub fn percentual(&self) -> usize {
        (self.pagas * 100).checked_div(self.total).unwrap_or(0)
    }
}

/// Reads the progress of one contract, or of all together.
///
/// # Errors
/// When the instalments cannot be read.
pub async fn andamento(
    financeiro: &Financeiro,
    visita: &Visita,
    contrato: Option<&ContratoId>,
) -> Result<Option<Andamento>, Falha> {
    let lida = financeiro.parcelas(visita).await?;
    Ok(calcular(&lida.valor, contrato, lida.lida_em))
}

fn calcular(lista: &Lista<Parcela>, contrato: Option<&ContratoId>, lida_em: Momento) -> Option<Andamento> {
    let do_contrato = |p: &&Parcela| contrato.is_none() || p.contrato.as_ref() == contrato || p.contrato.is_none();
    let (pagas, abertas): (Vec<_>, Vec<_>) = lista.itens.iter().filter(do_contrato).partition(|p| p.paga_em.is_some());
    if pagas.is_empty() && abertas.is_empty() {
        return None;
    }
    let somar = |linhas: &[&Parcela], valor: fn(&Parcela) -> Option<Dinheiro>| {
        linhas.iter().map(|p| valor(p)).try_fold(Dinheiro::ZERO, |soma, v| soma.soma_exata(v?))
    };
    Some(Andamento {
        pagas: pagas.len(),
        total: pagas.len() + abertas.len(),
        valor_pago: somar(&pagas, |p| p.valor_pago),
        valor_aberto: somar(&abertas, |p| p.valor.atual.or(p.valor.original)),
        ilegiveis: lista.ilegiveis(),
        lida_em,
    })
}
