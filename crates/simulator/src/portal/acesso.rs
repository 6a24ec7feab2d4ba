//! Logging in: by password, by code, by another system, and as an administrative user.
//!
//! Paths are CV's; bodies are its reference's where it has any, and our invention elsewhere. As the real one, this CV tells a
//! known person from an unknown one.

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::api::{Resposta, com_token, enviar};
use crate::{
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, deformar},
    fio::Fio,
    pessoas::{PESSOAS, Papel, Pessoa},
};

/// How long the token of a login is good.
const VIDA_DO_LOGIN: SignedDuration = SignedDuration::from_hours(1);

/// What another system proves itself with at `autenticacao-externa`.
const CHAVE_EXTERNA: &str = "externa-demo";

pub(super) fn rotas() -> Router<Comum> {
    let api = |caminho: &str| format!("/api/v1/cliente{caminho}");
    let adm = |caminho: &str| format!("/api/v2/cv/configuracoes/usuarioadm{caminho}");
    let em = |endpoint: Endpoint| post(async move |e, f, corpo| responder(endpoint, String::new(), e, f, corpo).await);
    let externa = async |Path(origem): Path<String>, e, f, corpo| {
        responder(Endpoint::CvAutenticacaoExterna, origem, e, f, corpo).await
    };
    Router::new()
        .route(&api("/autenticacao"), em(Endpoint::CvAutenticacao))
        .route(&api("/autenticacao/sindico"), em(Endpoint::CvAutenticacaoSindico))
        .route(&api("/autenticacao-externa/{origem}"), post(externa))
        .route(&api("/codigo-verificacao"), em(Endpoint::CvCodigo))
        .route(&api("/validar-autenticacao"), em(Endpoint::CvValidar))
        .route(&api("/resetar-senha-email"), em(Endpoint::CvResetEmail))
        .route(&api("/resetar-senha-sms"), em(Endpoint::CvResetSms))
        .route(&api("/resetar-senha-email-sindico"), em(Endpoint::CvResetEmailSindico))
        .route(&api("/resetar-senha-sms-sindico"), em(Endpoint::CvResetSmsSindico))
        .route(&adm("/codigo-verificacao"), em(Endpoint::CvCodigoAdm))
        .route(&adm("/validar-autenticacao"), em(Endpoint::CvValidarAdm))
        .route(&adm("/logado"), get(logado))
}

/// What was sent.
pub(super) struct Campos(Map<String, Value>);

impl Campos {
    /// JSON, or a form; anything else is no field.
    pub(super) fn ler(corpo: &[u8]) -> Self {
        Self(serde_json::from_slice(corpo).unwrap_or_else(|_| {
            url::form_urlencoded::parse(corpo).map(|(nome, valor)| (nome.into_owned(), json!(valor))).collect()
        }))
    }

    pub(super) fn texto(&self, nome: &str) -> Option<&str> {
        self.0.get(nome)?.as_str().map(str::trim).filter(|texto| !texto.is_empty())
    }

    /// Who is named, among those of that role.
    fn pessoa(&self, papel: Papel) -> Option<&'static Pessoa> {
        let mut desse = PESSOAS.iter().filter(|p| p.papel == papel);
        if let Some(documento) = self.texto("documento") {
            let limpo: String = documento.chars().filter(char::is_ascii_alphanumeric).collect();
            return desse.find(|p| p.documento_normalizado() == limpo);
        }
        let email = self.texto("email")?.to_lowercase();
        desse.find(|p| p.email() == email)
    }
}

fn recusa(status: StatusCode, erro: &str) -> Corpo {
    Corpo::Json(status, json!({"error": erro, "code": status.as_u16()}))
}

async fn responder(
    endpoint: Endpoint,
    origem: String,
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    corpo: Bytes,
) -> Response {
    estado.contagem.somar(endpoint);
    let campos = Campos::ler(&corpo);
    let papel = match endpoint {
        Endpoint::CvAutenticacaoSindico | Endpoint::CvResetEmailSindico | Endpoint::CvResetSmsSindico => Papel::Sindico,
        Endpoint::CvCodigoAdm | Endpoint::CvValidarAdm => Papel::Gestor,
        _ => Papel::Cliente,
    };
    let pessoa = campos.pessoa(papel);
    let falha = estado.falhas.para(endpoint, pessoa.map(|p| p.chave));
    let mut corpo = match endpoint {
        Endpoint::CvAutenticacao | Endpoint::CvAutenticacaoSindico => por_senha(&estado, &campos, pessoa),
        Endpoint::CvAutenticacaoExterna => externa(&estado, &campos, pessoa, &origem),
        Endpoint::CvCodigo | Endpoint::CvCodigoAdm => codigo(&estado, &campos, pessoa),
        Endpoint::CvValidar | Endpoint::CvValidarAdm => validar(&estado, &campos, pessoa),
        Endpoint::CvResetEmail | Endpoint::CvResetEmailSindico => senha(&estado, "email", pessoa),
        _ => senha(&estado, "sms", pessoa),
    };
    if let Corpo::Json(status, valor) = &mut corpo
        && status.is_success()
    {
        deformar(falha, valor, Vec::new);
    }
    enviar(&estado, &fio, falha, corpo).await
}

