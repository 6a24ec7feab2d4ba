//! The state of one incorporadora's ERP and CV, as this replica knows it: figures and times, nobody's data.

use std::time::Duration;

use erp::resiliencia::Retrato;
use jiff::{SignedDuration, Timestamp};

use crate::server::{
    config::Manutencao, financeiro::memoria::Lembradas, portal::historico::Resolucao, session::Visita, state::AppState,
};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Saude {
    /// Kind of adapter, as the configuration spells it.
    pub tipo: &'static str,
    /// The protection around it.
    pub erp: Retrato,
    /// When it is closed every day.
    pub manutencao: Option<Manutencao>,
    /// Until when it is closed now.
    pub fechado_ate: Option<Timestamp>,
    /// Answers in the short memory, by question.
    pub memoria: Vec<Lembradas>,
    /// The last questions to CV about tokens, newest first.
    pub cv: Vec<Resolucao>,
    /// When this was true.
    pub agora: Timestamp,
}

impl Saude {
    /// Of the visitor's incorporadora. Asks nobody: what is known is known from the visits there were.
    pub fn de(estado: &AppState, visita: &Visita) -> Option<Self> {
        let slug = visita.principal.incorporadora.as_str();
        let entrada = estado.entradas.get(slug)?;
        let erp = &entrada.incorporadora.erp;
        let agora = estado.relogio.agora();
        Some(Self {
            tipo: erp.tipo.nome(),
            erp: entrada.erp.estado(),
            manutencao: erp.limites.manutencao,
            fechado_ate: erp.limites.manutencao.and_then(|janela| janela.ate(agora)),
            memoria: estado.financeiro.memoria(slug),
            cv: entrada.resolver.historico().ultimas(),
            agora,
        })
    }

    /// The instant of something that is that old.
    pub fn quando(&self, ha: Duration) -> Timestamp {
        let ha = SignedDuration::try_from(ha).unwrap_or(SignedDuration::MAX);
        self.agora.saturating_sub(ha).unwrap_or(Timestamp::MIN)
    }
}
