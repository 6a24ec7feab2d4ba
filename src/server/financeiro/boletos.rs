//! The list of everything that can be paid, and what is open without a boleto.

use std::{sync::Arc, time::Duration};

use domain::{
    calendario::Calendario,
    modelo::{BoletoEmitido, Contrato, ContratoId, Descarte, Lista, Parcela},
};
use jiff::civil::Date;

use super::{
    Falha, Financeiro, Lida, Momento,
    cobranca::{Cobranca, por_urgencia},
    reconciliacao::{Reconciliacao, SemBoleto, reconciliar},
};
use crate::server::session::Visita;

/// How long the payment card waits for the instalments after the boletos came.
const ESPERA: Duration = Duration::from_millis(600);

/// Everything open of a visitor, checked and dated.
#[derive(Debug, Clone)]
pub struct EmAberto {
    /// Boletos, most urgent first.
    pub cobrancas: Vec<Cobranca>,
    /// Rows the ERP sent and nobody can read; the person must know they exist.
    pub ilegiveis: usize,
    /// The ERP sent rows of somebody else instead: they are never shown, and their presence proves nothing about this person.
    pub alheias: bool,
    /// Instalments without a boleto; the failure when that list could not be read.
    pub reconciliacao: Result<Reconciliacao, Falha>,
    /// When the boletos were read.
    pub lida_em: Momento,
    /// When the instalments were; as the boletos, when they could not be.
    pub parcelas_em: Momento,
}

impl EmAberto {
    /// The ERP said, in both lists, readably and just now, that nothing is open.
    pub fn nada_deve(&self) -> bool {
        self.cobrancas.is_empty()
            && self.lida_em.atual()
            && self.parcelas_em.atual()
            && self.ilegiveis == 0
            && !self.alheias
            && self.reconciliacao.as_ref().is_ok_and(Reconciliacao::vazia)
    }

    /// Late ones.
    pub fn vencidas(&self) -> impl Iterator<Item = &Cobranca> {
        self.cobrancas.iter().filter(|c| c.vencida())
    }

    /// An instalment without a boleto that falls due no later than `cobranca`: it must not hide behind it.
    pub fn sem_boleto_ate(&self, cobranca: &Cobranca) -> Option<&SemBoleto> {
        let abertas = &self.reconciliacao.as_ref().ok()?.sem_boleto;
        abertas.iter().find(|s| s.vencimento.is_none() || cobranca.vencimento.is_none_or(|v| s.vencimento <= Some(v)))
    }

    /// The one to pay next: the nearest that is not late, or else the oldest late one.
    pub fn proxima(&self) -> Option<&Cobranca> {
        self.cobrancas.iter().find(|c| !c.vencida()).or_else(|| self.cobrancas.first())
    }
}

/// Bank calendar of the visitor's incorporadora.
pub fn calendario(visita: &Visita) -> Calendario {
    let municipais = &visita.incorporadora.feriados_municipais;
    // An empty list means that nobody said, not that there are none: the calendar is more careful then.
    if municipais.is_empty() {
        return Calendario::nacional();
    }
    Calendario::nacional().com_municipais(municipais.iter().copied())
}

/// Reads boletos and what has none, of one contract or of all.
///
/// # Errors
/// When the customer is unknown or the boletos cannot be read. A failure of the instalments alone is inside the result:
/// boletos that can be paid are worth showing without them.
pub async fn em_aberto(
    financeiro: &Financeiro,
    visita: &Visita,
    contrato: Option<&ContratoId>,
) -> Result<EmAberto, Falha> {
    let (boletos, parcelas) = tokio::join!(boletos_de_conhecido(financeiro, visita), financeiro.parcelas(visita));
    Ok(montar(&boletos?, parcelas, contrato, financeiro.relogio().hoje(), &calendario(visita)))
}

/// Like [`em_aberto`], but hardly waits for the instalments when there is a boleto to show: the answer comes first, and
/// whatever is late with them is said in a section of its own.
///
/// # Errors
/// As [`em_aberto`].
pub async fn a_pagar(
    financeiro: &Financeiro,
    visita: &Visita,
    contrato: Option<&ContratoId>,
) -> Result<EmAberto, Falha> {
    // Asked now, waited for only when it matters: budgets of calls that follow each other would add up.
    let parcelas = em_paralelo(financeiro, visita, |f, v| async move { f.parcelas(&v).await });
    let boletos = boletos_de_conhecido(financeiro, visita).await?;
    let vazia = boletos.valor.itens.iter().all(|b| !do_contrato(&b.contratos, contrato));
    let parcelas = if vazia {
        parcelas.await
    } else {
        tokio::time::timeout(ESPERA, parcelas).await.unwrap_or_else(|_| Ok(sem_parcelas(boletos.lida_em)))
    };
    Ok(montar(&boletos, parcelas, contrato, financeiro.relogio().hoje(), &calendario(visita)))
}

