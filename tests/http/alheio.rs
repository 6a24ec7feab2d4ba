//! Nothing of one person is ever reachable from the visit of another: every address of hers is tried as somebody else.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use simulator::Papel;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

/// Addresses tried of each shape.
const POR_FEITIO: usize = 4;

/// An address with its sealed references left out.
fn feitio(endereco: &str) -> String {
    let partes = endereco.split_inclusive(['/', '=', '&', '?']);
    partes.map(|p| if p.len() > 40 { "…" } else { p }).collect()
}

/// Every address reachable from Início in that browser.
async fn percorrer(n: &mut Navegador, prefixo: &str) -> Vec<String> {
    let mut a_ver = vec![format!("{prefixo}/"), format!("{prefixo}/boletos?somar=1")];
    let mut vistos = BTreeSet::new();
    let mut feitios: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(endereco) = a_ver.pop() {
        // References are made anew on every page: a few of each shape are as good as all.
        let vezes = feitios.entry(feitio(&endereco)).or_default();
        *vezes += 1;
        if *vezes > POR_FEITIO
            || !vistos.insert(endereco.clone())
            || endereco.ends_with("/sair")
            || endereco.ends_with("/emitir")
            || endereco.ends_with("/encerrar")
            || endereco.contains("/dados/")
        {
            continue;
        }
        let pagina = n.abrir(&endereco).await;
        assert_eq!(pagina.status, StatusCode::OK, "a link of ours is broken: {endereco}");
        // Files lead nowhere, and their bytes are no HTML.
        if !pagina.eh_pagina() {
            continue;
        }
        a_ver.extend(html::enderecos(&pagina.corpo));
        let caixas = html::tags(&pagina.corpo);
        let caixas = caixas.iter().filter(|t| t.nome == "input" && t.atributo("name") == Some("boleto"));
        a_ver.extend(
            caixas.filter_map(|t| t.atributo("value")).map(|v| format!("{prefixo}/boletos?somar=1&boleto={v}")),
        );
    }
    vistos.into_iter().collect()
}

/// What only Benedito's pages may show.
async fn de_benedito(mundo: &Mundo) -> Vec<String> {
    let mut segredos = vec!["Benedito".to_owned(), "Sarmento".to_owned(), "714287938".to_owned(), "714.287".to_owned()];
    segredos.push("Mangabeiras".to_owned());
    for boleto in mundo.erp("boletos-abertos", "benedito").await {
        segredos.push(boleto["pix_code"].as_str().unwrap().to_owned());
        segredos.push(boleto["id_fatura"].as_str().unwrap().to_owned());
        segredos.push(html::digitos(boleto["linha_digitavel"].as_str().unwrap()));
    }
    segredos
}

fn nada_de(segredos: &[String], resposta: &Resposta, caso: &str) {
    let texto = resposta.texto();
    let so_digitos = html::digitos(&texto);
    for segredo in segredos {
        let longo = segredo.len() > 30 && segredo.bytes().all(|b| b.is_ascii_digit());
        let achou = if longo { so_digitos.contains(segredo) } else { resposta.tudo().contains(segredo) };
        assert!(!achou, "{caso}: shows {segredo}");
    }
}

