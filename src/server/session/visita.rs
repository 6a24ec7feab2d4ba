//! One request of a proven person: principal, incorporadora and the prefix its links carry.

use std::{fmt, sync::Arc};

use domain::modelo::Titular;
use tower_sessions::session::Id;

use super::Principal;
use crate::server::config::Incorporadora;

/// What handlers and pages know of the visitor. Put into the request's extensions by the guard.
#[derive(Debug, Clone)]
pub struct Visita {
    /// Who.
    pub principal: Arc<Principal>,
    /// Whose portal.
    pub incorporadora: Arc<Incorporadora>,
    /// `/s/{handle}`: every link of a page begins with it.
    pub prefixo: Arc<str>,
    /// Correlates page, log line and what a person reads to support.
    pub codigo_suporte: Arc<str>,
    /// The session it came from: what is made for this visit ends with it.
    pub sessao: SessaoDaVisita,
}

/// Id of a session, which is a secret: it opens the visit, so it is never printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessaoDaVisita(pub Id);

impl fmt::Debug for SessaoDaVisita {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessaoDaVisita(…)")
    }
}

impl Visita {
    /// The holder to ask the ERP about.
    pub fn titular(&self) -> Titular {
        Titular {
            documento: self.principal.documento.clone(),
            id_erp: self.principal.id_erp.clone(),
            token_portal: None,
        }
    }
}
