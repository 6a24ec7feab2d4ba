//! Instalments that are open and have no boleto: found by comparing two lists of the ERP, and never hidden.

use domain::{
    calendario::{Calendario, Prazo},
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, ContratoId, Parcela},
};
use jiff::civil::Date;

use super::cobranca::titulo;

/// Boletos are issued in the weeks before the due date; farther than this, their absence is not news.
pub const HORIZONTE_DIAS: i32 = 15;

/// Why an open instalment has no boleto, as far as the lists tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motivo {
    /// Late, and no active boleto: a new one has to be asked for.
    VencidaSemBoleto,
    /// Due soon, not issued yet.
    AindaNaoEmitido,
    /// The ERP gives no due date.
    SemData,
}

/// An open instalment without a boleto.
#[derive(Debug, Clone)]
pub struct SemBoleto {
    /// "Parcela 7 de 60", or the ERP's words.
    pub titulo: String,
    /// Contract, when known.
    pub contrato: Option<ContratoId>,
    /// Due date.
    pub vencimento: Option<Date>,
    /// Where today stands.
    pub prazo: Option<Prazo>,
    /// Amount as the ERP gives it.
    pub valor: Option<Dinheiro>,
    /// Why.
    pub motivo: Motivo,
}

/// What the comparison found.
#[derive(Debug, Clone, Default)]
pub struct Reconciliacao {
    /// Late, due within [`HORIZONTE_DIAS`], or undated; oldest first.
    pub sem_boleto: Vec<SemBoleto>,
    /// How many are open, without a boleto, and due later.
    pub futuras: usize,
    /// The first of those.
    pub proxima_futura: Option<SemBoleto>,
}

impl Reconciliacao {
    /// Whether the lists show anything owed beyond the boletos.
    pub fn vazia(&self) -> bool {
        self.sem_boleto.is_empty() && self.futuras == 0
    }
}

/// Compares. An instalment has a boleto when they share the ERP's key, or due date and original amount.
pub fn reconciliar(
    parcelas: &[Parcela],
    boletos: &[BoletoEmitido],
    hoje: Date,
    calendario: &Calendario,
) -> Reconciliacao {
    let mut resultado = Reconciliacao::default();
    for parcela in parcelas.iter().filter(|p| p.paga_em.is_none()) {
        if boletos.iter().any(|b| corresponde(parcela, b)) {
            continue;
        }
        let prazo = parcela.vencimento.map(|v| calendario.prazo(v, hoje));
        let motivo = match &prazo {
            Some(p) if p.vencido() => Motivo::VencidaSemBoleto,
            Some(_) => Motivo::AindaNaoEmitido,
            None => Motivo::SemData,
        };
        let aberta = SemBoleto {
            titulo: titulo(parcela.numero, parcela.descricao.as_deref()).0,
            contrato: parcela.contrato.clone(),
            vencimento: parcela.vencimento,
            prazo,
            valor: parcela.valor.atual.or(parcela.valor.original),
            motivo,
        };
        let longe = aberta.vencimento.is_some_and(|v| (v - hoje).get_days() > HORIZONTE_DIAS);
        if !longe {
            resultado.sem_boleto.push(aberta);
            continue;
        }
        resultado.futuras += 1;
        if resultado.proxima_futura.as_ref().is_none_or(|p| aberta.vencimento < p.vencimento) {
            resultado.proxima_futura = Some(aberta);
        }
    }
    resultado.sem_boleto.sort_by_key(|s| (s.vencimento.is_none(), s.vencimento));
    resultado
}

fn corresponde(parcela: &Parcela, boleto: &BoletoEmitido) -> bool {
    let mesma_chave = !parcela.id.is_empty() && parcela.id == boleto.id;
    let mesmo_titulo = parcela.vencimento.is_some()
        && parcela.vencimento == boleto.vencimento
        && parcela.valor.original.is_some()
        && parcela.valor.original == boleto.valor.original;
    mesma_chave || mesmo_titulo
}
