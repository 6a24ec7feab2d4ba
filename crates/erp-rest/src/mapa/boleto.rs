//! Request 3, both versions.

use domain::modelo::{ArquivoErp, BoletoEmitido, Composicao, ContratoId, SituacaoBoleto};
use serde_json::Value;

use leitura::{Ilegivel, Linha, escalar, numero};

const CONTRATOS: [&str; 2] = ["contract_id", "id_contrato"];

/// `code_fatura` holds the customer's document and is not read. The older version lacks most fields and has `url_boleto`.
pub(crate) fn boleto(linha: Linha<'_>) -> Result<Option<BoletoEmitido>, Ilegivel> {
    let historico = linha.texto(&["historico"]);
    Ok(Some(BoletoEmitido {
        id: linha.id(&["id_fatura", "id_boleto", "id"])?,
        contratos: contratos(linha)?,
        parcela: historico.as_deref().and_then(numero::ler),
        historico,
        valor: Composicao {
            original: linha.dinheiro(&["valor_inicial"])?,
            atual: linha.dinheiro(&["valor_atual"])?,
            correcao: None,
            juros: linha.dinheiro(&["juros"])?,
            multa: linha.dinheiro(&["multa"])?,
            desconto: linha.dinheiro(&["desconto"])?,
        },
        emissao: linha.data(&["data_emissao"])?,
        vencimento: linha.data(&["data_vencimento"])?,
        linha_digitavel: linha.codigo(&["linha_digitavel"])?,
        pix: linha.codigo(&["pix_code"])?,
        banco: linha.texto(&["bank_code"]).and_then(|texto| banco(&texto)),
        pdf: linha.link(&["url_boleto"]).map(ArquivoErp::Link),
        situacao: SituacaoBoleto::Aberto,
    }))
}

/// "ID do(s) contrato(s)": one, several in one text ("159, 160") or a list.
pub(super) fn contratos(linha: Linha<'_>) -> Result<Vec<ContratoId>, Ilegivel> {
    let Some((nome, valor)) = linha.valor(&CONTRATOS) else { return Ok(Vec::new()) };
    let textos: Vec<String> = match valor {
        Value::Array(lista) => lista
            .iter()
            .map(|item| escalar(item).map(std::borrow::Cow::into_owned).ok_or(Ilegivel(nome)))
            .collect::<Result<_, _>>()?,
        um => vec![escalar(um).ok_or(Ilegivel(nome))?.into_owned()],
    };
    let mut contratos: Vec<ContratoId> = Vec::new();
    for texto in textos {
        for parte in texto.trim_matches(['[', ']']).split([',', ';', '|']) {
            let parte = parte.trim().trim_matches('"').trim();
            if parte.is_empty() || parte.eq_ignore_ascii_case("null") {
                continue;
            }
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
