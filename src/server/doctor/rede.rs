//! One call without credentials, and what it says about the way there.

use std::{error::Error as _, time::Duration};

use http::{Method, StatusCode, header};
use url::Url;

/// Longest time of the call.
const PRAZO: Duration = Duration::from_secs(8);

/// What came.
pub(super) struct Resposta {
    pub(super) status: StatusCode,
    /// Whether it says to be JSON.
    pub(super) json: bool,
    /// Whether it says to be a page.
    pub(super) html: bool,
}

/// Calls without anything that identifies anybody.
///
/// # Errors
/// What is wrong on the way, and what to do.
pub(super) async fn chamar(metodo: &Method, url: Url, permitir_loopback: bool) -> Result<Resposta, (String, String)> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let http = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(PRAZO)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .https_only(!permitir_loopback)
        .user_agent(concat!("financeiro/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|erro| (format!("cliente HTTP: {}", erro.without_url()), String::new()))?;
    let resposta = http.request(metodo.clone(), url).send().await.map_err(|erro| explicar(&erro, &host))?;
    let tipo = resposta.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Ok(Resposta { status: resposta.status(), json: tipo.contains("json"), html: tipo.contains("html") })
}

fn explicar(erro: &reqwest::Error, host: &str) -> (String, String) {
    let mut causas = String::new();
    let mut causa = erro.source();
    while let Some(dentro) = causa {
        causas.push_str(&dentro.to_string().to_lowercase());
        causas.push(' ');
        causa = dentro.source();
    }
    let tem = |palavras: &[&str]| palavras.iter().any(|p| causas.contains(p));
    let (o_que, como) = if tem(&["dns", "lookup", "resolve"]) {
        (format!("o nome {host} não existe no DNS desta máquina"), "Confira o endereço e o DNS do servidor")
    } else if tem(&["certificate", "invalid peer", "tls", "handshake"]) {
        (
            format!("a conexão com {host} não passou do TLS: o certificado não é confiável, venceu ou é de outro nome"),
            "Peça a quem cuida do servidor um certificado válido com a cadeia inteira; o plugin não aceita outro",
        )
    } else if tem(&["refused"]) {
        (format!("{host} recusou a conexão"), "Confira a porta, se o serviço está de pé e o firewall")
    } else if erro.is_timeout() || tem(&["timed out", "deadline"]) {
        (
            format!("{host} não respondeu a tempo"),
            "Confira se há firewall no caminho e se o endereço IP deste servidor está liberado lá",
        )
    } else {
        (format!("a chamada a {host} falhou"), "Confira o caminho até lá com curl, desta mesma máquina")
    };
    (o_que, como.to_owned())
}
