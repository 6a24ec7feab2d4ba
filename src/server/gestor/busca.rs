//! Finding a client through CV's back-office API.
//!
//! What is typed is personal data, so it is never in an address: `POST /gestor/buscar` seals it and leads to
//! `/gestor/busca/{reference}`, which asks CV and shows what came. Nothing of a search is kept.

use std::sync::Arc;

use axum::{
    extract::{Extension, Form, State, rejection::FormRejection},
    response::Response,
};
use cv::{ErroCv, FiltroCliente, PessoaCv};
use domain::documento::{Documento, Email, Telefone, completo};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::super::{cripto::Especie, session::Visita, state::AppState};
use crate::app::pages::mensagem::Mensagem;

/// Largest body of the forms of these pages: two references and a text.
pub const CORPO_MAXIMO: usize = 16 * 1024;
/// Longest text searched for, in characters: an e-mail address.
pub const TEXTO_MAXIMO: usize = 254;
/// Most clients shown.
pub const MOSTRADOS: usize = 20;

/// By what is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Por {
    /// CPF or CNPJ.
    #[default]
    Documento,
    /// E-mail.
    Email,
    /// Telephone.
    Telefone,
    /// CV's code of the person.
    Codigo,
}

impl Por {
    /// All of them, in the order of the form.
    pub const TODOS: [Self; 4] = [Self::Documento, Self::Email, Self::Telefone, Self::Codigo];

    /// Value in the form.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Documento => "documento",
            Self::Email => "email",
            Self::Telefone => "telefone",
            Self::Codigo => "codigo",
        }
    }

    /// Words in the form.
    pub const fn rotulo(self) -> &'static str {
        match self {
            Self::Documento => "CPF ou CNPJ",
            Self::Email => "E-mail",
            Self::Telefone => "Telefone",
            Self::Codigo => "Código no CV",
        }
    }
}

/// A search, and what of it has to be typed again. No `Debug`: it holds personal data.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busca {
    /// By what.
    pub por: Por,
    /// As typed.
    pub texto: String,
    /// A reason that was refused, for one of the clients found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recusado: Option<MotivoRecusado>,
}

/// A reason that was too short or too long.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotivoRecusado {
    /// For whom: HMAC of the document.
    pub titular_hmac: String,
    /// As typed.
    pub motivo: String,
}

/// The text cannot be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextoInvalido(Por);

impl TextoInvalido {
    /// What is said beside the field.
    pub const fn texto(self) -> &'static str {
        match self.0 {
            Por::Documento => {
                "Escreva um CPF ou CNPJ completo. Os dígitos verificadores deste não conferem, ou falta algum."
            }
            Por::Email => "Escreva um e-mail completo, como nome@exemplo.com.br.",
            Por::Telefone => "Escreva o telefone com DDD, como (79) 99999-0000.",
            Por::Codigo => "O código no CV tem só números.",
        }
    }
}

impl Busca {
    /// What CV is asked.
    ///
    /// # Errors
    /// When the text is not of the kind that was chosen.
    pub fn filtro(&self) -> Result<FiltroCliente, TextoInvalido> {
        let texto = self.texto.trim();
        let filtro = match self.por {
            Por::Documento => Documento::ler(&texto.to_uppercase()).ok().map(FiltroCliente::Documento),
            Por::Email => Email::ler(texto).ok().map(FiltroCliente::Email),
            Por::Telefone => Telefone::ler(texto).ok().map(FiltroCliente::Telefone),
            Por::Codigo => texto.parse().ok().map(FiltroCliente::Id),
        };
        filtro.ok_or(TextoInvalido(self.por))
    }

    /// Sealed into one URL segment, for the pages of this visitor.
    pub fn referencia(&self, estado: &AppState, visita: &Visita) -> String {
        // Plain data of strings: serialising it cannot fail.
        let texto = serde_json::to_string(self).unwrap_or_default();
        estado.referencia(visita, Especie::Busca, &texto)
    }

    /// What [`Self::referencia`] sealed, if it was for this visitor and has not expired.
    pub fn abrir(estado: &AppState, visita: &Visita, referencia: &str) -> Option<Self> {
        let texto = estado.abrir_referencia(visita, Especie::Busca, referencia)?;
        serde_json::from_str(&texto).ok()
    }
}

/// A client of the incorporadora, as CV's back office tells them. Travels sealed only. No `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cliente {
    /// Document.
    #[serde(with = "completo")]
    pub documento: Documento,
    /// Name.
    pub nome: Option<String>,
    /// Code in the ERP.
    pub id_erp: Option<String>,
}

