//! A preview: staff see exactly the client's pages, read-only, for fifteen minutes, and the client can read who, when and why.
//!
//! The trail has the beginning before the session has the preview: what cannot be recorded does not happen. Its end is recorded
//! once, by whoever notices it first: the button, the end of the visit, or the first request after the time is over. A mark in
//! the database decides which of concurrent requests that is, and from then on no session opens that preview again, whatever an
//! older request still writes into it. A beginning without an end (the browser was closed, the visit ended by disuse) ended
//! [`DURACAO`] after it at the latest.

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::Response,
};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tower_sessions::Session;

use super::busca::{Busca, Cliente, MotivoRecusado, conduzir, responder};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::{Incorporadora, TipoErp},
        cripto::{juntar, resumo},
        session::{
            Conteudo, Principal, SessaoDaVisita, Visita,
            conteudo::{PREVIA, PreviaGuardada},
        },
        state::AppState,
        storage::{Auditoria, Chave, ErroArmazem, Evento},
    },
};

/// How long a preview lasts; the visit's end ends it too.
pub const DURACAO: SignedDuration = SignedDuration::from_mins(15);
/// Word of the audit trail: a preview began. The detail is the name of who looks and the reason, as [`detalhe`] writes them.
pub const ACAO_INICIO: &str = "previa-inicio";
/// Word of the audit trail: it ended. The detail is the name and how.
pub const ACAO_FIM: &str = "previa-fim";
/// Fewest characters of a reason: a word is not one.
pub const MOTIVO_MINIMO: usize = 10;
/// Most characters of a reason.
pub const MOTIVO_MAXIMO: usize = 300;
/// What is kept of a longer one, to be shown again.
const MOTIVO_MOSTRADO: usize = 400;
/// Query of the gestor's page after a preview.
pub const TERMINOU: &str = "previa=terminou";

/// How a preview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fim {
    /// By the button.
    Botao,
    /// Its time was over.
    Prazo,
    /// The visit ended, or another one took its place.
    Saida,
}

impl Fim {
    const fn texto(self) -> &'static str {
        match self {
            Self::Botao => "prévia encerrada",
            Self::Prazo => "prévia encerrada pelo prazo",
            Self::Saida => "prévia encerrada com o acesso",
        }
    }
}

/// Whether staff can see what a client sees: an ERP that is CV itself answers to the client's own token only.
pub const fn possivel(incorporadora: &Incorporadora) -> bool {
    !matches!(incorporadora.erp.tipo, TipoErp::Cv)
}

/// What the trail says of a beginning: the client reads who looked and why.
pub fn detalhe(autor: &Principal, incorporadora: &Incorporadora, texto: &str) -> String {
    let nome = autor.nome.as_deref().map(str::trim).filter(|nome| !nome.is_empty());
    match nome {
        Some(nome) => format!("{nome}: {texto}"),
        None => format!("Equipe de {}: {texto}", incorporadora.nome),
    }
}

/// A reason, in one line; `None` when it is too short or too long to be one.
pub fn motivo(texto: &str) -> Option<String> {
    let palavras = texto.split(|c: char| c.is_whitespace() || c.is_control()).filter(|palavra| !palavra.is_empty());
    let linha = palavras.collect::<Vec<_>>().join(" ");
    (MOTIVO_MINIMO..=MOTIVO_MAXIMO).contains(&linha.chars().count()).then_some(linha)
}

/// The form. No `Debug`.
#[derive(Deserialize)]
pub struct Formulario {
    cliente: String,
    busca: String,
    #[serde(default)]
    motivo: String,
}

/// `POST /gestor/previa`.
pub async fn iniciar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let Ok(Form(formulario)) = formulario else {
        return responder(&estado, &visita, Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    let cliente = Cliente::abrir(&estado, &visita, &formulario.cliente);
    let Some(cliente) = cliente.filter(|_| possivel(&visita.incorporadora)) else {
        return responder(&estado, &visita, nao_encontrado());
    };
    let Some(motivo) = motivo(&formulario.motivo) else {
        return recusar_motivo(&estado, &visita, &cliente, formulario);
    };
    match abrir(&estado, &visita, &sessao, cliente, &motivo).await {
        Ok(_) => conduzir(&format!("{}/", visita.prefixo)),
        Err(erro) => {
            tracing::error!(%erro, "preview not begun");
            responder(&estado, &visita, Mensagem::erro_interno())
        }
    }
}

/// `POST /gestor/previa/encerrar`.
pub async fn encerrar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
) -> Response {
    match fechar(&estado, &visita, &sessao).await {
        Ok(()) => conduzir(&format!("{}/gestor?{TERMINOU}", visita.prefixo)),
        Err(erro) => {
            tracing::error!(%erro, "preview not ended");
            responder(&estado, &visita, Mensagem::erro_interno())
        }
    }
}

