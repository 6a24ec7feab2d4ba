//! One HTTP client per environment and one way of calling it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::documento::Token;
use jiff::{SignedDuration, Timestamp};
use reqwest::{
    Client, Method, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue},
    redirect, retry,
};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use crate::{
    config::{ConfigCv, ErroConfig},
    convencao::{
        caminho::Caminho,
        resposta::{ErroLeitura, receber},
    },
    erro::ErroCv,
    operacao::Operacao,
    resposta::{Resposta, contrato, interpretar},
};

/// Longest body read, in bytes.
const MAXIMO: usize = 256 * 1024;

/// Longest wait for a connection.
const CONEXAO: Duration = Duration::from_secs(2);

/// Before the one repetition.
const ESPERA: Duration = Duration::from_millis(100);

/// How long an unused connection is kept: shorter than the keep-alive of most servers.
const OCIOSA: Duration = Duration::from_secs(15);

/// With what a question is asked.
#[derive(Clone, Copy)]
pub(crate) enum Credencial<'a> {
    /// None: the question is about credentials.
    Nenhuma,
    /// The token of a person.
    Portador(&'a Token),
    /// The service credentials, if there are any.
    ServicoSeHouver,
    /// The service credentials.
    Servico,
}

/// One question.
pub(crate) struct Pedido<'a> {
    pub(crate) operacao: Operacao,
    pub(crate) metodo: Method,
    pub(crate) credencial: Credencial<'a>,
    /// What fills the places of the path.
    pub(crate) lugares: &'a [(&'a str, &'a str)],
    /// Appended to the query.
    pub(crate) consulta: &'a [(&'a str, &'a str)],
    /// From the second page of a list on.
    pub(crate) pagina: Option<u32>,
    pub(crate) corpo: Option<Value>,
}

impl<'a> Pedido<'a> {
    pub(crate) fn get(operacao: Operacao, credencial: Credencial<'a>, lugares: &'a [(&'a str, &'a str)]) -> Self {
        Self { operacao, metodo: Method::GET, credencial, lugares, consulta: &[], pagina: None, corpo: None }
    }

    pub(crate) fn com_corpo(operacao: Operacao, metodo: Method, credencial: Credencial<'a>, corpo: Value) -> Self {
        Self { operacao, metodo, credencial, lugares: &[], consulta: &[], pagina: None, corpo: Some(corpo) }
    }
}

/// Why one attempt failed, and whether another may follow.
struct Falha {
    erro: ErroCv,
    repetir: bool,
}

impl From<ErroCv> for Falha {
    fn from(erro: ErroCv) -> Self {
        Self { erro, repetir: false }
    }
}

/// The HTTP client, the paths, the service credentials and the pause.
pub(crate) struct Transporte {
    http: Client,
    base: Url,
    caminhos: BTreeMap<Operacao, Caminho>,
    servico: Option<HeaderMap>,
    prazo: Duration,
    agora: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// After a 429 CV refuses the whole environment for a while, and asking again would only prolong it: when it began, and
    /// for how long.
    pausa: Mutex<Option<(Timestamp, Duration)>>,
}

impl fmt::Debug for Transporte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transporte")
            .field("host", &self.base.host_str())
            .field("caminhos", &self.caminhos)
            .field("servico", &self.servico.is_some())
            .finish_non_exhaustive()
    }
}

