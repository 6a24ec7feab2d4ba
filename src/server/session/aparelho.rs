//! A browser and a system in a few words, for a person to recognise their own visits. Only words from these lists are kept: the
//! user agent itself could tell one device from another.

use http::{HeaderMap, HeaderValue, header};

/// What the user agent says, in the order in which it must be asked: every Chromium calls itself Chrome and Safari as well.
const NAVEGADORES: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SISTEMAS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome no Android`, or as much of it as is known.
pub fn descrever(headers: &HeaderMap) -> String {
    let agente = headers.get(header::USER_AGENT).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
    let achar =
        |lista: &[(&str, &'static str)]| lista.iter().find(|(sinal, _)| agente.contains(sinal)).map(|(_, nome)| *nome);
    match (achar(&NAVEGADORES), achar(&SISTEMAS)) {
        (Some(navegador), Some(sistema)) => format!("{navegador} no {sistema}"),
        (Some(so), None) | (None, Some(so)) => so.to_owned(),
        (None, None) => "Navegador não identificado".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_becomes_two_words_of_ours() {
        for (agente, esperado) in [
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A155M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
                "Chrome no Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari no iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox no Linux"),
            ("curl/8.5.0", "Navegador não identificado"),
            ("", "Navegador não identificado"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agente));
            assert_eq!(descrever(&headers), esperado);
        }
    }
}
