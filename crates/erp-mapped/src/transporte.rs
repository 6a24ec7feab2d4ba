//! One HTTP client per ERP and one way of calling it.

use std::{fmt, time::Duration};

use erp::ErroErp;
use reqwest::{
    Client, Method, Response, StatusCode, Version,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING},
    redirect, retry,
};
use tokio::time::Instant;
use url::Url;

use crate::{
    autenticacao::{self, Autenticacao},
    config::ConfigMapped,
    erro::Erros,
    pedido::Chamada,
    resposta::{Recebido, contrato},
    token::{Cofre, Fonte},
};

/// Longest body read, in bytes: of one page, or of one document.
const MAXIMO: usize = 20 * 1024 * 1024;

/// Longest wait for a connection. An ERP that takes longer is down for a person who waits.
const CONEXAO: Duration = Duration::from_secs(2);

/// How long an unused connection is kept; shorter than the keep-alive of most servers.
const OCIOSA: Duration = Duration::from_secs(30);

/// Refused, reset, cut.
pub(crate) const CONEXAO_PERDIDA: ErroErp = ErroErp::Indisponivel { tentar_em: None };

/// The client, its base address and its credential.
pub(crate) struct Transporte {
    http: Client,
    base: Url,
    fixo: Option<(HeaderName, HeaderValue)>,
    cofre: Option<Cofre>,
    cabecalhos: HeaderMap,
}

impl fmt::Debug for Transporte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transporte").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}

impl Transporte {
    pub(crate) fn novo(config: &ConfigMapped, erros: &mut Erros) -> Option<Self> {
        let fixo = autenticacao::cabecalho(&config.autenticacao, erros);
        let cofre = fonte(config).map(Cofre::novo);
        let mut padrao = HeaderMap::new();
        padrao.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(padrao)
            .connect_timeout(CONEXAO)
            .timeout(config.timeout)
            // A redirect would carry the document and the credential to a place nobody configured.
            .redirect(redirect::Policy::none())
            // Whether to try again is decided once, around the port.
            .retry(retry::never())
            .pool_idle_timeout(OCIOSA)
            .no_proxy()
            .tcp_nodelay(true)
            .https_only(!config.permitir_loopback)
            .build();
        let Ok(http) = http else {
            erros.junta("url", "não foi possível preparar o cliente HTTP (TLS)", "Confira os certificados do sistema");
            return None;
        };
        let cabecalhos = config.mapeamento.cabecalhos.iter().cloned().collect();
        Some(Self { http, base: config.url.clone(), fixo, cofre, cabecalhos })
    }

    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// Makes a call. With a token that the ERP refuses, asks for another one and makes the call once more: the ERP did
    /// nothing with a call it refused.
    pub(crate) async fn chamar(&self, operacao: &str, chamada: &Chamada) -> Result<Recebido, ErroErp> {
        let Some(cofre) = &self.cofre else {
            return self.enviar(operacao, chamada, self.fixo.as_ref()).await;
        };
        let mut token = cofre.token(&self.http).await?;
        let recebido = self.enviar(operacao, chamada, Some(&(AUTHORIZATION, token.cabecalho.clone()))).await?;
        if recebido.status != StatusCode::UNAUTHORIZED {
            return Ok(recebido);
        }
        cofre.recusado(&token).await;
        token = cofre.token(&self.http).await?;
        self.enviar(operacao, chamada, Some(&(AUTHORIZATION, token.cabecalho))).await
    }

    /// Addresses carry documents: nothing here logs one, and errors of the HTTP client (which hold it) are not passed on.
    async fn enviar(
        &self,
        operacao: &str,
        chamada: &Chamada,
        credencial: Option<&(HeaderName, HeaderValue)>,
    ) -> Result<Recebido, ErroErp> {
        let inicio = Instant::now();
        let mut pedido =
            self.http.request(chamada.metodo.clone(), chamada.url.clone()).headers(self.cabecalhos.clone());
        if let Some((nome, valor)) = credencial {
            pedido = pedido.header(nome, valor);
        }
        if let Some(corpo) = &chamada.corpo {
            pedido = pedido.json(corpo);
        } else if chamada.metodo == Method::POST {
            // Some servers refuse a POST without a length.
            pedido = pedido.json(&serde_json::json!({}));
        }
        let chegada = match pedido.send().await {
            Ok(resposta) => receber(operacao, resposta).await,
            Err(erro) => Err(falha_de_rede(&erro)),
        };
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (classe, bytes) = match &chegada {
            Ok(recebido) => (classe(recebido.status), recebido.corpo.len()),
            Err(_) => ("sem resposta", 0),
        };
        tracing::debug!(operacao, classe, ms, bytes, "chamada ao ERP");
        chegada
    }
}

fn fonte(config: &ConfigMapped) -> Option<Fonte> {
    match &config.autenticacao {
        Autenticacao::OAuth2 { token_url, client_id, client_secret, escopo, envio } => Some(Fonte::OAuth2 {
            url: token_url.clone(),
            id: client_id.clone(),
            segredo: client_secret.clone(),
            escopo: escopo.clone(),
            envio: *envio,
        }),
        Autenticacao::Login { usuario, senha, cabecalhos } => Some(Fonte::Login {
            login: Box::new(config.mapeamento.login.clone()?),
            base: config.url.clone(),
            usuario: usuario.clone(),
            senha: senha.clone(),
            cabecalhos: cabecalhos
                .iter()
                .filter_map(|(nome, valor)| {
                    Some((nome.parse::<HeaderName>().ok()?, HeaderValue::from_str(valor).ok()?))
                })
                .collect(),
        }),
        _ => None,
    }
}

/// Reads the body chunk by chunk, so that an endless one costs [`MAXIMO`] and not the memory of the server.
pub(crate) async fn receber(operacao: &str, mut resposta: Response) -> Result<Recebido, ErroErp> {
    let excesso = || contrato(operacao, "resposta maior que 20 MiB");
    if resposta.content_length().is_some_and(|n| usize::try_from(n).map_or(true, |n| n > MAXIMO)) {
        return Err(excesso());
    }
    let status = resposta.status();
    let cabecalhos = resposta.headers().clone();
    // HTTP/1 without a length ends when the connection does: what came may then be an answer that was cut, which the
    // JSON's own end tells, except when there is none at all.
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
    if corpo.is_empty() && !fim_marcado && status == StatusCode::NOT_FOUND {
        return Err(contrato(operacao, "resposta sem corpo e sem tamanho: a conexão pode ter caído"));
    }
    Ok(Recebido { status, cabecalhos, corpo })
}

fn falha_de_rede(erro: &reqwest::Error) -> ErroErp {
    if erro.is_timeout() { ErroErp::TempoEsgotado } else { CONEXAO_PERDIDA }
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
