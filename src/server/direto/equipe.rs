//! `/equipe/{incorporadora}`: staff outside CV's manager panel, by the code CV sends to an administrative user.
//!
//! For a CV whose panel hands over no token the plugin can use. CV judges the code at the address of its administrative users:
//! that, and the e-mail it was sent to, is the proof. Off unless `[incorporadora.portal.gestor] codigo = true`. As everywhere here,
//! nothing tells whether CV knows somebody.

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse as _, Redirect, Response},
};
use cv::{ClienteCv, Identificador};
use domain::documento::{Email, Token};
use http::request::Parts;

use super::{
    Pedido,
    acesso::{self, Fim, Recusa},
    campos::{Campos, mascarado},
    codigo::encomendar,
    envio::Envio,
    pendente,
    tentativas::Assunto,
};
use crate::{
    app::pages::entrar::{Erro, Tela},
    server::{
        config::{Papel, Slug},
        portal::{ErroResolucao, Identidade},
        state::AppState,
    },
};

/// Where staff of that incorporadora come in.
pub fn caminho(slug: &Slug) -> String {
    format!("/equipe/{slug}")
}

/// A request to an incorporadora whose staff come in by code; anything else is a page that does not exist.
pub(super) struct DaEquipe(Pedido);

impl FromRequestParts<AppState> for DaEquipe {
    type Rejection = Response;

    async fn from_request_parts(partes: &mut Parts, estado: &AppState) -> Result<Self, Response> {
        Pedido::ler(partes, estado, "/equipe", |i| i.portal.equipe_por_codigo).await.map(Self)
    }
}

/// `GET /equipe/{incorporadora}`
pub(super) async fn formulario(DaEquipe(pedido): DaEquipe) -> Response {
    pedido.tela(Tela::Equipe { quem: String::new(), erro: None })
}

/// A form's address, loaded as a page.
pub(super) async fn voltar(DaEquipe(pedido): DaEquipe) -> Response {
    Redirect::to(&pedido.base()).into_response()
}

/// `POST /equipe/{incorporadora}/codigo`
pub(super) async fn enviar(DaEquipe(pedido): DaEquipe, campos: Campos) -> Response {
    let Some(quem) = campos.quem().filter(|quem| matches!(quem, Identificador::Email(_))) else {
        return pedido.tela(Tela::Equipe { quem: campos.quem_digitado(), erro: Some(Erro::Email) });
    };
    match encomendar(&pedido, Assunto::EnvioParaEquipe, Envio::CodigoDaEquipe, &quem).await {
        Ok(()) => {
            let estado = &pedido.estado;
            let selado = pendente::selar(&estado.chaveiro, &lugar(&pedido), &quem, estado.relogio.agora());
            pedido.tela(Tela::CodigoDaEquipe { pedido: selado, quem: mascarado(&quem), erro: None })
        }
        Err(resposta) => resposta,
    }
}

/// `POST /equipe/{incorporadora}/codigo/validar`
pub(super) async fn validar(DaEquipe(pedido): DaEquipe, campos: Campos) -> Response {
    let estado = &pedido.estado;
    let quem = pendente::abrir(&estado.chaveiro, &lugar(&pedido), campos.pedido(), estado.relogio.agora());
    let Some((quem, email)) = quem.and_then(|quem| match &quem {
        Identificador::Email(email) => Some((quem.clone(), email.clone())),
        Identificador::Documento(_) => None,
    }) else {
        return pedido.tela(Tela::Equipe { quem: String::new(), erro: Some(Erro::Prazo) });
    };
    let de_novo = |erro| {
        let selado = campos.pedido().to_owned();
        pedido.tela(Tela::CodigoDaEquipe { pedido: selado, quem: mascarado(&quem), erro: Some(erro) })
    };
    let Some(codigo) = campos.codigo() else { return de_novo(Erro::FormaDoCodigo) };
    let Some(entrada) = pedido.entrada() else { return pedido.nao_ha() };
    let pergunta = entrada.cv.validar_codigo_adm(&email, &codigo);
    match acesso::tentar(&pedido, Assunto::CodigoDaEquipe, Papel::Gestor, &quem, pergunta).await {
        Fim::Resposta(resposta) => resposta,
        Fim::Recusa(Recusa::Errado) => de_novo(Erro::Codigo),
        Fim::Recusa(Recusa::SemResposta) => de_novo(Erro::SemResposta),
    }
}

/// Who the token is of: whoever CV sent the code to. The name is asked for; without one the client reads the e-mail.
///
/// # Errors
/// When CV says that the token is somebody else's.
pub(super) async fn identidade(cv: &ClienteCv, email: &Email, token: &Token) -> Result<Identidade, ErroResolucao> {
    let usuario = cv.usuario_adm(token).await.ok();
    let outro = usuario
        .as_ref()
        .and_then(|u| u.email.as_deref())
        .is_some_and(|dito| !dito.trim().eq_ignore_ascii_case(email.exposto()));
    let identidade = Identidade::equipe(email.exposto()).filter(|_| !outro).ok_or(ErroResolucao::Recusado)?;
    let nome = usuario.and_then(|u| u.nome).filter(|nome| !nome.trim().is_empty());
    Ok(Identidade { nome: Some(nome.unwrap_or_else(|| email.exposto().to_owned())), ..identidade })
}

/// What is sealed for the staff's form opens nothing at the clients'.
fn lugar(pedido: &Pedido) -> String {
    format!("equipe/{}", pedido.slug)
}
