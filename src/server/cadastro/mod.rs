//! What CV itself knows of the person and the home: the pages beside the financial ones, asked with CV's own token of the visit.
//!
//! | module | what is in it |
//! |---|---|
//! | [`pessoa`] | the person, and the two changes: [`contato`], [`endereco`] |
//! | [`imovel`] | units and contracts |
//! | [`arquivos`] | documents of units, and fetching one |
//! | [`mensagens`] | the conversation with the incorporadora |
//! | [`rascunho`] | what was typed into a form that could not be sent |
//!
//! Nothing is kept between two pages. A question that fails is a [`FalhaCv`], never an empty list.

pub mod arquivos;
pub mod contato;
pub mod endereco;
pub mod imovel;
pub mod mensagens;
pub mod pessoa;
pub mod rascunho;

use std::{fmt, future::Future, sync::Arc, time::Duration};

use axum::response::{IntoResponse as _, Response};
use cv::{ClienteCv, ErroCv};
use domain::documento::Token;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::{
    config::PaginaCv,
    permissoes::Perfil,
    session::Visita,
    state::AppState,
    storage::{Auditoria, ErroArmazem, Evento},
};
use crate::app::{components::estado::LANCAMENTO_EXPIRADO, pages::mensagem::Mensagem};

/// Longest time of all the questions of one page, or of one change.
pub const PRAZO: Duration = cv::PRAZO;
/// Largest body of the forms of these pages: two thousand characters, each percent-encoded from up to four bytes.
pub const CORPO_MAXIMO: usize = 32 * 1024;

/// Why CV's data is not there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FalhaCv {
    /// There is no token, or CV does not take it any more.
    SemAcesso,
    /// CV refuses the whole environment for a while.
    Pausa {
        /// What is left of it.
        segundos: u64,
    },
    /// CV is down.
    ForaDoAr,
    /// CV did not answer in time.
    Demorou,
    /// CV's answer makes no sense.
    Ilegivel,
    /// This environment of CV has no such thing.
    NaoOferecido,
    /// CV says why not, in a sentence for people.
    Recusado(String),
}

impl fmt::Debug for FalhaCv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // CV's sentences may name the person.
        f.write_str(match self {
            Self::SemAcesso => "SemAcesso",
            Self::Pausa { .. } => "Pausa",
            Self::ForaDoAr => "ForaDoAr",
            Self::Demorou => "Demorou",
            Self::Ilegivel => "Ilegivel",
            Self::NaoOferecido => "NaoOferecido",
            Self::Recusado(_) => "Recusado(…)",
        })
    }
}

impl FalhaCv {
    /// Title and explanation, in plain words. `assunto` is what could not be read: "seus dados".
    pub fn palavras(&self, assunto: &str) -> (&'static str, String) {
        match self {
            Self::SemAcesso => ("O acesso do portal terminou", LANCAMENTO_EXPIRADO.to_owned()),
            Self::Pausa { segundos } => (
                "O portal pediu uma pausa",
                format!(
                    "O portal recebeu pedidos demais e pediu uma pausa de {}. Por isso não consultamos {assunto} agora; tente de novo depois dela.",
                    pausa(*segundos)
                ),
            ),
            Self::ForaDoAr => (
                "O portal não está respondendo",
                format!(
                    "Não conseguimos consultar {assunto} agora. Isso não quer dizer que não existam. Tente de novo em alguns minutos."
                ),
            ),
            Self::Demorou => (
                "O portal demorou a responder",
                format!(
                    "Esperamos o quanto foi possível e ainda não recebemos {assunto}. Isso não quer dizer que não existam. Tente de novo."
                ),
            ),
            Self::Ilegivel => (
                "O portal respondeu de forma incompleta",
                format!(
                    "Recebemos uma resposta em que não dá para confiar, por isso não mostramos {assunto}. Tente de novo em alguns minutos."
                ),
            ),
            Self::NaoOferecido => {
                ("Não disponível por aqui", format!("A incorporadora não oferece {assunto} por aqui. Fale com ela."))
            }
            Self::Recusado(mensagem) => {
                ("A incorporadora não liberou esta consulta", format!("Mensagem do portal: “{mensagem}”."))
            }
        }
    }

    /// What became of a form that was sent: `conferir` is where to look, "na conversa".
    pub fn palavras_do_envio(&self, conferir: &str) -> String {
        match self {
            Self::SemAcesso => {
                "Nada foi enviado: o acesso que o portal nos deu terminou. Copie o que escreveu e entre de novo no Financeiro."
                    .to_owned()
            }
            Self::Pausa { segundos } => {
                format!("Nada foi enviado: o portal pediu uma pausa de {}. Espere e envie de novo.", pausa(*segundos))
            }
            Self::ForaDoAr | Self::Demorou | Self::Ilegivel => {
                format!("O portal não confirmou que recebeu. Confira {conferir} antes de enviar de novo.")
            }
            Self::NaoOferecido => "Nada foi enviado: a incorporadora não recebe isto por aqui. Fale com ela.".to_owned(),
            Self::Recusado(mensagem) => format!("A incorporadora não aceitou: “{mensagem}”."),
        }
    }

    /// Whether a change or a message may have arrived all the same.
    pub const fn incerta(&self) -> bool {
        matches!(self, Self::ForaDoAr | Self::Demorou | Self::Ilegivel)
    }
}

fn pausa(segundos: u64) -> String {
    match segundos {
        1 => "1 segundo".to_owned(),
        n if n < 60 => format!("{n} segundos"),
        n if n < 120 => "1 minuto".to_owned(),
        n => format!("{} minutos", n / 60),
    }
}

