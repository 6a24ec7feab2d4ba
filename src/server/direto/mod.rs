//! Direct access: `/entrar/{incorporadora}`, a page of its own outside the portal, where CV's own logins open the same visit.
//!
//! By a code CV sends, by the password of the portal, as síndico by password; and a new password, by e-mail or SMS. Off unless
//! `[incorporadora.acesso-direto] ativo = true`. Nothing here says whether CV knows somebody: what is sent is sent after the
//! answer (`envio`), what is refused is refused with the same words, not sooner than a fixed time, and counted the same
//! (`tentativas`).

mod acesso;
mod campos;
mod codigo;
mod envio;
pub mod equipe;
mod esqueci;
mod pendente;
mod senha;
mod tentativas;

use std::{net::IpAddr, net::Ipv4Addr, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Path, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use http::{HeaderMap, request::Parts};
use tower_sessions::{Session, session::Id};

use super::{
    config::{AcessoDireto, Incorporadora, Slug},
    middleware::{limites::endereco_do_cliente, registro::CodigoSuporte, visitante::CookieAnterior},
    state::{AppState, Entrada},
};
use crate::app::pages::{
    entrar::{self, Tela},
    mensagem::Mensagem,
};

pub use tentativas::{ERROS_POR_ENDERECO, ERROS_POR_LUGAR, ERROS_POR_PESSOA, JANELA};

/// Largest form: an identifier, a password, a sealed value.
const CORPO_MAXIMO: usize = 8 * 1024;

/// Whether a path is of direct access.
pub fn eh_daqui(caminho: &str) -> bool {
    let abaixo =
        |raiz| caminho.strip_prefix(raiz).is_some_and(|resto: &str| resto.is_empty() || resto.starts_with('/'));
    abaixo("/entrar") || abaixo("/equipe")
}

/// Where somebody of that incorporadora comes in.
pub fn caminho(slug: &Slug) -> String {
    format!("/entrar/{slug}")
}

/// The routes. Forms that were posted and are then loaded as addresses lead to the first page.
pub fn rotas() -> Router<AppState> {
    let formulario = |acao: MethodRouter<AppState>| acao.get(voltar);
    Router::new()
        .route("/entrar/{incorporadora}", get(escolha))
        .route("/entrar/{incorporadora}/", get(voltar))
        .route("/entrar/{incorporadora}/codigo", formulario(post(codigo::enviar)))
        .route("/entrar/{incorporadora}/codigo/validar", formulario(post(codigo::validar)))
        .route("/entrar/{incorporadora}/senha", formulario(post(senha::cliente)))
        .route("/entrar/{incorporadora}/sindico", get(senha::formulario).post(senha::sindico))
        .route("/entrar/{incorporadora}/esqueci", get(esqueci::formulario).post(esqueci::pedir))
        .route("/equipe/{incorporadora}", get(equipe::formulario))
        .route("/equipe/{incorporadora}/", get(equipe::voltar))
        .route("/equipe/{incorporadora}/codigo", post(equipe::enviar).get(equipe::voltar))
        .route("/equipe/{incorporadora}/codigo/validar", post(equipe::validar).get(equipe::voltar))
        .layer(DefaultBodyLimit::max(CORPO_MAXIMO))
}

/// A request to an incorporadora whose direct access is on; anything else is a page that does not exist.
struct Pedido {
    estado: AppState,
    /// `/entrar`, or `/equipe`.
    raiz: &'static str,
    slug: String,
    codigo_suporte: Option<Arc<str>>,
    /// Where it comes from, as far as trusted proxies tell.
    endereco: IpAddr,
    headers: HeaderMap,
    /// A session of its own, not that of the browser's cookie.
    sessao: Option<Session>,
    /// Of the browser's cookie.
    anterior: Option<Id>,
}

impl FromRequestParts<AppState> for Pedido {
    type Rejection = Response;

    async fn from_request_parts(partes: &mut Parts, estado: &AppState) -> Result<Self, Response> {
        Self::ler(partes, estado, "/entrar", |i| i.acesso_direto.ativo).await
    }
}

impl Pedido {
    /// Of a request below `raiz`, where `ligado` says that the incorporadora has it.
    async fn ler(
        partes: &mut Parts,
        estado: &AppState,
        raiz: &'static str,
        ligado: fn(&Incorporadora) -> bool,
    ) -> Result<Self, Response> {
        let codigo_suporte = partes.extensions.get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
        let slug = Path::<String>::from_request_parts(partes, estado).await.map(|Path(slug)| slug).unwrap_or_default();
        if !estado.incorporadora(&slug).is_some_and(|i| ligado(&i)) {
            return Err(Mensagem::nao_encontrada().resposta(estado, None, codigo_suporte));
        }
        let par = partes.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let confiaveis = &estado.config.servidor.proxies_confiaveis;
        let endereco =
            par.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |par| endereco_do_cliente(par, &partes.headers, confiaveis));
        Ok(Self {
            estado: estado.clone(),
            raiz,
            slug,
            codigo_suporte,
            endereco,
            headers: partes.headers.clone(),
            sessao: partes.extensions.get::<Session>().cloned(),
            anterior: partes.extensions.get::<CookieAnterior>().and_then(|c| c.0),
        })
    }

    /// Where its forms begin.
    fn base(&self) -> String {
        format!("{}/{}", self.raiz, self.slug)
    }

    /// Whose. Always there: the extractor looked.
    fn entrada(&self) -> Option<&Entrada> {
        self.estado.entradas.get(&self.slug)
    }

    fn incorporadora(&self) -> Option<Arc<Incorporadora>> {
        self.estado.incorporadora(&self.slug)
    }

    /// As the operator switched it.
    fn regras(&self) -> AcessoDireto {
        self.incorporadora().map(|i| i.acesso_direto).unwrap_or_default()
    }

    fn nao_ha(&self) -> Response {
        Mensagem::nao_encontrada().resposta(&self.estado, None, self.codigo_suporte.clone())
    }

    /// A page with a form.
    fn tela(&self, tela: Tela) -> Response {
        let Some(incorporadora) = self.incorporadora() else { return self.nao_ha() };
        entrar::resposta(&self.estado, incorporadora, tela, self.codigo_suporte.clone())
    }

    /// A whole-page message, with the way back to the forms.
    fn mensagem(&self, mensagem: Mensagem) -> Response {
        let mensagem = Mensagem { entrar: Some(self.base()), ..mensagem };
        mensagem.resposta(&self.estado, self.incorporadora(), self.codigo_suporte.clone())
    }

    fn quebrou(&self, erro: &impl std::fmt::Display) -> Response {
        tracing::error!(incorporadora = self.slug, %erro, "direct access failed on our side");
        self.mensagem(Mensagem::erro_interno())
    }
}

/// `GET /entrar/{incorporadora}`
async fn escolha(pedido: Pedido) -> Response {
    pedido.tela(Tela::Escolha { quem: String::new(), erro: None })
}

/// A form's address, loaded as a page.
async fn voltar(State(_): State<AppState>, pedido: Pedido) -> Response {
    Redirect::to(&format!("/entrar/{}", pedido.slug)).into_response()
}
