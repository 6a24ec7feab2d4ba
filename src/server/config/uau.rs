//! `[incorporadora.erp]` with `tipo = "uau"`: what UAU asks of whoever calls it.

use std::{fmt, time::Duration};

use erp_uau::{ConfigUau, ErroConfig, Relogio};
use secrecy::SecretString;
use url::Url;

use super::{
    leitor::{Coleta, Secao},
    segredo,
};

const VERSAO: &str = "v1.0";
/// An address with nothing wrong, which nobody calls.
const QUALQUER: &str = "https://uau.invalid/uauAPI";

/// The keys that only UAU has.
#[derive(Clone)]
pub struct Uau {
    /// Version segment of the paths. Default `v1.0`.
    pub versao: String,
    /// Integration token.
    pub integracao: SecretString,
    /// Login of the service user.
    pub login: String,
    /// Its password.
    pub senha: SecretString,
    /// User in whose name boletos are generated.
    pub usuario_uau_site: Option<String>,
    /// Whether writing operations may be used. Default no.
    pub permitir_escrita: bool,
}

/// Without the names of users.
impl fmt::Debug for Uau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uau")
            .field("versao", &self.versao)
            .field("permitir_escrita", &self.permitir_escrita)
            .finish_non_exhaustive()
    }
}

impl Uau {
    /// The adapter's configuration.
    pub fn config(&self, url: Url, timeout: Duration, permitir_loopback: bool, relogio: Relogio) -> ConfigUau {
        ConfigUau {
            url,
            versao: self.versao.clone(),
            integracao: self.integracao.clone(),
            login: self.login.clone(),
            senha: self.senha.clone(),
            usuario_uau_site: self.usuario_uau_site.clone(),
            permitir_escrita: self.permitir_escrita,
            timeout,
            renovacao: ConfigUau::RENOVACAO,
            permitir_loopback,
            relogio,
        }
    }

    pub(super) fn validate(secao: &Secao<'_>, url: Option<&Url>, timeout: Duration, c: &mut Coleta) -> Option<Self> {
        let versao = secao.campo("versao").map_or(Some(VERSAO), |campo| campo.texto(c));
        let integracao = segredo::obrigatorio(secao, "integracao", c);
        let login = secao.obrigatorio("login", "login = \"portal\"", c).and_then(|campo| campo.texto(c));
        let senha = segredo::obrigatorio(secao, "senha", c);
        let usuario = secao.campo("usuario-uau-site").and_then(|campo| campo.texto(c));
        let escrita = secao.campo("permitir-escrita").and_then(|campo| campo.booleano(c));
        // What is missing is already said; the rest is judged as if it were there.
        let lido = Self {
            versao: versao.unwrap_or(VERSAO).trim().to_owned(),
            integracao: integracao.clone().unwrap_or_else(|| "-".into()),
            login: login.unwrap_or("-").trim().to_owned(),
            senha: senha.clone().unwrap_or_else(|| "-".into()),
            usuario_uau_site: usuario.map(|u| u.trim().to_owned()),
            permitir_escrita: escrita.unwrap_or_default(),
        };
        let url = url.cloned().or_else(|| Url::parse(QUALQUER).ok())?;
        // No clock is read by a judgement.
        let relogio = Relogio::de(|| jiff::Timestamp::UNIX_EPOCH);
        let limpa = julgar(lido.config(url, timeout, c.permitir_loopback, relogio), secao, c);
        (limpa && versao.is_some() && integracao.is_some() && login.is_some() && senha.is_some()).then_some(lido)
    }
}

/// Reports all that the adapter would refuse, one after the other, and what it would only warn about.
fn julgar(mut config: ConfigUau, secao: &Secao<'_>, c: &mut Coleta) -> bool {
    if let Some(campo) = secao.campo("login") {
        for aviso in config.avisos() {
            campo.aviso(aviso, "", c);
        }
    }
    let mut limpa = true;
    while let Err(erro) = config.validar() {
        limpa = false;
        let chave = match erro {
            ErroConfig::Versao => "versao",
            ErroConfig::Integracao => "integracao",
            ErroConfig::LoginVazio | ErroConfig::LoginLongo => "login",
            ErroConfig::SenhaVazia => "senha",
            ErroConfig::EscritaSemUsuario => "permitir-escrita",
            _ => "url",
        };
        match segredo::campo(secao, chave) {
            Some(campo) => campo.problema::<()>(erro.to_string(), "", c).unwrap_or_default(),
            None => secao.problema(erro.to_string(), "", c),
        }
        // The next question is asked as if this one were repaired.
        match chave {
            "versao" => VERSAO.clone_into(&mut config.versao),
            "integracao" => config.integracao = "-".into(),
            "login" => "-".clone_into(&mut config.login),
            "senha" => config.senha = "-".into(),
            "permitir-escrita" => config.permitir_escrita = false,
            _ => {
                let Some(boa) = Url::parse(QUALQUER).ok().filter(|boa| *boa != config.url) else { return limpa };
                config.url = boa;
            }
        }
    }
    limpa
}
