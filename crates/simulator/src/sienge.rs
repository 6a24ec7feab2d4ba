//! An ERP in the style of Sienge: Basic, pages with `resultSetMetadata`, lists inside lists, amounts with binary residue,
//! and a quota of calls a day shared by everybody who asks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    carteira::{Cliente, Lancamento},
    estado::Comum,
    falhas::{Corpo, Endpoint, Sitio, deformar, servir},
    fio::Fio,
    mega::{numero, reais},
};

/// User and password of the API.
pub const LOGIN: (&str, &str) = ("horizonte-portal", "sienge-demo");

#[derive(Clone)]
struct Sienge {
    comum: Comum,
    cota: u32,
    /// Calls of a day.
    usadas: Arc<Mutex<(Option<Date>, u32)>>,
}

/// Routes, at Sienge's paths below the customer's name.
pub(crate) fn rotas(comum: Comum, cota: u32) -> Router {
    let rota = |endpoint: Endpoint| get(responder).layer(Extension(endpoint));
    let api = Router::new()
        .route("/customers", rota(Endpoint::SiengeClientes))
        .route("/accounts-receivable/receivable-bills", rota(Endpoint::SiengeTitulos))
        .route("/current-debit-balance", rota(Endpoint::SiengeSaldo))
        .route("/customer-financial-statements", rota(Endpoint::SiengeExtrato))
        .route("/payment-slip-notification", rota(Endpoint::SiengeSegundaVia))
        .route("/customer-income-tax/report/pdf", rota(Endpoint::SiengeInforme))
        .with_state(Sienge { comum, cota, usadas: Arc::default() });
    Router::new().nest("/{cliente}/public/api/v1", api)
}

async fn responder(
    State(sienge): State<Sienge>,
    Extension(endpoint): Extension<Endpoint>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(_): Path<HashMap<String, String>>,
    Query(pares): Query<HashMap<String, String>>,
    cabecalhos: HeaderMap,
) -> Response {
    let comum = &sienge.comum;
    comum.contagem.somar(endpoint);
    let carteira = comum.carteira();
    let par = |nome: &str| pares.get(nome).map(String::as_str);
    let titulo = par("billReceivableId");
    let cliente = match (par("cpf").or(par("cnpj")), par("customerId"), titulo) {
        (Some(documento), ..) => carteira.por_documento(documento),
        (_, Some(id), _) => carteira.clientes.iter().find(|c| c.pessoa.idpessoa.to_string() == id),
        (.., Some(titulo)) => carteira.clientes.iter().find(|c| c.contratos.iter().any(|c| c.id == titulo)),
        _ => None,
    };
    let falha = comum.falhas.para(endpoint, cliente.map(|c| c.pessoa.chave));
    let esperado = format!("Basic {}", STANDARD.encode(format!("{}:{}", LOGIN.0, LOGIN.1)));
    let credencial = cabecalhos.get(header::AUTHORIZATION).is_some_and(|v| v.as_bytes() == esperado.as_bytes());
    let mut esgotada = false;
    let corpo = if !credencial {
        erro(StatusCode::UNAUTHORIZED, "Usuário ou senha inválidos")
    } else if !sienge.contar() {
        esgotada = true;
        erro(StatusCode::TOO_MANY_REQUESTS, "Limite diário de requisições atingido")
    } else {
        let de = |c: &Cliente| linhas(endpoint, c, &pares, comum);
        match cliente.map_or_else(|| Ok(Vec::new()), de) {
            Err(corpo) => corpo,
            Ok(linhas) => {
                let mut lista = Value::Array(linhas);
                let outro =
                    carteira.clientes.iter().find(|o| cliente.is_none_or(|c| c.id != o.id) && !o.boletos.is_empty());
                deformar(falha, &mut lista, || {
                    let mut alheias = outro.and_then(|o| linhas_de_outro(endpoint, o, comum)).unwrap_or_default();
                    alheias.truncate(2);
                    alheias
                });
                Corpo::Json(StatusCode::OK, embrulhar(endpoint, cliente, lista, &pares))
            }
        }
    };
    let mut resposta = servir(&fio, Sitio::Sienge, falha, corpo, comum.parada()).await;
    if esgotada {
        // To the end of a day nobody waits; an hour says as much.
        resposta.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3600"));
    }
    resposta
}

impl Sienge {
    /// Takes one call of the day's quota.
    fn contar(&self) -> bool {
        let mut usadas = self.usadas.lock().unwrap_or_else(PoisonError::into_inner);
        let hoje = Some(self.comum.hoje());
        if usadas.0 != hoje {
            *usadas = (hoje, 0);
        }
        usadas.1 += 1;
        usadas.1 <= self.cota
    }
}

fn linhas_de_outro(endpoint: Endpoint, outro: &Cliente, comum: &Comum) -> Option<Vec<Value>> {
    let mut alheias = linhas(endpoint, outro, &HashMap::new(), comum).ok()?;
    for linha in alheias.iter_mut().filter_map(Value::as_object_mut) {
        linha.insert("cpf".to_owned(), json!(outro.pessoa.documento_normalizado()));
    }
    Some(alheias)
}