/// Back to the page of the search, which names the error beside the field and keeps what was typed.
fn recusar_motivo(estado: &AppState, visita: &Visita, cliente: &Cliente, formulario: Formulario) -> Response {
    let Some(busca) = Busca::abrir(estado, visita, &formulario.busca) else {
        return responder(estado, visita, nao_encontrado());
    };
    let recusado = MotivoRecusado {
        titular_hmac: estado.chaveiro.hmac_titular(cliente.documento.normalizado()),
        motivo: formulario.motivo.chars().take(MOTIVO_MOSTRADO).collect(),
    };
    let referencia = Busca { recusado: Some(recusado), ..busca }.referencia(estado, visita);
    conduzir(&format!("{}/gestor/busca/{referencia}", visita.prefixo))
}

fn nao_encontrado() -> Mensagem {
    Mensagem::nova(
        StatusCode::NOT_FOUND,
        "Procure o cliente de novo",
        "O resultado desta busca não vale mais, ou não é deste acesso.",
        "Volte à página do gestor e repita a busca.",
    )
}

/// Why a preview could not be begun or ended.
#[derive(Debug, thiserror::Error)]
enum Erro {
    #[error(transparent)]
    Armazem(#[from] ErroArmazem),
    #[error("sessão: {0}")]
    Sessao(#[from] tower_sessions::session::Error),
}

/// Whether it was begun here: another request of the same visit may have begun one at the same time.
async fn abrir(
    estado: &AppState,
    visita: &Visita,
    sessao: &Session,
    cliente: Cliente,
    motivo: &str,
) -> Result<bool, Erro> {
    let autor = &visita.autor;
    let agora = estado.relogio.agora();
    let ate = agora.saturating_add(DURACAO).unwrap_or(agora).min(autor.expira_em);
    let lugar = lugar(visita.sessao);
    if estado.armazem.tentativa_somar(&lugar, agora, ate).await?.quantas > 1 {
        return Ok(false);
    }
    let previa = PreviaGuardada {
        id: format!("{:032x}", rand::random::<u128>()),
        documento: cliente.documento,
        id_erp: cliente.id_erp,
        nome: cliente.nome,
        ate,
    };
    let detalhe = detalhe(autor, &visita.incorporadora, motivo);
    if let Err(erro) = registrar(estado, autor, &previa, agora, ACAO_INICIO, detalhe).await {
        estado.armazem.tentativa_esquecer(&lugar).await?;
        return Err(erro.into());
    }
    let guardada = match sessao.insert(PREVIA, &previa).await {
        Ok(()) => sessao.save().await,
        Err(erro) => Err(erro),
    };
    if let Err(erro) = guardada {
        registrar_fim(estado, &visita.incorporadora, autor, &previa, visita.sessao, agora, Fim::Saida).await?;
        return Err(erro.into());
    }
    let (incorporadora, codigo_suporte) = (autor.incorporadora.as_str(), &*visita.codigo_suporte);
    tracing::info!(incorporadora, codigo_suporte, gestor = autor.titular_hmac.as_str(), "preview began");
    Ok(true)
}

async fn fechar(estado: &AppState, visita: &Visita, sessao: &Session) -> Result<(), Erro> {
    let Some(previa) = sessao.get::<PreviaGuardada>(PREVIA).await? else { return Ok(()) };
    let agora = estado.relogio.agora();
    registrar_fim(estado, &visita.incorporadora, &visita.autor, &previa, visita.sessao, agora, Fim::Botao).await?;
    sessao.remove_value(PREVIA).await?;
    Ok(())
}

/// Takes a preview that is over out of what a session opens, and records its end if nobody has. Whether it did.
///
/// # Errors
/// When the database does not say whether the preview is over: then nothing may be shown.
pub async fn conferir(
    estado: &AppState,
    conteudo: &mut Conteudo,
    incorporadora: &Incorporadora,
    sessao: SessaoDaVisita,
) -> Result<bool, ErroArmazem> {
    let Some(previa) = &conteudo.previa else { return Ok(false) };
    let agora = estado.relogio.agora();
    let no_prazo = agora < previa.ate;
    if no_prazo && estado.armazem.tentativa_ler(&marca(previa), agora).await?.is_none() {
        return Ok(false);
    }
    if !no_prazo {
        registrar_fim(estado, incorporadora, &conteudo.autor, previa, Some(sessao), previa.ate, Fim::Prazo).await?;
    }
    conteudo.previa = None;
    Ok(true)
}

/// The visit ends, or goes on as another one: so does its preview. A failure is logged, because it must not keep a visit open.
pub async fn abandonar(
    estado: &AppState,
    conteudo: &Conteudo,
    incorporadora: &Incorporadora,
    sessao: Option<SessaoDaVisita>,
) {
    let Some(previa) = &conteudo.previa else { return };
    let agora = estado.relogio.agora();
    let (quando, fim) = if agora < previa.ate { (agora, Fim::Saida) } else { (previa.ate, Fim::Prazo) };
    if let Err(erro) = registrar_fim(estado, incorporadora, &conteudo.autor, previa, sessao, quando, fim).await {
        tracing::error!(%erro, "end of a preview not recorded");
    }
}

/// Records the end, once: of any number of calls the first that can.
async fn registrar_fim(
    estado: &AppState,
    incorporadora: &Incorporadora,
    autor: &Principal,
    previa: &PreviaGuardada,
    sessao: Option<SessaoDaVisita>,
    quando: Timestamp,
    fim: Fim,
) -> Result<(), ErroArmazem> {
    let marca = marca(previa);
    // As long as any session could still hold it.
    let ate = autor.expira_em.max(previa.ate).saturating_add(DURACAO).unwrap_or(Timestamp::MAX);
    if estado.armazem.tentativa_somar(&marca, estado.relogio.agora(), ate).await?.quantas > 1 {
        return Ok(());
    }
    let detalhe = detalhe(autor, incorporadora, fim.texto());
    if let Err(erro) = registrar(estado, autor, previa, quando, ACAO_FIM, detalhe).await {
        estado.armazem.tentativa_esquecer(&marca).await?;
        return Err(erro);
    }
    tracing::info!(incorporadora = autor.incorporadora, gestor = autor.titular_hmac, ?fim, "preview ended");
    estado.armazem.tentativa_esquecer(&lugar(sessao)).await
}

async fn registrar(
    estado: &AppState,
    autor: &Principal,
    previa: &PreviaGuardada,
    quando: Timestamp,
    acao: &str,
    detalhe: String,
) -> Result<(), ErroArmazem> {
    let evento = Evento {
        quando,
        incorporadora: autor.incorporadora.clone(),
        titular_hmac: estado.chaveiro.hmac_titular(previa.documento.normalizado()),
        ator: format!("{}:{}", autor.papel.as_str(), autor.titular_hmac),
        acao: acao.to_owned(),
        detalhe: Some(detalhe),
    };
    Auditoria::nova(estado.armazem.clone(), estado.chaveiro.clone()).gravar(&evento).await
}

/// Says that the end of this preview is on record.
fn marca(previa: &PreviaGuardada) -> Chave {
    resumo(&juntar(&[b"previa-fim", previa.id.as_bytes()]))
}

/// Says that a preview is open in this session: there is one at a time.
fn lugar(sessao: Option<SessaoDaVisita>) -> Chave {
    let id = sessao.map(|SessaoDaVisita(id)| id.to_string()).unwrap_or_default();
    resumo(&juntar(&[b"previa-aberta", id.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence_of_ten_to_three_hundred_characters_in_one_line() {
        assert_eq!(motivo("  boleto não\r\nabre  ").as_deref(), Some("boleto não abre"));
        assert_eq!(motivo("a".repeat(300).as_str()).map(|m| m.len()), Some(300));
        let longo = "á".repeat(301);
        for texto in ["", "         ", "a b c d e", "curto    \n  ", longo.as_str()] {
            assert_eq!(motivo(texto), None, "{texto}");
        }
        assert!(motivo(&"é".repeat(10)).is_some(), "characters, not bytes");
    }
}
