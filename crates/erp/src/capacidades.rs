//! What an ERP can do, declared before it is asked.

/// One thing an ERP may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capacidade {
    /// List of contracts.
    Contratos,
    /// Instalments, open and settled.
    Parcelas,
    /// Issued boletos.
    Boletos,
    /// Registered payments.
    Pagamentos,
    /// Notas fiscais.
    NotasFiscais,
    /// Yearly declarations of settlement.
    Quitacoes,
    /// Units of the customer.
    Unidades,
    /// The ERP's own PDF of a boleto, at least for those that name one.
    SegundaVia,
    /// Yearly statements for the income tax return.
    Informes,
    /// The ERP's own PDF of the statement.
    ExtratoPdf,
    /// Charges of the units of a condominium.
    Condominio,
}

/// A set of [`Capacidade`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capacidades(std::collections::BTreeSet<Capacidade>);

impl Capacidades {
    /// Whether the ERP offers it.
    pub fn tem(&self, capacidade: Capacidade) -> bool {
        self.0.contains(&capacidade)
    }
}

impl FromIterator<Capacidade> for Capacidades {
    fn from_iter<I: IntoIterator<Item = Capacidade>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}
