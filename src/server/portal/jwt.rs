//! What a token that is a JWT says about its own life, and its signature when the incorporadora configured a key.
//!
//! Nothing here says who the person is: only CV's answer does. Unverified claims can make a session shorter or refuse it,
//! never extend or create one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::documento::Token;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{AlgorithmFamily, DecodingKey, Validation, errors::ErrorKind};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use super::erro::ErroJwt;
use crate::server::config::ChaveJwt;

/// Tolerance for clocks that disagree.
pub const TOLERANCIA: SignedDuration = SignedDuration::from_secs(30);
/// The farthest end believed. An `exp` beyond it is a mistake (milliseconds, year 9999) and is clamped.
pub const VIDA_MAXIMA: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Last second of `Timestamp` that is safe to add to, in either direction.
const SEGUNDOS_MAXIMO: f64 = 250_000_000_000.0;

/// What the token turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forma {
    /// Not a JWT.
    Opaco,
    /// A JWT; no key is configured, so its claims are only hearsay.
    NaoConferido,
    /// A JWT signed with the configured key.
    Conferido,
}

/// A token that may be taken to CV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exame {
    /// What it is.
    pub forma: Forma,
    /// `exp` plus [`TOLERANCIA`], at most [`VIDA_MAXIMA`] from now; always in the future. No session outlives it.
    pub expira: Option<Timestamp>,
    /// `iat`, never in the future: tells the operator how old the tokens are that CV hands over.
    pub emitido: Option<Timestamp>,
}

impl Exame {
    /// The earlier of the token's end and `limite`.
    pub fn ate(&self, limite: Timestamp) -> Timestamp {
        self.expira.map_or(limite, |expira| expira.min(limite))
    }
}

/// `portal.jwt` cannot be used. Never holds the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ErroChave {
    /// Nothing there.
    #[error("portal.jwt: a chave está vazia")]
    Vazia,
    /// PEM where HS* wants a shared secret: with a public key as HMAC secret anyone could sign.
    #[error(
        "portal.jwt: HS256/384/512 usa `segredo`, e o valor é um PEM; para chave pública escolha RS*, PS*, ES* ou EdDSA"
    )]
    PemComoSegredo,
    /// Not a PEM public key.
    #[error("portal.jwt: `chave-publica-file` deve conter um PEM `BEGIN PUBLIC KEY` (ou `BEGIN RSA PUBLIC KEY`)")]
    NaoEChavePublica,
    /// A PEM public key of another family than the algorithm's.
    #[error("portal.jwt: a chave pública não é da família do algoritmo escolhido")]
    OutraFamilia,
}

/// The configured key, ready to verify.
#[derive(Debug, Clone)]
pub struct Verificador {
    chave: DecodingKey,
    regras: Validation,
    algoritmo: String,
}

impl Verificador {
    /// Reads the key once, at start-up.
    ///
    /// # Errors
    /// [`ErroChave`] names what is wrong with the key.
    pub fn novo(config: &ChaveJwt) -> Result<Self, ErroChave> {
        let texto = config.chave.expose_secret();
        if texto.trim().is_empty() {
            return Err(ErroChave::Vazia);
        }
        let familia = config.algoritmo.family();
        let e_pem = texto.contains("-----BEGIN ");
        if familia == AlgorithmFamily::Hmac && e_pem {
            return Err(ErroChave::PemComoSegredo);
        }
        // A private key or a certificate would be read without complaint and verify with the wrong bytes.
        let e_publica =
            texto.contains("-----BEGIN PUBLIC KEY-----") || texto.contains("-----BEGIN RSA PUBLIC KEY-----");
        if familia != AlgorithmFamily::Hmac && !e_publica {
            return Err(ErroChave::NaoEChavePublica);
        }
        let chave = match familia {
            AlgorithmFamily::Hmac => Ok(DecodingKey::from_secret(texto.as_bytes())),
            AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(texto.as_bytes()),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(texto.as_bytes()),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(texto.as_bytes()),
        }
        .map_err(|_| ErroChave::OutraFamilia)?;

        let mut regras = Validation::new(config.algoritmo);
        // Times are judged here, by the injected clock; the library would ask the machine's.
        regras.validate_exp = false;
        regras.validate_nbf = false;
        regras.validate_aud = config.audiencia.is_some();
        let mut exigidos = Vec::new();
        if let Some(emissor) = &config.emissor {
            regras.set_issuer(&[emissor]);
            exigidos.push("iss");
        }
        if let Some(audiencia) = &config.audiencia {
            regras.set_audience(&[audiencia]);
            exigidos.push("aud");
        }
        regras.set_required_spec_claims(&exigidos);
        Ok(Self { chave, regras, algoritmo: format!("{:?}", config.algoritmo) })
    }

