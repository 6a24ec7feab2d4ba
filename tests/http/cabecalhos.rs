//! Headers and markup that every answer must have, whatever was asked. [`conferir`] runs on every answer of every test.

use http::{Method, StatusCode};

use crate::{
    html,
    mundo::{Ajustes, MOLDURA, MOLDURA_AURORA, Mundo},
    navegador::{Resposta, Site},
};

/// Value of one CSP directive.
fn diretiva<'a>(csp: &'a str, nome: &str) -> Option<&'a str> {
    csp.split(';').map(str::trim).find_map(|d| d.strip_prefix(nome)).map(str::trim)
}

fn nonce(csp: &str) -> &str {
    let (_, resto) = csp.split_once("'nonce-").expect("a nonce");
    resto.split_once('\'').expect("closed").0
}

/// What no answer may lack, and no page may have.
pub(crate) fn conferir(caminho: &str, resposta: &Resposta) {
    let header = |nome: &str| resposta.header(nome).unwrap_or_else(|| panic!("{caminho}: {nome} is missing"));
    assert_eq!(header("x-content-type-options"), "nosniff", "{caminho}");
    assert_eq!(header("referrer-policy"), "same-origin", "{caminho}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{caminho}");
    assert!(header("permissions-policy").contains("geolocation=()"), "{caminho}");
    assert!(resposta.header("x-frame-options").is_none(), "{caminho}: would forbid every portal");
    let csp = header("content-security-policy");
    if resposta.header("content-disposition").is_some() {
        let resto = csp.strip_prefix("default-src 'none'; sandbox; frame-ancestors ");
        assert!(resto.is_some_and(|r| !r.contains(';') && !r.contains('*')), "{caminho}: a file may do nothing: {csp}");
        assert_eq!(header("cache-control"), "no-store", "{caminho}");
        return;
    }
    for (nome, valor) in [
        ("default-src", "'none'"),
        ("style-src", "'self'"),
        ("connect-src", "'self'"),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
        ("object-src", "'none'"),
    ] {
        assert_eq!(diretiva(csp, nome), Some(valor), "{caminho}: {csp}");
    }
    assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'") && !csp.contains('*'), "{caminho}: {csp}");
    let cache = header("cache-control");
    let publico = caminho.starts_with("/pkg/") || caminho.starts_with("/marca/");
    assert!(cache == "no-store" || (publico && cache == "public, max-age=31536000, immutable"), "{caminho}: {cache}");
    if resposta.header("content-type").is_some_and(|t| t.starts_with("text/html")) && !resposta.corpo.is_empty() {
        conferir_pagina(caminho, &resposta.corpo, nonce(csp));
    }
}

fn conferir_pagina(caminho: &str, corpo: &str, nonce: &str) {
    html::conferir_equilibrio(corpo);
    assert!(corpo.starts_with("<!DOCTYPE html>"), "{caminho}");
    for tag in html::tags(corpo) {
        for (atributo, valor) in &tag.atributos {
            assert!(atributo != "style", "{caminho}: inline style in <{}>", tag.nome);
            assert!(!atributo.starts_with("on"), "{caminho}: {atributo} in <{}>", tag.nome);
            assert!(!valor.trim_start().to_lowercase().starts_with("javascript:"), "{caminho}: {valor}");
            if ["href", "src", "action"].contains(&atributo.as_str()) {
                let nosso = valor.starts_with('/') || valor.starts_with('#');
                let contato = valor.starts_with("tel:") || valor.starts_with("mailto:");
                let imagem = tag.nome == "img" && valor.starts_with("data:image/png;base64,");
                assert!((nosso && !valor.starts_with("//")) || contato || imagem, "{caminho}: {valor} leads elsewhere");
            }
        }
        if tag.nome == "script" && !tag.fecha {
            assert_eq!(tag.atributo("nonce"), Some(nonce), "{caminho}: a script the policy refuses");
        }
        assert!(tag.nome != "style" || tag.fecha, "{caminho}: inline style sheet");
    }
}

fn molduras(resposta: &Resposta) -> &str {
    diretiva(resposta.header("content-security-policy").unwrap(), "frame-ancestors").unwrap()
}

