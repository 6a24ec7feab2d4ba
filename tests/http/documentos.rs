//! Documents: asked for by a button, delivered by a ticket that opens once, within a minute, for one person's document.

use std::time::Duration;

use http::{Method, StatusCode};

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, acao, inicio_do_download},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// A person's first boleto, on its own page.
async fn boleto(n: &mut Navegador, mundo: &Mundo, pessoa: &str) -> Resposta {
    let (_, inicio) = n.entrar(mundo, pessoa).await;
    let endereco = html::enderecos(&inicio.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    n.abrir(&endereco).await
}

/// The ticket of a tab of its own.
fn nova_aba(documento: &Resposta) -> String {
    let tags = html::tags(&documento.corpo);
    let link = tags.iter().find(|t| t.atributo("target") == Some("_blank")).expect("a link to a tab of its own");
    link.atributo("href").unwrap().to_owned()
}

#[tokio::test]
async fn one_click_brings_the_boleto_as_a_pdf_with_a_name_of_its_own() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "lindalva").await;
    for rotulo in ["Boleto em PDF", "Dados para pagamento em PDF"] {
        let (arquivo, documento) = n.baixar(&pagina, rotulo).await;
        assert_eq!(arquivo.status, StatusCode::OK, "{rotulo}: {}", arquivo.texto());
        assert_eq!(arquivo.header("content-type"), Some("application/pdf"), "{rotulo}");
        assert!(arquivo.bytes.starts_with(b"%PDF-"), "{rotulo}");
        let nome = arquivo.header("content-disposition").unwrap();
        assert!(nome.starts_with("attachment; filename=\"") && nome.ends_with(".pdf\""), "{nome}");
        assert!(nome.is_ascii() && !nome.to_lowercase().contains("lindalva"), "{nome}");
        assert!(documento.texto().contains("Abrir em nova aba"), "{}", documento.texto());
    }
}

#[tokio::test]
async fn a_tab_of_its_own_needs_no_cookie_and_shows_instead_of_saving() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let documento = n.pedir(&acao(&pagina, "Dados para pagamento")).await;
    let mut aba = mundo.navegador();
    aba.agente = "Mozilla/5.0 (outro programa)";
    let aberta = aba.abrir(&nova_aba(&documento)).await;
    assert_eq!((aberta.status, aberta.header("content-type")), (StatusCode::OK, Some("application/pdf")));
    assert!(aberta.header("content-disposition").unwrap().starts_with("inline; filename=\""));
    assert!(aberta.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_ticket_opens_once() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let bilhete = nova_aba(&n.pedir(&acao(&pagina, "Dados para pagamento")).await);
    assert_eq!(n.abrir(&bilhete).await.status, StatusCode::OK);
    for _ in 0..2 {
        let outra_vez = n.abrir(&bilhete).await;
        assert_eq!(outra_vez.status, StatusCode::GONE);
        assert!(outra_vez.texto().contains("já foi usado"), "{}", outra_vez.texto());
        assert!(!outra_vez.tudo().contains("Doralice") && !outra_vez.tudo().contains("/s/"), "{}", outra_vez.tudo());
    }
}

#[tokio::test]
async fn a_used_ticket_leads_back_only_whoever_came_from_a_page_of_ours() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let bilhete = nova_aba(&n.pedir(&acao(&pagina, "Dados para pagamento")).await);
    n.abrir(&bilhete).await;
    for (referer, volta) in [
        ("http://plugin.localhost:3000/s/abcdefghijklmnopqrstuv/documentos/x?pedido-em=1", true),
        ("http://plugin.localhost:3000/verificar", false),
        ("https://mal.example/s/abcdefghijklmnopqrstuv/", false),
        ("javascript:alert(1)", false),
        ("", false),
    ] {
        let pedido = n.pedido(Method::GET, &bilhete, Site::Nosso).header("referer", referer);
        let resposta = n.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
        let esperado = "href=\"/s/abcdefghijklmnopqrstuv/documentos/x\"";
        assert_eq!(resposta.corpo.contains(esperado), volta, "{referer}: {}", resposta.corpo);
        assert!(!resposta.corpo.contains("mal.example"), "{referer}");
    }
}

#[tokio::test]
async fn a_ticket_is_good_for_a_minute_and_no_longer() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let acao = acao(&pagina, "Dados para pagamento");
    let a_tempo = nova_aba(&n.pedir(&acao).await);
    let tarde = nova_aba(&n.pedir(&acao).await);
    mundo.relogio.avancar(Duration::from_secs(59));
    assert_eq!(n.abrir(&a_tempo).await.status, StatusCode::OK);
    mundo.relogio.avancar(Duration::from_secs(1));
    let vencida = n.abrir(&tarde).await;
    assert_eq!(vencida.status, StatusCode::GONE);
    assert!(vencida.texto().contains("O prazo deste endereço passou"), "{}", vencida.texto());
}

