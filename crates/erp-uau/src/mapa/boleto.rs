//! Rows of boletos: `ConsultarBoletosDoCliente`, and `ConsultarBoletosReimpressao` for those the first leaves out.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;

use crate::{
    chave::{ChaveBoleto, ChaveVenda},
    decodificar::{Ilegivel, Linha},
    dono,
};

/// A boleto of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BoletoLido {
    pub(crate) chave: ChaveBoleto,
    /// The sale, when the row names it whole.
    pub(crate) venda: Option<ChaveVenda>,
    pub(crate) emissao: Option<Date>,
    pub(crate) vencimento: Option<Date>,
    pub(crate) valor: Option<Dinheiro>,
    pub(crate) linha: Option<String>,
    /// UAU prints only boletos whose nosso número and campo livre are filled.
    pub(crate) imprimivel: bool,
}

pub(crate) fn boleto(linha: Linha<'_>) -> Result<BoletoLido, Ilegivel> {
    let falta = |campo| linha.tem(campo) && linha.valor(&[campo]).is_none();
    Ok(BoletoLido {
        chave: ChaveBoleto { banco: linha.chave(&["codBanco"])?, seu_numero: linha.chave(&["seuNumero"])? },
        venda: dono::venda(linha).ok(),
        emissao: linha.data(&["dataEmissao"])?,
        vencimento: linha.data(&["dataVencimento"])?,
        valor: linha.dinheiro(&["valorDocumento"])?,
        linha: linha.codigo(&["linhaDigitavel"])?,
        imprimivel: !falta("nossoNumero") && !falta("campoLivre"),
    })
}

pub(crate) fn reimpressao(linha: Linha<'_>) -> Result<BoletoLido, Ilegivel> {
    Ok(BoletoLido {
        chave: ChaveBoleto { banco: linha.chave(&["Banco_Bol"])?, seu_numero: linha.chave(&["SeuNum_Bol"])? },
        venda: dono::venda(linha).ok(),
        emissao: None,
        vencimento: linha.data(&["DataVenc_bol"])?,
        valor: linha.dinheiro(&["ValDoc_Bol"])?,
        linha: linha.codigo(&["LinhaDigitavel_Bol"])?,
        imprimivel: linha.valor(&["NossoNum_Bol"]).is_some() || !linha.tem("NossoNum_Bol"),
    })
}
