//! `/verificar`: anybody who holds a declaration may ask whether it is genuine. No session, no cookie.
//!
//! Confirms number, year, day and incorporadora, and nothing else: whoever has the paper sees the rest on it, and whoever has
//! not learns nothing about anybody. What is no code is looked up as a code nobody issued.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State, rejection::PathRejection},
    response::Response,
};
use jiff::civil::Date;
use url::Url;

use super::{
    config::Incorporadora,
    documentos::quitacao::{codigo::Codigo, emissao},
    relogio::no_brasil,
    state::AppState,
};
use crate::app::{contexto::Consulta, pages::verificar as pagina};

/// Path of the form, without code.
pub const CAMINHO: &str = "/verificar";
/// Field of the form.
pub const CAMPO: &str = "codigo";

/// What is confirmed.
#[derive(Debug, Clone)]
pub struct Confirmada {
    /// `2025/000123`
    pub numero: String,
    /// Year that was settled.
    pub ano: i16,
    /// Day of issue in São Paulo.
    pub emitida_em: Date,
    /// Who issued it. `None` when it is no longer served here.
    pub incorporadora: Option<Arc<Incorporadora>>,
}

/// What came of the question.
#[derive(Debug, Clone)]
pub enum Resultado {
    /// Nothing was asked yet.
    Pergunta,
    /// Genuine.
    Confirmada(Confirmada),
    /// No declaration has this code.
    Desconhecida,
    /// The database does not answer: nothing is known.
    Indisponivel,
}

/// Address that the declaration prints and draws as QR code.
pub fn endereco(url_publica: &Url, codigo: &Codigo) -> String {
    format!("{}{CAMINHO}/{}", url_publica.origin().ascii_serialization(), codigo.em_grupos())
}

/// `GET /verificar` and `GET /verificar?codigo=…`
pub async fn formulario(State(estado): State<AppState>, RawQuery(consulta): RawQuery) -> Response {
    let consulta = Consulta::ler(&consulta.unwrap_or_default());
    let resultado = match consulta.valor(CAMPO) {
        Some(texto) => procurar(&estado, texto).await,
        None => Resultado::Pergunta,
    };
    pagina::resposta(&estado, resultado)
}

/// `GET /verificar/{codigo}`
pub async fn por_codigo(State(estado): State<AppState>, caminho: Result<Path<String>, PathRejection>) -> Response {
    // A path that does not even decode is one more code nobody issued.
    let texto = caminho.map(|Path(texto)| texto).unwrap_or_default();
    let resultado = procurar(&estado, &texto).await;
    pagina::resposta(&estado, resultado)
}

async fn procurar(estado: &AppState, texto: &str) -> Resultado {
    match estado.armazem.declaracao_por_codigo(&Codigo::digitado(texto).hash()).await {
        Ok(Some(linha)) => Resultado::Confirmada(Confirmada {
            numero: emissao::numero(linha.ano, linha.numero),
            ano: linha.ano,
            emitida_em: no_brasil(linha.emitida_em).date(),
            incorporadora: estado.incorporadora(&linha.incorporadora),
        }),
        Ok(None) => Resultado::Desconhecida,
        Err(erro) => {
            tracing::error!(%erro, "a verification code could not be looked up");
            Resultado::Indisponivel
        }
    }
}
