//! The person's own record: changes, a person by document, permissions.

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, put},
};
use serde_json::{Map, Value, json};

use super::{
    acesso::Campos,
    api::{Resposta, com_token, corpo_da_pessoa},
};
use crate::{
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint},
    fio::Fio,
    pessoas::{PESSOAS, Papel, Pessoa},
};

/// Whose changes a gestor must approve.
const MODERADAS: [&str; 2] = ["benedito", "mangaba"];

/// Parts of an address.
const ENDERECO: [&str; 7] = ["logradouro", "numero", "complemento", "bairro", "cidade", "estado", "cep"];

pub(super) fn rotas() -> Router<Comum> {
    let permissoes = async |State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap| {
        com_token(&estado, &fio, &cabecalhos, Endpoint::CvPermissoes, Papel::Cliente, |e| Ok(do_cliente(e.pessoa)))
            .await
    };
    let do_sindico = async |State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap| {
        com_token(&estado, &fio, &cabecalhos, Endpoint::CvPermissoesSindico, Papel::Sindico, |_| {
            Ok(Resposta::Json(json!({"atendimentos": "S", "documentos": "Sim", "financeiro": 0})))
        })
        .await
    };
    Router::new()
        .route("/api/v1/cliente/pessoa", put(pessoa))
        .route("/api/v1/cliente/pessoa/atualizar-endereco", put(endereco))
        .route("/api/v1/cliente/pessoa/{documento}", get(por_documento))
        .route("/api/v1/cliente/permissoes-perfis-cliente", get(permissoes))
        .route("/api/v1/cliente/permissoes-sindico", get(do_sindico))
}

async fn pessoa(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
    corpo: Bytes,
) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvAtualizarPessoa, Papel::Cliente, |e| {
        let campos = Campos::ler(&corpo);
        if campos.texto("email").is_some_and(|email| !email.contains('@')) {
            return Ok(invalido("O campo email não é válido"));
        }
        let novos = ["nome", "email", "telefone"].into_iter().filter_map(|nome| Some((nome, campos.texto(nome)?)));
        Ok(alterar(&estado, e.pessoa, novos))
    })
    .await
}

async fn endereco(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
    corpo: Bytes,
) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvAtualizarEndereco, Papel::Cliente, |e| {
        let campos = Campos::ler(&corpo);
        let digitos = |cep: &str| cep.chars().filter(char::is_ascii_digit).count();
        if campos.texto("cep").is_some_and(|cep| digitos(cep) != 8) {
            return Ok(invalido("O campo cep não é válido"));
        }
        let novos = ENDERECO.into_iter().filter_map(|nome| Some((nome, campos.texto(nome)?)));
        Ok(alterar(&estado, e.pessoa, novos))
    })
    .await
}

fn alterar<'a>(
    estado: &Estado,
    pessoa: &'static Pessoa,
    novos: impl Iterator<Item = (&'static str, &'a str)>,
) -> Resposta {
    let novos: Map<String, Value> = novos.map(|(nome, valor)| (nome.to_owned(), valor.into())).collect();
    if novos.is_empty() {
        return invalido("Nenhum campo para alterar foi informado");
    }
    if MODERADAS.contains(&pessoa.chave) {
        return Resposta::Json(json!({
            "sucesso": true, "mensagem": "Alteração enviada para validação cadastral", "aguardando_aprovacao": "S",
        }));
    }
    estado.memoria.alterar(pessoa, novos);
    Resposta::Json(json!({"sucesso": true, "mensagem": "Dados atualizados com sucesso", "codigo": 200}))
}

fn invalido(erro: &str) -> Resposta {
    Resposta::Outra(Corpo::Json(StatusCode::BAD_REQUEST, json!({"error": erro, "code": 400})))
}

/// Oneself, or whoever is in the same contract; nobody else is there.
async fn por_documento(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(documento): Path<String>,
    cabecalhos: HeaderMap,
) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvPessoaDocumento, Papel::Cliente, |e| {
        let limpo: String = documento.chars().filter(char::is_ascii_alphanumeric).collect();
        let eu = e.pessoa;
        let achada = PESSOAS.iter().find(|p| p.documento_normalizado() == limpo);
        let do_contrato =
            |p: &&Pessoa| p.chave == eu.chave || eu.titular == Some(p.chave) || p.titular == Some(eu.chave);
        Ok(match achada.filter(do_contrato) {
            Some(pessoa) => Resposta::Json(corpo_da_pessoa(&estado, pessoa)),
            None => Resposta::Outra(Corpo::Json(
                StatusCode::NOT_FOUND,
                json!({"error": "Pessoa não encontrada", "code": 404}),
            )),
        })
    })
    .await
}

fn do_cliente(pessoa: &Pessoa) -> Resposta {
    let titular = if pessoa.titular.is_some() { "N" } else { "S" };
    let linha = |permissao: &str, ativo: &str| json!({"permissao": permissao, "ativo": ativo});
    Resposta::Json(json!({"permissoes": [
        linha("financeiro", titular), linha("imovel", "S"), linha("documentos", "S"), linha("mensagens", "S"),
        linha("alterar-dados", titular),
    ]}))
}
