//! What the templates read: each document as JSON, with dates and amounts already written. Documented in
//! `modelos/README.md`, which is a promise to who replaces a template.

use domain::{calendario::extenso, dinheiro::Dinheiro};
use serde_json::{Value, json};

use super::{
    dados::{Cobranca, Cobrancas, Composicao, Declaracao, Marca},
    desenho,
    escrita::Escrita,
};
use crate::texto;

mod tabelas;

pub(super) use tabelas::{demonstrativo, extrato};

/// A name, a title, an address.
const NOME: usize = 120;
/// What stands beside a label.
const CURTO: usize = 60;
/// A sentence.
const FRASE: usize = 240;
/// What still leaves room for the codes on the same page.
const AVISOS_MAXIMOS: usize = 6;
/// Own wording of a declaração.
const TEXTO_PROPRIO: usize = 3_000;
const COR_PADRAO: &str = "#1f2937";

pub(super) fn marca(escrita: Escrita<'_>, marca: &Marca) -> Value {
    let contato: Vec<String> =
        marca.contato.iter().filter_map(|contato| escrita.opcional(Some(contato), CURTO)).take(4).collect();
    json!({
        "nome": escrita.nome(&marca.nome, CURTO, "Incorporadora"),
        "cor": cor(&marca.cor),
        "logo": marca.logo.as_ref().map(super::Logo::arquivo),
        "razao_social": escrita.opcional(marca.razao_social.as_deref(), NOME),
        "cnpj": escrita.opcional(marca.cnpj.as_deref(), CURTO),
        "endereco": escrita.opcional(marca.endereco.as_deref(), NOME),
        "contato": contato,
    })
}

/// The colour if it is one: a misconfigured one costs the colour, not the document.
fn cor(bruta: &str) -> &str {
    let valida = bruta
        .strip_prefix('#')
        .is_some_and(|resto| resto.len() == 6 && resto.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if valida { bruta } else { COR_PADRAO }
}

pub(super) fn cobrancas(escrita: Escrita<'_>, d: &Cobrancas) -> Value {
    json!({
        "titulo": escrita.linha(&d.titulo, NOME),
        "titular": escrita.linha(&d.titular, NOME),
        "cobrancas": d.itens.iter().map(|item| cobranca(escrita, item)).collect::<Vec<_>>(),
    })
}

fn cobranca(escrita: Escrita<'_>, c: &Cobranca) -> Value {
    let avisos: Vec<String> =
        c.avisos.iter().filter_map(|aviso| escrita.opcional(Some(aviso), FRASE)).take(AVISOS_MAXIMOS).collect();
    let boleto = c.boleto.as_ref().map(|boleto| {
        json!({
            "campos": boleto.linha_formatada().split(' ').collect::<Vec<_>>(),
            "barras": desenho::barras(boleto),
        })
    });
    let pix = c
        .pix
        .as_ref()
        .map(|pix| json!({ "copia_e_cola": escrita.codigo(pix.payload()), "qr": desenho::qr(pix.payload()) }));
    json!({
        "titulo": escrita.nome(&c.titulo, NOME, "Cobrança"),
        "contrato": escrita.opcional(c.contrato.as_deref(), CURTO),
        "vencimento": c.vencimento.map(texto::data),
        "vencimento_detalhe": escrita.opcional(c.vencimento_detalhe.as_deref(), NOME),
        "valor": c.valor.map(Dinheiro::formatado),
        "valor_em": texto::data(c.valor_em),
        "composicao": composicao(c.composicao),
        "boleto": boleto,
        "pix": pix,
        "beneficiario": escrita.linha(&c.beneficiario, NOME),
        "beneficiario_documento": escrita.opcional(c.beneficiario_documento.as_deref(), CURTO),
        "banco": escrita.opcional(c.banco.as_deref(), CURTO),
        "avisos": avisos,
    })
}

/// Parts that change the amount; the original alone is what the amount already says.
fn composicao(partes: Composicao) -> Vec<Value> {
    let desconto = partes.desconto.map(|valor| if valor.eh_negativo() { valor } else { -valor });
    let linhas: Vec<Value> = [
        ("Valor original", partes.original),
        ("Correção", partes.correcao),
        ("Juros", partes.juros),
        ("Multa", partes.multa),
        ("Desconto", desconto),
    ]
    .into_iter()
    .enumerate()
    .filter_map(|(posicao, (rotulo, valor))| {
        let valor = valor.filter(|valor| posicao == 0 || !valor.eh_zero())?;
        Some(json!({ "rotulo": rotulo, "valor": valor.formatado() }))
    })
    .collect();
    if linhas.len() == 1 && partes.original.is_some() { Vec::new() } else { linhas }
}

pub(super) fn declaracao(escrita: Escrita<'_>, d: &Declaracao) -> Value {
    let proprio = d.texto.as_deref().map(|proprio| escrita.paragrafos(proprio, TEXTO_PROPRIO)).unwrap_or_default();
    let fala_dos_anteriores = proprio.iter().any(|paragrafo| paragrafo.to_lowercase().contains("anos anteriores"));
    json!({
        "numero": escrita.linha(&d.numero, CURTO),
        "codigo": escrita.linha(&d.codigo, CURTO),
        "endereco_verificacao": escrita.codigo(&texto::em_uma_linha(&d.endereco_verificacao)),
        "qr": desenho::qr(&texto::em_uma_linha(&d.endereco_verificacao)),
        "ano": d.ano.to_string(),
        "contrato": escrita.linha(&d.contrato, CURTO),
        "unidade": escrita.opcional(d.unidade.as_deref(), NOME),
        "empreendimento": escrita.opcional(d.empreendimento.as_deref(), NOME),
        "titular_nome": escrita.linha(&d.titular_nome, NOME),
        "titular_documento": escrita.linha(&d.titular_documento, CURTO),
        "parcelas": d.parcelas,
        "total_pago": d.total_pago.map(Dinheiro::formatado),
        "texto": proprio,
        "frase_da_lei": !fala_dos_anteriores,
        "signatario": escrita.linha(&d.signatario, NOME),
        "cargo": escrita.opcional(d.cargo.as_deref(), NOME),
        "cidade": escrita.opcional(d.cidade.as_deref(), CURTO),
        "emitida_em": extenso(d.emitida_em),
    })
}
