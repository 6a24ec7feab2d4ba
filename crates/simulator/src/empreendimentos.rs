//! Where the fictional people bought, as CV registers it.

/// An empreendimento.
#[derive(Debug)]
pub(crate) struct Empreendimento {
    /// Key at CV.
    pub(crate) id: u32,
    pub(crate) nome: &'static str,
    /// Code in the ERP.
    pub(crate) codigo: &'static str,
    /// CNPJ of the condominium, where CV knows it.
    pub(crate) cnpj: Option<&'static str>,
    /// Key of the síndico, where the condominium is set up.
    pub(crate) sindico: Option<&'static str>,
    /// State of the works.
    pub(crate) situacao: &'static str,
}

/// All of them.
pub(crate) const EMPREENDIMENTOS: &[Empreendimento] = &[
    Empreendimento {
        id: 3,
        nome: "Residencial Aurora",
        codigo: "AUR01",
        cnpj: Some("12.ABC.345/01DE-35"),
        sindico: Some("valdete"),
        situacao: "Entregue em parte",
    },
    Empreendimento {
        id: 4,
        nome: "Loteamento Jardim das Mangabeiras",
        codigo: "MAN02",
        cnpj: None,
        sindico: None,
        situacao: "Em obras",
    },
    Empreendimento {
        id: 5,
        nome: "Conjunto Vila das Dunas",
        codigo: "DUN03",
        cnpj: None,
        sindico: None,
        situacao: "Entregue",
    },
    Empreendimento {
        id: 6,
        nome: "Horizonte Offices",
        codigo: "OFF04",
        cnpj: None,
        sindico: Some("ademar"),
        situacao: "Entregue",
    },
    // The ERP does not know this condominium.
    Empreendimento {
        id: 7,
        nome: "Residencial Mirante",
        codigo: "MIR05",
        cnpj: Some("58.307.462/0001-36"),
        sindico: Some("valdete"),
        situacao: "Entregue",
    },
];

/// The one with that name.
pub(crate) fn por_nome(nome: &str) -> Option<&'static Empreendimento> {
    EMPREENDIMENTOS.iter().find(|e| e.nome == nome)
}
