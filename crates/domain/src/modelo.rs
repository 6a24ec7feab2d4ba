//! What a person owes and paid, as every ERP adapter must tell it.
//!
//! Every type of an answer can be serialized, to be kept sealed: what that gives holds everything `Debug` hides.
//!
//! A value the ERP did not give is `None`, which is not zero. Dates are civil dates of America/Sao_Paulo, never shifted.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    dinheiro::Dinheiro,
    documento::{Documento, Token},
};

/// The person (or company) whose finances are shown, as CV proved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titular {
    /// Validated document; the key to every ERP.
    pub documento: Documento,
    /// The person's code in the ERP, when CV knows it (`idpessoa_int`).
    pub id_erp: Option<String>,
    /// CV's portal token while it lives, for an ERP that is CV itself. A credential, no part of who the person is: caches and
    /// keys are made from the other two.
    pub token_portal: Option<Token>,
}

/// How the ERP hands over the file of a row.
///
/// Fetched by the port only, as bytes. `Debug` hides the link: whoever has it has the document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArquivoErp {
    /// An address; only the server may follow it.
    Link(String),
    /// The ERP gives it when asked by the row's key.
    PelaChave,
}

impl fmt::Debug for ArquivoErp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link(_) => "Link(…)",
            Self::PelaChave => "PelaChave",
        })
    }
}

/// Key of a contract in its ERP. Opaque: compared, never parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContratoId(pub String);

/// A customer record as the ERP answers for a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cliente {
    /// The customer's code in the ERP.
    pub id: Option<String>,
    /// Full name or company name.
    pub nome: Option<String>,
    /// Whether the ERP holds the customer active; `None` when it does not say.
    pub ativo: Option<bool>,
}

/// A purchase contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contrato {
    /// Key in the ERP.
    pub id: ContratoId,
    /// Label the ERP gives, e.g. an address or "contrato 1".
    pub nome: Option<String>,
    /// Development the unit belongs to.
    pub empreendimento: Option<String>,
    /// Unit, e.g. "Torre Âmbar · 1203".
    pub unidade: Option<String>,
    /// Status word of the ERP, shown verbatim.
    pub situacao: Option<String>,
}

/// How an amount is made up, as the ERP gives it. Parts are never added up by us.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composicao {
    /// Amount at issue.
    pub original: Option<Dinheiro>,
    /// Amount on the date of the query.
    pub atual: Option<Dinheiro>,
    /// Monetary correction.
    pub correcao: Option<Dinheiro>,
    /// Interest.
    pub juros: Option<Dinheiro>,
    /// Late fine.
    pub multa: Option<Dinheiro>,
    /// Discount.
    pub desconto: Option<Dinheiro>,
}

/// State of an issued boleto. Foreign words are kept, not guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SituacaoBoleto {
    /// Can be paid.
    Aberto,
    /// Settled.
    Pago,
    /// Replaced by another boleto.
    Substituido,
    /// Cancelled.
    Cancelado,
    /// Issued, not yet registered at the bank: a payment would be refused.
    EmRegistro,
    /// A word we do not know.
    Desconhecida(String),
}

/// A boleto the ERP issued: the charge, not only its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoletoEmitido {
    /// Key in the ERP; never sent to a browser unsealed.
    pub id: String,
    /// Contracts it belongs to; an ERP may name more than one, or none.
    pub contratos: Vec<ContratoId>,
    /// What it charges, in the ERP's words ("Parcela 7 de 60").
    pub historico: Option<String>,
    /// Instalment number and total, when the ERP gives them.
    pub parcela: Option<NumeroParcela>,
    /// Amounts.
    pub valor: Composicao,
    /// Issue date.
    pub emissao: Option<Date>,
    /// Due date as printed.
    pub vencimento: Option<Date>,
    /// Line or barcode as received; parse with [`crate::boleto::Boleto`].
    pub linha_digitavel: Option<String>,
    /// Pix copia e cola as received; parse with [`crate::pix::BrCode`].
    pub pix: Option<String>,
    /// Three digits of the bank, when the ERP names it.
    pub banco: Option<String>,
    /// The ERP's own PDF of it, when it has one.
    pub pdf: Option<ArquivoErp>,
    /// State.
    pub situacao: SituacaoBoleto,
}

/// "7 de 60".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NumeroParcela {
    /// Position, from 1.
    pub numero: u32,
    /// How many there are, when known.
    pub total: Option<u32>,
}

