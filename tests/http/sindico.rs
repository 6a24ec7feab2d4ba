//! A síndico: only the condominium's data, never an owner's.

use std::collections::BTreeSet;

use http::StatusCode;
use simulator::{PESSOAS, Papel};

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, prefixo},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// Launches as a síndico and lands: the prefix and the first page.
async fn entrar(mundo: &Mundo, n: &mut Navegador, pessoa: &str) -> (String, Resposta) {
    let token = mundo.simulador.emitir_token(pessoa, Papel::Sindico).unwrap();
    let lancada = n.abrir_de(&format!("/p/horizonte/sindico?token={token}"), Site::Outro).await;
    let local = lancada.local().to_owned();
    let mut pagina = n.abrir_de(&local, Site::Outro).await;
    if pagina.status == StatusCode::SEE_OTHER {
        let destino = pagina.local().to_owned();
        pagina = n.abrir(&destino).await;
    }
    (prefixo(&local), pagina)
}

/// Chooses the condominium whose button names it.
async fn escolher(n: &mut Navegador, prefixo: &str, pagina: &Resposta, posicao: usize) -> Resposta {
    let tags = html::tags(&pagina.corpo);
    let campos: Vec<_> = tags.iter().filter(|t| t.atributo("name") == Some("condominio")).collect();
    let valor = campos[posicao].atributo("value").unwrap();
    let corpo = url::form_urlencoded::Serializer::new(String::new()).append_pair("condominio", valor).finish();
    let pedido = n
        .pedido(http::Method::POST, &format!("{prefixo}/condominios"), Site::Nosso)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corpo.into())
        .unwrap();
    n.enviar(pedido).await
}

#[tokio::test]
async fn a_sindica_of_two_chooses_and_sees_the_condominiums_boletos() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "valdete").await;
    let texto = pagina.texto();
    assert!(texto.contains("Olá, Valdete") && texto.contains("Escolha o condomínio"), "{texto}");
    assert!(texto.contains("Residencial Aurora") && texto.contains("Residencial Mirante"), "{texto}");
    // Before the choice nothing financial answers.
    assert_eq!(n.abrir(&format!("{prefixo}/boletos")).await.status, StatusCode::NOT_FOUND);
    let escolhida = escolher(&mut n, &prefixo, &pagina, 0).await;
    assert_eq!(escolhida.local(), format!("{prefixo}/"));
    let inicio = n.abrir(&format!("{prefixo}/")).await;
    assert_eq!(inicio.status, StatusCode::OK);
    assert!(inicio.texto().contains("Condomínio Residencial Aurora"), "{}", inicio.texto());
    let boletos = n.abrir(&format!("{prefixo}/boletos")).await;
    let linha = boletos.texto();
    assert!(linha.contains("R$"), "{linha}");
    for caminho in ["/extrato", "/notas", "/quitacao", "/privacidade", "/unidades"] {
        let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
        assert_eq!(pagina.status, StatusCode::OK, "{caminho}");
    }
    assert_eq!(n.abrir(&format!("{prefixo}/informe")).await.status, StatusCode::NOT_FOUND, "its IR is nobody's");
    let (pdf, _) = n.baixar(&boletos, "PDF").await;
    assert!(pdf.bytes.starts_with(b"%PDF-"));
}

#[tokio::test]
async fn a_condominium_the_erp_does_not_know_says_so_and_never_that_nothing_is_owed() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "valdete").await;
    let escolhida = escolher(&mut n, &prefixo, &pagina, 1).await;
    assert_eq!(escolhida.status, StatusCode::SEE_OTHER);
    let texto = n.abrir(&format!("{prefixo}/")).await.texto();
    assert!(texto.contains("não foi encontrado"), "{texto}");
    assert!(!texto.contains("não tem débitos"), "{texto}");
}

