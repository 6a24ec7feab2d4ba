//! `Venda/ConsultarParcelasDaVenda`: what is open, calculated for a date.

use domain::modelo::{Composicao, Parcela};
use jiff::civil::Date;

use super::{Tipos, somar};
use crate::{
    chave::ChaveParcela,
    decodificar::{Ilegivel, Linha},
    dono,
};

/// An open instalment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParcelaAberta {
    pub(crate) chave: ChaveParcela,
    pub(crate) vencimento: Option<Date>,
    pub(crate) valor: Composicao,
}

impl ParcelaAberta {
    /// Under `id`, which is the charge's when there is one.
    pub(crate) fn parcela(self, id: String, tipos: &Tipos) -> Parcela {
        Parcela {
            id,
            contrato: Some(self.chave.venda.contrato()),
            numero: tipos.numero(&self.chave),
            descricao: Some(tipos.descrever(&self.chave)),
            vencimento: self.vencimento,
            valor: self.valor,
            indice: None,
            paga_em: None,
            valor_pago: None,
        }
    }
}

/// `Valor = Principal + Juros + Multa + Correcao…`: shown as given. Interest of the contract and interest for being late
/// are one kind to our model, as are the two corrections; `CorrecaoEmb` is part of the principal already.
pub(crate) fn parcela_aberta(linha: Linha<'_>) -> Result<ParcelaAberta, Ilegivel> {
    let juros = [linha.dinheiro(&["JurosParc_reaj"])?, linha.dinheiro(&["Juros_reaj"])?];
    let correcao = [linha.dinheiro(&["Correcao_reaj"])?, linha.dinheiro(&["CorrecaoAtr_reaj"])?];
    Ok(ParcelaAberta {
        chave: ChaveParcela {
            venda: dono::venda(linha)?,
            tipo: linha.codigo(&["Tipo_reaj"])?.ok_or(Ilegivel("Tipo_reaj"))?,
            numero: linha.chave(&["NumParc_reaj"])?,
            geral: linha.chave(&["NumParcGer_reaj"])?,
        },
        vencimento: linha.data(&["DataVenc_reaj"])?,
        valor: Composicao {
            original: linha.dinheiro(&["Principal_reaj"])?,
            atual: linha.dinheiro(&["Valor_reaj"])?,
            correcao: somar(&correcao, "Correcao_reaj")?,
            juros: somar(&juros, "Juros_reaj")?,
            multa: linha.dinheiro(&["Multa_reaj"])?,
            desconto: linha.dinheiro(&["ValorDescAnt_reaj"])?,
        },
    })
}
