//! People.

use domain::modelo::{Descarte, Lista};
use leitura::{Ilegivel, Linha};
use serde_json::Value;

use super::{empreendimento, ligacao, objeto, texto};
use crate::modelo::{EnderecoCv, PessoaCv, SindicoCv};

pub(super) const DOCUMENTO: &[&str] = &["documento", "cpf_cnpj", "cpf", "cnpj", "passaporte", "rne", "rnm"];
pub(super) const ID_ERP: &[&str] = &["idpessoa_int", "codigointerno", "codigo_interno"];
pub(super) const NOME: &[&str] = &["nome", "razao_social", "nome_completo"];

pub(crate) fn pessoa(linha: Linha<'_>) -> Result<PessoaCv, Ilegivel> {
    Ok(PessoaCv {
        id: linha.codigo(&["idpessoa", "idcliente", "id"])?,
        id_erp: linha.codigo(ID_ERP)?,
        nome: texto(linha, NOME),
        documento: texto(linha, DOCUMENTO),
        documento_tipo: texto(linha, &["documento_tipo", "tipo_documento"]),
        estrangeira: linha.sim_ou_nao(&["pessoa_estrangeira", "estrangeiro"]),
        nascimento: linha.data(&["data_nasc", "data_nascimento", "nascimento"]).ok().flatten(),
        estado_civil: texto(linha, &["estado_civil"]),
        email: texto(linha, &["email", "e_mail"]),
        telefone: texto(linha, &["telefone", "telefone_residencial", "fone"]),
        celular: texto(linha, &["celular", "telefone_celular"]),
        endereco: endereco(linha),
        ativo: linha.sim_ou_nao(&["ativo_login", "ativo_painel", "ativo"]),
        situacao: texto(linha, &["situacao"]),
        sinalizador_juridico: texto(linha, &["sinalizador_juridico"]),
    })
}

/// In fields of their own, or in an object `endereco`.
fn endereco(linha: Linha<'_>) -> Option<EnderecoCv> {
    let linha = objeto(linha, &["endereco"]).unwrap_or(linha);
    let lido = EnderecoCv {
        // CV has both: `logradouro` may be no more than "Rua".
        logradouro: match (texto(linha, &["logradouro", "rua"]), texto(linha, &["endereco"])) {
            (Some(tipo), Some(nome)) if !nome.contains(&tipo) && !tipo.contains(' ') => Some(format!("{tipo} {nome}")),
            (Some(logradouro), None) => Some(logradouro),
            (_, nome) => nome,
        },
        numero: texto(linha, &["numero"]),
        complemento: texto(linha, &["complemento"]),
        bairro: texto(linha, &["bairro"]),
        cidade: texto(linha, &["cidade"]),
        estado: texto(linha, &["estado", "uf"]),
        cep: texto(linha, &["cep"]),
    };
    (lido != EnderecoCv::default()).then_some(lido)
}

pub(crate) fn sindico(linha: Linha<'_>) -> Result<SindicoCv, Ilegivel> {
    let mut empreendimentos = Lista::default();
    let lista = match linha.valor(&["empreendimentos", "empreendimento"]) {
        Some((_, Value::Array(lista))) => lista.as_slice(),
        Some((_, um @ Value::Object(_))) => std::slice::from_ref(um),
        Some(_) => return Err(Ilegivel("empreendimentos")),
        None => &[],
    };
    for (posicao, valor) in lista.iter().enumerate() {
        match valor.as_object().ok_or(Ilegivel("(linha)")).and_then(|mapa| empreendimento(Linha(mapa))) {
            Ok(lido) => empreendimentos.itens.push(lido),
            Err(Ilegivel(campo)) => {
                empreendimentos.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() });
            }
        }
    }
    Ok(SindicoCv {
        id: ligacao(linha, &["idsindico", "id_sindico", "id"]),
        nome: texto(linha, NOME),
        documento: texto(linha, &["documento", "cpf_cnpj", "cpf", "cnpj"]),
        email: texto(linha, &["email", "e_mail"]),
        ilegiveis: empreendimentos.ilegiveis(),
        empreendimentos: empreendimentos.itens,
    })
}
