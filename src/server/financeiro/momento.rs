//! When a figure was read, and whether it is the last one known instead of today's.

use jiff::Timestamp;

use super::Falha;

/// Why an answer is not a fresh one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motivo {
    /// Down or refusing.
    ForaDoAr,
    /// No answer in time.
    Demorou,
    /// Our credentials are refused.
    SemPermissao,
    /// CV does not take the person's token any more.
    LancamentoExpirado,
    /// The fresh answer made no sense.
    RespostaInvalida,
    /// Closed, as planned.
    Manutencao {
        /// When it opens again.
        ate: Timestamp,
    },
}

impl Motivo {
    /// The failures that say nothing about the person: what was known before them is still worth showing. An ERP that does not
    /// know the person, or refuses, has answered.
    pub const fn de(falha: &Falha) -> Option<Self> {
        match falha {
            Falha::ForaDoAr => Some(Self::ForaDoAr),
            Falha::Demorou => Some(Self::Demorou),
            Falha::SemPermissao => Some(Self::SemPermissao),
            Falha::LancamentoExpirado => Some(Self::LancamentoExpirado),
            Falha::RespostaInvalida => Some(Self::RespostaInvalida),
            Falha::Manutencao { ate } => Some(Self::Manutencao { ate: *ate }),
            Falha::Desconhecido | Falha::Recusado(_) | Falha::NaoOferecido => None,
        }
    }

    /// Name in logs and metrics.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::ForaDoAr => "fora-do-ar",
            Self::Demorou => "demorou",
            Self::SemPermissao => "sem-permissao",
            Self::LancamentoExpirado => "lancamento-expirado",
            Self::RespostaInvalida => "resposta-invalida",
            Self::Manutencao { .. } => "manutencao",
        }
    }
}

impl From<Motivo> for Falha {
    fn from(motivo: Motivo) -> Self {
        match motivo {
            Motivo::ForaDoAr => Self::ForaDoAr,
            Motivo::Demorou => Self::Demorou,
            Motivo::SemPermissao => Self::SemPermissao,
            Motivo::LancamentoExpirado => Self::LancamentoExpirado,
            Motivo::RespostaInvalida => Self::RespostaInvalida,
            Motivo::Manutencao { ate } => Self::Manutencao { ate },
        }
    }
}

/// When the ERP gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Momento {
    /// The instant.
    pub em: Timestamp,
    /// Set when this is the last answer known, and the ERP could not be asked now.
    pub antiga: Option<Motivo>,
}

impl Momento {
    /// The ERP has just said it.
    pub const fn agora(em: Timestamp) -> Self {
        Self { em, antiga: None }
    }

    /// Whether it may prove anything, such as that nothing is owed.
    pub const fn atual(self) -> bool {
        self.antiga.is_none()
    }

    /// Of something made of two answers: as old as the older, and old when either is.
    #[must_use]
    pub fn com(self, outro: Self) -> Self {
        match (self.antiga, outro.antiga) {
            (None, Some(_)) => outro,
            (Some(_), None) => self,
            _ => {
                if outro.em < self.em {
                    outro
                } else {
                    self
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_an_old_answer_is_old() {
        let em = |segundos| Timestamp::from_second(segundos).unwrap();
        let (cedo, tarde) = (Momento::agora(em(1)), Momento::agora(em(2)));
        let velha = Momento { em: em(3), antiga: Some(Motivo::Demorou) };
        assert_eq!(tarde.com(cedo), cedo);
        assert_eq!((cedo.com(velha), velha.com(cedo)), (velha, velha));
        assert!(!velha.com(tarde).atual());
    }

    #[test]
    fn an_erp_that_answered_no_is_never_overruled_by_what_it_said_before() {
        for falha in [Falha::Desconhecido, Falha::Recusado("motivo".to_owned()), Falha::NaoOferecido] {
            assert_eq!(Motivo::de(&falha), None, "{falha:?}");
        }
        for falha in
            [Falha::ForaDoAr, Falha::Demorou, Falha::SemPermissao, Falha::LancamentoExpirado, Falha::RespostaInvalida]
        {
            assert_eq!(Motivo::de(&falha).map(Falha::from), Some(falha));
        }
    }
}