impl From<ErroCv> for FalhaCv {
    fn from(erro: ErroCv) -> Self {
        match erro {
            ErroCv::Recusado => Self::SemAcesso,
            ErroCv::Invalido { mensagem } => Self::Recusado(mensagem),
            ErroCv::MuitasChamadas { pausa } => Self::Pausa { segundos: pausa.as_secs().max(1) },
            ErroCv::ForaDoAr => Self::ForaDoAr,
            ErroCv::TempoEsgotado => Self::Demorou,
            ErroCv::SemRota { .. } => Self::NaoOferecido,
            ErroCv::Contrato { .. } => Self::Ilegivel,
        }
    }
}

/// Whether this page exists for the visitor's incorporadora.
pub fn oferece(visita: &Visita, pagina: PaginaCv) -> bool {
    visita.incorporadora.portal.paginas.contains(&pagina)
}

/// Asks CV as the visitor, within [`PRAZO`]. Only a cliente's own token is ever used.
///
/// # Errors
/// See [`FalhaCv`]; the log has CV's error by its short name.
async fn perguntar<'a, T, F>(
    estado: &'a AppState,
    visita: &'a Visita,
    o_que: &'static str,
    pergunta: impl FnOnce(&'a ClienteCv, &'a Token) -> F,
) -> Result<T, FalhaCv>
where
    F: Future<Output = Result<T, ErroCv>>,
{
    let token = visita.token_portal.as_ref().filter(|_| visita.perfil == Perfil::Cliente).ok_or(FalhaCv::SemAcesso)?;
    let entrada = estado.entradas.get(&visita.principal.incorporadora).ok_or(FalhaCv::NaoOferecido)?;
    let resposta = tokio::time::timeout(PRAZO, pergunta(&entrada.cv, token)).await;
    resposta.unwrap_or(Err(ErroCv::TempoEsgotado)).map_err(|erro| {
        registrar_falha(visita, o_que, &erro);
        FalhaCv::from(erro)
    })
}

/// The operator's line. CV's sentences may name the person and are not in it.
fn registrar_falha(visita: &Visita, o_que: &'static str, erro: &ErroCv) {
    let (incorporadora, codigo_suporte) = (visita.principal.incorporadora.as_str(), &*visita.codigo_suporte);
    tracing::warn!(incorporadora, o_que, resultado = erro.codigo(), codigo_suporte, "not had from CV");
}

/// Puts a change the person asks for on record, without what it is changed to. What cannot be recorded is not asked for.
async fn registrar(estado: &AppState, visita: &Visita, acao: &str) -> Result<(), ErroArmazem> {
    let autor = &visita.autor;
    let evento = Evento {
        quando: estado.relogio.agora(),
        incorporadora: autor.incorporadora.clone(),
        titular_hmac: visita.principal.titular_hmac.clone(),
        ator: format!("{}:{}", autor.papel.as_str(), autor.titular_hmac),
        acao: acao.to_owned(),
        detalhe: None,
    };
    Auditoria::nova(Arc::clone(&estado.armazem), Arc::clone(&estado.chaveiro)).gravar(&evento).await
}

/// What is wrong with a form, by the name of the field; what concerns all of it is under [`FORMULARIO`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erros(Vec<(&'static str, &'static str)>);

/// Where [`Erros`] keeps what concerns no single field.
pub const FORMULARIO: &str = "";

impl Erros {
    fn anotar(&mut self, campo: &'static str, texto: &'static str) {
        self.0.push((campo, texto));
    }

    /// What is said beside the field.
    pub fn de(&self, campo: &str) -> Option<&'static str> {
        self.0.iter().find(|(nome, _)| *nome == campo).map(|(_, texto)| *texto)
    }

    /// Whether there is nothing wrong.
    pub fn vazio(&self) -> bool {
        self.0.is_empty()
    }
}

/// One line of text as typed: no control characters, blanks as one, at most `maximo` characters.
fn linha(texto: &str, maximo: usize) -> String {
    let palavras = texto.split(|c: char| c.is_whitespace() || c.is_control()).filter(|palavra| !palavra.is_empty());
    palavras.collect::<Vec<_>>().join(" ").chars().take(maximo).collect()
}

/// A whole-page message, framed and with the code for support.
fn responder(estado: &AppState, visita: &Visita, mensagem: Mensagem) -> Response {
    let codigo = Some(Arc::clone(&visita.codigo_suporte));
    mensagem.resposta(estado, Some(Arc::clone(&visita.incorporadora)), codigo)
}

/// 303 to a page of the visit.
fn conduzir(visita: &Visita, caminho: &str) -> Response {
    match HeaderValue::from_str(&format!("{}{caminho}", visita.prefixo)) {
        Ok(local) => (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(linha(" Rua\r\ndas\u{0} Salinas ", 40), "Rua das Salinas");
        assert_eq!(linha(&"é".repeat(9), 3), "ééé");
    }

    #[test]
    fn only_what_cv_may_have_taken_is_uncertain() {
        for (erro, incerta) in [
            (ErroCv::ForaDoAr, true),
            (ErroCv::TempoEsgotado, true),
            (ErroCv::Contrato { detalhe: String::new() }, true),
            (ErroCv::Recusado, false),
            (ErroCv::SemRota { operacao: "mensagens" }, false),
            (ErroCv::MuitasChamadas { pausa: Duration::ZERO }, false),
            (ErroCv::Invalido { mensagem: "x".to_owned() }, false),
        ] {
            assert_eq!(FalhaCv::from(erro.clone()).incerta(), incerta, "{erro:?}");
        }
    }
}
