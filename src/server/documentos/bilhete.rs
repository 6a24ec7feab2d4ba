//! Tickets: one document, one use, a minute at most, no cookie.
//!
//! A tab opened from an iframe does not see the iframe's cookies, and a download started by a page may not either. So the
//! address of a file proves itself: 128 random bits, of which the database knows only the digest. The ticket holds the
//! session's id sealed: when the session ends, so does the ticket.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tower_sessions::{SessionStore as _, session::Id};

use super::pedido::Pedido;
use crate::server::{
    config::Incorporadora,
    cripto::{Proposito, resumo},
    gestor::previa,
    session::{Conteudo as DaSessao, SessaoDaVisita, Visita},
    state::AppState,
    storage::{Chave, Consumo, ErroArmazem, LinhaBilhete},
};

/// How long a ticket opens its document.
pub const VALIDADE: SignedDuration = SignedDuration::from_secs(60);
/// How long after that the person is still told what happened to it.
const LEMBRANCA: SignedDuration = SignedDuration::from_hours(1);

/// What the browser is told to do with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Modo {
    /// Show it.
    Abrir,
    /// Save it.
    Baixar,
}

/// What a ticket holds, sealed.
#[derive(Serialize, Deserialize)]
struct Conteudo {
    sessao: String,
    pedido: Pedido,
    modo: Modo,
}

/// What became of a ticket.
pub enum Resgate {
    /// Its only use: this visitor may have this document now.
    Valido {
        /// The holder, from the session the ticket was made in.
        visita: Box<Visita>,
        /// The document.
        pedido: Pedido,
        /// Show or save.
        modo: Modo,
    },
    /// Used already.
    Usado(Option<Arc<Incorporadora>>),
    /// Too old, or its session has ended.
    Vencido(Option<Arc<Incorporadora>>),
    /// Not a ticket of ours.
    Desconhecido,
}

/// Makes a ticket for each way of getting one document, and answers their addresses in the same order.
///
/// # Errors
/// When the database does.
pub async fn emitir(
    estado: &AppState,
    visita: &Visita,
    pedido: &Pedido,
    modos: &[Modo],
) -> Result<Vec<String>, ErroArmazem> {
    let Some(sessao) = visita.sessao else {
        tracing::error!("a ticket asked for without a session");
        return Ok(Vec::new());
    };
    let agora = estado.relogio.agora();
    let expira = agora.saturating_add(VALIDADE).unwrap_or(agora).min(visita.principal.expira_em);
    let bilhetes: Vec<String> = modos.iter().map(|_| URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())).collect();
    let linhas: Vec<LinhaBilhete> = bilhetes
        .iter()
        .zip(modos)
        .map(|(bilhete, modo)| {
            let hash = hash(bilhete);
            let conteudo = Conteudo { sessao: sessao.0.to_string(), pedido: pedido.clone(), modo: *modo };
            // Plain data of strings and numbers: serialising it cannot fail.
            let claro = serde_json::to_vec(&conteudo).unwrap_or_default();
            LinhaBilhete {
                hash,
                incorporadora: visita.principal.incorporadora.clone(),
                titular_hmac: visita.principal.titular_hmac.clone(),
                papel: visita.principal.papel.as_str().to_owned(),
                dados: estado.chaveiro.selar(Proposito::Bilhete, &hash, &claro),
                expira,
                remover_em: expira.saturating_add(LEMBRANCA).unwrap_or(expira),
            }
        })
        .collect();
    estado.armazem.bilhetes_criar(&linhas).await?;
    Ok(bilhetes.into_iter().map(|bilhete| format!("/d/{bilhete}")).collect())
}

/// Uses a ticket up.
///
/// # Errors
/// When the database does.
pub async fn resgatar(estado: &AppState, bilhete: &str, codigo: Arc<str>) -> Result<Resgate, ErroArmazem> {
    let hash = hash(bilhete);
    let agora = estado.relogio.agora();
    let linha = match estado.armazem.bilhete_consumir(&hash, agora).await? {
        Consumo::Valido(linha) => linha,
        Consumo::Usado { incorporadora } => return Ok(Resgate::Usado(estado.incorporadora(&incorporadora))),
        Consumo::Expirado { incorporadora } => return Ok(Resgate::Vencido(estado.incorporadora(&incorporadora))),
        Consumo::Desconhecido => return Ok(Resgate::Desconhecido),
    };
    let Some(incorporadora) = estado.incorporadora(&linha.incorporadora) else {
        return Ok(Resgate::Desconhecido);
    };
    let Some(conteudo) = abrir(estado, &hash, &linha.dados) else {
        return Ok(Resgate::Desconhecido);
    };
    let Some((id, mut sessao)) = da_sessao(estado, &conteudo.sessao).await else {
        return Ok(Resgate::Vencido(Some(incorporadora)));
    };
    previa::conferir(estado, &mut sessao, &incorporadora, SessaoDaVisita(id)).await?;
    let alcance = sessao.alcance(&incorporadora, &estado.chaveiro, agora);
    // The session may have gone on to another condominium or another preview; the row says whose the ticket was.
    let mesmo =
        alcance.perfil.tem_titular() && alcance.principal.eh(&linha.titular_hmac, &linha.incorporadora, &linha.papel);
    if agora >= alcance.principal.expira_em || !mesmo {
        return Ok(Resgate::Vencido(Some(incorporadora)));
    }
    let visita = Box::new(Visita {
        principal: alcance.principal,
        perfil: alcance.perfil,
        previa: alcance.previa,
        origem: sessao.autor.origem,
        autor: Arc::new(sessao.autor),
        token_portal: sessao.token,
        incorporadora,
        // A file has no links, so the visit's handle is not kept with the ticket.
        prefixo: "".into(),
        codigo_suporte: codigo,
        sessao: Some(SessaoDaVisita(id)),
    });
    Ok(Resgate::Valido { visita, pedido: conteudo.pedido, modo: conteudo.modo })
}

fn hash(bilhete: &str) -> Chave {
    resumo(bilhete.as_bytes())
}

fn abrir(estado: &AppState, hash: &Chave, dados: &[u8]) -> Option<Conteudo> {
    let claro = estado
        .chaveiro
        .abrir(Proposito::Bilhete, hash, dados)
        .inspect_err(|erro| tracing::error!(%erro, "ticket with an unreadable payload"))
        .ok()?;
    serde_json::from_slice(&claro).ok()
}

async fn da_sessao(estado: &AppState, sessao: &str) -> Option<(Id, DaSessao)> {
    let id: Id = sessao.parse().ok()?;
    let registro = estado.sessoes.load(&id).await.ok()??;
    Some((id, DaSessao::do_registro(&registro)?))
}
