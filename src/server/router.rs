//! The whole service: routes, and the layers of [`super::middleware`] in their order.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, get, post},
};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::{nonce::Nonce, prelude::*};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_to_stream_in_order_with_context};
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::{
    csrf::CsrfLayer,
    services::{ServeDir, ServeFile},
};
use tower_sessions::{Session, SessionManagerLayer, cookie::SameSite};

use super::{
    api, associado,
    cadastro::{self, contato, endereco, mensagens},
    direto,
    documentos::{self, quitacao::pedido as quitacao},
    gestor::{busca, previa},
    health, marca,
    middleware::{
        cabecalhos::{self, NonceCsp, Publico},
        compressao, guarda, limites, panico, particionado,
        registro::{self, CodigoSuporte},
        visitante,
    },
    portal::launch,
    privacidade,
    session::{COOKIE, Conteudo, Visita},
    sindico,
    state::AppState,
    storage::Origem,
    verificar,
};
use crate::app::{pages::mensagem::Mensagem, routes::App, shell::shell};

/// The service, ready to be served or driven by a test. `encerrando` makes readiness fail first when a shutdown begins.
pub fn build_router(estado: AppState, encerrando: CancellationToken) -> Router {
    let rotas = com_sessao(&estado)
        .merge(publicas(&estado, encerrando))
        .merge(api::rotas())
        .fallback(sem_rota)
        .with_state(estado.clone());

    // Every unsafe method must come from our own pages, but the launch: that one is cross-site by nature, and carries its
    // own proof. The API reads no cookie and has nothing but GET; what it says to other methods is its own.
    let csrf = CsrfLayer::new()
        .with_insecure_bypass(|_, uri| uri.path().starts_with("/p/") || api::e_da_api(uri.path()))
        .with_rejection_response({
            let estado = estado.clone();
            move |_| {
                Mensagem::pedido_invalido(StatusCode::FORBIDDEN).resposta(&estado, estado.incorporadora_unica(), None)
            }
        });
    let camadas = ServiceBuilder::new()
        .layer(from_fn(registro::registrar))
        .layer(from_fn(compressao::comprimir))
        .layer(from_fn(cabecalhos::seguranca))
        .layer(from_fn_with_state(estado.clone(), panico::recolher))
        .layer(from_fn_with_state(estado.clone(), limites::limitar))
        .layer(from_fn_with_state(estado, visitante::resolver))
        // It writes the path to its trace: only once the handle is off it.
        .layer(csrf);

    // The layers change the path, so they must run before routing: they wrap a router whose only route is the real one.
    Router::new().fallback_service(rotas).layer(camadas)
}

/// Launch and pages: the routes that read or write the session.
fn com_sessao(estado: &AppState) -> Router<AppState> {
    let sessao = SessionManagerLayer::new(estado.sessoes.clone())
        .with_name(COOKIE)
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::None)
        // How long it lives is said by whoever writes to it: `Principal::validade`.
        .with_path("/");

    let lancamento = Router::new()
        .route("/p/{incorporadora}/{papel}", get(launch::lancar).post(launch::lancar).fallback(launch::metodo_errado));
    lancamento
        .merge(direto::rotas())
        .merge(paginas(estado))
        .layer(ServiceBuilder::new().layer(from_fn(particionado::completar_cookie)).layer(sessao))
}

fn paginas(estado: &AppState) -> Router<AppState> {
    let opcoes = estado.leptos.clone();
    let documento = move || shell(opcoes.clone());
    let nao_encontrada = render_app_to_stream_in_order_with_context(
        {
            let estado = estado.clone();
            move || {
                provide_context(estado.clone());
                contexto();
            }
        },
        documento.clone(),
    );
    acoes()
        .into_iter()
        .fold(Router::new(), |rotas, (caminho, acao)| rotas.route(caminho, acao))
        .leptos_routes_with_context(estado, generate_route_list(App), contexto, documento)
        // Below a visit every other path is a page too: the one that says so.
        .route("/{*resto}", any(nao_encontrada))
        .layer(from_fn_with_state(estado.clone(), guarda::guardar))
}

