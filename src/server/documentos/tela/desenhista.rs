//! Draws foreign PDFs in a short-lived process of this same program (`financeiro desenhar`).
//!
//! Whatever a PDF does to its interpreter happens there: a process without our memory, keys and environment, with limits of its
//! own, that is ended when its time is over or nobody waits for it any more.

use std::{
    ffi::OsString,
    io::{self, Read as _, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use raster::{ErroRaster, Paginas};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use super::LIMITES;

/// Longest wait for the pictures, the queue included.
const PRAZO: Duration = Duration::from_secs(10);

/// Why there are no pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SemDesenho {
    /// The document itself does not allow it.
    #[error(transparent)]
    Recusado(ErroRaster),
    /// The time was over.
    #[error("the drawing process took too long")]
    Demorou,
    /// The process did not start.
    #[error("the drawing process did not start: {0}")]
    NaoComecou(io::ErrorKind),
    /// The process died, or answered something else than pictures.
    #[error("the drawing process died or answered garbage")]
    Quebrou,
}

/// Starts the drawing processes, no more at once than there are processors. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desenhista {
    programa: Arc<PathBuf>,
    argumentos: Arc<[OsString]>,
    prazo: Duration,
    vagas: Arc<Semaphore>,
}

impl Desenhista {
    /// Drawing by this very program.
    ///
    /// On Linux through `/proc/self/exe`, which stays the file that is running when an update puts another in its place.
    pub fn deste_programa() -> Self {
        let eu = PathBuf::from("/proc/self/exe");
        let programa = if eu.exists() { eu } else { std::env::current_exe().unwrap_or(eu) };
        Self::novo(programa)
    }

    /// Drawing by a program that knows the command `desenhar`.
    pub fn novo(programa: PathBuf) -> Self {
        Self::com(programa, &["desenhar"], PRAZO)
    }

    fn com(programa: PathBuf, argumentos: &[&str], prazo: Duration) -> Self {
        let vagas = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            programa: Arc::new(programa),
            argumentos: argumentos.iter().map(OsString::from).collect(),
            prazo,
            vagas: Arc::new(Semaphore::new(vagas)),
        }
    }

    /// The first pages of a PDF.
    ///
    /// # Errors
    /// See [`SemDesenho`]. Never later than ten seconds after the call.
    pub async fn desenhar(&self, pdf: Bytes) -> Result<Paginas, SemDesenho> {
        let ate = Instant::now() + self.prazo;
        let vaga = timeout_at(ate, Arc::clone(&self.vagas).acquire_owned()).await;
        let vaga = vaga.map_err(|_| SemDesenho::Demorou)?.map_err(|_| SemDesenho::Quebrou)?;
        self.comecar(vaga)?.acompanhar(pdf, ate).await
    }

    fn comecar(&self, vaga: OwnedSemaphorePermit) -> Result<Processo, SemDesenho> {
        let filho = Command::new(self.programa.as_path())
            .args(self.argumentos.iter())
            // The environment holds secrets.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A panic's message may quote the document.
            .stderr(Stdio::null())
            .spawn()
            .map_err(|erro| SemDesenho::NaoComecou(erro.kind()))?;
        Ok(Processo { filho, _vaga: vaga })
    }
}

/// A running process; ended when dropped, also when the visitor goes away in between.
///
/// Not tokio's: pipes on blocking threads need nothing of the runtime, and waiting after the kill leaves no zombie to a reaper.
struct Processo {
    filho: Child,
    /// Free again when the process is gone.
    _vaga: OwnedSemaphorePermit,
}

impl Processo {
    async fn acompanhar(mut self, pdf: Bytes, ate: Instant) -> Result<Paginas, SemDesenho> {
        let (Some(entrada), Some(saida)) = (self.filho.stdin.take(), self.filho.stdout.take()) else {
            return Err(SemDesenho::Quebrou);
        };
        // A process that does not read, or writes without end, holds these threads no longer than it lives.
        spawn_blocking(move || enviar(entrada, &pdf));
        let lido = timeout_at(ate, spawn_blocking(move || receber(saida))).await;
        drop(self);
        let bytes = lido.map_err(|_| SemDesenho::Demorou)?.ok().and_then(Result::ok).ok_or(SemDesenho::Quebrou)?;
        // The answer says itself whether it is whole, so the exit code adds nothing.
        let resposta = spawn_blocking(move || Paginas::ler(&bytes, LIMITES)).await;
        resposta.map_err(|_| SemDesenho::Quebrou)?.map_err(|_| SemDesenho::Quebrou)?.map_err(SemDesenho::Recusado)
    }
}

