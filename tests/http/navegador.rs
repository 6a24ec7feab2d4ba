//! A browser as far as the service can tell: one cookie, a user agent, an address, and Sec-Fetch-Site.

use std::net::SocketAddr;

use axum::{Router, body::Body, extract::ConnectInfo};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::{
    cabecalhos, html,
    mundo::{Mundo, ORIGEM},
};

/// Where a request comes from, as the browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// A link or form of ours.
    Nosso,
    /// The portal, or anybody else.
    Outro,
    /// Typed or pasted.
    Digitado,
    /// An old browser: no Sec-Fetch-Site, no Origin, no Referer.
    Silencio,
}

#[derive(Clone)]
pub(crate) struct Navegador {
    pub(crate) router: Router,
    pub(crate) agente: &'static str,
    pub(crate) aceita_cookies: bool,
    pub(crate) endereco: [u8; 4],
    /// Value of our cookie.
    pub(crate) cookie: Option<String>,
}

/// An answer, read to the end.
#[derive(Debug)]
pub(crate) struct Resposta {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// As text; bytes that are none are replaced.
    pub(crate) corpo: String,
    /// As they came.
    pub(crate) bytes: Vec<u8>,
}

impl Resposta {
    pub(crate) fn header(&self, nome: &str) -> Option<&str> {
        self.headers.get(nome).map(|v| v.to_str().unwrap())
    }

    /// Text a person reads.
    pub(crate) fn texto(&self) -> String {
        if self.eh_pagina() { html::texto(&self.corpo) } else { self.corpo.clone() }
    }

    /// Whether it is a page, and not a file.
    pub(crate) fn eh_pagina(&self) -> bool {
        self.header("content-type").is_some_and(|tipo| tipo.starts_with("text/html"))
    }

    /// Where the 303 leads.
    pub(crate) fn local(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.texto());
        self.header("location").unwrap()
    }

    /// Every header and the body, to look for what must not be there.
    pub(crate) fn tudo(&self) -> String {
        format!("{:?}\n{}", self.headers, self.corpo)
    }
}

impl Navegador {
    pub(crate) fn novo(router: Router) -> Self {
        let agente = "Mozilla/5.0 (teste)";
        Self { router, agente, aceita_cookies: true, endereco: [203, 0, 113, 9], cookie: None }
    }

    /// The request, with what this browser adds.
    pub(crate) fn pedido(&self, metodo: Method, caminho: &str, site: Site) -> http::request::Builder {
        let mut pedido = Request::builder()
            .method(metodo.clone())
            .uri(caminho)
            .header(header::USER_AGENT, self.agente)
            .extension(ConnectInfo(SocketAddr::from((self.endereco, 50_000))));
        if let Some(cookie) = &self.cookie {
            pedido = pedido.header(header::COOKIE, format!("outro=1; __Host-fin={cookie}"));
        }
        let (site, origem) = match site {
            Site::Nosso => ("same-origin", ORIGEM),
            Site::Outro => ("cross-site", "http://portal.localhost:4000"),
            Site::Digitado => ("none", ""),
            Site::Silencio => return pedido,
        };
        pedido = pedido.header("sec-fetch-site", site);
        if metodo != Method::GET && !origem.is_empty() {
            pedido = pedido.header(header::ORIGIN, origem);
        }
        pedido
    }

    /// Sends, keeps the cookie, and holds the answer to what every answer of ours must be.
    pub(crate) async fn enviar(&mut self, pedido: Request<Body>) -> Resposta {
        let caminho = pedido.uri().path().to_owned();
        let resposta = self.router.clone().oneshot(pedido).await.unwrap();
        let (partes, corpo) = resposta.into_parts();
        let corpo = corpo.collect().await.unwrap().to_bytes();
        let bytes = corpo.to_vec();
        let corpo = String::from_utf8_lossy(&bytes).into_owned();
        let resposta = Resposta { status: partes.status, headers: partes.headers, corpo, bytes };
        cabecalhos::conferir(&caminho, &resposta);
        self.guardar_cookie(&resposta.headers);
        resposta
    }

