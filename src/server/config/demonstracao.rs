//! A configuration for the simulated world, made in memory and read through the same path as an operator's file.

use std::path::{Path, PathBuf};

use documents::pdf::Logo;
use secrecy::{ExposeSecret, SecretString};

use super::{Ambiente, Config, Problema};

/// Of the fictional incorporadora. In the program, because a demonstration has no files of its own.
const LOGO: &[u8] = include_bytes!("demonstracao.svg");

/// What `financeiro demo` decides; everything else has the defaults of the product.
#[derive(Debug, Clone)]
pub struct Demonstracao {
    /// Origin of the plugin, on loopback.
    pub url_publica: String,
    /// Base of the simulated CV's API.
    pub url_portal: String,
    /// Origins of the simulated portal's pages.
    pub molduras: Vec<String>,
    /// Base of the simulated ERP.
    pub url_erp: String,
    /// What the simulated ERP accepts as bearer.
    pub token_erp: SecretString,
    /// Database, as in `armazenamento.url`.
    pub banco: String,
    /// Key ring.
    pub chaves_file: PathBuf,
    /// Host names of the documents' links.
    pub documentos_hosts: Vec<String>,
    /// TOML put at the end of `[incorporadora.portal]`, for variants of a test (`reuso = "nunca"`); usually empty.
    pub portal_extra: String,
}

impl Demonstracao {
    /// The configuration.
    ///
    /// # Errors
    /// As [`Config::carregar`]: a value given here was refused, with its key.
    pub fn carregar(&self, ambiente: &Ambiente) -> Result<Config, Vec<Problema>> {
        let mut config = Config::de_texto(self.toml().expose_secret(), "demonstração", Path::new(""), ambiente)?;
        for incorporadora in &mut config.incorporadoras {
            incorporadora.empresa.logo = Logo::ler(LOGO.to_vec()).ok();
        }
        Ok(config)
    }

    /// The text that [`Self::carregar`] reads. It holds the ERP's token.
    pub fn toml(&self) -> SecretString {
        let texto = |valor: &str| toml::Value::from(valor).to_string();
        let textos = |valores: &[String]| toml::Value::from(valores.to_vec()).to_string();
        SecretString::from(format!(
            r##"[package.metadata.leptos]
output-name = "financeiro"
site-root = "target/site"
site-addr = "127.0.0.1:3000"

[servidor]
url-publica = {url_publica}

[armazenamento]
url = {banco}
chaves-file = {chaves}

[desenvolvimento]
permitir-loopback = true

[[incorporadora]]
slug = "horizonte"
nome = "Construtora Horizonte"
cor = "#0b6e4f"
contato = {{ telefone = "(79) 3000-0000", email = "financeiro@horizonte.example" }}
razao-social = "Horizonte Empreendimentos Ltda."
cnpj = "H0.R1Z.0NT/0001-40"
endereco = "Avenida das Gaivotas, 1450, Atalaia, Aracaju/SE"

[incorporadora.quitacao]
emitir = true
signatario = "Iracema Duarte Falcão"
cargo = "Diretora financeira"
cidade = "Aracaju"

[incorporadora.portal]
url = {url_portal}
frame-ancestors = {molduras}
{portal_extra}

[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"

[incorporadora.erp]
tipo = "rest"
url = {url_erp}
autenticacao = {{ tipo = "bearer", token = {token} }}
documentos-hosts = {hosts}
"##,
            url_publica = texto(&self.url_publica),
            banco = texto(&self.banco),
            chaves = texto(&self.chaves_file.display().to_string()),
            url_portal = texto(&self.url_portal),
            molduras = textos(&self.molduras),
            portal_extra = self.portal_extra,
            url_erp = texto(&self.url_erp),
            token = texto(self.token_erp.expose_secret()),
            hosts = textos(&self.documentos_hosts),
        ))
    }
}