/// The boletos, or [`Falha::Desconhecido`] when the ERP does not know the customer: an unknown customer explains an empty
/// list and every failure, so it is asked in parallel and listened to only then.
async fn boletos_de_conhecido(financeiro: &Financeiro, visita: &Visita) -> Result<Lida<Lista<BoletoEmitido>>, Falha> {
    let cliente = em_paralelo(financeiro, visita, |f, v| async move { f.cliente(&v).await });
    let boletos = financeiro.boletos(visita).await;
    if boletos.as_ref().is_ok_and(|b| !b.valor.itens.is_empty()) {
        return boletos;
    }
    match (cliente.await, boletos) {
        (Err(Falha::Desconhecido), _) => Err(Falha::Desconhecido),
        // Also when only the customer failed: an empty list of somebody nobody could confirm proves nothing.
        (_, Err(falha)) | (Err(falha), Ok(_)) => Err(falha),
        // No older than what confirms whose the empty list is.
        (Ok(cliente), Ok(boletos)) => Ok(Lida { lida_em: boletos.lida_em.com(cliente.lida_em), ..boletos }),
    }
}

/// Starts a read at once; the result is awaited later, or never.
fn em_paralelo<T, F, Fut>(
    financeiro: &Financeiro,
    visita: &Visita,
    ler: F,
) -> impl Future<Output = Result<Lida<T>, Falha>> + use<T, F, Fut>
where
    T: Send + Sync + 'static,
    F: FnOnce(Financeiro, Visita) -> Fut,
    Fut: Future<Output = Result<Lida<T>, Falha>> + Send + 'static,
{
    let tarefa = tokio::spawn(ler(financeiro.clone(), visita.clone()));
    async move { tarefa.await.unwrap_or(Err(Falha::RespostaInvalida)) }
}

fn sem_parcelas(lida_em: Momento) -> Lida<Lista<Parcela>> {
    Lida { valor: Arc::new(Lista::default()), lida_em }
}

fn montar(
    boletos: &Lida<Lista<BoletoEmitido>>,
    parcelas: Result<Lida<Lista<Parcela>>, Falha>,
    contrato: Option<&ContratoId>,
    hoje: Date,
    calendario: &Calendario,
) -> EmAberto {
    let lista = &boletos.valor;
    let mut cobrancas: Vec<_> = lista
        .itens
        .iter()
        .filter(|b| do_contrato(&b.contratos, contrato))
        .map(|b| Cobranca::de(b, hoje, calendario))
        .collect();
    por_urgencia(&mut cobrancas);
    let mut ilegiveis = lista.ilegiveis();
    let mut alheias = tem_alheias(lista);
    let parcelas_em = parcelas.as_ref().map_or(boletos.lida_em, |p| p.lida_em);
    let reconciliacao = parcelas.map(|p| {
        alheias |= tem_alheias(&p.valor);
        ilegiveis += p.valor.ilegiveis();
        // An instalment without a contract may belong to any of them: leaving it out could hide a debt.
        let do_contrato: Vec<_> = p
            .valor
            .itens
            .iter()
            .filter(|p| contrato.is_none() || p.contrato.is_none() || p.contrato.as_ref() == contrato)
            .cloned()
            .collect();
        reconciliar(&do_contrato, &lista.itens, hoje, calendario)
    });
    EmAberto { cobrancas, ilegiveis, alheias, reconciliacao, lida_em: boletos.lida_em, parcelas_em }
}

fn tem_alheias<T>(lista: &Lista<T>) -> bool {
    lista.descartes.iter().any(|d| matches!(d, Descarte::OutroTitular { .. }))
}

/// A boleto that names no contract is shown under every one: hiding it could hide a debt.
fn do_contrato(contratos: &[ContratoId], qual: Option<&ContratoId>) -> bool {
    qual.is_none_or(|q| contratos.is_empty() || contratos.contains(q))
}

/// The shortest name by which people know what they bought: the unit, where there is one.
pub fn nome_curto(contrato: &Contrato) -> String {
    contrato.unidade.clone().filter(|u| !u.trim().is_empty()).unwrap_or_else(|| nome_do_contrato(contrato))
}

/// Label of a contract as people know it.
pub fn nome_do_contrato(contrato: &Contrato) -> String {
    let partes = [contrato.empreendimento.as_deref(), contrato.unidade.as_deref()];
    let juntas = partes.into_iter().flatten().filter(|p| !p.trim().is_empty()).collect::<Vec<_>>().join(" · ");
    if !juntas.is_empty() {
        return juntas;
    }
    contrato.nome.clone().filter(|n| !n.trim().is_empty()).unwrap_or_else(|| format!("Contrato {}", contrato.id.0))
}
