//! `Pessoas/ConsultarUnidades`: the units, with the names of obras.

use domain::modelo::Unidade;

use crate::{
    chave::ChaveVenda,
    decodificar::{Ilegivel, Linha},
    dono,
};

/// A unit and the sale it was bought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnidadeLida {
    pub(crate) venda: ChaveVenda,
    pub(crate) empreendimento: Option<String>,
    pub(crate) identificador: Option<String>,
    produto: Option<i64>,
}

impl From<UnidadeLida> for Unidade {
    fn from(lida: UnidadeLida) -> Self {
        let nomes: Vec<String> = [lida.empreendimento, lida.identificador].into_iter().flatten().collect();
        Self {
            id: format!("{}/{}", lida.venda, lida.produto.unwrap_or_default()),
            nome: (!nomes.is_empty()).then(|| nomes.join(" · ")),
            situacao: None,
            endereco: None,
            valor: None,
        }
    }
}

pub(crate) fn unidade(linha: Linha<'_>) -> Result<UnidadeLida, Ilegivel> {
    Ok(UnidadeLida {
        venda: dono::venda(linha)?,
        empreendimento: linha.texto(&["DescricaoObra"]),
        identificador: linha.texto(&["Identificador"]).or_else(|| linha.texto(&["DescricaoProduto"])),
        produto: linha.inteiro(&["Produto"])?,
    })
}
