//! What the adapter needs to know about one ERP.

use std::{fmt, sync::Arc, time::Duration};

use jiff::civil::Date;
use secrecy::ExposeSecret as _;
use url::{Host, Url};

use crate::{autenticacao::Autenticacao, erro::Erros, mapeamento::Mapeamento};

/// Today in America/Sao_Paulo.
pub type Hoje = Arc<dyn Fn() -> Date + Send + Sync>;

/// Configuration of one ERP. Judged by [`crate::ErpMapped::novo`], which calls nobody.
#[derive(Clone)]
pub struct ConfigMapped {
    /// Base URL; paths of the mapping are appended to it.
    pub url: Url,
    /// Credentials.
    pub autenticacao: Autenticacao,
    /// Longest time of one call, connection included. The connection alone may take 2 s.
    pub timeout: Duration,
    /// Hosts from which documents may be fetched, as `erp.documentos-hosts` lists them; with none, no link is followed.
    pub documentos_hosts: Vec<String>,
    /// Whether `http` to a loopback host is accepted; anything else must be `https`.
    pub permitir_loopback: bool,
    /// What is asked and where the answers are.
    pub mapeamento: Mapeamento,
    /// The clock, for `{data}` and `{ano}`.
    pub hoje: Hoje,
}

impl fmt::Debug for ConfigMapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is left out on purpose: before validation it may still carry credentials.
        f.debug_struct("ConfigMapped")
            .field("host", &self.url.host_str())
            .field("autenticacao", &self.autenticacao)
            .field("timeout", &self.timeout)
            .field("operacoes", &self.mapeamento.operacoes().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl ConfigMapped {
    /// Everything around the mapping.
    pub(crate) fn conferir(&self, erros: &mut Erros) {
        endereco("url", &self.url, self.permitir_loopback, erros);
        if self.url.query().is_some() || self.url.fragment().is_some() || self.url.cannot_be_a_base() {
            erros.junta("url", "é a base dos caminhos: sem consulta (?…) nem fragmento (#…)", "Escreva só o endereço");
        }
        if self.timeout.is_zero() {
            erros.junta("limites.timeout", "é zero", "Escreva \"20s\"");
        }
        match &self.autenticacao {
            Autenticacao::OAuth2 { token_url, client_id, client_secret, .. } => {
                endereco("autenticacao.token-url", token_url, self.permitir_loopback, erros);
                if client_id.is_empty() {
                    erros.junta("autenticacao.client-id", "está vazio", "Preencha com o que o ERP forneceu");
                }
                if client_secret.expose_secret().is_empty() {
                    erros.junta(
                        "autenticacao.client-secret",
                        "está vazio",
                        "Preencha client-secret ou client-secret-file",
                    );
                }
            }
            Autenticacao::Login { senha, cabecalhos, .. } => {
                if senha.expose_secret().is_empty() {
                    erros.junta("autenticacao.senha", "está vazia", "Preencha senha ou senha-file");
                }
                if !self.mapeamento.tem_login() {
                    erros.junta("autenticacao.tipo", "\"login\" precisa de [login] no mapeamento", "Escreva [login]");
                }
                for (nome, valor) in cabecalhos {
                    let nome_bom = nome.parse::<reqwest::header::HeaderName>().is_ok();
                    if !nome_bom || reqwest::header::HeaderValue::from_str(valor).is_err() {
                        let chave = format!("autenticacao.cabecalhos.{}", crate::erro::mostrar(nome));
                        erros.junta(&chave, "não é um cabeçalho", "Use letras, números e hífen");
                    }
                }
            }
            _ => {}
        }
    }
}

fn endereco(chave: &str, url: &Url, permitir_loopback: bool, erros: &mut Erros) {
    let seguro = match url.scheme() {
        "https" => true,
        "http" => permitir_loopback && loopback(url),
        _ => false,
    };
    if !seguro {
        erros.junta(chave, "precisa ser https", "http só para loopback, com desenvolvimento.permitir-loopback");
    }
    if !url.username().is_empty() || url.password().is_some() {
        erros.junta(chave, "traz usuário ou senha", "Use `autenticacao`");
    }
}

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(nome)) => nome == "localhost" || nome.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