    fn conferir(&self, token: &Token, partes: &Partes) -> Result<(), ErroJwt> {
        if partes.cabecalho.get("alg").and_then(Value::as_str) != Some(self.algoritmo.as_str()) {
            return Err(ErroJwt::Algoritmo);
        }
        if partes.cabecalho.contains_key("crit") {
            return Err(ErroJwt::Extensao);
        }
        match jsonwebtoken::decode::<Map<String, Value>>(token.exposto(), &self.chave, &self.regras) {
            Ok(_) => Ok(()),
            Err(erro) => Err(match erro.kind() {
                ErrorKind::InvalidIssuer => ErroJwt::Emissor,
                ErrorKind::InvalidAudience => ErroJwt::Audiencia,
                ErrorKind::MissingRequiredClaim(nome) if nome == "iss" => ErroJwt::Emissor,
                ErrorKind::MissingRequiredClaim(nome) if nome == "aud" => ErroJwt::Audiencia,
                ErrorKind::InvalidAlgorithm => ErroJwt::Algoritmo,
                _ => ErroJwt::AssinaturaInvalida,
            }),
        }
    }
}

/// Looks at a token before CV is asked.
///
/// Without a key: an expired JWT is refused early, anything else goes on to CV. With a key: only a JWT with the configured
/// algorithm, a good signature, a numeric `exp` and the configured `iss` and `aud` goes on.
///
/// # Errors
/// [`ErroJwt`]; the signature is judged before the times.
pub fn examinar(token: &Token, verificador: Option<&Verificador>, agora: Timestamp) -> Result<Exame, ErroJwt> {
    let Some(partes) = Partes::ler(token.exposto()) else {
        return match verificador {
            Some(_) => Err(ErroJwt::NaoEJwt),
            None => Ok(Exame { forma: Forma::Opaco, expira: None, emitido: None }),
        };
    };
    if let Some(verificador) = verificador {
        verificador.conferir(token, &partes)?;
    }
    let exp = partes.instante("exp");
    if verificador.is_some() && exp.is_none() {
        return Err(ErroJwt::SemExpiracao);
    }
    let fim = exp.map(|exp| mais(exp, TOLERANCIA));
    if fim.is_some_and(|fim| fim <= agora) {
        return Err(ErroJwt::Expirado);
    }
    if partes.instante("nbf").is_some_and(|nbf| nbf > mais(agora, TOLERANCIA)) {
        return Err(ErroJwt::AindaNaoVale);
    }
    Ok(Exame {
        forma: if verificador.is_some() { Forma::Conferido } else { Forma::NaoConferido },
        expira: fim.map(|fim| fim.min(mais(agora, VIDA_MAXIMA))),
        emitido: partes.instante("iat").map(|iat| iat.min(agora)),
    })
}

fn mais(instante: Timestamp, quanto: SignedDuration) -> Timestamp {
    instante.saturating_add(quanto).unwrap_or(Timestamp::MAX)
}

/// Header and claims of a compact JWS, decoded and not verified.
struct Partes {
    cabecalho: Map<String, Value>,
    alegacoes: Map<String, Value>,
}

impl Partes {
    /// `None` when the text is not a JWT: an opaque token may have two dots too.
    fn ler(texto: &str) -> Option<Self> {
        let mut partes = texto.split('.');
        let (cabecalho, alegacoes, _assinatura) = (partes.next()?, partes.next()?, partes.next()?);
        if partes.next().is_some() {
            return None;
        }
        let objeto = |parte: &str| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(parte).ok()?;
            serde_json::from_slice::<Map<String, Value>>(&bytes).ok()
        };
        let cabecalho = objeto(cabecalho)?;
        cabecalho.get("alg")?.as_str()?;
        Some(Self { cabecalho, alegacoes: objeto(alegacoes)? })
    }

    /// A `NumericDate`; absurd values are clamped to the range of the calendar, other types are as good as absent.
    fn instante(&self, nome: &str) -> Option<Timestamp> {
        let segundos = self.alegacoes.get(nome)?.as_f64()?.clamp(-SEGUNDOS_MAXIMO, SEGUNDOS_MAXIMO);
        Timestamp::from_duration(SignedDuration::try_from_secs_f64(segundos).ok()?).ok()
    }
}

#[cfg(test)]
mod tests;
