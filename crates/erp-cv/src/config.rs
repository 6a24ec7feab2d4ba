//! What the adapter needs to know about one environment of CV, validated before the first call.

use std::{collections::BTreeMap, fmt, time::Duration};

use cv::convencao::{
    caminho::{Caminho, ErroCaminho},
    endereco::{self, ErroUrl},
};
use url::Url;

/// Configuration of one environment.
#[derive(Clone)]
pub struct ConfigCv {
    /// Address of the environment, e.g. `https://horizonte.cvcrm.com.br`; paths are appended to it.
    pub url: Url,
    /// Overrides of the paths, by [`Recurso::chave`]; what is in braces is filled in.
    pub caminhos: BTreeMap<String, String>,
    /// Hosts from which documents may be fetched, as `erp.documentos-hosts` lists them; with none, no link is followed.
    pub documentos_hosts: Vec<String>,
    /// Longest time of one call, connection included. The connection alone may take 2 s; a document never takes more than
    /// 15 s.
    pub timeout: Duration,
    /// Whether `http` to a loopback host is accepted; anything else must be `https`.
    pub permitir_loopback: bool,
}

impl fmt::Debug for ConfigCv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL is left out on purpose: before validation it may still carry credentials.
        f.debug_struct("ConfigCv")
            .field("host", &self.url.host_str())
            .field("caminhos", &self.caminhos)
            .field("documentos_hosts", &self.documentos_hosts)
            .field("timeout", &self.timeout)
            .field("permitir_loopback", &self.permitir_loopback)
            .finish()
    }
}

macro_rules! recursos {
    ($($variante:ident, $chave:literal, $padrao:literal, [$($exige:literal),*], [$($aceita:literal),*], $doc:literal;)+) => {
        /// One read of the portal API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Recurso { $(#[doc = $doc] $variante,)+ }

        impl Recurso {
            /// All of them.
            pub const TODOS: [Self; 11] = [$(Self::$variante,)+];

            /// Key in `caminhos` and name in logs.
            pub fn chave(self) -> &'static str {
                match self { $(Self::$variante => $chave,)+ }
            }

            /// Path when none is configured: that of CV's reference.
            pub fn padrao(self) -> &'static str {
                match self { $(Self::$variante => $padrao,)+ }
            }

            fn exige(self) -> &'static [&'static str] {
                match self { $(Self::$variante => &[$($exige),*],)+ }
            }

            fn aceita(self) -> &'static [&'static str] {
                match self { $(Self::$variante => &[$($aceita),*],)+ }
            }
        }
    };
}

recursos! {
    Pessoa, "pessoa", "/api/v1/cliente/pessoa", [], [], "Who is logged in (`getuser`).";
    Unidades, "unidades", "/api/v1/cliente/unidades", [], [], "Units of the person (`listarunidades`).";
    Contratos, "contratos", "/api/v1/cliente/contratos", [], ["idunidade"],
        "Contracts (`listarcontratos`); asked unit by unit when the path has `{idunidade}`.";
    Boletos, "boletos", "/api/v1/cliente/financeiro/boletos/{idunidade}/segunda-via", [], ["idunidade"],
        "Boletos (`getboletosegundavia`); asked once when the path has no `{idunidade}`.";
    BoletoPdf, "boleto-pdf", "/api/v1/cliente/financeiro/boleto/gerar/{idboleto}", ["idboleto"], [],
        "Link of the PDF of a boleto (`gerarboleto`).";
    Extrato, "extrato", "/api/v1/cliente/financeiro/extrato", [], ["idunidade"],
        "Statement (`retornoextratos`): instalments and payments.";
    ExtratoPdf, "extrato-pdf", "/api/v1/cliente/financeiro/extrato/gerar", [], ["idunidade"],
        "Link of the PDF of the statement (`gerarextrato`).";
    SaldoDevedor, "saldo-devedor", "/api/v1/cliente/financeiro/saldo-devedor", [], [],
        "Link of the PDF of the balance (`retornarsaldodevedor`).";
    Informes, "informes", "/api/v1/cliente/financeiro/unidades/imposto-de-renda", [], [],
        "Units and years with a statement for the income tax (`retornorelatorioir`).";
    InformePdf, "informe-pdf", "/api/v1/cliente/financeiro/retornar-imposto-de-renda/{idunidade}?ano={ano}",
        ["idunidade"], ["ano"], "Link of the PDF of one (`baixarrelatorioir`).";
    Antecipacao, "antecipacao", "/api/v1/cliente/financeiro/antecipacao-parcelas/{idunidade}", ["idunidade"], [],
        "Instalments that may be paid ahead (`getparcelasantecipacao`).";
}

