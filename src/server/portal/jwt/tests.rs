use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{self, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    },
};
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const AGORA: i64 = 1_795_262_400;
const SEGREDO: &str = "um segredo de teste com mais de 32 bytes de tamanho";

fn agora() -> Timestamp {
    Timestamp::from_second(AGORA).unwrap()
}

fn daqui(segundos: i64) -> Timestamp {
    Timestamp::from_second(AGORA + segundos).unwrap()
}

/// Both halves of a key, as an operator would have them: the private one signs, the public one is configured.
struct Par {
    privada: String,
    publica: String,
}

fn pem(rotulo: &str, der: &[u8]) -> String {
    let texto = BASE64_STANDARD.encode(der);
    let linhas: Vec<&str> = texto.as_bytes().chunks(64).map(|linha| std::str::from_utf8(linha).unwrap()).collect();
    format!("-----BEGIN {rotulo}-----\n{}\n-----END {rotulo}-----\n", linhas.join("\n"))
}

fn par(algoritmo: Algorithm) -> Par {
    let (privada, publica) = match algoritmo.family() {
        AlgorithmFamily::Hmac => return Par { privada: SEGREDO.into(), publica: SEGREDO.into() },
        AlgorithmFamily::Rsa => {
            let par = rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
            let privada = AsDer::<Pkcs8V1Der<'_>>::as_der(&par).unwrap();
            (privada.as_ref().to_vec(), AsDer::<PublicKeyX509Der<'_>>::as_der(par.public_key()).unwrap())
        }
        AlgorithmFamily::Ec => {
            let curva = if algoritmo == Algorithm::ES256 {
                &ECDSA_P256_SHA256_FIXED_SIGNING
            } else {
                &ECDSA_P384_SHA384_FIXED_SIGNING
            };
            let par = EcdsaKeyPair::generate(curva).unwrap();
            let privada = par.to_pkcs8v1().unwrap();
            (privada.as_ref().to_vec(), AsDer::<PublicKeyX509Der<'_>>::as_der(par.public_key()).unwrap())
        }
        AlgorithmFamily::Ed => {
            let par = Ed25519KeyPair::generate().unwrap();
            let privada = par.to_pkcs8v1().unwrap();
            (privada.as_ref().to_vec(), AsDer::<PublicKeyX509Der<'_>>::as_der(par.public_key()).unwrap())
        }
    };
    Par { privada: pem("PRIVATE KEY", &privada), publica: pem("PUBLIC KEY", publica.as_ref()) }
}

fn assinar(algoritmo: Algorithm, privada: &str, alegacoes: &Value) -> Token {
    let chave = match algoritmo.family() {
        AlgorithmFamily::Hmac => EncodingKey::from_secret(privada.as_bytes()),
        AlgorithmFamily::Rsa => EncodingKey::from_rsa_pem(privada.as_bytes()).unwrap(),
        AlgorithmFamily::Ec => EncodingKey::from_ec_pem(privada.as_bytes()).unwrap(),
        AlgorithmFamily::Ed => EncodingKey::from_ed_pem(privada.as_bytes()).unwrap(),
    };
    Token::novo(jsonwebtoken::encode(&Header::new(algoritmo), alegacoes, &chave).unwrap())
}

fn config(algoritmo: Algorithm, chave: &str) -> ChaveJwt {
    ChaveJwt { algoritmo, chave: chave.to_owned().into(), emissor: None, audiencia: None }
}

fn hs256() -> Verificador {
    Verificador::novo(&config(Algorithm::HS256, SEGREDO)).unwrap()
}

/// Not signed by anybody.
fn solto(cabecalho: &Value, alegacoes: &Value) -> Token {
    let parte = |valor: &Value| BASE64_URL_SAFE_NO_PAD.encode(valor.to_string());
    Token::novo(format!("{}.{}.{}", parte(cabecalho), parte(alegacoes), BASE64_URL_SAFE_NO_PAD.encode("nada")))
}

fn sem_chave(alegacoes: &Value) -> Result<Exame, ErroJwt> {
    examinar(&solto(&json!({"alg": "RS256"}), alegacoes), None, agora())
}

#[test]
fn every_algorithm_verifies_its_own_signature_and_no_other_key() {
    use Algorithm::{ES256, ES384, EdDSA, HS256, HS384, HS512, PS256, RS256, RS512};
    let rsa = par(RS256);
    let outra_rsa = par(RS256);
    let alegacoes = json!({"exp": AGORA + 60});
    for algoritmo in [HS256, HS384, HS512, RS256, RS512, PS256, ES256, ES384, EdDSA] {
        let (dela, outra) = if algoritmo.family() == AlgorithmFamily::Rsa {
            (&rsa, &outra_rsa)
        } else {
            let outro_segredo = Par { privada: "outro".into(), publica: "outro".into() };
            let outra = if algoritmo.family() == AlgorithmFamily::Hmac { outro_segredo } else { par(algoritmo) };
            (&par(algoritmo), &{ outra })
        };
        let token = assinar(algoritmo, &dela.privada, &alegacoes);
        let verificador = Verificador::novo(&config(algoritmo, &dela.publica)).unwrap();
        assert_eq!(
            examinar(&token, Some(&verificador), agora()),
            Ok(Exame { forma: Forma::Conferido, expira: Some(daqui(90)), emitido: None }),
            "{algoritmo:?}"
        );
        let estranho = Verificador::novo(&config(algoritmo, &outra.publica)).unwrap();
        assert_eq!(examinar(&token, Some(&estranho), agora()), Err(ErroJwt::AssinaturaInvalida), "{algoritmo:?}");
    }
}

#[test]
fn the_algorithm_is_ours_to_choose_and_not_the_tokens() {
    let rsa = par(Algorithm::RS256);
    let verificador = Verificador::novo(&config(Algorithm::RS256, &rsa.publica)).unwrap();
    let alegacoes = json!({"exp": AGORA + 60});
    let confuso = assinar(Algorithm::HS256, &rsa.publica, &alegacoes);
    assert_eq!(
        examinar(&confuso, Some(&verificador), agora()),
        Err(ErroJwt::Algoritmo),
        "HMAC with the public key as secret"
    );
    let irmao = assinar(Algorithm::RS512, &rsa.privada, &alegacoes);
    assert_eq!(examinar(&irmao, Some(&verificador), agora()), Err(ErroJwt::Algoritmo), "same family, not configured");
    for alg in ["none", "None", "NONE", "", "rs256"] {
        let token = solto(&json!({"alg": alg}), &alegacoes);
        assert_eq!(examinar(&token, Some(&verificador), agora()), Err(ErroJwt::Algoritmo), "{alg}");
    }
    let mentira = solto(&json!({"alg": "RS256", "jwk": {"kty": "oct", "k": "AA"}}), &alegacoes);
    assert_eq!(examinar(&mentira, Some(&verificador), agora()), Err(ErroJwt::AssinaturaInvalida));
    let extensao = {
        let cabecalho = Header { crit: Some(vec!["b64".into()]), ..Header::new(Algorithm::RS256) };
        let chave = EncodingKey::from_rsa_pem(rsa.privada.as_bytes()).unwrap();
        Token::novo(jsonwebtoken::encode(&cabecalho, &alegacoes, &chave).unwrap())
    };
    assert_eq!(examinar(&extensao, Some(&verificador), agora()), Err(ErroJwt::Extensao), "signed, and still refused");
    let sem_assinatura = {
        let token = assinar(Algorithm::RS256, &rsa.privada, &alegacoes);
        let (mensagem, _) = token.exposto().rsplit_once('.').unwrap();
        Token::novo(format!("{mensagem}."))
    };
    assert_eq!(examinar(&sem_assinatura, Some(&verificador), agora()), Err(ErroJwt::AssinaturaInvalida));
}

#[test]
fn a_changed_claim_breaks_the_signature() {
    let token = assinar(Algorithm::HS256, SEGREDO, &json!({"exp": AGORA + 60}));
    let partes: Vec<&str> = token.exposto().split('.').collect();
    let maior = BASE64_URL_SAFE_NO_PAD.encode(json!({"exp": AGORA + 6000}).to_string());
    let forjado = Token::novo(format!("{}.{maior}.{}", partes[0], partes[2]));
    assert_eq!(examinar(&forjado, Some(&hs256()), agora()), Err(ErroJwt::AssinaturaInvalida));
}

#[test]
fn with_a_key_everything_it_promises_is_required() {
    let verificador = hs256();
    for (alegacoes, esperado) in [
        (json!({}), ErroJwt::SemExpiracao),
        (json!({"exp": "1795262460"}), ErroJwt::SemExpiracao),
        (json!({"exp": null}), ErroJwt::SemExpiracao),
        (json!({"exp": AGORA - 31}), ErroJwt::Expirado),
        (json!({"exp": AGORA + 60, "nbf": AGORA + 31}), ErroJwt::AindaNaoVale),
    ] {
        let token = assinar(Algorithm::HS256, SEGREDO, &alegacoes);
        assert_eq!(examinar(&token, Some(&verificador), agora()), Err(esperado), "{alegacoes}");
    }
    for opaco in ["abcdefghijklmnop", "abcdefgh.ijklmnop.qrstuvwx", "a.b.c.d.e-cinco-partes"] {
        assert_eq!(examinar(&Token::novo(opaco), Some(&verificador), agora()), Err(ErroJwt::NaoEJwt), "{opaco}");
    }
}

#[test]
fn issuer_and_audience_are_required_when_configured_and_ignored_otherwise() {
    let mut com_ambos = config(Algorithm::HS256, SEGREDO);
    com_ambos.emissor = Some("https://horizonte.cvcrm.com.br".into());
    com_ambos.audiencia = Some("financeiro".into());
    let verificador = Verificador::novo(&com_ambos).unwrap();
    let exp = AGORA + 60;
    for (alegacoes, esperado) in [
        (json!({"exp": exp, "iss": "https://horizonte.cvcrm.com.br", "aud": "financeiro"}), None),
        (json!({"exp": exp, "iss": "https://horizonte.cvcrm.com.br", "aud": ["outro", "financeiro"]}), None),
        (json!({"exp": exp, "iss": "https://outra.cvcrm.com.br", "aud": "financeiro"}), Some(ErroJwt::Emissor)),
        (json!({"exp": exp, "iss": "https://horizonte.cvcrm.com.br", "aud": "portal"}), Some(ErroJwt::Audiencia)),
        (json!({"exp": exp, "aud": "financeiro"}), Some(ErroJwt::Emissor)),
        (json!({"exp": exp, "iss": "https://horizonte.cvcrm.com.br"}), Some(ErroJwt::Audiencia)),
        (json!({"exp": exp, "iss": 7, "aud": "financeiro"}), Some(ErroJwt::Emissor)),
    ] {
        let token = assinar(Algorithm::HS256, SEGREDO, &alegacoes);
        assert_eq!(examinar(&token, Some(&verificador), agora()).err(), esperado, "{alegacoes}");
    }
    let livre = assinar(Algorithm::HS256, SEGREDO, &json!({"exp": exp, "iss": "x", "aud": "y"}));
    assert!(examinar(&livre, Some(&hs256()), agora()).is_ok());
}

#[test]
fn without_a_key_claims_only_shorten_or_refuse() {
    for (alegacoes, esperado) in [
        (json!({}), Ok(None)),
        (json!({"exp": AGORA + 600}), Ok(Some(daqui(630)))),
        (json!({"exp": 1_795_263_000.0}), Ok(Some(daqui(630)))),
        (json!({"exp": AGORA - 29}), Ok(Some(daqui(1)))),
        (json!({"exp": AGORA - 30}), Err(ErroJwt::Expirado)),
        (json!({"exp": 0}), Err(ErroJwt::Expirado)),
        (json!({"exp": -1e300}), Err(ErroJwt::Expirado)),
        (json!({"exp": "amanhã"}), Ok(None)),
        (json!({"nbf": AGORA + 30}), Ok(None)),
        (json!({"nbf": AGORA + 31}), Err(ErroJwt::AindaNaoVale)),
    ] {
        assert_eq!(sem_chave(&alegacoes).map(|exame| exame.expira), esperado, "{alegacoes}");
    }
    for absurdo in [json!(AGORA * 1000), json!(1e300), json!(u64::MAX), json!(i64::MAX)] {
        let limite = agora() + VIDA_MAXIMA;
        assert_eq!(sem_chave(&json!({"exp": absurdo})).unwrap().expira, Some(limite), "{absurdo}");
    }
    assert_eq!(sem_chave(&json!({"iat": AGORA - 5})).unwrap().emitido, Some(daqui(-5)));
    assert_eq!(sem_chave(&json!({"iat": AGORA + 500})).unwrap().emitido, Some(agora()), "not issued in the future");
}

#[test]
fn an_unsigned_jwt_is_hearsay_and_an_opaque_token_says_nothing() {
    let token = solto(&json!({"alg": "none"}), &json!({"exp": AGORA + 1}));
    assert_eq!(examinar(&token, None, agora()).unwrap().forma, Forma::NaoConferido);
    for opaco in ["abcdefghijklmnop", "a.b.c", "..", "e30.e30.", "W10.W10.x", "eyJhbGciOjF9.e30.x"] {
        let exame = Exame { forma: Forma::Opaco, expira: None, emitido: None };
        assert_eq!(examinar(&Token::novo(opaco), None, agora()), Ok(exame), "{opaco}");
    }
}

#[test]
fn a_session_ends_with_its_token() {
    let exame = sem_chave(&json!({"exp": AGORA + 600})).unwrap();
    assert_eq!(exame.ate(daqui(7200)), daqui(630));
    assert_eq!(exame.ate(daqui(60)), daqui(60));
    assert_eq!(sem_chave(&json!({})).unwrap().ate(daqui(7200)), daqui(7200));
}

#[test]
fn keys_that_would_verify_the_wrong_thing_are_refused_at_start_up() {
    let ec = par(Algorithm::ES256);
    for (algoritmo, chave, esperado) in [
        (Algorithm::HS256, " \n", ErroChave::Vazia),
        (Algorithm::HS256, ec.publica.as_str(), ErroChave::PemComoSegredo),
        (Algorithm::ES256, SEGREDO, ErroChave::NaoEChavePublica),
        (Algorithm::ES256, ec.privada.as_str(), ErroChave::NaoEChavePublica),
        (Algorithm::RS256, ec.publica.as_str(), ErroChave::OutraFamilia),
        (Algorithm::EdDSA, ec.publica.as_str(), ErroChave::OutraFamilia),
        (Algorithm::ES256, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", ErroChave::OutraFamilia),
    ] {
        let erro = Verificador::novo(&config(algoritmo, chave)).unwrap_err();
        assert_eq!(erro, esperado, "{algoritmo:?}");
        assert!(!erro.to_string().contains(SEGREDO));
    }
    assert!(!format!("{:?}", hs256()).contains(SEGREDO));
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panicking(texto in "[A-Za-z0-9._~+/=-]{0,300}|\\PC{0,60}", segundos in -377_705_023_201_i64..253_402_207_200) {
        let instante = Timestamp::from_second(segundos).unwrap();
        let token = Token::novo(texto);
        let _ = examinar(&token, None, instante);
        prop_assert!(examinar(&token, Some(&hs256()), instante).is_err());
    }

    #[test]
    fn any_times_are_judged_and_the_end_is_always_in_the_near_future(exp in any::<f64>(), nbf in any::<i64>(), iat in any::<u64>()) {
        if let Ok(exame) = sem_chave(&json!({"exp": exp, "nbf": nbf, "iat": iat})) {
            prop_assert!(exame.expira.is_none_or(|fim| fim > agora() && fim <= agora() + VIDA_MAXIMA));
            prop_assert!(exame.emitido.is_none_or(|emitido| emitido <= agora()));
        }
    }
}
