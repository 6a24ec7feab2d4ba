//! Fator de vencimento: days since 1997-10-07, four digits, which ran out on 2025-02-21 and restarted at 1000.
//!
//! The code alone is ambiguous (factor 1001 is 2000-07-04 and 2025-02-23). Banks pay only factors from 3000 days before to
//! 5500 days after today (Itaú 2015; Inter), so at most one date fits.

use jiff::{
    ToSpan,
    civil::{Date, date},
};

/// Smallest factor; anything below means "no due date in the code".
pub const FATOR_MINIMO: u16 = 1000;
/// Days before today that a bank still takes.
pub const DIAS_PASSADOS: i32 = 3000;
/// Days after today that a bank already takes.
pub const DIAS_FUTUROS: i32 = 5500;

const BASE: Date = date(1997, 10, 7);
const CICLO: i32 = 9000;

/// The one date within the bank's window around `hoje` that `fator` may mean; `None` in the gap of 499 factors.
pub fn data_do_fator(fator: u16, hoje: Date) -> Option<Date> {
    if !(FATOR_MINIMO..=9999).contains(&fator) {
        return None;
    }
    let hoje = dias(hoje)?;
    let fator = i32::from(fator);
    let primeiro = fator.max(hoje - DIAS_PASSADOS);
    // Smallest candidate fator + 9000k that is not before the window.
    let candidato = primeiro + (fator - primeiro).rem_euclid(CICLO);
    (candidato <= hoje + DIAS_FUTUROS).then(|| BASE.checked_add(candidato.days()).ok()).flatten()
}

/// The factor of a date; `None` before 2000-07-03, when there was none.
pub fn fator_da_data(data: Date) -> Option<u16> {
    let dias = dias(data)?;
    if dias < i32::from(FATOR_MINIMO) {
        return None;
    }
    u16::try_from((dias - 1000) % CICLO + 1000).ok()
}

/// Among all the dates `fator` may mean, the one nearest to `data`: for saying how a code differs from the ERP.
pub(crate) fn data_mais_proxima(fator: u16, data: Date) -> Option<Date> {
    let fator = i32::from(fator);
    let ciclos = (dias(data)? - fator + CICLO / 2).div_euclid(CICLO).max(0);
    BASE.checked_add((fator + ciclos * CICLO).days()).ok()
}

fn dias(data: Date) -> Option<i32> {
    BASE.until(data).ok().map(|span| span.get_days())
}
