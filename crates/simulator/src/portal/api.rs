//! CV's API as far as the plugin needs it.

use axum::{
    Router,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::documento::Documento;
use serde_json::{Value, json};

use super::token::{Emissao, com_sinal};
use crate::{
    empreendimentos::EMPREENDIMENTOS,
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, deformar, nao_autorizado, servir},
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
    com_token(&estado, &fio, &cabecalhos, Endpoint::Pessoa, Papel::Cliente, |e| {
        Ok(Resposta::Json(corpo_da_pessoa(&estado, e.pessoa)))
    })
    .await
}

async fn sindico(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::Sindico, Papel::Sindico, |e| {
        let desse = EMPREENDIMENTOS.iter().filter(|c| c.sindico == Some(e.pessoa.chave));
        let empreendimentos: Vec<Value> = desse
            .map(
                |c| json!({"idempreendimento": c.id, "idempreendimento_int": c.codigo, "nome": c.nome, "cnpj": c.cnpj}),
            )
            .collect();
        let objeto = json!({
            "idsindico": e.pessoa.idpessoa, "nome": e.pessoa.nome, "documento": e.pessoa.documento,
            "email": e.pessoa.email(), "empreendimentos": empreendimentos,
        });
        Ok(Resposta::Json(embrulhada(e.pessoa, objeto)))
    })
    .await
}

/// A new token for the holder of a good one.
async fn renovar(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::Token, Papel::Cliente, |e| {
        let vida = com_sinal(estado.vida_token);
        let token = estado.emissor.emitir(e.pessoa, e.papel, &estado.slug, estado.relogio.agora(), vida)?;
        Ok(Resposta::Json(json!({ "token": token })))
    })
    .await
}

/// What is answered to a good token.
pub(super) enum Resposta {
    /// One object.
    Json(Value),
    /// Rows, bare or under a name.
    Lista { linhas: Vec<Value>, em: Option<&'static str> },
    /// The token is good and not for this.
    Recusada,
    /// Anything else, beyond faults of content.
    Outra(Corpo),
}

/// Answers with `responder` when the bearer token is good and was issued for `papel`; a token of another role gets 401.
pub(super) async fn com_token(
    estado: &Estado,
    fio: &Fio,
    cabecalhos: &HeaderMap,
    endpoint: Endpoint,
    papel: Papel,
    responder: impl FnOnce(Emissao) -> anyhow::Result<Resposta>,
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
    let corpo = match emissao.map(responder) {
        None | Some(Ok(Resposta::Recusada)) => Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Cv)),
        Some(Err(erro)) => {
            tracing::error!(%erro, "o CV simulado não respondeu");
            Corpo::Json(StatusCode::INTERNAL_SERVER_ERROR, json!({"error": "Erro inesperado", "code": 500}))
        }
        Some(Ok(Resposta::Json(mut valor))) => {
            deformar(falha, &mut valor, || outra_pessoa(estado, pessoa));
            Corpo::Json(StatusCode::OK, valor)
        }
        Some(Ok(Resposta::Lista { linhas, em })) => {
            let mut lista = Value::Array(linhas);
            deformar(falha, &mut lista, Vec::new);
            Corpo::Json(StatusCode::OK, em.map_or_else(|| lista.clone(), |nome| json!({ nome: lista })))
        }
        Some(Ok(Resposta::Outra(corpo))) => corpo,
    };
    enviar(estado, fio, falha, corpo).await
}

/// Sends an answer, or what the fault makes of it.
pub(super) async fn enviar(estado: &Estado, fio: &Fio, falha: Option<TipoFalha>, corpo: Corpo) -> Response {
    if matches!(&corpo, Corpo::Json(StatusCode::NO_CONTENT, _)) && falha.is_none() {
        // A body would be no 204.
        return StatusCode::NO_CONTENT.into_response();
    }
    servir(fio, Sitio::Cv, falha, corpo, estado.parada()).await
}

fn outra_pessoa(estado: &Estado, pessoa: Option<&str>) -> Vec<Value> {
    PESSOAS.iter().filter(|p| Some(p.chave) != pessoa).take(1).map(|p| corpo_da_pessoa(estado, p)).collect()
}

pub(super) fn corpo_da_pessoa(estado: &Estado, pessoa: &Pessoa) -> Value {
    embrulhada(pessoa, objeto_da_pessoa(estado, pessoa))
}

/// In the shape CV answers with for this person.
fn embrulhada(pessoa: &Pessoa, objeto: Value) -> Value {
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
        "telefone": null,
        "celular": pessoa.celular(),
        "data_nasc": nascimento(pessoa),
        "estado_civil": "Solteiro(a)",
        "cep": "49030210",
        "logradouro": "Rua das Salinas",
        "numero": (pessoa.idpessoa % 900).to_string(),
        "complemento": null,
        "bairro": "Coroa do Meio",
        "cidade": "Aracaju",
        "estado": "SE",
        "situacao": "Cliente",
        "ativo": "S",
    });
    for (campo, valor) in estado.memoria.alteracoes(pessoa) {
        objeto[campo] = valor;
    }
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

/// Companies have none; dates come in both of CV's writings.
fn nascimento(pessoa: &Pessoa) -> Value {
    let (dia, ano) = (1 + pessoa.idpessoa % 28, 1950 + pessoa.idpessoa % 50);
    match (pessoa.tipo_documento, pessoa.idpessoa % 2) {
        ("CNPJ", _) => json!("0000-00-00"),
        (_, 0) => json!(format!("{ano}-05-{dia:02}")),
        _ => json!(format!("{dia:02}/05/{ano}")),
    }
}

/// `GET /api/v1/cadastros/clientes?documento=|idcliente=|email=|telefone=`, with the service headers `email` and `token`.
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
            "email" => PESSOAS.iter().find(|p| p.email() == valor.to_lowercase()),
            "telefone" => {
                let digitos = |texto: &str| texto.chars().filter(char::is_ascii_digit).collect::<String>();
                PESSOAS.iter().find(|p| digitos(&p.celular()) == digitos(valor))
            }
            _ => return None,
        };
        Some(achada)
    });
    // Síndicos and staff are no clients.
    let pessoa = criterio.flatten().filter(|p| p.papel == Papel::Cliente);
    let falha = estado.falhas.para(Endpoint::Cadastros, pessoa.map(|p| p.chave));
    let credencial = |nome| cabecalhos.get(nome).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    let corpo = if credencial("email").is_empty() || credencial("token") != TOKEN_SERVICO.as_bytes() {
        Corpo::Json(StatusCode::UNAUTHORIZED, json!({"error": "E-mail e/ou token incorreto(s).", "code": 401}))
    } else if criterio.is_none() {
        let erro = "Informe ao menos um filtro: documento, idcliente, email ou telefone";
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
