//! Does a payment code say what the ERP says?
//!
//! A code that does not parse is never offered. One that parses but disagrees with the ERP is shown with the disagreement in
//! words: paying it may settle another amount, or something else.
//!
//! ```
//! use domain::{conferencia::Divergencia, dinheiro::Dinheiro};
//! let (no_codigo, no_erp) = (Dinheiro::de_centavos(10_000), Dinheiro::de_centavos(12_000));
//! let texto = Divergencia::Valor { no_codigo, no_erp }.texto();
//! assert!(texto.starts_with("O código cobra R$\u{a0}100,00, mas a incorporadora informa R$\u{a0}120,00."));
//! ```

use jiff::civil::Date;

use crate::{
    boleto::{Boleto, TipoBoleto, nome_do_banco, vencimento::data_mais_proxima},
    calendario::curta,
    dinheiro::Dinheiro,
    modelo::{BoletoEmitido, Composicao},
    pix::{BrCode, TipoPix},
};

/// A code and what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codigo<T> {
    /// The ERP gave none.
    Ausente,
    /// The ERP gave one that cannot be paid with; never offer it.
    Quebrado {
        /// Why, in pt-BR, without the code.
        motivo: String,
    },
    /// Sound, and in agreement with everything the ERP tells.
    Conferido(T),
    /// Sound, but in disagreement with the ERP.
    Divergente(T, Vec<Divergencia>),
}

/// Outcome for a line or barcode.
pub type ConferenciaBoleto = Codigo<Boleto>;
/// Outcome for a Pix copia e cola.
pub type ConferenciaPix = Codigo<BrCode>;

/// One point on which code and ERP disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Divergencia {
    /// Amounts.
    Valor {
        /// What the bank would charge.
        no_codigo: Dinheiro,
        /// What the ERP says is owed: current, or original when there is no current.
        no_erp: Dinheiro,
    },
    /// Banks, three digits each.
    Banco {
        /// Who would receive.
        no_codigo: String,
        /// Who should, by the ERP.
        no_erp: String,
    },
    /// Due dates.
    Vencimento {
        /// What banks follow.
        no_codigo: Date,
        /// What the ERP prints.
        no_erp: Date,
    },
}

/// Checks the line or barcode of an issued boleto.
///
/// The amount may agree with the original or with the current one; a code without amount or due date has nothing to compare.
pub fn conferir_boleto(emitido: &BoletoEmitido, hoje: Date) -> ConferenciaBoleto {
    let Some(texto) = presente(emitido.linha_digitavel.as_deref()) else { return Codigo::Ausente };
    let boleto = match Boleto::ler(texto) {
        Ok(boleto) => boleto,
        Err(erro) => return Codigo::Quebrado { motivo: erro.to_string() },
    };
    let valores = valores(&emitido.valor);
    // Only the ERP's amount can tell a due-date factor from an amount so large that it runs over it.
    let sem_fator = boleto.valor_sobre_o_fator().is_some_and(|valor| valores.contains(&valor));
    let mut divergencias = Vec::new();
    if !sem_fator {
        divergencias.extend(boleto.valor().and_then(|valor| divergencia_de_valor(valor, &emitido.valor)));
    }
    if boleto.tipo() == TipoBoleto::Cobranca {
        divergencias.extend(divergencia_de_banco(&boleto, emitido.banco.as_deref()));
        if !sem_fator {
            divergencias.extend(divergencia_de_vencimento(&boleto, emitido.vencimento, hoje));
        }
    }
    Codigo::julgar(boleto, divergencias)
}

/// Checks the Pix of an issued boleto.
///
/// Only a static code's amount is compared: a dynamic one has its amount behind the URL, whatever field 54 says.
pub fn conferir_pix(emitido: &BoletoEmitido) -> ConferenciaPix {
    let Some(texto) = presente(emitido.pix.as_deref()) else { return Codigo::Ausente };
    let pix = match BrCode::ler(texto) {
        Ok(pix) => pix,
        Err(erro) => return Codigo::Quebrado { motivo: erro.to_string() },
    };
    let valor = match pix.tipo() {
        TipoPix::Recorrencia => {
            return Codigo::Quebrado {
                motivo: "o código só autoriza o Pix Automático, não paga este boleto".to_owned(),
            };
        }
        TipoPix::Dinamico => None,
        TipoPix::Estatico => pix.valor().filter(|valor| !valor.eh_zero()),
    };
    let divergencias = valor.and_then(|valor| divergencia_de_valor(valor, &emitido.valor)).into_iter().collect();
    Codigo::julgar(pix, divergencias)
}

