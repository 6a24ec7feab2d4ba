//! One session for everybody: logged in once, renewed before it is old, given up when UAU refuses it.

use std::time::Duration;

use erp::ErroErp;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderValue;
use tokio::sync::Mutex;

use crate::relogio::Relogio;

/// After a refused password nobody tries again for this long: repeated tries may lock the service user.
const QUARENTENA: SignedDuration = SignedDuration::from_secs(30);

/// The header of a session and which session it is.
#[derive(Debug, Clone)]
pub(crate) struct Passe {
    /// The raw token, marked sensitive.
    pub(crate) cabecalho: HeaderValue,
    geracao: u64,
}

#[derive(Debug, Default)]
struct Estado {
    passe: Option<(Passe, Timestamp)>,
    geracao: u64,
    /// How the last login failed, and when.
    falha: Option<(ErroErp, Timestamp)>,
    /// Logins finished so far, good or bad.
    tentativas: u64,
}

/// The session. Whoever needs one while a login is under way waits for that login instead of making another.
#[derive(Debug)]
pub(crate) struct Sessao {
    estado: Mutex<Estado>,
    /// [`Estado::tentativas`], readable while somebody logs in.
    tentativas: std::sync::atomic::AtomicU64,
    relogio: Relogio,
    renovacao: SignedDuration,
}

impl Sessao {
    pub(crate) fn nova(relogio: Relogio, renovacao: Duration) -> Self {
        Self {
            estado: Mutex::default(),
            tentativas: std::sync::atomic::AtomicU64::new(0),
            relogio,
            renovacao: SignedDuration::try_from(renovacao).unwrap_or(SignedDuration::MAX),
        }
    }

    /// A session that is not old and not `recusada`; logs in when there is none.
    pub(crate) async fn obter(
        &self,
        recusada: Option<&Passe>,
        entrar: impl AsyncFnOnce() -> Result<HeaderValue, ErroErp> + Send,
    ) -> Result<Passe, ErroErp> {
        use std::sync::atomic::Ordering;
        let vistas = self.tentativas.load(Ordering::Acquire);
        let mut estado = self.estado.lock().await;
        let agora = self.relogio.agora();
        if let Some((passe, desde)) = &estado.passe
            && recusada.is_none_or(|r| r.geracao != passe.geracao)
            && agora.duration_since(*desde) < self.renovacao
        {
            return Ok(passe.clone());
        }
        if let Some((erro, quando)) = &estado.falha {
            // A login that failed while this call waited answers it too; a refused password answers for a while.
            let esperada = estado.tentativas != vistas;
            let recente = *erro == ErroErp::NaoAutorizado && agora.duration_since(*quando) < QUARENTENA;
            if esperada || recente {
                return Err(erro.clone());
            }
        }
        estado.passe = None;
        let resultado = entrar().await;
        let agora = self.relogio.agora();
        estado.tentativas += 1;
        self.tentativas.store(estado.tentativas, Ordering::Release);
        match resultado {
            Ok(mut cabecalho) => {
                cabecalho.set_sensitive(true);
                estado.geracao += 1;
                let passe = Passe { cabecalho, geracao: estado.geracao };
                estado.passe = Some((passe.clone(), agora));
                estado.falha = None;
                Ok(passe)
            }
            Err(erro) => {
                estado.falha = Some((erro.clone(), agora));
                Err(erro)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    };

    use super::*;

    struct Bancada {
        sessao: Sessao,
        segundos: Arc<AtomicI64>,
        entradas: AtomicUsize,
        erro: std::sync::Mutex<Option<ErroErp>>,
    }

    impl Bancada {
        fn nova() -> Self {
            let segundos = Arc::new(AtomicI64::new(0));
            let fonte = Arc::clone(&segundos);
            let relogio = Relogio::de(move || Timestamp::from_second(fonte.load(Ordering::SeqCst)).unwrap());
            let sessao = Sessao::nova(relogio, Duration::from_mins(50));
            Self { sessao, segundos, entradas: AtomicUsize::new(0), erro: std::sync::Mutex::default() }
        }

        async fn obter(&self, recusada: Option<&Passe>) -> Result<Passe, ErroErp> {
            self.sessao
                .obter(recusada, async || {
                    let n = self.entradas.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    match self.erro.lock().unwrap().clone() {
                        Some(erro) => Err(erro),
                        None => Ok(HeaderValue::from_str(&format!("token-{n}")).unwrap()),
                    }
                })
                .await
        }

        fn entradas(&self) -> usize {
            self.entradas.load(Ordering::SeqCst)
        }

        fn passar(&self, segundos: i64) {
            self.segundos.fetch_add(segundos, Ordering::SeqCst);
        }
    }

    #[tokio::test]
    async fn many_callers_make_one_login() {
        let b = Bancada::nova();
        let passes = futures::future::join_all((0..20).map(|_| b.obter(None))).await;
        assert!(passes.iter().all(|p| p.as_ref().unwrap().cabecalho == "token-0"));
        assert_eq!(b.entradas(), 1);
    }

    #[tokio::test]
    async fn a_session_is_renewed_before_it_is_old() {
        let b = Bancada::nova();
        b.obter(None).await.unwrap();
        b.passar(50 * 60 - 1);
        assert_eq!(b.obter(None).await.unwrap().cabecalho, "token-0");
        b.passar(1);
        assert_eq!(b.obter(None).await.unwrap().cabecalho, "token-1");
    }

    #[tokio::test]
    async fn many_callers_whose_session_was_refused_make_one_login_too() {
        let b = Bancada::nova();
        let velha = b.obter(None).await.unwrap();
        let novas = futures::future::join_all((0..20).map(|_| b.obter(Some(&velha)))).await;
        assert!(novas.iter().all(|p| p.as_ref().unwrap().cabecalho == "token-1"));
        assert_eq!(b.entradas(), 2);
    }

    #[tokio::test]
    async fn a_failed_login_answers_all_who_waited_for_it_and_nobody_later() {
        let b = Bancada::nova();
        *b.erro.lock().unwrap() = Some(ErroErp::TempoEsgotado);
        let passes = futures::future::join_all((0..20).map(|_| b.obter(None))).await;
        assert!(passes.iter().all(|p| p.as_ref().unwrap_err() == &ErroErp::TempoEsgotado));
        assert_eq!(b.entradas(), 1);
        *b.erro.lock().unwrap() = None;
        b.obter(None).await.unwrap();
        assert_eq!(b.entradas(), 2);
    }

    #[tokio::test]
    async fn a_refused_password_is_not_tried_again_for_half_a_minute() {
        let b = Bancada::nova();
        *b.erro.lock().unwrap() = Some(ErroErp::NaoAutorizado);
        for _ in 0..5 {
            assert_eq!(b.obter(None).await.unwrap_err(), ErroErp::NaoAutorizado);
        }
        assert_eq!(b.entradas(), 1);
        b.passar(30);
        assert_eq!(b.obter(None).await.unwrap_err(), ErroErp::NaoAutorizado);
        assert_eq!(b.entradas(), 2);
    }
}
