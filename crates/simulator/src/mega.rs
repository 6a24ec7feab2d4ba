//! An ERP in the style of Mega: a login that gives a token, contracts by document, everything else by contract.
//!
//! Field names, odd casing included, are Mega's. Rows name no document: who asks by somebody's contract gets somebody's
//! rows, as there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{calendario::curta, dinheiro::Dinheiro};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    carteira::{Carteira, Cliente, Conteudo, Lancamento},
    estado::Comum,
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, deformar, nao_autorizado, servir},
    fio::Fio,
};

/// User and password of the login.
pub const LOGIN: (&str, &str) = ("portal", "mega-demo");

/// How long a token lives, in seconds.
const VIDA: i64 = 7200;

#[derive(Clone)]
struct Mega {
    comum: Comum,
    /// Tokens and when they end.
    tokens: Arc<Mutex<HashMap<String, Timestamp>>>,
}

/// Routes, at Mega's paths.
pub(crate) fn rotas(comum: Comum) -> Router {
    Router::new()
        .route("/api/Auth/SignIn", post(entrar))
        .route("/api/Carteira/DadosContrato/{filtro}", get(contratos))
        .route("/api/Carteira/Boleto/Contrato/{contrato}", get(boletos))
        .route("/api/Carteira/DadosParcelas/{filtro}", get(parcelas))
        .route("/api/Carteira/Boleto", get(pdf))
        .with_state(Mega { comum, tokens: Arc::default() })
}

async fn entrar(
    State(mega): State<Mega>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
    Json(corpo): Json<Value>,
) -> Response {
    mega.comum.contagem.somar(Endpoint::MegaLogin);
    let certo = cabecalhos.contains_key("tenantId")
        && cabecalhos.get("grantType").is_some_and(|v| v == "Api")
        && (corpo["userName"].as_str(), corpo["password"].as_str()) == (Some(LOGIN.0), Some(LOGIN.1));
    let resposta = if certo {
        let token = format!("{:032x}", rand::random::<u128>());
        let fim = mega.comum.relogio.agora() + jiff::SignedDuration::from_secs(VIDA);
        mega.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), fim);
        Corpo::Json(
            StatusCode::OK,
            json!({"accessToken": token, "expirationToken": fim.to_string(), "refreshToken": "-", "expirationRefreshToken": null}),
        )
    } else {
        Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Mega))
    };
    let falha = mega.comum.falhas.para(Endpoint::MegaLogin, None);
    servir(&fio, Sitio::Mega, falha, resposta, mega.comum.parada()).await
}

impl Mega {
    fn autorizado(&self, cabecalhos: &HeaderMap) -> bool {
        let token =
            cabecalhos.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        token.and_then(|t| tokens.get(t)).is_some_and(|fim| self.comum.relogio.agora() < *fim)
    }

    /// Sends rows, or what a fault makes of them; none is 204 without a body.
    async fn linhas(
        &self,
        fio: &Fio,
        endpoint: Endpoint,
        cabecalhos: &HeaderMap,
        cliente: Option<&Cliente>,
        linhas: impl Fn(&Cliente) -> Vec<Value>,
    ) -> Response {
        self.comum.contagem.somar(endpoint);
        let falha = self.comum.falhas.para(endpoint, cliente.map(|c| c.pessoa.chave));
        let corpo = if self.autorizado(cabecalhos) {
            let mut lista = Value::Array(cliente.map(&linhas).unwrap_or_default());
            let carteira = self.comum.carteira();
            deformar(falha, &mut lista, || de_outro(&carteira, cliente, &linhas));
            if lista.as_array().is_some_and(Vec::is_empty) {
                Corpo::Json(StatusCode::NO_CONTENT, Value::Null)
            } else {
                Corpo::Json(StatusCode::OK, lista)
            }
        } else {
            Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Mega))
        };
        let falha = if matches!(corpo, Corpo::Json(StatusCode::NO_CONTENT, _)) && falha.is_none() {
            Some(TipoFalha::Vazio)
        } else {
            falha
        };
        servir(fio, Sitio::Mega, falha, corpo, self.comum.parada()).await
    }
}

/// Two rows of the next customer that has any, bearing that customer's document.
fn de_outro(carteira: &Carteira, cliente: Option<&Cliente>, linhas: impl Fn(&Cliente) -> Vec<Value>) -> Vec<Value> {
    let outros = carteira.clientes.iter().filter(|o| cliente.is_none_or(|c| c.id != o.id));
    let mut listas = outros.map(|outro| {
        let mut lista = linhas(outro);
        lista.truncate(2);
        for linha in lista.iter_mut().filter_map(Value::as_object_mut) {
            linha.insert("cpfCnpj".to_owned(), json!(outro.pessoa.documento_normalizado()));
        }
        lista
    });
    listas.find(|lista| !lista.is_empty()).unwrap_or_default()
}

async fn contratos(
    State(mega): State<Mega>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(filtro): Path<String>,
    cabecalhos: HeaderMap,
) -> Response {
    let carteira = mega.comum.carteira();
    let cliente = filtro.strip_prefix("CpfCnpj=").and_then(|d| carteira.por_documento(d));
    mega.linhas(&fio, Endpoint::MegaContratos, &cabecalhos, cliente, |cliente| {
        let contrato = |c: &crate::carteira::Contrato| {
            json!({
                "codigO_CONTRATO": numero(&c.id), "codigO_FILIAL": 1,
                "statuS_CONTRATO": if c.pagas == c.total { "Q" } else { "A" },
                "empreendimento": c.empreendimento, "bloco": "", "unidade": c.unidade,
                "codigO_CLIENTE": cliente.pessoa.idpessoa, "nomE_CLIENTE": cliente.pessoa.nome,
                "diaS_INADIMPLENTE": 0, "confirmA_DADO_CLIENTE": "N",
            })
        };
        cliente.contratos.iter().map(contrato).collect()
    })
    .await
}

