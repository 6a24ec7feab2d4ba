//! An ERP that does what the test says.

use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::*;

/// What one call does.
#[derive(Debug, Clone)]
pub(super) enum Passo {
    Depois(Duration, Result<(), ErroErp>),
    Nunca,
}

type Regra = Arc<dyn Fn(usize) -> Passo + Send + Sync>;

#[derive(Clone)]
pub(super) struct Roteiro(Arc<Dentro>);

struct Dentro {
    regra: Mutex<Regra>,
    total: AtomicUsize,
    em_curso: AtomicUsize,
    maximo: AtomicUsize,
    inicios: Mutex<Vec<Instant>>,
}

impl std::fmt::Debug for Roteiro {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Roteiro")
    }
}

/// Counts a call out, also one that is dropped.
struct EmCurso<'a>(&'a AtomicUsize);

impl Drop for EmCurso<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Roteiro {
    /// The rule is asked with the number of the call, from 0.
    pub(super) fn que(regra: impl Fn(usize) -> Passo + Send + Sync + 'static) -> Self {
        Self(Arc::new(Dentro {
            regra: Mutex::new(Arc::new(regra)),
            total: AtomicUsize::new(0),
            em_curso: AtomicUsize::new(0),
            maximo: AtomicUsize::new(0),
            inicios: Mutex::default(),
        }))
    }

    pub(super) fn mudar(&self, regra: impl Fn(usize) -> Passo + Send + Sync + 'static) {
        *self.0.regra.lock().unwrap() = Arc::new(regra);
    }

    pub(super) fn total(&self) -> usize {
        self.0.total.load(Ordering::SeqCst)
    }

    pub(super) fn em_curso(&self) -> usize {
        self.0.em_curso.load(Ordering::SeqCst)
    }

    pub(super) fn maximo(&self) -> usize {
        self.0.maximo.load(Ordering::SeqCst)
    }

    pub(super) fn inicios(&self) -> Vec<Instant> {
        self.0.inicios.lock().unwrap().clone()
    }

    async fn andar(&self) -> Result<(), ErroErp> {
        let numero = self.0.total.fetch_add(1, Ordering::SeqCst);
        self.0.inicios.lock().unwrap().push(Instant::now());
        let agora = self.0.em_curso.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.maximo.fetch_max(agora, Ordering::SeqCst);
        let _em_curso = EmCurso(&self.0.em_curso);
        let regra = self.0.regra.lock().unwrap().clone();
        match regra(numero) {
            Passo::Nunca => pending().await,
            Passo::Depois(espera, resposta) => {
                tokio::time::sleep(espera).await;
                resposta
            }
        }
    }
}

macro_rules! roteirizar {
    ($($nome:ident -> $tipo:ty),+ $(,)?) => {
        #[async_trait]
        impl Erp for Roteiro {
            fn capacidades(&self) -> Capacidades {
                Capacidades::default()
            }
            $(
                async fn $nome(&self, _: &Titular) -> Result<$tipo, ErroErp> {
                    self.andar().await.map(|()| <$tipo>::default())
                }
            )+
            async fn extrato_pdf(&self, _: &Titular, _: Option<&ContratoId>) -> Result<Arquivo, ErroErp> {
                self.andar().await.map(|()| Arquivo { tipo: TipoArquivo::Pdf, bytes: Bytes::from_static(b"%PDF-") })
            }
        }
    };
}
roteirizar! {
    cliente -> Cliente,
    contratos -> Lista<Contrato>,
    boletos -> Lista<BoletoEmitido>,
    parcelas -> Lista<Parcela>,
    pagamentos -> Lista<Pagamento>,
    notas_fiscais -> Lista<NotaFiscal>,
    quitacoes -> Lista<Quitacao>,
    unidades -> Lista<Unidade>,
}
