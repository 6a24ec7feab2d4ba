//! One HTTP client per UAU, one session, and one way of calling a method.

use std::{fmt, time::Duration};

use erp::ErroErp;
use reqwest::{
    Client, Response, StatusCode, Version,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING},
    redirect, retry,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use crate::{
    config::{ConfigUau, ErroConfig},
    decodificar,
    metodo::Metodo,
    resposta::{Recebido, Resposta, interpretar},
    sessao::Sessao,
};

const LOGIN: &str = "Autenticador/AutenticarUsuario";

/// Longest list read, in bytes: 300 instalments of 1 KB for each of 50 contracts would be 15 MB; nobody has them.
const MAXIMO: usize = 16 * 1024 * 1024;

/// Longest document read, in bytes of base64: 20 MiB of PDF.
const MAXIMO_DE_DOCUMENTO: usize = 28 * 1024 * 1024;

/// Longest wait for a connection.
const CONEXAO: Duration = Duration::from_secs(2);

/// How long an unused connection is kept: shorter than IIS's two minutes.
const OCIOSA: Duration = Duration::from_secs(30);

/// The client, its base address, the credentials and the session.
pub(crate) struct Transporte {
    http: Client,
    base: Url,
    login: String,
    senha: SecretString,
    usuario_site: Option<String>,
    sessao: Sessao,
}

impl fmt::Debug for Transporte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transporte")
            .field("host", &self.base.host_str())
            .field("caminho", &self.base.path())
            .finish_non_exhaustive()
    }
}

impl Transporte {
    pub(crate) fn novo(config: &ConfigUau) -> Result<Self, ErroConfig> {
        config.validar()?;
        for aviso in config.avisos() {
            tracing::warn!(aviso, "configuração do UAU");
        }
        let mut cabecalhos = HeaderMap::new();
        // UAU would answer in XML, too.
        cabecalhos.insert(ACCEPT, HeaderValue::from_static("application/json"));
        cabecalhos.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        cabecalhos.insert("x-integration-authorization", config.cabecalho_de_integracao()?);
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(cabecalhos)
            .connect_timeout(CONEXAO)
            .timeout(config.timeout)
            // A redirect would carry credentials and documents to a place nobody configured.
            .redirect(redirect::Policy::none())
            // Whether to try again is decided once, around the port.
            .retry(retry::never())
            .pool_idle_timeout(OCIOSA)
            .no_proxy()
            .tcp_nodelay(true)
            .https_only(config.url.scheme() == "https")
            .build()
            .map_err(|_| ErroConfig::ClienteHttp)?;
        Ok(Self {
            http,
            base: config.base()?,
            login: config.login.clone(),
            senha: config.senha.clone(),
            usuario_site: config.usuario_uau_site.clone().filter(|u| !u.trim().is_empty()),
            sessao: Sessao::nova(config.relogio.clone(), config.renovacao),
        })
    }

    /// Login of the service user, which some methods want to hear again.
    pub(crate) fn login(&self) -> &str {
        &self.login
    }

    /// The answer of a method, read through its fields. An empty body is `Null` for documents and an error for the rest:
    /// a list that is not there is not an empty list.
    pub(crate) async fn chamar(&self, metodo: Metodo, pedido: &Value) -> Result<Value, ErroErp> {
        let contrato = |detalhe: String| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", metodo.caminho()) };
        let mut passe = self.sessao.obter(None, async || self.entrar().await).await?;
        for ultima in [false, true] {
            let recebido = self.enviar(metodo.caminho(), maximo(metodo), Some(&passe.cabecalho), pedido).await?;
            match interpretar(metodo.caminho(), recebido)? {
                Resposta::Corpo(corpo) => return decodificar::ler(&corpo, metodo.campos()).map_err(contrato),
                Resposta::Vazia if metodo.da_documento() => return Ok(Value::Null),
                Resposta::Vazia => return Err(contrato("resposta vazia".to_owned())),
                Resposta::SemSessao if !ultima => {
                    tracing::debug!(metodo = metodo.caminho(), "sessão do UAU terminou; novo login");
                    passe = self.sessao.obter(Some(&passe), async || self.entrar().await).await?;
                }
                Resposta::SemSessao => {}
            }
        }
        Err(ErroErp::NaoAutorizado)
    }

