//! What tower-sessions 0.15 cannot say about our cookie.
//!
//! In the portal's frame it is a third party's: `SameSite=None; Partitioned`. A visit of direct access is a page of its own, and
//! its cookie an ordinary one of this site: `SameSite=Lax`, kept in the ordinary jar.
//!
//! tower-sessions has no `Partitioned`, and it builds the removal cookie without `Secure` and `HttpOnly`, which browsers refuse for a
//! `__Host-` name; without `Partitioned` a removal would not reach the partitioned jar either.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header::SET_COOKIE};

use crate::server::session::COOKIE;

/// Put into a response's extensions: the visit is of direct access, and so is its cookie.
#[derive(Debug, Clone, Copy)]
pub struct PrimeiraParte;

/// Completes every `Set-Cookie` of ours.
pub async fn completar_cookie(pedido: Request, seguinte: Next) -> Response {
    let mut resposta = seguinte.run(pedido).await;
    let atributos = match resposta.extensions_mut().remove::<PrimeiraParte>() {
        Some(PrimeiraParte) => PROPRIO,
        None => EMOLDURADO,
    };
    let cookies: Vec<HeaderValue> = resposta.headers().get_all(SET_COOKIE).iter().cloned().collect();
    if cookies.is_empty() {
        return resposta;
    }
    resposta.headers_mut().remove(SET_COOKIE);
    for cookie in cookies {
        let completo = cookie.to_str().ok().and_then(|cookie| completar(cookie, atributos)).unwrap_or(cookie);
        resposta.headers_mut().append(SET_COOKIE, completo);
    }
    resposta
}

const EMOLDURADO: &[&str] = &["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"];
const PROPRIO: &[&str] = &["Path=/", "Secure", "HttpOnly", "SameSite=Lax"];

fn completar(cookie: &str, atributos: &[&str]) -> Option<HeaderValue> {
    let nosso = cookie.strip_prefix(COOKIE).is_some_and(|resto| resto.starts_with('='));
    if !nosso {
        return None;
    }
    // tower-sessions says one SameSite for all.
    let outro_site = |parte: &&str| !parte.trim().to_ascii_lowercase().starts_with("samesite=");
    let mut texto = cookie.split(';').filter(outro_site).collect::<Vec<_>>().join(";");
    for atributo in atributos {
        let tem = texto.split(';').skip(1).any(|a| a.trim().eq_ignore_ascii_case(atributo));
        if !tem {
            texto.push_str("; ");
            texto.push_str(atributo);
        }
    }
    HeaderValue::from_str(&texto).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_and_removing_carry_the_same_attributes() {
        for cru in
            ["__Host-fin=abc; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=1200", "__Host-fin=; Max-Age=0; Path=/"]
        {
            for (atributos, site) in [(EMOLDURADO, "SameSite=None"), (PROPRIO, "SameSite=Lax")] {
                let completo = completar(cru, atributos).expect("ours");
                let texto = completo.to_str().expect("ascii");
                for atributo in atributos {
                    assert_eq!(texto.matches(atributo).count(), 1, "{atributo} in {texto}");
                }
                assert_eq!(texto.matches("SameSite").count(), 1, "{texto}");
                assert!(texto.contains(site), "{texto}");
                assert_eq!(texto.contains("Partitioned"), atributos == EMOLDURADO, "{texto}");
            }
        }
        assert_eq!(completar("__Host-finance=1", PROPRIO), None);
        assert_eq!(completar("other=1; Path=/", EMOLDURADO), None);
    }
}
