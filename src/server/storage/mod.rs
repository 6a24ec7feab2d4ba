//! What replicas share: sessions, handles, launch replay marks, download tickets, issued declarations, the last
//! answers of ERPs, open accesses, counters of attempts, the audit trail.
//!
//! One trait, [`Armazem`], over SQLite (one machine) and PostgreSQL (many replicas). Both run the same statements (`sql`) and
//! pass the same story (`tests/storage.rs`). Nothing here reads a clock: instants come in as arguments and are kept to the
//! millisecond. Nothing here holds a key either: what must not be readable arrives sealed ([`crate::server::cripto`]), and
//! rows are found by SHA-256, so that a stolen database holds no usable session, handle or token and no person's data.

mod auditoria;
mod erro;
mod leitura;
mod linhas;
mod postgres;
mod sql;
mod sqlite;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;

pub use auditoria::{Auditoria, Evento};
pub use erro::ErroArmazem;
pub use linhas::{
    Chave, Consumo, EstadoHandle, EventoSelado, Lancamento, Limpeza, LinhaAcesso, LinhaBilhete, LinhaDeclaracao,
    LinhaHandle, LinhaUltimo, Marca, NovaDeclaracao, Origem, Tentativas,
};

/// Which database is behind an [`Armazem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Banco {
    /// One machine; `serve` migrates it by itself.
    Sqlite,
    /// Many replicas; migrated by `financeiro migrate`.
    Postgres,
}

/// The database, as the rest of the server sees it.
///
/// Every method is one short transaction and safe to call from any number of replicas. Expired rows are never returned, even
/// before [`Armazem::limpar`] removes them: a row is alive while `agora < expira`.
///
/// # Errors
/// All methods fail with [`ErroArmazem`] when the database cannot be reached or answers what no migration of this program
/// could have written. "Not there" is a value, never an error.
#[async_trait]
pub trait Armazem: fmt::Debug + Send + Sync {
    /// Which database this is.
    fn banco(&self) -> Banco;

    /// Brings the schema up to date; does nothing when it is. Two replicas may call it at once.
    async fn migrar(&self) -> Result<(), ErroArmazem>;

    /// Answers when the database does and the schema is there, up to the last migration.
    async fn saude(&self) -> Result<(), ErroArmazem>;

    /// Removes every expired row, and tickets past `remover_em`. Run it every few minutes.
    ///
    /// Declarations have no end: whoever receives one may ask whether it is genuine for as long as the paper is used, and a
    /// number that was given is never given again.
    async fn limpar(&self, agora: Timestamp) -> Result<Limpeza, ErroArmazem>;

    /// Inserts a session; `false` when the key is taken, expired or not.
    async fn sessao_criar(&self, chave: &Chave, dados: &[u8], expira: Timestamp) -> Result<bool, ErroArmazem>;

    /// Replaces a session; `false` when there is none, so that a request still in flight cannot revive a session that was
    /// ended meanwhile.
    async fn sessao_gravar(&self, chave: &Chave, dados: &[u8], expira: Timestamp) -> Result<bool, ErroArmazem>;

    /// The sealed payload of a live session.
    async fn sessao_ler(&self, chave: &Chave, agora: Timestamp) -> Result<Option<Vec<u8>>, ErroArmazem>;

    /// Ends a session. Its handles stay until they expire: they open nothing any more, and still tell whose portal to send the
    /// person back to, and whether somebody else has entered since.
    async fn sessao_apagar(&self, chave: &Chave) -> Result<(), ErroArmazem>;

    /// Removes expired sessions and tells how many.
    async fn sessoes_expiradas_apagar(&self, agora: Timestamp) -> Result<u64, ErroArmazem>;

    /// Inserts a handle; `false` when the hash is taken.
    async fn handle_criar(&self, handle: &LinhaHandle) -> Result<bool, ErroArmazem>;

    /// A live handle.
    async fn handle_ler(&self, hash: &Chave, agora: Timestamp) -> Result<Option<LinhaHandle>, ErroArmazem>;

    /// Turns a new handle into a used one. Of any number of concurrent calls exactly one gets `true`; a used, expired or
    /// unknown handle gives `false`.
    async fn handle_consumir(&self, hash: &Chave, agora: Timestamp) -> Result<bool, ErroArmazem>;

    /// Notes that the browser sent the cookie back, so that from now on the handle alone proves nothing.
    async fn handle_confirmar_cookie(&self, hash: &Chave) -> Result<(), ErroArmazem>;

    /// Marks a launch as seen. Of any number of concurrent calls for one token, incorporadora and role exactly one gets
    /// [`Marca::Nova`]; the others learn when and with which session. An expired mark counts as none.
    async fn lancamento_marcar(
        &self,
        lancamento: Lancamento<'_>,
        sessao_chave: &Chave,
        agora: Timestamp,
        expira: Timestamp,
    ) -> Result<Marca, ErroArmazem>;

    /// The mark now belongs to another session: the same browser launched again and got a new id. `false` when there is no mark.
    async fn lancamento_atualizar_sessao(
        &self,
        lancamento: Lancamento<'_>,
        sessao_chave: &Chave,
    ) -> Result<bool, ErroArmazem>;

    /// Inserts one ticket; see [`Armazem::bilhetes_criar`].
    async fn bilhete_criar(&self, bilhete: &LinhaBilhete) -> Result<(), ErroArmazem> {
        self.bilhetes_criar(std::slice::from_ref(bilhete)).await
    }