/// What is wrong with a [`ConfigCv`]. Messages name the key and the fix; they hold no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroConfig {
    /// The address of the environment.
    #[error(transparent)]
    Url(#[from] ErroUrl),
    /// Unknown key in `caminhos`.
    #[error("`caminhos.{chave}` não existe; as chaves são: {lista}", lista = chaves())]
    CaminhoDesconhecido {
        /// The key.
        chave: String,
    },
    /// One of the paths.
    #[error(transparent)]
    Caminho(#[from] ErroCaminho),
    /// A host of documents that is none, or a client for them that could not be built.
    #[error("`documentos-hosts`: {0}")]
    Documentos(#[from] links::ErroPolitica),
    /// Zero timeout.
    #[error("`limites.timeout` precisa ser maior que zero")]
    Timeout,
    /// The HTTP client could not be built.
    #[error("não foi possível preparar o cliente HTTP (TLS)")]
    ClienteHttp,
}

fn chaves() -> String {
    Recurso::TODOS.map(Recurso::chave).join(", ")
}

impl ConfigCv {
    /// Judges everything that can be judged without a client; calls nobody.
    ///
    /// # Errors
    /// The first mistake.
    pub fn validar(&self) -> Result<(), ErroConfig> {
        self.base()?;
        self.modelos()?;
        Ok(())
    }

    /// Base URL checked against the transport rules.
    pub(crate) fn base(&self) -> Result<&Url, ErroConfig> {
        endereco::conferir(&self.url, self.permitir_loopback)?;
        if self.timeout.is_zero() {
            return Err(ErroConfig::Timeout);
        }
        Ok(&self.url)
    }

    /// One path per [`Recurso`].
    pub(crate) fn modelos(&self) -> Result<BTreeMap<Recurso, Caminho>, ErroConfig> {
        if let Some(chave) = self.caminhos.keys().find(|k| !Recurso::TODOS.iter().any(|r| r.chave() == k.as_str())) {
            return Err(ErroConfig::CaminhoDesconhecido { chave: chave.clone() });
        }
        Recurso::TODOS.into_iter().map(|recurso| Ok((recurso, self.modelo(recurso)?))).collect()
    }

    fn modelo(&self, recurso: Recurso) -> Result<Caminho, ErroConfig> {
        let texto = self.caminhos.get(recurso.chave()).map_or(recurso.padrao(), String::as_str);
        Ok(Caminho::conferido(recurso.chave(), texto, recurso.exige(), recurso.aceita())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> ConfigCv {
        ConfigCv {
            url: url.parse().unwrap(),
            caminhos: BTreeMap::new(),
            documentos_hosts: Vec::new(),
            timeout: Duration::from_secs(1),
            permitir_loopback: false,
        }
    }

    fn com_caminho(chave: &str, caminho: &str) -> Result<BTreeMap<Recurso, Caminho>, ErroConfig> {
        let caminhos = BTreeMap::from([(chave.to_owned(), caminho.to_owned())]);
        ConfigCv { caminhos, ..config("https://h.cvcrm.com.br") }.modelos()
    }

    #[test]
    fn the_url_and_the_time_are_checked() {
        assert_eq!(config("http://h.cvcrm.com.br").base(), Err(ErroUrl::Insegura.into()));
        let sem_tempo = ConfigCv { timeout: Duration::ZERO, ..config("https://h.cvcrm.com.br") };
        assert_eq!(sem_tempo.base(), Err(ErroConfig::Timeout));
    }

    #[test]
    fn defaults_and_the_short_paths_of_the_help_article_are_accepted() {
        assert_eq!(config("https://h.cvcrm.com.br").modelos().unwrap().len(), Recurso::TODOS.len());
        for (chave, caminho) in [
            ("boletos", "/api/v1/cliente/boleto"),
            ("boleto-pdf", "/api/v1/cliente/boleto/{idboleto}"),
            ("unidades", "/api/v1/cliente/unidade"),
            ("contratos", "/api/v1/cliente/contrato"),
            ("contratos", "/api/v1/cliente/contratos?idunidade={idunidade}"),
        ] {
            assert!(com_caminho(chave, caminho).is_ok(), "{caminho}");
        }
    }

    #[test]
    fn a_wrong_path_is_named_with_its_fix() {
        for caminho in ["", "/", "boletos", "//x", "/a/../b", "/a?b=c?d", "/a#b", "/a b", "/a\\b", "/a/{b", "/a/b}"] {
            let erro = ErroConfig::from(ErroCaminho::Invalido { chave: "extrato".to_owned() });
            assert_eq!(com_caminho("extrato", caminho), Err(erro), "{caminho}");
        }
        for (chave, caminho, partes) in [
            ("boleto", "/x", ["caminhos.boleto", "boleto-pdf"]),
            ("boletos", "/x/{unidade}", ["{unidade}", "{idunidade}"]),
            ("pessoa", "/x/{idunidade}", ["caminhos.pessoa", "não recebe nada"]),
            ("boleto-pdf", "/x", ["caminhos.boleto-pdf", "{idboleto}"]),
        ] {
            let erro = com_caminho(chave, caminho).unwrap_err().to_string();
            assert!(partes.iter().all(|parte| erro.contains(parte)), "{erro}");
        }
    }
}
