//! `[incorporadora.portal.jwt]`: the key that signs CV's tokens.

use jsonwebtoken::{Algorithm, DecodingKey};
use secrecy::{ExposeSecret, SecretString};

use super::{
    leitor::{Coleta, Secao},
    segredo,
};

/// Key that signs CV's JWT, with a fixed list of algorithms.
#[derive(Debug, Clone)]
pub struct ChaveJwt {
    /// `algoritmo`: HS256, HS384, HS512, RS256, ES256, EdDSA….
    pub algoritmo: Algorithm,
    /// `segredo`/`segredo-file` for HS*, `chave-publica-file` (PEM) otherwise.
    pub chave: SecretString,
    /// `emissor`: required `iss`, when set.
    pub emissor: Option<String>,
    /// `audiencia`: required `aud`, when set.
    pub audiencia: Option<String>,
}

const ALGORITMOS: [&str; 12] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
/// A shorter secret can be guessed from one token (RFC 7518, 3.2).
const MENOR_SEGREDO: usize = 32;

impl ChaveJwt {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let algoritmo = secao.obrigatorio("algoritmo", "algoritmo = \"RS256\"", c).and_then(|campo| {
            let texto = campo.texto(c)?;
            match ALGORITMOS.contains(&texto).then(|| texto.parse().ok()).flatten() {
                Some(algoritmo) => Some(algoritmo),
                None => campo.opcao_desconhecida::<Algorithm>(texto, &ALGORITMOS, c),
            }
        });
        let mut texto = |nome: &str| secao.campo(nome).and_then(|campo| campo.texto(c)).map(str::to_owned);
        let (emissor, audiencia) = (texto("emissor"), texto("audiencia"));
        let algoritmo = algoritmo?;
        let chave = match algoritmo {
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => segredo_hmac(secao, c),
            _ => chave_publica(secao, algoritmo, c),
        };
        Some(Self { algoritmo, chave: chave?, emissor, audiencia })
    }
}

fn segredo_hmac(secao: &Secao<'_>, c: &mut Coleta) -> Option<SecretString> {
    if let Some(campo) = secao.campo("chave-publica-file") {
        let como = "Use segredo-file, ou um algoritmo de chave pública, como \"RS256\"";
        campo.problema::<()>("não serve a um algoritmo HS", como, c);
    }
    let segredo = segredo::obrigatorio(secao, "segredo", c)?;
    let tamanho = segredo.expose_secret().len();
    if tamanho < MENOR_SEGREDO {
        let o_que = format!(
            "o segredo tem {tamanho} bytes; com menos de {MENOR_SEGREDO} pode ser descoberto a partir de um token"
        );
        return segredo::campo(secao, "segredo")?.problema(o_que, "Use o segredo inteiro que o CV informou", c);
    }
    Some(segredo)
}

fn chave_publica(secao: &Secao<'_>, algoritmo: Algorithm, c: &mut Coleta) -> Option<SecretString> {
    if let Some(campo) = segredo::campo(secao, "segredo") {
        let como = "Use chave-publica-file, ou um algoritmo HS, como \"HS256\"";
        campo.problema::<()>("não serve a um algoritmo de chave pública", como, c);
    }
    let campo = secao.obrigatorio("chave-publica-file", "chave-publica-file = \"segredos/cv.pem\"", c)?;
    let pem = segredo::de_arquivo(&campo, c)?;
    let texto = pem.expose_secret();
    if texto.contains("PRIVATE KEY") {
        let como = "Guarde a privada só com quem assina, e ponha aqui a pública (BEGIN PUBLIC KEY)";
        return campo.problema("o arquivo traz uma chave privada", como, c);
    }
    let lida = match algoritmo {
        Algorithm::ES256 | Algorithm::ES384 => DecodingKey::from_ec_pem(texto.as_bytes()),
        Algorithm::EdDSA => DecodingKey::from_ed_pem(texto.as_bytes()),
        _ => DecodingKey::from_rsa_pem(texto.as_bytes()),
    };
    if lida.is_err() {
        let como = "O arquivo precisa ter a chave em PEM, de -----BEGIN PUBLIC KEY----- a -----END PUBLIC KEY-----";
        return campo.problema(format!("o arquivo não traz uma chave pública para {algoritmo:?}"), como, c);
    }
    Some(pem)
}
