//! What is summed under the rows of an extrato, in every format.

use domain::dinheiro::Dinheiro;

use super::{Linha, Situacao};
use crate::texto;

/// A kind of total: its label, which rows are in it, and the amount each of them should have.
pub(crate) struct Total {
    pub(crate) rotulo: &'static str,
    conta: fn(Situacao) -> bool,
    pub(crate) valor: fn(&Linha) -> Option<Dinheiro>,
}

pub(crate) const TOTAIS: [Total; 3] = [
    Total { rotulo: "Total pago", conta: |situacao| situacao == Situacao::Paga, valor: |linha| linha.valor_pago },
    Total { rotulo: "Total em aberto", conta: |situacao| situacao != Situacao::Paga, valor: |linha| linha.valor_atual },
    Total {
        rotulo: "Vencido, já no total em aberto",
        conta: |situacao| situacao == Situacao::Vencida,
        valor: |linha| linha.valor_atual,
    },
];

impl Total {
    /// The rows that are in it.
    pub(crate) fn linhas<'a>(&self, linhas: &'a [Linha]) -> impl Iterator<Item = &'a Linha> + use<'a> {
        let conta = self.conta;
        linhas.iter().filter(move |linha| conta(linha.situacao))
    }

    /// `3 parcelas (1 sem valor, fora da soma)`.
    pub(crate) fn contagem(&self, linhas: &[Linha]) -> String {
        let sem_valor = self.linhas(linhas).filter(|linha| (self.valor)(linha).is_none()).count();
        let falta = if sem_valor == 0 { String::new() } else { format!(" ({sem_valor} sem valor, fora da soma)") };
        format!("{}{falta}", texto::parcelas(self.linhas(linhas).count()))
    }
}

/// `None` without amounts, and when the sum does not fit: no total is better than a wrong one.
pub(crate) fn somar(valores: impl Iterator<Item = Dinheiro>) -> Option<Dinheiro> {
    let mut soma = None;
    for valor in valores {
        soma = Some(soma.unwrap_or(Dinheiro::ZERO).soma_exata(valor)?);
    }
    soma
}