async fn boletos(
    State(mega): State<Mega>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(contrato): Path<String>,
    cabecalhos: HeaderMap,
) -> Response {
    let carteira = mega.comum.carteira();
    let cliente = do_contrato(&carteira, &contrato);
    mega.linhas(&fio, Endpoint::MegaBoletos, &cabecalhos, cliente, |cliente| {
        let deste = |id: &String| *id == contrato || cliente.contratos.iter().all(|c| c.id != contrato);
        cliente
            .boletos
            .iter()
            .filter(|b| deste(&b.contrato))
            .map(|b| {
                json!({
                    "parcelaNro": b.fatura, "parcelaTipo": "Mensal", "sequencia": b.historico, "dtVenc": hora(b.vencimento),
                    "vlrOriginal": reais(b.original), "vlrCorrigido": reais(b.original), "vlrMulta": reais(b.multa),
                    "vlrAtraso": 0, "vlrJuros": reais(b.juros), "vlrDesconto": reais(b.desconto), "vlrPago": 0,
                    "dtPgto": null, "situacao": "Aberto", "vlrPresente": reais(b.atual), "boletoParcela": numero(&b.fatura),
                    "temBoleto": "S", "boletoTipo": "P", "boletoNro": b.fatura, "boletoStatus": "Registrado",
                })
            })
            .collect()
    })
    .await
}

async fn parcelas(
    State(mega): State<Mega>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(filtro): Path<String>,
    cabecalhos: HeaderMap,
) -> Response {
    let carteira = mega.comum.carteira();
    let contrato = filtro.strip_prefix("IdContrato=").unwrap_or_default().to_owned();
    let cliente = do_contrato(&carteira, &contrato);
    mega.linhas(&fio, Endpoint::MegaParcelas, &cabecalhos, cliente, |cliente| {
        let deste = |l: &&Lancamento| l.contrato == contrato || cliente.contratos.iter().all(|c| c.id != contrato);
        cliente
            .extrato
            .iter()
            .filter(deste)
            .map(|l| {
                json!({
                    "cod_parcela": numero(&l.fatura), "tipo_parcela": "Mensal", "sequencia": sequencia(cliente, l),
                    "situacao": if l.baixa.is_some() { "Pago" } else { "Aberto" },
                    "vlr_original": reais(l.valor),
                    "vlr_pago": l.baixa.map_or(json!(0), |b| reais(b.recebido)),
                    "vlr_juros": l.baixa.map_or(json!(0), |b| reais(b.juros)),
                    "vlr_multa": l.baixa.map_or(json!(0), |b| reais(b.multa)),
                    "data_vencimento": curta(l.vencimento),
                    "data_baixa": l.baixa.map_or_else(String::new, |b| curta(b.data)),
                    "nosso_numero": "", "nome_banco": "",
                })
            })
            .collect()
    })
    .await
}

/// A boleto's PDF: a JSON string of base64, empty when there is none.
async fn pdf(
    State(mega): State<Mega>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Query(pares): Query<HashMap<String, String>>,
    cabecalhos: HeaderMap,
) -> Response {
    mega.comum.contagem.somar(Endpoint::MegaPdf);
    let carteira = mega.comum.carteira();
    let par = |nome: &str| pares.get(nome).map(String::as_str).unwrap_or_default();
    let cliente = do_contrato(&carteira, par("codContrato"));
    let arquivo = cliente
        .and_then(|c| c.boletos.iter().find(|b| b.fatura == par("codigo") && b.contrato == par("codContrato")))
        .and_then(|b| carteira.arquivos.get(&b.arquivo));
    let texto = match arquivo.map(|a| &a.conteudo) {
        Some(Conteudo::Pdf(bytes)) => STANDARD.encode(bytes),
        _ => String::new(),
    };
    let corpo = if mega.autorizado(&cabecalhos) {
        Corpo::Json(StatusCode::OK, json!(texto))
    } else {
        Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Mega))
    };
    let falha = mega.comum.falhas.para(Endpoint::MegaPdf, cliente.map(|c| c.pessoa.chave));
    servir(&fio, Sitio::Mega, falha, corpo, mega.comum.parada()).await
}

fn do_contrato<'a>(carteira: &'a Carteira, contrato: &str) -> Option<&'a Cliente> {
    carteira.clientes.iter().find(|c| c.contratos.iter().any(|c| c.id == contrato))
}

/// `007/060`: the instalment inside its contract.
fn sequencia(cliente: &Cliente, l: &Lancamento) -> String {
    let total = cliente.contratos.iter().find(|c| c.id == l.contrato).map_or(0, |c| c.total);
    let numero =
        l.fatura.get(l.contrato.len()..).and_then(|n| n.parse::<u32>().ok()).filter(|n| (1..=total).contains(n));
    numero.map_or_else(String::new, |n| format!("{n:03}/{total:03}"))
}

/// Keys are numbers there.
pub(crate) fn numero(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| json!(id), |n| json!(n))
}

/// A number of JSON whose shortest text is the amount.
pub(crate) fn reais(valor: Dinheiro) -> Value {
    valor.iso().parse::<f64>().map_or(Value::Null, |n| json!(n))
}

fn hora(dia: jiff::civil::Date) -> String {
    format!("{dia}T00:00:00")
}