impl Cliente {
    /// Sealed, for the form that begins a preview.
    pub fn referencia(&self, estado: &AppState, visita: &Visita) -> String {
        // Plain data of strings: serialising it cannot fail.
        let texto = serde_json::to_string(self).unwrap_or_default();
        estado.referencia(visita, Especie::Cliente, &texto)
    }

    /// What [`Self::referencia`] sealed, if it was for this visitor and has not expired.
    pub fn abrir(estado: &AppState, visita: &Visita, referencia: &str) -> Option<Self> {
        let texto = estado.abrir_referencia(visita, Especie::Cliente, referencia)?;
        serde_json::from_str(&texto).ok()
    }
}

/// Somebody who was found. No `Debug`.
pub struct Achado {
    /// Name.
    pub nome: Option<String>,
    /// E-mail, to be shown masked.
    pub email: Option<Email>,
    /// Who it is; `None` when CV has no complete document of them, and then there are no pages to see.
    pub cliente: Option<Cliente>,
}

/// What came of a search. No `Debug`.
pub struct Achados {
    /// At most [`MOSTRADOS`].
    pub achados: Vec<Achado>,
    /// Whether there are more.
    pub ha_mais: bool,
}

/// Why nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FalhaBusca {
    /// No back-office credentials are configured.
    SemCredenciais,
    /// CV refuses them.
    Recusada,
    /// CV asks for a pause.
    Pausa,
    /// CV is down, or late.
    ForaDoAr,
    /// CV's answer makes no sense, or part of it could not be read.
    Ilegivel,
}

/// Asks CV. What CV answers beside the question is not shown: a filter that is ignored would give everybody away.
///
/// # Errors
/// See [`FalhaBusca`]; the log has the rest.
pub async fn procurar(estado: &AppState, visita: &Visita, filtro: &FiltroCliente) -> Result<Achados, FalhaBusca> {
    let slug = visita.principal.incorporadora.as_str();
    let entrada = estado.entradas.get(slug).ok_or(FalhaBusca::SemCredenciais)?;
    if visita.incorporadora.portal.servico.is_none() {
        return Err(FalhaBusca::SemCredenciais);
    }
    let lista = entrada.cv.buscar_clientes(filtro).await.map_err(|erro| {
        tracing::warn!(incorporadora = slug, %erro, codigo_suporte = %visita.codigo_suporte, "client search failed at CV");
        FalhaBusca::from(&erro)
    })?;
    if lista.itens.is_empty() && lista.ilegiveis() > 0 {
        return Err(FalhaBusca::Ilegivel);
    }
    let mut vistos = Vec::new();
    let mut achados: Vec<Achado> = Vec::new();
    for pessoa in lista.itens.iter().filter(|pessoa| responde(pessoa, filtro)) {
        let documento = pessoa.documento_lido();
        if let Some(documento) = &documento {
            if vistos.contains(documento) {
                continue;
            }
            vistos.push(documento.clone());
        }
        let nome = pessoa.nome.clone().filter(|nome| !nome.trim().is_empty());
        achados.push(Achado {
            cliente: documento.map(|documento| Cliente {
                documento,
                nome: nome.clone(),
                id_erp: pessoa.id_erp.clone(),
            }),
            email: pessoa.email.as_deref().and_then(|email| Email::ler(email).ok()),
            nome,
        });
    }
    let ha_mais = achados.len() > MOSTRADOS;
    achados.truncate(MOSTRADOS);
    Ok(Achados { achados, ha_mais })
}

impl From<&ErroCv> for FalhaBusca {
    fn from(erro: &ErroCv) -> Self {
        match erro {
            ErroCv::Recusado => Self::Recusada,
            ErroCv::MuitasChamadas { .. } => Self::Pausa,
            ErroCv::ForaDoAr | ErroCv::TempoEsgotado => Self::ForaDoAr,
            ErroCv::Invalido { .. } | ErroCv::SemRota { .. } | ErroCv::Contrato { .. } => Self::Ilegivel,
        }
    }
}

/// Whether the row is an answer to the question. Only telephones may be missing: CV knows more of them than it tells.
fn responde(pessoa: &PessoaCv, filtro: &FiltroCliente) -> bool {
    let telefone = |texto: &Option<String>| texto.as_deref().and_then(|t| Telefone::ler(t).ok());
    match filtro {
        FiltroCliente::Documento(pedido) => pessoa.documento_lido().is_some_and(|documento| documento == *pedido),
        FiltroCliente::Email(pedido) => {
            pessoa.email.as_deref().is_some_and(|email| email.trim().eq_ignore_ascii_case(pedido.exposto()))
        }
        FiltroCliente::Telefone(pedido) => {
            let numeros = [telefone(&pessoa.telefone), telefone(&pessoa.celular)];
            let termina = |numero: &Telefone| fim(numero) == fim(pedido);
            numeros.iter().all(Option::is_none) || numeros.iter().flatten().any(termina)
        }
        FiltroCliente::Id(pedido) => pessoa.id.as_deref().is_some_and(|id| id.trim() == pedido.to_string()),
    }
}