impl Transporte {
    pub(crate) fn novo(
        config: &ConfigCv,
        agora: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, ErroConfig> {
        let base = config.base()?.clone();
        let caminhos = config.modelos()?;
        let servico = config
            .servico
            .as_ref()
            .map(|(email, token)| {
                let campos = [("email", email.as_str()), ("token", token.expose_secret())];
                campos.into_iter().map(|(nome, texto)| Some((nome.parse().ok()?, sensivel(texto)?))).collect()
            })
            .map(|cabecalhos: Option<HeaderMap>| cabecalhos.ok_or(ErroConfig::Servico))
            .transpose()?;
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(cabecalhos)
            .connect_timeout(CONEXAO)
            // A redirect would take the token to an address nobody configured; a proxy of the environment would see it.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            // The only repetition is ours: it has a budget.
            .retry(retry::never())
            .pool_idle_timeout(OCIOSA)
            .tcp_nodelay(true)
            .https_only(base.scheme() == "https")
            .build()
            .map_err(|_| ErroConfig::ClienteHttp)?;
        let pausa = Mutex::default();
        Ok(Self { http, base, caminhos, servico, prazo: config.timeout, agora: Box::new(agora), pausa })
    }

    /// Whether the configured path has this place.
    pub(crate) fn pede(&self, operacao: Operacao, lugar: &str) -> bool {
        self.caminhos.get(&operacao).is_some_and(|caminho| caminho.tem(lugar))
    }

    pub(crate) fn agora(&self) -> Timestamp {
        (self.agora)()
    }

    /// Asks CV once; a read once more when the connection failed or CV answered 5xx. One log line with operation, outcome and
    /// milliseconds: addresses hold keys and documents, and errors of the HTTP client hold the address.
    pub(crate) async fn perguntar(&self, pedido: &Pedido<'_>) -> Result<Resposta, ErroCv> {
        let operacao = pedido.operacao.chave();
        if let Some(pausa) = self.em_pausa() {
            tracing::debug!(operacao, "call to CV put off: pause after a 429");
            return Err(ErroCv::MuitasChamadas { pausa });
        }
        let inicio = Instant::now();
        let resultado =
            tokio::time::timeout(self.prazo, self.com_repeticao(pedido)).await.unwrap_or(Err(ErroCv::TempoEsgotado));
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &resultado {
            Ok(Resposta::Json(_)) => tracing::debug!(operacao, resultado = "ok", ms, "call to CV"),
            Ok(Resposta::Vazia) => tracing::debug!(operacao, resultado = "vazio", ms, "call to CV"),
            // Of the error only what CV did not write: its sentences may name the person.
            Err(ErroCv::Contrato { detalhe }) => {
                tracing::warn!(operacao, resultado = "contrato", ms, detalhe, "call to CV");
            }
            // Somebody has to change the configuration.
            Err(erro @ ErroCv::SemRota { .. }) => tracing::warn!(operacao, resultado = erro.codigo(), ms, "call to CV"),
            Err(erro) => tracing::info!(operacao, resultado = erro.codigo(), ms, "call to CV"),
        }
        resultado
    }

    async fn com_repeticao(&self, pedido: &Pedido<'_>) -> Result<Resposta, ErroCv> {
        match self.tentar(pedido).await {
            Err(Falha { repetir: true, .. }) if pedido.metodo == Method::GET => {
                tokio::time::sleep(ESPERA).await;
                self.tentar(pedido).await.map_err(|falha| falha.erro)
            }
            outro => outro.map_err(|falha| falha.erro),
        }
    }

    async fn tentar(&self, pedido: &Pedido<'_>) -> Result<Resposta, Falha> {
        let operacao = pedido.operacao;
        let url = self.caminhos.get(&operacao).and_then(|c| c.endereco(&self.base, pedido.lugares, pedido.pagina));
        let mut url = url.ok_or_else(|| contrato(operacao, "chave que não cabe no caminho"))?;
        if !pedido.consulta.is_empty() {
            url.query_pairs_mut().extend_pairs(pedido.consulta);
        }
        let mut chamada = self.http.request(pedido.metodo.clone(), url).headers(self.cabecalhos(pedido)?);
        if let Some(corpo) = &pedido.corpo {
            chamada = chamada.json(corpo);
        }
        let resposta = chamada.send().await.map_err(|erro| falha_de_rede(&erro))?;
        let recebido = receber(resposta, MAXIMO).await.map_err(|erro| match erro {
            ErroLeitura::Grande => contrato(operacao, "resposta maior que 256 KiB").into(),
            ErroLeitura::Rede(erro) => falha_de_rede(&erro),
        })?;
        let lida = interpretar(operacao, &recebido);
        if let (StatusCode::TOO_MANY_REQUESTS, Err(ErroCv::MuitasChamadas { pausa })) = (recebido.status, &lida) {
            *self.pausa.lock().unwrap_or_else(PoisonError::into_inner) = Some((self.agora(), *pausa));
        }
        lida.map_err(|erro| Falha { repetir: recebido.status.is_server_error(), erro })
    }

    fn cabecalhos(&self, pedido: &Pedido<'_>) -> Result<HeaderMap, ErroCv> {
        match pedido.credencial {
            Credencial::Nenhuma => Ok(HeaderMap::new()),
            Credencial::Portador(token) => {
                // A token that cannot travel in a header is none of CV's.
                let valor = sensivel(&format!("Bearer {}", token.exposto())).ok_or(ErroCv::Recusado)?;
                Ok(HeaderMap::from_iter([(AUTHORIZATION, valor)]))
            }
            Credencial::ServicoSeHouver => Ok(self.servico.clone().unwrap_or_default()),
            Credencial::Servico => self
                .servico
                .clone()
                .ok_or_else(|| contrato(pedido.operacao, "falta `servico` (email e token) na configuração do portal")),
        }
    }

    fn em_pausa(&self) -> Option<Duration> {
        let mut pausa = self.pausa.lock().unwrap_or_else(PoisonError::into_inner);
        let (inicio, duracao) = (*pausa)?;
        // A clock that was put back makes no pause longer.
        let passou = self.agora().duration_since(inicio).max(SignedDuration::ZERO).unsigned_abs();
        let resta = duracao.saturating_sub(passou);
        if resta.is_zero() {
            *pausa = None;
            return None;
        }
        Some(resta)
    }
}

/// A header no library prints. `None` for text that is empty or does not fit.
fn sensivel(texto: &str) -> Option<HeaderValue> {
    let mut valor = HeaderValue::from_str(texto).ok().filter(|v| !v.is_empty())?;
    valor.set_sensitive(true);
    Some(valor)
}

fn falha_de_rede(erro: &reqwest::Error) -> Falha {
    match (erro.is_connect(), erro.is_timeout()) {
        (true, _) => Falha { erro: ErroCv::ForaDoAr, repetir: true },
        (false, true) => ErroCv::TempoEsgotado.into(),
        (false, false) => ErroCv::ForaDoAr.into(),
    }
}
