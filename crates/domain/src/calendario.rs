//! Bank calendar, due dates as people say them, and dates in pt-BR.
//!
//! Saturdays, Sundays and national holidays are not business days (Resolução CMN 4.880/2020); what falls due on one is paid on
//! the next business day without charges (Lei 7.089/1983; Código Civil art. 132 §1º). Municipal holidays count too, and come
//! from configuration.
//!
//! ```
//! use domain::calendario::Calendario;
//! use jiff::civil::date;
//! let calendario = Calendario::nacional();
//! // Saturday of Carnival: Monday and Tuesday are bank holidays, Ash Wednesday is not.
//! assert_eq!(calendario.proximo_dia_util(date(2026, 2, 14)), date(2026, 2, 18));
//! assert_eq!(calendario.prazo(date(2026, 11, 26), date(2026, 11, 21)).texto(), "Vence em 5 dias");
//! ```

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

mod palavras;
mod prazo;

pub use palavras::{curta, dia_da_semana, extenso, mes_e_ano};
pub use prazo::Prazo;

/// Name given to dates that came from configuration.
const MUNICIPAL: &str = "Feriado municipal";

/// National bank holidays, plus municipal ones when they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendario {
    municipais: Option<BTreeSet<Date>>,
}

/// A day without banks that is not just a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feriado {
    /// The day.
    pub data: Date,
    /// Its name in pt-BR.
    pub nome: &'static str,
}

impl Calendario {
    /// Only national holidays; municipal ones are taken as unknown.
    pub fn nacional() -> Self {
        Self::default()
    }

    /// Adds municipal holidays, which then count as known, even when the list is empty.
    #[must_use]
    pub fn com_municipais(mut self, datas: impl IntoIterator<Item = Date>) -> Self {
        self.municipais.get_or_insert_default().extend(datas);
        self
    }

    /// Whether somebody told the municipal holidays.
    pub const fn conhece_municipais(&self) -> bool {
        self.municipais.is_some()
    }

    /// Whether banks settle on that day.
    pub fn eh_dia_util(&self, data: Date) -> bool {
        !eh_fim_de_semana(data) && self.feriado(data).is_none()
    }

    /// That day if it is a business day, else the first one after it.
    pub fn proximo_dia_util(&self, data: Date) -> Date {
        let mut dia = data;
        while !self.eh_dia_util(dia) {
            // The calendar ends at the year 9999.
            let Ok(seguinte) = dia.tomorrow() else { return dia };
            dia = seguinte;
        }
        dia
    }

    /// Last day a Pix cobv is accepted, `validade` calendar days after its due date; both ends shift to business days
    /// (BCB, `validadeAposVencimento`).
    pub fn ultimo_dia_aceito(&self, vencimento: Date, validade: u16) -> Date {
        let fim = self.proximo_dia_util(vencimento).saturating_add(i64::from(validade).days());
        self.proximo_dia_util(fim)
    }

    /// Name of the holiday on that day.
    pub fn feriado(&self, data: Date) -> Option<&'static str> {
        nacionais(data.year())
            .into_iter()
            .flatten()
            .find(|feriado| feriado.data == data)
            .map(|feriado| feriado.nome)
            .or_else(|| self.municipais.as_ref().is_some_and(|datas| datas.contains(&data)).then_some(MUNICIPAL))
    }

    /// All holidays of a year, in order, weekends included; a day that is both national and municipal comes once.
    pub fn feriados(&self, ano: i16) -> Vec<Feriado> {
        let mut feriados: Vec<Feriado> = nacionais(ano).into_iter().flatten().collect();
        for &data in self.municipais.iter().flatten().filter(|data| data.year() == ano) {
            if feriados.iter().all(|feriado| feriado.data != data) {
                feriados.push(Feriado { data, nome: MUNICIPAL });
            }
        }
        feriados.sort_unstable();
        feriados
    }

    /// How a due date stands on a given day.
    pub fn prazo(&self, vencimento: Date, hoje: Date) -> Prazo {
        prazo::calcular(self, vencimento, hoje)
    }
}

fn eh_fim_de_semana(data: Date) -> bool {
    matches!(data.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// National bank holidays; the list of today for every year, save 20 November, national since 2024 (Lei 14.759/2023).
fn nacionais(ano: i16) -> [Option<Feriado>; 13] {
    let fixo = |mes, dia, nome| Date::new(ano, mes, dia).ok().map(|data| Feriado { data, nome });
    let pascoa = pascoa(ano);
    let movel = |dias: i64, nome| {
        pascoa.and_then(|domingo| domingo.checked_add(dias.days()).ok()).map(|data| Feriado { data, nome })
    };
    [
        fixo(1, 1, "Confraternização Universal"),
        movel(-48, "Carnaval (segunda)"),
        movel(-47, "Carnaval (terça)"),
        movel(-2, "Sexta-feira da Paixão"),
        fixo(4, 21, "Tiradentes"),
        fixo(5, 1, "Dia do Trabalho"),
        movel(60, "Corpus Christi"),
        fixo(9, 7, "Independência"),
        fixo(10, 12, "Nossa Senhora Aparecida"),
        fixo(11, 2, "Finados"),
        fixo(11, 15, "Proclamação da República"),
        fixo(11, 20, "Consciência Negra").filter(|_| ano >= 2024),
        fixo(12, 25, "Natal"),
    ]
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
#[expect(clippy::many_single_char_names, reason = "the letters are those of the published algorithm")]
fn pascoa(ano: i16) -> Option<Date> {
    let y = i32::from(ano);
    let a = y.rem_euclid(19);
    let (b, c) = (y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let f = (b + 8).div_euclid(25);
    let g = (b - f + 1).div_euclid(3);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let mes_e_dia = h + l - 7 * m + 114;
    Date::new(ano, i8::try_from(mes_e_dia / 31).ok()?, i8::try_from(mes_e_dia % 31 + 1).ok()?).ok()
}
