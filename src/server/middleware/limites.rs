//! How much one address may ask. Launches are dearer than pages: each costs a call to CV. Verification codes are not for
//! guessing: nobody checks more than a few declarations a minute.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota};
use http::{HeaderMap, StatusCode};
use ipnet::IpNet;

use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        api::{self, erro::Problema},
        middleware::registro::CodigoSuporte,
        state::AppState,
    },
};

/// Launches of one address per minute.
const LANCAMENTOS: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// All requests of one address per minute. Offices share an address: generous on purpose.
const PEDIDOS: NonZeroU32 = NonZeroU32::new(1_200).unwrap();

/// Verifications of declarations of one address per minute.
const VERIFICACOES: NonZeroU32 = NonZeroU32::new(20).unwrap();

/// Calls of the API with one token per minute: a conversation, not a crawl.
const CHAMADAS: NonZeroU32 = NonZeroU32::new(120).unwrap();

/// What a request counts as, besides being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conta {
    /// Nothing else.
    Pedido,
    /// A launch.
    Lancamento,
    /// A verification of a declaration.
    Verificacao,
}

impl Conta {
    fn de(caminho: &str) -> Self {
        match caminho.split('/').nth(1) {
            // Each costs a call to CV.
            Some("p" | "entrar" | "equipe") => Self::Lancamento,
            Some("verificar") => Self::Verificacao,
            _ => Self::Pedido,
        }
    }
}

/// Counters per address, in this replica only.
#[derive(Debug)]
pub struct Limitadores {
    lancamentos: DefaultKeyedRateLimiter<IpAddr>,
    pedidos: DefaultKeyedRateLimiter<IpAddr>,
    verificacoes: DefaultKeyedRateLimiter<IpAddr>,
    /// By SHA-256 of the token.
    tokens: DefaultKeyedRateLimiter<[u8; 32]>,
}

impl Default for Limitadores {
    fn default() -> Self {
        Self::por_minuto(LANCAMENTOS, PEDIDOS, VERIFICACOES)
    }
}

impl Limitadores {
    /// With these limits per address and minute.
    pub fn por_minuto(lancamentos: NonZeroU32, pedidos: NonZeroU32, verificacoes: NonZeroU32) -> Self {
        let contador = |quantos| DefaultKeyedRateLimiter::keyed(Quota::per_minute(quantos));
        Self {
            lancamentos: contador(lancamentos),
            pedidos: contador(pedidos),
            verificacoes: contador(verificacoes),
            tokens: DefaultKeyedRateLimiter::keyed(Quota::per_minute(CHAMADAS)),
        }
    }

    /// With this limit per token of the API and minute.
    #[must_use]
    pub fn com_tokens_por_minuto(self, chamadas: NonZeroU32) -> Self {
        Self { tokens: DefaultKeyedRateLimiter::keyed(Quota::per_minute(chamadas)), ..self }
    }

    /// Practically none, for a demonstration where everybody has the same address.
    pub fn sem_limite() -> Self {
        Self::por_minuto(NonZeroU32::MAX, NonZeroU32::MAX, NonZeroU32::MAX).com_tokens_por_minuto(NonZeroU32::MAX)
    }

    /// Whether one more call of the API may be made with the token of this SHA-256.
    pub fn permite_token(&self, token_hash: [u8; 32]) -> bool {
        self.tokens.check_key(&token_hash).is_ok()
    }

    /// Whether this request may go on.
    pub fn permite(&self, endereco: IpAddr, conta: Conta) -> bool {
        self.pedidos.check_key(&endereco).is_ok()
            && match conta {
                Conta::Pedido => true,
                Conta::Lancamento => self.lancamentos.check_key(&endereco).is_ok(),
                Conta::Verificacao => self.verificacoes.check_key(&endereco).is_ok(),
            }
    }

    /// Forgets addresses and tokens that have been quiet.
    pub fn esquecer_antigos(&self) {
        self.tokens.retain_recent();
        self.lancamentos.retain_recent();
        self.pedidos.retain_recent();
        self.verificacoes.retain_recent();
    }
}

/// The address that counts: the peer, or what the trusted proxies in front of us say of it.
///
/// `X-Forwarded-For` is read from the right; the first hop that is not a trusted proxy is the client.
pub fn endereco_do_cliente(par: IpAddr, headers: &HeaderMap, confiaveis: &[IpNet]) -> IpAddr {
    let confiavel = |ip: &IpAddr| confiaveis.iter().any(|rede| rede.contains(ip));
    if !confiavel(&par) {
        return par;
    }
    let saltos = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let mut cliente = par;
    for salto in saltos.collect::<Vec<_>>().into_iter().rev() {
        let Ok(ip) = salto.trim().parse::<IpAddr>() else { break };
        cliente = ip;
        if !confiavel(&ip) {
            break;
        }
    }
    cliente
}

