//! Empreendimentos, units, contracts, boletos and documents.

use leitura::{Ilegivel, Linha};
use serde_json::Value;

use super::{
    EMPREENDIMENTO, SITUACAO, UNIDADE, id, ligacao, nomeado, objeto,
    pessoa::{ID_ERP, NOME},
    texto,
};
use crate::modelo::{BoletoCv, ContratoCv, DocumentoCv, EmpreendimentoCv, LinkCv, PastaCv, TitularCv, UnidadeCv};

const LINK: &[&str] =
    &["url", "link", "url_arquivo", "url_documento", "url_boleto", "link_boleto", "arquivo", "caminho"];

pub(crate) fn empreendimento(linha: Linha<'_>) -> Result<EmpreendimentoCv, Ilegivel> {
    Ok(EmpreendimentoCv {
        id: id(linha, EMPREENDIMENTO)?,
        codigo: ligacao(linha, &["idempreendimento_int", "codigo", "codigointerno", "codigo_interno"]),
        nome: nomeado(linha, &["nome", "empreendimento", "nome_empreendimento"]),
        cnpj: texto(linha, &["cnpj", "cnpj_condominio", "documento"]),
        cidade: match (texto(linha, &["cidade"]), texto(linha, &["estado", "uf"])) {
            (Some(cidade), Some(uf)) => Some(format!("{cidade}/{uf}")),
            (cidade, _) => cidade,
        },
        situacao: nomeado(linha, &["situacao_obra", "andamento", "situacao", "status"]),
    })
}

/// Whoever is named in an object, or in fields that say whose they are.
fn titular(linha: Linha<'_>) -> Option<TitularCv> {
    let lido = match objeto(linha, &["titular", "pessoa", "cliente", "comprador"]) {
        Some(dentro) => TitularCv {
            nome: texto(dentro, NOME),
            documento: texto(dentro, &["documento", "cpf_cnpj", "cpf", "cnpj"]),
            id_erp: ligacao(dentro, ID_ERP),
        },
        None => TitularCv {
            nome: texto(linha, &["titular", "nome_titular", "titular_nome", "cliente", "nome_cliente"]),
            documento: texto(
                linha,
                &[
                    "documento_titular",
                    "titular_documento",
                    "cpf_titular",
                    "documento_cliente",
                    "documento",
                    "cpf_cnpj",
                    "cpf",
                ],
            ),
            id_erp: ligacao(linha, &["idpessoa_int_titular", "idpessoa_int"]),
        },
    };
    (lido != TitularCv::default()).then_some(lido)
}

pub(crate) fn unidade(linha: Linha<'_>) -> Result<UnidadeCv, Ilegivel> {
    let dono = objeto(linha, &["empreendimento"]);
    Ok(UnidadeCv {
        id: id(linha, UNIDADE)?,
        codigo: ligacao(linha, &["idunidade_int", "codigo", "codigointerno", "codigo_interno"]),
        nome: nomeado(linha, &["unidade", "nome_unidade", "unidade_nome", "nome"]),
        bloco: nomeado(linha, &["bloco", "nome_bloco", "torre"]),
        empreendimento: nomeado(linha, &["empreendimento", "nome_empreendimento", "empreendimento_nome"]),
        idempreendimento: ligacao(linha, EMPREENDIMENTO)
            .or_else(|| dono.and_then(|d| ligacao(d, &["idempreendimento", "id"]))),
        tipologia: nomeado(linha, &["tipologia", "tipo"]),
        area: texto(linha, &["area_privativa", "area"]),
        endereco: texto(linha, &["endereco", "logradouro"]),
        situacao: nomeado(linha, SITUACAO),
        entrega: linha.data(&["data_entrega", "entrega", "data_entrega_chaves"]).ok().flatten(),
        padrao: linha.sim_ou_nao(&["padrao", "unidade_padrao"]),
        titular: titular(linha),
    })
}

