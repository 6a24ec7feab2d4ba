//! A configuration for the simulated world, made in memory and read through the same path as an operator's file.

use std::path::{Path, PathBuf};

use documents::pdf::Logo;
use secrecy::{ExposeSecret, SecretString};

use super::{Ambiente, Config, Problema};

/// Of the fictional incorporadora. In the program, because a demonstration has no files of its own.
const LOGO: &[u8] = include_bytes!("demonstracao.svg");

/// What `financeiro demo` decides; everything else has the defaults of the product. The first incorporadora has an ERP of the
/// REST contract.
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
    /// Incorporadoras beside the first one, each with another ERP.
    pub outras: Vec<Outra>,
}

/// One more incorporadora of the demonstration.
#[derive(Debug, Clone)]
pub struct Outra {
    /// Name in URLs.
    pub slug: &'static str,
    /// Name people know.
    pub nome: &'static str,
    /// Brand colour.
    pub cor: &'static str,
    /// TOML put before its sections, such as what its documents show.
    pub extra: &'static str,
    /// Base of its simulated CV's API.
    pub url_portal: String,
    /// Origin of its portal's pages.
    pub moldura: String,
    /// Its ERP.
    pub erp: ErpSimulado,
}

/// A simulated ERP, as the configuration of an operator would name it.
#[derive(Debug, Clone)]
pub enum ErpSimulado {
    /// UAU.
    Uau {
        /// Base URL.
        url: String,
        /// Integration token.
        integracao: SecretString,
        /// Service user.
        login: String,
        /// Its password.
        senha: SecretString,
    },
    /// Sienge, by the mapping that comes with the program.
    Sienge {
        /// Base URL.
        url: String,
        /// User of the API.
        usuario: String,
        /// Its password.
        senha: SecretString,
        /// Hosts of documents.
        hosts: Vec<String>,
    },
    /// CV itself: it is where the portal is, and needs nothing more said.
    Cv,
    /// Flat rows, by the mapping that comes with the program.
    Plano {
        /// Base URL.
        url: String,
        /// Where tokens are given.
        token_url: String,
        /// `client-id`
        cliente: String,
        /// `client-secret`
        segredo: SecretString,
        /// Hosts of documents.
        hosts: Vec<String>,
    },
}

fn texto(valor: &str) -> String {
    toml::Value::from(valor).to_string()
}

fn textos(valores: &[String]) -> String {
    toml::Value::from(valores.to_vec()).to_string()
}

/// A mapping inside `[incorporadora.erp]`, each of its tables in one line.
fn em_linha(mapeamento: &str) -> String {
    let tabela: toml::Table = mapeamento.parse().unwrap_or_default();
    let linhas: Vec<String> = tabela.iter().map(|(chave, valor)| format!("{chave} = {valor}")).collect();
    linhas.join("\n")
}

impl ErpSimulado {
    fn toml(&self) -> String {
        match self {
            Self::Uau { url, integracao, login, senha } => format!(
                "tipo = \"uau\"\nurl = {}\nintegracao = {}\nlogin = {}\nsenha = {}\n",
                texto(url),
                texto(integracao.expose_secret()),
                texto(login),
                texto(senha.expose_secret())
            ),
            Self::Sienge { url, usuario, senha, hosts } => format!(
                "tipo = \"mapped\"\nurl = {}\nautenticacao = {{ tipo = \"basic\", usuario = {}, senha = {} }}\n\
                 limites = {{ simultaneas = 2, por-minuto = 150 }}\ndocumentos-hosts = {}\n{}",
                texto(url),
                texto(usuario),
                texto(senha.expose_secret()),
                textos(hosts),
                em_linha(include_str!("../../../mapeamentos/sienge.toml"))
            ),
            Self::Cv => "tipo = \"cv\"\n".to_owned(),
            Self::Plano { url, token_url, cliente, segredo, hosts } => format!(
                "tipo = \"mapped\"\nurl = {}\nautenticacao = {{ tipo = \"oauth2\", token-url = {}, client-id = {}, \
                 client-secret = {} }}\ndocumentos-hosts = {}\n{}",
                texto(url),
                texto(token_url),
                texto(cliente),
                texto(segredo.expose_secret()),
                textos(hosts),
                em_linha(include_str!("../../../mapeamentos/plano.toml"))
            ),
        }
    }
}

impl Outra {
    fn toml(&self) -> String {
        let Self { slug, nome, cor, extra, url_portal, moldura, erp } = self;
        format!(
            r#"
[[incorporadora]]
slug = {slug}
nome = {nome}
cor = {cor}
contato = {{ telefone = "(79) 3000-0000", email = "financeiro@{slug_nu}.example" }}
{extra}

[incorporadora.api]
ativo = true

[incorporadora.portal]
url = {url_portal}
frame-ancestors = {molduras}

[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"

[incorporadora.erp]
{erp}"#,
            slug = texto(slug),
            nome = texto(nome),
            cor = texto(cor),
            slug_nu = slug,
            url_portal = texto(url_portal),
            molduras = textos(std::slice::from_ref(moldura)),
            erp = erp.toml(),
        )
    }
}

impl Demonstracao {
    /// The configuration.
    ///
    /// # Errors
    /// As [`Config::carregar`]: a value given here was refused, with its key.
    pub fn carregar(&self, ambiente: &Ambiente) -> Result<Config, Vec<Problema>> {
        let mut config = Config::de_texto(self.toml().expose_secret(), "demonstração", Path::new(""), ambiente)?;
        for incorporadora in config.incorporadoras.iter_mut().take(1) {
            incorporadora.empresa.logo = Logo::ler(LOGO.to_vec()).ok();
        }
        Ok(config)
    }

    /// The text that [`Self::carregar`] reads. It holds the ERP's token.
    pub fn toml(&self) -> SecretString {
        let outras: String = self.outras.iter().map(Outra::toml).collect();
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

[incorporadora.api]
ativo = true

[incorporadora.portal]
url = {url_portal}
frame-ancestors = {molduras}
{portal_extra}

[incorporadora.portal.cliente]
caminho = "/api/v1/cliente/pessoa"

[incorporadora.portal.servico]
email = "api@horizonte.example"
token = "cv-demo"

[incorporadora.portal.gestor]
caminho = "/api/v2/cv/configuracoes/usuarioadm/logado"
papel = {{ ponteiro = "/tipo", valor = "gestor" }}
codigo = true

[incorporadora.portal.sindico]
caminho = "/api/v1/cliente/sindico"

[incorporadora.associados]
ver-titular = true

[[incorporadora.condominio]]
empreendimento = "3"
nome = "Residencial Aurora"
cnpj = "12.ABC.345/01DE-35"

[incorporadora.acesso-direto]
ativo = true
sindico = true

[incorporadora.erp]
tipo = "rest"
url = {url_erp}
autenticacao = {{ tipo = "bearer", token = {token} }}
documentos-hosts = {hosts}
caminhos = {{ condominios = "/condominios" }}
{outras}"##,
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
