//! From a row of CV to a model. CV documents hardly any field, so each concept has the spellings CV uses elsewhere and those
//! of the ERPs behind it.

use domain::modelo::{
    ArquivoErp, BoletoEmitido, Cliente, Composicao, Contrato, ContratoId, Informe, Pagamento, Parcela, SituacaoBoleto,
    Unidade,
};
use serde_json::Value;

use leitura::{Ilegivel, Linha, escalar, numero};

use crate::config::Recurso;

pub(crate) const UNIDADE: &[&str] = &["idunidade", "id_unidade", "unidade_id"];
pub(crate) const VALOR: &[&str] =
    &["valor", "valor_original", "valor_inicial", "valor_parcela", "valor_documento", "valor_boleto"];
const CONTRATO: &[&str] = &["idcontrato", "id_contrato", "contrato_id"];
const CODIGO_DA_PESSOA: &[&str] = &["idpessoa_int", "codigointerno", "codigo_interno", "idpessoa", "id"];
const PESSOA: &[&str] = &["idpessoa_int", "codigointerno", "codigo_interno", "idpessoa", "id", "nome", "documento"];
const BOLETO: &[&str] = &["idboleto", "id_boleto", "boleto_id", "id"];
const PARCELA: &[&str] = &["idparcela", "id_parcela", "parcela_id", "idtitulo", "id_titulo", "id"];
const ATUAL: &[&str] = &["valor_atual", "valor_atualizado", "valor_corrigido", "valor_presente"];
const VENCIMENTO: &[&str] = &["data_vencimento", "vencimento", "data_venc", "dt_vencimento"];
const BAIXA: &[&str] = &["data_pagamento", "data_baixa", "pago_em", "data_quitacao", "data_recebimento"];
const RECEBIDO: &[&str] = &["valor_pago", "valor_recebido", "valor_baixa"];
const TEXTO: &[&str] = &["descricao", "historico", "nome_parcela", "titulo", "tipo", "serie", "observacao"];
const SITUACAO: &[&str] = &["situacao", "status", "situacao_nome"];

/// Fields by which a lone object is known as a row of the resource.
pub(crate) fn chaves(recurso: Recurso) -> &'static [&'static str] {
    match recurso {
        Recurso::Pessoa => PESSOA,
        Recurso::Boletos | Recurso::BoletoPdf => BOLETO,
        Recurso::Extrato | Recurso::Antecipacao => PARCELA,
        Recurso::Contratos => CONTRATO,
        _ => UNIDADE,
    }
}

pub(crate) fn cliente(linha: Linha<'_>) -> Result<Cliente, Ilegivel> {
    Ok(Cliente {
        id: linha.codigo(CODIGO_DA_PESSOA)?,
        nome: nome_da_pessoa(linha),
        ativo: linha.sim_ou_nao(&["ativo", "ativo_painel"]),
    })
}

fn nome_da_pessoa(linha: Linha<'_>) -> Option<String> {
    linha.texto(&["nome", "razao_social", "nome_completo"])
}

/// Whether an object looks like a person at all.
pub(crate) fn conhecida(linha: Linha<'_>) -> bool {
    linha.valor(CODIGO_DA_PESSOA).is_some() || nome_da_pessoa(linha).is_some()
}

/// Text of a field that may be an object with a name.
fn nomeado(linha: Linha<'_>, nomes: &[&'static str]) -> Option<String> {
    match linha.valor(nomes)? {
        (_, Value::Object(mapa)) => Linha(mapa).texto(&["nome", "descricao"]),
        (nome, _) => linha.texto(&[nome]),
    }
}

fn empreendimento(linha: Linha<'_>) -> Option<String> {
    nomeado(linha, &["empreendimento", "nome_empreendimento", "empreendimento_nome"])
}

fn nome_da_unidade(linha: Linha<'_>) -> Option<String> {
    let unidade = nomeado(linha, &["unidade", "nome_unidade", "unidade_nome"]);
    match (nomeado(linha, &["bloco", "nome_bloco", "torre"]), unidade) {
        (Some(bloco), Some(unidade)) => Some(format!("{bloco} · {unidade}")),
        (_, unidade) => unidade,
    }
}

pub(crate) fn unidade(linha: Linha<'_>) -> Result<Option<Unidade>, Ilegivel> {
    let partes = [empreendimento(linha), nome_da_unidade(linha).or_else(|| linha.texto(&["nome", "descricao"]))];
    let partes: Vec<String> = partes.into_iter().flatten().collect();
    Ok(Some(Unidade {
        id: id_da_unidade(linha)?,
        nome: (!partes.is_empty()).then(|| partes.join(" · ")),
        situacao: linha.texto(SITUACAO),
        endereco: linha.texto(&["endereco", "logradouro"]),
        valor: None,
    }))
}