#[tokio::test]
async fn no_address_of_one_person_shows_anything_of_hers_to_another() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let segredos = de_benedito(&mundo).await;
    let mut a = mundo.navegador();
    let (prefixo_a, _) = a.entrar(&mundo, "benedito").await;
    let enderecos = percorrer(&mut a, &prefixo_a).await;
    assert!(enderecos.iter().any(|e| e.contains("/boletos/")), "no reference was found: {enderecos:?}");
    assert!(enderecos.iter().any(|e| e.contains("contrato=")), "no contract was found: {enderecos:?}");

    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "lindalva").await;
    let mut b_sem_cookies = mundo.sem_cookies();
    b_sem_cookies.agente = "Mozilla/5.0 (outro)";
    let (prefixo_b2, _) = b_sem_cookies.entrar(&mundo, "lindalva").await;
    for endereco in &enderecos {
        let resto = endereco.strip_prefix(&prefixo_a).unwrap();
        for (navegador, prefixo) in [(&mut b, &prefixo_b), (&mut b_sem_cookies, &prefixo_b2)] {
            let alheia = navegador.abrir(endereco).await;
            assert_eq!(alheia.status, StatusCode::UNAUTHORIZED, "{endereco}");
            nada_de(&segredos, &alheia, endereco);

            if resto.ends_with("/sair") {
                continue;
            }
            let propria = navegador.abrir(&format!("{prefixo}{resto}")).await;
            nada_de(&segredos, &propria, resto);
            if resto.starts_with("/boletos/") {
                assert_eq!(propria.status, StatusCode::NOT_FOUND, "404 and never 403: {resto}");
            }
        }
        let alheia = b.postar(endereco, Site::Nosso).await;
        assert!(alheia.status.is_client_error(), "POST {endereco}: {}", alheia.status);
        nada_de(&segredos, &alheia, endereco);
    }
    // After all that, hers still works: the refusals did not come from a visit that had ended.
    assert_eq!(a.abrir(&prefixo_a).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reference_of_one_incorporadora_is_not_found_at_another_even_for_the_same_person() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), aurora: true, ..Ajustes::default() }).await;
    let mut aqui = mundo.navegador();
    let (_, inicio) = aqui.entrar(&mundo, "doralice").await;
    let referencia = html::enderecos(&inicio.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    assert_eq!(aqui.abrir(&referencia).await.status, StatusCode::OK);
    let referencia = referencia.rsplit_once('/').unwrap().1;

    let mut la = mundo.navegador();
    let token = mundo.aurora.as_ref().unwrap().emitir_token("doralice", Papel::Cliente).unwrap();
    let local = la.abrir_de(&format!("/p/aurora/cliente?token={token}"), Site::Outro).await.local().to_owned();
    let pagina = la.abrir(&format!("{local}boletos/{referencia}")).await;
    assert_eq!(pagina.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_reference_that_was_made_up_or_altered_is_not_found() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "doralice").await;
    let boa = html::enderecos(&inicio.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    let alterada = if boa.ends_with('A') {
        format!("{}B", &boa[..boa.len() - 4])
    } else {
        format!("{}AAAA", &boa[..boa.len() - 4])
    };
    let fatura = mundo.erp("boletos-abertos", "doralice").await[0]["id_fatura"].as_str().unwrap().to_owned();
    for caminho in [
        alterada,
        format!("{prefixo}/boletos/{fatura}"),
        format!("{prefixo}/boletos/1"),
        format!("{prefixo}/boletos/{}", "a".repeat(5000)),
        format!("{prefixo}/boletos/%00"),
        format!("{prefixo}/boletos/..%2f..%2fsaude"),
        format!("{prefixo}/boletos/%3Cscript%3E"),
    ] {
        let pagina = n.abrir(&caminho).await;
        assert_eq!(pagina.status, StatusCode::NOT_FOUND, "{caminho}");
    }
}

#[tokio::test]
async fn the_keys_of_the_erp_are_on_no_page() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "benedito").await;
    let boletos = n.abrir(&format!("{prefixo}/boletos?somar=1")).await;
    for boleto in mundo.erp("boletos-abertos", "benedito").await {
        for campo in ["id_fatura", "code_fatura", "document_number", "remote_id"] {
            let chave = boleto[campo].as_str().unwrap();
            for pagina in [&inicio, &boletos] {
                let atributos = html::tags(&pagina.corpo).into_iter().flat_map(|t| t.atributos);
                assert!(!atributos.map(|(_, v)| v).any(|v| v == chave), "{campo} is an attribute");
            }
        }
    }
    assert!(!inicio.corpo.contains("71428793860") && !inicio.corpo.contains("714.287.938-60"), "the whole CPF");
}

#[tokio::test]
async fn a_method_no_page_has_changes_and_shows_nothing() {
    let mundo = Mundo::novo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for metodo in [Method::PUT, Method::DELETE, Method::PATCH] {
        for caminho in ["/", "/boletos", "/sair"] {
            let pedido = n.pedido(metodo.clone(), &format!("{prefixo}{caminho}"), Site::Nosso);
            let resposta = n.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
            assert!(resposta.status.is_client_error(), "{metodo} {caminho}: {}", resposta.status);
        }
    }
    assert_eq!(n.abrir(&prefixo).await.status, StatusCode::OK);
}