    /// Inserts the tickets of a page, all or none (up to 500; more go in several statements). A hash that is taken is an error:
    /// tickets are random and never made twice.
    async fn bilhetes_criar(&self, bilhetes: &[LinhaBilhete]) -> Result<(), ErroArmazem>;

    /// Uses a ticket up. Of any number of concurrent calls exactly one gets [`Consumo::Valido`], and what the ticket was for is
    /// erased in the same statement. From `remover_em` on the ticket is unknown, removed or not.
    async fn bilhete_consumir(&self, hash: &Chave, agora: Timestamp) -> Result<Consumo, ErroArmazem>;

    /// Issues a declaration under the next number of its incorporadora and year, or answers the one that exists for the same
    /// incorporadora, holder, contract and year (tell them apart by `codigo_hash`). Concurrent calls for one declaration all
    /// get the same row; different ones get consecutive numbers. Every call needs a code of its own.
    ///
    /// After a rotation of the key ring the holder and the contract have new names: look for the old ones first, with
    /// [`Armazem::declaracao_do_titular`], or the person gets a second declaration.
    ///
    /// Fails when a hundred others were issued before this one got a number, and when the code is taken.
    async fn declaracao_emitir(&self, nova: &NovaDeclaracao) -> Result<LinhaDeclaracao, ErroArmazem>;

    /// The declaration with this verification code.
    async fn declaracao_por_codigo(&self, codigo_hash: &Chave) -> Result<Option<LinhaDeclaracao>, ErroArmazem>;

    /// The declaration of one holder about one contract and year, under the names one key gives them. Ask for every pair of
    /// [`hmacs_titular`](crate::server::cripto::Chaveiro::hmacs_titular) and
    /// [`hmacs_contrato`](crate::server::cripto::Chaveiro::hmacs_contrato), which are in the same order.
    async fn declaracao_do_titular(
        &self,
        incorporadora: &str,
        titular_hmac: &str,
        contrato_hash: &Chave,
        ano: i16,
    ) -> Result<Option<LinhaDeclaracao>, ErroArmazem>;

    /// Keeps the last answer of an ERP; one read later, by whichever replica, stays.
    async fn ultimo_gravar(&self, ultimo: &LinhaUltimo) -> Result<(), ErroArmazem>;

    /// The last answer that is still kept.
    async fn ultimo_ler(
        &self,
        dono: &Chave,
        operacao: &str,
        agora: Timestamp,
    ) -> Result<Option<LinhaUltimo>, ErroArmazem>;

    /// Notes where and when a session began. A key that is there stays as it is.
    async fn acesso_registrar(&self, acesso: &LinhaAcesso) -> Result<(), ErroArmazem>;

    /// The open sessions of one person, newest first.
    async fn acessos_listar(
        &self,
        incorporadora: &str,
        titular_hmac: &str,
        agora: Timestamp,
    ) -> Result<Vec<LinhaAcesso>, ErroArmazem>;

    /// Counts an attempt: the next one of the window that is open, or the first of one that ends at `fim_da_janela`. Of
    /// concurrent calls each gets a number of its own.
    async fn tentativa_somar(
        &self,
        chave: &Chave,
        agora: Timestamp,
        fim_da_janela: Timestamp,
    ) -> Result<Tentativas, ErroArmazem>;

    /// The attempts of the window that is open, if one is.
    async fn tentativa_ler(&self, chave: &Chave, agora: Timestamp) -> Result<Option<Tentativas>, ErroArmazem>;

    /// Ends a window: the next attempt is the first of another.
    async fn tentativa_esquecer(&self, chave: &Chave) -> Result<(), ErroArmazem>;

    /// Appends to the audit trail. [`Auditoria`] seals the free text first.
    async fn auditoria_gravar(&self, evento: &EventoSelado) -> Result<(), ErroArmazem>;

    /// Newest first, at most `limite`, from `desde` on.
    async fn auditoria_listar(
        &self,
        incorporadora: &str,
        titular_hmac: &str,
        desde: Timestamp,
        limite: u32,
    ) -> Result<Vec<EventoSelado>, ErroArmazem>;

    /// Removes events older than `limite`, the end of their retention, and tells how many.
    async fn auditoria_apagar_anteriores(&self, limite: Timestamp) -> Result<u64, ErroArmazem>;

    /// Removes the events of accesses (`acesso-…`) older than `limite`, whose retention is shorter, and tells how many.
    async fn auditoria_apagar_acessos_anteriores(&self, limite: Timestamp) -> Result<u64, ErroArmazem>;
}

/// Opens the database named by `armazenamento.url`: `sqlite://path` (the file and its folder are created when missing) or
/// `postgres://…`. Does not migrate.
///
/// `sqlite::memory:` gives a database that lives as long as the value, for tests.
///
/// # Errors
/// [`ErroArmazem::Url`] for an address that cannot be one, [`ErroArmazem::Pasta`], [`ErroArmazem::Banco`] when the database
/// does not answer. The address, which may hold a password, is in none of them.
pub async fn conectar(url: &str) -> Result<Arc<dyn Armazem>, ErroArmazem> {
    match url.split_once(':').map(|(esquema, _)| esquema) {
        Some("sqlite") => Ok(Arc::new(sqlite::abrir(url).await?)),
        Some("postgres" | "postgresql") => Ok(Arc::new(postgres::abrir(url).await?)),
        _ => Err(ErroArmazem::Url { motivo: "use sqlite://caminho ou postgres://…" }),
    }
}