pub(crate) fn contrato(linha: Linha<'_>) -> Result<ContratoCv, Ilegivel> {
    let idunidade = linha.codigo(UNIDADE)?.or_else(|| objeto(linha, &["unidade"]).and_then(|u| id(u, UNIDADE).ok()));
    let proprio = linha.codigo(&["idcontrato", "id_contrato", "contrato_id", "id"])?;
    Ok(ContratoCv {
        id: proprio.or_else(|| idunidade.clone()).ok_or(Ilegivel("idcontrato"))?,
        codigo: ligacao(linha, &["idcontrato_int", "codigo", "codigointerno", "codigo_interno"]),
        nome: texto(linha, &["nome", "contrato", "nome_contrato", "numero", "descricao", "titulo"]),
        idunidade,
        unidade: nomeado(linha, &["unidade", "nome_unidade", "unidade_nome"]),
        empreendimento: nomeado(linha, &["empreendimento", "nome_empreendimento", "empreendimento_nome"]),
        situacao: nomeado(linha, SITUACAO),
        data: linha.data(&["data_contrato", "data_venda", "data", "data_cad"]).ok().flatten(),
        valor: linha.dinheiro(&["valor_contrato", "valor", "valor_total"])?,
        vinculo: texto(linha, &["vinculo", "papel", "tipo_associacao", "perfil"]),
        titular: titular(linha),
    })
}

pub(crate) fn boleto(linha: Linha<'_>) -> Result<BoletoCv, Ilegivel> {
    let atual = linha.dinheiro(&["valor_atual", "valor_atualizado", "valor_corrigido"])?;
    Ok(BoletoCv {
        id: id(linha, &["idboleto", "id_boleto", "boleto_id"])?,
        idunidade: ligacao(linha, UNIDADE),
        descricao: texto(linha, &["descricao", "historico", "parcela", "titulo"]),
        valor: match atual {
            Some(atual) => Some(atual),
            None => linha.dinheiro(&["valor", "valor_original", "valor_documento", "valor_boleto"])?,
        },
        vencimento: linha.data(&["data_vencimento", "vencimento", "data_venc", "dt_vencimento"])?,
        linha_digitavel: linha.codigo(&["linha_digitavel", "linhadigitavel", "codigo_barras", "codigo_de_barras"])?,
        pix: linha.codigo(&["pix", "pix_copia_cola", "pix_copia_e_cola", "qrcode_pix", "emv"])?,
        situacao: nomeado(linha, SITUACAO),
    })
}

pub(crate) fn documento(linha: Linha<'_>) -> Result<DocumentoCv, Ilegivel> {
    Ok(DocumentoCv {
        id: id(linha, &["iddocumento", "id_documento", "idarquivo", "id_arquivo"])?,
        nome: texto(linha, &["nome", "titulo", "descricao", "documento", "nome_arquivo"]),
        tipo: nomeado(linha, &["tipo", "tipo_documento", "categoria"]),
        pasta: nomeado(linha, &["pasta", "nome_pasta", "idpasta"]),
        idunidade: ligacao(linha, UNIDADE),
        data: linha.data(&["data", "data_cad", "data_cadastro", "data_upload"]).ok().flatten(),
        link: linha.link(LINK).map(LinkCv),
    })
}

pub(crate) fn pasta(linha: Linha<'_>) -> Result<PastaCv, Ilegivel> {
    Ok(PastaCv {
        id: id(linha, &["idpasta", "id_pasta"])?,
        nome: nomeado(linha, &["nome", "pasta", "titulo", "descricao"]),
    })
}

/// The link in an answer: the text itself, a field of an object, any of them one or two wrappers deep.
pub(crate) fn link(corpo: &Value) -> Option<LinkCv> {
    let mut atual = corpo;
    for _ in 0..4 {
        match atual {
            Value::String(texto) => {
                let linha = serde_json::Map::from_iter([("url".to_owned(), Value::from(texto.as_str()))]);
                return Linha(&linha).link(LINK).map(LinkCv);
            }
            Value::Array(lista) => match lista.as_slice() {
                [unico] => atual = unico,
                _ => return None,
            },
            Value::Object(mapa) => {
                let linha = Linha(mapa);
                if let Some(nome) = LINK.iter().find(|nome| linha.link(&[**nome]).is_some()) {
                    return linha.link(&[*nome]).map(LinkCv);
                }
                let dentro = ["dados", "data", "resultado", "retorno", "boleto", "documento", "arquivo"];
                atual = dentro.iter().find_map(|nome| mapa.get(*nome))?;
            }
            _ => return None,
        }
    }
    None
}
