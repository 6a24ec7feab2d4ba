//! How many calls each endpoint received.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::falhas::Endpoint;

/// Calls per endpoint since the start or the last [`Contagem::zerar`]. Refused calls (401) count too.
#[derive(Debug, Default)]
pub struct Contagem(Mutex<BTreeMap<Endpoint, u64>>);

impl Contagem {
    pub(crate) fn somar(&self, endpoint: Endpoint) {
        *self.mapa().entry(endpoint).or_default() += 1;
    }

    /// Calls to one endpoint.
    pub fn de(&self, endpoint: Endpoint) -> u64 {
        self.mapa().get(&endpoint).copied().unwrap_or_default()
    }

    /// All endpoints that were called.
    pub fn todas(&self) -> BTreeMap<Endpoint, u64> {
        self.mapa().clone()
    }

    /// Starts again from zero.
    pub fn zerar(&self) {
        self.mapa().clear();
    }

    fn mapa(&self) -> MutexGuard<'_, BTreeMap<Endpoint, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
