//! Messages between a person and the incorporadora.

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::{
    acesso::Campos,
    api::{Resposta, com_token},
};
use crate::{
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint},
    fio::Fio,
    pessoas::{Papel, Pessoa},
};

/// Longest message taken, in characters.
const MAXIMO: usize = 4000;

/// Who has not written nor been written to.
const SEM_MENSAGENS: &str = "zulmira";

pub(super) fn rotas() -> Router<Comum> {
    Router::new().route("/api/v1/cliente/mensagem", get(listar).post(enviar))
}

async fn listar(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvMensagens, Papel::Cliente, |e| {
        let linhas = linhas(&estado, e.pessoa);
        Ok(if linhas.is_empty() {
            let erro = json!({"error": "Nenhuma mensagem encontrada", "code": 400});
            Resposta::Outra(Corpo::Json(StatusCode::BAD_REQUEST, erro))
        } else {
            Resposta::Lista { linhas, em: Some("mensagens") }
        })
    })
    .await
}

async fn enviar(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
    corpo: Bytes,
) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvEnviarMensagem, Papel::Cliente, |e| {
        let campos = Campos::ler(&corpo);
        let texto = campos.texto("mensagem").or_else(|| campos.texto("texto"));
        let Some(texto) = texto.filter(|t| t.chars().count() <= MAXIMO) else {
            let erro = json!({"error": "O campo mensagem é obrigatório e tem no máximo 4000 letras", "code": 400});
            return Ok(Resposta::Outra(Corpo::Json(StatusCode::BAD_REQUEST, erro)));
        };
        let id = estado.memoria.escrever(e.pessoa, texto.to_owned(), estado.relogio.agora());
        let corpo = json!({"sucesso": true, "id": id, "mensagem": "cadastrou_sucesso", "codigo": 201});
        Ok(Resposta::Outra(Corpo::Json(StatusCode::CREATED, corpo)))
    })
    .await
}

/// Two of the past, then what the person wrote here.
fn linhas(estado: &Estado, pessoa: &Pessoa) -> Vec<Value> {
    let dia = |atras: i64| estado.hoje().saturating_sub(atras.days());
    let mut linhas = Vec::new();
    if pessoa.chave != SEM_MENSAGENS {
        linhas.push(json!({
            "idmensagem": 900_001, "tipo": "Gestor", "autor": "Equipe de relacionamento",
            "data_cad": format!("{} 09:15:00", dia(12)), "assunto": "Boas-vindas",
            "texto": "Olá! Este é o nosso canal para dúvidas sobre o seu imóvel.\nResponderemos em até dois dias úteis.",
        }));
        linhas.push(json!({
            "idmensagem": "900002", "tipo": "Cliente", "autor": pessoa.nome,
            "data_cad": dia(11).strftime("%d/%m/%Y 18:40").to_string(), "assunto": null,
            "texto": "Quando começa a vistoria da minha unidade?",
        }));
    }
    linhas.extend(estado.memoria.escritas(pessoa).into_iter().map(|escrita| {
        json!({
            "idmensagem": escrita.id, "tipo": "Cliente", "autor": pessoa.nome, "data_cad": local(escrita.quando),
            "texto": escrita.texto,
        })
    }));
    linhas
}

/// Brasília's time, without saying so.
fn local(quando: Timestamp) -> String {
    jiff::tz::offset(-3).to_datetime(quando).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
