//! One charge, ready to be shown: what, how much, until when, and codes that were checked.

use domain::{
    boleto::{Boleto, nome_do_banco},
    calendario::{Calendario, Prazo},
    conferencia::{self, Codigo, Divergencia},
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, Composicao, ContratoId, NumeroParcela, SituacaoBoleto},
    pix::BrCode,
};
use jiff::civil::Date;

/// A boleto as the person needs it.
#[derive(Debug, Clone)]
pub struct Cobranca {
    /// Key in the ERP. Never rendered: pages seal it.
    pub chave: String,
    /// "Parcela 7 de 60", or the ERP's own words.
    pub titulo: String,
    /// The ERP's words, when they say more than the title.
    pub historico: Option<String>,
    /// Contracts it belongs to.
    pub contratos: Vec<ContratoId>,
    /// Amounts as given.
    pub composicao: Composicao,
    /// What to pay today: the ERP's updated amount, or the original while not overdue, or what the code carries.
    pub valor: Option<Dinheiro>,
    /// Due date as printed.
    pub vencimento: Option<Date>,
    /// Where today stands, by the bank calendar.
    pub prazo: Option<Prazo>,
    /// Line and barcode.
    pub boleto: Codigo<Boleto>,
    /// Pix copia e cola.
    pub pix: Codigo<BrCode>,
    /// Bank name and code, for comparing in the bank's app.
    pub banco: Option<String>,
    /// State in the ERP.
    pub situacao: SituacaoBoleto,
    /// Whether the ERP has a PDF of it.
    pub tem_pdf: bool,
}

impl Cobranca {
    /// Reads, checks and dates a boleto of the ERP.
    pub fn de(emitido: &BoletoEmitido, hoje: Date, calendario: &Calendario) -> Self {
        let boleto = conferencia::conferir_boleto(emitido, hoje);
        let pix = conferencia::conferir_pix(emitido);
        let prazo = emitido.vencimento.map(|v| calendario.prazo(v, hoje));
        let codigo = boleto.codigo().and_then(Boleto::banco).map(str::to_owned).or_else(|| emitido.banco.clone());
        let banco = codigo.map(|c| match nome_do_banco(&c) {
            Some(nome) => format!("{nome} ({c})"),
            None => format!("banco {c}"),
        });
        let vencida = prazo.as_ref().is_some_and(Prazo::vencido);
        let original = if vencida { None } else { emitido.valor.original };
        let valor = emitido.valor.atual.or(original).or_else(|| boleto.codigo().and_then(Boleto::valor));
        let (titulo, historico) = titulo(emitido.parcela, emitido.historico.as_deref());
        Self {
            chave: emitido.id.clone(),
            titulo,
            historico,
            contratos: emitido.contratos.clone(),
            composicao: emitido.valor.clone(),
            valor,
            vencimento: emitido.vencimento,
            prazo,
            boleto,
            pix,
            banco,
            situacao: emitido.situacao.clone(),
            tem_pdf: emitido.pdf.is_some(),
        }
    }

    /// Whether it is late by the bank calendar.
    pub fn vencida(&self) -> bool {
        self.prazo.as_ref().is_some_and(Prazo::vencido)
    }

    /// What in the codes does not agree with the ERP's own fields.
    pub fn divergencias(&self) -> impl Iterator<Item = &Divergencia> {
        let do_boleto = if let Codigo::Divergente(_, lista) = &self.boleto { lista.as_slice() } else { &[] };
        let do_pix = if let Codigo::Divergente(_, lista) = &self.pix { lista.as_slice() } else { &[] };
        do_boleto.iter().chain(do_pix)
    }

    /// Whether there is any code to pay with.
    pub fn pagavel(&self) -> bool {
        self.boleto.codigo().is_some() || self.pix.codigo().is_some()
    }
}

/// Title and, when it adds something, the ERP's own words.
pub fn titulo(parcela: Option<NumeroParcela>, palavras: Option<&str>) -> (String, Option<String>) {
    let palavras = palavras.map(str::trim).filter(|p| !p.is_empty());
    let Some(parcela) = parcela else {
        return (palavras.unwrap_or("Cobrança").to_owned(), None);
    };
    let titulo = match parcela.total {
        Some(total) => format!("Parcela {} de {total}", parcela.numero),
        None => format!("Parcela {}", parcela.numero),
    };
    let mais = palavras.filter(|p| !p.eq_ignore_ascii_case(&titulo)).map(str::to_owned);
    (titulo, mais)
}

/// Late first, oldest first; then by due date; undated last.
pub fn por_urgencia(cobrancas: &mut [Cobranca]) {
    cobrancas.sort_by_key(|c| (c.vencimento.is_none(), c.vencimento));
}
