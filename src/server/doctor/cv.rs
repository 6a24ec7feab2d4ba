//! CV: whether the call of a launch finds CV at the other end.

use url::Url;

use super::{Achado, rede};
use crate::server::config::Incorporadora;

/// A call without a token, as messages name it.
pub(super) struct Chamada<'a> {
    pub(super) onde: &'a str,
    pub(super) caminho: &'a str,
    /// Key of the path.
    pub(super) chave: &'a str,
    /// Key of the base address.
    pub(super) base: &'a str,
}

pub(super) async fn examinar(i: &Incorporadora, permitir_loopback: bool) -> Achado {
    let onde = format!("incorporadora[{}].portal", i.slug);
    let cliente = &i.portal.cliente;
    let caminho = cliente.caminho.as_str();
    let url = endereco(&i.portal.url, caminho);
    let chamada = Chamada { onde: &onde, caminho, chave: "portal.cliente.caminho", base: "portal.url" };
    sem_token(&chamada, rede::chamar(&cliente.metodo, url, permitir_loopback).await)
}

/// What an answer to a call without a token says: only a refusal is as it should be.
pub(super) fn sem_token(chamada: &Chamada<'_>, resposta: Result<rede::Resposta, (String, String)>) -> Achado {
    let Chamada { onde, caminho, chave, base } = chamada;
    let resposta = match resposta {
        Ok(resposta) => resposta,
        Err((o_que, como)) => return Achado::problema(onde, o_que, como),
    };
    let status = resposta.status.as_u16();
    match status {
        401 | 403 | 400 | 422 if !resposta.html => {
            Achado::certo(onde, format!("{caminho} responde como o CV: sem token, {status}"))
        }
        404 | 405 => Achado::problema(
            onde,
            format!("{caminho} não existe lá ({status})"),
            format!("Confira {chave} com o suporte do CV e {base} com o endereço do ambiente"),
        ),
        200..=299 if resposta.json => Achado::aviso(
            onde,
            format!("{caminho} respondeu {status} a uma chamada sem token"),
            "Confira se o caminho é o que diz de quem é um token: sem token ninguém deveria ter resposta",
        ),
        300..=399 => Achado::problema(
            onde,
            format!("{caminho} redireciona ({status}), e o plugin não segue"),
            format!("Escreva em {base} o endereço final do ambiente"),
        ),
        500..=599 => {
            Achado::problema(onde, format!("o CV respondeu {status}"), "Tente de novo; se durar, é com o suporte do CV")
        }
        _ if resposta.html => Achado::problema(
            onde,
            format!("{caminho} respondeu uma página ({status}), e não a API"),
            format!("Confira {base} e {chave}; algo entre este servidor e o CV também pode responder por ele"),
        ),
        _ => Achado::aviso(
            onde,
            format!("{caminho} respondeu {status}, que não se esperava sem token"),
            "Confira com uma visita de verdade; o registro diz o que o CV respondeu",
        ),
    }
}

/// The path behind the base, as a launch calls it.
pub(super) fn endereco(base: &Url, caminho: &str) -> Url {
    let mut url = base.clone();
    let (rota, consulta) = caminho.split_once('?').map_or((caminho, None), |(r, c)| (r, Some(c)));
    url.set_path(&format!("{}{rota}", base.path().trim_end_matches('/')));
    url.set_query(consulta);
    url
}