/// An instalment of a contract, open or settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcela {
    /// Key in the ERP. Equal to the boleto's `id` when the ERP uses one key for both.
    pub id: String,
    /// Contract, when the ERP says which.
    pub contrato: Option<ContratoId>,
    /// Number.
    pub numero: Option<NumeroParcela>,
    /// What it is, in the ERP's words.
    pub descricao: Option<String>,
    /// Due date.
    pub vencimento: Option<Date>,
    /// Amounts.
    pub valor: Composicao,
    /// Index that corrects it (INCC, IPCA…).
    pub indice: Option<String>,
    /// Set when settled.
    pub paga_em: Option<Date>,
    /// Amount received.
    pub valor_pago: Option<Dinheiro>,
}

/// A payment the ERP registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pagamento {
    /// Key in the ERP.
    pub id: String,
    /// Contract, when known.
    pub contrato: Option<ContratoId>,
    /// What was paid, in the ERP's words.
    pub descricao: Option<String>,
    /// Due date of what was paid.
    pub vencimento: Option<Date>,
    /// Day it was settled.
    pub pago_em: Option<Date>,
    /// Amount received.
    pub valor: Option<Dinheiro>,
    /// How it was made up (`original` is the principal; `atual` is unused).
    pub composicao: Composicao,
}

/// A nota fiscal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotaFiscal {
    /// Key in the ERP.
    pub id: String,
    /// Number.
    pub numero: Option<String>,
    /// Issue or posting date.
    pub emissao: Option<Date>,
    /// Amount.
    pub valor: Option<Dinheiro>,
    /// Description.
    pub descricao: Option<String>,
    /// Access key, verification code or title: what the ERP calls its identification.
    pub chave: Option<String>,
    /// Protocol.
    pub protocolo: Option<String>,
    /// Its PDF, when the ERP has one.
    pub pdf: Option<ArquivoErp>,
    /// Its XML, when the ERP has one.
    pub xml: Option<ArquivoErp>,
}

/// A yearly declaration of settlement (Lei 12.007/2009).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quitacao {
    /// Key in the ERP.
    pub id: String,
    /// Year it covers.
    pub ano: i16,
    /// Total settled.
    pub valor: Option<Dinheiro>,
    /// The ERP's own PDF of it, when it has one.
    pub pdf: Option<ArquivoErp>,
}

/// A yearly statement of payments for the income tax return (informe de rendimentos / de pagamentos).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Informe {
    /// Key in the ERP.
    pub id: String,
    /// Calendar year it covers.
    pub ano: i16,
    /// The ERP's own PDF of it, when it has one.
    pub pdf: Option<ArquivoErp>,
}

/// A unit, installation or service of the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unidade {
    /// Key in the ERP.
    pub id: String,
    /// Name.
    pub nome: Option<String>,
    /// Status word, verbatim.
    pub situacao: Option<String>,
    /// Address in one line.
    pub endereco: Option<String>,
    /// Amount, when the ERP prices it.
    pub valor: Option<Dinheiro>,
}

/// A charge of one unit of a condominium, with nothing in it that names who owes it: what a síndico's board is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CobrancaDeUnidade {
    /// Label of the unit as the condominium knows it (`Torre A, 301`).
    pub unidade: String,
    /// Due date.
    pub vencimento: Option<Date>,
    /// Amount due, or paid.
    pub valor: Option<Dinheiro>,
    /// Whether it was paid.
    pub paga: bool,
}

/// A row the adapter could not use, for the operator and for an honest page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Descarte {
    /// The row could not be read; `campo` names the field. Never holds the value.
    Ilegivel {
        /// Position in the answer, from 0.
        posicao: usize,
        /// Name of the field on the wire.
        campo: String,
    },
    /// The row belongs to another document.
    OutroTitular {
        /// Position in the answer, from 0.
        posicao: usize,
    },
    /// The same key again with the same content.
    Repetida {
        /// Position in the answer, from 0.
        posicao: usize,
    },
}

/// A list as the ERP answered it: what could be used and what could not.
///
/// Empty `itens` with empty `descartes` is the ERP saying "none"; anything else is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lista<T> {
    /// Usable rows, in the ERP's order.
    pub itens: Vec<T>,
    /// Rows left out, and why.
    pub descartes: Vec<Descarte>,
}

impl<T> Default for Lista<T> {
    fn default() -> Self {
        Self { itens: Vec::new(), descartes: Vec::new() }
    }
}

impl<T> Lista<T> {
    /// How many rows the person is entitled to but cannot be shown: unreadable ones. Rows of other people do not count.
    pub fn ilegiveis(&self) -> usize {
        self.descartes.iter().filter(|d| matches!(d, Descarte::Ilegivel { .. })).count()
    }
}