/// The last eight digits: an area code or the ninth digit may be missing on one side.
fn fim(telefone: &Telefone) -> &str {
    let digitos = telefone.exposto();
    &digitos[digitos.len().saturating_sub(8)..]
}

/// The form. No `Debug`.
#[derive(Deserialize)]
pub struct Formulario {
    #[serde(default)]
    por: Por,
    #[serde(default)]
    texto: String,
}

/// `POST /gestor/buscar`: leads to the page of the search.
pub async fn buscar(
    State(estado): State<AppState>,
    Extension(visita): Extension<Visita>,
    formulario: Result<Form<Formulario>, FormRejection>,
) -> Response {
    let Ok(Form(Formulario { por, texto })) = formulario else {
        return responder(&estado, &visita, Mensagem::pedido_invalido(StatusCode::BAD_REQUEST));
    };
    let texto = texto.chars().take(TEXTO_MAXIMO).collect();
    let referencia = Busca { por, texto, recusado: None }.referencia(&estado, &visita);
    conduzir(&format!("{}/gestor/busca/{referencia}", visita.prefixo))
}

/// A message with a way back to the gestor's page.
pub(super) fn responder(estado: &AppState, visita: &Visita, mensagem: Mensagem) -> Response {
    let volta = Some(format!("{}/gestor", visita.prefixo));
    let codigo = Some(Arc::clone(&visita.codigo_suporte));
    mensagem.com_volta(volta).resposta(estado, Some(Arc::clone(&visita.incorporadora)), codigo)
}

/// 303.
pub(super) fn conduzir(local: &str) -> Response {
    use axum::response::IntoResponse as _;
    match HeaderValue::from_str(local) {
        Ok(local) => (StatusCode::SEE_OTHER, [(header::LOCATION, local)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busca(por: Por, texto: &str) -> Result<FiltroCliente, TextoInvalido> {
        Busca { por, texto: texto.to_owned(), recusado: None }.filtro()
    }

    #[test]
    fn each_kind_takes_its_own_and_nothing_else() {
        assert!(matches!(busca(Por::Documento, " 390.533.447-05 "), Ok(FiltroCliente::Documento(_))));
        assert!(matches!(busca(Por::Documento, "12.abc.345/01de-35"), Ok(FiltroCliente::Documento(_))));
        assert!(matches!(busca(Por::Email, "ana@exemplo.example"), Ok(FiltroCliente::Email(_))));
        assert!(matches!(busca(Por::Telefone, "(79) 98888-1234"), Ok(FiltroCliente::Telefone(_))));
        assert_eq!(busca(Por::Codigo, " 1001 "), Ok(FiltroCliente::Id(1001)));
        for (por, texto) in [
            (Por::Documento, "390.533.447-06"),
            (Por::Documento, ""),
            (Por::Email, "ana"),
            (Por::Telefone, "12"),
            (Por::Codigo, "10a"),
            (Por::Codigo, "-1"),
        ] {
            assert_eq!(busca(por, texto), Err(TextoInvalido(por)), "{texto}");
        }
    }

    #[test]
    fn a_row_that_is_no_answer_to_the_question_is_passed_over() {
        let pessoa = PessoaCv {
            id: Some("1001".into()),
            documento: Some("390.533.447-05".into()),
            email: Some("Doralice@Exemplo.example".into()),
            celular: Some("79 98888-1234".into()),
            ..PessoaCv::default()
        };
        let certa = |por, texto| responde(&pessoa, &busca(por, texto).unwrap());
        assert!(certa(Por::Documento, "39053344705") && !certa(Por::Documento, "71428793860"));
        assert!(certa(Por::Email, "doralice@exemplo.example") && !certa(Por::Email, "outra@exemplo.example"));
        assert!(certa(Por::Telefone, "(79) 98888-1234") && certa(Por::Telefone, "8888-1234"));
        assert!(!certa(Por::Telefone, "(79) 98888-1235"));
        assert!(certa(Por::Codigo, "1001") && !certa(Por::Codigo, "1002"));
    }
}