    /// The rows of a method.
    pub(crate) async fn linhas(&self, metodo: Metodo, pedido: &Value) -> Result<Vec<Value>, ErroErp> {
        let corpo = self.chamar(metodo, pedido).await?;
        decodificar::linhas(corpo, metodo.campos())
            .map_err(|detalhe| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", metodo.caminho()) })
    }

    /// Logs in. UAU answers a wrong password with 400, an unknown integration token with 401.
    async fn entrar(&self) -> Result<HeaderValue, ErroErp> {
        let mut pedido = json!({ "Login": self.login, "Senha": self.senha.expose_secret() });
        if let (Some(usuario), Some(campos)) = (&self.usuario_site, pedido.as_object_mut()) {
            campos.insert("UsuarioUAUSite".to_owned(), usuario.as_str().into());
        }
        let recebido = self.enviar(LOGIN, 64 * 1024, None, &pedido).await?;
        if matches!(recebido.status.as_u16(), 400 | 401 | 403) {
            tracing::warn!("o UAU recusou o login do usuário de serviço ou o token de integração");
            return Err(ErroErp::NaoAutorizado);
        }
        match interpretar(LOGIN, recebido)? {
            Resposta::Corpo(corpo) => decodificar::token(&corpo).and_then(|token| HeaderValue::from_str(&token).ok()),
            Resposta::Vazia | Resposta::SemSessao => None,
        }
        .ok_or_else(|| ErroErp::Contrato { detalhe: format!("{LOGIN}: esperava o token da sessão") })
    }

    /// One POST. Bodies carry documents and passwords: nothing of them, nor of errors of the HTTP client, is logged.
    async fn enviar(
        &self,
        nome: &'static str,
        maximo: usize,
        sessao: Option<&HeaderValue>,
        pedido: &Value,
    ) -> Result<Recebido, ErroErp> {
        let inicio = Instant::now();
        let mut url = self.base.clone();
        url.set_path(&format!("{}/{nome}", self.base.path()));
        // IIS refuses a POST without a body; a question without fields is `{}`.
        let mut chamada = self.http.post(url).body(pedido.to_string());
        if let Some(sessao) = sessao {
            chamada = chamada.header(AUTHORIZATION, sessao.clone());
        }
        let chegada = match chamada.send().await {
            Ok(resposta) => receber(nome, maximo, resposta).await,
            Err(erro) => Err(falha_de_rede(&erro)),
        };
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (classe, bytes) = chegada.as_ref().map_or(("sem resposta", 0), |r| (classe(r.status), r.corpo.len()));
        tracing::debug!(metodo = nome, classe, ms, bytes, "chamada ao UAU");
        chegada
    }
}

fn maximo(metodo: Metodo) -> usize {
    if metodo.da_documento() { MAXIMO_DE_DOCUMENTO } else { MAXIMO }
}

/// Reads the body chunk by chunk, so that an endless one costs `maximo` and not the memory of the server.
async fn receber(nome: &str, maximo: usize, mut resposta: Response) -> Result<Recebido, ErroErp> {
    let excesso = || ErroErp::Contrato { detalhe: format!("{nome}: resposta maior que {maximo} bytes") };
    if resposta.content_length().is_some_and(|n| n > u64::try_from(maximo).unwrap_or(u64::MAX)) {
        return Err(excesso());
    }
    let status = resposta.status();
    let cabecalhos = resposta.headers().clone();
    let fim_marcado = resposta.version() >= Version::HTTP_2
        || cabecalhos.contains_key(CONTENT_LENGTH)
        || cabecalhos.contains_key(TRANSFER_ENCODING);
    let mut corpo = Vec::new();
    while let Some(parte) = resposta.chunk().await.map_err(|erro| falha_de_rede(&erro))? {
        if corpo.len() + parte.len() > maximo {
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
