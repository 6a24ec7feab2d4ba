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

/// The kept answers.
#[derive(Debug, Clone)]
pub struct Ultimos {
    armazem: Arc<dyn Armazem>,
    chaveiro: Arc<Chaveiro>,
    retencao: SignedDuration,
    /// Digest of what was written lately.
    gravados: Cache<(Dono, &'static str), [u8; TAMANHO]>,
}

impl Ultimos {
    /// Over this database, sealing with this ring. With a retention of zero nothing is kept, or found.
    pub fn novos(armazem: Arc<dyn Armazem>, chaveiro: Arc<Chaveiro>, retencao: Duration) -> Self {
        let gravados = Cache::builder().max_capacity(50_000).time_to_live(INTERVALO).build();
        let retencao = SignedDuration::try_from(retencao).unwrap_or(SignedDuration::MAX);
        Self { armazem, chaveiro, retencao, gravados }
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
            Ok(()) => self.gravados.insert(lugar, digesto).await,
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
        let (lugar, inicio) = (chave(dono), agora.saturating_sub(self.retencao).unwrap_or(Timestamp::MIN));
        let lida = tokio::time::timeout(ESPERA, self.armazem.ultimo_ler(&lugar, operacao, agora)).await;
        let linha = match lida {
            // The retention may have been made shorter since.
            Ok(Ok(linha)) => linha.filter(|linha| linha.lida_em > inicio)?,
            Ok(Err(erro)) => {
                tracing::error!(operacao, %erro, "the last answer of the ERP could not be looked up");
                return None;
            }
            Err(_) => {
                tracing::error!(operacao, "the database took too long to tell the last answer of the ERP");
                return None;
            }
        };
        let claro = self
            .chaveiro
            .abrir(Proposito::Ultimo, &aad(dono, operacao, linha.lida_em), &linha.dados)
            .inspect_err(|erro| tracing::error!(operacao, %erro, "the last answer of the ERP cannot be opened"))
            .ok()?;
        // An older version of this program may have written other fields.
        let valor = serde_json::from_slice(&claro)
            .inspect_err(|_| tracing::warn!(operacao, "the last answer of the ERP is of another version"))
            .ok()?;
        Some((valor, linha.lida_em))
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
