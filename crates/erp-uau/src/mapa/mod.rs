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

use crate::{
    decodificar::{Ilegivel, Linha, ler, linhas},
    metodo::Metodo,
};

/// The sum of the parts that are there; `None` when none is. Only parts of one kind are added (two kinds of interest).
fn somar(partes: &[Option<Dinheiro>], campo: &'static str) -> Result<Option<Dinheiro>, Ilegivel> {
    let mut soma: Option<Dinheiro> = None;
    for parte in partes.iter().flatten() {
        soma = Some(soma.unwrap_or(Dinheiro::ZERO).soma_exata(*parte).ok_or(Ilegivel(campo))?);
    }
    Ok(soma)
}

/// Every decoder of rows over the same bytes.
pub(crate) fn todos(corpo: &[u8]) {
    fn cada<T>(corpo: &[u8], metodo: Metodo, ler_linha: impl Fn(Linha<'_>) -> T) {
        let Ok(valor) = ler(corpo, metodo.campos()) else { return };
        let _ = emv(&valor);
        for valor in linhas(valor, metodo.campos()).unwrap_or_default() {
            if let Some(mapa) = valor.as_object() {
                let _ = ler_linha(Linha(mapa));
            }
        }
    }
    cada(corpo, Metodo::PessoasPorDocumento, pessoa);
    cada(corpo, Metodo::UnidadesCompradas, venda);
    cada(corpo, Metodo::Unidades, unidade);
    cada(corpo, Metodo::TiposDeParcelas, tipo);
    cada(corpo, Metodo::ParcelasDaVenda, parcela_aberta);
    cada(corpo, Metodo::ParcelasRecebidas, recebida);
    cada(corpo, Metodo::BoletosDoCliente, boleto);
    cada(corpo, Metodo::BoletosReimpressao, reimpressao);
    cada(corpo, Metodo::ParcelasECobrancas, |linha| cobrancas(linha, &mut Ligacoes::default()));
}