/// The unit's key, by its own name or, in lists of units, as `id`.
pub(crate) fn id_da_unidade(linha: Linha<'_>) -> Result<String, Ilegivel> {
    match linha.codigo(UNIDADE)? {
        Some(id) => Ok(id),
        None => linha.codigo(&["id"])?.ok_or(Ilegivel("idunidade")),
    }
}

/// At CV everything financial hangs on the unit, so the unit is the contract's key; a contract of no unit has its own.
pub(crate) fn contrato(linha: Linha<'_>) -> Result<Option<Contrato>, Ilegivel> {
    let id = match linha.codigo(UNIDADE)? {
        Some(id) => id,
        None => match linha.codigo(CONTRATO)? {
            Some(id) => id,
            None => linha.codigo(&["id"])?.ok_or(Ilegivel("idunidade"))?,
        },
    };
    let (empreendimento, unidade) = (empreendimento(linha), nome_da_unidade(linha));
    let composto = || {
        let partes: Vec<String> = [empreendimento.clone(), unidade.clone()].into_iter().flatten().collect();
        (!partes.is_empty()).then(|| partes.join(" · "))
    };
    Ok(Some(Contrato {
        id: ContratoId(id),
        nome: linha.texto(&["nome", "contrato", "nome_contrato", "descricao", "titulo"]).or_else(composto),
        empreendimento,
        unidade,
        situacao: linha.texto(SITUACAO),
    }))
}

pub(crate) fn boleto(linha: Linha<'_>) -> Result<Option<BoletoEmitido>, Ilegivel> {
    let historico = linha.texto(TEXTO).or_else(|| linha.texto(&["parcela", "parcelas"]));
    let numero = linha.texto(&["parcela", "numero_parcela"]).and_then(|texto| numero::ler(&texto));
    let original = linha.dinheiro(VALOR)?;
    Ok(Some(BoletoEmitido {
        id: linha.id(BOLETO)?,
        contratos: contratos(linha)?,
        parcela: numero.or_else(|| historico.as_deref().and_then(numero::ler)),
        historico,
        valor: Composicao { original, ..composicao(linha)? },
        emissao: linha.data(&["data_emissao", "emissao"])?,
        vencimento: linha.data(VENCIMENTO)?,
        linha_digitavel: linha.codigo(&["linha_digitavel", "linhadigitavel", "codigo_barras", "codigo_de_barras"])?,
        pix: linha.codigo(&["pix", "pix_copia_cola", "pix_copia_e_cola", "qrcode_pix", "emv"])?,
        banco: linha.texto(&["banco", "codigo_banco", "bank_code"]).and_then(|texto| banco(&texto)),
        pdf: Some(
            linha.link(&["url", "link", "url_boleto", "link_boleto"]).map_or(ArquivoErp::PelaChave, ArquivoErp::Link),
        ),
        situacao: situacao(linha),
    }))
}

/// Everything but the original amount.
fn composicao(linha: Linha<'_>) -> Result<Composicao, Ilegivel> {
    Ok(Composicao {
        original: None,
        atual: linha.dinheiro(ATUAL)?,
        correcao: linha.dinheiro(&["correcao", "valor_correcao", "correcao_monetaria"])?,
        juros: linha.dinheiro(&["juros", "valor_juros"])?,
        multa: linha.dinheiro(&["multa", "valor_multa"])?,
        desconto: linha.dinheiro(&["desconto", "valor_desconto"])?,
    })
}

