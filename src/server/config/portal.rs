//! `[incorporadora.portal]`: CV's side. What CV leaves undocumented is here, never a constant.

use secrecy::SecretString;
use url::Url;

/// Who a URL registered in CV is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Papel {
    /// Buyer.
    Cliente,
    /// Síndico.
    Sindico,
    /// Staff of the incorporadora.
    Gestor,
}

/// `[incorporadora.portal]`
#[derive(Debug, Clone)]
pub struct Portal {
    /// Base of CV's API for this environment.
    pub url: Url,
    /// Origins allowed to frame us; never a wildcard.
    pub frame_ancestors: Vec<String>,
    /// Names under which a token may arrive, in order.
    pub token_parametros: Vec<String>,
    /// Back-office credentials, optional.
    pub servico: Option<Servico>,
    /// When set, JWT signatures are verified (`[incorporadora.portal.jwt]`).
    pub jwt: Option<ChaveJwt>,
    /// What a second launch with the same token means.
    pub reuso: Reuso,
    /// `[incorporadora.portal.cliente]`
    pub cliente: Resolvedor,
    /// `[incorporadora.portal.sindico]`
    pub sindico: Option<Resolvedor>,
    /// `[incorporadora.portal.gestor]`
    pub gestor: Option<Resolvedor>,
}

/// Back-office credentials of CV: headers `email` and `token`.
#[derive(Debug, Clone)]
pub struct Servico {
    /// Administrative user.
    pub email: String,
    /// Its token.
    pub token: SecretString,
}

/// `reuso`: policy for a token seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reuso {
    /// Refuse always.
    Nunca,
    /// Accept within 60 s from the browser that launched it.
    #[default]
    MesmoNavegador,
    /// Accept until the token expires.
    AteExpirar,
}

/// Key that signs CV's JWT, with a fixed list of algorithms.
#[derive(Debug, Clone)]
pub struct ChaveJwt {
    /// `algoritmo`: HS256, HS384, HS512, RS256, ES256, EdDSA….
    pub algoritmo: jsonwebtoken::Algorithm,
    /// `segredo`/`segredo-file` for HS*, `chave-publica-file` (PEM) otherwise.
    pub chave: SecretString,
    /// `emissor`: required `iss`, when set.
    pub emissor: Option<String>,
    /// `audiencia`: required `aud`, when set.
    pub audiencia: Option<String>,
}

/// How the token of a role becomes a person: one HTTP call and pointers into its answer.
#[derive(Debug, Clone)]
pub struct Resolvedor {
    /// Off: the role's URL answers 404.
    pub ativo: bool,
    /// `GET` or `POST`.
    pub metodo: http::Method,
    /// Path below `portal.url`.
    pub caminho: String,
    /// Where the token travels.
    pub token_em: TokenEm,
    /// JSON pointers tried in order; first non-empty wins. Same for the next two.
    pub documento: Vec<String>,
    /// Name.
    pub nome: Vec<String>,
    /// Code in the ERP.
    pub id_erp: Vec<String>,
    /// What in the answer proves the role.
    pub papel: Option<Discriminador>,
}

/// `papel = { ponteiro, valor }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discriminador {
    /// JSON pointer.
    pub ponteiro: String,
    /// Value it must have (text, number or boolean compared as text).
    pub valor: String,
}

/// `token-em`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenEm {
    /// `Authorization: Bearer …`
    Bearer,
    /// A header.
    Header(http::HeaderName),
    /// A query parameter.
    Query(String),
    /// A JSON pointer in the body.
    Json(String),
    /// A form field.
    Form(String),
}
