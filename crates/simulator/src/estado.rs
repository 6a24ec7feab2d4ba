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
    portal::{Emissor, Memoria},
    relogio::Relogio,
    uau::Acesso,
};

/// Another simulated portal, to be offered on the login page.
#[derive(Debug, Clone)]
pub struct Vizinho {
    /// Name of the incorporadora.
    pub nome: String,
    /// What ERP its figures come from, in words.
    pub erp: String,
    /// Address of its portal.
    pub portal: Url,
}

/// State of a running simulator.
#[derive(Debug)]
pub(crate) struct Estado {
    pub(crate) hoje: Option<Date>,
    pub(crate) relogio: Relogio,
    pub(crate) slug: String,
    pub(crate) nome: String,
    pub(crate) codigos_numericos: bool,
    pub(crate) vizinhos: RwLock<Vec<Vizinho>>,
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
    /// What people changed, wrote and were sent.
    pub(crate) memoria: Memoria,
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

    /// Code of the person in the ERP, as CV knows it.
    pub(crate) fn codigo_erp(&self, pessoa: &Pessoa) -> Option<String> {
        pessoa.id_erp.map(|codigo| if self.codigos_numericos { pessoa.idpessoa.to_string() } else { codigo.to_owned() })
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
