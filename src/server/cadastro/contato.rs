//! `POST /dados/contato`: the person asks for another e-mail or telephone.

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::Response,
};
use cv::AlteracaoPessoa;
use domain::documento::{Email, Telefone};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{Erros, FORMULARIO, linha, oferece, perguntar, pessoa, rascunho::Escrito, registrar, responder};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{config::PaginaCv, session::Visita, state::AppState},
};

/// Word of the audit trail.
pub const ACAO: &str = "contato-alterado";
/// Most characters kept of a field: the longest e-mail.
pub const MAXIMO: usize = 254;

/// The form, as typed. The values from before come along, so that only what changed is sent. No `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contato {
    /// New e-mail.
    pub email: String,
    /// New telephone.
    pub telefone: String,
    /// E-mail the page showed.
    pub email_antes: String,
    /// Telephone the page showed.
    pub telefone_antes: String,
}

impl Contato {
    fn em_linhas(&self) -> Self {
        // One more than may be: what is too long is refused, and never cut into something else.
        let campo = |texto: &str| linha(texto, MAXIMO + 1);
        Self {
            email: campo(&self.email),
            telefone: campo(&self.telefone),
            email_antes: campo(&self.email_antes),
            telefone_antes: campo(&self.telefone_antes),
        }
    }

    /// What CV is told.
    ///
    /// # Errors
    /// What is said beside each field.
    pub fn alteracao(&self) -> Result<AlteracaoPessoa, Erros> {
        let mut erros = Erros::default();
        let mut alteracao = AlteracaoPessoa::default();
        if self.email != self.email_antes {
            match Email::ler(&self.email) {
                Ok(email) => alteracao.email = Some(email),
                Err(_) if self.email.is_empty() => {
                    erros.anotar("email", "O e-mail não pode ser apagado por aqui. Escreva o novo.");
                }
                Err(_) => erros.anotar("email", "Escreva um e-mail completo, como nome@exemplo.com.br."),
            }
        }
        if self.telefone != self.telefone_antes {
            match Telefone::ler(&self.telefone) {
                Ok(telefone) if telefone.exposto().len() >= 10 => alteracao.telefone = Some(telefone),
                Err(_) if self.telefone.is_empty() => {
                    erros.anotar("telefone", "O telefone não pode ser apagado por aqui. Escreva o novo.");
                }
                _ => erros.anotar("telefone", "Escreva o telefone com DDD, como (79) 99999-0000."),
            }
        }
        if erros.vazio() && alteracao == AlteracaoPessoa::default() {
            erros.anotar(FORMULARIO, "Nada mudou: estes já são o e-mail e o telefone do seu cadastro.");
        }
        if erros.vazio() { Ok(alteracao) } else { Err(erros) }
    }
}

/// Asks CV for the change.
pub async fn alterar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Contato>, FormRejection>,
) -> Response {
    if !oferece(&visita, PaginaCv::Dados) || !visita.pode_escrever() {
        return responder(&estado, &visita, Mensagem::nao_encontrada());
    }
    let Ok(Form(contato)) = formulario else {
        return responder(&estado, &visita, Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    let contato = contato.em_linhas();
    let escrito = Escrito::Contato(contato.clone());
    let Ok(alteracao) = contato.alteracao() else {
        return pessoa::devolver(&estado, &visita, &sessao, escrito, None).await;
    };
    if let Err(erro) = registrar(&estado, &visita, ACAO).await {
        tracing::error!(%erro, "a change could not be recorded");
        return responder(&estado, &visita, Mensagem::erro_interno());
    }
    let feito =
        perguntar(&estado, &visita, "atualizar-pessoa", |cv, token| cv.atualizar_pessoa(token, &alteracao)).await;
    pessoa::concluir(&estado, &visita, &sessao, feito, escrito).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contato(email: &str, telefone: &str) -> Contato {
        Contato {
            email: email.to_owned(),
            telefone: telefone.to_owned(),
            email_antes: "ana@exemplo.example".to_owned(),
            telefone_antes: "79988881234".to_owned(),
        }
    }

    #[test]
    fn only_what_changed_is_sent() {
        let alteracao = contato("ana@nova.example", "79988881234").alteracao().unwrap();
        assert_eq!(alteracao.email.as_ref().map(Email::exposto), Some("ana@nova.example"));
        assert!(alteracao.telefone.is_none() && alteracao.nome.is_none());
        let alteracao = contato("ana@exemplo.example", "(79) 3000-1234").alteracao().unwrap();
        assert_eq!(alteracao.telefone.as_ref().map(Telefone::exposto), Some("7930001234"));
        assert!(alteracao.email.is_none());
    }

    #[test]
    fn each_mistake_is_named_at_its_field() {
        for (email, telefone, campo) in [
            ("ana", "79988881234", "email"),
            ("", "79988881234", "email"),
            ("ana@exemplo.example", "3000-1234", "telefone"),
            ("ana@exemplo.example", "", "telefone"),
            ("ana@exemplo.example", "ligue", "telefone"),
            ("ana@exemplo.example", "79988881234", FORMULARIO),
        ] {
            let erros = contato(email, telefone).alteracao().err().unwrap();
            assert!(erros.de(campo).is_some(), "{email} {telefone}");
        }
    }
}
