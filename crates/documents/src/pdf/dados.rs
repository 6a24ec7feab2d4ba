//! What the documents show. Texts come as they are from ERPs and configuration; they are cleaned when they are written.

use std::fmt;

use domain::{boleto::Boleto, dinheiro::Dinheiro, pix::BrCode};
use jiff::civil::{Date, DateTime};

use super::Logo;

/// The incorporadora in whose name a document is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marca {
    /// As the buyer knows it.
    pub nome: String,
    /// `#rrggbb`, a tone that is readable as text on white; anything else falls back to a dark grey.
    pub cor: String,
    /// Beside or instead of the name in the header.
    pub logo: Option<Logo>,
    /// Registered name.
    pub razao_social: Option<String>,
    /// Formatted.
    pub cnpj: Option<String>,
    /// On one line.
    pub endereco: Option<String>,
    /// Telephone, e-mail, site: up to four are written in the footer.
    pub contato: Vec<String>,
}

/// "Dados para pagamento": one page for each charge.
#[derive(Clone, PartialEq, Eq)]
pub struct Cobrancas {
    /// `Torre Âmbar, apto 1203`: what the charges belong to; also the title of the file.
    pub titulo: String,
    /// Name and document, already masked.
    pub titular: String,
    /// When the data was put together: civil time of America/Sao_Paulo.
    pub gerado_em: DateTime,
    /// In the order of the pages.
    pub itens: Vec<Cobranca>,
}

/// A charge to be paid. `None` is «the ERP does not tell».
#[derive(Clone, PartialEq, Eq)]
pub struct Cobranca {
    /// `Parcela 7 de 60`.
    pub titulo: String,
    /// Number of the contract.
    pub contrato: Option<String>,
    /// Due date of the contract.
    pub vencimento: Option<Date>,
    /// `segunda-feira`, `cai num sábado: pague até 14/12`: in the words of the page.
    pub vencimento_detalhe: Option<String>,
    /// What has to be paid on [`Self::valor_em`].
    pub valor: Option<Dinheiro>,
    /// The day for which [`Self::valor`] holds.
    pub valor_em: Date,
    /// Of what the amount is made.
    pub composicao: Composicao,
    /// The code to type or scan.
    pub boleto: Option<Boleto>,
    /// The copia e cola.
    pub pix: Option<BrCode>,
    /// Who receives, to be compared in the bank's app.
    pub beneficiario: String,
    /// CNPJ or CPF of who receives, formatted.
    pub beneficiario_documento: Option<String>,
    /// `341 · Itaú Unibanco`.
    pub banco: Option<String>,
    /// Short sentences the payer must not miss; at most six are written.
    pub avisos: Vec<String>,
}

/// Parts of an amount; a part that the ERP does not tell is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Composicao {
    /// Amount of the contract.
    pub original: Option<Dinheiro>,
    /// Monetary correction.
    pub correcao: Option<Dinheiro>,
    /// Interest for late payment.
    pub juros: Option<Dinheiro>,
    /// Fine for late payment.
    pub multa: Option<Dinheiro>,
    /// Discount, positive or negative: it is written with a minus.
    pub desconto: Option<Dinheiro>,
}

/// Declaração de quitação anual of Lei nº 12.007/2009.
#[derive(Clone, PartialEq, Eq)]
pub struct Declaracao {
    /// `2025/000123`.
    pub numero: String,
    /// What is typed at [`Self::endereco_verificacao`].
    pub codigo: String,
    /// Address of the public page that confirms it, with scheme; drawn as a QR code too.
    pub endereco_verificacao: String,
    /// Year of the due dates.
    pub ano: i16,
    /// Number of the contract.
    pub contrato: String,
    /// `Apto 1203`.
    pub unidade: Option<String>,
    /// `Torre Âmbar`.
    pub empreendimento: Option<String>,
    /// In whose favour.
    pub titular_nome: String,
    /// Masked.
    pub titular_documento: String,
    /// How many were settled.
    pub parcelas: u32,
    /// What was paid for them.
    pub total_pago: Option<Dinheiro>,
    /// The incorporadora's own wording instead of the first paragraph. The sentence that the law requires follows in either
    /// case, unless this text already speaks of the `anos anteriores`.
    pub texto: Option<String>,
    /// Who answers for it.
    pub signatario: String,
    /// `Diretora financeira`.
    pub cargo: Option<String>,
    /// Place of issue.
    pub cidade: Option<String>,
    /// Date of issue.
    pub emitida_em: Date,
}

/// "Demonstrativo de pagamentos": what was paid in a year, by date of payment.
#[derive(Clone, PartialEq, Eq)]
pub struct Demonstrativo {
    /// Calendar year of the payments.
    pub ano: i16,
    /// Name and masked document.
    pub titular: String,
    /// When the data was put together: civil time of America/Sao_Paulo.
    pub gerado_em: DateTime,
    /// Each with its table and its totals.
    pub contratos: Vec<ContratoPago>,
    /// What a reader must know about what is missing: `3 pagamentos sem data não entraram`.
    pub ressalvas: Vec<String>,
}

/// The payments of a contract.
#[derive(Clone, PartialEq, Eq)]
pub struct ContratoPago {
    /// `Contrato 000159`.
    pub nome: String,
    /// `Torre Âmbar`.
    pub empreendimento: Option<String>,
    /// `Apto 1203`.
    pub unidade: Option<String>,
    /// In the order of the rows.
    pub pagamentos: Vec<PagamentoFeito>,
}

/// A payment. A total is written only for a part that every row has.
#[derive(Clone, PartialEq, Eq)]
pub struct PagamentoFeito {
    /// Day of the payment.
    pub pago_em: Date,
    /// Due date of what was paid.
    pub vencimento: Option<Date>,
    /// `Parcela 7 de 60`.
    pub descricao: String,
    /// Amount of the contract.
    pub principal: Option<Dinheiro>,
    /// Monetary correction.
    pub correcao: Option<Dinheiro>,
    /// Interest.
    pub juros: Option<Dinheiro>,
    /// Fine.
    pub multa: Option<Dinheiro>,
    /// Discount.
    pub desconto: Option<Dinheiro>,
    /// What was paid in all.
    pub valor: Option<Dinheiro>,
}

/// Counts only: the rest says who owes what.
impl fmt::Debug for Cobrancas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cobrancas")
            .field("gerado_em", &self.gerado_em)
            .field("itens", &self.itens.len())
            .finish_non_exhaustive()
    }
}

/// Without texts, codes and amounts.
impl fmt::Debug for Cobranca {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cobranca")
            .field("vencimento", &self.vencimento)
            .field("boleto", &self.boleto)
            .field("pix", &self.pix)
            .finish_non_exhaustive()
    }
}

/// Without person, contract and code.
impl fmt::Debug for Declaracao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declaracao")
            .field("ano", &self.ano)
            .field("parcelas", &self.parcelas)
            .field("emitida_em", &self.emitida_em)
            .finish_non_exhaustive()
    }
}

/// Counts only.
impl fmt::Debug for Demonstrativo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Demonstrativo")
            .field("ano", &self.ano)
            .field("gerado_em", &self.gerado_em)
            .field("contratos", &self.contratos)
            .finish_non_exhaustive()
    }
}

/// Counts only.
impl fmt::Debug for ContratoPago {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContratoPago").field("pagamentos", &self.pagamentos.len()).finish_non_exhaustive()
    }
}

/// Dates only.
impl fmt::Debug for PagamentoFeito {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagamentoFeito")
            .field("pago_em", &self.pago_em)
            .field("vencimento", &self.vencimento)
            .finish_non_exhaustive()
    }
}
