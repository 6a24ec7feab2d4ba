//! `paginas` in `[incorporadora.portal]`: which pages of CV's own data this environment of CV has.

use std::{collections::BTreeSet, fmt};

use super::leitor::{Campo, Coleta};

/// A page whose data is CV's, not the ERP's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaginaCv {
    /// Meus dados.
    Dados,
    /// Imóvel.
    Imovel,
    /// Contrato.
    Contrato,
    /// Documentos.
    Documentos,
    /// Mensagens.
    Mensagens,
}

impl PaginaCv {
    /// All of them, in the order of the menu.
    pub const TODAS: [Self; 5] = [Self::Dados, Self::Imovel, Self::Contrato, Self::Documentos, Self::Mensagens];

    /// Name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dados => "dados",
            Self::Imovel => "imovel",
            Self::Contrato => "contrato",
            Self::Documentos => "documentos",
            Self::Mensagens => "mensagens",
        }
    }
}

impl fmt::Display for PaginaCv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All of them, when nothing is written.
pub(super) fn todas() -> BTreeSet<PaginaCv> {
    BTreeSet::from(PaginaCv::TODAS)
}

/// An empty list is an answer: this environment has none of them.
pub(super) fn ler(campo: &Campo<'_>, c: &mut Coleta) -> Option<BTreeSet<PaginaCv>> {
    let opcoes = PaginaCv::TODAS.map(PaginaCv::as_str);
    let lidas = campo.textos(c)?.into_iter().map(|(item, texto)| {
        let pagina = PaginaCv::TODAS.into_iter().find(|pagina| pagina.as_str() == texto);
        pagina.or_else(|| item.opcao_desconhecida(texto, &opcoes, c))
    });
    // Read all before giving up, so that every wrong item is reported.
    lidas.collect::<Vec<_>>().into_iter().collect()
}