    pub(crate) fn guardar_cookie(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let texto = cookie.to_str().unwrap();
            let Some(resto) = texto.strip_prefix("__Host-fin=").filter(|_| self.aceita_cookies) else { continue };
            let (valor, atributos) = resto.split_once(';').unwrap();
            self.cookie = (!atributos.contains("Max-Age=0")).then(|| valor.to_owned());
        }
    }

    /// A GET.
    pub(crate) async fn abrir_de(&mut self, caminho: &str, site: Site) -> Resposta {
        let pedido = self.pedido(Method::GET, caminho, site).body(Body::empty()).unwrap();
        self.enviar(pedido).await
    }

    /// Follows a link of ours.
    pub(crate) async fn abrir(&mut self, caminho: &str) -> Resposta {
        self.abrir_de(caminho, Site::Nosso).await
    }

    /// Submits a form without fields.
    pub(crate) async fn postar(&mut self, caminho: &str, site: Site) -> Resposta {
        let pedido = self.pedido(Method::POST, caminho, site).body(Body::empty()).unwrap();
        self.enviar(pedido).await
    }

    /// Submits a form of ours.
    pub(crate) async fn formulario(&mut self, caminho: &str, campos: &[(&str, &str)]) -> Resposta {
        let corpo = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(campos).finish();
        let pedido = self
            .pedido(Method::POST, caminho, Site::Nosso)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.enviar(pedido.body(Body::from(corpo)).unwrap()).await
    }

    /// The frame of the portal opens our address with the token in it.
    pub(crate) async fn lancar(&mut self, token: &str) -> Resposta {
        self.abrir_de(&format!("/p/horizonte/cliente?token={token}"), Site::Outro).await
    }

    /// Launches and lands: `/s/{handle}`, and the page.
    pub(crate) async fn entrar(&mut self, mundo: &Mundo, pessoa: &str) -> (String, Resposta) {
        let lancada = self.lancar(&mundo.token(pessoa)).await;
        let local = lancada.local().to_owned();
        // A redirect keeps the site of the navigation that led to it.
        let mut pagina = self.abrir_de(&local, Site::Outro).await;
        // Without a cookie the landing leads on to the page by itself.
        if pagina.corpo.contains(&format!("content=\"0; url={local}\"")) {
            pagina = self.abrir(&local).await;
        }
        assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
        (prefixo(&local), pagina)
    }

    /// Clicks the first button of a page whose words begin with `rotulo`, and gets what the click gets: the file, or the
    /// page that says why there is none. The document's page is the second part.
    pub(crate) async fn baixar(&mut self, pagina: &Resposta, rotulo: &str) -> (Resposta, Resposta) {
        let acao = acao(pagina, rotulo);
        let documento = self.pedir(&acao).await;
        let bilhete = inicio_do_download(&documento).unwrap_or_else(|| panic!("{}", documento.texto()));
        (self.abrir(&bilhete).await, documento)
    }

    /// Asks for a document by its address: the page that follows.
    pub(crate) async fn pedir(&mut self, acao: &str) -> Resposta {
        let local = self.postar(acao, Site::Nosso).await.local().to_owned();
        let documento = self.abrir(&local).await;
        assert_eq!(documento.status, StatusCode::OK, "{}", documento.texto());
        documento
    }
}

/// Where the form of a button leads.
pub(crate) fn acao(pagina: &Resposta, rotulo: &str) -> String {
    let formularios = html::todos(&pagina.corpo, "class", "pedido");
    let com_rotulo = formularios.iter().find(|f| html::texto_de(f).starts_with(rotulo));
    let dentro = com_rotulo.unwrap_or_else(|| panic!("no button «{rotulo}» on: {}", pagina.texto()));
    let inicio = dentro.as_ptr() as usize - pagina.corpo.as_ptr() as usize;
    let tags = html::tags(&pagina.corpo);
    let formulario = tags.iter().find(|t| t.fim == inicio).unwrap();
    formulario.atributo("action").unwrap().to_owned()
}

/// The address a page leads to by itself.
pub(crate) fn inicio_do_download(documento: &Resposta) -> Option<String> {
    Some(documento.header("refresh")?.strip_prefix("0; url=")?.to_owned())
}

/// `/s/{handle}` of a path.
pub(crate) fn prefixo(caminho: &str) -> String {
    let fim = "/s/".len() + 22;
    assert!(caminho.starts_with("/s/") && caminho.as_bytes().get(fim) == Some(&b'/'), "{caminho}");
    caminho[..fim].to_owned()
}
