//! One HTTP client per environment and one way of calling it.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use cv::convencao::{caminho::Caminho, resposta::ErroLeitura};
use domain::documento::Token;
use erp::ErroErp;
use reqwest::{
    Client, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue},
    redirect, retry,
};
use tokio::time::Instant;
use url::Url;

use crate::{
    config::{ConfigCv, ErroConfig, Recurso},
    resposta::{self, Recebido, Resposta},
};

/// Longest body read, in bytes.
const MAXIMO: usize = 8 * 1024 * 1024;

/// Longest wait for a connection.
const CONEXAO: Duration = Duration::from_secs(2);

/// How long an unused connection is kept: shorter than the keep-alive of most servers, so that a question rarely meets a
/// connection that is just being closed.
const OCIOSA: Duration = Duration::from_secs(30);

/// The client and the paths. No credential: it comes with every question.
pub(crate) struct Transporte {
    http: Client,
    base: Url,
    caminhos: BTreeMap<Recurso, Caminho>,
    /// After a 429 CV refuses the whole environment for a while, and asking again would only prolong it.
    pausa: Mutex<Option<Instant>>,
}

impl fmt::Debug for Transporte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transporte")
            .field("host", &self.base.host_str())
            .field("caminhos", &self.caminhos)
            .finish_non_exhaustive()
    }
}

impl Transporte {
    pub(crate) fn novo(config: &ConfigCv) -> Result<Self, ErroConfig> {
        let base = config.base()?.clone();
        let caminhos = config.modelos()?;
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(cabecalhos)
            .connect_timeout(CONEXAO)
            .timeout(config.timeout)
            // A redirect would take the token to an address nobody configured.
            .redirect(redirect::Policy::none())
            .referer(false)
            // Retries are decided once, around the port.
            .retry(retry::never())
            .pool_idle_timeout(OCIOSA)
            .no_proxy()
            .tcp_nodelay(true)
            .https_only(base.scheme() == "https")
            .build()
            .map_err(|_| ErroConfig::ClienteHttp)?;
        Ok(Self { http, base, caminhos, pausa: Mutex::default() })
    }

    /// Whether the configured path asks for this key.
    pub(crate) fn pede(&self, recurso: Recurso, lugar: &str) -> bool {
        self.caminhos.get(&recurso).is_some_and(|caminho| caminho.tem(lugar))
    }

    /// GET as the person. Nothing here logs an address (it holds keys) or the token, and errors of the HTTP client, which
    /// hold the address, are not passed on.
    pub(crate) async fn buscar(
        &self,
        recurso: Recurso,
        token: &Token,
        chaves: &[(&str, &str)],
        pagina: Option<u32>,
    ) -> Result<Resposta, ErroErp> {
        let operacao = recurso.chave();
        if let Some(espera) = self.em_pausa() {
            tracing::debug!(operacao, "chamada ao CV adiada: pausa depois de um 429");
            return Err(ErroErp::Indisponivel { tentar_em: Some(espera) });
        }
        // A key CV itself gave and that is no key: there is nothing behind it.
        let url = self.caminhos.get(&recurso).and_then(|caminho| caminho.endereco(&self.base, chaves, pagina));
        let url = url.ok_or(ErroErp::NaoEncontrado)?;
        // A token that cannot travel in a header is none of CV's.
        let mut credencial =
            HeaderValue::from_str(&format!("Bearer {}", token.exposto())).map_err(|_| ErroErp::NaoAutorizado)?;
        credencial.set_sensitive(true);
        let inicio = Instant::now();
        let chegada = match self.http.get(url).header(AUTHORIZATION, credencial).send().await {
            Ok(resposta) => receber(recurso, resposta).await,
            Err(erro) => Err(falha_de_rede(&erro)),
        };
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        match chegada {
            Ok(recebido) => {
                let (status, bytes) = (recebido.status.as_u16(), recebido.corpo.len());
                tracing::debug!(operacao, status, ms, bytes, "chamada ao CV");
                let lida = resposta::interpretar(recurso, &recebido);
                if recebido.status == StatusCode::TOO_MANY_REQUESTS
                    && let Err(ErroErp::Indisponivel { tentar_em: Some(espera) }) = &lida
                {
                    *self.pausa.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now().checked_add(*espera);
                }
                lida
            }
            Err(erro) => {
                tracing::debug!(operacao, status = "sem resposta", ms, bytes = 0, "chamada ao CV");
                Err(erro)
            }
        }
    }

    fn em_pausa(&self) -> Option<Duration> {
        let mut pausa = self.pausa.lock().unwrap_or_else(PoisonError::into_inner);
        let resta = pausa.map(|ate| ate.saturating_duration_since(Instant::now())).filter(|resta| !resta.is_zero());
        if resta.is_none() {
            *pausa = None;
        }
        resta
    }
}

async fn receber(recurso: Recurso, resposta: Response) -> Result<Recebido, ErroErp> {
    cv::convencao::resposta::receber(resposta, MAXIMO).await.map_err(|erro| match erro {
        ErroLeitura::Grande => ErroErp::Contrato { detalhe: format!("{}: resposta maior que 8 MiB", recurso.chave()) },
        ErroLeitura::Rede(erro) => falha_de_rede(&erro),
    })
}

fn falha_de_rede(erro: &reqwest::Error) -> ErroErp {
    if erro.is_timeout() { ErroErp::TempoEsgotado } else { ErroErp::Indisponivel { tentar_em: None } }
}
