//! `Venda/BuscarParcelasRecebidas`: what was received. `X_Rec` is not yet confirmed, `XConf_Rec` is.

use domain::{
    dinheiro::Dinheiro,
    modelo::{Composicao, Pagamento, Parcela},
};
use jiff::civil::Date;

use super::{Tipos, somar};
use crate::{
    chave::{ChaveParcela, ChaveVenda},
    decodificar::{Ilegivel, Linha},
    dono::{EMPRESA, OBRA, VENDA},
};

/// A receipt; an instalment paid in parts has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recebida {
    /// Number, type and general number; the sale is the one asked about.
    parcela: ChaveParcela,
    vencimento: Option<Date>,
    pub(crate) paga_em: Date,
    valor: Option<Dinheiro>,
    composicao: Composicao,
    indice: Option<String>,
}

impl Recebida {
    pub(crate) fn parcela(self, tipos: &Tipos) -> Parcela {
        Parcela {
            id: self.parcela.to_string(),
            contrato: Some(self.parcela.venda.contrato()),
            numero: tipos.numero(&self.parcela),
            descricao: Some(tipos.descrever(&self.parcela)),
            vencimento: self.vencimento,
            valor: self.composicao,
            indice: self.indice,
            paga_em: Some(self.paga_em),
            valor_pago: self.valor,
        }
    }

    pub(crate) fn pagamento(self, tipos: &Tipos) -> Pagamento {
        Pagamento {
            id: self.parcela.to_string(),
            contrato: Some(self.parcela.venda.contrato()),
            descricao: Some(tipos.descrever(&self.parcela)),
            vencimento: self.vencimento,
            pago_em: Some(self.paga_em),
            valor: self.valor,
            composicao: self.composicao,
        }
    }

    /// Rows name no sale in some releases; the question did, and a row that named another was left out before.
    pub(crate) fn da_venda(mut self, venda: &ChaveVenda) -> Self {
        self.parcela.venda = venda.clone();
        self
    }
}

/// The amount received is principal + fine + interest + correction + additions + fee − discount: UAU gives the parts only.
pub(crate) fn recebida(linha: Linha<'_>) -> Result<Recebida, Ilegivel> {
    let confirmada = linha.sim(&["Status_Rec"]).unwrap_or(true);
    let de = |conf: &'static str, sem: &'static str| linha.dinheiro(&[if confirmada { conf } else { sem }]);
    let principal = de("ValorConf_Rec", "Valor_Rec")?;
    let multa = de("VlMultaConf_Rec", "VlMulta_Rec")?;
    let juros = somar(
        &[de("VlJurosParcConf_Rec", "VlJurosParc_Rec")?, de("VlJurosConf_Rec", "VlJuros_Rec")?],
        "VlJurosConf_Rec",
    )?;
    let correcao = somar(
        &[de("VlCorrecaoConf_Rec", "VlCorrecao_Rec")?, de("VlCorrecaoAtrConf_Rec", "VlCorrecaoAtr_Rec")?],
        "VlCorrecaoConf_Rec",
    )?;
    let extras = [de("VlAcresConf_Rec", "VlAcres_Rec")?, de("VlTaxaBolConf_Rec", "VlTaxaBol_Rec")?];
    // A discount for paying early stands in a column of its own and counts when the other says nothing.
    let desconto = de("VlDescontoConf_Rec", "VlDesconto_Rec")?.filter(|d| !d.eh_zero());
    let desconto = match desconto {
        Some(desconto) => Some(desconto),
        None => linha.dinheiro(&["VlrDescAdiant_Rec"])?.filter(|d| !d.eh_zero()),
    };
    let valor = match principal {
        None => None,
        Some(_) => {
            somar(&[principal, multa, juros, correcao, extras[0], extras[1], desconto.map(|d| -d)], "ValorConf_Rec")?
        }
    };
    let inteiro_ou = |nomes, padrao| linha.inteiro(nomes).map(|n| n.unwrap_or(padrao));
    Ok(Recebida {
        parcela: ChaveParcela {
            venda: ChaveVenda {
                empresa: inteiro_ou(EMPRESA, 0)?,
                obra: linha.codigo(OBRA)?.unwrap_or_default(),
                venda: inteiro_ou(VENDA, 0)?,
            },
            tipo: linha.codigo(&["Tipo_Rec", "ParcType_Rec"])?.ok_or(Ilegivel("Tipo_Rec"))?,
            numero: linha.chave(&["NumParc_Rec"])?,
            geral: linha.chave(&["NumParcGer_Rec"])?,
        },
        vencimento: linha.data(&["DataVenci_Rec"])?,
        // A receipt without a date would be shown as open.
        paga_em: linha.data(&["Data_Rec"])?.ok_or(Ilegivel("Data_Rec"))?,
        valor,
        composicao: Composicao { original: principal, atual: None, correcao, juros, multa, desconto },
        indice: linha.texto(&["IdxReaj_Rec"]).filter(|i| i != "R$"),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;

    fn lida(linha: &Value) -> Result<Recebida, Ilegivel> {
        recebida(Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn the_amount_received_is_the_sum_of_its_parts() {
        // The figures of a real receipt: three days late.
        let linha = json!({
            "NumParc_Rec": 3, "NumParcGer_Rec": 3, "Tipo_Rec": "M", "Data_Rec": "2025-03-13T00:00:00",
            "DataVenci_Rec": "2025-03-10T00:00:00", "Status_Rec": 1, "ValorConf_Rec": 1081.55, "VlMultaConf_Rec": 21.63,
            "VlJurosConf_Rec": 1.07, "VlDescontoConf_Rec": 0.0, "VlrDescAdiant_Rec": "null", "Valor_Rec": 0.0,
        });
        let lida = lida(&linha).unwrap();
        assert_eq!(lida.valor, Some(Dinheiro::de_centavos(110_425)));
        assert_eq!(lida.composicao.original, Some(Dinheiro::de_centavos(108_155)));
        assert_eq!((lida.paga_em, lida.vencimento), (date(2025, 3, 13), Some(date(2025, 3, 10))));
        assert_eq!(lida.composicao.desconto, None);
    }

    #[test]
    fn an_unconfirmed_receipt_has_its_own_columns() {
        let linha = json!({
            "NumParc_Rec": 3, "NumParcGer_Rec": 3, "Tipo_Rec": "M", "Data_Rec": "2025-03-13T00:00:00", "Status_Rec": "0",
            "Valor_Rec": "100.000000", "VlDesconto_Rec": 10, "ValorConf_Rec": 0.0,
        });
        assert_eq!(lida(&linha).unwrap().valor, Some(Dinheiro::de_centavos(9_000)));
    }

    #[test]
    fn without_a_principal_the_amount_is_unknown_and_without_a_date_the_row_is_unreadable() {
        let mut linha = json!({
            "NumParc_Rec": 3, "NumParcGer_Rec": 3, "Tipo_Rec": "M", "Data_Rec": "2025-03-13T00:00:00", "VlMultaConf_Rec": 5,
        });
        assert_eq!(lida(&linha).unwrap().valor, None);
        linha["Data_Rec"] = json!("null");
        assert_eq!(lida(&linha), Err(Ilegivel("Data_Rec")));
    }
}
