//! The units board of a condominium: how many are up to date, how many are late and for how long, and what is owed in all.
//!
//! Counts and sums only. Which unit owes how much is told only where the incorporadora switched it on
//! (`[incorporadora.sindico] por-unidade`), and who lives there never.

use std::collections::BTreeMap;

use domain::{
    dinheiro::Dinheiro,
    modelo::{CobrancaDeUnidade, Lista},
};
use jiff::civil::Date;

use super::{Falha, Financeiro, Lida, Momento};
use crate::server::session::Visita;

/// How long a unit has been late, by its oldest open charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Faixa {
    /// 1 to 30 days.
    Ate30,
    /// 31 to 60.
    Ate60,
    /// 61 to 90.
    Ate90,
    /// More.
    Acima90,
}

impl Faixa {
    /// All of them, the shortest first.
    pub const TODAS: [Self; 4] = [Self::Ate30, Self::Ate60, Self::Ate90, Self::Acima90];

    /// As people say it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Ate30 => "1 a 30 dias",
            Self::Ate60 => "31 a 60 dias",
            Self::Ate90 => "61 a 90 dias",
            Self::Acima90 => "mais de 90 dias",
        }
    }

    fn de(dias: i32) -> Option<Self> {
        match dias {
            ..=0 => None,
            1..=30 => Some(Self::Ate30),
            31..=60 => Some(Self::Ate60),
            61..=90 => Some(Self::Ate90),
            _ => Some(Self::Acima90),
        }
    }
}

/// Units of one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinhaDaFaixa {
    /// Which.
    pub faixa: Faixa,
    /// How many units.
    pub unidades: usize,
    /// What they owe that is overdue; `None` when a charge came without an amount.
    pub valor: Option<Dinheiro>,
}

/// One unit, for incorporadoras that show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinhaDaUnidade {
    /// Label.
    pub unidade: String,
    /// How long it has been late; `None` when it is not.
    pub faixa: Option<Faixa>,
    /// What is overdue.
    pub valor: Option<Dinheiro>,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quadro {
    /// Units the ERP named.
    pub unidades: usize,
    /// Units with nothing overdue.
    pub em_dia: usize,
    /// Late units by band; every band is there, also an empty one.
    pub faixas: Vec<LinhaDaFaixa>,
    /// Sum of what is overdue; `None` when a charge came without an amount.
    pub em_atraso: Option<Dinheiro>,
    /// Each unit, by label.
    pub por_unidade: Vec<LinhaDaUnidade>,
    /// Rows that could not be read: the figures above lack them.
    pub ilegiveis: usize,
    /// When the ERP said it.
    pub lida_em: Momento,
}

/// Asks and counts.
///
/// # Errors
/// As every read.
pub async fn quadro(financeiro: &Financeiro, visita: &Visita) -> Result<Quadro, Falha> {
    let Lida { valor, lida_em } = financeiro.condominio(visita).await?;
    Ok(contar(&valor, financeiro.relogio().hoje(), lida_em))
}

fn contar(lista: &Lista<CobrancaDeUnidade>, hoje: Date, lida_em: Momento) -> Quadro {
    let mut unidades: BTreeMap<&str, LinhaDaUnidade> = BTreeMap::new();
    for cobranca in &lista.itens {
        let linha = unidades.entry(cobranca.unidade.trim()).or_insert_with(|| LinhaDaUnidade {
            unidade: cobranca.unidade.trim().to_owned(),
            faixa: None,
            valor: Some(Dinheiro::ZERO),
        });
        let atraso = cobranca.vencimento.filter(|_| !cobranca.paga).map_or(0, |v| (hoje - v).get_days());
        let Some(faixa) = Faixa::de(atraso) else { continue };
        linha.faixa = linha.faixa.max(Some(faixa));
        linha.valor = somar(linha.valor, cobranca.valor);
    }
    let faixas = Faixa::TODAS
        .into_iter()
        .map(|faixa| {
            let nela = || unidades.values().filter(move |u| u.faixa == Some(faixa));
            let valor = nela().map(|u| u.valor).fold(Some(Dinheiro::ZERO), somar);
            LinhaDaFaixa { faixa, unidades: nela().count(), valor }
        })
        .collect::<Vec<_>>();
    Quadro {
        unidades: unidades.len(),
        em_dia: unidades.values().filter(|u| u.faixa.is_none()).count(),
        em_atraso: faixas.iter().map(|f| f.valor).fold(Some(Dinheiro::ZERO), somar),
        faixas,
        por_unidade: unidades.into_values().collect(),
        ilegiveis: lista.ilegiveis(),
        lida_em,
    }
}

fn somar(soma: Option<Dinheiro>, mais: Option<Dinheiro>) -> Option<Dinheiro> {
    soma?.soma_exata(mais?)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;

    fn cobranca(unidade: &str, vencimento: Date, centavos: Option<i64>, paga: bool) -> CobrancaDeUnidade {
        let valor = centavos.map(Dinheiro::de_centavos);
        CobrancaDeUnidade { unidade: unidade.to_owned(), vencimento: Some(vencimento), valor, paga }
    }

    fn contadas(itens: Vec<CobrancaDeUnidade>) -> Quadro {
        let lista = Lista { itens, descartes: Vec::new() };
        contar(&lista, date(2026, 11, 22), Momento::agora(Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn a_unit_is_as_late_as_its_oldest_open_charge_and_counts_once() {
        let quadro = contadas(vec![
            cobranca("101", date(2026, 11, 10), Some(50_000), false),
            cobranca("101", date(2026, 8, 10), Some(50_000), false),
            cobranca("102", date(2026, 11, 10), Some(50_000), true),
            cobranca("103", date(2026, 11, 22), Some(50_000), false),
            cobranca("104", date(2026, 10, 10), Some(70_000), false),
        ]);
        assert_eq!((quadro.unidades, quadro.em_dia), (4, 2), "due today is not late");
        let faixas: Vec<_> = quadro.faixas.iter().map(|f| f.unidades).collect();
        assert_eq!(faixas, [0, 1, 0, 1]);
        assert_eq!(quadro.em_atraso, Some(Dinheiro::de_centavos(170_000)));
        assert_eq!(quadro.faixas[3].valor, Some(Dinheiro::de_centavos(100_000)));
    }

    #[test]
    fn the_bands_meet_without_gap_or_overlap() {
        for (dias, faixa) in [
            (-1, None),
            (0, None),
            (1, Some(Faixa::Ate30)),
            (30, Some(Faixa::Ate30)),
            (31, Some(Faixa::Ate60)),
            (60, Some(Faixa::Ate60)),
            (61, Some(Faixa::Ate90)),
            (90, Some(Faixa::Ate90)),
            (91, Some(Faixa::Acima90)),
        ] {
            assert_eq!(Faixa::de(dias), faixa, "{dias}");
        }
    }

    #[test]
    fn a_missing_amount_makes_no_sum() {
        let quadro = contadas(vec![
            cobranca("101", date(2026, 11, 10), None, false),
            cobranca("102", date(2026, 9, 1), Some(1), false),
        ]);
        assert_eq!(quadro.em_atraso, None);
        assert_eq!(quadro.faixas[0].valor, None);
        assert_eq!(quadro.faixas[2].valor, Some(Dinheiro::de_centavos(1)));
    }
}