impl Drop for Processo {
    fn drop(&mut self) {
        // An error says that it has ended already.
        let _ = self.filho.kill();
        let _ = self.filho.wait();
    }
}

fn enviar(mut entrada: ChildStdin, pdf: &[u8]) {
    // A process that died is noticed by its answer.
    let _ = entrada.write_all(pdf);
}

fn receber(saida: ChildStdout) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    saida.take(Paginas::maximo(LIMITES) as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod testes {
    use std::path::Path;

    use super::*;

    fn por(roteiro: &str, prazo: Duration) -> Desenhista {
        Desenhista::com("/bin/sh".into(), &["-c", roteiro], prazo)
    }

    async fn comecar(desenhista: &Desenhista) -> (Processo, PathBuf) {
        let vaga = Arc::clone(&desenhista.vagas).acquire_owned().await.unwrap();
        let processo = desenhista.comecar(vaga).unwrap();
        let rasto = Path::new("/proc").join(processo.filho.id().to_string());
        (processo, rasto)
    }

    #[tokio::test]
    async fn a_process_that_hangs_is_ended_at_its_deadline_and_leaves_nothing() {
        let desenhista = por("exec sleep 600", PRAZO);
        let vagas = desenhista.vagas.available_permits();
        let (processo, rasto) = comecar(&desenhista).await;
        assert!(rasto.exists());
        assert_eq!(desenhista.vagas.available_permits(), vagas - 1);
        // More than a pipe holds: the writer waits for a reader that never comes.
        let pdf = Bytes::from(vec![b'x'; 1 << 20]);
        let resposta = processo.acompanhar(pdf, Instant::now() + Duration::from_millis(20)).await;
        assert_eq!(resposta.err(), Some(SemDesenho::Demorou));
        assert!(!rasto.exists(), "neither running nor a zombie");
        assert_eq!(desenhista.vagas.available_permits(), vagas);
    }

    #[tokio::test]
    async fn nobody_waiting_any_more_ends_it_too() {
        let (processo, rasto) = comecar(&por("exec sleep 600", PRAZO)).await;
        let espera = processo.acompanhar(Bytes::new(), Instant::now() + PRAZO);
        drop(espera);
        assert!(!rasto.exists());
    }

    #[tokio::test]
    async fn waiting_for_a_turn_counts_as_waiting() {
        let desenhista = por("exec sleep 600", Duration::from_millis(20));
        let todas = u32::try_from(desenhista.vagas.available_permits()).unwrap();
        let _ocupadas = Arc::clone(&desenhista.vagas).acquire_many_owned(todas).await.unwrap();
        assert_eq!(desenhista.desenhar(Bytes::new()).await.err(), Some(SemDesenho::Demorou));
    }

    #[tokio::test]
    async fn death_garbage_silence_and_an_endless_answer_are_told_apart_from_pictures() {
        for roteiro in ["kill -SEGV $$", "echo '<html>'", "exit 0", "printf FINTELA1", "cat /dev/zero"] {
            let resposta = por(roteiro, PRAZO).desenhar(Bytes::from_static(b"%PDF-1.4")).await;
            assert_eq!(resposta.err(), Some(SemDesenho::Quebrou), "{roteiro}");
        }
        let sem_programa = Desenhista::novo("/nao/existe".into());
        let resposta = sem_programa.desenhar(Bytes::new()).await;
        assert_eq!(resposta.err(), Some(SemDesenho::NaoComecou(io::ErrorKind::NotFound)));
    }

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "that there is something to be known")]
    async fn it_knows_nothing_of_our_environment() {
        assert!(std::env::var_os("PATH").is_some());
        // Only what the shell itself sets.
        let roteiro = "[ -z \"$HOME$CARGO_MANIFEST_DIR\" ] && printf 'FINTELA1\\001\\000\\000\\000'";
        let resposta = por(roteiro, PRAZO).desenhar(Bytes::new()).await;
        assert_eq!(resposta.err(), Some(SemDesenho::Recusado(ErroRaster::Protegido)));
    }
}
