//! What CV sent by e-mail and SMS, for whoever has to read a code: a person at the demonstration, or a test.

use std::fmt::Write as _;

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    controle::quer_html,
    html::{Texto, documento},
    memoria::{Envio, TipoEnvio},
};
use crate::{estado::Comum, pessoas};

pub(super) fn rotas() -> Router<Comum> {
    Router::new().route("/simulador/envios", get(ver))
}

#[derive(Debug, Default, Deserialize)]
struct Consulta {
    /// Only this person's.
    pessoa: Option<String>,
}

/// The newest first.
async fn ver(State(estado): State<Comum>, Query(consulta): Query<Consulta>, cabecalhos: HeaderMap) -> Response {
    let mut envios = estado.memoria.envios();
    envios.retain(|e| consulta.pessoa.as_deref().is_none_or(|p| p == e.pessoa));
    envios.reverse();
    if quer_html(&cabecalhos) {
        return pagina(&envios);
    }
    let linhas: Vec<Value> = envios
        .iter()
        .map(|e| {
            json!({
                "quando": e.quando.to_string(), "pessoa": e.pessoa, "papel": e.papel.nome(), "canal": e.canal,
                "tipo": tipo(e.tipo), "codigo": e.codigo,
            })
        })
        .collect();
    Json(json!({ "envios": linhas })).into_response()
}

const fn tipo(tipo: TipoEnvio) -> &'static str {
    match tipo {
        TipoEnvio::Codigo => "codigo",
        TipoEnvio::Senha => "senha",
    }
}

fn pagina(envios: &[Envio]) -> Response {
    let mut linhas = String::new();
    for envio in envios.iter().take(50) {
        let nome = pessoas::por_chave(envio.pessoa).map_or(envio.pessoa, |p| p.nome);
        let texto = match (&envio.codigo, envio.tipo) {
            (Some(codigo), _) => format!("Seu código é <code>{}</code>", Texto(codigo)),
            (None, TipoEnvio::Senha) => "Nova senha (a de demonstração continua valendo)".to_owned(),
            (None, TipoEnvio::Codigo) => String::new(),
        };
        let canal = if envio.canal == "sms" { "SMS" } else { "e-mail" };
        // Writing to a String cannot fail.
        let _ = write!(linhas, "<tr><th scope=\"row\">{}</th><td>{canal}</td><td>{texto}</td></tr>", Texto(nome));
    }
    if linhas.is_empty() {
        linhas.push_str("<tr><td colspan=\"3\">Nenhuma ainda.</td></tr>");
    }
    let corpo = format!(
        "<main class=\"guia\"><p><a href=\"/simulador\">Simulador</a></p><h1>Mensagens enviadas</h1>\
         <section class=\"cartao\"><p>O que o CV simulado mandou por e-mail e SMS, a mais nova primeiro. Um código vale dez minutos, \
         uma vez, e não resiste a cinco erros.</p><div class=\"rolagem\"><table><thead><tr><th>Para</th><th>Por</th><th>Mensagem</th>\
         </tr></thead><tbody>{linhas}</tbody></table></div></section></main>"
    );
    documento(StatusCode::OK, "Mensagens enviadas", &corpo)
}
