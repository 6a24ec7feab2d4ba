//! One request of a proven person: principal, incorporadora and the prefix its links carry.

use std::sync::Arc;

use domain::modelo::Titular;

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
}

impl Visita {
    /// The holder to ask the ERP about.
    pub fn titular(&self) -> Titular {
        Titular { documento: self.principal.documento.clone(), id_erp: self.principal.id_erp.clone() }
    }
}
