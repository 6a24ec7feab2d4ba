//! `[[incorporadora]]`: one builder, its brand and its contact.

use jiff::civil::Date;

use super::{erp::ErpConfig, portal::Portal};

/// Name in URLs: `[a-z0-9-]{1,40}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Brand colour, sRGB, with text colours derived and contrast-checked when the configuration is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cor {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

/// How a person reaches the incorporadora when something fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contato {
    /// Telephone as people write it.
    pub telefone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// `[[incorporadora]]`
#[derive(Debug, Clone)]
pub struct Incorporadora {
    /// Name in URLs.
    pub slug: Slug,
    /// Name people know.
    pub nome: String,
    /// Brand colour.
    pub cor: Cor,
    /// Contact, at least one way.
    pub contato: Contato,
    /// Names of the beneficiary a payer may see in the bank app; default: `nome`. Key `beneficiarios`.
    pub beneficiarios: Vec<String>,
    /// Municipal holidays (`feriados-municipais`, ISO dates) added to the national bank calendar.
    pub feriados_municipais: Vec<Date>,
    /// `[incorporadora.portal]`
    pub portal: Portal,
    /// `[incorporadora.erp]`
    pub erp: ErpConfig,
}