fn linhas(
    endpoint: Endpoint,
    cliente: &Cliente,
    pares: &HashMap<String, String>,
    comum: &Comum,
) -> Result<Vec<Value>, Corpo> {
    let link =
        |arquivo: &str| comum.erp_url.join(&format!("arquivos/{arquivo}")).map_or(Value::Null, |u| json!(u.as_str()));
    Ok(match endpoint {
        Endpoint::SiengeClientes => {
            let chave = if cliente.pessoa.tipo_documento == "CNPJ" { "cnpj" } else { "cpf" };
            vec![json!({"id": cliente.pessoa.idpessoa, "name": cliente.pessoa.nome, chave: cliente.pessoa.documento})]
        }
        Endpoint::SiengeTitulos => cliente
            .contratos
            .iter()
            .map(|c| {
                json!({
                    "receivableBillId": numero(&c.id), "documentId": "CT", "documentNumber": c.id, "companyId": 1,
                    "issueDate": "2020-01-10", "defaulting": false, "subjudice": false,
                    "payOffDate": (c.pagas == c.total).then_some("2026-01-10"), "unityName": c.unidade,
                    "enterpriseName": c.empreendimento,
                })
            })
            .collect(),
        Endpoint::SiengeSaldo => cliente
            .contratos
            .iter()
            .map(|c| {
                let parcelas: Vec<Value> = cliente
                    .boletos
                    .iter()
                    .filter(|b| b.contrato == c.id)
                    .map(|b| {
                        json!({
                            "installmentId": numero(resto(&b.fatura, &c.id)), "installmentNumber": parcela(&b.fatura, &c.id, c.total),
                            "dueDate": b.vencimento.to_string(), "originalValue": residuo(b.original),
                            "currentBalance": residuo(b.atual), "generatedBoleto": true,
                        })
                    })
                    .collect();
                json!({"billReceivableId": numero(&c.id), "documentId": "CT", "companyId": 1, "dueInstallments": [], "payableInstallments": parcelas})
            })
            .collect(),
        Endpoint::SiengeExtrato => cliente
            .contratos
            .iter()
            .map(|c| {
                let parcelas: Vec<Value> =
                    cliente.extrato.iter().filter(|l| l.contrato == c.id).map(|l| lancamento(l, c.total)).collect();
                json!({"billReceivableId": numero(&c.id), "documentId": "CT", "finePercent": 2, "interestPercent": 1, "installments": parcelas})
            })
            .collect(),
        Endpoint::SiengeSegundaVia => {
            let (contrato, parte) = (pares.get("billReceivableId"), pares.get("installmentId"));
            let boleto = cliente.boletos.iter().find(|b| {
                Some(&b.contrato) == contrato && parte.is_some_and(|p| p.parse().is_ok_and(|p: u64| numero(resto(&b.fatura, &b.contrato)) == p))
            });
            match boleto {
                Some(b) => vec![json!({"urlReport": link(&b.arquivo), "digitableNumber": b.linha, "parameter1207": false})],
                None => return Err(erro(StatusCode::UNPROCESSABLE_ENTITY, "Título sem cobrança registrada")),
            }
        }
        _ => {
            let ano = pares.get("year").and_then(|a| a.parse::<i16>().ok());
            match cliente.quitacoes.iter().find(|q| Some(q.ano) == ano) {
                Some(q) => vec![json!({"value": link(&q.arquivo)})],
                None => return Err(erro(StatusCode::NOT_FOUND, "Relatório sem dados")),
            }
        }
    })
}

fn lancamento(l: &Lancamento, total: u32) -> Value {
    let recibos: Vec<Value> = l
        .baixa
        .iter()
        .map(|b| {
            json!({
                "receiptId": 1, "receiptDate": b.data.to_string(), "receiptValue": reais(b.recebido), "netReceiptValue": residuo(b.recebido),
                "discountValue": 0, "interestValue": reais(b.juros), "fineValue": reais(b.multa),
            })
        })
        .collect();
    json!({
        "installmentId": numero(resto(&l.fatura, &l.contrato)), "installmentNumber": parcela(&l.fatura, &l.contrato, total),
        "dueDate": l.vencimento.to_string(), "conditionType": "Parcelas mensais", "originalValue": residuo(l.valor),
        "currentBalance": if l.baixa.is_some() { json!(0) } else { residuo(l.valor) }, "generatedBillet": l.cobranca.starts_with("Boleto banco"),
        "receipts": recibos,
    })
}

fn embrulhar(endpoint: Endpoint, cliente: Option<&Cliente>, lista: Value, pares: &HashMap<String, String>) -> Value {
    let Value::Array(linhas) = lista else { return lista };
    if endpoint == Endpoint::SiengeExtrato {
        return json!({"customerId": cliente.map(|c| c.pessoa.idpessoa), "billsReceivable": linhas});
    }
    let par = |nome: &str, padrao: usize| pares.get(nome).and_then(|v| v.parse().ok()).unwrap_or(padrao);
    let (limite, inicio) = (par("limit", 100).min(200), par("offset", 0));
    let total = linhas.len();
    let pagina: Vec<Value> = linhas.into_iter().skip(inicio).take(limite).collect();
    json!({"resultSetMetadata": {"count": total, "offset": inicio, "limit": limite}, "results": pagina})
}

fn erro(status: StatusCode, mensagem: &str) -> Corpo {
    Corpo::Json(status, json!({"status": status.as_u16(), "developerMessage": mensagem, "clientMessage": mensagem}))
}

/// The instalment's key inside its contract: invoices are `<contract><instalment>`.
fn resto<'a>(fatura: &'a str, contrato: &str) -> &'a str {
    fatura.get(contrato.len()..).unwrap_or(fatura)
}

fn parcela(fatura: &str, contrato: &str, total: u32) -> String {
    let numero = resto(fatura, contrato).parse::<u32>().unwrap_or_default();
    match numero {
        0 => "Sinal".to_owned(),
        n if n <= total => format!("{n}/{total}"),
        _ => "Intermediária".to_owned(),
    }
}

/// The amount as binary arithmetic leaves it: `341233.7699999997`.
fn residuo(valor: domain::dinheiro::Dinheiro) -> Value {
    valor.iso().parse::<f64>().map_or(Value::Null, |n| json!(n - 1e-9))
}
