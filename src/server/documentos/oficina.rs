//! Where files are made: on blocking threads, no more at once than there are processors, so that they never starve pages.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// The workshop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Oficina(Arc<Semaphore>);

impl Default for Oficina {
    fn default() -> Self {
        let bancadas = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(bancadas)))
    }
}

impl Oficina {
    /// Makes something, waiting for a free bench first. `None` when the work panicked.
    pub async fn fazer<T, F>(&self, trabalho: F) -> Option<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let _bancada = self.0.acquire().await.ok()?;
        tokio::task::spawn_blocking(trabalho).await.ok()
    }
}