#[tokio::test]
async fn a_ticket_ends_with_the_visit_it_was_made_in() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let acao = acao(&pagina, "Dados para pagamento");
    let bilhete = nova_aba(&n.pedir(&acao).await);
    let prefixo = crate::navegador::prefixo(&acao);
    n.postar(&format!("{prefixo}/sair"), Site::Nosso).await;
    assert_eq!(mundo.navegador().abrir(&bilhete).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn neither_a_look_at_the_head_nor_fetching_ahead_uses_a_ticket_up() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let bilhete = nova_aba(&n.pedir(&acao(&pagina, "Dados para pagamento")).await);
    for metodo in [Method::HEAD, Method::POST, Method::OPTIONS] {
        let pedido = n.pedido(metodo.clone(), &bilhete, Site::Nosso).body(axum::body::Body::empty()).unwrap();
        assert_eq!(n.enviar(pedido).await.status, StatusCode::METHOD_NOT_ALLOWED, "{metodo}");
    }
    let adiantado = n.pedido(Method::GET, &bilhete, Site::Nosso).header("sec-purpose", "prefetch;prerender");
    let adiantado = n.enviar(adiantado.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(adiantado.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(n.abrir(&bilhete).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_ticket_that_was_made_up_is_not_found() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    for bilhete in ["/d/x", "/d/AAAAAAAAAAAAAAAAAAAAAA", "/d/%00", "/d/..%2fs", &format!("/d/{}", "a".repeat(3000))] {
        let resposta = n.abrir(bilhete).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{bilhete}");
    }
}

#[tokio::test]
async fn coming_back_to_a_documents_page_downloads_nothing() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "doralice").await;
    let local = n.postar(&acao(&pagina, "Dados para pagamento"), Site::Nosso).await.local().to_owned();
    assert!(inicio_do_download(&n.abrir(&local).await).is_some());
    mundo.relogio.avancar(Duration::from_secs(6));
    for endereco in [local.as_str(), local.split('?').next().unwrap()] {
        let depois = n.abrir(endereco).await;
        assert_eq!((depois.status, inicio_do_download(&depois)), (StatusCode::OK, None), "{endereco}");
    }
}

#[tokio::test]
async fn documents_of_one_person_are_not_found_by_another() {
    let mundo = mundo().await;
    let mut a = mundo.navegador();
    let pagina = boleto(&mut a, &mundo, "benedito").await;
    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "lindalva").await;
    for rotulo in ["Boleto em PDF", "Dados para pagamento em PDF"] {
        let acao = acao(&pagina, rotulo);
        let resto = acao.strip_prefix(&crate::navegador::prefixo(&acao)).unwrap();
        for metodo in [Method::GET, Method::POST] {
            let pedido = b.pedido(metodo.clone(), &format!("{prefixo_b}{resto}"), Site::Nosso);
            let resposta = b.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
            assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{metodo} {rotulo}");
        }
    }
}

#[tokio::test]
async fn several_boletos_come_as_one_carne_and_as_one_zip() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let lista = n.abrir(&format!("{prefixo}/boletos?somar=1")).await;
    let caixas: Vec<String> = html::tags(&lista.corpo)
        .iter()
        .filter(|t| t.nome == "input" && t.atributo("name") == Some("boleto"))
        .filter_map(|t| t.atributo("value").map(str::to_owned))
        .collect();
    assert!(caixas.len() > 1, "one boleto is no carnê");
    let escolhidos = caixas.join("&boleto=");
    let lista = n.abrir(&format!("{prefixo}/boletos?somar=1&boleto={escolhidos}")).await;
    let (carne, _) = n.baixar(&lista, "Carnê em PDF").await;
    assert!(carne.bytes.starts_with(b"%PDF-"), "{}", carne.texto());
    assert!(carne.header("content-disposition").unwrap().contains("filename=\"carne-"));
    let (pacote, _) = n.baixar(&lista, "Baixar boletos (ZIP)").await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(pacote.bytes)).unwrap();
    assert_eq!(zip.len(), caixas.len());
    let nomes: std::collections::BTreeSet<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
    assert_eq!(nomes.len(), caixas.len(), "two files of one name: {nomes:?}");
    for n in 0..zip.len() {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(n).unwrap(), &mut bytes).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
    }
}

#[tokio::test]
async fn a_document_the_erp_cannot_give_is_a_page_that_says_so_and_the_visit_goes_on() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "lindalva").await;
    for falha in ["html", "fora", "500", "404", "401", "truncado", "reset", "vazio"] {
        mundo.falhas(&format!("erp.arquivos={falha}"));
        let (resposta, _) = n.baixar(&pagina, "Boleto em PDF").await;
        assert!(resposta.status.is_client_error() || resposta.status.is_server_error(), "{falha}: {}", resposta.status);
        assert!(resposta.eh_pagina() && resposta.header("content-disposition").is_none(), "{falha}");
        assert!(resposta.texto().contains("O documento não está disponível"), "{falha}: {}", resposta.texto());
        // What the page shows needs no file of the ERP.
        let (nosso, _) = n.baixar(&pagina, "Dados para pagamento em PDF").await;
        assert_eq!(nosso.status, StatusCode::OK, "{falha}");
    }
}
