//! How a due date stands today.

use jiff::civil::Date;

use super::{Calendario, curta, dia_da_semana};

/// How a due date stands on a given day. Days are calendar days; `pagavel_ate` is the due date shifted to a business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prazo {
    /// Two or more days to `pagavel_ate`, and the due date still ahead.
    VenceEm {
        /// From today to `pagavel_ate`, at least 2.
        dias: i32,
        /// Due date as printed.
        vencimento: Date,
        /// Last day without charges.
        pagavel_ate: Date,
    },
    /// Tomorrow, a business day.
    VenceAmanha {
        /// Due date as printed.
        vencimento: Date,
    },
    /// Today, a business day.
    VenceHoje {
        /// Due date as printed.
        vencimento: Date,
    },
    /// The due date came on a day without banks; still payable without charges.
    Prorrogado {
        /// From today to `pagavel_ate`, possibly 0.
        dias: i32,
        /// Due date as printed.
        vencimento: Date,
        /// Last day without charges.
        pagavel_ate: Date,
    },
    /// `pagavel_ate` has just passed, but it would not be the last day if it was a local holiday, and those are unknown.
    Incerto {
        /// Due date as printed.
        vencimento: Date,
        /// Last day without charges, by the national calendar.
        pagavel_ate: Date,
    },
    /// Overdue.
    Vencido {
        /// From `pagavel_ate` to today, at least 1.
        dias: i32,
        /// Due date as printed.
        vencimento: Date,
        /// Last day there was without charges.
        pagavel_ate: Date,
    },
}

pub(super) fn calcular(calendario: &Calendario, vencimento: Date, hoje: Date) -> Prazo {
    let pagavel_ate = calendario.proximo_dia_util(vencimento);
    let dias = dias_entre(hoje, pagavel_ate);
    if dias < 0 {
        let prorrogado = pagavel_ate != vencimento;
        // Shifted once already, it would shift again over a local holiday: up to the following business day.
        let seguinte = pagavel_ate.tomorrow().map_or(pagavel_ate, |dia| calendario.proximo_dia_util(dia));
        return if prorrogado && !calendario.conhece_municipais() && hoje <= seguinte {
            Prazo::Incerto { vencimento, pagavel_ate }
        } else {
            Prazo::Vencido { dias: -dias, vencimento, pagavel_ate }
        };
    }
    match dias {
        _ if hoje >= vencimento && pagavel_ate != vencimento => Prazo::Prorrogado { dias, vencimento, pagavel_ate },
        0 => Prazo::VenceHoje { vencimento },
        1 => Prazo::VenceAmanha { vencimento },
        _ => Prazo::VenceEm { dias, vencimento, pagavel_ate },
    }
}

fn dias_entre(de: Date, ate: Date) -> i32 {
    // Both are dates of the same calendar, whose whole range fits in an i32 of days.
    de.until(ate).map(|span| span.get_days()).unwrap_or_default()
}

impl Prazo {
    /// Due date as printed.
    pub const fn vencimento(&self) -> Date {
        match *self {
            Self::VenceEm { vencimento, .. }
            | Self::VenceAmanha { vencimento }
            | Self::VenceHoje { vencimento }
            | Self::Prorrogado { vencimento, .. }
            | Self::Incerto { vencimento, .. }
            | Self::Vencido { vencimento, .. } => vencimento,
        }
    }

    /// Last day without charges.
    pub const fn pagavel_ate(&self) -> Date {
        match *self {
            Self::VenceAmanha { vencimento } | Self::VenceHoje { vencimento } => vencimento,
            Self::VenceEm { pagavel_ate, .. }
            | Self::Prorrogado { pagavel_ate, .. }
            | Self::Incerto { pagavel_ate, .. }
            | Self::Vencido { pagavel_ate, .. } => pagavel_ate,
        }
    }

    /// Whether it is surely overdue.
    pub const fn vencido(&self) -> bool {
        matches!(self, Self::Vencido { .. })
    }

    /// Short text in pt-BR, for a label.
    pub fn texto(&self) -> String {
        match *self {
            Self::VenceEm { dias, .. } => format!("Vence em {dias} dias"),
            Self::VenceAmanha { .. } => "Vence amanhã".to_owned(),
            Self::VenceHoje { .. } => "Vence hoje".to_owned(),
            Self::Prorrogado { dias: 0, .. } => "Último dia para pagar sem encargos".to_owned(),
            Self::Prorrogado { pagavel_ate, .. } => {
                format!("Pode pagar até {} sem encargos", curta(pagavel_ate))
            }
            Self::Incerto { pagavel_ate, .. } => format!("Era para pagar até {}", curta(pagavel_ate)),
            Self::Vencido { dias: 1, .. } => "Vencido há 1 dia".to_owned(),
            Self::Vencido { dias, .. } => format!("Vencido há {dias} dias"),
        }
    }

    /// A sentence with the dates, when the due date was shifted; `None` when [`Prazo::texto`] says it all.
    pub fn detalhe(&self) -> Option<String> {
        let (vencimento, pagavel_ate) = (self.vencimento(), self.pagavel_ate());
        if vencimento == pagavel_ate {
            return None;
        }
        // A weekday without banks is a holiday.
        let dia = match dia_da_semana(vencimento) {
            fim @ ("sábado" | "domingo") => fim.to_owned(),
            semana => format!("{semana}, feriado"),
        };
        let vencimento = format!("Vencimento {} ({dia})", curta(vencimento));
        let ate = curta(pagavel_ate);
        Some(match self {
            Self::Incerto { .. } => {
                format!(
                    "{vencimento}, pagável até {ate} sem encargos, ou até hoje se esse dia foi feriado na sua cidade."
                )
            }
            Self::Vencido { .. } => format!("{vencimento}, pagável até {ate} sem encargos."),
            _ => format!("{vencimento}, pode pagar até {ate} sem encargos."),
        })
    }
}
