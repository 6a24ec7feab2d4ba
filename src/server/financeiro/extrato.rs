//! The extrato: every instalment the ERP tells, settled and open, with sums of what it gave. Nothing is computed that the
//! ERP did not say; a sum with an unknown part is unknown.

use std::collections::BTreeMap;

use domain::{
    calendario::Prazo,
    dinheiro::Dinheiro,
    modelo::{Composicao, ContratoId, Parcela},
};
use jiff::civil::Date;

use super::{Falha, Financeiro, Momento, boletos::calendario, cobranca::titulo};
use crate::server::session::Visita;

/// Where an instalment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situacao {
    /// Settled.
    Paga,
    /// Late by the bank calendar.
    Vencida,
    /// Open, not late.
    Aberta,
}

/// One line of the extrato.
#[derive(Debug, Clone)]
pub struct Linha {
    /// "Parcela 7 de 60", or the ERP's words.
    pub titulo: String,
    /// Contract, when known.
    pub contrato: Option<ContratoId>,
    /// Due date.
    pub vencimento: Option<Date>,
    /// Where it stands.
    pub situacao: Situacao,
    /// Amounts as given.
    pub valor: Composicao,
    /// Index that corrects it.
    pub indice: Option<String>,
    /// Day it was settled.
    pub paga_em: Option<Date>,
    /// Amount received.
    pub valor_pago: Option<Dinheiro>,
}

impl Linha {
    /// The amount that counts today: received when settled, else the ERP's current one, else the original.
    pub fn valor_de_hoje(&self) -> Option<Dinheiro> {
        match self.situacao {
            Situacao::Paga => self.valor_pago,
            Situacao::Vencida | Situacao::Aberta => self.valor.atual.or(self.valor.original),
        }
    }
}

/// What is asked for. Nothing set asks for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorte {
    /// One contract.
    pub contrato: Option<ContratoId>,
    /// Settled or open only.
    pub situacao: Option<Metade>,
    /// Due on or after.
    pub de: Option<Date>,
    /// Due on or before.
    pub ate: Option<Date>,
}

/// The two halves of an extrato.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metade {
    /// Settled.
    Pagas,
    /// Open, late or not.
    Abertas,
}

/// A sum and how many lines it is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Soma {
    /// Lines.
    pub linhas: usize,
    /// `None` as soon as one line has no amount.
    pub valor: Option<Dinheiro>,
}

/// One calendar year of due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ano {
    /// The year.
    pub ano: i16,
    /// Received.
    pub pago: Soma,
    /// Open.
    pub aberto: Soma,
}

/// The lines asked for, and what they add up to.
#[derive(Debug, Clone)]
pub struct Extrato {
    /// By due date; undated last.
    pub linhas: Vec<Linha>,
    /// Received.
    pub pago: Soma,
    /// Open.
    pub aberto: Soma,
    /// By year of due date, of the lines that have one.
    pub anos: Vec<Ano>,
    /// Rows the ERP sent and nobody can read.
    pub ilegiveis: usize,
    /// When it was read.
    pub lida_em: Momento,
}

/// Reads the extrato.
///
/// # Errors
/// When the instalments cannot be read, or the ERP does not know the customer.
pub async fn ler(financeiro: &Financeiro, visita: &Visita, recorte: &Recorte) -> Result<Extrato, Falha> {
    let lida = financeiro.parcelas(visita).await?;
    let (hoje, calendario) = (financeiro.relogio().hoje(), calendario(visita));
    let linhas = lida
        .valor
        .itens
        .iter()
        .map(|p| linha(p, p.vencimento.map(|v| calendario.prazo(v, hoje))))
        .filter(|l| recorte.inclui(l))
        .collect();
    Ok(montar(linhas, lida.valor.ilegiveis(), lida.lida_em))
}

fn linha(parcela: &Parcela, prazo: Option<Prazo>) -> Linha {
    let situacao = match (parcela.paga_em, prazo) {
        (Some(_), _) => Situacao::Paga,
        (None, Some(p)) if p.vencido() => Situacao::Vencida,
        (None, _) => Situacao::Aberta,
    };
    Linha {
        titulo: titulo(parcela.numero, parcela.descricao.as_deref()).0,
        contrato: parcela.contrato.clone(),
        vencimento: parcela.vencimento,
        situacao,
        valor: parcela.valor.clone(),
        indice: parcela.indice.clone(),
        paga_em: parcela.paga_em,
        valor_pago: parcela.valor_pago,
    }
}

