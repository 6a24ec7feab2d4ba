//! The audit trail: who saw whose data, and why.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Armazem, ErroArmazem, EventoSelado};
use crate::server::cripto::{Chaveiro, Proposito, juntar};

/// Something that happened to a person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evento {
    /// When.
    pub quando: Timestamp,
    /// Slug.
    pub incorporadora: String,
    /// HMAC of the document of the person it is about.
    pub titular_hmac: String,
    /// Who did it: a role, with the HMAC of the person where there is one (`gestor:3f…`). Never a name.
    pub ator: String,
    /// What was done, a fixed word.
    pub acao: String,
    /// Free text, e.g. the reason a gestor gave. Sealed at rest: people write names into it.
    pub detalhe: Option<String>,
}

/// The trail over a database and a key ring.
#[derive(Debug, Clone)]
pub struct Auditoria {
    armazem: Arc<dyn Armazem>,
    chaveiro: Arc<Chaveiro>,
}

impl Auditoria {
    /// Over this database, sealing with this ring.
    pub fn nova(armazem: Arc<dyn Armazem>, chaveiro: Arc<Chaveiro>) -> Self {
        Self { armazem, chaveiro }
    }

    /// Appends.
    ///
    /// # Errors
    /// See [`Armazem`]. What may not happen unrecorded must not go on after one.
    pub async fn gravar(&self, evento: &Evento) -> Result<(), ErroArmazem> {
        let mut selado = EventoSelado {
            quando: evento.quando,
            incorporadora: evento.incorporadora.clone(),
            titular_hmac: evento.titular_hmac.clone(),
            ator: evento.ator.clone(),
            acao: evento.acao.clone(),
            detalhe: None,
        };
        let aad = linha(&selado);
        selado.detalhe =
            evento.detalhe.as_deref().map(|texto| self.chaveiro.selar(Proposito::Auditoria, &aad, texto.as_bytes()));
        self.armazem.auditoria_gravar(&selado).await
    }

    /// What happened to one person since `desde`, newest first, at most `limite`. `titular_hmacs` are the person's names under
    /// every key of the ring ([`Chaveiro::hmacs_titular`]), because the trail outlives rotations.
    ///
    /// A text whose key is gone, or that was altered, comes as `None` and is logged; the event itself is still shown.
    ///
    /// # Errors
    /// See [`Armazem`].
    pub async fn listar(
        &self,
        incorporadora: &str,
        titular_hmacs: &[String],
        desde: Timestamp,
        limite: u32,
    ) -> Result<Vec<Evento>, ErroArmazem> {
        let mut eventos = Vec::new();
        for titular_hmac in titular_hmacs {
            let linhas = self.armazem.auditoria_listar(incorporadora, titular_hmac, desde, limite).await?;
            eventos.extend(linhas.into_iter().map(|selado| self.abrir(selado)));
        }
        eventos.sort_by_key(|evento| std::cmp::Reverse(evento.quando));
        eventos.truncate(usize::try_from(limite).unwrap_or(usize::MAX));
        Ok(eventos)
    }

    fn abrir(&self, selado: EventoSelado) -> Evento {
        let detalhe = selado.detalhe.as_deref().and_then(|envelope| {
            self.chaveiro
                .abrir(Proposito::Auditoria, &linha(&selado), envelope)
                .inspect_err(|erro| tracing::error!(%erro, "detalhe da auditoria ilegível"))
                .ok()
        });
        let EventoSelado { quando, incorporadora, titular_hmac, ator, acao, .. } = selado;
        let detalhe = detalhe.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Evento { quando, incorporadora, titular_hmac, ator, acao, detalhe }
    }
}

/// Binds the text to its line: moved to another person, or under another act, it no longer opens.
fn linha(evento: &EventoSelado) -> Vec<u8> {
    juntar(&[
        &evento.quando.as_millisecond().to_be_bytes(),
        evento.incorporadora.as_bytes(),
        evento.titular_hmac.as_bytes(),
        evento.ator.as_bytes(),
        evento.acao.as_bytes(),
    ])
}
