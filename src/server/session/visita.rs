//! One request of a proven person: who, whose data, in which portal, and the prefix its links carry.

use std::{fmt, sync::Arc};

use domain::{documento::Token, modelo::Titular};
use jiff::Timestamp;
use tower_sessions::session::Id;

use super::Principal;
use crate::server::{config::Incorporadora, permissoes::Perfil, storage::Origem};

/// What handlers and pages know of the visitor. Put into the request's extensions by the guard.
#[derive(Debug, Clone)]
pub struct Visita {
    /// Whose data: the buyer; for a síndico the condominium chosen; in a preview the client that is looked at.
    pub principal: Arc<Principal>,
    /// Who is logged in. The same person, but for síndicos and gestores.
    pub autor: Arc<Principal>,
    /// In which of the states of `security.md` "Roles" this is; routes and writes are granted by it.
    pub perfil: Perfil,
    /// The preview this request belongs to.
    pub previa: Option<Previa>,
    /// Whose portal.
    pub incorporadora: Arc<Incorporadora>,
    /// CV's token, while it lives in the session: what CV's own portal API is asked with.
    pub token_portal: Option<Token>,
    /// How the person came in.
    pub origem: Origem,
    /// `/s/{handle}`: every link of a page begins with it.
    pub prefixo: Arc<str>,
    /// Correlates page, log line and what a person reads to support.
    pub codigo_suporte: Arc<str>,
    /// The session it came from: what is made for this visit ends with it. `None` for a call of the API, which has none.
    pub sessao: Option<SessaoDaVisita>,
}

/// A preview under way, as its banner shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previa {
    /// When it ends by itself.
    pub ate: Timestamp,
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
    /// The holder to ask the ERP about. `None` while nobody's data was chosen: then there is nothing to ask.
    pub fn titular(&self) -> Option<Titular> {
        self.perfil.tem_titular().then(|| Titular {
            documento: self.principal.documento.clone(),
            id_erp: self.principal.id_erp.clone(),
            token_portal: self.token_portal.clone().filter(|_| self.perfil == Perfil::Cliente),
        })
    }

    /// Whether this visit may change anything: the second layer under the table of routes.
    pub const fn pode_escrever(&self) -> bool {
        self.perfil.pode_escrever()
    }
}
