//! Dates in pt-BR (CLDR forms).

use jiff::civil::{Date, Weekday};

const MESES: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// `05/03/2026`.
pub fn curta(data: Date) -> String {
    format!("{:02}/{:02}/{:04}", data.day(), data.month(), data.year())
}

/// `5 de março de 2026`; the first day of a month is `1º`.
pub fn extenso(data: Date) -> String {
    let ordinal = if data.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} de {}", data.day(), mes_e_ano(data))
}

/// `março de 2026`.
pub fn mes_e_ano(data: Date) -> String {
    let mes = usize::try_from(data.month() - 1).ok().and_then(|mes| MESES.get(mes)).copied().unwrap_or_default();
    format!("{mes} de {}", data.year())
}

/// `segunda-feira` … `domingo`.
pub fn dia_da_semana(data: Date) -> &'static str {
    match data.weekday() {
        Weekday::Monday => "segunda-feira",
        Weekday::Tuesday => "terça-feira",
        Weekday::Wednesday => "quarta-feira",
        Weekday::Thursday => "quinta-feira",
        Weekday::Friday => "sexta-feira",
        Weekday::Saturday => "sábado",
        Weekday::Sunday => "domingo",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_written_as_brazilians_do() {
        let data = date(2026, 3, 5);
        assert_eq!(curta(data), "05/03/2026");
        assert_eq!(extenso(data), "5 de março de 2026");
        assert_eq!(extenso(date(2027, 1, 1)), "1º de janeiro de 2027");
        assert_eq!(mes_e_ano(date(2026, 12, 31)), "dezembro de 2026");
        assert_eq!(dia_da_semana(data), "quinta-feira");
    }
}