#[tokio::test]
async fn a_sindico_whose_condominium_nobody_linked_is_told_whom_to_ask() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "ademar").await;
    let texto = pagina.texto();
    assert!(texto.contains("Nenhum condomínio para mostrar") && texto.contains("Horizonte Offices"), "{texto}");
    assert!(texto.contains("financeiro@horizonte.example"), "{texto}");
    assert_eq!(n.abrir(&format!("{prefixo}/boletos")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_choice_sealed_for_another_sindico_opens_nothing() {
    let mundo = mundo().await;
    let (mut dela, mut dele) = (mundo.navegador(), mundo.navegador());
    let (_, pagina) = entrar(&mundo, &mut dela, "valdete").await;
    let (prefixo_dele, _) = entrar(&mundo, &mut dele, "ademar").await;
    let resposta = escolher(&mut dele, &prefixo_dele, &pagina, 0).await;
    assert_eq!(resposta.status, StatusCode::NOT_FOUND);
}

/// Names and documents of everybody the ERP and CV know, as they may be written.
fn plantados() -> Vec<String> {
    let mut plantados = Vec::new();
    for pessoa in PESSOAS.iter().filter(|p| p.chave != "valdete") {
        let palavras: Vec<&str> = pessoa.nome.split_whitespace().filter(|p| p.len() > 3).collect();
        plantados.push(pessoa.nome.to_owned());
        plantados.push(palavras[..2.min(palavras.len())].join(" "));
        plantados.push(pessoa.documento.to_owned());
        plantados.push(pessoa.documento_normalizado());
    }
    plantados
}

#[tokio::test]
async fn no_answer_of_this_role_holds_an_owners_name_or_document_or_a_units_debt() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "valdete").await;
    escolher(&mut n, &prefixo, &pagina, 0).await;
    let plantados = plantados();
    let mut a_ver: Vec<String> =
        ["/", "/boletos", "/extrato", "/notas", "/quitacao", "/unidades", "/privacidade", "/condominios"]
            .map(|caminho| format!("{prefixo}{caminho}"))
            .to_vec();
    let mut vistos = BTreeSet::new();
    while let Some(endereco) = a_ver.pop() {
        let curto: String = endereco.split('?').next().unwrap_or_default().to_owned();
        if vistos.len() > 60 || ["/sair", "/encerrar", "/emitir"].iter().any(|fim| curto.ends_with(fim)) {
            continue;
        }
        if !vistos.insert(endereco.clone()) {
            continue;
        }
        let resposta = n.abrir(&endereco).await;
        let tudo = resposta.tudo();
        for plantado in &plantados {
            assert!(!tudo.contains(plantado.as_str()), "«{plantado}» at {endereco}");
        }
        if resposta.eh_pagina() {
            a_ver.extend(html::enderecos(&resposta.corpo).into_iter().filter(|e| e.starts_with(&prefixo)));
        }
    }
    assert!(vistos.len() > 12, "{vistos:?}");
    let quadro = n.abrir(&format!("{prefixo}/unidades")).await.texto();
    assert!(quadro.contains("48 unidades") && quadro.contains("33 unidades em dia"), "{quadro}");
    assert!(!quadro.contains("Torre A"), "units are shown only where the incorporadora says so: {quadro}");
}

#[tokio::test]
async fn units_are_listed_where_the_incorporadora_says_so_and_owners_never() {
    let config: fn(&mut financeiro::server::config::Config) = |c| c.incorporadoras[0].sindico.por_unidade = true;
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "valdete").await;
    escolher(&mut n, &prefixo, &pagina, 0).await;
    let quadro = n.abrir(&format!("{prefixo}/unidades")).await;
    assert!(quadro.texto().contains("Torre B, 604"));
    for plantado in plantados() {
        assert!(!quadro.tudo().contains(&plantado), "{plantado}");
    }
}

#[tokio::test]
async fn the_board_says_when_the_erp_is_down_and_never_that_all_are_up_to_date() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = entrar(&mundo, &mut n, "valdete").await;
    escolher(&mut n, &prefixo, &pagina, 0).await;
    mundo.falhas("erp.condominios=fora");
    let quadro = n.abrir(&format!("{prefixo}/unidades")).await;
    assert!(quadro.texto().contains("fora do ar"), "{}", quadro.texto());
    assert!(!quadro.texto().contains("em dia"), "{}", quadro.texto());
}