impl Recorte {
    /// Lines without a contract or a due date are in every contract and period: they must not vanish.
    fn inclui(&self, linha: &Linha) -> bool {
        let contrato = self.contrato.is_none() || linha.contrato.is_none() || self.contrato == linha.contrato;
        let metade = match self.situacao {
            None => true,
            Some(Metade::Pagas) => linha.situacao == Situacao::Paga,
            Some(Metade::Abertas) => linha.situacao != Situacao::Paga,
        };
        let periodo =
            linha.vencimento.is_none_or(|v| self.de.is_none_or(|de| v >= de) && self.ate.is_none_or(|ate| v <= ate));
        contrato && metade && periodo
    }
}

impl Soma {
    fn de<'a>(linhas: impl Iterator<Item = &'a Linha>) -> Self {
        let mut soma = Self { linhas: 0, valor: Some(Dinheiro::ZERO) };
        for linha in linhas {
            soma.linhas += 1;
            soma.valor = soma.valor.zip(linha.valor_de_hoje()).and_then(|(s, v)| s.soma_exata(v));
        }
        soma
    }
}

fn montar(mut linhas: Vec<Linha>, ilegiveis: usize, lida_em: Momento) -> Extrato {
    linhas.sort_by_key(|l| (l.vencimento.is_none(), l.vencimento));
    let pagas = |l: &&Linha| l.situacao == Situacao::Paga;
    let abertas = |l: &&Linha| l.situacao != Situacao::Paga;
    let mut por_ano: BTreeMap<i16, Vec<&Linha>> = BTreeMap::new();
    for linha in &linhas {
        if let Some(vencimento) = linha.vencimento {
            por_ano.entry(vencimento.year()).or_default().push(linha);
        }
    }
    let anos = por_ano
        .into_iter()
        .map(|(ano, do_ano)| Ano {
            ano,
            pago: Soma::de(do_ano.iter().copied().filter(pagas)),
            aberto: Soma::de(do_ano.iter().copied().filter(abertas)),
        })
        .collect();
    Extrato {
        pago: Soma::de(linhas.iter().filter(pagas)),
        aberto: Soma::de(linhas.iter().filter(abertas)),
        anos,
        linhas,
        ilegiveis,
        lida_em,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;

    fn linha(vencimento: Option<Date>, situacao: Situacao, centavos: Option<i64>) -> Linha {
        let valor = centavos.map(Dinheiro::de_centavos);
        Linha {
            titulo: "Parcela 1 de 2".to_owned(),
            contrato: Some(ContratoId("159".to_owned())),
            vencimento,
            situacao,
            valor: Composicao { atual: valor, ..Composicao::default() },
            indice: None,
            paga_em: vencimento.filter(|_| situacao == Situacao::Paga),
            valor_pago: valor,
        }
    }

    #[test]
    fn a_sum_with_an_unknown_part_is_unknown() {
        let (ano, agora) = (date(2026, 3, 1), Momento::agora(Timestamp::UNIX_EPOCH));
        let linhas = vec![
            linha(Some(ano), Situacao::Paga, Some(100)),
            linha(Some(ano), Situacao::Aberta, Some(250)),
            linha(Some(ano), Situacao::Vencida, None),
        ];
        let extrato = montar(linhas, 0, agora);
        assert_eq!(extrato.pago, Soma { linhas: 1, valor: Some(Dinheiro::de_centavos(100)) });
        assert_eq!(extrato.aberto, Soma { linhas: 2, valor: None });
        assert_eq!(extrato.anos.len(), 1);
        assert_eq!(extrato.anos[0].aberto.valor, None);
    }

    #[test]
    fn years_are_of_due_dates_and_undated_lines_come_last() {
        let linhas = vec![
            linha(None, Situacao::Aberta, Some(1)),
            linha(Some(date(2027, 1, 1)), Situacao::Aberta, Some(2)),
            linha(Some(date(2026, 12, 31)), Situacao::Paga, Some(3)),
        ];
        let extrato = montar(linhas, 0, Momento::agora(Timestamp::UNIX_EPOCH));
        assert_eq!(extrato.anos.iter().map(|a| a.ano).collect::<Vec<_>>(), [2026, 2027]);
        assert_eq!(extrato.linhas.last().unwrap().vencimento, None);
        assert_eq!(extrato.aberto.valor, Some(Dinheiro::de_centavos(3)));
    }

    #[test]
    fn what_cannot_be_placed_is_in_every_cut() {
        let recorte = Recorte {
            contrato: Some(ContratoId("160".to_owned())),
            situacao: Some(Metade::Abertas),
            de: Some(date(2026, 1, 1)),
            ate: Some(date(2026, 12, 31)),
        };
        let mut solta = linha(None, Situacao::Vencida, None);
        assert!(!recorte.inclui(&solta), "another contract");
        solta.contrato = None;
        assert!(recorte.inclui(&solta));
        assert!(!recorte.inclui(&Linha { situacao: Situacao::Paga, ..solta.clone() }));
        assert!(!recorte.inclui(&Linha { vencimento: Some(date(2027, 1, 1)), ..solta }));
    }
}
