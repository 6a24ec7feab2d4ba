//! What each person bought and how the payments go, before dates and codes.

use domain::calendario::Calendario;
use jiff::{ToSpan, civil::Date};

/// Due date of the instalment a plan is at, relative to today.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ancora {
    /// First business day at least that many days ahead.
    Em(i64),
    /// Last business day at least that many days ago.
    Ha(i64),
    /// The next day without banks, tomorrow or later.
    SemBanco,
}

impl Ancora {
    pub(crate) fn data(self, hoje: Date, calendario: &Calendario) -> Date {
        let (mut data, passo) = match self {
            Self::Em(dias) => (hoje.saturating_add(dias.days()), 1),
            Self::Ha(dias) => (hoje.saturating_sub(dias.days()), -1),
            Self::SemBanco => (hoje.saturating_add(1.day()), 1),
        };
        let procura_util = !matches!(self, Self::SemBanco);
        // At most a week and a half is ever needed; the bound only keeps the ends of time from looping.
        for _ in 0..30 {
            if calendario.eh_dia_util(data) == procura_util {
                break;
            }
            data = data.saturating_add(i64::from(passo).days());
        }
        data
    }
}

/// What is wrong with the codes of a boleto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defeito {
    /// The code charges another amount.
    OutroValor,
    /// One digit of the line and one character of the Pix code are wrong.
    Quebrado,
}

/// Pix of the boletos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pix {
    Nenhum,
    Dinamico,
    Estatico,
}

/// One contract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plano {
    /// Key of the person.
    pub(crate) pessoa: &'static str,
    /// Key of the contract in the ERP.
    pub(crate) contrato: u32,
    pub(crate) empreendimento: &'static str,
    pub(crate) unidade: &'static str,
    pub(crate) endereco: &'static str,
    /// How many instalments.
    pub(crate) total: u32,
    /// The one `ancora` dates; all before it are paid, except `atrasadas`. Above `total`: settled.
    pub(crate) atual: u32,
    pub(crate) ancora: Ancora,
    /// First instalment, in cents, before correction.
    pub(crate) base: i64,
    /// Index that corrects it.
    pub(crate) indice: &'static str,
    /// Three digits.
    pub(crate) banco: &'static str,
    pub(crate) pix: Pix,
    /// Unpaid instalments before `atual`.
    pub(crate) atrasadas: u32,
    /// Boletos issued, counted from the oldest open instalment.
    pub(crate) emitidas: u32,
    /// Discount until the due date, in cents.
    pub(crate) desconto: i64,
    /// What is wrong with the first boletos, in order.
    pub(crate) defeitos: &'static [Defeito],
    /// A yearly balloon instalment with a boleto, due in that many days.
    pub(crate) intermediaria: Option<(i64, i64)>,
    /// Put before the text of every instalment.
    pub(crate) marca: &'static str,
    /// Notas fiscais issued.
    pub(crate) notas: u32,
}

const BASE: Plano = Plano {
    pessoa: "",
    contrato: 0,
    empreendimento: "Residencial Aurora",
    unidade: "",
    endereco: "Avenida das Gaivotas, 1450, Atalaia, Aracaju/SE",
    total: 60,
    atual: 7,
    ancora: Ancora::Em(9),
    base: 185_000,
    indice: "INCC-M",
    banco: "341",
    pix: Pix::Dinamico,
    atrasadas: 0,
    emitidas: 1,
    desconto: 0,
    defeitos: &[],
    intermediaria: None,
    marca: "",
    notas: 0,
};

