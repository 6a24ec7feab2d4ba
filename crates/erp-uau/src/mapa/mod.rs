//! From a row of the wire to what the adapter works with, one file per kind of row.

mod boleto;
mod cobranca;
mod parcela;
mod pessoa;
mod recebida;
mod tipo;
mod unidade;
mod venda;

pub(crate) use boleto::{BoletoLido, boleto, reimpressao};
pub(crate) use cobranca::{Ligacoes, cobrancas, emv, ligar_por_data};
pub(crate) use parcela::{ParcelaAberta, parcela_aberta};
pub(crate) use pessoa::{Pessoa, pessoa};
pub(crate) use recebida::{Recebida, recebida};
pub(crate) use tipo::{Tipos, tipo};
pub(crate) use unidade::{UnidadeLida, unidade};
pub(crate) use venda::{Venda, venda};

use domain::dinheiro::Dinheiro;

use crate::decodificar::Ilegivel;

/// The sum of the parts that are there; `None` when none is. Only parts of one kind are added (two kinds of interest).
fn somar(partes: &[Option<Dinheiro>], campo: &'static str) -> Result<Option<Dinheiro>, Ilegivel> {
    let mut soma: Option<Dinheiro> = None;
    for parte in partes.iter().flatten() {
        soma = Some(soma.unwrap_or(Dinheiro::ZERO).soma_exata(*parte).ok_or(Ilegivel(campo))?);
    }
    Ok(soma)
}
