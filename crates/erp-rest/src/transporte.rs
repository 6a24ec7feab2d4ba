//! One HTTP client per ERP and one way of calling it.

use std::{fmt, time::Duration};

use domain::modelo::Titular;
use erp::ErroErp;
use reqwest::{
    Client, Response, StatusCode, Version,
    header::{ACCEPT, CONTENT_LENGTH, HeaderMap, HeaderValue, TRANSFER_ENCODING},
    redirect, retry,
};
use tokio::time::Instant;
use url::Url;

use crate::{
    config::{ConfigRest, ErroConfig, Recurso},
    resposta::{self, Recebido, Resposta},
};

/// Longest body read, in bytes. 10,000 boletos with line and Pix code fit in it.
const MAXIMO: usize = 8 * 1024 * 1024;

/// Longest wait for a connection. An ERP that takes longer is down for a person who waits.
const CONEXAO: Duration = Duration::from_secs(2);

/// How long an unused connection is kept. Shorter than the keep-alive of most servers and proxies, so that a question
/// rarely meets a connection that is just being closed.
const OCIOSA: Duration = Duration::from_secs(30);

/// The client, its addresses and the credential (inside the client's default headers).
pub(crate) struct Transporte {
    http: Client,
    enderecos: [Url; 8],
}

impl fmt::Debug for Transporte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let caminhos: Vec<&str> = self.enderecos.iter().map(Url::path).collect();
        f.debug_struct("Transporte")
            .field("host", &self.enderecos[0].host_str())
            .field("caminhos", &caminhos)
            .finish_non_exhaustive()
    }
}

impl Transporte {
    pub(crate) fn novo(config: &ConfigRest) -> Result<Self, ErroConfig> {
        let enderecos = config.enderecos()?;
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some((nome, valor)) = config.cabecalho()? {
            cabecalhos.insert(nome, valor);
        }
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(cabecalhos)
            .connect_timeout(CONEXAO)
            .timeout(config.timeout)
            // A redirect would carry the document (query) and the credential to a place nobody configured.
            .redirect(redirect::Policy::none())
            // The client's own retries are off: whether to try again is decided once, around the port.
            .retry(retry::never())
            .pool_idle_timeout(OCIOSA)
            .no_proxy()
            .tcp_nodelay(true)
            .https_only(config.url.scheme() == "https")
            .build()
            .map_err(|_| ErroConfig::ClienteHttp)?;
        Ok(Self { http, enderecos })
    }

    /// GET with the holder's document and, when given, the customer's code.
    ///
    /// The query carries a CPF: nothing here logs an URL, and errors of the HTTP client (which hold it) are not passed on.
    pub(crate) async fn buscar(
        &self,
        recurso: Recurso,
        titular: &Titular,
        id_cliente: Option<&str>,
    ) -> Result<Resposta, ErroErp> {
        let inicio = Instant::now();
        let mut url = self.enderecos[recurso as usize].clone();
        {
            let mut consulta = url.query_pairs_mut();
            let nome = if recurso == Recurso::Clientes { "cnpj_cpf" } else { "document" };
            consulta.append_pair(nome, titular.documento.normalizado());
            if let Some(id) = id_cliente {
                consulta.append_pair("id_cliente", id);
            }
        }
        let chegada = match self.http.get(url).send().await {
            Ok(resposta) => receber(recurso, resposta).await,
            Err(erro) => Err(falha_de_rede(&erro)),
        };
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        match chegada {
            Ok(recebido) => {
                tracing::debug!(
                    operacao = recurso.chave(),
                    classe = classe(recebido.status),
                    ms,
                    bytes = recebido.corpo.len(),
                    "chamada ao ERP"
                );
                resposta::interpretar(recurso, &recebido)
            }
            Err(erro) => {
                tracing::debug!(operacao = recurso.chave(), classe = "sem resposta", ms, bytes = 0, "chamada ao ERP");
                Err(erro)
            }
        }
    }
}

/// Reads the body chunk by chunk, so that an endless one costs [`MAXIMO`] and not the memory of the server.
async fn receber(recurso: Recurso, mut resposta: Response) -> Result<Recebido, ErroErp> {
    let excesso = || ErroErp::Contrato { detalhe: format!("{}: resposta maior que 8 MiB", recurso.chave()) };
    let maximo = u64::try_from(MAXIMO).unwrap_or(u64::MAX);
    if resposta.content_length().is_some_and(|n| n > maximo) {
        return Err(excesso());
    }
    let status = resposta.status();
    let cabecalhos = resposta.headers().clone();
    // HTTP/1 without a length ends when the connection does: an empty body may then be an answer that was cut.
    let fim_marcado = resposta.version() >= Version::HTTP_2
        || cabecalhos.contains_key(CONTENT_LENGTH)
        || cabecalhos.contains_key(TRANSFER_ENCODING);
    let mut corpo = Vec::new();
    while let Some(parte) = resposta.chunk().await.map_err(|erro| falha_de_rede(&erro))? {
        if corpo.len() + parte.len() > MAXIMO {
            return Err(excesso());
        }
        corpo.extend_from_slice(&parte);
    }
    Ok(Recebido { status, cabecalhos, corpo, fim_marcado })
}

fn falha_de_rede(erro: &reqwest::Error) -> ErroErp {
    if erro.is_timeout() { ErroErp::TempoEsgotado } else { ErroErp::Indisponivel { tentar_em: None } }
}

fn classe(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
