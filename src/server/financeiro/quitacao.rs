//! Yearly declarations of settlement (Lei 12.007/2009): what the ERP issued, and for the other years why there is none.
//!
//! Everything is read off the ERP's own rows. A debt is said only where a readable row is open; a settlement only where every
//! row of the year is there, readable, dated, of this person and this contract, and paid.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, ContratoId, Descarte, Lista, Parcela, Quitacao, SituacaoBoleto},
};
use erp::Capacidade;
use jiff::civil::Date;

use super::{Falha, Financeiro, Lida, Momento, cobranca::titulo};
use crate::server::session::Visita;

#[cfg(test)]
mod tests;

/// How many open instalments a reason names.
const NOMEADAS: usize = 3;

/// An instalment that stands between the person and the declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pendente {
    /// "Parcela 7 de 60", or the ERP's words.
    pub titulo: String,
    /// Due date.
    pub vencimento: Date,
}

/// Why nothing can be said of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duvida {
    /// Rows nobody can read may be of this year.
    Ilegivel,
    /// Rows of somebody else came among these.
    Alheia,
    /// A row has no due date, so its year is unknown.
    SemVencimento,
    /// A row of this year names no contract.
    SemContrato,
    /// A row is marked as paid on a day that has not come.
    PagaNoFuturo,
    /// The rows are the last ones known: the ERP could not be asked.
    Antiga,
}

/// Where a contract stands in a year for which the ERP has no declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Situacao {
    /// Something due in the year is open.
    Bloqueada {
        /// The oldest of them, at most three.
        parcelas: Vec<Pendente>,
        /// How many there are.
        quantas: usize,
    },
    /// The year is not over.
    Cedo,
    /// Nothing fell due in the year.
    SemParcelas,
    /// The rows prove neither a debt nor a settlement. Never empty.
    NaoDaParaProvar(BTreeSet<Duvida>),
    /// Everything due in the year is proven settled, and the incorporadora has us issue the declaration.
    Emitivel(Prova),
    /// Everything due in the year looks settled; the declaration is the ERP's to issue.
    Aguarda {
        /// Whether the month of May in which it is usually issued is still ahead or running.
        ate_maio: bool,
    },
}

/// What a declaration says was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prova {
    /// Instalments due in the year.
    pub parcelas: u32,
    /// What was received for them; `None` when one does not tell.
    pub total: Option<Dinheiro>,
}

/// One contract in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoContrato {
    /// `None`: rows that name no contract.
    pub contrato: Option<ContratoId>,
    /// Where it stands.
    pub situacao: Situacao,
}

/// One calendar year of due dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ano {
    /// The year.
    pub ano: i16,
    /// Declarations of the ERP; its rows name no contract.
    pub do_erp: Vec<Quitacao>,
    /// Contracts with something due in it, those a declaration of the ERP speaks of left out.
    pub contratos: Vec<DoContrato>,
}

/// Everything about declarations.
#[derive(Debug, Clone)]
pub struct Quitacoes {
    /// Newest first.
    pub anos: Vec<Ano>,
    /// Why the instalments could not be read, when the ERP's declarations could.
    pub sem_parcelas: Option<Falha>,
    /// Declarations the ERP sent and nobody can read.
    pub ilegiveis: usize,
    /// When it was read.
    pub lida_em: Momento,
}

/// What was read, to be judged for any contract and year.
struct Base<'a> {
    parcelas: &'a Lista<Parcela>,
    /// Open boletos: an ERP may hide an instalment behind them.
    boletos: &'a Lista<BoletoEmitido>,
    /// Declarations of the ERP.
    do_erp: &'a Lista<Quitacao>,
    hoje: Date,
    /// The incorporadora has us issue.
    emite: bool,
    /// All of it was read just now.
    atual: bool,
}

/// Reads everything.
///
/// # Errors
/// When the declarations of an ERP that has them cannot be read: then nothing may be said to be missing. A failure of the
/// instalments alone is inside the result, as long as there are declarations to show.
pub async fn ler(financeiro: &Financeiro, visita: &Visita) -> Result<Quitacoes, Falha> {
    let (do_erp, parcelas, boletos) =
        tokio::join!(declaracoes(financeiro, visita), financeiro.parcelas(visita), abertos(financeiro, visita));
    let do_erp = do_erp?;
    let hoje = financeiro.relogio().hoje();
    let emite = visita.incorporadora.quitacao.is_some();
    let lida_em = do_erp.as_ref().map(|d| d.lida_em);
    let vazia = Lista::default();
    let lista = do_erp.as_ref().map_or(&vazia, |d| &d.valor);
    let (anos, sem_parcelas, parcelas_em) = match parcelas.and_then(|p| boletos.map(|b| (p, b))) {
        Ok((parcelas, boletos)) => {
            let nenhum = Lista::default();
            let boletos_em = boletos.as_ref().map(|b| b.lida_em);
            let boletos = boletos.as_ref().map_or(&nenhum, |b| &b.valor);
            let quando = boletos_em.map_or(parcelas.lida_em, |em| parcelas.lida_em.com(em));
            let atual = quando.atual() && lida_em.is_none_or(Momento::atual);
            let base = Base { parcelas: &parcelas.valor, boletos, do_erp: lista, hoje, emite, atual };
            (base.anos(), None, Some(quando))
        }
        Err(falha) if lista.itens.is_empty() => return Err(falha),
        Err(falha) => (so_do_erp(lista), Some(falha), None),
    };
    let agora = financeiro.relogio().agora();
    Ok(Quitacoes {
        anos,
        sem_parcelas,
        ilegiveis: lista.ilegiveis(),
        lida_em: lida_em.into_iter().chain(parcelas_em).reduce(Momento::com).unwrap_or(Momento::agora(agora)),
    })
}

