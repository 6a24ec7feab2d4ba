//! Boleto: the 44-digit barcode and its linha digitável (47 digits for cobrança, 48 for arrecadação).
//!
//! Sources: manuals of BB, Itaú, Bradesco, Santander, Caixa and the FEBRABAN arrecadação layout, as cited by the vectors.
//!
//! ```
//! use domain::boleto::Boleto;
//! use jiff::civil::date;
//! let boleto = Boleto::ler("34191.10121 34567.880058 71234.570001 6 16670000012345")?;
//! assert_eq!(boleto.banco(), Some("341"));
//! assert_eq!(boleto.valor().map(|v| v.iso()).as_deref(), Some("123.45"));
//! assert_eq!(boleto.vencimento(date(2026, 11, 21)), Some(date(2026, 12, 21)));
//! # Ok::<(), domain::boleto::ErroBoleto>(())
//! ```

use std::fmt;

use jiff::civil::Date;

use crate::dinheiro::Dinheiro;

mod bancos;
pub mod digitos;
mod linha;
mod montagem;
pub mod vencimento;

pub use bancos::nome_do_banco;

/// Longest text looked at: 48 digits with generous punctuation.
const TEXTO_MAXIMO: usize = 256;

/// Amounts that fit beside a due-date factor; larger ones run over it (BB, Itaú).
pub const VALOR_MAXIMO_COM_FATOR: Dinheiro = Dinheiro::de_centavos(9_999_999_999);

/// A code whose check digits were all verified. Canonical form: the barcode.
///
/// `Debug` shows kind and bank only; there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Boleto {
    codigo: String,
    tipo: TipoBoleto,
}

/// The two families of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TipoBoleto {
    /// Issued by a bank for a creditor; line of 47 digits.
    Cobranca,
    /// Taxes, utilities and other agreements; first digit 8, line of 48 digits.
    Arrecadacao,
}

/// Why something is no payable code. Never holds the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErroBoleto {
    /// Nothing to read.
    #[error("código vazio")]
    Vazio,
    /// Something other than digits, dots, spaces and hyphens.
    #[error("caractere inválido: só dígitos, pontos, espaços e hifens")]
    Caractere,
    /// Not 44, 47 or 48 digits.
    #[error("comprimento {0}: são 44, 47 ou 48 dígitos")]
    Comprimento(usize),
    /// 48 digits not beginning with 8, or 47 beginning with 8.
    #[error("o primeiro dígito não combina com o comprimento")]
    Produto,
    /// Position 4 of a cobrança is not 9: the amount would not be in reais.
    #[error("a moeda do código não é o real")]
    Moeda,
    /// Position 3 of an arrecadação is not 6, 7, 8 or 9.
    #[error("identificador de valor desconhecido na posição 3")]
    IdentificadorDeValor,
    /// Check digit of a field (1–3) or block (1–4) of the line.
    #[error("dígito verificador do campo {campo} não confere")]
    DigitoDoCampo {
        /// Position of the field, from 1.
        campo: u8,
    },
    /// General check digit: the only one that protects due date and amount.
    #[error("dígito verificador geral não confere")]
    DigitoGeral,
    /// Parts handed to [`Boleto::montar_cobranca`] that fit no code.
    #[error("{0}")]
    Montagem(&'static str),
}

impl Boleto {
    /// Reads a barcode or a line, ignoring dots, spaces and hyphens, and verifies every check digit.
    ///
    /// # Errors
    /// See [`ErroBoleto`].
    pub fn ler(texto: &str) -> Result<Self, ErroBoleto> {
        let digitos = limpar(texto)?;
        let tipo = tipo_dos_digitos(&digitos)?;
        let codigo = match (tipo, digitos.len()) {
            (_, 44) => digitos,
            (TipoBoleto::Cobranca, _) => linha::codigo_da_cobranca(&digitos)?,
            (TipoBoleto::Arrecadacao, _) => linha::codigo_da_arrecadacao(&digitos)?,
        };
        match tipo {
            TipoBoleto::Cobranca => digitos::conferir_cobranca(&codigo)?,
            TipoBoleto::Arrecadacao => digitos::conferir_arrecadacao(&codigo)?,
        }
        Ok(Self { codigo, tipo })
    }

    /// What the text looks like, right or wrong: for saying "this is meant to be a …".
    pub fn tipo_aparente(texto: &str) -> Option<TipoBoleto> {
        limpar(texto).ok().and_then(|digitos| match (digitos.len(), digitos.starts_with('8')) {
            (44, true) | (48, _) => Some(TipoBoleto::Arrecadacao),
            (44, false) | (47, _) => Some(TipoBoleto::Cobranca),
            _ => None,
        })
    }

    /// Assembles a cobrança from its parts, check digits computed.
    ///
    /// `valor` zero leaves the amount to the payer; above [`VALOR_MAXIMO_COM_FATOR`] it takes the place of the due date.
    ///
    /// # Errors
    /// [`ErroBoleto::Montagem`] when a part does not fit.
    pub fn montar_cobranca(
        banco: &str,
        vencimento: Option<Date>,
        valor: Dinheiro,
        campo_livre: &str,
    ) -> Result<Self, ErroBoleto> {
        montagem::cobranca(banco, vencimento, valor, campo_livre)
    }

    /// Family of the code.
    pub const fn tipo(&self) -> TipoBoleto {
        self.tipo
    }

    /// The 44 digits.
    pub fn codigo_barras(&self) -> &str {
        &self.codigo
    }

    /// The 47 or 48 digits to copy.
    pub fn linha_digitavel(&self) -> String {
        self.campos().concat()
    }

