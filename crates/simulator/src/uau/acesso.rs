//! Who may ask, and how fast: headers, sessions, two at a time, slow after three hundred.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::{HeaderMap, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::opcoes::OpcoesUau;

/// Calls answered at the same time; a third is refused.
const SIMULTANEAS: usize = 2;

/// Calls within [`JANELA`] that are answered at once.
const RAPIDAS: usize = 300;

const JANELA: SignedDuration = SignedDuration::from_mins(10);

/// State of the door.
#[derive(Debug)]
pub(crate) struct Acesso {
    opcoes: OpcoesUau,
    /// Session token → end.
    sessoes: Mutex<HashMap<String, Timestamp>>,
    em_curso: AtomicUsize,
    recentes: Mutex<VecDeque<Timestamp>>,
}

/// A place among the calls answered at the same time.
#[derive(Debug)]
pub(super) struct Vaga<'a>(&'a AtomicUsize);

impl Drop for Vaga<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Acesso {
    pub(crate) fn novo(opcoes: OpcoesUau) -> Self {
        Self { opcoes, sessoes: Mutex::default(), em_curso: AtomicUsize::new(0), recentes: Mutex::default() }
    }

    /// `None` when two calls are being answered already.
    pub(super) fn vaga(&self) -> Option<Vaga<'_>> {
        if self.em_curso.fetch_add(1, Ordering::AcqRel) >= SIMULTANEAS {
            self.em_curso.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some(Vaga(&self.em_curso))
    }

    /// How long this call has to wait for being one too many.
    pub(super) fn espera(&self, agora: Timestamp) -> Option<Duration> {
        let mut recentes = self.recentes.lock().unwrap_or_else(PoisonError::into_inner);
        while recentes.front().is_some_and(|t| agora.duration_since(*t) >= JANELA) {
            recentes.pop_front();
        }
        recentes.push_back(agora);
        (recentes.len() > RAPIDAS).then_some(self.opcoes.lentidao)
    }

    /// The integration header: without it the real server stumbles over its absence; a wrong one is refused.
    pub(super) fn integracao(&self, cabecalhos: &HeaderMap) -> Result<(), (StatusCode, Value)> {
        match cabecalhos.get("x-integration-authorization") {
            None => Err((
                StatusCode::INTERNAL_SERVER_ERROR,
                erro("Referência de objeto não definida para uma instância de um objeto."),
            )),
            Some(valor) if valor.as_bytes() == self.opcoes.integracao.as_bytes() => Ok(()),
            Some(_) => Err((StatusCode::UNAUTHORIZED, erro("Token de integração inválido!"))),
        }
    }

    /// A bare token, or a refusal with status 400.
    pub(super) fn entrar(&self, pedido: &Value, agora: Timestamp) -> Result<String, (StatusCode, Value)> {
        let campo = |nome: &str| {
            let achado = pedido.as_object()?.iter().find(|(k, _)| k.eq_ignore_ascii_case(nome))?;
            achado.1.as_str()
        };
        if campo("login") != Some(&self.opcoes.login) || campo("senha") != Some(&self.opcoes.senha) {
            return Err((StatusCode::BAD_REQUEST, erro("Login do usuário ou a senha estão incorretos.")));
        }
        let sorteio = |n: u64| format!("{n:016x}");
        let token = format!("eyJhbGciOiJkaXIifQ..{}{}", sorteio(rand::random()), sorteio(rand::random()));
        let vida = SignedDuration::try_from(self.opcoes.vida_sessao).unwrap_or(SignedDuration::MAX);
        let fim = agora.saturating_add(vida).unwrap_or(Timestamp::MAX);
        self.sessoes.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), fim);
        Ok(token)
    }

    /// The raw token; with `Bearer ` before it there is no such session.
    pub(super) fn sessao(&self, cabecalhos: &HeaderMap, agora: Timestamp) -> bool {
        let mut sessoes = self.sessoes.lock().unwrap_or_else(PoisonError::into_inner);
        sessoes.retain(|_, fim| agora < *fim);
        let token = cabecalhos.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        token.is_some_and(|token| sessoes.contains_key(token))
    }

    /// Ends all sessions, as a restart of IIS does.
    pub(crate) fn derrubar(&self) {
        self.sessoes.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The body of a refusal; `Detalhe` is what nobody may be shown.
pub(super) fn erro(mensagem: &str) -> Value {
    json!({
        "Detalhe": "   em UAUApi.Core.Autenticador.Validar() na D:\\Agent\\_work\\1\\s\\Autenticador.vb:linha 118",
        "Mensagem": mensagem,
        "Descricao": null,
    })
}
