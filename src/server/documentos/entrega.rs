//! From the button to the file: `POST /documentos/{ref}`, then the document's page, then `GET /d/{bilhete}`.

use std::sync::Arc;

use axum::{
    extract::{Extension, Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::{
    bilhete::{self, Modo, Resgate},
    producao::{self, Arquivo, Falta},
};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::Incorporadora,
        middleware::{
            cabecalhos::{Moldura, PoliticaDeArquivo},
            registro::CodigoSuporte,
        },
        session::Visita,
        state::AppState,
    },
};

/// Parameter of the document's page: the second in which the person asked for the file.
pub const PARAMETRO_PEDIDO_EM: &str = "pedido-em";

/// `POST /documentos/{ref}`: the person wants this file. Leads to its page, which starts the download once: coming back to
/// that page later does not.
pub async fn pedir(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    Path(referencia): Path<String>,
) -> Response {
    if estado.abrir_documento(&visita, &referencia).is_none() {
        let codigo = Some(Arc::clone(&visita.codigo_suporte));
        return Mensagem::documento_nao_encontrado().resposta(&estado, Some(visita.incorporadora), codigo);
    }
    let agora = estado.relogio.agora().as_second();
    let local = format!("{}/documentos/{referencia}?{PARAMETRO_PEDIDO_EM}={agora}", visita.prefixo);
    match HeaderValue::from_str(&local) {
        Ok(local) => (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `GET /d/{bilhete}`: the file. Only a GET uses the ticket up: whoever asks for the head, or fetches ahead, gets nothing and
/// takes nothing.
pub async fn entregar(State(estado): State<AppState>, Path(bilhete): Path<String>, pedido: Request) -> Response {
    let codigo: Arc<str> = pedido.extensions().get::<CodigoSuporte>().map_or_else(|| "-".into(), |c| Arc::clone(&c.0));
    let adiantado = pedido.headers().contains_key("sec-purpose") || pedido.headers().contains_key("x-purpose");
    if pedido.method() != Method::GET || adiantado {
        let allow = (header::ALLOW, HeaderValue::from_static("GET"));
        return (StatusCode::METHOD_NOT_ALLOWED, [allow]).into_response();
    }
    match resgatar(&estado, &bilhete, &codigo).await {
        Ok((arquivo, modo, incorporadora)) => responder(arquivo, modo, incorporadora),
        Err((mensagem, incorporadora)) => {
            let volta = volta(pedido.headers(), &estado.config.servidor.url_publica);
            let incorporadora = incorporadora.or_else(|| estado.incorporadora_unica());
            mensagem.com_volta(volta).resposta(&estado, incorporadora, Some(codigo))
        }
    }
}

/// A refusal, and whose portal may frame it.
type Recusa = (Mensagem, Option<Arc<Incorporadora>>);

async fn resgatar(
    estado: &AppState,
    bilhete: &str,
    codigo: &Arc<str>,
) -> Result<(Arquivo, Modo, Arc<Incorporadora>), Recusa> {
    let resgate = bilhete::resgatar(estado, bilhete, Arc::clone(codigo)).await.map_err(|erro| {
        tracing::error!(%erro, "ticket could not be read");
        (Mensagem::erro_interno(), None)
    })?;
    match resgate {
        Resgate::Usado(incorporadora) => Err((Mensagem::bilhete_usado(), incorporadora)),
        Resgate::Vencido(incorporadora) => Err((Mensagem::bilhete_vencido(), incorporadora)),
        Resgate::Desconhecido => Err((Mensagem::documento_nao_encontrado(), None)),
        Resgate::Valido { visita, pedido, modo } => {
            let incorporadora = Arc::clone(&visita.incorporadora);
            match producao::produzir(estado, &visita, &pedido).await {
                Ok(arquivo) => Ok((arquivo, modo, incorporadora)),
                Err(falta) => Err((falta.mensagem(), Some(incorporadora))),
            }
        }
    }
}

fn responder(arquivo: Arquivo, modo: Modo, incorporadora: Arc<Incorporadora>) -> Response {
    let como = match modo {
        Modo::Abrir if arquivo.tipo.abre_no_navegador() => "inline",
        _ => "attachment",
    };
    // The name is made of ASCII letters, digits and hyphens.
    let Ok(disposicao) = HeaderValue::from_str(&format!("{como}; filename=\"{}\"", arquivo.nome)) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tipo = HeaderValue::from_static(arquivo.tipo.mime());
    let cabecalhos = [(header::CONTENT_TYPE, tipo), (header::CONTENT_DISPOSITION, disposicao)];
    let mut resposta = (cabecalhos, arquivo.bytes).into_response();
    resposta.extensions_mut().insert(PoliticaDeArquivo);
    resposta.extensions_mut().insert(Moldura(incorporadora));
    resposta
}

/// The page the ticket was used on, when the browser says so: the way back. Known from the request alone, never from the
/// ticket, which may have been passed on to somebody else.
fn volta(headers: &HeaderMap, url_publica: &Url) -> Option<String> {
    let origem = Url::parse(headers.get(header::REFERER)?.to_str().ok()?).ok()?;
    let nossa = origem.origin() == url_publica.origin() && origem.path().starts_with("/s/");
    nossa.then(|| origem.path().to_owned())
}

impl Falta {
    /// What the person is told.
    pub(crate) fn mensagem(&self) -> Mensagem {
        match self {
            Self::NaoEncontrado => Mensagem::documento_nao_encontrado(),
            Self::Falha(falha) => Mensagem::documento_indisponivel(falha),
            Self::Portal(falha) => Mensagem::documento_do_portal(falha),
            Self::OutroTipo => Mensagem::documento_de_outro_tipo(),
            Self::Incompleto => Mensagem::arquivo_indisponivel(),
            Self::Interno => Mensagem::erro_interno(),
        }
    }
}