fn por_senha(estado: &Estado, campos: &Campos, pessoa: Option<&'static Pessoa>) -> Corpo {
    match pessoa.filter(|p| campos.texto("senha") == Some(p.senha().as_str())) {
        Some(pessoa) => com_novo(estado, pessoa),
        None => recusa(StatusCode::UNAUTHORIZED, "Documento ou senha inválidos"),
    }
}

/// By a secret of the two systems and the person's document, or by a token CV itself gave to a plugin.
fn externa(estado: &Estado, campos: &Campos, pessoa: Option<&'static Pessoa>, origem: &str) -> Corpo {
    if !["chatbot", "portal"].contains(&origem) {
        return recusa(StatusCode::NOT_FOUND, "Origem não cadastrada");
    }
    let do_token = campos.texto("token").and_then(|token| estado.emissor.valido(token, estado.relogio.agora()));
    let do_token = do_token.filter(|e| e.papel == Papel::Cliente).map(|e| e.pessoa);
    let da_chave = pessoa.filter(|_| campos.texto("chave") == Some(CHAVE_EXTERNA));
    match do_token.or(da_chave) {
        Some(pessoa) => com_novo(estado, pessoa),
        None => recusa(StatusCode::UNAUTHORIZED, "Autenticação externa recusada"),
    }
}

fn codigo(estado: &Estado, campos: &Campos, pessoa: Option<&'static Pessoa>) -> Corpo {
    let Some(pessoa) = pessoa else { return recusa(StatusCode::NOT_FOUND, "Pessoa não encontrada") };
    let canal = if campos.texto("canal") == Some("sms") { "sms" } else { "email" };
    estado.memoria.enviar_codigo(pessoa, canal, estado.relogio.agora());
    Corpo::Json(StatusCode::OK, json!({"sucesso": true, "mensagem": "codigo_enviado", "codigo": 200}))
}

fn validar(estado: &Estado, campos: &Campos, pessoa: Option<&'static Pessoa>) -> Corpo {
    let certo = |p: &&'static Pessoa| {
        campos.texto("codigo").is_some_and(|c| estado.memoria.conferir_codigo(p, c, estado.relogio.agora()))
    };
    match pessoa.filter(certo) {
        Some(pessoa) => com_novo(estado, pessoa),
        None => Corpo::Json(StatusCode::BAD_REQUEST, json!({"mensagem": "Código inválido ou expirado"})),
    }
}

fn senha(estado: &Estado, canal: &'static str, pessoa: Option<&'static Pessoa>) -> Corpo {
    let Some(pessoa) = pessoa else { return recusa(StatusCode::NOT_FOUND, "Pessoa não encontrada") };
    estado.memoria.enviar_senha(pessoa, canal, estado.relogio.agora());
    // A change with nothing to say.
    Corpo::Json(StatusCode::NO_CONTENT, Value::Null)
}

/// A new token, said in the manner of each role: CV's families of APIs do not agree.
fn com_novo(estado: &Estado, pessoa: &'static Pessoa) -> Corpo {
    let agora = estado.relogio.agora();
    let emitido = estado.emissor.emitir(pessoa, pessoa.papel, &estado.slug, agora, VIDA_DO_LOGIN);
    let expira = agora.saturating_add(VIDA_DO_LOGIN);
    let (Ok(token), Ok(expira)) = (emitido, expira) else {
        return recusa(StatusCode::INTERNAL_SERVER_ERROR, "Erro inesperado");
    };
    let corpo = match pessoa.papel {
        // Brasília's time, without saying so.
        Papel::Cliente => {
            let local = jiff::tz::offset(-3).to_datetime(expira);
            json!({"token": token, "expira_em": local.strftime("%Y-%m-%d %H:%M:%S").to_string()})
        }
        Papel::Sindico => json!({"sucesso": true, "dados": {"token": token, "expira_em": VIDA_DO_LOGIN.as_secs()}}),
        // A string of seconds, as in v3.
        Papel::Gestor => json!({"status": "success", "data": {
            "access_token": token, "token_type": "Bearer", "expires_in": VIDA_DO_LOGIN.as_secs().to_string(),
        }}),
    };
    Corpo::Json(StatusCode::OK, corpo)
}

/// Who an administrative user's token is. The path and the answer are our invention: CV publishes none.
async fn logado(State(estado): State<Comum>, ConnectInfo(fio): ConnectInfo<Fio>, cabecalhos: HeaderMap) -> Response {
    com_token(&estado, &fio, &cabecalhos, Endpoint::CvUsuarioAdm, Papel::Gestor, |e| {
        // A token of that role for somebody who is no administrative user opens the plugin and nothing here.
        Ok(if e.pessoa.papel == Papel::Gestor {
            Resposta::Json(json!({
                "idusuario": e.pessoa.idpessoa, "nome": e.pessoa.nome, "email": e.pessoa.email(), "tipo": "gestor",
            }))
        } else {
            Resposta::Recusada
        })
    })
    .await
}
