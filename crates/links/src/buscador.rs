//! The fetch itself.

use std::{error::Error as _, fmt, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use erp::TipoArquivo;
use reqwest::{
    Client, Response, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect, retry,
};
use tokio::time::{Instant, timeout};

use crate::{
    conteudo::{self, Defeito},
    destino::{self, Destino},
    dns::{Dns, DnsDoSistema, Recusa, Resolvedor},
    erro::ErroLink,
    formato::{self, Formato},
    politica::{ErroPolitica, Politica},
};

/// Longest `Retry-After` believed.
const DIA: u64 = 86_400;

/// Follows links within a [`Politica`]. Cheap to share; holds no connection between two documents.
pub struct Buscador {
    http: Client,
    hosts: Vec<String>,
    politica: Politica,
}

impl fmt::Debug for Buscador {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buscador").field("politica", &self.politica).finish_non_exhaustive()
    }
}

impl Buscador {
    /// Checks the policy and prepares the HTTP client; calls nobody.
    ///
    /// # Errors
    /// See [`ErroPolitica`].
    pub fn novo(politica: Politica) -> Result<Self, ErroPolitica> {
        Self::com_dns(politica, Arc::new(DnsDoSistema))
    }

    /// As [`Buscador::novo`], with names answered by `dns`. What it answers is checked all the same.
    ///
    /// # Errors
    /// See [`ErroPolitica`].
    pub fn com_dns(politica: Politica, dns: Arc<dyn Dns>) -> Result<Self, ErroPolitica> {
        let hosts = politica.hosts_normalizados()?;
        let mut cabecalhos = HeaderMap::new();
        cabecalhos.insert(ACCEPT, HeaderValue::from_static("*/*"));
        // Compressed content is not asked for and would not be taken: a small file could unfold into a large one.
        cabecalhos.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let http = Client::builder()
            .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
            .default_headers(cabecalhos)
            .dns_resolver(Resolvedor { dns, permitir_loopback: politica.permitir_loopback })
            .connect_timeout(politica.conexao)
            .https_only(!politica.permitir_loopback)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            // A proxy would resolve the name by itself and connect where it likes.
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            // Every document is resolved and checked anew.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|_| ErroPolitica::ClienteHttp)?;
        Ok(Self { http, hosts, politica })
    }

    /// The document behind a link: bytes that were checked to be of the expected type, freed of any wrapping.
    ///
    /// # Errors
    /// See [`ErroLink`].
    pub async fn buscar(&self, link: &str, esperado: TipoArquivo) -> Result<Bytes, ErroLink> {
        self.seguir(link, move |corpo| conteudo::extrair(corpo, esperado)).await
    }

    /// The file behind a link, of whichever of the known kinds it is.
    ///
    /// # Errors
    /// See [`ErroLink`].
    pub async fn buscar_arquivo(&self, link: &str) -> Result<(Bytes, Formato), ErroLink> {
        self.seguir(link, formato::reconhecer).await
    }

    async fn seguir<T: Send + 'static>(
        &self,
        link: &str,
        extrair: impl FnOnce(Bytes) -> Result<T, Defeito> + Send + 'static,
    ) -> Result<T, ErroLink> {
        let inicio = Instant::now();
        let Destino { url, host } = destino::ler(link, &self.hosts, self.politica.permitir_loopback)?;
        let busca = async {
            let resposta = self.http.get(url).send().await.map_err(|erro| sem_resposta(&erro, &host))?;
            let corpo = self.receber(resposta, &host).await?;
            // Up to 20 MiB of searching and decoding: not on a thread that others wait for.
            let extraido = tokio::task::spawn_blocking(move || {
                let bytes = corpo.len();
                extrair(corpo).map(|extraido| (extraido, bytes))
            });
            let extraido = extraido.await;
            extraido
                .map_err(|_| ErroLink::Interrompido { host: host.clone() })?
                .map_err(|defeito| ErroLink::Conteudo { host: host.clone(), defeito })
        };
        let resultado = timeout(self.politica.total, busca)
            .await
            .unwrap_or_else(|_| Err(ErroLink::TempoEsgotado { host: host.clone() }));
        let ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &resultado {
            Ok((_, bytes)) => tracing::debug!(host, ms, bytes, "documento buscado"),
            Err(erro) => tracing::debug!(host, ms, %erro, "documento não veio"),
        }
        resultado.map(|(extraido, _)| extraido)
    }

    /// The body of an answer 200, read piece by piece so that an endless one costs [`Politica::maximo`].
    async fn receber(&self, mut resposta: Response, host: &str) -> Result<Bytes, ErroLink> {
        conferir_status(&resposta, host)?;
        let maximo = self.politica.maximo;
        let grande = || ErroLink::Grande { host: host.to_owned(), maximo };
        let anunciado = resposta.content_length();
        if anunciado.is_some_and(|n| usize::try_from(n).map_or(true, |n| n > maximo)) {
            return Err(grande());
        }
        let mut corpo = BytesMut::new();
        while let Some(parte) = resposta.chunk().await.map_err(|erro| interrompido(&erro, host))? {
            if parte.len() > maximo - corpo.len() {
                return Err(grande());
            }
            corpo.extend_from_slice(&parte);
        }
        Ok(corpo.freeze())
    }
}

fn conferir_status(resposta: &Response, host: &str) -> Result<(), ErroLink> {
    let (codigo, host) = (resposta.status(), host.to_owned());
    let status = codigo.as_u16();
    match status {
        200 => Ok(()),
        // Stores with signed links answer 403 when the signature has run out, some 401.
        401 | 403 | 404 | 410 => Err(ErroLink::Perdido { host, status }),
        300..=399 => Err(ErroLink::Redireciona { host, status }),
        _ if codigo.is_server_error()
            || matches!(codigo, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT) =>
        {
            Err(ErroLink::Indisponivel { host, status, tentar_em: tentar_em(resposta.headers()) })
        }
        _ => Err(ErroLink::StatusInesperado { host, status }),
    }
}

/// `Retry-After` in seconds; the form with a date is left out, as nobody waits for a document until a date.
fn tentar_em(cabecalhos: &HeaderMap) -> Option<Duration> {
    let segundos: u64 = cabecalhos.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(segundos.min(DIA)))
}

/// The HTTP client's error holds the whole link and is not passed on.
fn sem_resposta(erro: &reqwest::Error, host: &str) -> ErroLink {
    let host = host.to_owned();
    let mut causa = erro.source();
    while let Some(atual) = causa {
        match atual.downcast_ref::<Recusa>() {
            Some(Recusa::Proibido) => return ErroLink::EnderecoProibido { host },
            Some(Recusa::SemEndereco) => return ErroLink::SemEndereco { host },
            None => causa = atual.source(),
        }
    }
    if erro.is_timeout() {
        ErroLink::TempoEsgotado { host }
    } else if erro.is_connect() {
        ErroLink::SemConexao { host }
    } else {
        ErroLink::Interrompido { host }
    }
}

fn interrompido(erro: &reqwest::Error, host: &str) -> ErroLink {
    let host = host.to_owned();
    if erro.is_timeout() { ErroLink::TempoEsgotado { host } } else { ErroLink::Interrompido { host } }
}
