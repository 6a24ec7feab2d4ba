//! `POST /dados/endereco`: the person asks for another address.

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::Response,
};
use cv::EnderecoCv;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{Erros, linha, oferece, perguntar, pessoa, rascunho::Escrito, registrar, responder};
use crate::{
    app::pages::mensagem::Mensagem,
    server::{config::PaginaCv, session::Visita, state::AppState},
};

/// Word of the audit trail.
pub const ACAO: &str = "endereco-alterado";
/// Most characters of a field.
pub const MAXIMO: usize = 120;

/// States, as addresses write them.
pub const ESTADOS: [&str; 27] = [
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR", "RJ",
    "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
];

/// A postal code: eight digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cep(String);

impl Cep {
    /// `49030-210`, `49030210`, `49.030-210`.
    pub fn ler(texto: &str) -> Option<Self> {
        let texto = texto.trim();
        let digitos: String = texto.chars().filter(char::is_ascii_digit).collect();
        let limpo = texto.chars().all(|c| c.is_ascii_digit() || " .-".contains(c));
        (limpo && digitos.len() == 8).then_some(Self(digitos))
    }

    /// `49030-210`.
    pub fn formatado(&self) -> String {
        format!("{}-{}", &self.0[..5], &self.0[5..])
    }
}

/// The form, as typed. No `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Endereco {
    /// Postal code.
    pub cep: String,
    /// Street.
    pub logradouro: String,
    /// Number.
    pub numero: String,
    /// Apartment, block…
    pub complemento: String,
    /// Neighbourhood.
    pub bairro: String,
    /// City.
    pub cidade: String,
    /// State.
    pub estado: String,
}

impl From<EnderecoCv> for Endereco {
    fn from(lido: EnderecoCv) -> Self {
        let cep = lido.cep.unwrap_or_default();
        Self {
            cep: Cep::ler(&cep).map_or(cep, |cep| cep.formatado()),
            logradouro: lido.logradouro.unwrap_or_default(),
            numero: lido.numero.unwrap_or_default(),
            complemento: lido.complemento.unwrap_or_default(),
            bairro: lido.bairro.unwrap_or_default(),
            cidade: lido.cidade.unwrap_or_default(),
            estado: lido.estado.unwrap_or_default().to_uppercase(),
        }
    }
}

impl Endereco {
    fn em_linhas(&self) -> Self {
        // One more than may be: what is too long is refused, and never cut into something else.
        let campo = |texto: &str| linha(texto, MAXIMO + 1);
        Self {
            cep: campo(&self.cep),
            logradouro: campo(&self.logradouro),
            numero: campo(&self.numero),
            complemento: campo(&self.complemento),
            bairro: campo(&self.bairro),
            cidade: campo(&self.cidade),
            estado: campo(&self.estado),
        }
    }

    /// What CV is told: the whole address, for half of a new one with half of the old is nobody's.
    ///
    /// # Errors
    /// What is said beside each field.
    pub fn alteracao(&self) -> Result<EnderecoCv, Erros> {
        let mut erros = Erros::default();
        let cep = Cep::ler(&self.cep);
        if cep.is_none() {
            erros.anotar("cep", "Escreva os oito números do CEP, como 49030-210.");
        }
        if !self.logradouro.chars().any(char::is_alphabetic) {
            erros.anotar("logradouro", "Escreva a rua ou avenida, como Rua das Salinas.");
        }
        if self.numero.is_empty() {
            erros.anotar("numero", "Escreva o número, ou s/n se não houver.");
        }
        if self.bairro.is_empty() {
            erros.anotar("bairro", "Escreva o bairro.");
        }
        if !self.cidade.chars().any(char::is_alphabetic) {
            erros.anotar("cidade", "Escreva a cidade.");
        }
        if !ESTADOS.contains(&self.estado.as_str()) {
            erros.anotar("estado", "Escolha o estado.");
        }
        let campos = [
            ("logradouro", &self.logradouro),
            ("numero", &self.numero),
            ("complemento", &self.complemento),
            ("bairro", &self.bairro),
            ("cidade", &self.cidade),
        ];
        for (campo, _) in campos.into_iter().filter(|(_, texto)| texto.chars().count() > MAXIMO) {
            erros.anotar(campo, "É longo demais: use até 120 letras.");
        }
        let (Some(cep), true) = (cep, erros.vazio()) else { return Err(erros) };
        Ok(EnderecoCv {
            logradouro: Some(self.logradouro.clone()),
            numero: Some(self.numero.clone()),
            // Blank too: who moves from a flat to a house has none any more.
            complemento: Some(self.complemento.clone()),
            bairro: Some(self.bairro.clone()),
            cidade: Some(self.cidade.clone()),
            estado: Some(self.estado.clone()),
            cep: Some(cep.0),
        })
    }
}

