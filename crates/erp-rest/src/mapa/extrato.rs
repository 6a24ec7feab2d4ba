//! Request 5, both versions: the statement is where instalments and payments come from.
//!
//! The names mislead. Newest: `id_nota` is the **invoice**, `valor` what was **received**, `saldo` the **invoice amount**.
//! Older: `valor` is the amount, `valor_pago` what was received, `id_boleto` the invoice, `id_nota` really the nota.

use domain::{
    dinheiro::Dinheiro,
    modelo::{Composicao, ContratoId, Pagamento, Parcela},
};
use jiff::civil::Date;

use super::boleto;
use leitura::{Ilegivel, Linha, numero};

struct Lancamento {
    /// The invoice: equal to the boleto's key.
    fatura: String,
    /// The movement itself, where the older version names it.
    movimento: Option<String>,
    contrato: Option<ContratoId>,
    descricao: Option<String>,
    vencimento: Option<Date>,
    baixa: Option<Date>,
    valor: Composicao,
    recebido: Option<Dinheiro>,
    numero: Option<domain::modelo::NumeroParcela>,
}

fn ler(linha: Linha<'_>) -> Result<Lancamento, Ilegivel> {
    let antiga = !linha.tem(&["saldo"]) && linha.tem(&["id_extrato_financeiro", "id_boleto", "valor_pago"]);
    let (fatura, original, recebido) = if antiga {
        (
            linha.id(&["id_boleto", "id_extrato_financeiro", "id_nota"])?,
            linha.dinheiro(&["valor"])?,
            linha.dinheiro(&["valor_pago"])?,
        )
    } else {
        (linha.id(&["id_nota", "id_fatura", "id"])?, linha.dinheiro(&["saldo"])?, linha.dinheiro(&["valor"])?)
    };
    let textos = [linha.texto(&["historico"]), linha.texto(&["cobranca"]), linha.texto(&["obs"])];
    // A row may be of several contracts; an instalment is of one, and naming one of them would be a guess.
    let mut contratos = boleto::contratos(linha)?;
    Ok(Lancamento {
        fatura,
        movimento: if antiga { linha.codigo(&["id_extrato_financeiro"])? } else { None },
        contrato: if contratos.len() == 1 { contratos.pop() } else { None },
        vencimento: linha.data(&["data_vencimento"])?,
        baixa: linha.data(&["data_baixa"])?,
        valor: Composicao {
            original,
            juros: linha.dinheiro(&["juros"])?,
            multa: linha.dinheiro(&["multa"])?,
            desconto: linha.dinheiro(&["desconto"])?,
            ..Composicao::default()
        },
        recebido,
        numero: textos.iter().flatten().find_map(|texto| numero::ler(texto)),
        descricao: textos.into_iter().flatten().next(),
    })
}

/// Every row is an instalment; `data_baixa` says whether it is settled.
pub(crate) fn parcela(linha: Linha<'_>) -> Result<Option<Parcela>, Ilegivel> {
    let lido = ler(linha)?;
    // "0.00" received on an open row is the ERP filling a column, not a payment of zero.
    let valor_pago = lido.recebido.filter(|valor| lido.baixa.is_some() || !valor.eh_zero());
    Ok(Some(Parcela {
        id: lido.fatura,
        contrato: lido.contrato,
        numero: lido.numero,
        descricao: lido.descricao,
        vencimento: lido.vencimento,
        valor: lido.valor,
        indice: None,
        paga_em: lido.baixa,
        valor_pago,
    }))
}

/// Settled rows are payments too.
pub(crate) fn pagamento(linha: Linha<'_>) -> Result<Option<Pagamento>, Ilegivel> {
    let lido = ler(linha)?;
    let Some(baixa) = lido.baixa else { return Ok(None) };
    Ok(Some(Pagamento {
        id: lido.movimento.unwrap_or(lido.fatura),
        contrato: lido.contrato,
        descricao: lido.descricao,
        vencimento: lido.vencimento,
        pago_em: Some(baixa),
        valor: lido.recebido,
        composicao: lido.valor,
    }))
}
