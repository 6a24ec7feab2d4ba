//! An ERP of flat rows, one per boleto, nothing nested: the style of in-house APIs. OAuth2 client credentials, Brazilian
//! dates and amounts, pages by number.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Form, Router,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::calendario::curta;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    carteira::{Cliente, Lancamento},
    estado::Comum,
    falhas::{Corpo, Endpoint, Sitio, deformar, nao_autorizado, servir},
    fio::Fio,
};

/// `client_id` and `client_secret`.
pub const CLIENTE: (&str, &str) = ("financeiro", "plano-demo");

/// How long a token lives, in seconds.
const VIDA: i64 = 3600;

/// Rows in a page.
const PAGINA: usize = 200;

#[derive(Clone)]
struct Plano {
    comum: Comum,
    tokens: Arc<Mutex<HashMap<String, Timestamp>>>,
}

/// Routes.
pub(crate) fn rotas(comum: Comum) -> Router {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/clientes", get(responder).layer(Extension(Endpoint::PlanoClientes)))
        .route("/titulos", get(responder).layer(Extension(Endpoint::PlanoTitulos)))
        .with_state(Plano { comum, tokens: Arc::default() })
}

async fn token(
    State(plano): State<Plano>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    plano.comum.contagem.somar(Endpoint::PlanoToken);
    let esperado = format!("Basic {}", STANDARD.encode(format!("{}:{}", CLIENTE.0, CLIENTE.1)));
    let certo = form.get("grant_type").is_some_and(|g| g == "client_credentials")
        && cabecalhos.get(header::AUTHORIZATION).is_some_and(|v| v.as_bytes() == esperado.as_bytes());
    let corpo = if certo {
        let token = format!("{:032x}", rand::random::<u128>());
        let fim = plano.comum.relogio.agora() + jiff::SignedDuration::from_secs(VIDA);
        plano.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), fim);
        Corpo::Json(StatusCode::OK, json!({"access_token": token, "token_type": "Bearer", "expires_in": VIDA}))
    } else {
        Corpo::Json(StatusCode::BAD_REQUEST, json!({"error": "invalid_client"}))
    };
    let falha = plano.comum.falhas.para(Endpoint::PlanoToken, None);
    servir(&fio, Sitio::Plano, falha, corpo, plano.comum.parada()).await
}

async fn responder(
    State(plano): State<Plano>,
    Extension(endpoint): Extension<Endpoint>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Query(pares): Query<HashMap<String, String>>,
    cabecalhos: HeaderMap,
) -> Response {
    let comum = &plano.comum;
    comum.contagem.somar(endpoint);
    let carteira = comum.carteira();
    let cliente = pares.get("cpf").and_then(|d| carteira.por_documento(d));
    let falha = comum.falhas.para(endpoint, cliente.map(|c| c.pessoa.chave));
    let corpo = if plano.autorizado(&cabecalhos) {
        let de = |c: &Cliente| linhas(endpoint, c, pares.get("situacao").map(String::as_str), comum);
        let mut lista = Value::Array(cliente.map(de).unwrap_or_default());
        deformar(falha, &mut lista, || {
            let outros = carteira.clientes.iter().filter(|o| cliente.is_none_or(|c| c.id != o.id));
            let mut alheias = outros.map(de).find(|l| !l.is_empty()).unwrap_or_default();
            alheias.truncate(2);
            alheias
        });
        Corpo::Json(StatusCode::OK, paginar(lista, &pares))
    } else {
        Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Plano))
    };
    servir(&fio, Sitio::Plano, falha, corpo, comum.parada()).await
}

impl Plano {
    fn autorizado(&self, cabecalhos: &HeaderMap) -> bool {
        let token =
            cabecalhos.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        token.and_then(|t| tokens.get(t)).is_some_and(|fim| self.comum.relogio.agora() < *fim)
    }
}

fn paginar(lista: Value, pares: &HashMap<String, String>) -> Value {
    let Value::Array(linhas) = lista else { return lista };
    let pagina = pares.get("pagina").and_then(|p| p.parse::<usize>().ok()).unwrap_or(1).max(1);
    Value::Array(linhas.into_iter().skip((pagina - 1) * PAGINA).take(PAGINA).collect())
}

fn linhas(endpoint: Endpoint, cliente: &Cliente, situacao: Option<&str>, comum: &Comum) -> Vec<Value> {
    let pessoa = cliente.pessoa;
    if endpoint == Endpoint::PlanoClientes {
        return vec![json!({
            "codigo": cliente.id, "nome": pessoa.nome, "cpf": pessoa.documento, "email": "", "telefone": "",
            "enderecoCidade": "Aracaju", "enderecoEstado": "SE", "ativo": "TRUE",
        })];
    }
    let quer = |l: &&Lancamento| match situacao {
        Some("ABERTO") => l.baixa.is_none() && cliente.boletos.iter().any(|b| b.fatura == l.fatura),
        Some("PAGO") => l.baixa.is_some(),
        _ => true,
    };
    cliente.extrato.iter().filter(quer).map(|l| titulo(cliente, l, comum)).collect()
}

fn titulo(cliente: &Cliente, l: &Lancamento, comum: &Comum) -> Value {
    let boleto = cliente.boletos.iter().find(|b| b.fatura == l.fatura);
    let contrato = cliente.contratos.iter().find(|c| c.id == l.contrato);
    let link = boleto.and_then(|b| comum.erp_url.join(&format!("arquivos/{}", b.arquivo)).ok());
    let valor = |v: domain::dinheiro::Dinheiro| v.sem_simbolo();
    json!({
        "cpf": cliente.pessoa.documento, "nome": cliente.pessoa.nome, "codigo": l.fatura, "contrato": l.contrato,
        "empreendimento": contrato.map(|c| c.empreendimento), "unidade": contrato.map(|c| c.unidade),
        "descricao": l.historico, "situacao": if l.baixa.is_some() { "PAGO" } else { "ABERTO" },
        "dtEmissao": curta(l.lancado), "dtVenc": curta(l.vencimento), "valor": valor(l.valor),
        "valorAtual": boleto.map(|b| valor(b.atual)), "juros": boleto.map(|b| valor(b.juros)),
        "multa": boleto.map(|b| valor(b.multa)), "desconto": boleto.map(|b| valor(b.desconto)),
        "banco": boleto.map(|b| b.banco), "linha": boleto.map(|b| b.linha.clone()),
        "emv": boleto.and_then(|b| b.pix.clone()), "linkBoleto": link.as_ref().map(url::Url::as_str),
        "dtPagamento": l.baixa.map(|b| curta(b.data)), "valorPago": l.baixa.map(|b| valor(b.recebido)),
    })
}