/// Asks CV for the change.
pub async fn alterar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    sessao: Session,
    formulario: Result<Form<Endereco>, FormRejection>,
) -> Response {
    if !oferece(&visita, PaginaCv::Dados) || !visita.pode_escrever() {
        return responder(&estado, &visita, Mensagem::nao_encontrada());
    }
    let Ok(Form(endereco)) = formulario else {
        return responder(&estado, &visita, Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    let endereco = endereco.em_linhas();
    let escrito = Escrito::Endereco(endereco.clone());
    let Ok(alteracao) = endereco.alteracao() else {
        return pessoa::devolver(&estado, &visita, &sessao, escrito, None).await;
    };
    if let Err(erro) = registrar(&estado, &visita, ACAO).await {
        tracing::error!(%erro, "a change could not be recorded");
        return responder(&estado, &visita, Mensagem::erro_interno());
    }
    let feito =
        perguntar(&estado, &visita, "atualizar-endereco", |cv, token| cv.atualizar_endereco(token, &alteracao)).await;
    pessoa::concluir(&estado, &visita, &sessao, feito, escrito).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endereco() -> Endereco {
        Endereco {
            cep: "49030-210".to_owned(),
            logradouro: "Rua das Salinas".to_owned(),
            numero: "s/n".to_owned(),
            complemento: String::new(),
            bairro: "Coroa do Meio".to_owned(),
            cidade: "Aracaju".to_owned(),
            estado: "SE".to_owned(),
        }
    }

    #[test]
    fn a_whole_address_is_sent_whole_and_its_postal_code_as_digits() {
        let enviado = endereco().alteracao().unwrap();
        assert_eq!(enviado.cep.as_deref(), Some("49030210"));
        assert_eq!(enviado.complemento.as_deref(), Some(""));
        assert_eq!(enviado.partes().count(), 7);
    }

    #[test]
    fn each_mistake_is_named_at_its_field() {
        type Estrago = fn(&mut Endereco);
        let casos: [(&str, Estrago); 7] = [
            ("cep", |e| e.cep = "4903-210".to_owned()),
            ("logradouro", |e| e.logradouro = "123".to_owned()),
            ("numero", |e| e.numero.clear()),
            ("bairro", |e| e.bairro.clear()),
            ("cidade", |e| e.cidade = "-".to_owned()),
            ("estado", |e| e.estado = "XX".to_owned()),
            ("complemento", |e| e.complemento = "a".repeat(MAXIMO + 1)),
        ];
        for (campo, estragar) in casos {
            let mut ruim = endereco();
            estragar(&mut ruim);
            let erros = ruim.alteracao().err().unwrap();
            assert!(erros.de(campo).is_some(), "{campo}");
            assert_eq!(erros.0.len(), 1, "{campo}");
        }
        assert_eq!(Endereco::default().alteracao().err().unwrap().0.len(), 6);
    }

    #[test]
    fn a_postal_code_is_eight_digits() {
        for texto in ["49030-210", "49030210", " 49.030-210 "] {
            assert_eq!(Cep::ler(texto).unwrap().formatado(), "49030-210");
        }
        for texto in ["", "4903021", "490302100", "49030-21a"] {
            assert_eq!(Cep::ler(texto), None, "{texto}");
        }
    }
}
