//! The operations a mapping may have and the fields of each: the product's public names.

use erp::Capacidade;

/// A list (or record) that can be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Recurso {
    Clientes,
    Contratos,
    Boletos,
    Parcelas,
    Pagamentos,
    NotasFiscais,
    Quitacoes,
    Informes,
}

/// What a field holds; decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Especie {
    /// The row's key: without it the row is unreadable.
    Chave,
    /// The year that is the row's key.
    AnoChave,
    /// Text that describes.
    Texto,
    /// Text that is typed or compared: kept exactly.
    Codigo,
    Dinheiro,
    Data,
    /// `7`, `7/60`, or a text that is shown.
    Parcela,
    /// `7` or `7/60`.
    Numero,
    /// A plain number.
    Inteiro,
    Ano,
    Link,
    Base64,
    /// A contract or several.
    Contratos,
    SimOuNao,
    /// The document of the person the row belongs to.
    Documento,
}

use Especie as E;

/// A field that every operation has.
const TITULAR: (&str, Especie) = ("documento-titular", E::Documento);

impl Recurso {
    /// All of them.
    pub(crate) const TODOS: [Self; 8] = [
        Self::Clientes,
        Self::Contratos,
        Self::Boletos,
        Self::Parcelas,
        Self::Pagamentos,
        Self::NotasFiscais,
        Self::Quitacoes,
        Self::Informes,
    ];

    /// Key under `operacoes`.
    pub(crate) fn nome(self) -> &'static str {
        match self {
            Self::Clientes => "clientes",
            Self::Contratos => "contratos",
            Self::Boletos => "boletos",
            Self::Parcelas => "parcelas",
            Self::Pagamentos => "pagamentos",
            Self::NotasFiscais => "notas-fiscais",
            Self::Quitacoes => "quitacoes",
            Self::Informes => "informes",
        }
    }

    /// What the ERP offers when it is mapped.
    pub(crate) fn capacidade(self) -> Option<Capacidade> {
        match self {
            Self::Clientes => None,
            Self::Contratos => Some(Capacidade::Contratos),
            Self::Boletos => Some(Capacidade::Boletos),
            Self::Parcelas => Some(Capacidade::Parcelas),
            Self::Pagamentos => Some(Capacidade::Pagamentos),
            Self::NotasFiscais => Some(Capacidade::NotasFiscais),
            Self::Quitacoes => Some(Capacidade::Quitacoes),
            Self::Informes => Some(Capacidade::Informes),
        }
    }

    /// Fields; the first is the key.
    pub(crate) fn campos(self) -> &'static [(&'static str, Especie)] {
        match self {
            Self::Clientes => &[("id", E::Codigo), ("nome", E::Texto), ("ativo", E::SimOuNao), TITULAR],
            Self::Contratos => &[
                ("id", E::Chave),
                ("nome", E::Texto),
                ("empreendimento", E::Texto),
                ("unidade", E::Texto),
                ("situacao", E::Texto),
                TITULAR,
            ],
            Self::Boletos => &[
                ("id", E::Chave),
                ("contrato", E::Contratos),
                ("parcela", E::Parcela),
                ("valor-original", E::Dinheiro),
                ("valor", E::Dinheiro),
                ("correcao", E::Dinheiro),
                ("juros", E::Dinheiro),
                ("multa", E::Dinheiro),
                ("desconto", E::Dinheiro),
                ("emissao", E::Data),
                ("vencimento", E::Data),
                ("linha-digitavel", E::Codigo),
                ("pix", E::Codigo),
                ("banco", E::Texto),
                ("url-pdf", E::Link),
                ("pdf-base64", E::Base64),
                ("situacao", E::Texto),
                TITULAR,
            ],
            Self::Parcelas => &[
                ("id", E::Chave),
                ("contrato", E::Contratos),
                ("numero", E::Numero),
                ("total", E::Inteiro),
                ("tipo", E::Texto),
                ("vencimento", E::Data),
                ("valor-original", E::Dinheiro),
                ("valor", E::Dinheiro),
                ("correcao", E::Dinheiro),
                ("juros", E::Dinheiro),
                ("multa", E::Dinheiro),
                ("desconto", E::Dinheiro),
                ("indice", E::Texto),
                ("pago-em", E::Data),
                ("valor-pago", E::Dinheiro),
                TITULAR,
            ],
            Self::Pagamentos => &[
                ("id", E::Chave),
                ("contrato", E::Contratos),
                ("parcela", E::Parcela),
                ("vencimento", E::Data),
                ("pago-em", E::Data),
                ("valor", E::Dinheiro),
                ("principal", E::Dinheiro),
                ("correcao", E::Dinheiro),
                ("juros", E::Dinheiro),
                ("multa", E::Dinheiro),
                TITULAR,
            ],
            Self::NotasFiscais => &[
                ("id", E::Chave),
                ("numero", E::Texto),
                ("emissao", E::Data),
                ("valor", E::Dinheiro),
                ("descricao", E::Texto),
                ("chave", E::Texto),
                ("url-pdf", E::Link),
                ("url-xml", E::Link),
                ("pdf-base64", E::Base64),
                TITULAR,
            ],
            Self::Quitacoes => &[
                ("id", E::Chave),
                ("ano", E::Ano),
                ("valor", E::Dinheiro),
                ("url-pdf", E::Link),
                ("pdf-base64", E::Base64),
                TITULAR,
            ],
            Self::Informes => &[("ano", E::AnoChave), ("url-pdf", E::Link), ("pdf-base64", E::Base64), TITULAR],
        }
    }

    /// Whether rows may have a file of their own.
    pub(crate) fn tem_arquivo(self) -> bool {
        matches!(self, Self::Boletos | Self::NotasFiscais | Self::Quitacoes | Self::Informes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_a_key_first_and_says_whose_its_rows_are() {
        for recurso in Recurso::TODOS {
            let campos = recurso.campos();
            let chave = matches!(campos[0].1, Especie::Chave | Especie::AnoChave) || recurso == Recurso::Clientes;
            assert!(chave, "{recurso:?}");
            assert_eq!(campos.last(), Some(&TITULAR));
            assert_eq!(recurso.tem_arquivo(), campos.iter().any(|c| c.0 == "pdf-base64"), "{recurso:?}");
        }
    }
}
