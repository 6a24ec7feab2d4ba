//! Where tower-sessions keeps its records: in the database, under a digest of the id, sealed.

use std::{collections::HashMap, fmt, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::server::{
    cripto::{Chaveiro, Proposito, resumo},
    relogio::Relogio,
    storage::{Armazem, Chave},
};

/// Ids are 128 random bits: a second collision in a row means a broken random source, not bad luck.
const TENTATIVAS: usize = 4;

/// The session store. Cheap to clone.
///
/// The row key is the SHA-256 of the session id, so that the database alone gives nobody a session; the payload is sealed
/// and bound to that key, so that a row copied over another does not open.
#[derive(Clone)]
pub struct EncryptedStore {
    armazem: Arc<dyn Armazem>,
    chaveiro: Arc<Chaveiro>,
    relogio: Arc<dyn Relogio>,
}

/// What is sealed. The expiry is inside as well: the column can be edited by whoever can write to the database.
#[derive(Serialize, Deserialize)]
struct Conteudo {
    dados: HashMap<String, serde_json::Value>,
    /// Milliseconds since the Unix epoch.
    expira: i64,
}

impl EncryptedStore {
    /// Over this database, sealing with this ring.
    pub fn new(armazem: Arc<dyn Armazem>, chaveiro: Arc<Chaveiro>, relogio: Arc<dyn Relogio>) -> Self {
        Self { armazem, chaveiro, relogio }
    }

    /// Key of the session's row, which handles and replay marks point to.
    #[must_use]
    pub fn chave(id: Id) -> Chave {
        resumo(&id.0.to_le_bytes())
    }

    fn selar(&self, chave: &Chave, record: &Record) -> Result<(Vec<u8>, Timestamp)> {
        let expira = instante(record.expiry_date)?;
        let conteudo = Conteudo { dados: record.data.clone(), expira: expira.as_millisecond() };
        // The error could quote a value of the session, so it is not passed on.
        let claro = serde_json::to_vec(&conteudo).map_err(|_| Error::Encode("sessão não serializável".into()))?;
        Ok((self.chaveiro.selar(Proposito::Sessao, chave, &claro), expira))
    }

    fn abrir(&self, id: Id, selado: &[u8], agora: Timestamp) -> Option<Record> {
        let claro = match self.chaveiro.abrir(Proposito::Sessao, &Self::chave(id), selado) {
            Ok(claro) => claro,
            Err(erro) => {
                // The person enters again; the operator has to know that keys were removed or rows altered.
                tracing::error!(%erro, "sessão ilegível tratada como encerrada");
                return None;
            }
        };
        let Conteudo { dados, expira } = serde_json::from_slice(&claro)
            .inspect_err(|_| tracing::error!("sessão de outro formato tratada como encerrada"))
            .ok()?;
        let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(expira) * 1_000_000).ok()?;
        (agora.as_millisecond() < expira).then_some(Record { id, data: dados, expiry_date })
    }
}

impl fmt::Debug for EncryptedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptedStore").field("armazem", &self.armazem).finish_non_exhaustive()
    }
}

