//! CV's API as far as the plugin needs it.

use axum::{
    Router,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use domain::documento::Documento;
use serde_json::{Value, json};

use super::token::{Emissao, com_sinal};
use crate::{
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, deformar, nao_autorizado, servir},
    fio::Fio,
    pessoas::{PESSOAS, Papel, Pessoa, RespostaCv},
};

/// Service token of the back-office API, with any `email`.
const TOKEN_SERVICO: &str = "cv-demo";

pub(super) fn rotas() -> Router<Comum> {
    Router::new()
        .route("/api/v1/cliente/pessoa", get(pessoa))
        .route("/api/v1/cliente/sindico", get(sindico))
        .route("/api/v1/cliente/pessoa/token", get(renovar))
        .route("/api/v1/cadastros/clientes", get(cadastros))
}

async fn pessoa(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::Pessoa, Papel::Cliente, |e| Ok(corpo_da_pessoa(&estado, e.pessoa)))
        .await
}

async fn sindico(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::Sindico, Papel::Sindico, |e| {
        Ok(json!({
            "idsindico": e.pessoa.idpessoa, "nome": e.pessoa.nome, "documento": e.pessoa.documento,
            "email": e.pessoa.email(), "empreendimentos": [{"idempreendimento": 3, "nome": "Residencial Aurora"}],
        }))
    })
    .await
}

/// A new token for the holder of a good one.
async fn renovar(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::Token, Papel::Cliente, |e| {
        let vida = com_sinal(estado.vida_token);
        let token = estado.emissor.emitir(e.pessoa, e.papel, &estado.slug, estado.relogio.agora(), vida)?;
        Ok(json!({ "token": token }))
    })
    .await
}

/// Answers with `corpo` when the bearer token is good and was issued for `papel`; a token of another role gets 401.
async fn com_token(
    estado: &Estado,
    fio: &Fio,
    cabecalhos: &HeaderMap,
    endpoint: Endpoint,
    papel: Papel,
    corpo: impl FnOnce(Emissao) -> anyhow::Result<Value>,
) -> Response {
    estado.contagem.somar(endpoint);
    let token = cabecalhos
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "))
        .unwrap_or_default();
    // Faults of a person hit expired tokens too.
    let pessoa = estado.emissor.emissao(token).map(|e| e.pessoa.chave);
    let falha = estado.falhas.para(endpoint, pessoa);
    let emissao = estado.emissor.valido(token, estado.relogio.agora()).filter(|e| e.papel == papel);
    let corpo = match emissao.map(corpo) {
        None => Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Cv)),
        Some(Err(erro)) => {
            tracing::error!(%erro, "o CV simulado não respondeu");
            Corpo::Json(StatusCode::INTERNAL_SERVER_ERROR, json!({"error": "Erro inesperado", "code": 500}))
        }
        Some(Ok(mut valor)) => {
            deformar(falha, &mut valor, || outra_pessoa(estado, pessoa));
            Corpo::Json(StatusCode::OK, valor)
        }
    };
    servir(fio, Sitio::Cv, falha, corpo, estado.parada()).await
}

fn outra_pessoa(estado: &Estado, pessoa: Option<&str>) -> Vec<Value> {
    PESSOAS.iter().filter(|p| Some(p.chave) != pessoa).take(1).map(|p| corpo_da_pessoa(estado, p)).collect()
}

fn corpo_da_pessoa(estado: &Estado, pessoa: &Pessoa) -> Value {
    let objeto = objeto_da_pessoa(estado, pessoa);
    match pessoa.resposta {
        RespostaCv::Dados => json!({ "dados": objeto }),
        RespostaCv::Pessoas => json!({ "pessoas": [objeto] }),
        _ => objeto,
    }
}

fn objeto_da_pessoa(estado: &Estado, pessoa: &Pessoa) -> Value {
    let mut objeto = json!({
        "idpessoa": pessoa.idpessoa,
        "idpessoa_int": estado.codigo_erp(pessoa),
        "nome": pessoa.nome,
        "documento_tipo": pessoa.tipo_documento,
        "documento": pessoa.documento,
        "pessoa_estrangeira": "Não",
        "email": pessoa.email(),
        "celular": "(79) 90000-0000",
        "situacao": "Cliente",
        "ativo": "S",
    });
    match pessoa.resposta {
        RespostaCv::Mascarada => {
            objeto["documento"] = Documento::ler(pessoa.documento).map_or(Value::Null, |d| json!(d.mascarado()));
        }
        RespostaCv::Estrangeira => {
            objeto["pessoa_estrangeira"] = json!("Sim");
            objeto["passaporte"] = json!(pessoa.documento);
        }
        RespostaCv::SemDocumento => objeto["documento"] = Value::Null,
        RespostaCv::Simples | RespostaCv::Dados | RespostaCv::Pessoas => {}
    }
    objeto
}

/// `GET /api/v1/cadastros/clientes?documento=|idcliente=|email=`, with the service headers `email` and `token`.
async fn cadastros(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Query(pares): Query<Vec<(String, String)>>,
    cabecalhos: HeaderMap,
) -> Response {
    estado.contagem.somar(Endpoint::Cadastros);
    let criterio = pares.iter().find_map(|(nome, valor)| {
        let valor = valor.trim();
        let achada: Option<&'static Pessoa> = match nome.as_str() {
            "documento" => {
                let limpo: String = valor.chars().filter(char::is_ascii_alphanumeric).collect();
                PESSOAS.iter().find(|p| p.documento_normalizado() == limpo)
            }
            "idcliente" => PESSOAS.iter().find(|p| p.papel == Papel::Cliente && p.idpessoa.to_string() == valor),
            "email" => PESSOAS.iter().find(|p| p.email() == valor),
            _ => return None,
        };
        Some(achada)
    });
    let pessoa = criterio.flatten();
    let falha = estado.falhas.para(Endpoint::Cadastros, pessoa.map(|p| p.chave));
    let credencial = |nome| cabecalhos.get(nome).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    let corpo = if credencial("email").is_empty() || credencial("token") != TOKEN_SERVICO.as_bytes() {
        Corpo::Json(StatusCode::UNAUTHORIZED, json!({"error": "E-mail e/ou token incorreto(s).", "code": 401}))
    } else if criterio.is_none() {
        let erro = "Informe ao menos um filtro: documento, idcliente ou email";
        Corpo::Json(StatusCode::BAD_REQUEST, json!({"error": erro, "code": 400}))
    } else {
        let mut lista = Value::Array(pessoa.map(|p| cadastro(&estado, p)).into_iter().collect());
        deformar(falha, &mut lista, || outra_pessoa(&estado, pessoa.map(|p| p.chave)));
        Corpo::Json(StatusCode::OK, json!({ "pessoas": lista }))
    };
    servir(&fio, Sitio::Cv, falha, corpo, estado.parada()).await
}

/// The back office knows the document in full, even where the portal masks it.
fn cadastro(estado: &Estado, pessoa: &'static Pessoa) -> Value {
    let mut objeto = objeto_da_pessoa(estado, pessoa);
    objeto["documento"] = json!(pessoa.documento);
    objeto["sinalizador_juridico"] = Value::Null;
    objeto
}
