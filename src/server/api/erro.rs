//! Every refusal, as a problem of RFC 9457 with words for the person at the other end of a chatbot.

use std::{borrow::Cow, sync::Arc};

use axum::{
    Json,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::server::{
    documentos::producao::Falta,
    financeiro,
    middleware::registro::CodigoSuporte,
    portal::{Apresentavel as _, ErroJwt, ErroResolucao},
};

/// `Content-Type` of a problem.
pub const TIPO: &str = "application/problem+json";
/// When to try again after the limit, in seconds.
const ESPERA_LIMITE: u32 = 60;

/// Why a call has no answer. Holds no vendor text but an allow-listed refusal, and nothing of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problema {
    status: StatusCode,
    codigo: &'static str,
    mensagem: Cow<'static, str>,
    parametro: Option<Cow<'static, str>>,
    tentar_em: Option<u32>,
    desafio: Option<&'static str>,
}

/// What a call that failed answers (RFC 9457), with `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problema)]
pub struct Corpo {
    /// Sempre `about:blank`: o que distingue um problema é `codigo`.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    tipo: &'static str,
    /// Nome do status HTTP.
    #[schema(example = "Not Found")]
    title: &'static str,
    /// Status HTTP.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    status: u16,
    /// Nome estável do problema, para programas.
    #[schema(pattern = "^[a-z-]+$", example = "nao-encontrado")]
    codigo: &'static str,
    /// O que houve, em palavras que se pode mostrar à pessoa.
    #[schema(example = "Não há nada com esta referência para este token.")]
    mensagem: Cow<'static, str>,
    /// O parâmetro que está errado, nos problemas de parâmetro.
    #[schema(required = true)]
    parametro: Option<Cow<'static, str>>,
    /// Identifica esta chamada no registro do plugin; informe-o ao pedir ajuda.
    #[schema(example = "SJ85QQZN")]
    codigo_suporte: String,
}

impl Problema {
    const fn novo(status: StatusCode, codigo: &'static str, mensagem: &'static str) -> Self {
        Self { status, codigo, mensagem: Cow::Borrowed(mensagem), parametro: None, tentar_em: None, desafio: None }
    }

    const fn tentando_em(mut self, segundos: u32) -> Self {
        self.tentar_em = Some(segundos);
        self
    }

    const fn com_desafio(mut self, desafio: &'static str) -> Self {
        self.desafio = Some(desafio);
        self
    }

    /// No such route, incorporadora, or thing of this person's.
    pub const fn nao_encontrado() -> Self {
        Self::novo(StatusCode::NOT_FOUND, "nao-encontrado", "Não há nada neste endereço para este token.")
    }

    /// The thing exists and lacks what was asked for.
    pub const fn sem(codigo: &'static str, mensagem: &'static str) -> Self {
        Self::novo(StatusCode::NOT_FOUND, codigo, mensagem)
    }

    /// A method no route has.
    pub const fn metodo() -> Self {
        Self::novo(StatusCode::METHOD_NOT_ALLOWED, "metodo", "A API só lê: use GET.")
    }

    /// A parameter that cannot be understood.
    pub fn parametro(nome: impl Into<Cow<'static, str>>, mensagem: &'static str) -> Self {
        let problema = Self::novo(StatusCode::BAD_REQUEST, "parametro", mensagem);
        Self { parametro: Some(nome.into()), ..problema }
    }

    /// A parameter that does not exist. Its name is shown only where it cannot be a value in the place of a name.
    pub fn parametro_desconhecido(nome: &str) -> Self {
        Self::parametro(visivel(nome), "Este parâmetro não existe aqui.")
    }

    /// No token at all.
    pub const fn sem_token() -> Self {
        let mensagem = "Envie o token do portal do cliente em Authorization: Bearer.";
        Self::novo(StatusCode::UNAUTHORIZED, "acesso-ausente", mensagem).com_desafio("Bearer")
    }

