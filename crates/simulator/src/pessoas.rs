//! The fictional people. Names are invented; documents have right check digits and belong to nobody we know of.

/// As what a token was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Papel {
    /// A buyer.
    Cliente,
    /// Who manages a condominium.
    Sindico,
    /// Staff of the incorporadora.
    Gestor,
}

impl Papel {
    /// Last segment of the plugin's URL.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Cliente => "cliente",
            Self::Sindico => "sindico",
            Self::Gestor => "gestor",
        }
    }

    /// Reads [`Papel::nome`].
    pub fn ler(texto: &str) -> Option<Self> {
        [Self::Cliente, Self::Sindico, Self::Gestor].into_iter().find(|p| p.nome() == texto)
    }
}

/// In which shape CV answers for this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RespostaCv {
    /// The object itself.
    Simples,
    /// `{"dados": {…}}`
    Dados,
    /// `{"pessoas": [{…}]}`
    Pessoas,
    /// The document with asterisks; only `idpessoa_int` identifies.
    Mascarada,
    /// A passport.
    Estrangeira,
    /// No document and no ERP code at all.
    SemDocumento,
}

/// How the ERP writes this person's amounts and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escrita {
    /// `"1234.56"`, `"2026-11-30"`
    Iso,
    /// `"1.234,56"`, `"30/11/2026"`
    Brasileira,
    /// `1234.56`, `"2026-11-30"`
    Numero,
}

/// Somebody who can enter the simulated portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pessoa {
    /// Short name for faults, forms and tests.
    pub chave: &'static str,
    /// Name at CV.
    pub nome: &'static str,
    /// Full document, formatted.
    pub documento: &'static str,
    /// `CPF`, `CNPJ` or `Passaporte`.
    pub tipo_documento: &'static str,
    /// Key at CV.
    pub idpessoa: u32,
    /// Customer code in the ERP (`idpessoa_int`), when CV knows it.
    pub id_erp: Option<&'static str>,
    /// What the person is.
    pub papel: Papel,
    /// What the person shows, in pt-BR.
    pub demonstra: &'static str,
    /// Key of the person whose contract an associado is in: CV names them in units and contracts.
    pub titular: Option<&'static str>,
    pub(crate) resposta: RespostaCv,
    pub(crate) escrita: Escrita,
    /// Whether the ERP has a PDF of this person's boletos. The newest version of the contract has none; many ERPs add it.
    pub(crate) boletos_em_pdf: bool,
}

impl Pessoa {
    /// The document without punctuation, as the ERP is asked.
    pub fn documento_normalizado(&self) -> String {
        self.documento.chars().filter(char::is_ascii_alphanumeric).collect()
    }

    /// Password at the portal, derived from the key: `demo-doralice`.
    pub fn senha(&self) -> String {
        format!("demo-{}", self.chave)
    }

    /// Fictional address for mail, derived from the key.
    pub fn email(&self) -> String {
        format!("{}@exemplo.example", self.chave)
    }

    /// Fictional mobile telephone, derived from the key at CV.
    pub fn celular(&self) -> String {
        format!("(79) 9{:04}-{:04}", self.idpessoa, self.idpessoa)
    }
}

const fn cliente(
    chave: &'static str,
    nome: &'static str,
    documento: &'static str,
    idpessoa: u32,
    demonstra: &'static str,
) -> Pessoa {
    Pessoa {
        chave,
        nome,
        documento,
        tipo_documento: "CPF",
        idpessoa,
        id_erp: None,
        papel: Papel::Cliente,
        demonstra,
        titular: None,
        resposta: RespostaCv::Simples,
        escrita: Escrita::Iso,
        boletos_em_pdf: false,
    }
}

