//! The conversation with the incorporadora, and `POST /mensagens`.

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::Response,
};
use cv::{ClienteCv, MensagemCv};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{
    Erros, FalhaCv, conduzir, oferece, perguntar, pessoa,
    rascunho::{self, Escrito},
    responder,
};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{
        config::PaginaCv,
        cripto::{juntar, resumo},
        session::{SessaoDaVisita, Visita},
        state::AppState,
        storage::Chave,
    },
};

/// Most characters of a message.
pub const MAXIMO: usize = 2000;
/// Parameter of the page after a message.
pub const PARAMETRO: &str = "mensagem";
/// Value of [`PARAMETRO`]: CV took it.
pub const ENVIADA: &str = "enviada";
/// Value of [`PARAMETRO`]: the same form came twice, and the message went once.
pub const REPETIDA: &str = "repetida";

/// The conversation. No `Debug`.
pub struct Conversa {
    /// Oldest first.
    pub mensagens: Vec<MensagemCv>,
    /// How many could not be read.
    pub ilegiveis: usize,
}

/// What was exchanged.
///
/// # Errors
/// See [`FalhaCv`].
pub async fn ler(estado: &AppState, visita: &Visita) -> Result<Conversa, FalhaCv> {
    let lista = perguntar(estado, visita, "mensagens", ClienteCv::mensagens).await?;
    let ilegiveis = lista.ilegiveis();
    let mut mensagens = lista.itens;
    ordenar(&mut mensagens);
    Ok(Conversa { mensagens, ilegiveis })
}

/// Oldest first; of the same minute by CV's key. Those without a time come before: when they were written nobody knows.
fn ordenar(mensagens: &mut [MensagemCv]) {
    let chave = |m: &MensagemCv| m.id.as_ref().and_then(|id| id.parse::<u64>().ok());
    mensagens.sort_by(|a, b| a.quando.cmp(&b.quando).then_with(|| chave(a).cmp(&chave(b))));
}

/// The form, as typed. No `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrita {
    /// The message.
    #[serde(default)]
    pub texto: String,
    /// Number of the form: of all that arrive under one, one message is sent.
    #[serde(default)]
    pub envio: String,
}

/// Number for a form.
pub fn numero_de_envio() -> String {
    format!("{:032x}", rand::random::<u128>())
}

impl Escrita {
    /// The text as it is sent: lines as people see them, nothing around, no control characters.
    ///
    /// # Errors
    /// What is said beside the field.
    pub fn mensagem(&self) -> Result<String, Erros> {
        let linhas = self.texto.replace("\r\n", "\n").replace('\r', "\n");
        let limpo: String = linhas.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        let mut erros = Erros::default();
        match limpo.trim().chars().count() {
            0 => erros.anotar("texto", "Escreva a mensagem."),
            1..=MAXIMO => return Ok(limpo.trim().to_owned()),
            _ => erros.anotar("texto", "A mensagem passou de 2000 letras. Encurte-a ou divida em duas."),
        }
        Err(erros)
    }

    fn numerada(&self) -> bool {
        self.envio.len() == 32 && self.envio.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

/// Sends a message, once for each form.
pub async fn enviar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Escrita>, FormRejection>,
) -> Response {
    if !oferece(&visita, PaginaCv::Mensagens) || !visita.pode_escrever() {
        return responder(&estado, &visita, Mensagem::nao_encontrada());
    }
    let Some(Form(escrita)) = formulario.ok().filter(|Form(escrita)| escrita.numerada()) else {
        return responder(&estado, &visita, Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    // Room for what is typed to be shown again with what is wrong with it.
    let guardada = Escrita { texto: escrita.texto.chars().take(2 * MAXIMO).collect(), ..escrita.clone() };
    let escrito = Escrito::Mensagem(guardada);
    let Ok(texto) = escrita.mensagem() else {
        return pessoa::devolver(&estado, &visita, &sessao, escrito, None).await;
    };
    let marca = marca(visita.sessao, &escrita.envio);
    let vez = estado.armazem.tentativa_somar(&marca, estado.relogio.agora(), visita.principal.expira_em).await;
    match vez {
        Ok(vez) if vez.quantas == 1 => {}
        Ok(_) => return conduzir(&visita, &format!("/mensagens?{PARAMETRO}={REPETIDA}#escrever")),
        Err(erro) => {
            tracing::error!(%erro, "a message could not be marked as sent");
            return responder(&estado, &visita, Mensagem::erro_interno());
        }
    }
    let envio = perguntar(&estado, &visita, "enviar-mensagem", |cv, token| cv.enviar_mensagem(token, &texto)).await;
    match envio {
        Ok(()) => {
            rascunho::esquecer(&sessao).await;
            conduzir(&visita, &format!("/mensagens?{PARAMETRO}={ENVIADA}#escrever"))
        }
        Err(falha) => {
            // It certainly was not sent: the same form may try again.
            if !falha.incerta()
                && let Err(erro) = estado.armazem.tentativa_esquecer(&marca).await
            {
                tracing::warn!(%erro, "the mark of a message that was not sent stays");
            }
            pessoa::devolver(&estado, &visita, &sessao, escrito, Some(falha)).await
        }
    }
}

/// Says that this form was sent.
fn marca(sessao: Option<SessaoDaVisita>, envio: &str) -> Chave {
    let id = sessao.map(|SessaoDaVisita(id)| id.to_string()).unwrap_or_default();
    resumo(&juntar(&[b"mensagem-enviada", id.as_bytes(), envio.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn escrita(texto: &str) -> Escrita {
        Escrita { texto: texto.to_owned(), envio: numero_de_envio() }
    }

    #[test]
    fn a_message_is_one_to_two_thousand_characters_with_its_lines() {
        assert_eq!(escrita(" Olá\r\nbom\u{7} dia \n").mensagem().as_deref(), Ok("Olá\nbom  dia"));
        assert!(escrita(&"é".repeat(MAXIMO)).mensagem().is_ok(), "characters, not bytes");
        for texto in ["", " \r\n ", "a".repeat(MAXIMO + 1).as_str()] {
            assert!(escrita(texto).mensagem().err().unwrap().de("texto").is_some());
        }
    }

    #[test]
    fn every_form_has_a_number_of_its_own() {
        assert!(escrita("a").numerada());
        assert_ne!(escrita("a").envio, escrita("a").envio);
        assert!(!Escrita::default().numerada());
    }

    #[test]
    fn the_oldest_comes_first_whatever_the_order_of_the_answer() {
        let mensagem = |id: &str, dia: Option<i8>| MensagemCv {
            id: Some(id.to_owned()),
            quando: dia.map(|dia| date(2040, 3, dia).at(9, 0, 0, 0)),
            ..MensagemCv::default()
        };
        let mut lista =
            vec![mensagem("12", Some(9)), mensagem("9", Some(9)), mensagem("3", Some(2)), mensagem("7", None)];
        ordenar(&mut lista);
        let ids: Vec<_> = lista.iter().filter_map(|m| m.id.as_deref()).collect();
        assert_eq!(ids, ["7", "3", "9", "12"]);
    }
}
