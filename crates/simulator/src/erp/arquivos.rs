//! The documents the rows link to, and links that live only for a while.

use std::{hash::BuildHasher as _, time::Duration};

use axum::{
    extract::{ConnectInfo, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde_json::json;
use url::Url;

use crate::{
    carteira::Conteudo,
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, servir},
    fio::Fio,
};

/// Addresses of documents, as rows carry them.
#[derive(Clone, Copy)]
pub(super) struct Enderecos<'a> {
    estado: &'a Estado,
    /// With `link-curto`, how long a link lives from now on.
    vida: Option<Duration>,
}

impl<'a> Enderecos<'a> {
    /// For the rows of `endpoint`: links are short-lived by a fault there or at the documents themselves.
    pub(super) fn de(estado: &'a Estado, falha: Option<TipoFalha>, pessoa: Option<&str>) -> Self {
        let vida = [falha, estado.falhas.para(Endpoint::Arquivos, pessoa)].into_iter().find_map(|falha| match falha {
            Some(TipoFalha::LinkCurto(vida)) => Some(vida),
            _ => None,
        });
        Self { estado, vida }
    }

    pub(super) fn link(self, arquivo: &str) -> Option<Url> {
        let mut url = self.estado.erp_url.join(&format!("arquivos/{arquivo}")).ok()?;
        if let Some(vida) = self.vida {
            let vida = i64::try_from(vida.as_secs()).unwrap_or(i64::MAX);
            let expira = self.estado.relogio.agora().as_second().saturating_add(vida);
            let assinatura = assinar(self.estado, arquivo, expira);
            url.query_pairs_mut().append_pair("expira", &expira.to_string()).append_pair("assinatura", &assinatura);
        }
        Some(url)
    }
}

/// A keyed hash, new with every start: enough for links that only have to be right or wrong.
fn assinar(estado: &Estado, arquivo: &str, expira: i64) -> String {
    format!("{:016x}", estado.chave_dos_links.hash_one((arquivo, expira)))
}

/// Whether the link may be used: unsigned ones for ever (unless documents are `link-curto`), signed ones until they expire.
fn valido(estado: &Estado, arquivo: &str, pares: &[(String, String)], exigido: bool) -> bool {
    let par = |nome: &str| pares.iter().find(|(n, _)| n == nome).map(|(_, valor)| valor.as_str());
    match (par("expira"), par("assinatura")) {
        (None, None) => !exigido,
        (Some(expira), Some(assinatura)) => expira.parse().is_ok_and(|expira: i64| {
            assinar(estado, arquivo, expira) == assinatura && estado.relogio.agora().as_second() < expira
        }),
        _ => false,
    }
}

/// Documents need no credential: links of real ERPs are often long-lived and public, which is why a plugin must not hand
/// them on.
pub(super) async fn arquivo(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(nome): Path<String>,
    Query(pares): Query<Vec<(String, String)>>,
) -> Response {
    estado.contagem.somar(Endpoint::Arquivos);
    let carteira = estado.carteira();
    let arquivo = carteira.arquivos.get(&nome);
    let falha = estado.falhas.para(Endpoint::Arquivos, arquivo.map(|a| a.pessoa));
    let exigido = matches!(falha, Some(TipoFalha::LinkCurto(_)));
    let corpo = match arquivo {
        Some(_) if !valido(&estado, &nome, &pares, exigido) => {
            Corpo::Json(StatusCode::FORBIDDEN, json!({"error": "Link expirado", "code": 403}))
        }
        Some(arquivo) => match &arquivo.conteudo {
            Conteudo::Pdf(bytes) => Corpo::Pdf(bytes.clone()),
            Conteudo::Xml(bytes) => Corpo::Xml(bytes.clone()),
        },
        None => Corpo::Json(StatusCode::NOT_FOUND, json!({"error": "Arquivo não encontrado", "code": 404})),
    };
    servir(&fio, Sitio::Erp, falha, corpo, estado.parada()).await
}
