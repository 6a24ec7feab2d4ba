//! `[sessao]`: how long a visit lasts.

use std::time::Duration;

use super::leitor::{Coleta, Secao};

/// `[sessao]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sessao {
    /// Ends after this long without a request. Default 20 minutes.
    pub inatividade: Duration,
    /// Ends after this long whatever happens. Default 2 hours.
    pub maxima: Duration,
}

impl Default for Sessao {
    fn default() -> Self {
        Self { inatividade: Duration::from_mins(20), maxima: Duration::from_hours(2) }
    }
}

impl Sessao {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        let padrao = Self::default();
        let limites = || Duration::from_mins(1)..=Duration::from_hours(24);
        let mut ler = |nome: &str| secao.campo(nome).and_then(|campo| campo.duracao(limites(), c));
        let inatividade = ler("inatividade").unwrap_or(padrao.inatividade);
        let maxima = ler("maxima").unwrap_or(padrao.maxima);
        if inatividade > maxima
            && let Some(campo) = secao.campo("inatividade").or_else(|| secao.campo("maxima"))
        {
            let como = "Deixe `inatividade` menor que `maxima` (sem a chave: 20m e 2h)";
            campo.problema::<()>("a sessão acabaria antes por `maxima` do que por `inatividade`", como, c);
        }
        Self { inatividade, maxima }
    }
}
