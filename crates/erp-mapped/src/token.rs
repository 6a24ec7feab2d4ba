//! A token that the ERP gives for credentials: asked for once, shared, renewed before it ends.

use std::time::Duration;

use erp::ErroErp;
use jmespath::Variable;
use reqwest::{
    Client, Method, RequestBuilder,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Mutex, time::Instant};
use url::Url;

use crate::{
    autenticacao::{EnvioCredencial, basic},
    mapeamento::Login,
    modelo::Marcador,
    resposta::{self, Resposta, contrato},
    transporte::{CONEXAO_PERDIDA, receber},
};

/// Used when the answer does not say how long the token lives.
const VIDA_PADRAO: Duration = Duration::from_mins(10);

/// Longest life believed.
const VIDA_MAXIMA: Duration = Duration::from_hours(24);

/// Where tokens come from.
pub(crate) enum Fonte {
    OAuth2 { url: Url, id: String, segredo: SecretString, escopo: Option<String>, envio: EnvioCredencial },
    Login { login: Box<Login>, base: Url, usuario: String, senha: SecretString, cabecalhos: HeaderMap },
}

/// The token and who may ask for the next one.
pub(crate) struct Cofre {
    fonte: Fonte,
    estado: Mutex<Estado>,
}

#[derive(Default)]
struct Estado {
    token: Option<Token>,
    geracao: u64,
    falha: Option<(Instant, ErroErp)>,
}

#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) cabecalho: HeaderValue,
    geracao: u64,
    renovar_em: Instant,
}

impl Cofre {
    pub(crate) fn novo(fonte: Fonte) -> Self {
        Self { fonte, estado: Mutex::default() }
    }

    /// The token in force, or a new one. One caller asks; the others wait for its answer, good or bad.
    pub(crate) async fn token(&self, http: &Client) -> Result<Token, ErroErp> {
        let chegada = Instant::now();
        let mut estado = self.estado.lock().await;
        if let Some(token) = estado.token.as_ref().filter(|t| Instant::now() < t.renovar_em) {
            return Ok(token.clone());
        }
        if let Some((quando, erro)) = &estado.falha
            && *quando >= chegada
        {
            // Somebody asked while we waited, and was refused: asking again at once would only knock harder.
            return Err(erro.clone());
        }
        match self.pedir(http).await {
            Ok((cabecalho, vida)) => {
                estado.geracao += 1;
                // A tenth of its life or a minute before the end, so that none ends between check and use.
                let margem = (vida / 10).min(Duration::from_mins(1));
                let renovar_em = Instant::now() + vida.saturating_sub(margem);
                let token = Token { cabecalho, geracao: estado.geracao, renovar_em };
                estado.token = Some(token.clone());
                estado.falha = None;
                tracing::debug!(segundos = vida.as_secs(), "token do ERP obtido");
                Ok(token)
            }
            Err(erro) => {
                tracing::warn!(%erro, "o ERP não deu o token");
                estado.falha = Some((Instant::now(), erro.clone()));
                Err(erro)
            }
        }
    }

    /// Forgets a token that the ERP refused, unless it was replaced meanwhile.
    pub(crate) async fn recusado(&self, token: &Token) {
        let mut estado = self.estado.lock().await;
        if estado.token.as_ref().is_some_and(|t| t.geracao == token.geracao) {
            estado.token = None;
        }
    }

    async fn pedir(&self, http: &Client) -> Result<(HeaderValue, Duration), ErroErp> {
        let pedido = self.pedido(http)?;
        let enviado = pedido
            .send()
            .await
            .map_err(|erro| if erro.is_timeout() { ErroErp::TempoEsgotado } else { CONEXAO_PERDIDA })?;
        let recebido = receber("autenticacao", enviado).await?;
        if matches!(recebido.status.as_u16(), 400 | 401 | 403) {
            // RFC 6749 §5.2: a wrong client is 400 or 401.
            return Err(ErroErp::NaoAutorizado);
        }
        let corpo = match resposta::interpretar("autenticacao", &recebido)? {
            Resposta::Json(corpo) => corpo,
            Resposta::Ausente => return Err(contrato("autenticacao", "resposta sem token")),
        };
        let (texto, vida) = match &self.fonte {
            Fonte::OAuth2 { .. } => {
                let tipo = corpo.get_field("token_type");
                if tipo.as_string().is_some_and(|t| !t.eq_ignore_ascii_case("bearer")) {
                    return Err(contrato("autenticacao", "token_type que não é Bearer"));
                }
                let vida = match &*corpo.get_field("expires_in") {
                    Variable::Number(n) => n.as_u64().or_else(|| n.as_f64().filter(|s| *s >= 0.0).map(segundos)),
                    Variable::String(texto) => texto.trim().parse().ok(),
                    _ => None,
                };
                (corpo.get_field("access_token"), vida.map_or(VIDA_PADRAO, Duration::from_secs))
            }
            Fonte::Login { login, .. } => {
                let token = login.token.avaliar(&corpo).map_err(|erro| contrato("autenticacao", &erro))?;
                (token, login.validade)
            }
        };
        let Some(texto) = texto.as_string().map(|t| t.trim()).filter(|t| !t.is_empty()) else {
            return Err(contrato("autenticacao", "resposta sem token"));
        };
        let mut cabecalho = HeaderValue::from_str(&format!("Bearer {texto}"))
            .map_err(|_| contrato("autenticacao", "token com caracteres que não vão em um cabeçalho"))?;
        cabecalho.set_sensitive(true);
        Ok((cabecalho, vida.min(VIDA_MAXIMA)))
    }

    fn pedido(&self, http: &Client) -> Result<RequestBuilder, ErroErp> {
        match &self.fonte {
            Fonte::OAuth2 { url, id, segredo, escopo, envio } => {
                let mut form = vec![("grant_type", "client_credentials".to_owned())];
                form.extend(escopo.iter().map(|e| ("scope", e.clone())));
                let mut pedido = http.post(url.clone());
                match envio {
                    EnvioCredencial::Basic => {
                        let mut valor = HeaderValue::from_str(&basic(id, segredo))
                            .map_err(|_| contrato("autenticacao", "client-id ou client-secret ilegíveis"))?;
                        valor.set_sensitive(true);
                        pedido = pedido.header(AUTHORIZATION, valor);
                    }
                    EnvioCredencial::Corpo => {
                        form.push(("client_id", id.clone()));
                        form.push(("client_secret", segredo.expose_secret().to_owned()));
                    }
                }
                Ok(pedido.form(&form))
            }
            Fonte::Login { login, base, usuario, senha, cabecalhos } => {
                let valores = |marcador: Marcador| match marcador {
                    Marcador::Usuario => Some(usuario.clone()),
                    Marcador::Senha => Some(senha.expose_secret().to_owned()),
                    _ => None,
                };
                let chamada = login
                    .pedido
                    .montar(base, &valores)
                    .map_err(|impossivel| contrato("autenticacao", &impossivel.mensagem()))?;
                let fixos: Vec<(HeaderName, HeaderValue)> = login.cabecalhos.clone();
                let mut pedido = http.request(chamada.metodo.clone(), chamada.url).headers(cabecalhos.clone());
                for (nome, valor) in fixos {
                    pedido = pedido.header(nome, valor);
                }
                Ok(match chamada.corpo {
                    Some(corpo) => pedido.json(&corpo),
                    // Some servers refuse a POST without a length.
                    None if chamada.metodo == Method::POST => pedido.json(&serde_json::json!({})),
                    None => pedido,
                })
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; a float cast saturates")]
fn segundos(valor: f64) -> u64 {
    valor as u64
}