/// Everybody, in the order of the login page.
pub const PESSOAS: &[Pessoa] = &[
    Pessoa {
        id_erp: Some("C-1001"),
        ..cliente(
            "doralice",
            "Doralice Campos Menezes",
            "390.533.447-05",
            1001,
            "Um contrato em dia: parcela 7 de 60, boleto com Pix",
        )
    },
    Pessoa {
        id_erp: Some("C-1002"),
        resposta: RespostaCv::Dados,
        boletos_em_pdf: true,
        ..cliente(
            "benedito",
            "Benedito Sarmento Vilela",
            "714.287.938-60",
            1002,
            "Dois contratos em empreendimentos diferentes, um com desconto",
        )
    },
    Pessoa {
        id_erp: Some("C-1003"),
        resposta: RespostaCv::Pessoas,
        boletos_em_pdf: true,
        escrita: Escrita::Brasileira,
        ..cliente(
            "lindalva",
            "Lindalva Rocha Teles",
            "168.995.350-09",
            1003,
            "Uma parcela vencida há poucos dias, com juros e multa, e a próxima",
        )
    },
    cliente(
        "genivaldo",
        "Genivaldo Paixão Moura",
        "852.417.063-80",
        1004,
        "Cinco parcelas vencidas, a mais antiga há meses",
    ),
    cliente(
        "zulmira",
        "Zulmira Barreto Fontes",
        "207.164.985-02",
        1005,
        "Financiamento longo: 420 parcelas, extrato extenso",
    ),
    cliente("raimunda", "Raimunda Nogueira Sales", "641.930.728-78", 1006, "Boletos sem Pix"),
    cliente(
        "edmilson",
        "Edmilson Cardoso Freire",
        "935.208.416-06",
        1007,
        "Parcela que vence logo e ainda não tem boleto; parcela intermediária com boleto",
    ),
    cliente("wanderley", "Wanderley Quirino Assis", "480.617.259-67", 1008, "O ERP não conhece este CPF"),
    Pessoa {
        tipo_documento: "CNPJ",
        id_erp: Some("C-1009"),
        escrita: Escrita::Numero,
        boletos_em_pdf: true,
        ..cliente(
            "mangaba",
            "Mangaba Participações Ltda.",
            "M4.NG8.B4X/0001-98",
            1009,
            "Empresa com CNPJ alfanumérico e sala comercial",
        )
    },
    cliente("clotilde", "Clotilde Amorim Ferraz", "318.752.604-71", 1010, "Tudo pago: nenhum débito"),
    cliente(
        "hermes",
        "Hermes Portela Dantas",
        "529.641.873-55",
        1011,
        "Um boleto cujo código não bate com o valor e outro com dígito quebrado",
    ),
    cliente(
        "anna",
        "Maria d'Ávila Sant'Anna de Albuquerque e Vasconcellos Cavalcanti d'Oliveira <teste>",
        "763.405.192-61",
        1012,
        "Nome muito longo e marcação HTML no histórico: nada pode escapar",
    ),
    Pessoa {
        tipo_documento: "Passaporte",
        id_erp: Some("C-1013"),
        resposta: RespostaCv::Estrangeira,
        ..cliente("aiko", "Aiko Tanabe-Lindqvist", "FX482913", 1013, "Documento estrangeiro")
    },
    Pessoa {
        id_erp: Some("C-1014"),
        resposta: RespostaCv::Mascarada,
        ..cliente(
            "jurandir",
            "Jurandir Peixoto Lima",
            "146.829.370-22",
            1014,
            "Associado: o CV devolve o CPF mascarado e só o código do ERP",
        )
    },
    cliente(
        "otacilio",
        "Otacílio Prado Bastos",
        "694.173.058-75",
        1015,
        "Vencimento em dia sem banco: paga no dia útil seguinte",
    ),
    Pessoa {
        resposta: RespostaCv::SemDocumento,
        ..cliente("jurema", "Jurema Tavares Brito", "275.386.941-37", 1016, "O CV não devolve documento nenhum")
    },
    Pessoa {
        titular: Some("doralice"),
        ..cliente(
            "iracema",
            "Iracema Campos Menezes",
            "813.264.097-78",
            1017,
            "Associada: o ERP não conhece este CPF, e o CV diz que a titular é Doralice",
        )
    },
    Pessoa {
        papel: Papel::Sindico,
        ..cliente(
            "valdete",
            "Valdete Nunes Siqueira",
            "571.048.326-53",
            3,
            "Síndica do Residencial Aurora, que o ERP conhece, e do Residencial Mirante, que ele não conhece",
        )
    },
    Pessoa {
        papel: Papel::Sindico,
        resposta: RespostaCv::Dados,
        ..cliente(
            "ademar",
            "Ademar Pontes Guimarães",
            "462.915.378-00",
            4,
            "Síndico do Horizonte Offices: o CV não diz o CNPJ do condomínio",
        )
    },
    Pessoa {
        papel: Papel::Gestor,
        ..cliente("noelia", "Noélia Farias Couto", "730.586.214-26", 65, "Equipe da incorporadora: painel do gestor")
    },
];

/// Condominiums: customers of the ERP whom nobody enters the portal as.
pub(crate) const CONDOMINIOS: &[Pessoa] = &[Pessoa {
    tipo_documento: "CNPJ",
    id_erp: Some("C-1901"),
    boletos_em_pdf: true,
    ..cliente("aurora", "Condomínio Residencial Aurora", "12.ABC.345/01DE-35", 1901, "O condomínio de Valdete no ERP")
}];

/// The person with that key.
pub fn por_chave(chave: &str) -> Option<&'static Pessoa> {
    PESSOAS.iter().find(|p| p.chave == chave)
}

/// The customer of the ERP with that key: a person or a condominium.
pub(crate) fn conhecida(chave: &str) -> Option<&'static Pessoa> {
    todas().find(|p| p.chave == chave)
}

/// People and condominiums.
pub(crate) fn todas() -> impl Iterator<Item = &'static Pessoa> {
    PESSOAS.iter().chain(CONDOMINIOS)
}
