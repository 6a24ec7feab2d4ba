//! Whose token a call carries: CV is asked, as at a launch, and its answer remembered for a minute.
//!
//! A call is no launch: there is no session to bind it to, so the same token is welcome again and again until CV or its own
//! `exp` ends it. A JWT is looked at on every call; only CV's answer is remembered.

use std::{fmt, sync::Arc, time::Duration};

use domain::documento::Token;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use moka::future::Cache;

use super::erro::Problema;
use crate::server::{
    config::Papel,
    cripto::resumo,
    metricas,
    middleware::limites::Conta,
    portal::{ErroIntake, ErroResolucao, Identidade, Pedido, intake, jwt},
    state::{AppState, Entrada},
    storage::{Auditoria, Evento},
};

/// How long CV's answer about a token is believed. CV takes 200 calls a minute; a conversation makes many.
pub const MEMORIA: Duration = Duration::from_mins(1);
/// Tokens remembered at once.
const CAPACIDADE: u64 = 10_000;
/// How long what a call says may be used: references in an answer live this long, and no longer than the token.
const VIDA: SignedDuration = SignedDuration::from_mins(30);
/// What the trail calls it.
const ACAO: &str = "acesso-api";

/// One token at one incorporadora: slug and SHA-256.
type Chave = (String, [u8; 32]);

/// CV's answer about a token.
#[derive(Clone)]
struct Reconhecida {
    desde: Timestamp,
    quem: Result<Arc<Identidade>, ErroResolucao>,
}

/// What CV said of tokens within the last minute, in this replica only.
#[derive(Clone)]
pub struct Reconhecidos(Cache<Chave, Reconhecida>);

impl Default for Reconhecidos {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACIDADE).time_to_live(MEMORIA).build())
    }
}

impl fmt::Debug for Reconhecidos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reconhecidos(…)")
    }
}

/// A proven cliente.
pub(super) struct Autenticado {
    pub(super) token: Token,
    pub(super) identidade: Arc<Identidade>,
    /// End of what is made for this call.
    pub(super) ate: Timestamp,
}

/// Proves whose call this is.
///
/// # Errors
/// 401 for what is no token of a cliente of this incorporadora, 429 past a limit, 5xx when CV cannot be asked.
pub(super) async fn autenticar(
    estado: &AppState,
    entrada: &Entrada,
    cabecalhos: &HeaderMap,
    endereco: Option<std::net::IpAddr>,
) -> Result<Autenticado, Problema> {
    let token = token(cabecalhos)?;
    let slug = entrada.incorporadora.slug.as_str();
    let hash = resumo(token.exposto().as_bytes());
    if !estado.limitadores.permite_token(hash) {
        return Err(Problema::muitos_pedidos());
    }
    let agora = estado.relogio.agora();
    let exame = jwt::examinar(&token, entrada.verificador.as_ref(), agora).map_err(|erro| {
        metricas::api(slug, "recusado");
        Problema::from(erro)
    })?;
    let identidade = reconhecer(estado, entrada, &token, hash, endereco, agora).await?;
    let ate = exame.ate(agora.saturating_add(VIDA).unwrap_or(Timestamp::MAX));
    Ok(Autenticado { token, identidade, ate })
}

/// The one token in `Authorization: Bearer`; a token anywhere else would end up in somebody's log.
fn token(cabecalhos: &HeaderMap) -> Result<Token, Problema> {
    let pedido = Pedido { metodo: &http::Method::GET, query: None, cabecalhos, corpo: &[] };
    match intake::receber(&pedido, &[]) {
        Ok(recebido) => Ok(recebido.token),
        Err(ErroIntake::Ausente) => Err(Problema::sem_token()),
        Err(_) => Err(Problema::token_ilegivel()),
    }
}

async fn reconhecer(
    estado: &AppState,
    entrada: &Entrada,
    token: &Token,
    hash: [u8; 32],
    endereco: Option<std::net::IpAddr>,
    agora: Timestamp,
) -> Result<Arc<Identidade>, Problema> {
    let chave: Chave = (entrada.incorporadora.slug.as_str().to_owned(), hash);
    let memoria = &estado.reconhecidos.0;
    let recente = |r: &Reconhecida| agora.duration_since(r.desde).unsigned_abs() < MEMORIA;
    match memoria.get(&chave).await {
        Some(conhecida) if recente(&conhecida) => return conhecida.quem.map_err(Problema::from),
        Some(_) => memoria.invalidate(&chave).await,
        None => {}
    }
    // Calls of one conversation that come together share one question.
    let perguntada = memoria
        .try_get_with(chave, async {
            // It costs a call to CV, like a launch.
            if endereco.is_some_and(|ip| !estado.limitadores.permite(ip, Conta::Lancamento)) {
                return Err(Problema::muitos_pedidos());
            }
            perguntar(estado, entrada, token, agora).await
        })
        .await
        .map_err(Arc::unwrap_or_clone)?;
    perguntada.quem.map_err(Problema::from)
}

/// Asks CV. Its refusals are remembered too: a bot that insists must not use up what CV takes from everybody.
async fn perguntar(
    estado: &AppState,
    entrada: &Entrada,
    token: &Token,
    agora: Timestamp,
) -> Result<Reconhecida, Problema> {
    let slug = entrada.incorporadora.slug.as_str();
    let quem = match entrada.resolver.resolver(Papel::Cliente, token).await {
        Ok(identidade) => {
            registrar(estado, slug, &identidade, agora).await?;
            metricas::api(slug, "aceito");
            Ok(Arc::new(identidade))
        }
        Err(
            passageiro @ (ErroResolucao::MuitasChamadas | ErroResolucao::ForaDoAr(_) | ErroResolucao::Contrato { .. }),
        ) => {
            metricas::api(slug, "sem-resposta");
            return Err(passageiro.into());
        }
        Err(recusa) => {
            metricas::api(slug, "recusado");
            Err(recusa)
        }
    };
    Ok(Reconhecida { desde: agora, quem })
}

/// The person's data is about to be read by a program: that goes on record first, once for every time CV is asked.
async fn registrar(estado: &AppState, slug: &str, pessoa: &Identidade, agora: Timestamp) -> Result<(), Problema> {
    let evento = Evento {
        quando: agora,
        incorporadora: slug.to_owned(),
        titular_hmac: estado.chaveiro.hmac_titular(pessoa.documento.normalizado()),
        ator: Papel::Cliente.as_str().to_owned(),
        acao: ACAO.to_owned(),
        detalhe: None,
    };
    let auditoria = Auditoria::nova(Arc::clone(&estado.armazem), Arc::clone(&estado.chaveiro));
    auditoria.gravar(&evento).await.map_err(|erro| {
        tracing::error!(%erro, "API access could not be recorded");
        Problema::interno()
    })
}