/// "Segunda via" lists what can be paid, so a row without a word is open; a word nobody knows is kept.
fn situacao(linha: Linha<'_>) -> SituacaoBoleto {
    let Some(texto) = linha.texto(SITUACAO) else { return SituacaoBoleto::Aberto };
    match palavra(&texto) {
        Palavra::Aberta => SituacaoBoleto::Aberto,
        Palavra::Paga => SituacaoBoleto::Pago,
        Palavra::Cancelada => SituacaoBoleto::Cancelado,
        Palavra::Substituida => SituacaoBoleto::Substituido,
        Palavra::EmRegistro => SituacaoBoleto::EmRegistro,
        Palavra::Outra => SituacaoBoleto::Desconhecida(texto),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Palavra {
    Aberta,
    Paga,
    Cancelada,
    Substituida,
    EmRegistro,
    Outra,
}

fn palavra(texto: &str) -> Palavra {
    match texto.trim().to_lowercase().as_str() {
        "aberto" | "aberta" | "em aberto" | "a vencer" | "vencido" | "vencida" | "atrasado" | "atrasada"
        | "pendente" | "disponivel" | "disponível" | "ativo" | "ativa" | "registrado" | "emitido" | "inadimplente" => {
            Palavra::Aberta
        }
        "pago" | "paga" | "quitado" | "quitada" | "liquidado" | "liquidada" | "baixado" | "baixada" | "recebido"
        | "recebida" => Palavra::Paga,
        "cancelado" | "cancelada" | "estornado" | "estornada" => Palavra::Cancelada,
        "substituido" | "substituído" | "substituida" | "substituída" | "renegociado" | "renegociada"
        | "reparcelado" | "reparcelada" => Palavra::Substituida,
        "em registro" | "aguardando registro" | "registrando" => Palavra::EmRegistro,
        _ => Palavra::Outra,
    }
}

/// The unit(s), or else the contract: one, several in one text ("159, 160") or a list.
fn contratos(linha: Linha<'_>) -> Result<Vec<ContratoId>, Ilegivel> {
    let Some((nome, valor)) = linha.valor(UNIDADE).or_else(|| linha.valor(CONTRATO)) else { return Ok(Vec::new()) };
    let itens = match valor {
        Value::Array(lista) => lista.as_slice(),
        um => std::slice::from_ref(um),
    };
    let mut contratos: Vec<ContratoId> = Vec::new();
    for item in itens {
        let texto = escalar(item).ok_or(Ilegivel(nome))?;
        for parte in texto.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()) {
            if parte.chars().any(char::is_control) || parte.len() > 200 {
                return Err(Ilegivel(nome));
            }
            let id = ContratoId(parte.to_owned());
            if !contratos.contains(&id) {
                contratos.push(id);
            }
        }
    }
    Ok(contratos)
}

/// `1`, `001`, `001-9` are Banco do Brasil; anything else is no bank.
fn banco(texto: &str) -> Option<String> {
    let numero = texto.split_once('-').map_or(texto, |(numero, _)| numero).trim();
    ((1..=3).contains(&numero.len()) && numero.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{numero:0>3}"))
}

/// A row of the statement. `None` for one that is owed by nobody any more: cancelled or replaced.
///
/// A row that is "paga" without a date, or "em aberto" with one, contradicts itself: it is reported, not guessed, since either
/// guess could make up a debt or hide one.
pub(crate) fn parcela(linha: Linha<'_>) -> Result<Option<Parcela>, Ilegivel> {
    let paga_em = linha.data(BAIXA)?;
    match (linha.texto(SITUACAO).map(|texto| palavra(&texto)), paga_em) {
        (Some(Palavra::Cancelada | Palavra::Substituida), _) => return Ok(None),
        (Some(Palavra::Paga), None) => return Err(Ilegivel("data_pagamento")),
        (Some(Palavra::Aberta), Some(_)) => return Err(Ilegivel("situacao")),
        _ => {}
    }
    let descricao = linha.texto(TEXTO);
    let numero = linha.texto(&["parcela", "numero_parcela", "numero"]).and_then(|texto| numero::ler(&texto));
    // A row may be of several contracts; an instalment is of one, and naming one of them would be a guess.
    let mut contratos = contratos(linha)?;
    Ok(Some(Parcela {
        id: linha.id(PARCELA)?,
        contrato: if contratos.len() == 1 { contratos.pop() } else { None },
        numero: numero.or_else(|| descricao.as_deref().and_then(numero::ler)),
        descricao,
        vencimento: linha.data(VENCIMENTO)?,
        valor: Composicao { original: linha.dinheiro(VALOR)?, ..composicao(linha)? },
        indice: linha.texto(&["indice", "indexador", "indice_correcao"]),
        paga_em,
        // "0.00" received on an open row is a column filled, not a payment of zero.
        valor_pago: linha.dinheiro(RECEBIDO)?.filter(|valor| paga_em.is_some() || !valor.eh_zero()),
    }))
}

/// Settled rows are payments too.
pub(crate) fn pagamento(linha: Linha<'_>) -> Result<Option<Pagamento>, Ilegivel> {
    let Some(lida) = parcela(linha)? else { return Ok(None) };
    let Some(paga_em) = lida.paga_em else { return Ok(None) };
    Ok(Some(Pagamento {
        id: lida.id,
        contrato: lida.contrato,
        descricao: lida.descricao,
        vencimento: lida.vencimento,
        pago_em: Some(paga_em),
        valor: lida.valor_pago,
        composicao: lida.valor,
    }))
}

/// An unit with a year. The key carries both: CV asks for them apart.
pub(crate) fn informe(linha: Linha<'_>) -> Result<Option<Informe>, Ilegivel> {
    let ano = linha.codigo(&["ano", "ano_base", "anobase", "ano_calendario"])?.ok_or(Ilegivel("ano"))?;
    let ano: i16 = Some(ano)
        .filter(|a| a.len() == 4)
        .and_then(|a| a.parse().ok())
        .filter(|a| (1950..=2200).contains(a))
        .ok_or(Ilegivel("ano"))?;
    let unidade = id_da_unidade(linha)?;
    Ok(Some(Informe { id: format!("{unidade}-{ano}"), ano, pdf: Some(ArquivoErp::PelaChave) }))
}
