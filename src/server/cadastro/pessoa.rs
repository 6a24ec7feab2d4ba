//! The person, and what is common to the two changes.

use axum::response::Response;
use cv::{Alteracao, ClienteCv, PessoaCv};
use tower_sessions::Session;

use super::{
    FalhaCv, conduzir, perguntar,
    rascunho::{self, Escrito},
    responder,
};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{session::Visita, state::AppState},
};

/// Parameter of the page after a change.
pub const PARAMETRO: &str = "mudanca";
/// Value of [`PARAMETRO`]: CV took it.
pub const RECEBIDA: &str = "recebida";
/// Value of [`PARAMETRO`]: a gestor has to approve it.
pub const APROVACAO: &str = "aprovacao";

/// What CV knows of the visitor. An answer about somebody else is none.
///
/// # Errors
/// See [`FalhaCv`].
pub async fn ler(estado: &AppState, visita: &Visita) -> Result<PessoaCv, FalhaCv> {
    let pessoa = perguntar(estado, visita, "pessoa", ClienteCv::pessoa).await?;
    if pessoa.documento_lido().is_some_and(|documento| documento != visita.principal.documento) {
        let (incorporadora, codigo_suporte) = (visita.principal.incorporadora.as_str(), &*visita.codigo_suporte);
        tracing::error!(incorporadora, codigo_suporte, "CV answered with the data of another person");
        return Err(FalhaCv::Ilegivel);
    }
    Ok(pessoa)
}

/// Leads to the page, which says what became of the change.
pub(super) async fn concluir(
    estado: &AppState,
    visita: &Visita,
    sessao: &Session,
    feito: Result<Alteracao, FalhaCv>,
    escrito: Escrito,
) -> Response {
    let desfecho = match feito {
        Ok(Alteracao::Recebida) => RECEBIDA,
        Ok(Alteracao::AguardaAprovacao) => APROVACAO,
        Err(falha) => return devolver(estado, visita, sessao, escrito, Some(falha)).await,
    };
    rascunho::esquecer(sessao).await;
    conduzir(visita, &format!("/dados?{PARAMETRO}={desfecho}"))
}

/// Back to the form with what was typed.
pub(super) async fn devolver(
    estado: &AppState,
    visita: &Visita,
    sessao: &Session,
    escrito: Escrito,
    falha: Option<FalhaCv>,
) -> Response {
    let lugar = match escrito {
        Escrito::Contato(_) => "contato",
        Escrito::Endereco(_) => "endereco",
        Escrito::Mensagem(_) => "escrever",
    };
    let pagina = if lugar == "escrever" { "/mensagens" } else { "/dados" };
    match rascunho::guardar(sessao, escrito, falha).await {
        Ok(numero) => conduzir(visita, &format!("{pagina}?{}={numero}#{lugar}", rascunho::PARAMETRO)),
        Err(erro) => {
            tracing::error!(%erro, "a draft could not be kept");
            responder(estado, visita, Mensagem::erro_interno().com_volta(Some(format!("{}{pagina}", visita.prefixo))))
        }
    }
}
