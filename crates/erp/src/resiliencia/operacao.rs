//! What each method of the port is: which class it waits in, and whether it may be asked twice.

use std::time::Duration;

/// Operations that fail and wait together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Classe {
    /// Lists and records a page is made of.
    Leitura,
    /// Files: an ERP makes them slowly, and nothing else waits for one.
    Documento,
    /// Whatever changes something in the ERP. No method of the port does yet.
    Escrita,
}

impl Classe {
    /// All of them, in the order of the enumeration.
    pub const TODAS: [Self; 3] = [Self::Leitura, Self::Documento, Self::Escrita];

    /// Name in logs and metrics.
    #[must_use]
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Leitura => "leitura",
            Self::Documento => "documento",
            Self::Escrita => "escrita",
        }
    }

    /// How long a caller that named no deadline ([`super::com_prazo`]) is taken to wait.
    pub(super) const fn orcamento(self) -> Duration {
        match self {
            Self::Leitura => Duration::from_millis(5_500),
            Self::Documento | Self::Escrita => Duration::from_secs(20),
        }
    }

    /// From here on a call counts as failed, whether or not an answer still comes: no page can use one that late.
    pub(super) const fn paciencia(self) -> Duration {
        match self {
            Self::Leitura => Duration::from_secs(5),
            Self::Documento | Self::Escrita => Duration::from_secs(18),
        }
    }
}

/// One method of the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operacao {
    /// Name of the method.
    pub nome: &'static str,
    /// Its class.
    pub classe: Classe,
    /// Asked twice, it does what it does asked once: only then may a lost answer be asked for again. The HTTP method says nothing
    /// about it, since many ERPs read by POST.
    pub idempotente: bool,
}

const fn leitura(nome: &'static str) -> Operacao {
    Operacao { nome, classe: Classe::Leitura, idempotente: true }
}

const fn documento(nome: &'static str) -> Operacao {
    Operacao { nome, classe: Classe::Documento, idempotente: true }
}

/// [`crate::Erp::cliente`]
pub const CLIENTE: Operacao = leitura("cliente");
/// [`crate::Erp::contratos`]
pub const CONTRATOS: Operacao = leitura("contratos");
/// [`crate::Erp::boletos`]
pub const BOLETOS: Operacao = leitura("boletos");
/// [`crate::Erp::parcelas`]
pub const PARCELAS: Operacao = leitura("parcelas");
/// [`crate::Erp::pagamentos`]
pub const PAGAMENTOS: Operacao = leitura("pagamentos");
/// [`crate::Erp::notas_fiscais`]
pub const NOTAS_FISCAIS: Operacao = leitura("notas_fiscais");
/// [`crate::Erp::quitacoes`]
pub const QUITACOES: Operacao = leitura("quitacoes");
/// [`crate::Erp::unidades`]
pub const UNIDADES: Operacao = leitura("unidades");
/// [`crate::Erp::condominio`]
pub const CONDOMINIO: Operacao = leitura("condominio");
/// [`crate::Erp::informes`]
pub const INFORMES: Operacao = leitura("informes");
/// [`crate::Erp::segunda_via`]
pub const SEGUNDA_VIA: Operacao = documento("segunda_via");
/// [`crate::Erp::nota_fiscal`]
pub const NOTA_FISCAL: Operacao = documento("nota_fiscal");
/// [`crate::Erp::quitacao`]
pub const QUITACAO: Operacao = documento("quitacao");
/// [`crate::Erp::informe`]
pub const INFORME: Operacao = documento("informe");
/// [`crate::Erp::extrato_pdf`]
pub const EXTRATO_PDF: Operacao = documento("extrato_pdf");