/// Asks the ERP again about one contract and year, past the short memory: what a declaration is issued on. `None` when the
/// contract is not among the visitor's.
///
/// # Errors
/// When any of the lists cannot be read: nothing is proven then.
pub async fn conferir(
    financeiro: &Financeiro,
    visita: &Visita,
    contrato: &ContratoId,
    ano: i16,
) -> Result<Option<Situacao>, Falha> {
    financeiro.esquecer(visita).await;
    let (do_erp, parcelas, boletos) =
        tokio::join!(declaracoes(financeiro, visita), financeiro.parcelas(visita), abertos(financeiro, visita));
    // Nothing is proven by what was true some hours ago.
    let do_erp = do_erp?.map(Lida::atual).transpose()?;
    let (parcelas, boletos) = (parcelas?.atual()?, boletos?.map(Lida::atual).transpose()?);
    let (sem_declaracoes, sem_boletos) = (Lista::default(), Lista::default());
    let base = Base {
        parcelas: &parcelas.valor,
        boletos: boletos.as_ref().map_or(&sem_boletos, |b| &b.valor),
        do_erp: do_erp.as_ref().map_or(&sem_declaracoes, |d| &d.valor),
        hoje: financeiro.relogio().hoje(),
        emite: visita.incorporadora.quitacao.is_some(),
        atual: true,
    };
    let dele = parcelas.valor.itens.iter().any(|p| p.contrato.as_ref() == Some(contrato));
    Ok(dele.then(|| base.situacao(Some(contrato), ano)))
}

/// `None` when the ERP has no such list.
async fn declaracoes(financeiro: &Financeiro, visita: &Visita) -> Result<Option<Lida<Lista<Quitacao>>>, Falha> {
    opcional(financeiro.oferece(visita, Capacidade::Quitacoes), financeiro.quitacoes(visita)).await
}

/// `None` when the ERP has no such list.
async fn abertos(financeiro: &Financeiro, visita: &Visita) -> Result<Option<Lida<Lista<BoletoEmitido>>>, Falha> {
    opcional(financeiro.oferece(visita, Capacidade::Boletos), financeiro.boletos(visita)).await
}

async fn opcional<T>(oferece: bool, leitura: impl Future<Output = Result<T, Falha>>) -> Result<Option<T>, Falha> {
    if oferece { leitura.await.map(Some) } else { Ok(None) }
}

fn so_do_erp(lista: &Lista<Quitacao>) -> Vec<Ano> {
    let anos: BTreeSet<i16> = lista.itens.iter().map(|q| q.ano).collect();
    anos.into_iter().rev().map(|ano| Ano { ano, do_erp: de_um_ano(lista, ano), contratos: Vec::new() }).collect()
}

fn de_um_ano(lista: &Lista<Quitacao>, ano: i16) -> Vec<Quitacao> {
    lista.itens.iter().filter(|q| q.ano == ano).cloned().collect()
}

