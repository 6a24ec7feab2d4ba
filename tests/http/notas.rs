//! Notas fiscais: the ERP's list, keys that can be copied, files where there are any, and never a silent nothing.

use http::{Method, StatusCode};

use crate::{
    html,
    mundo::{Ajustes, Mundo, clientes, opacos},
    navegador::{Resposta, Site, acao, prefixo},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

fn lista(pagina: &Resposta) -> &str {
    html::dentro(&pagina.corpo, "slot", "notas").unwrap()
}

fn chaves(pagina: &Resposta) -> Vec<String> {
    html::todos(&pagina.corpo, "class", "codigo chave").into_iter().map(html::texto_de).collect()
}

#[tokio::test]
async fn everybody_sees_the_notas_of_the_erp_newest_first_with_a_key_to_copy() {
    let mundo = mundo().await;
    let mut vistas = 0;
    for pessoa in clientes().filter(|p| p.chave != "wanderley") {
        let chave = pessoa.chave;
        let mut esperadas = mundo.erp("notas-fiscais", chave).await;
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, chave).await;
        let pagina = n.abrir(&format!("{prefixo}/notas")).await;
        assert_eq!(pagina.status, StatusCode::OK, "{chave}");
        if esperadas.is_empty() {
            assert!(pagina.texto().contains("Você não tem notas fiscais"), "{chave}: {}", pagina.texto());
            continue;
        }
        let iso = |data: &str| match data.split('/').collect::<Vec<_>>()[..] {
            [dia, mes, ano] => format!("{ano}-{mes}-{dia}"),
            _ => data.to_owned(),
        };
        esperadas.sort_by_key(|n| std::cmp::Reverse(iso(n["data_lancamento"].as_str().unwrap())));
        let identificacoes: Vec<_> = esperadas.iter().map(|n| n["identificacao"].as_str().unwrap()).collect();
        let mostradas: Vec<String> = chaves(&pagina).iter().map(|c| c.split_whitespace().collect()).collect();
        assert_eq!(mostradas, identificacoes, "{chave}");
        for nota in &esperadas {
            assert!(
                pagina.texto().contains(&format!("Nota fiscal {}", nota["numero_nota"].as_str().unwrap())),
                "{chave}"
            );
        }
        vistas += esperadas.len();
    }
    assert!(vistas > 3, "hardly a nota in this world");
}

#[tokio::test]
async fn a_key_of_fifty_digits_is_in_groups_of_four_and_is_copied_whole() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/notas")).await;
    let nota = mundo.erp("notas-fiscais", "doralice").await;
    let chave = nota[0]["identificacao"].as_str().unwrap();
    let mostrada = html::dentro(&pagina.corpo, "class", "codigo chave").unwrap();
    let grupos: Vec<&str> = html::tags(mostrada)
        .iter()
        .filter(|t| t.nome == "span" && !t.fecha)
        .map(|t| mostrada[t.fim..].split('<').next().unwrap())
        .collect();
    // A key whose month makes no sense is none, and is shown as it is.
    if matches!(chave[38..40].parse(), Ok(1..=12)) {
        assert_eq!(grupos.len(), 13, "{mostrada}");
        assert!(grupos[..12].iter().all(|g| g.len() == 4), "{grupos:?}");
    }
    assert_eq!(grupos.concat(), chave);
    assert!(!mostrada.contains("</span> "), "a space would be copied with it");
    assert!(pagina.texto().contains("Copiar "), "{}", pagina.texto());
}

