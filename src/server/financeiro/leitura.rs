//! Asking the ERP within a page's budget, and saying plainly what went wrong.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::modelo::{BoletoEmitido, Cliente, Contrato, Lista, Parcela};
use erp::{Capacidade, Erp, ErroErp};
use jiff::Timestamp;
use tracing::Instrument as _;

use super::memoria::{Dono, Memoria};
use crate::server::{metricas, relogio::Relogio, session::Visita};

/// What a section may wait for the ERP. The page must answer in 6 s (`quality.md`); the rest is for rendering and the wire.
pub const ORCAMENTO: Duration = Duration::from_millis(5_500);

/// An answer and the time it was given.
#[derive(Debug)]
pub struct Lida<T> {
    /// The answer.
    pub valor: Arc<T>,
    /// When the ERP gave it.
    pub lida_em: Timestamp,
}

impl<T> Clone for Lida<T> {
    fn clone(&self) -> Self {
        Self { valor: Arc::clone(&self.valor), lida_em: self.lida_em }
    }
}

/// Why a section has nothing to show. Public: it reaches the page, so it holds no vendor text but an allow-listed refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Falha {
    /// The ERP does not know this document.
    Desconhecido,
    /// Down or refusing.
    ForaDoAr,
    /// No answer in time.
    Demorou,
    /// Our credentials are refused: only the incorporadora can mend it.
    SemPermissao,
    /// The answer made no sense; showing part of it could hide a debt.
    RespostaInvalida,
    /// A business refusal, in allow-listed words.
    Recusado(String),
    /// The ERP has no such thing.
    NaoOferecido,
}

impl From<ErroErp> for Falha {
    fn from(erro: ErroErp) -> Self {
        match erro {
            ErroErp::NaoEncontrado => Self::Desconhecido,
            ErroErp::NaoAutorizado => Self::SemPermissao,
            ErroErp::Recusado { mensagem } => Self::Recusado(mensagem),
            ErroErp::Indisponivel { .. } => Self::ForaDoAr,
            ErroErp::TempoEsgotado => Self::Demorou,
            ErroErp::Contrato { .. } => Self::RespostaInvalida,
            ErroErp::NaoSuportado => Self::NaoOferecido,
        }
    }
}

/// The ERPs of all incorporadoras, with the short memory in front of them.
#[derive(Debug, Clone)]
pub struct Financeiro {
    erps: Arc<HashMap<String, Arc<dyn Erp>>>,
    relogio: Arc<dyn Relogio>,
    clientes: Memoria<Cliente>,
    contratos: Memoria<Lista<Contrato>>,
    boletos: Memoria<Lista<BoletoEmitido>>,
    parcelas: Memoria<Lista<Parcela>>,
}

/// One question: which memory, which operation of the port.
macro_rules! leitura {
    ($(#[$doc:meta])* $nome:ident, $memoria:ident, $tipo:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// A [`Falha`] fit for the page; the operator's detail is in the log under the request's support code.
        pub async fn $nome(&self, visita: &Visita) -> Result<Lida<$tipo>, Falha> {
            let titular = visita.titular();
            let relogio = Arc::clone(&self.relogio);
            self.perguntar(stringify!($nome), visita, &self.$memoria, move |erp| async move {
                let valor = Arc::new(erp.$nome(&titular).await?);
                Ok(Lida { valor, lida_em: relogio.agora() })
            })
            .await
        }
    };
}

impl Financeiro {
    /// Over one adapter per incorporadora, keyed by slug.
    pub fn novo(erps: HashMap<String, Arc<dyn Erp>>, relogio: Arc<dyn Relogio>) -> Self {
        Self {
            erps: Arc::new(erps),
            relogio,
            clientes: Memoria::default(),
            contratos: Memoria::default(),
            boletos: Memoria::default(),
            parcelas: Memoria::default(),
        }
    }

    /// Whether the visitor's ERP offers something: what it does not offer has no entry in the menu.
    pub fn oferece(&self, visita: &Visita, capacidade: Capacidade) -> bool {
        self.erps.get(&visita.principal.incorporadora).is_some_and(|erp| erp.capacidades().tem(capacidade))
    }

    /// The clock the use cases read.
    pub fn relogio(&self) -> &dyn Relogio {
        self.relogio.as_ref()
    }

    leitura!(/// The customer record of the visitor.
        cliente, clientes, Cliente);
    leitura!(/// Contracts of the visitor.
        contratos, contratos, Lista<Contrato>);
    leitura!(/// Open boletos of the visitor.
        boletos, boletos, Lista<BoletoEmitido>);
    leitura!(/// Instalments of the visitor, open and settled.
        parcelas, parcelas, Lista<Parcela>);

    /// Forgets what is remembered of this visitor: the person asked to try again.
    pub async fn esquecer(&self, visita: &Visita) {
        let dono = dono(visita);
        self.clientes.esquecer(&dono).await;
        self.contratos.esquecer(&dono).await;
        self.boletos.esquecer(&dono).await;
        self.parcelas.esquecer(&dono).await;
    }

    async fn perguntar<T, F, Fut>(
        &self,
        operacao: &'static str,
        visita: &Visita,
        memoria: &Memoria<T>,
        chamada: F,
    ) -> Result<Lida<T>, Falha>
    where
        T: Send + Sync + 'static,
        F: FnOnce(Arc<dyn Erp>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Lida<T>, ErroErp>> + Send + 'static,
    {
        let incorporadora = visita.principal.incorporadora.as_str();
        let Some(erp) = self.erps.get(incorporadora).cloned() else {
            tracing::error!(incorporadora, operacao, "no ERP adapter for this incorporadora");
            return Err(Falha::NaoOferecido);
        };
        let memoria = memoria.clone();
        let dono = dono(visita);
        // The call is its own task: when this page gives up waiting, the answer still arrives, is remembered, and serves
        // the person's next try. The adapter's own timeout bounds it.
        let tarefa = async move { memoria.ler(dono, async move { chamada(erp).await }).await };
        let tarefa = tokio::spawn(tarefa.in_current_span());
        let inicio = tokio::time::Instant::now();
        let resposta = match tokio::time::timeout(ORCAMENTO, tarefa).await {
            Ok(Ok(resposta)) => resposta,
            Ok(Err(_)) => Err(ErroErp::Contrato { detalhe: "the adapter panicked".to_owned() }),
            Err(_) => Err(ErroErp::TempoEsgotado),
        };
        metricas::leitura(incorporadora, operacao, resposta.as_ref().err(), inicio.elapsed());
        resposta.map_err(|erro| {
            tracing::warn!(incorporadora, operacao, erro = %erro, codigo_suporte = %visita.codigo_suporte, "ERP read failed");
            Falha::from(erro)
        })
    }
}

fn dono(visita: &Visita) -> Dono {
    Dono { incorporadora: visita.principal.incorporadora.clone(), titular_hmac: visita.principal.titular_hmac.clone() }
}
