//! From typed fields to our model.

use domain::modelo::{
    ArquivoErp, BoletoEmitido, Cliente, Composicao, Contrato, ContratoId, Informe, NotaFiscal, NumeroParcela,
    Pagamento, Parcela, Quitacao, SituacaoBoleto,
};

use crate::leitura::{Campos, Ilegivel, Linha};

pub(crate) fn cliente(mut c: Campos) -> Cliente {
    Cliente { id: c.texto("id"), nome: c.texto("nome"), ativo: c.sim_ou_nao("ativo") }
}

pub(crate) fn contrato(mut c: Campos) -> Result<Contrato, Ilegivel> {
    Ok(Contrato {
        id: ContratoId(c.texto("id").ok_or(Ilegivel("id"))?),
        nome: c.texto("nome"),
        empreendimento: c.texto("empreendimento"),
        unidade: c.texto("unidade"),
        situacao: c.texto("situacao"),
    })
}

/// `pela_chave`: the ERP gives this list's files on request.
pub(crate) fn boleto(linha: &Linha, mut c: Campos, pela_chave: bool) -> Result<BoletoEmitido, Ilegivel> {
    let (historico, parcela) = c.parcela("parcela");
    Ok(BoletoEmitido {
        pdf: arquivo(&mut c, pela_chave),
        id: c.texto("id").ok_or(Ilegivel("id"))?,
        contratos: contratos(linha, &mut c),
        historico,
        parcela,
        valor: composicao(&mut c, "valor-original"),
        emissao: c.data("emissao"),
        vencimento: c.data("vencimento"),
        linha_digitavel: c.texto("linha-digitavel"),
        pix: c.texto("pix"),
        banco: c.texto("banco").and_then(|texto| banco(&texto)),
        situacao: c.texto("situacao").map_or(SituacaoBoleto::Aberto, |texto| situacao(&texto)),
    })
}

pub(crate) fn parcela(linha: &Linha, mut c: Campos) -> Result<Parcela, Ilegivel> {
    let numero = c.numero("numero");
    let total = c.inteiro("total").filter(|t| numero.is_some_and(|n| n.numero <= *t));
    Ok(Parcela {
        id: c.texto("id").ok_or(Ilegivel("id"))?,
        contrato: um_contrato(linha, &mut c),
        numero: numero.map(|n| NumeroParcela { numero: n.numero, total: total.or(n.total) }),
        descricao: c.texto("tipo"),
        vencimento: c.data("vencimento"),
        valor: composicao(&mut c, "valor-original"),
        indice: c.texto("indice"),
        paga_em: c.data("pago-em"),
        // "0.00" received on an open row is the ERP filling a column, not a payment of zero.
        valor_pago: c.dinheiro("valor-pago").filter(|v| !v.eh_zero()),
    })
}

/// `datado`: the mapping has `pago-em`, so a row without one is no payment we understand.
pub(crate) fn pagamento(linha: &Linha, mut c: Campos, datado: bool) -> Result<Pagamento, Ilegivel> {
    let pago_em = c.data("pago-em");
    if datado && pago_em.is_none() {
        return Err(Ilegivel("pago-em"));
    }
    let valor = c.dinheiro("valor");
    Ok(Pagamento {
        id: c.texto("id").ok_or(Ilegivel("id"))?,
        contrato: um_contrato(linha, &mut c),
        descricao: c.parcela("parcela").0,
        vencimento: c.data("vencimento"),
        pago_em,
        valor,
        composicao: composicao(&mut c, "principal"),
    })
}

pub(crate) fn nota_fiscal(mut c: Campos, pela_chave: bool) -> Result<NotaFiscal, Ilegivel> {
    Ok(NotaFiscal {
        pdf: arquivo(&mut c, pela_chave),
        xml: c.texto("url-xml").map(ArquivoErp::Link),
        id: c.texto("id").ok_or(Ilegivel("id"))?,
        numero: c.texto("numero"),
        emissao: c.data("emissao"),
        valor: c.dinheiro("valor"),
        descricao: c.texto("descricao"),
        chave: c.texto("chave"),
        protocolo: None,
    })
}

pub(crate) fn quitacao(linha: &Linha, mut c: Campos, pela_chave: bool) -> Result<Quitacao, Ilegivel> {
    Ok(Quitacao {
        pdf: arquivo(&mut c, pela_chave),
        id: c.texto("id").ok_or(Ilegivel("id"))?,
        ano: c.ano("ano").or(linha.ano).ok_or(Ilegivel("ano"))?,
        valor: c.dinheiro("valor"),
    })
}

pub(crate) fn informe(mut c: Campos, pela_chave: bool) -> Result<Informe, Ilegivel> {
    let ano = c.ano("ano").ok_or(Ilegivel("ano"))?;
    Ok(Informe { id: ano.to_string(), ano, pdf: arquivo(&mut c, pela_chave) })
}

fn arquivo(c: &mut Campos, pela_chave: bool) -> Option<ArquivoErp> {
    match c.texto("url-pdf") {
        Some(link) => Some(ArquivoErp::Link(link)),
        None => (pela_chave || c.tem("pdf-base64")).then_some(ArquivoErp::PelaChave),
    }
}

fn composicao(c: &mut Campos, original: &'static str) -> Composicao {
    Composicao {
        original: c.dinheiro(original),
        atual: c.dinheiro("valor"),
        correcao: c.dinheiro("correcao"),
        juros: c.dinheiro("juros"),
        multa: c.dinheiro("multa"),
        desconto: c.dinheiro("desconto"),
    }
}

/// What the row says, else the contract it was asked with.
fn contratos(linha: &Linha, c: &mut Campos) -> Vec<ContratoId> {
    c.contratos("contrato").unwrap_or_else(|| linha.contrato.iter().cloned().map(ContratoId).collect())
}

/// A row may be of several contracts; an instalment is of one, and naming one of them would be a guess.
fn um_contrato(linha: &Linha, c: &mut Campos) -> Option<ContratoId> {
    let mut ids = contratos(linha, c);
    if ids.len() == 1 { ids.pop() } else { None }
}

/// `1`, `001`, `001-9` are Banco do Brasil; anything else is no bank.
fn banco(texto: &str) -> Option<String> {
    let numero = texto.split_once('-').map_or(texto, |(numero, _)| numero).trim();
    ((1..=3).contains(&numero.len()) && numero.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{numero:0>3}"))
}

fn situacao(texto: &str) -> SituacaoBoleto {
    match texto.to_lowercase().as_str() {
        "aberto" | "em aberto" | "a vencer" | "vencido" | "vencida" | "pendente" | "registrado" | "open" => {
            SituacaoBoleto::Aberto
        }
        "pago" | "paga" | "quitado" | "quitada" | "liquidado" | "baixado" | "paid" => SituacaoBoleto::Pago,
        "cancelado" | "cancelada" | "canceled" | "cancelled" => SituacaoBoleto::Cancelado,
        "substituido" | "substituído" => SituacaoBoleto::Substituido,
        "em registro" | "aguardando registro" => SituacaoBoleto::EmRegistro,
        _ => SituacaoBoleto::Desconhecida(texto.to_owned()),
    }
}