#[tokio::test]
async fn the_file_of_a_nota_has_a_name_that_says_which() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/notas")).await;
    let nota = &mundo.erp("notas-fiscais", "doralice").await[0];
    let (data, numero) = (nota["data_lancamento"].as_str().unwrap(), nota["numero_nota"].as_str().unwrap());
    let formatos = [("PDF", "pdf", "application/pdf", "%PDF-"), ("XML", "xml", "application/xml; charset=utf-8", "<")];
    for (rotulo, extensao, tipo, inicio) in formatos {
        let (arquivo, documento) = n.baixar(&pagina, rotulo).await;
        assert!(documento.texto().contains("Nota fiscal"), "{}", documento.texto());
        assert_eq!(arquivo.status, StatusCode::OK, "{}", arquivo.texto());
        assert!(arquivo.bytes.starts_with(inicio.as_bytes()), "{rotulo}");
        assert_eq!(arquivo.header("content-type"), Some(tipo));
        let disposicao = format!("attachment; filename=\"nota-fiscal-{data}-{numero}.{extensao}\"");
        assert_eq!(arquivo.header("content-disposition"), Some(disposicao.as_str()));
    }
}

#[tokio::test]
async fn an_erp_that_fails_is_said_to_and_nobody_is_told_that_there_are_none() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for falha in ["fora", "reset", "html", "truncado", "500", "503", "429", "401", "erro200"] {
        mundo.falhas(&format!("erp.notas-fiscais={falha}"));
        let pagina = n.abrir(&format!("{prefixo}/notas?atualizar=1")).await;
        assert_eq!(pagina.status, StatusCode::OK, "{falha}");
        assert!(lista(&pagina).contains("data-falha"), "{falha}: {}", pagina.texto());
        assert!(lista(&pagina).contains("atualizar=1"), "{falha}: nothing to do");
        assert!(!pagina.texto().contains("não tem notas"), "{falha}");
    }
    mundo.falhas("erp.notas-fiscais=vazio");
    let vazia = n.abrir(&format!("{prefixo}/notas?atualizar=1")).await;
    assert!(vazia.texto().contains("Você não tem notas fiscais"), "{}", vazia.texto());
}

#[tokio::test]
async fn rows_of_somebody_else_are_not_shown_and_prove_nothing() {
    let mundo = mundo().await;
    mundo.falhas("erp.notas-fiscais=linha-de-outro");
    for pessoa in ["doralice", "raimunda", "genivaldo", "lindalva"] {
        let proprias = mundo.erp("notas-fiscais", pessoa).await;
        let documento = simulator::por_chave(pessoa).unwrap().documento_normalizado();
        let (minhas, alheias): (Vec<_>, Vec<_>) =
            proprias.iter().partition(|l| l["document_number"].as_str().is_none_or(|d| d == documento));
        assert!(!alheias.is_empty(), "{pessoa}: the fault does nothing");
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        let pagina = n.abrir(&format!("{prefixo}/notas")).await;
        for linha in alheias {
            assert!(!pagina.corpo.contains(linha["identificacao"].as_str().unwrap()), "{pessoa}");
            assert!(!chaves(&pagina).iter().any(|c| c == linha["identificacao"].as_str().unwrap()), "{pessoa}");
        }
        if minhas.is_empty() {
            assert!(!pagina.texto().contains("não tem notas"), "{pessoa}: {}", pagina.texto());
        }
    }
}

#[tokio::test]
async fn the_nota_of_one_person_is_not_found_by_another() {
    let mundo = mundo().await;
    let mut a = mundo.navegador();
    let (prefixo_a, _) = a.entrar(&mundo, "benedito").await;
    let pagina = a.abrir(&format!("{prefixo_a}/notas")).await;
    let acao = acao(&pagina, "PDF");
    let resto = acao.strip_prefix(&prefixo(&acao)).unwrap();
    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "doralice").await;
    for metodo in [Method::GET, Method::POST] {
        let pedido = b.pedido(metodo.clone(), &format!("{prefixo_b}{resto}"), Site::Nosso);
        let resposta = b.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{metodo}");
    }
}

#[tokio::test]
async fn somebody_the_erp_does_not_know_is_told_so() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "wanderley").await;
    for caminho in ["/notas", "/informe", "/informe/2039"] {
        let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
        assert_eq!(pagina.status, StatusCode::OK);
        assert!(pagina.texto().contains("Seu cadastro não foi encontrado"), "{caminho}: {}", pagina.texto());
    }
}