    /// Something that cannot be a token of CV.
    pub const fn token_ilegivel() -> Self {
        let mensagem = "O token em Authorization não tem a forma de um token do portal.";
        Self::novo(StatusCode::UNAUTHORIZED, "acesso-ilegivel", mensagem).com_desafio("Bearer error=\"invalid_token\"")
    }

    /// Past the limit of an address or a token.
    pub const fn muitos_pedidos() -> Self {
        let mensagem = "Foram pedidos demais em pouco tempo. Espere um minuto.";
        Self::novo(StatusCode::TOO_MANY_REQUESTS, "muitos-pedidos", mensagem).tentando_em(ESPERA_LIMITE)
    }

    /// Our fault; the log has it under the support code.
    pub const fn interno() -> Self {
        Self::novo(
            StatusCode::INTERNAL_SERVER_ERROR,
            "erro-interno",
            "Houve um erro no plugin. Tente de novo em instantes.",
        )
    }

    /// The answer was read and proves nothing about what was asked, such as a boleto missing among the last ones known.
    pub const fn sem_dados_atuais() -> Self {
        let mensagem = "O sistema da incorporadora não pôde ser consultado agora, e os últimos dados conhecidos não \
                        respondem a isto.";
        Self::novo(StatusCode::SERVICE_UNAVAILABLE, "sem-dados-atuais", mensagem).tentando_em(60)
    }

    /// Why the ERP gave nothing, at `agora`.
    pub fn do_erp(falha: &financeiro::Falha, agora: Timestamp) -> Self {
        use financeiro::Falha;
        match falha {
            Falha::Desconhecido => Self::novo(
                StatusCode::NOT_FOUND,
                "pessoa-desconhecida",
                "O sistema financeiro da incorporadora não encontrou um cliente com o documento desta pessoa.",
            ),
            Falha::ForaDoAr => Self::novo(
                StatusCode::SERVICE_UNAVAILABLE,
                "erp-fora-do-ar",
                "O sistema da incorporadora está fora do ar. Isso não quer dizer que não existam débitos.",
            )
            .tentando_em(60),
            Falha::Demorou => Self::novo(
                StatusCode::GATEWAY_TIMEOUT,
                "erp-demorou",
                "O sistema da incorporadora demorou a responder. Isso não quer dizer que não existam débitos.",
            )
            .tentando_em(15),
            Falha::SemPermissao => Self::novo(
                StatusCode::BAD_GATEWAY,
                "erp-sem-permissao",
                "O plugin ficou sem permissão no sistema da incorporadora. Avise a incorporadora.",
            )
            .tentando_em(300),
            Falha::RespostaInvalida => Self::novo(
                StatusCode::BAD_GATEWAY,
                "erp-resposta-invalida",
                "O sistema da incorporadora deu uma resposta em que não dá para confiar.",
            )
            .tentando_em(60),
            Falha::Recusado(mensagem) => Self {
                mensagem: Cow::Owned(mensagem.clone()),
                ..Self::novo(StatusCode::UNPROCESSABLE_ENTITY, "erp-recusou", "")
            },
            // CV is the source, and no longer takes the token.
            Falha::LancamentoExpirado => Self::from(ErroJwt::Expirado),
            Falha::NaoOferecido => Self::novo(
                StatusCode::NOT_FOUND,
                "nao-oferecido",
                "O sistema desta incorporadora não oferece esta informação.",
            ),
            Falha::Manutencao { ate } => {
                let faltam = ate.as_second().saturating_sub(agora.as_second()).max(1);
                Self::novo(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "erp-em-manutencao",
                    "O sistema da incorporadora está na manutenção de todo dia e volta em breve.",
                )
                .tentando_em(u32::try_from(faltam).unwrap_or(u32::MAX))
            }
        }
    }

