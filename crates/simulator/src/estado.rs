//! What both sites share.

use std::{
    collections::HashMap,
    hash::RandomState,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use jiff::civil::Date;
use tokio::sync::watch;
use url::Url;

use crate::{
    carteira::{Carteira, Carteiras},
    contagem::Contagem,
    falhas::Falhas,
    opcoes::{Entrega, FormaErp},
    pessoas::Pessoa,
    portal::Emissor,
    relogio::Relogio,
    uau::Acesso,
};

/// State of a running simulator.
#[derive(Debug)]
pub(crate) struct Estado {
    pub(crate) hoje: Option<Date>,
    pub(crate) relogio: Relogio,
    pub(crate) slug: String,
    pub(crate) entrega: Entrega,
    pub(crate) vida_token: Duration,
    pub(crate) token_erp: String,
    pub(crate) portal_url: Url,
    pub(crate) erp_url: Url,
    pub(crate) plugin_url: RwLock<Option<Url>>,
    pub(crate) forma_erp: RwLock<FormaErp>,
    pub(crate) falhas: Falhas,
    pub(crate) contagem: Contagem,
    pub(crate) carteiras: Carteiras,
    pub(crate) emissor: Emissor,
    /// Who may ask UAU what, and how fast.
    pub(crate) uau: Acesso,
    pub(crate) uau_url: Url,
    /// Signs links that expire.
    pub(crate) chave_dos_links: RandomState,
    /// Portal sessions: cookie value → person.
    pub(crate) sessoes: Mutex<HashMap<String, &'static Pessoa>>,
    /// Becomes true when the simulator closes.
    pub(crate) parar: watch::Receiver<bool>,
}

/// State as handlers take it.
pub(crate) type Comum = Arc<Estado>;

impl Estado {
    pub(crate) fn hoje(&self) -> Date {
        self.hoje.unwrap_or_else(|| self.relogio.hoje())
    }

    pub(crate) fn carteira(&self) -> Arc<Carteira> {
        self.carteiras.em(self.hoje())
    }

    pub(crate) fn plugin(&self) -> Option<Url> {
        self.plugin_url.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn forma(&self) -> FormaErp {
        *self.forma_erp.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends when the simulator closes.
    pub(crate) async fn parada(&self) {
        let mut parar = self.parar.clone();
        // An error means that the sender is gone, which is closing too.
        let _ = parar.wait_for(|parar| *parar).await;
    }
}
