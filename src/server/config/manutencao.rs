//! `limites.manutencao`: the hours in which an ERP is closed.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Time, time},
};

use super::{
    leitor::{Campo, Coleta},
    problema::mostrar,
};
use crate::server::relogio::no_brasil;

/// A daily window by the clocks of São Paulo. It may cross midnight; it never lasts all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manutencao {
    inicio: Time,
    fim: Time,
}

impl Manutencao {
    pub(super) fn validate(campo: &Campo<'_>, c: &mut Coleta) -> Option<Self> {
        let texto = campo.texto(c)?;
        let como = "Escreva o começo e o fim, de 00:00 a 23:59: \"00:30-02:00\"";
        let lida = Self::ler(texto);
        if lida.is_none() {
            return campo.problema(format!("«{}» não é um horário", mostrar(texto)), como, c);
        }
        lida
    }

    /// `"00:30-02:00"`; `None` when it is not that, or begins and ends at once.
    pub fn ler(texto: &str) -> Option<Self> {
        let (inicio, fim) = texto.split_once('-')?;
        let (inicio, fim) = (hora(inicio)?, hora(fim)?);
        (inicio != fim).then_some(Self { inicio, fim })
    }

    /// When the window that `agora` is in ends; `None` outside of it.
    pub fn ate(&self, agora: Timestamp) -> Option<Timestamp> {
        let local = no_brasil(agora);
        let hora = local.time();
        let (dentro, amanha) = if self.inicio < self.fim {
            (self.inicio <= hora && hora < self.fim, false)
        } else {
            (self.inicio <= hora || hora < self.fim, self.inicio <= hora)
        };
        let dia = if amanha { local.date().checked_add(1.day()).ok()? } else { local.date() };
        dentro.then(|| dia.to_datetime(self.fim).to_zoned(local.time_zone().clone()).ok())?.map(|fim| fim.timestamp())
    }
}

/// `00:30 às 02:00`
impl std::fmt::Display for Manutencao {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { inicio, fim } = self;
        write!(f, "{:02}:{:02} às {:02}:{:02}", inicio.hour(), inicio.minute(), fim.hour(), fim.minute())
    }
}

/// `HH:MM`, nothing else.
fn hora(texto: &str) -> Option<Time> {
    let (horas, minutos) = texto.trim().split_once(':')?;
    let ler = |parte: &str, maximo: i8| {
        let certa = parte.len() == 2 && parte.bytes().all(|b| b.is_ascii_digit());
        certa.then(|| parte.parse::<i8>().ok())?.filter(|n| *n <= maximo)
    };
    Some(time(ler(horas, 23)?, ler(minutos, 59)?, 0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn janela(inicio: &str, fim: &str) -> Manutencao {
        Manutencao::ler(&format!("{inicio}-{fim}")).unwrap()
    }

    fn em(texto: &str) -> Timestamp {
        format!("{texto}-03:00").parse().unwrap()
    }

    #[test]
    fn the_window_begins_and_ends_by_the_clocks_of_sao_paulo() {
        let janela = janela("00:30", "02:00");
        assert_eq!(janela.ate(em("2026-11-21T00:29:59")), None);
        assert_eq!(janela.ate(em("2026-11-21T00:30:00")), Some(em("2026-11-21T02:00:00")));
        assert_eq!(janela.ate(em("2026-11-21T01:59:59")), Some(em("2026-11-21T02:00:00")));
        assert_eq!(janela.ate(em("2026-11-21T02:00:00")), None);
    }

    #[test]
    fn a_window_over_midnight_ends_on_the_next_day() {
        let janela = janela("23:00", "01:15");
        assert_eq!(janela.ate(em("2026-11-21T22:59:59")), None);
        assert_eq!(janela.ate(em("2026-11-21T23:00:00")), Some(em("2026-11-22T01:15:00")));
        assert_eq!(janela.ate(em("2026-11-22T00:00:00")), Some(em("2026-11-22T01:15:00")));
        assert_eq!(janela.ate(em("2026-11-22T01:15:00")), None);
    }

    #[test]
    fn an_hour_is_two_digits_and_two_digits() {
        for errada in ["", "1:30", "24:00", "12:60", "12h30", "12:3", "-1:00", "１２:00"] {
            assert_eq!(hora(errada), None, "{errada}");
        }
        for errada in ["02:00", "02:00-02:00", "02:00-", "02:00-03:00-04:00"] {
            assert_eq!(Manutencao::ler(errada), None, "{errada}");
        }
    }
}