/// [`endereco_do_cliente`] of a request; `None` when it came over no connection.
pub fn endereco_do_pedido(estado: &AppState, extensoes: &http::Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let par = extensoes.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    Some(endereco_do_cliente(par, headers, &estado.config.servidor.proxies_confiaveis))
}

/// Counts, and answers 429 past the limit.
pub async fn limitar(State(estado): State<AppState>, pedido: Request, seguinte: Next) -> Response {
    if let Some(cliente) = endereco_do_pedido(&estado, pedido.extensions(), pedido.headers()) {
        let qual = Conta::de(pedido.uri().path());
        // Assets are cheap, cached, and must never make a page look broken.
        let conta = !pedido.uri().path().starts_with("/pkg/");
        if conta && !estado.limitadores.permite(cliente, qual) {
            let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
            if api::e_da_api(pedido.uri().path()) {
                return Problema::muitos_pedidos().resposta(codigo.as_deref());
            }
            // Read off the path of a launch, so that the portal may frame the answer and the person can read it.
            let slug = pedido.uri().path().strip_prefix("/p/").and_then(|resto| resto.split('/').next());
            let incorporadora = match slug {
                Some(slug) => estado.incorporadora(slug),
                // Nobody frames the verification, nor what it answers.
                None if qual != Conta::Pedido => None,
                None => estado.incorporadora_unica(),
            };
            let mut resposta = Mensagem::muitos_pedidos().resposta(&estado, incorporadora, codigo);
            resposta.headers_mut().insert(http::header::RETRY_AFTER, http::HeaderValue::from_static("60"));
            debug_assert_eq!(resposta.status(), StatusCode::TOO_MANY_REQUESTS);
            return resposta.into_response();
        }
    }
    seguinte.run(pedido).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_may_say_who_the_client_is() {
        let confiaveis: Vec<IpNet> = vec!["127.0.0.1/32".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
        let ip = |t: &str| t.parse::<IpAddr>().unwrap();
        let cliente = |par: &str, xff: &str| {
            let mut h = HeaderMap::new();
            if !xff.is_empty() {
                h.insert("x-forwarded-for", xff.parse().unwrap());
            }
            endereco_do_cliente(ip(par), &h, &confiaveis)
        };
        assert_eq!(cliente("203.0.113.9", "1.1.1.1"), ip("203.0.113.9"), "an untrusted peer is itself");
        assert_eq!(cliente("127.0.0.1", ""), ip("127.0.0.1"));
        assert_eq!(
            cliente("127.0.0.1", "6.6.6.6, 203.0.113.9"),
            ip("203.0.113.9"),
            "what the client forged is to the left"
        );
        assert_eq!(cliente("127.0.0.1", "203.0.113.9, 10.1.1.1"), ip("203.0.113.9"));
        assert_eq!(cliente("127.0.0.1", "nonsense"), ip("127.0.0.1"));
    }

    #[test]
    fn launches_run_out_before_pages_do() {
        let limitadores = Limitadores::default();
        let ip: IpAddr = "203.0.113.9".parse().unwrap();
        let aceitos = (0..200).filter(|_| limitadores.permite(ip, Conta::Lancamento)).count();
        assert_eq!(aceitos, 60);
        assert!(limitadores.permite(ip, Conta::Pedido));
        assert!(limitadores.permite("203.0.113.10".parse().unwrap(), Conta::Lancamento), "another address goes on");
    }

    #[test]
    fn verifications_run_out_before_launches_do() {
        let limitadores = Limitadores::default();
        let ip: IpAddr = "203.0.113.9".parse().unwrap();
        let aceitos = (0..200).filter(|_| limitadores.permite(ip, Conta::Verificacao)).count();
        assert_eq!(aceitos, 20);
        assert!(limitadores.permite(ip, Conta::Lancamento));
        for (caminho, conta) in [
            ("/verificar", Conta::Verificacao),
            ("/verificar/7K3F", Conta::Verificacao),
            ("/p/horizonte/cliente", Conta::Lancamento),
            ("/verificare", Conta::Pedido),
            ("/", Conta::Pedido),
        ] {
            assert_eq!(Conta::de(caminho), conta, "{caminho}");
        }
    }
}