#[async_trait]
impl SessionStore for EncryptedStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TENTATIVAS {
            let chave = Self::chave(record.id);
            let (selado, expira) = self.selar(&chave, record)?;
            if self.armazem.sessao_criar(&chave, &selado, expira).await.map_err(banco)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend(format!("{TENTATIVAS} identificadores de sessão repetidos em seguida")))
    }

    /// A session that is gone stays gone: it ended in another request while this one was running.
    async fn save(&self, record: &Record) -> Result<()> {
        let chave = Self::chave(record.id);
        let (selado, expira) = self.selar(&chave, record)?;
        if !self.armazem.sessao_gravar(&chave, &selado, expira).await.map_err(banco)? {
            tracing::debug!("sessão encerrada durante a requisição; nada gravado");
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let agora = self.relogio.agora();
        let selado = self.armazem.sessao_ler(&Self::chave(*id), agora).await.map_err(banco)?;
        Ok(selado.and_then(|selado| self.abrir(*id, &selado, agora)))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.armazem.sessao_apagar(&Self::chave(*id)).await.map_err(banco)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape `map_err` asks for")]
fn banco(erro: crate::server::storage::ErroArmazem) -> Error {
    Error::Backend(erro.to_string())
}

fn instante(data: OffsetDateTime) -> Result<Timestamp> {
    i64::try_from(data.unix_timestamp_nanos() / 1_000_000)
        .ok()
        .and_then(|milissegundos| Timestamp::from_millisecond(milissegundos).ok())
        .ok_or_else(|| Error::Encode("validade da sessão fora do calendário".into()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tower_sessions::{Expiry, Session};

    use super::*;
    use crate::server::{relogio::RelogioFixo, storage};

    struct Cena {
        armazem: Arc<dyn Armazem>,
        relogio: Arc<RelogioFixo>,
        store: EncryptedStore,
    }

    async fn cena() -> Cena {
        let armazem = storage::conectar("sqlite::memory:").await.unwrap();
        armazem.migrar().await.unwrap();
        let agora = "2026-11-21T12:00:00Z".parse().unwrap();
        let chaveiro = Arc::new(Chaveiro::gerar(&mut rand::rng(), agora));
        let relogio = Arc::new(RelogioFixo::novo(agora));
        let store = EncryptedStore::new(armazem.clone(), chaveiro, relogio.clone());
        Cena { armazem, relogio, store }
    }

    impl Cena {
        fn record(&self, id: i128) -> Record {
            let agora = OffsetDateTime::from_unix_timestamp(self.relogio.agora().as_second()).unwrap();
            let data = HashMap::from([("principal".to_owned(), json!({"nome": "Maria"}))]);
            Record { id: Id(id), data, expiry_date: agora + time::Duration::minutes(20) }
        }
    }

    #[tokio::test]
    async fn a_record_comes_back_as_it_was_until_the_moment_it_expires() {
        let cena = cena().await;
        let mut record = cena.record(1);
        cena.store.create(&mut record).await.unwrap();
        assert_eq!(cena.store.load(&record.id).await.unwrap(), Some(record.clone()));

        cena.relogio.avancar(Duration::from_secs(20 * 60 - 1));
        assert_eq!(cena.store.load(&record.id).await.unwrap(), Some(record.clone()));
        cena.relogio.avancar(Duration::from_secs(1));
        assert_eq!(cena.store.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_id_that_is_taken_is_replaced_and_the_first_owner_keeps_theirs() {
        let cena = cena().await;
        let mut primeiro = cena.record(7);
        cena.store.create(&mut primeiro).await.unwrap();
        let mut segundo = cena.record(7);
        segundo.data.insert("principal".into(), json!({"nome": "João"}));
        cena.store.create(&mut segundo).await.unwrap();

        assert_eq!(primeiro.id, Id(7));
        assert_ne!(segundo.id, Id(7));
        assert_eq!(cena.store.load(&primeiro.id).await.unwrap(), Some(primeiro));
        assert_eq!(cena.store.load(&segundo.id).await.unwrap(), Some(segundo));
    }

    #[tokio::test]
    async fn a_session_ended_meanwhile_is_not_revived_by_a_late_save() {
        let cena = cena().await;
        let mut record = cena.record(1);
        cena.store.create(&mut record).await.unwrap();
        cena.store.delete(&record.id).await.unwrap();
        cena.store.save(&record).await.unwrap();
        assert_eq!(cena.store.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_row_copied_over_another_or_given_a_longer_life_does_not_open() {
        let cena = cena().await;
        let (mut maria, mut joao) = (cena.record(1), cena.record(2));
        cena.store.create(&mut maria).await.unwrap();
        cena.store.create(&mut joao).await.unwrap();
        let [chave_maria, chave_joao] = [maria.id, joao.id].map(EncryptedStore::chave);
        let de_maria = cena.armazem.sessao_ler(&chave_maria, cena.relogio.agora()).await.unwrap().unwrap();

        let longe = "2027-11-21T12:00:00Z".parse().unwrap();
        assert!(cena.armazem.sessao_gravar(&chave_joao, &de_maria, longe).await.unwrap());
        assert_eq!(cena.store.load(&joao.id).await.unwrap(), None, "Maria's row under João's key");

        assert!(cena.armazem.sessao_gravar(&chave_maria, &de_maria, longe).await.unwrap());
        assert!(cena.store.load(&maria.id).await.unwrap().is_some());
        cena.relogio.avancar(Duration::from_mins(20));
        assert_eq!(cena.store.load(&maria.id).await.unwrap(), None, "the sealed expiry counts");
    }

    #[tokio::test]
    async fn a_session_of_a_removed_key_is_over_and_one_of_an_older_key_is_not() {
        let cena = cena().await;
        let mut antigo = cena.record(1);
        let agora = cena.relogio.agora();
        let mut anel = Chaveiro::gerar(&mut rand::rng(), agora);
        let com = |anel: Chaveiro| EncryptedStore::new(cena.armazem.clone(), Arc::new(anel), cena.relogio.clone());

        let selado =
            anel.selar(Proposito::Sessao, &EncryptedStore::chave(antigo.id), br#"{"dados":{},"expira":4000000000000}"#);
        anel.adicionar(&mut rand::rng(), agora);
        antigo.data.clear();
        let chave = EncryptedStore::chave(antigo.id);
        assert!(cena.armazem.sessao_criar(&chave, &selado, "2027-01-01T00:00:00Z".parse().unwrap()).await.unwrap());
        assert_eq!(com(anel).load(&antigo.id).await.unwrap().map(|r| r.data), Some(antigo.data));
        assert_eq!(com(Chaveiro::gerar(&mut rand::rng(), agora)).load(&antigo.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_new_id_keeps_the_data_and_closes_the_old_one() {
        let cena = cena().await;
        // tower-sessions computes expiries from the machine's clock, so this test stands on an absolute one.
        let fim =
            Expiry::AtDateTime(OffsetDateTime::from_unix_timestamp(cena.relogio.agora().as_second() + 60).unwrap());
        let session = Session::new(None, Arc::new(cena.store.clone()), Some(fim));
        session.insert("principal", "maria").await.unwrap();
        session.save().await.unwrap();
        let antigo = session.id().unwrap();

        session.cycle_id().await.unwrap();
        session.save().await.unwrap();
        let novo = session.id().unwrap();
        assert_ne!(antigo, novo);
        assert_eq!(cena.store.load(&antigo).await.unwrap(), None);
        assert_eq!(cena.store.load(&novo).await.unwrap().unwrap().data["principal"], json!("maria"));
    }
}