impl<T> Codigo<T> {
    fn julgar(codigo: T, divergencias: Vec<Divergencia>) -> Self {
        if divergencias.is_empty() { Self::Conferido(codigo) } else { Self::Divergente(codigo, divergencias) }
    }

    /// The code, when it is sound, in agreement or not.
    pub const fn codigo(&self) -> Option<&T> {
        match self {
            Self::Conferido(codigo) | Self::Divergente(codigo, _) => Some(codigo),
            Self::Ausente | Self::Quebrado { .. } => None,
        }
    }

    /// What disagrees; empty when nothing does.
    pub fn divergencias(&self) -> &[Divergencia] {
        match self {
            Self::Divergente(_, divergencias) => divergencias,
            _ => &[],
        }
    }
}

impl Divergencia {
    /// One sentence for the buyer.
    pub fn texto(&self) -> String {
        match self {
            Self::Valor { no_codigo, no_erp } => format!(
                "O código cobra {no_codigo}, mas a incorporadora informa {no_erp}. Confira o valor antes de pagar."
            ),
            Self::Banco { no_codigo, no_erp } => format!(
                "O código é de {}, mas a incorporadora informa {}. Confira o beneficiário antes de pagar.",
                banco_por_extenso(no_codigo),
                banco_por_extenso(no_erp)
            ),
            Self::Vencimento { no_codigo, no_erp } => format!(
                "O código vence em {}, mas a incorporadora informa {}. Os bancos seguem a data do código.",
                curta(*no_codigo),
                curta(*no_erp)
            ),
        }
    }
}

fn banco_por_extenso(codigo: &str) -> String {
    nome_do_banco(codigo).map_or_else(|| format!("banco {codigo}"), |nome| format!("{nome} ({codigo})"))
}

fn presente(texto: Option<&str>) -> Option<&str> {
    texto.map(str::trim).filter(|texto| !texto.is_empty())
}

/// Amounts of the ERP a code may carry. Zero is "not priced", as no code carries it.
fn valores(composicao: &Composicao) -> Vec<Dinheiro> {
    [composicao.atual, composicao.original].into_iter().flatten().filter(|valor| !valor.eh_zero()).collect()
}

fn divergencia_de_valor(no_codigo: Dinheiro, composicao: &Composicao) -> Option<Divergencia> {
    let valores = valores(composicao);
    let &no_erp = valores.first()?;
    (!valores.contains(&no_codigo)).then_some(Divergencia::Valor { no_codigo, no_erp })
}

fn divergencia_de_banco(boleto: &Boleto, no_erp: Option<&str>) -> Option<Divergencia> {
    let no_codigo = boleto.banco()?;
    let no_erp = codigo_do_banco(no_erp?)?;
    (no_codigo != no_erp).then(|| Divergencia::Banco { no_codigo: no_codigo.to_owned(), no_erp })
}

/// `1`, `001`, `0001` and `001-9` (with the bank's own check digit) are one bank; a name is not compared.
fn codigo_do_banco(texto: &str) -> Option<String> {
    let numero = texto.trim().split('-').next().unwrap_or_default();
    let numero: u16 = Some(numero).filter(|n| n.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    (1..=999).contains(&numero).then(|| format!("{numero:03}"))
}

fn divergencia_de_vencimento(boleto: &Boleto, no_erp: Option<Date>, hoje: Date) -> Option<Divergencia> {
    let (fator, no_erp) = (boleto.fator()?, no_erp?);
    // Outside the banks' window the date of the code is whichever cycle comes nearest to the ERP's.
    let no_codigo = boleto.vencimento(hoje).or_else(|| data_mais_proxima(fator, no_erp))?;
    (no_codigo != no_erp).then_some(Divergencia::Vencimento { no_codigo, no_erp })
}
