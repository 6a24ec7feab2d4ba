//! Places for calls in flight. Nobody waits longer than told, and a call nobody can use any more gives its place up.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit, oneshot},
    time::{Instant, timeout_at},
};

use super::Classe;

#[derive(Debug)]
pub(super) struct Pistas {
    quantas: usize,
    todas: Semaphore,
    /// Files never take the last place: a page goes before a download.
    documentos: Semaphore,
    na_fila: AtomicUsize,
    /// Calls past their patience, oldest first.
    presas: Mutex<VecDeque<oneshot::Sender<()>>>,
}

/// A place. Free again when dropped.
#[derive(Debug)]
pub(super) struct Vaga<'a> {
    _todas: SemaphorePermit<'a>,
    _da_classe: Option<SemaphorePermit<'a>>,
}

impl Pistas {
    pub(super) fn novas(simultaneas: u32) -> Self {
        let quantas = usize::try_from(simultaneas.max(1)).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Self {
            quantas,
            todas: Semaphore::new(quantas),
            documentos: Semaphore::new(quantas.saturating_sub(1).max(1)),
            na_fila: AtomicUsize::new(0),
            presas: Mutex::default(),
        }
    }

    /// Places taken.
    pub(super) fn em_curso(&self) -> usize {
        self.quantas.saturating_sub(self.todas.available_permits())
    }

    /// Calls that wait for one.
    pub(super) fn na_fila(&self) -> usize {
        self.na_fila.load(Ordering::SeqCst)
    }

    /// A place within `espera`, or none.
    pub(super) async fn entrar(&self, classe: Classe, espera: Duration) -> Option<Vaga<'_>> {
        let ate = Instant::now() + espera;
        let da_classe = match classe {
            Classe::Leitura => None,
            Classe::Documento | Classe::Escrita => Some(self.esperar(&self.documentos, ate).await?),
        };
        Some(Vaga { _todas: self.esperar(&self.todas, ate).await?, _da_classe: da_classe })
    }

    async fn esperar<'a>(&'a self, vagas: &'a Semaphore, ate: Instant) -> Option<SemaphorePermit<'a>> {
        if let Ok(vaga) = vagas.try_acquire() {
            return Some(vaga);
        }
        let _na_fila = NaFila::entrar(&self.na_fila);
        self.cortar_uma();
        timeout_at(ate, vagas.acquire()).await.ok()?.ok()
    }

    /// Registers a call past its patience. The receiver fires when somebody needs the place.
    pub(super) fn presa(&self) -> oneshot::Receiver<()> {
        let (corte, aviso) = oneshot::channel();
        let mut presas = self.presas.lock().unwrap_or_else(PoisonError::into_inner);
        presas.retain(|presa| !presa.is_closed());
        presas.push_back(corte);
        drop(presas);
        if self.na_fila.load(Ordering::SeqCst) > 0 {
            self.cortar_uma();
        }
        aviso
    }

    fn cortar_uma(&self) {
        let mut presas = self.presas.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(presa) = presas.pop_front() {
            if presa.send(()).is_ok() {
                break;
            }
        }
    }
}

/// Counts a waiter, also one that is dropped while it waits.
struct NaFila<'a>(&'a AtomicUsize);

impl<'a> NaFila<'a> {
    fn entrar(quantos: &'a AtomicUsize) -> Self {
        quantos.fetch_add(1, Ordering::SeqCst);
        Self(quantos)
    }
}

impl Drop for NaFila<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
