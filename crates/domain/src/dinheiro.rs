//! Money in reais, exact to the cent.
//!
//! ```
//! use domain::dinheiro::Dinheiro;
//! let valor = Dinheiro::ler("R$ 1.234,56")?;
//! assert_eq!(valor.centavos(), 123_456);
//! assert_eq!(valor.formatado(), "R$\u{a0}1.234,56");
//! assert_eq!(valor.iso(), "1234.56");
//! # Ok::<(), domain::dinheiro::ErroDinheiro>(())
//! ```

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
    str::FromStr,
};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

mod leitura;
mod serializacao;

/// An amount in reais, kept as a whole number of cents.
///
/// `+`, `-` and `sum` saturate at ±R$ 92 quadrillion instead of wrapping or panicking; what is read from outside is at most
/// [`Dinheiro::MAXIMO`], so a sum of 92,000 of the largest amounts is still exact. [`Dinheiro::soma_exata`] tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dinheiro(i64);

/// Why something is not an amount. Never holds the text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroDinheiro {
    /// Nothing to read.
    #[error("valor vazio")]
    Vazio,
    /// Not an amount in any accepted form.
    #[error("valor fora do formato (ex.: 1234.56 ou 1.234,56)")]
    Formato,
    /// One separator followed by exactly three digits: thousands or decimals, nobody can tell.
    #[error("valor ambíguo: um só separador seguido de três dígitos; escreva os centavos")]
    Ambiguo,
    /// A fraction of a cent.
    #[error("valor com fração de centavo")]
    CasasDemais,
    /// Larger than [`Dinheiro::MAXIMO`].
    #[error("valor fora da faixa aceita")]
    ForaDaFaixa,
}

impl Dinheiro {
    /// R$ 0,00.
    pub const ZERO: Self = Self(0);
    /// Largest amount (either sign) accepted from outside: R$ 999.999.999.999,99, more than any boleto or Pix can carry.
    pub const MAXIMO: Self = Self(99_999_999_999_999);

    /// From a whole number of cents.
    pub const fn de_centavos(centavos: i64) -> Self {
        Self(centavos)
    }

    /// The whole number of cents.
    pub const fn centavos(self) -> i64 {
        self.0
    }

    /// From reais as an exact decimal.
    ///
    /// # Errors
    /// [`ErroDinheiro::CasasDemais`] when, trailing zeros aside, there are more than two decimals;
    /// [`ErroDinheiro::ForaDaFaixa`] beyond [`Dinheiro::MAXIMO`].
    pub fn de_decimal(reais: Decimal) -> Result<Self, ErroDinheiro> {
        if reais.normalize().scale() > 2 {
            return Err(ErroDinheiro::CasasDemais);
        }
        Self::arredondado(reais)
    }

    /// From reais with any number of decimals (some ERPs send six), rounded half away from zero.
    ///
    /// # Errors
    /// [`ErroDinheiro::ForaDaFaixa`] beyond [`Dinheiro::MAXIMO`].
    pub fn arredondado(reais: Decimal) -> Result<Self, ErroDinheiro> {
        reais
            .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|centavos| centavos.to_i64())
            .map(Self)
            .filter(|valor| valor.na_faixa())
            .ok_or(ErroDinheiro::ForaDaFaixa)
    }

    /// Reads what ERPs and people write: `1234.56`, `1.234,56`, `1,234.56`, `1234,56`, `1234`, `R$ 1.234,56`, a sign in front.
    ///
    /// The rule: with both separators the last one is decimal and the others must group by three; one kind repeated groups;
    /// a single separator is decimal **unless exactly three digits follow it** (`1.234`), which is refused as ambiguous,
    /// except where it cannot group: after a leading zero, nothing or four digits (`0.500`, `,500`, `1234.500`). Decimals
    /// beyond two must be zeros.
    ///
    /// # Errors
    /// See [`ErroDinheiro`].
    pub fn ler(texto: &str) -> Result<Self, ErroDinheiro> {
        leitura::ler(texto)
    }

    /// Whether this is exactly zero.
    pub const fn eh_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether this is below zero.
    pub const fn eh_negativo(self) -> bool {
        self.0 < 0
    }

    /// As an exact decimal of reais, scale 2.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Sum that tells when it does not fit.
    pub const fn soma_exata(self, outro: Self) -> Option<Self> {
        match self.0.checked_add(outro.0) {
            Some(soma) => Some(Self(soma)),
            None => None,
        }
    }

    /// `R$ 1.234,56` with a no-break space; negative `-R$ 1.234,56` (CLDR pt-BR).
    pub fn formatado(self) -> String {
        let sinal = if self.0 < 0 { "-" } else { "" };
        format!("{sinal}R$\u{a0}{}", self.absoluto(".", ","))
    }

    /// `1.234,56`: for tables whose header has the symbol.
    pub fn sem_simbolo(self) -> String {
        self.com_sinal(&self.absoluto(".", ","))
    }

    /// `1234,56`: what bank apps accept when pasted.
    pub fn para_copiar(self) -> String {
        self.com_sinal(&self.absoluto("", ","))
    }

    /// `1234.56`: for machines.
    pub fn iso(self) -> String {
        self.com_sinal(&self.absoluto("", "."))
    }

    fn na_faixa(self) -> bool {
        self.0.unsigned_abs() <= Self::MAXIMO.0.unsigned_abs()
    }

    fn com_sinal(self, absoluto: &str) -> String {
        if self.0 < 0 { format!("-{absoluto}") } else { absoluto.to_owned() }
    }

    fn absoluto(self, milhar: &str, decimal: &str) -> String {
        let total = self.0.unsigned_abs();
        let reais = (total / 100).to_string();
        let mut texto = String::with_capacity(reais.len() * 4 / 3 + 4);
        for (posicao, digito) in reais.chars().enumerate() {
            if posicao > 0 && (reais.len() - posicao).is_multiple_of(3) {
                texto.push_str(milhar);
            }
            texto.push(digito);
        }
        format!("{texto}{decimal}{:02}", total % 100)
    }
}

impl fmt::Display for Dinheiro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.formatado())
    }
}

impl fmt::Debug for Dinheiro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dinheiro({})", self.iso())
    }
}

impl FromStr for Dinheiro {
    type Err = ErroDinheiro;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        Self::ler(texto)
    }
}

impl Add for Dinheiro {
    type Output = Self;

    fn add(self, outro: Self) -> Self {
        Self(self.0.saturating_add(outro.0))
    }
}

impl AddAssign for Dinheiro {
    fn add_assign(&mut self, outro: Self) {
        *self = *self + outro;
    }
}

impl Sub for Dinheiro {
    type Output = Self;

    fn sub(self, outro: Self) -> Self {
        Self(self.0.saturating_sub(outro.0))
    }
}

impl SubAssign for Dinheiro {
    fn sub_assign(&mut self, outro: Self) {
        *self = *self - outro;
    }
}

impl Neg for Dinheiro {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Dinheiro {
    fn sum<I: Iterator<Item = Self>>(valores: I) -> Self {
        valores.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Self> for Dinheiro {
    fn sum<I: Iterator<Item = &'a Self>>(valores: I) -> Self {
        valores.copied().sum()
    }
}