/// All contracts.
pub(crate) const PLANOS: &[Plano] = &[
    Plano { pessoa: "doralice", contrato: 1048, unidade: "Torre Âmbar, apto 1203", notas: 1, ..BASE },
    Plano {
        pessoa: "benedito",
        contrato: 1101,
        unidade: "Torre Coral, apto 304",
        atual: 23,
        ancora: Ancora::Em(4),
        base: 214_350,
        pix: Pix::Estatico,
        banco: "237",
        notas: 2,
        ..BASE
    },
    Plano {
        pessoa: "benedito",
        contrato: 2017,
        empreendimento: "Loteamento Jardim das Mangabeiras",
        unidade: "Quadra B, lote 12",
        endereco: "Rua dos Cajueiros, s/n, Zona de Expansão, Aracaju/SE",
        total: 120,
        atual: 41,
        ancora: Ancora::Em(16),
        base: 68_900,
        indice: "IPCA",
        banco: "001",
        desconto: 3_500,
        ..BASE
    },
    Plano {
        pessoa: "lindalva",
        contrato: 1062,
        unidade: "Torre Âmbar, apto 802",
        atual: 18,
        ancora: Ancora::Ha(3),
        base: 192_780,
        emitidas: 2,
        notas: 1,
        ..BASE
    },
    Plano {
        pessoa: "genivaldo",
        contrato: 1077,
        unidade: "Torre Coral, apto 1501",
        atual: 29,
        ancora: Ancora::Ha(12),
        base: 176_400,
        banco: "237",
        atrasadas: 4,
        emitidas: 6,
        ..BASE
    },
    Plano {
        pessoa: "zulmira",
        contrato: 311,
        empreendimento: "Conjunto Vila das Dunas",
        unidade: "Casa 27",
        endereco: "Rua das Salinas, 27, Coroa do Meio, Aracaju/SE",
        total: 420,
        atual: 171,
        ancora: Ancora::Em(12),
        base: 78_000,
        indice: "IPCA",
        banco: "001",
        emitidas: 3,
        ..BASE
    },
    Plano {
        pessoa: "raimunda",
        contrato: 1090,
        unidade: "Torre Coral, apto 601",
        atual: 12,
        ancora: Ancora::Em(6),
        base: 160_120,
        banco: "001",
        pix: Pix::Nenhum,
        emitidas: 2,
        ..BASE
    },
    Plano {
        pessoa: "edmilson",
        contrato: 1123,
        unidade: "Torre Âmbar, apto 205",
        atual: 9,
        ancora: Ancora::Em(6),
        base: 171_500,
        emitidas: 0,
        intermediaria: Some((20, 1_250_000)),
        ..BASE
    },
    Plano {
        pessoa: "mangaba",
        contrato: 3004,
        empreendimento: "Horizonte Offices",
        unidade: "Sala 1108",
        endereco: "Avenida Beira Mar, 900, Jardins, Aracaju/SE",
        total: 84,
        atual: 33,
        ancora: Ancora::Em(8),
        base: 489_000,
        banco: "237",
        notas: 3,
        ..BASE
    },
    Plano {
        pessoa: "clotilde",
        contrato: 870,
        empreendimento: "Residencial Mirante",
        unidade: "Apto 402",
        endereco: "Rua da Bússola, 88, Farolândia, Aracaju/SE",
        total: 48,
        atual: 49,
        ancora: Ancora::Ha(30),
        base: 203_300,
        emitidas: 0,
        notas: 1,
        ..BASE
    },
    Plano {
        pessoa: "hermes",
        contrato: 1131,
        unidade: "Torre Coral, apto 907",
        atual: 15,
        ancora: Ancora::Em(5),
        base: 181_000,
        emitidas: 3,
        defeitos: &[Defeito::OutroValor, Defeito::Quebrado],
        ..BASE
    },
    Plano {
        pessoa: "anna",
        contrato: 1140,
        unidade: "Torre Âmbar, cobertura duplex 2101/2102 com quatro vagas e depósito nº 17",
        atual: 5,
        ancora: Ancora::Em(10),
        base: 735_000,
        marca: "<b>Atenção</b> & \"aspas\" — ",
        notas: 1,
        ..BASE
    },
    Plano {
        pessoa: "aiko",
        contrato: 1152,
        unidade: "Torre Coral, apto 1102",
        atual: 20,
        ancora: Ancora::Em(13),
        base: 199_900,
        ..BASE
    },
    Plano {
        pessoa: "jurandir",
        contrato: 1160,
        unidade: "Torre Âmbar, apto 503",
        atual: 11,
        ancora: Ancora::Em(7),
        base: 188_800,
        ..BASE
    },
    Plano {
        pessoa: "otacilio",
        contrato: 1175,
        unidade: "Torre Coral, apto 203",
        atual: 30,
        ancora: Ancora::SemBanco,
        base: 167_250,
        banco: "237",
        ..BASE
    },
    Plano {
        pessoa: "aurora",
        contrato: 5001,
        unidade: "Áreas comuns",
        total: 48,
        atual: 17,
        ancora: Ancora::Em(11),
        base: 642_000,
        indice: "IPCA",
        banco: "001",
        emitidas: 2,
        notas: 2,
        ..BASE
    },
];