impl Base<'_> {
    fn anos(&self) -> Vec<Ano> {
        let mut contratos_por_ano: BTreeMap<i16, BTreeSet<Option<&ContratoId>>> = BTreeMap::new();
        for parcela in &self.parcelas.itens {
            // Years to come have no declaration to speak of.
            let Some(vencimento) = parcela.vencimento.filter(|v| v.year() <= self.hoje.year()) else { continue };
            contratos_por_ano.entry(vencimento.year()).or_default().insert(parcela.contrato.as_ref());
        }
        for quitacao in &self.do_erp.itens {
            contratos_por_ano.entry(quitacao.ano).or_default();
        }
        contratos_por_ano
            .into_iter()
            .rev()
            .map(|(ano, contratos)| {
                let do_erp = de_um_ano(self.do_erp, ano);
                // As many declarations as contracts, or one contract only: they speak of all. Otherwise nobody says of
                // which, and what is open is still worth knowing.
                let de_todos = do_erp.len() >= contratos.len();
                let contratos = contratos
                    .into_iter()
                    .map(|contrato| DoContrato { contrato: contrato.cloned(), situacao: self.situacao(contrato, ano) })
                    .filter(|c| do_erp.is_empty() || (!de_todos && matches!(c.situacao, Situacao::Bloqueada { .. })))
                    .collect();
                Ano { ano, do_erp, contratos }
            })
            .collect()
    }

    fn situacao(&self, contrato: Option<&ContratoId>, ano: i16) -> Situacao {
        if ano >= self.hoje.year() {
            return Situacao::Cedo;
        }
        let do_ano: Vec<(&Parcela, Date)> = self
            .parcelas
            .itens
            .iter()
            .filter(|p| p.contrato.as_ref() == contrato)
            .filter_map(|p| p.vencimento.filter(|v| v.year() == ano).map(|v| (p, v)))
            .collect();
        let mut pendentes: Vec<Pendente> = do_ano
            .iter()
            .filter(|(p, _)| p.paga_em.is_none())
            .map(|(p, vencimento)| Pendente {
                titulo: titulo(p.numero, p.descricao.as_deref()).0,
                vencimento: *vencimento,
            })
            .collect();
        pendentes.extend(self.boletos_abertos(contrato, ano, &do_ano));
        if !pendentes.is_empty() {
            pendentes.sort_by_key(|p| p.vencimento);
            let quantas = pendentes.len();
            pendentes.truncate(NOMEADAS);
            return Situacao::Bloqueada { parcelas: pendentes, quantas };
        }
        let duvidas = self.duvidas(contrato, ano, &do_ano);
        if !duvidas.is_empty() {
            return Situacao::NaoDaParaProvar(duvidas);
        }
        if do_ano.is_empty() {
            return Situacao::SemParcelas;
        }
        let ofereceu = self.do_erp.itens.iter().any(|q| q.ano == ano);
        if !self.emite || ofereceu {
            let ate_maio = self.hoje.year() == ano.saturating_add(1) && self.hoje.month() <= 5;
            return Situacao::Aguarda { ate_maio };
        }
        let total = do_ano.iter().try_fold(Dinheiro::ZERO, |soma, (p, _)| soma.soma_exata(p.valor_pago?));
        Situacao::Emitivel(Prova { parcelas: u32::try_from(do_ano.len()).unwrap_or(u32::MAX), total })
    }

    /// Open boletos due in the year that no instalment of the year accounts for.
    fn boletos_abertos(&self, contrato: Option<&ContratoId>, ano: i16, do_ano: &[(&Parcela, Date)]) -> Vec<Pendente> {
        let ja_dita = |b: &BoletoEmitido| do_ano.iter().any(|(p, _)| p.paga_em.is_none() && p.id == b.id);
        self.boletos_de(contrato)
            .filter(|b| !ja_dita(b))
            .filter_map(|b| b.vencimento.filter(|v| v.year() == ano).map(|v| (b, v)))
            .map(|(b, vencimento)| Pendente { titulo: titulo(b.parcela, b.historico.as_deref()).0, vencimento })
            .collect()
    }

    /// Boletos that can still be owed and are, or may be, of the contract.
    fn boletos_de(&self, contrato: Option<&ContratoId>) -> impl Iterator<Item = &BoletoEmitido> {
        let encerrado = |s: &SituacaoBoleto| {
            matches!(s, SituacaoBoleto::Pago | SituacaoBoleto::Substituido | SituacaoBoleto::Cancelado)
        };
        self.boletos.itens.iter().filter(move |b| !encerrado(&b.situacao)).filter(move |b| match contrato {
            Some(contrato) => b.contratos.is_empty() || b.contratos.contains(contrato),
            None => b.contratos.is_empty(),
        })
    }

    fn duvidas(&self, contrato: Option<&ContratoId>, ano: i16, do_ano: &[(&Parcela, Date)]) -> BTreeSet<Duvida> {
        let mut duvidas = BTreeSet::new();
        if !self.atual {
            duvidas.insert(Duvida::Antiga);
        }
        let descartes = self.parcelas.descartes.iter().chain(&self.boletos.descartes).chain(&self.do_erp.descartes);
        duvidas.extend(descartes.filter_map(|descarte| match descarte {
            // The same row twice says nothing new.
            Descarte::Repetida { .. } => None,
            Descarte::OutroTitular { .. } => Some(Duvida::Alheia),
            // Unreadable, and whatever a later version may leave out.
            _ => Some(Duvida::Ilegivel),
        }));
        for parcela in &self.parcelas.itens {
            let deste = parcela.contrato.as_ref() == contrato;
            match parcela.vencimento {
                // Without a date it may be of this year; without a contract, of this contract.
                None if deste || parcela.contrato.is_none() => drop(duvidas.insert(Duvida::SemVencimento)),
                Some(v) if v.year() == ano && parcela.contrato.is_none() => drop(duvidas.insert(Duvida::SemContrato)),
                _ => {}
            }
        }
        if self.boletos_de(contrato).any(|b| b.vencimento.is_none()) {
            duvidas.insert(Duvida::SemVencimento);
        }
        if do_ano.iter().any(|(p, _)| p.paga_em.is_some_and(|dia| dia > self.hoje)) {
            duvidas.insert(Duvida::PagaNoFuturo);
        }
        duvidas
    }
}
