//! `Venda/ConsultarUnidadesCompradasPorCPFCNPJ`: a row per unit, so that a sale of a flat and a garage comes twice.

use domain::modelo::Contrato;

use crate::{
    chave::ChaveVenda,
    decodificar::{Ilegivel, Linha},
    dono,
};

/// `StatusVenda`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Situacao {
    Normal,
    Cancelada,
    Alterada,
    Quitada,
    EmAcerto,
    /// A number nobody documented.
    Outra(i64),
}

impl Situacao {
    fn de(numero: i64) -> Self {
        match numero {
            0 => Self::Normal,
            1 => Self::Cancelada,
            2 => Self::Alterada,
            3 => Self::Quitada,
            4 => Self::EmAcerto,
            outra => Self::Outra(outra),
        }
    }

    /// As UAU's screens call it.
    fn palavra(&self) -> String {
        match self {
            Self::Normal => "Normal".to_owned(),
            Self::Cancelada => "Cancelada".to_owned(),
            Self::Alterada => "Alterada".to_owned(),
            Self::Quitada => "Quitada".to_owned(),
            Self::EmAcerto => "Em acerto".to_owned(),
            Self::Outra(numero) => format!("Situação {numero}"),
        }
    }
}

/// A unit of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Venda {
    pub(crate) chave: ChaveVenda,
    pub(crate) situacao: Option<Situacao>,
    pub(crate) unidade: Option<String>,
    pub(crate) empreendimento: Option<String>,
}

impl Venda {
    /// Whether open instalments may exist: a cancelled sale owes nothing, a settled one has none.
    pub(crate) fn em_curso(&self) -> bool {
        !matches!(self.situacao, Some(Situacao::Cancelada | Situacao::Quitada))
    }
}

impl From<Venda> for Contrato {
    fn from(venda: Venda) -> Self {
        Self {
            id: venda.chave.contrato(),
            nome: venda.unidade.clone(),
            empreendimento: venda.empreendimento,
            unidade: venda.unidade,
            situacao: venda.situacao.as_ref().map(Situacao::palavra),
        }
    }
}

pub(crate) fn venda(linha: Linha<'_>) -> Result<Venda, Ilegivel> {
    Ok(Venda {
        chave: dono::venda(linha)?,
        situacao: linha.inteiro(&["StatusVenda"])?.map(Situacao::de),
        unidade: linha.texto(&["IdentificadorUnid"]),
        empreendimento: linha.texto(&["DescricaoObra", "Descr_obr"]),
    })
}
