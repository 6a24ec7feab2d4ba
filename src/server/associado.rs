//! Associados: people in a purchase who log in with their own CPF, which the ERP does not know.
//!
//! CV's units and contracts of the token name the titular. Where the incorporadora allows it, the associate may see the
//! titular's data, read-only; the titular reads of it under Privacidade.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::{IntoResponse as _, Redirect, Response},
};
use cv::{ErroCv, TitularCv};
use domain::documento::Documento;
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    cripto::Especie,
    financeiro::Falha,
    session::{
        Visita,
        conteudo::{ASSOCIADO, TitularGuardado},
    },
    state::AppState,
    storage::{Auditoria, Evento},
};
use crate::app::pages::mensagem::Mensagem;

/// What CV is waited for: the page that asks has waited for the ERP before.
const PRAZO: Duration = Duration::from_secs(3);

/// Somebody in whose purchase the person takes part, as CV says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitularDoAssociado {
    /// Whole and valid: a masked one identifies nobody.
    pub documento: Documento,
    /// Code in the ERP, when CV knows it.
    pub id_erp: Option<String>,
    /// Name.
    pub nome: Option<String>,
}

/// Why there is nobody to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SemTitular {
    /// The incorporadora did not allow it.
    Desligado,
    /// CV's token is gone, or CV takes it no more.
    SemToken,
    /// CV could not be asked.
    ForaDoAr,
    /// CV names nobody, or not by a whole document.
    Ninguem,
}

/// Whom the visitor is an associate of.
///
/// # Errors
/// See [`SemTitular`].
pub async fn titulares(estado: &AppState, visita: &Visita) -> Result<Vec<TitularDoAssociado>, SemTitular> {
    if !visita.incorporadora.associados.ver_titular {
        return Err(SemTitular::Desligado);
    }
    let (Some(token), Some(entrada)) = (&visita.token_portal, estado.entradas.get(&visita.autor.incorporadora)) else {
        return Err(SemTitular::SemToken);
    };
    let perguntas = async { tokio::join!(entrada.cv.unidades(token), entrada.cv.contratos(token)) };
    let Ok((unidades, contratos)) = tokio::time::timeout(PRAZO, perguntas).await else {
        return Err(SemTitular::ForaDoAr);
    };
    let recusado = [unidades.as_ref().err(), contratos.as_ref().err()].contains(&Some(&ErroCv::Recusado));
    for erro in [unidades.as_ref().err(), contratos.as_ref().err()].into_iter().flatten() {
        tracing::info!(erro = erro.codigo(), "CV could not say whose associate this is");
    }
    let falhou = unidades.is_err() && contratos.is_err();
    let das_unidades = unidades.into_iter().flat_map(|lista| lista.itens).filter_map(|u| u.titular);
    let dos_contratos = contratos.into_iter().flat_map(|lista| lista.itens).filter_map(|c| c.titular);
    let mut achados: Vec<TitularDoAssociado> = Vec::new();
    for titular in das_unidades.chain(dos_contratos).filter_map(|t| ler(&t)) {
        let proprio = titular.documento == visita.autor.documento;
        if !proprio && !achados.iter().any(|a| a.documento == titular.documento) {
            achados.push(titular);
        }
    }
    match achados.is_empty() {
        false => Ok(achados),
        true if recusado => Err(SemTitular::SemToken),
        true if falhou => Err(SemTitular::ForaDoAr),
        true => Err(SemTitular::Ninguem),
    }
}

fn ler(titular: &TitularCv) -> Option<TitularDoAssociado> {
    let documento = titular.documento.as_deref().filter(|d| !d.contains('*'))?;
    Some(TitularDoAssociado {
        documento: Documento::ler(&documento.to_uppercase()).ok()?,
        id_erp: titular.id_erp.clone(),
        nome: titular.nome.clone(),
    })
}

/// The form. No `Debug`: the reference is a key of sorts.
#[derive(Deserialize)]
pub struct Formulario {
    /// Reference to the titular; without one the person goes back to their own data.
    titular: Option<String>,
}

/// `POST /associado`: begins or ends looking at the titular's data.
pub async fn escolher(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let responder = |mensagem: Mensagem| {
        let codigo = Some(Arc::clone(&visita.codigo_suporte));
        mensagem.resposta(&estado, Some(Arc::clone(&visita.incorporadora)), codigo)
    };
    let Ok(Form(Formulario { titular })) = formulario else { return responder(Mensagem::nao_encontrada()) };
    let guardado = match titular {
        None => sessao.remove_value(ASSOCIADO).await.map(drop),
        Some(referencia) => {
            let documento = estado.abrir_referencia_do_autor(&visita, Especie::Titular, &referencia);
            let Some(titular) = confirmar(&estado, &visita, documento).await else {
                return responder(Mensagem::nao_encontrada());
            };
            if let Err(erro) = registrar(&estado, &visita, &titular).await {
                tracing::error!(%erro, "an associate was not let in: it could not be put on record");
                return responder(Mensagem::erro_interno());
            }
            let TitularDoAssociado { documento, id_erp, nome } = titular;
            sessao.insert(ASSOCIADO, TitularGuardado { documento, id_erp, nome }).await
        }
    };
    if let Err(erro) = guardado {
        tracing::error!(%erro, "the choice of an associate could not be kept");
        return responder(Mensagem::erro_interno());
    }
    Redirect::to(&format!("{}/", visita.prefixo)).into_response()
}

/// The titular named, if the ERP still does not know the person and CV still names that titular.
async fn confirmar(estado: &AppState, visita: &Visita, documento: Option<String>) -> Option<TitularDoAssociado> {
    let documento = documento?;
    if !matches!(estado.financeiro.cliente(visita).await, Err(Falha::Desconhecido)) {
        return None;
    }
    titulares(estado, visita).await.ok()?.into_iter().find(|t| t.documento.normalizado() == documento)
}

async fn registrar(
    estado: &AppState,
    visita: &Visita,
    titular: &TitularDoAssociado,
) -> Result<(), super::storage::ErroArmazem> {
    let evento = Evento {
        quando: estado.relogio.agora(),
        incorporadora: visita.autor.incorporadora.clone(),
        titular_hmac: estado.chaveiro.hmac_titular(titular.documento.normalizado()),
        ator: format!("associado:{}", visita.autor.titular_hmac),
        acao: "associado".to_owned(),
        detalhe: visita.autor.nome.clone(),
    };
    Auditoria::nova(Arc::clone(&estado.armazem), Arc::clone(&estado.chaveiro)).gravar(&evento).await
}
