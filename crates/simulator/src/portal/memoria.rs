//! What the simulated CV remembers: codes, what it sent, what people changed and wrote.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::pessoas::{Papel, Pessoa};

/// How long a code is good.
const VIDA_DO_CODIGO: SignedDuration = SignedDuration::from_mins(10);

/// Wrong guesses a code survives, less one.
const TENTATIVAS: u8 = 5;

/// Most messages of each kind that are kept.
const LEMBRADOS: usize = 500;

/// What a message sent by CV was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoEnvio {
    /// A code to log in with.
    Codigo,
    /// A new password.
    Senha,
}

/// A message CV sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envio {
    /// When.
    pub quando: Timestamp,
    /// Key of the person.
    pub pessoa: &'static str,
    /// As what.
    pub papel: Papel,
    /// `email` or `sms`.
    pub canal: &'static str,
    /// What for.
    pub tipo: TipoEnvio,
    /// The code, if it has one.
    pub codigo: Option<String>,
}

/// A message between a person and the incorporadora.
#[derive(Debug, Clone)]
pub(super) struct Escrita {
    pub(super) id: usize,
    pub(super) texto: String,
    pub(super) quando: Timestamp,
}

#[derive(Debug)]
struct Codigo {
    digitos: String,
    expira: Timestamp,
    erradas: u8,
}

#[derive(Debug, Default)]
struct Dentro {
    codigos: HashMap<&'static str, Codigo>,
    envios: Vec<Envio>,
    alteracoes: HashMap<&'static str, Map<String, Value>>,
    mensagens: HashMap<&'static str, Vec<Escrita>>,
}

/// The memory of one simulated CV; gone with it.
#[derive(Debug, Default)]
pub(crate) struct Memoria(Mutex<Dentro>);

impl Memoria {
    fn dentro(&self) -> MutexGuard<'_, Dentro> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was sent, oldest first.
    pub(crate) fn envios(&self) -> Vec<Envio> {
        self.dentro().envios.clone()
    }

    /// Sends a new code; the one before it is worth nothing any more.
    pub(super) fn enviar_codigo(&self, pessoa: &'static Pessoa, canal: &'static str, quando: Timestamp) {
        let codigo = format!("{:06}", rand::random::<u32>() % 1_000_000);
        let expira = quando.saturating_add(VIDA_DO_CODIGO).unwrap_or(quando);
        self.dentro().codigos.insert(pessoa.chave, Codigo { digitos: codigo.clone(), expira, erradas: 0 });
        self.registrar(pessoa, canal, TipoEnvio::Codigo, Some(codigo), quando);
    }

    pub(super) fn enviar_senha(&self, pessoa: &'static Pessoa, canal: &'static str, quando: Timestamp) {
        self.registrar(pessoa, canal, TipoEnvio::Senha, None, quando);
    }

    fn registrar(
        &self,
        pessoa: &'static Pessoa,
        canal: &'static str,
        tipo: TipoEnvio,
        codigo: Option<String>,
        quando: Timestamp,
    ) {
        let envio = Envio { quando, pessoa: pessoa.chave, papel: pessoa.papel, canal, tipo, codigo };
        let envios = &mut self.dentro().envios;
        envios.push(envio);
        let demais = envios.len().saturating_sub(LEMBRADOS);
        envios.drain(..demais);
    }

    /// Whether the code is the person's. A right one is used up, a wrong one brings the end nearer.
    pub(super) fn conferir_codigo(&self, pessoa: &Pessoa, codigo: &str, agora: Timestamp) -> bool {
        let codigos = &mut self.dentro().codigos;
        let Some(guardado) = codigos.get_mut(pessoa.chave) else { return false };
        let certo = agora < guardado.expira && guardado.digitos == codigo;
        guardado.erradas += 1;
        if certo || agora >= guardado.expira || guardado.erradas >= TENTATIVAS {
            codigos.remove(pessoa.chave);
        }
        certo
    }

    /// Fields of the person that are not as they were.
    pub(super) fn alteracoes(&self, pessoa: &Pessoa) -> Map<String, Value> {
        self.dentro().alteracoes.get(pessoa.chave).cloned().unwrap_or_default()
    }

    pub(super) fn alterar(&self, pessoa: &'static Pessoa, campos: Map<String, Value>) {
        self.dentro().alteracoes.entry(pessoa.chave).or_default().extend(campos);
    }

    /// What the person wrote, oldest first.
    pub(super) fn escritas(&self, pessoa: &Pessoa) -> Vec<Escrita> {
        self.dentro().mensagens.get(pessoa.chave).cloned().unwrap_or_default()
    }

    /// Keeps a message; gives back its key.
    pub(super) fn escrever(&self, pessoa: &'static Pessoa, texto: String, quando: Timestamp) -> usize {
        let mut dentro = self.dentro();
        let lista = dentro.mensagens.entry(pessoa.chave).or_default();
        let id = lista.last().map_or(1, |ultima| ultima.id + 1);
        lista.push(Escrita { id, texto, quando });
        let demais = lista.len().saturating_sub(LEMBRADOS);
        lista.drain(..demais);
        id
    }
}