    /// The line as people read it: `34191.10121 34567.880058 71234.570001 6 16670000012345`.
    pub fn linha_formatada(&self) -> String {
        match self.tipo {
            TipoBoleto::Cobranca => self
                .campos()
                .iter()
                .enumerate()
                .map(|(i, campo)| if i < 3 { format!("{}.{}", &campo[..5], &campo[5..]) } else { campo.clone() })
                .collect::<Vec<_>>()
                .join(" "),
            TipoBoleto::Arrecadacao => self
                .campos()
                .iter()
                .map(|bloco| format!("{}-{}", &bloco[..11], &bloco[11..]))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// The fields the line is typed in: five of a cobrança, four blocks of an arrecadação; digits only.
    pub fn campos(&self) -> Vec<String> {
        match self.tipo {
            TipoBoleto::Cobranca => linha::campos_da_cobranca(&self.codigo),
            TipoBoleto::Arrecadacao => linha::campos_da_arrecadacao(&self.codigo),
        }
    }

    /// Three digits of the bank; an arrecadação has none.
    pub fn banco(&self) -> Option<&str> {
        (self.tipo == TipoBoleto::Cobranca).then(|| &self.codigo[..3])
    }

    /// The 25 digits the bank defines; an arrecadação has none.
    pub fn campo_livre(&self) -> Option<&str> {
        (self.tipo == TipoBoleto::Cobranca).then(|| &self.codigo[19..])
    }

    /// Segment digit of an arrecadação.
    pub fn segmento(&self) -> Option<&str> {
        (self.tipo == TipoBoleto::Arrecadacao).then(|| &self.codigo[1..2])
    }

    /// Who charges by that segment, in words; `None` for a cobrança or a segment FEBRABAN does not define.
    pub fn nome_do_segmento(&self) -> Option<&'static str> {
        Some(match self.segmento()? {
            "1" => "Prefeituras",
            "2" => "Saneamento",
            "3" => "Energia elétrica e gás",
            "4" => "Telecomunicações",
            "5" => "Órgãos governamentais",
            "6" => "Carnês e empresas identificadas por CNPJ",
            "7" => "Multas de trânsito",
            "9" => "Uso do banco",
            _ => return None,
        })
    }

    /// Amount in the code; `None` when the payer types it (zeros) or the field is a reference (identifiers 7 and 9).
    ///
    /// In a cobrança whose factor field is 0001–0999 the amount is read over the factor; from 1000 on only the ERP's amount can
    /// tell a factor from a giant amount, see [`Boleto::valor_sobre_o_fator`].
    pub fn valor(&self) -> Option<Dinheiro> {
        let centavos = match self.tipo {
            TipoBoleto::Cobranca if self.fator().is_none() => &self.codigo[5..19],
            TipoBoleto::Cobranca => &self.codigo[9..19],
            TipoBoleto::Arrecadacao if matches!(self.codigo.as_bytes()[2], b'6' | b'8') => &self.codigo[4..15],
            TipoBoleto::Arrecadacao => return None,
        };
        centavos.parse().ok().filter(|&c: &i64| c > 0).map(Dinheiro::de_centavos)
    }

    /// The amount if positions 6–19 of a cobrança are all amount: above R$ 99.999.999,99 there is no factor.
    pub fn valor_sobre_o_fator(&self) -> Option<Dinheiro> {
        if self.tipo != TipoBoleto::Cobranca {
            return None;
        }
        let valor = self.codigo[5..19].parse().ok().map(Dinheiro::de_centavos)?;
        (valor > VALOR_MAXIMO_COM_FATOR).then_some(valor)
    }

    /// The due-date factor, 1000 to 9999; `None` when the code has no due date.
    pub fn fator(&self) -> Option<u16> {
        (self.tipo == TipoBoleto::Cobranca)
            .then(|| self.codigo[5..9].parse().ok())
            .flatten()
            .filter(|&fator| fator >= vencimento::FATOR_MINIMO)
    }

    /// Due date in the code, disambiguated by today's date in America/Sao_Paulo (bank rule, [`vencimento::data_do_fator`]).
    ///
    /// The ERP's due date outranks it for display; this one is a cross-check.
    pub fn vencimento(&self, hoje: Date) -> Option<Date> {
        vencimento::data_do_fator(self.fator()?, hoje)
    }
}

impl fmt::Debug for Boleto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Boleto").field("tipo", &self.tipo).field("banco", &self.banco()).finish_non_exhaustive()
    }
}

impl TipoBoleto {
    /// `cobranca` or `arrecadacao`.
    pub const fn codigo(self) -> &'static str {
        match self {
            Self::Cobranca => "cobranca",
            Self::Arrecadacao => "arrecadacao",
        }
    }
}

/// ASCII digits only, of any number.
fn limpar(texto: &str) -> Result<String, ErroBoleto> {
    let texto = texto.trim();
    if texto.is_empty() {
        return Err(ErroBoleto::Vazio);
    }
    if texto.len() > TEXTO_MAXIMO {
        return Err(ErroBoleto::Comprimento(texto.chars().filter(char::is_ascii_digit).count()));
    }
    let mut digitos = String::with_capacity(48);
    for c in texto.chars() {
        match c {
            '0'..='9' => digitos.push(c),
            '.' | '-' => {}
            c if c.is_whitespace() => {}
            _ => return Err(ErroBoleto::Caractere),
        }
    }
    Ok(digitos)
}

fn tipo_dos_digitos(digitos: &str) -> Result<TipoBoleto, ErroBoleto> {
    match (digitos.len(), digitos.starts_with('8')) {
        (44 | 48, true) => Ok(TipoBoleto::Arrecadacao),
        (44 | 47, false) => Ok(TipoBoleto::Cobranca),
        (47, true) | (48, false) => Err(ErroBoleto::Produto),
        (outro, _) => Err(ErroBoleto::Comprimento(outro)),
    }
}
