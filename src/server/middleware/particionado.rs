//! What tower-sessions 0.15 cannot say about our cookie.
//!
//! It has no `Partitioned`, and it builds the removal cookie without `Secure` and `HttpOnly`, which browsers refuse for a
//! `__Host-` name; without `Partitioned` a removal would not reach the partitioned jar either.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, header::SET_COOKIE};

use crate::server::session::COOKIE;

/// Completes every `Set-Cookie` of ours.
pub async fn completar_cookie(pedido: Request, seguinte: Next) -> Response {
    let mut resposta = seguinte.run(pedido).await;
    let cookies: Vec<HeaderValue> = resposta.headers().get_all(SET_COOKIE).iter().cloned().collect();
    if cookies.is_empty() {
        return resposta;
    }
    resposta.headers_mut().remove(SET_COOKIE);
    for cookie in cookies {
        let completo = cookie.to_str().ok().and_then(completar).unwrap_or(cookie);
        resposta.headers_mut().append(SET_COOKIE, completo);
    }
    resposta
}

fn completar(cookie: &str) -> Option<HeaderValue> {
    let nosso = cookie.strip_prefix(COOKIE).is_some_and(|resto| resto.starts_with('='));
    if !nosso {
        return None;
    }
    let mut texto = cookie.to_owned();
    for atributo in ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"] {
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
            let completo = completar(cru).expect("ours");
            let texto = completo.to_str().expect("ascii");
            for atributo in ["Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"] {
                assert_eq!(texto.matches(atributo).count(), 1, "{atributo} in {texto}");
            }
        }
        assert_eq!(completar("__Host-finance=1"), None);
        assert_eq!(completar("other=1; Path=/"), None);
    }
}
