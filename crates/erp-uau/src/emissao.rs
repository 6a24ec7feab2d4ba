//! A charge as the port tells it, and the state of a boleto as UAU tells it.

use domain::modelo::{ArquivoErp, BoletoEmitido, Composicao, SituacaoBoleto};
use serde_json::Value;

use crate::{
    chave::{ChaveCobranca, ChaveVenda},
    mapa::{BoletoLido, Ligacoes, Tipos},
};

/// What `ConsultarStatusBoleto` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Normal,
    Excluido,
    Recebido,
    NaoEncontrado,
}

pub(crate) fn emitir(lido: &BoletoLido, ligacoes: &Ligacoes, tipos: &Tipos) -> BoletoEmitido {
    let mut boleto = cobrar(ligacoes.chave(lido.chave), lido.venda.as_ref(), tipos);
    boleto.valor.original = lido.valor;
    boleto.emissao = lido.emissao;
    boleto.vencimento = lido.vencimento;
    boleto.linha_digitavel.clone_from(&lido.linha);
    boleto.banco = (0..1000).contains(&lido.chave.banco).then(|| format!("{:03}", lido.chave.banco));
    boleto.pdf = lido.imprimivel.then_some(ArquivoErp::PelaChave);
    boleto
}

pub(crate) fn cobrar(chave: ChaveCobranca, venda: Option<&ChaveVenda>, tipos: &Tipos) -> BoletoEmitido {
    let mut contratos = Vec::new();
    for contrato in chave.parcelas.iter().map(|p| &p.venda).chain(venda).map(ChaveVenda::contrato) {
        if !contratos.contains(&contrato) {
            contratos.push(contrato);
        }
    }
    let parcela = if let [uma] = chave.parcelas.as_slice() { tipos.numero(uma) } else { None };
    BoletoEmitido {
        id: chave.to_string(),
        contratos,
        historico: tipos.descrever_todas(&chave.parcelas),
        parcela,
        valor: Composicao::default(),
        emissao: None,
        vencimento: None,
        linha_digitavel: None,
        pix: None,
        banco: None,
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    }
}

/// A number alone, as text, or in an object.
pub(crate) fn status(corpo: &Value) -> Option<Status> {
    let numero = match corpo {
        Value::Number(numero) => numero.as_i64(),
        Value::String(texto) => texto.trim().parse().ok(),
        outro => crate::decodificar::objeto(outro).ok()??.inteiro(&["Status", "StatusBoleto"]).ok()?,
    };
    match numero? {
        0 => Some(Status::Normal),
        1 => Some(Status::Excluido),
        2 => Some(Status::Recebido),
        3 => Some(Status::NaoEncontrado),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_status_is_a_number_in_one_of_three_forms() {
        for corpo in [json!(2), json!("2"), json!({"Status": 2}), json!([{"statusBoleto": "2"}])] {
            assert_eq!(status(&corpo), Some(Status::Recebido), "{corpo}");
        }
        for corpo in [json!(null), json!(9), json!({}), json!("pago"), json!([1, 2])] {
            assert_eq!(status(&corpo), None, "{corpo}");
        }
    }
}