#[tokio::test]
async fn only_the_portal_of_the_incorporadora_may_frame_its_pages() {
    let mundo = Mundo::com(Ajustes { aurora: true, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "doralice").await;
    assert_eq!(molduras(&inicio), MOLDURA);
    let dela = ["/boletos", "/boletos/nao-e-referencia", "/nada", "/nada/mesmo"];
    for caminho in dela {
        let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
        assert_eq!(molduras(&pagina), MOLDURA, "{caminho}");
    }
    // Refusals too: the person sees them inside the portal.
    for (caminho, moldura) in [
        ("/p/horizonte/cliente", MOLDURA),
        ("/p/horizonte/cliente?token=curto", MOLDURA),
        ("/p/horizonte/gestor", MOLDURA),
        ("/p/horizonte/rei", MOLDURA),
        ("/p/aurora/cliente", MOLDURA_AURORA),
        ("/p/ninguem/cliente", "'none'"),
        ("/", "'none'"),
        ("/nada", "'none'"),
        ("/saude/vivo", "'none'"),
        ("/saude/pronto", "'none'"),
        ("/marca/horizonte.css", "'none'"),
        ("/marca/ninguem.css", "'none'"),
        ("/pkg/nada.js", "'none'"),
        ("/s/", "'none'"),
        ("/s/aaaaaaaaaaaaaaaaaaaaaa/", "'none'"),
        ("/boletos", "'none'"),
    ] {
        let resposta = mundo.navegador().abrir_de(caminho, Site::Outro).await;
        assert_eq!(molduras(&resposta), moldura, "{caminho}");
    }
    for metodo in [Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        let mut outro = mundo.navegador();
        let pedido = outro.pedido(metodo.clone(), "/p/horizonte/cliente", Site::Nosso);
        let resposta = outro.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!((resposta.status, molduras(&resposta)), (StatusCode::METHOD_NOT_ALLOWED, MOLDURA), "{metodo}");
    }
}

#[tokio::test]
async fn the_page_that_says_the_visit_is_over_still_shows_inside_the_portal() {
    let mundo = Mundo::com(Ajustes { opcoes: crate::mundo::opacos(), ..Ajustes::default() }).await;
    let mut ociosa = mundo.navegador();
    let (de_ociosa, _) = ociosa.entrar(&mundo, "doralice").await;
    let mut saiu = mundo.navegador();
    let (de_quem_saiu, _) = saiu.entrar(&mundo, "doralice").await;
    saiu.postar(&format!("{de_quem_saiu}/sair"), Site::Nosso).await;
    for minutos in [21, 200] {
        mundo.relogio.avancar(std::time::Duration::from_mins(minutos));
        for (n, prefixo) in [(&mut ociosa, &de_ociosa), (&mut saiu, &de_quem_saiu)] {
            let pagina = n.abrir(prefixo).await;
            assert_eq!((pagina.status, molduras(&pagina)), (StatusCode::UNAUTHORIZED, MOLDURA), "{minutos}");
            assert!(pagina.texto().contains("Seu acesso terminou"), "{}", pagina.texto());
            assert!(pagina.texto().contains("(79) 3000-0000"), "{}", pagina.texto());
        }
    }
}

#[tokio::test]
async fn every_answer_has_a_nonce_of_its_own() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, primeira) = n.entrar(&mundo, "doralice").await;
    let segunda = n.abrir(&prefixo).await;
    let terceira = mundo.navegador().abrir("/nada").await;
    let mut nonces: Vec<&str> =
        [&primeira, &segunda, &terceira].map(|r| nonce(r.header("content-security-policy").unwrap())).to_vec();
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
    assert!(nonces.iter().all(|n| n.len() == 22), "128 bits: {nonces:?}");
    assert!(html::tags(&primeira.corpo).iter().any(|t| t.nome == "script"), "the islands need one script at least");
}

#[tokio::test]
async fn what_is_the_same_for_everybody_is_kept_for_good_and_what_is_missing_is_not() {
    let pasta = tempfile::tempdir().unwrap();
    std::fs::create_dir(pasta.path().join("pkg")).unwrap();
    std::fs::write(pasta.path().join("pkg/financeiro.abc.css"), "body{}").unwrap();
    std::fs::write(pasta.path().join("segredo.txt"), "segredo").unwrap();
    let site = pasta.path().display().to_string();
    let mundo = Mundo::com(Ajustes { site, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let imutavel = Some("public, max-age=31536000, immutable");
    for caminho in ["/pkg/financeiro.abc.css", "/marca/horizonte.css?v=1"] {
        let resposta = n.abrir(caminho).await;
        assert_eq!((resposta.status, resposta.header("cache-control")), (StatusCode::OK, imutavel), "{caminho}");
        assert!(resposta.header("content-type").unwrap().starts_with("text/css"), "{caminho}");
        assert!(resposta.header("set-cookie").is_none(), "{caminho}");
    }
    for caminho in ["/pkg/outro.css", "/marca/ninguem.css", "/pkg/../segredo.txt", "/pkg/%2e%2e/segredo.txt"] {
        let resposta = n.abrir(caminho).await;
        assert_eq!(
            (resposta.status, resposta.header("cache-control")),
            (StatusCode::NOT_FOUND, Some("no-store")),
            "{caminho}"
        );
        assert!(!resposta.corpo.contains("segredo"), "{caminho}");
    }
}