    /// Why a document was not made, at `agora`.
    pub fn do_documento(falta: &Falta, agora: Timestamp) -> Self {
        match falta {
            // The documents of CV are not in this API: CV has one of its own.
            Falta::NaoEncontrado | Falta::Portal(_) | Falta::OutroTipo => Self::nao_encontrado(),
            // Asked for a file, an ERP says the same of a person it does not know and of a file it does not have.
            Falta::Falha(financeiro::Falha::Desconhecido) => Self::sem(
                "documento-nao-encontrado",
                "O sistema da incorporadora não encontrou este documento para esta pessoa.",
            ),
            Falta::Falha(falha) => Self::do_erp(falha, agora),
            Falta::Incompleto => Self::novo(
                StatusCode::BAD_GATEWAY,
                "dados-incompletos",
                "O sistema da incorporadora enviou linhas que não dá para ler, e um arquivo sem elas enganaria.",
            )
            .tentando_em(300),
            Falta::Interno => Self::interno(),
        }
    }

    /// Stable name, for logs and metrics.
    pub const fn codigo(&self) -> &'static str {
        self.codigo
    }

    /// The answer itself.
    pub fn resposta(self, codigo_suporte: Option<&str>) -> Response {
        let corpo = Corpo {
            tipo: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            codigo: self.codigo,
            mensagem: self.mensagem,
            parametro: self.parametro,
            codigo_suporte: codigo_suporte.unwrap_or("-").to_owned(),
        };
        let mut resposta = (self.status, Json(corpo)).into_response();
        let cabecalhos = resposta.headers_mut();
        cabecalhos.insert(header::CONTENT_TYPE, HeaderValue::from_static(TIPO));
        if let Some(segundos) = self.tentar_em {
            cabecalhos.insert(header::RETRY_AFTER, HeaderValue::from(segundos));
        }
        if let Some(desafio) = self.desafio {
            cabecalhos.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(desafio));
        }
        resposta
    }
}

impl From<ErroJwt> for Problema {
    fn from(erro: ErroJwt) -> Self {
        let mensagem = match erro {
            ErroJwt::Expirado => "O token do portal expirou. Autentique a pessoa outra vez.",
            ErroJwt::AindaNaoVale => "O token do portal ainda não começou a valer. Tente de novo em um minuto.",
            _ => "Não foi possível confirmar que este token veio do portal.",
        };
        Self::novo(StatusCode::UNAUTHORIZED, erro.codigo(), mensagem).com_desafio("Bearer error=\"invalid_token\"")
    }
}

impl From<ErroResolucao> for Problema {
    fn from(erro: ErroResolucao) -> Self {
        let a = erro.apresentacao();
        let problema = Self::novo(a.status, a.codigo, a.explicacao);
        match a.status {
            StatusCode::UNAUTHORIZED => problema.com_desafio("Bearer error=\"invalid_token\""),
            s if s.is_server_error() => problema.tentando_em(60),
            _ => problema,
        }
    }
}

/// Short and made like a name, or else `?`.
fn visivel(nome: &str) -> String {
    let como_nome =
        (1..=32).contains(&nome.len()) && nome.bytes().all(|b| b.is_ascii_lowercase() || b"_-".contains(&b));
    if como_nome { nome.to_owned() } else { "?".to_owned() }
}

/// The body comes later: only the layer knows the support code.
impl IntoResponse for Problema {
    fn into_response(self) -> Response {
        let mut resposta = self.status.into_response();
        resposta.extensions_mut().insert(Arc::new(self));
        resposta
    }
}

/// Writes the problem a handler answered with, under the support code of the request.
pub async fn escrever(pedido: Request, seguinte: Next) -> Response {
    let codigo = pedido.extensions().get::<CodigoSuporte>().map(|c| Arc::clone(&c.0));
    let mut resposta = seguinte.run(pedido).await;
    let Some(problema) = resposta.extensions_mut().remove::<Arc<Problema>>() else { return resposta };
    tracing::info!(codigo = problema.codigo, status = problema.status.as_u16(), "API call refused");
    let mut escrita = Arc::unwrap_or_clone(problema).resposta(codigo.as_deref());
    // `Allow`, which the router knows.
    if let Some(permitidos) = resposta.headers_mut().remove(header::ALLOW) {
        escrita.headers_mut().insert(header::ALLOW, permitidos);
    }
    escrita
}
