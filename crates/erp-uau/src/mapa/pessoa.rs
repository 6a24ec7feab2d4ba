//! `Pessoas/ConsultarPessoasPorCPFCNPJ`: answers with web logins and passwords, of which nothing is read.

use domain::modelo::Cliente;

use crate::decodificar::{Ilegivel, Linha};

/// A registration. One document may have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pessoa {
    pub(crate) codigo: i64,
    pub(crate) nome: Option<String>,
    pub(crate) ativo: Option<bool>,
}

impl From<Pessoa> for Cliente {
    fn from(pessoa: Pessoa) -> Self {
        Self { id: Some(pessoa.codigo.to_string()), nome: pessoa.nome, ativo: pessoa.ativo }
    }
}

pub(crate) fn pessoa(linha: Linha<'_>) -> Result<Pessoa, Ilegivel> {
    Ok(Pessoa {
        codigo: linha.chave(&["cod_pes"])?,
        nome: linha.texto(&["nome_pes"]),
        // `AtInat`: 0 ativo, 1 inativo.
        ativo: linha.sim(&["AtInat_pes"]).map(|inativo| !inativo),
    })
}