/// The routes of a visit that are no pages of Leptos, each with what it does.
pub fn acoes() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/sair", post(sair)),
        ("/associado", post(associado::escolher)),
        ("/condominios", post(sindico::escolher)),
        ("/privacidade/encerrar", post(privacidade::encerrar)),
        ("/documentos/{referencia}", post(documentos::entrega::pedir)),
        (
            "/quitacao/emitir",
            post(quitacao::emitir).get(quitacao::voltar).layer(DefaultBodyLimit::max(quitacao::CORPO_MAXIMO)),
        ),
        ("/dados/contato", post(contato::alterar).layer(DefaultBodyLimit::max(cadastro::CORPO_MAXIMO))),
        ("/dados/endereco", post(endereco::alterar).layer(DefaultBodyLimit::max(cadastro::CORPO_MAXIMO))),
        ("/mensagens", post(mensagens::enviar).layer(DefaultBodyLimit::max(cadastro::CORPO_MAXIMO))),
        ("/gestor/buscar", post(busca::buscar).layer(DefaultBodyLimit::max(busca::CORPO_MAXIMO))),
        ("/gestor/previa", post(previa::iniciar).layer(DefaultBodyLimit::max(busca::CORPO_MAXIMO))),
        ("/gestor/previa/encerrar", post(previa::encerrar)),
    ]
}

/// Gives Leptos the nonce that the header carries.
fn contexto() {
    let nonce = use_context::<Parts>().and_then(|p| p.extensions.get::<NonceCsp>().cloned());
    if let Some(NonceCsp(nonce)) = nonce {
        provide_context(Nonce::from_value(nonce));
    }
}

fn publicas(estado: &AppState, encerrando: CancellationToken) -> Router<AppState> {
    let raiz = std::path::PathBuf::from(estado.leptos.site_root.as_ref());
    let pacote = ServeDir::new(raiz.join(estado.leptos.site_pkg_dir.as_ref())).precompressed_br().precompressed_gzip();
    let imutavel = ServiceBuilder::new()
        .map_response(|mut resposta: Response| {
            if resposta.status().is_success() || resposta.status() == StatusCode::NOT_MODIFIED {
                resposta
                    .headers_mut()
                    .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
                resposta.extensions_mut().insert(Publico);
            }
            resposta
        })
        .map_response(IntoResponse::into_response)
        .service(pacote);
    Router::new()
        .nest_service(&format!("/{}", estado.leptos.site_pkg_dir), imutavel)
        .route("/marca/{arquivo}", get(marca::servir))
        .route("/d/{bilhete}", any(documentos::entrega::entregar))
        .route(verificar::CAMINHO, get(verificar::formulario))
        .route("/verificar/", get(verificar::formulario))
        .route("/verificar/{*codigo}", get(verificar::por_codigo))
        .route_service("/favicon.svg", ServeFile::new(raiz.join("favicon.svg")))
        // Asked for by browsers that show a file in a tab of its own; the type says what it is.
        .route_service("/favicon.ico", ServeFile::new(raiz.join("favicon.svg")))
        .route_service("/robots.txt", ServeFile::new(raiz.join("robots.txt")))
        .merge(
            Router::new()
                .route("/saude/vivo", get(health::vivo))
                .route("/saude/pronto", get(health::pronto))
                .with_state((estado.clone(), encerrando)),
        )
}

/// `POST /sair`: ends the session, everywhere it is open.
async fn sair(State(estado): State<AppState>, sessao: Session, pedido: Request) -> Response {
    let visita = pedido.extensions().get::<Visita>().cloned();
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    if let Some(visita) = visita.as_ref().filter(|visita| visita.previa.is_some())
        && let Ok(Some(conteudo)) = Conteudo::da_sessao(&sessao).await
    {
        previa::abandonar(&estado, &conteudo, &visita.incorporadora, visita.sessao).await;
    }
    if let Err(erro) = sessao.flush().await {
        tracing::error!(%erro, "session could not be ended");
        return Mensagem::erro_interno().resposta(&estado, visita.map(|v| v.incorporadora), codigo);
    }
    let origem = visita.as_ref().map_or(Origem::Portal, |v| v.origem);
    Mensagem::ate_logo().resposta_da_visita(&estado, visita.map(|v| v.incorporadora), origem, codigo)
}

async fn sem_rota(State(estado): State<AppState>, pedido: Request) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    Mensagem::nao_encontrada().resposta(&estado, None, codigo)
}

/// How long a request's head may take to arrive.
pub const PRAZO_CABECALHO: Duration = Duration::from_secs(10);
