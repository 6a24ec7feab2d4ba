//! The last answer of every ERP to every question, kept sealed for the time when it cannot be asked.
//!
//! A row opens only for the incorporadora, the holder, the question and the instant it was written for: copied to another
//! place, or given another age, it is nothing. Rows are written in the background and at most once a minute unless the answer
//! changed, so that reading a page costs no write.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;
use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument as _;

use super::memoria::Dono;
use crate::server::{
    cripto::{Chaveiro, Proposito, TAMANHO, juntar, resumo},
    storage::{Armazem, Chave, LinhaUltimo},
};

/// How often the same answer is written again, only to be younger.
const INTERVALO: Duration = Duration::from_mins(1);

/// What a page gives the database when it has already waited for the ERP.
const ESPERA: Duration = Duration::from_millis(500);

/// How long an opened answer is at hand: when an ERP goes, everybody on the page asks for the same one at the same moment.
const A_MAO: Duration = Duration::from_secs(2);

/// An opened answer and its instant.
type Aberta = Option<(Arc<[u8]>, Timestamp)>;

/// The kept answers.
#[derive(Debug, Clone)]
pub struct Ultimos {
    armazem: Arc<dyn Armazem>,
    chaveiro: Arc<Chaveiro>,
    retencao: SignedDuration,
    /// Digest of what was written lately.
    gravados: Cache<(Dono, &'static str), [u8; TAMANHO]>,
    /// Opened answers: concurrent askers share one look into the database.
    abertos: Cache<(Dono, &'static str), Aberta>,
}

impl Ultimos {
    /// Over this database, sealing with this ring. With a retention of zero nothing is kept, or found.
    pub fn novos(armazem: Arc<dyn Armazem>, chaveiro: Arc<Chaveiro>, retencao: Duration) -> Self {
        let gravados = Cache::builder().max_capacity(50_000).time_to_live(INTERVALO).build();
        let retencao = SignedDuration::try_from(retencao).unwrap_or(SignedDuration::MAX);
        let abertos = Cache::builder().max_capacity(1_000).time_to_live(A_MAO).build();
        Self { armazem, chaveiro, retencao, gravados, abertos }
    }

    /// Keeps an answer, in the background: a page does not wait for it, nor fail when the database does.
    pub fn guardar<T: Serialize + Send + Sync + 'static>(
        &self,
        dono: &Dono,
        operacao: &'static str,
        valor: Arc<T>,
        lida_em: Timestamp,
    ) {
        if self.retencao.is_zero() {
            return;
        }
        let (este, dono) = (self.clone(), dono.clone());
        let gravar = async move { este.gravar(dono, operacao, valor.as_ref(), lida_em).await };
        tokio::spawn(gravar.in_current_span());
    }

    async fn gravar<T: Serialize>(&self, dono: Dono, operacao: &'static str, valor: &T, lida_em: Timestamp) {
        let Ok(claro) = serde_json::to_vec(valor) else {
            tracing::error!(operacao, "an answer of the ERP could not be written down");
            return;
        };
        let digesto = resumo(&claro);
        let lugar = (dono, operacao);
        if self.gravados.get(&lugar).await == Some(digesto) {
            return;
        }
        let dono = &lugar.0;
        let linha = LinhaUltimo {
            dono: chave(dono),
            operacao: operacao.to_owned(),
            dados: self.chaveiro.selar(Proposito::Ultimo, &aad(dono, operacao, lida_em), &claro),
            lida_em,
            expira: lida_em.saturating_add(self.retencao).unwrap_or(lida_em),
        };
        match self.armazem.ultimo_gravar(&linha).await {
            Ok(()) => {
                self.abertos.invalidate(&lugar).await;
                self.gravados.insert(lugar, digesto).await;
            }
            Err(erro) => tracing::error!(operacao, %erro, "the last answer of the ERP was not kept"),
        }
    }

    /// The last answer, and when it was given. `None` when there is none, or it cannot be trusted or understood any more.
    pub async fn ler<T: DeserializeOwned>(
        &self,
        dono: &Dono,
        operacao: &'static str,
        agora: Timestamp,
    ) -> Option<(T, Timestamp)> {
        if self.retencao.is_zero() {
            return None;
        }
        // Boxed: every read of every page carries this, and hardly one runs it.
        let aberta = Box::pin(self.abertos.get_with((dono.clone(), operacao), self.abrir(dono, operacao, agora)));
        let Ok(aberta) = tokio::time::timeout(ESPERA, aberta).await else {
            tracing::error!(operacao, "the database took too long to tell the last answer of the ERP");
            return None;
        };
        let (claro, lida_em) = aberta?;
        // An older version of this program may have written other fields.
        let valor = serde_json::from_slice(&claro)
            .inspect_err(|_| tracing::warn!(operacao, "the last answer of the ERP is of another version"))
            .ok()?;
        Some((valor, lida_em))
    }

    /// The next question about this person looks into the database.
    pub async fn esquecer(&self, dono: &Dono, operacao: &'static str) {
        self.abertos.invalidate(&(dono.clone(), operacao)).await;
    }

    async fn abrir(&self, dono: &Dono, operacao: &'static str, agora: Timestamp) -> Aberta {
        // The retention may have been made shorter since.
        let inicio = agora.saturating_sub(self.retencao).unwrap_or(Timestamp::MIN);
        let lida = self.armazem.ultimo_ler(&chave(dono), operacao, agora).await;
        let linha = lida
            .inspect_err(|erro| tracing::error!(operacao, %erro, "the last answer of the ERP could not be looked up"))
            .ok()?
            .filter(|linha| linha.lida_em > inicio)?;
        let claro = self
            .chaveiro
            .abrir(Proposito::Ultimo, &aad(dono, operacao, linha.lida_em), &linha.dados)
            .inspect_err(|erro| tracing::error!(operacao, %erro, "the last answer of the ERP cannot be opened"))
            .ok()?;
        Some((claro.into(), linha.lida_em))
    }
}

/// The HMAC in it cannot be guessed, so neither can the digest.
fn chave(dono: &Dono) -> Chave {
    resumo(&juntar(&[dono.incorporadora.as_bytes(), dono.titular_hmac.as_bytes()]))
}

fn aad(dono: &Dono, operacao: &str, lida_em: Timestamp) -> Vec<u8> {
    let quando = lida_em.as_millisecond().to_be_bytes();
    juntar(&[dono.incorporadora.as_bytes(), dono.titular_hmac.as_bytes(), operacao.as_bytes(), &quando])
}
