//! Tokens of CV: issued when the plugin's page is opened, good for a while.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{
    opcoes::TipoToken,
    pessoas::{Papel, Pessoa},
};

/// What a token stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Emissao {
    pub(crate) pessoa: &'static Pessoa,
    pub(crate) papel: Papel,
    pub(crate) expira: Timestamp,
}

/// Issues tokens and remembers them.
pub(crate) struct Emissor {
    tipo: TipoToken,
    emitidos: Mutex<HashMap<String, Emissao>>,
}

#[derive(Serialize)]
struct Declaracoes<'a> {
    iss: &'a str,
    sub: String,
    papel: &'a str,
    ambiente: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
}

impl Emissor {
    pub(crate) fn novo(tipo: TipoToken) -> Self {
        Self { tipo, emitidos: Mutex::default() }
    }

    /// A new token. `vida` may be negative: then it is already expired.
    pub(crate) fn emitir(
        &self,
        pessoa: &'static Pessoa,
        papel: Papel,
        ambiente: &str,
        agora: Timestamp,
        vida: SignedDuration,
    ) -> anyhow::Result<String> {
        let expira = agora.checked_add(vida).context("vida do token fora do calendário")?;
        let token = match &self.tipo {
            TipoToken::Opaco => aleatorio(),
            TipoToken::Jwt { segredo } => {
                let declaracoes = Declaracoes {
                    iss: "portal-simulado",
                    sub: pessoa.idpessoa.to_string(),
                    papel: papel.nome(),
                    ambiente,
                    iat: agora.min(expira).as_second(),
                    exp: expira.as_second(),
                    jti: aleatorio(),
                };
                let chave = jsonwebtoken::EncodingKey::from_secret(segredo.as_bytes());
                jsonwebtoken::encode(&jsonwebtoken::Header::default(), &declaracoes, &chave)
                    .context("assinar o token")?
            }
        };
        let mut emitidos = self.emitidos.lock().unwrap_or_else(PoisonError::into_inner);
        // Kept an hour past their end, so that "expired" and "never issued" stay two things in the log.
        emitidos.retain(|_, e| agora.duration_since(e.expira) < SignedDuration::from_hours(1));
        emitidos.insert(token.clone(), Emissao { pessoa, papel, expira });
        Ok(token)
    }

    /// What the token stands for, if it was issued here and has not expired.
    pub(crate) fn valido(&self, token: &str, agora: Timestamp) -> Option<Emissao> {
        self.emissao(token).filter(|e| agora < e.expira)
    }

    /// What the token stands for, expired or not.
    pub(crate) fn emissao(&self, token: &str) -> Option<Emissao> {
        self.emitidos.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }
}

impl fmt::Debug for Emissor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emissor").field("tipo", &self.tipo).finish_non_exhaustive()
    }
}

/// 256 random bits, 43 characters.
pub(crate) fn aleatorio() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// From the options' type to the clock's. Saturates.
pub(crate) fn com_sinal(vida: Duration) -> SignedDuration {
    SignedDuration::try_from(vida).unwrap_or(SignedDuration::MAX)
}
