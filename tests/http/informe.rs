//! Imposto de renda: years by day of payment, sums equal to the ERP's rows, and no document of an answer that is not whole.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::Value;

use crate::{
    html,
    mundo::{Ajustes, Mundo, clientes, opacos},
    navegador::{Resposta, Site, acao, prefixo},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// Cents, from any of the ways the ERP writes an amount.
fn centavos(valor: &Value) -> i64 {
    let texto = match valor {
        Value::Number(n) => format!("{:.2}", n.as_f64().unwrap()),
        outro => outro.as_str().unwrap().to_owned(),
    };
    let texto = if texto.contains(',') { texto.replace('.', "").replace(',', ".") } else { texto };
    let (reais, cents) = texto.split_once('.').unwrap_or((&texto, "00"));
    format!("{reais}{cents:0<2}").parse().unwrap()
}

/// `R$ 1.234,56`, as text is read: with a plain space.
fn por_extenso(centavos: i64) -> String {
    let reais = (centavos / 100).to_string();
    let grupos: Vec<&str> = reais.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
    format!("R$ {},{:02}", grupos.join("."), centavos % 100)
}

fn ano(data: &str) -> i16 {
    let ano = if data.contains('/') { &data[6..] } else { &data[..4] };
    ano.parse().unwrap()
}

/// Year, contract: how many were paid, and how much.
async fn pagos(mundo: &Mundo, pessoa: &str) -> BTreeMap<i16, BTreeMap<String, (usize, i64)>> {
    let mut anos: BTreeMap<i16, BTreeMap<String, (usize, i64)>> = BTreeMap::new();
    for linha in mundo.erp("extratos-financeiros", pessoa).await {
        let Some(baixa) = linha["data_baixa"].as_str() else { continue };
        let contrato = linha["contract_id"].as_str().unwrap().to_owned();
        let (quantos, soma) = anos.entry(ano(baixa)).or_default().entry(contrato).or_default();
        *quantos += 1;
        *soma += centavos(&linha["valor"]);
    }
    anos
}

fn texto(pagina: &Resposta, secao: &str) -> String {
    html::desescapar(&html::texto_de(html::dentro(&pagina.corpo, "slot", secao).unwrap()))
}

#[tokio::test]
async fn years_and_their_sums_are_those_of_the_erps_rows() {
    let mundo = mundo().await;
    let mut com_pagamentos = 0;
    for pessoa in clientes().filter(|p| p.chave != "wanderley") {
        let chave = pessoa.chave;
        let esperados = pagos(&mundo, chave).await;
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, chave).await;
        let pagina = n.abrir(&format!("{prefixo}/informe")).await;
        assert_eq!(pagina.status, StatusCode::OK, "{chave}");
        let inicio = format!("{prefixo}/informe/");
        let links: Vec<String> = html::tags(&pagina.corpo)
            .iter()
            .filter_map(|t| t.atributo("href")?.strip_prefix(&inicio).map(str::to_owned))
            .collect();
        let anos: Vec<String> = esperados.keys().rev().map(ToString::to_string).collect();
        assert_eq!(links, anos, "{chave}: newest first");
        if esperados.is_empty() {
            assert!(pagina.texto().contains("não mostra nenhum pagamento"), "{chave}: {}", pagina.texto());
        }
        for (ano, contratos) in esperados {
            com_pagamentos += 1;
            let total = por_extenso(contratos.values().map(|(_, soma)| soma).sum());
            assert!(texto(&pagina, "anos").contains(&total), "{chave} {ano}: {total} in {}", texto(&pagina, "anos"));
            let do_ano = n.abrir(&format!("{prefixo}/informe/{ano}")).await;
            assert_eq!(do_ano.status, StatusCode::OK, "{chave} {ano}");
            let lido = texto(&do_ano, "pagamentos");
            assert!(lido.contains(&total), "{chave} {ano}: {total} in {lido}");
            let tabelas = html::todos(&do_ano.corpo, "class", "pagamentos");
            assert_eq!(tabelas.len(), contratos.len(), "{chave} {ano}: a table for each contract");
            let mut vistas: Vec<(usize, bool)> = Vec::new();
            for ((quantos, soma), tabela) in contratos.values().zip(&tabelas) {
                let linhas = html::dentro(tabela, "class", "dia").is_some();
                assert!(linhas, "{chave} {ano}");
                let corpo = tabela.split("<tfoot").next().unwrap();
                vistas.push((corpo.matches("<th scope=\"row\"").count(), tabela.contains("Principal")));
                assert_eq!(vistas.last(), Some(&(*quantos, true)), "{chave} {ano}");
                let pe = html::desescapar(&html::texto_de(
                    tabela.split("<tfoot").nth(1).unwrap().split_once('>').unwrap().1,
                ));
                assert!(pe.contains(&por_extenso(*soma)), "{chave} {ano}: {} in {pe}", por_extenso(*soma));
            }
        }
    }
    assert!(com_pagamentos > 10, "hardly a payment in this world");
}

#[tokio::test]
async fn what_was_paid_until_each_year_end_is_the_sum_of_all_rows_before() {
    let mundo = mundo().await;
    let anos = pagos(&mundo, "benedito").await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "benedito").await;
    let do_ano = n.abrir(&format!("{prefixo}/informe/2039")).await;
    let lido = texto(&do_ano, "pagamentos");
    for contrato in anos[&2039].keys() {
        for ate in [2038, 2039] {
            let soma: i64 =
                anos.range(..=ate).filter_map(|(_, contratos)| contratos.get(contrato)).map(|(_, soma)| soma).sum();
            let esperado = format!("Pago até 31/12/{ate} {}", por_extenso(soma));
            assert!(lido.contains(&esperado), "{esperado} in {lido}");
        }
    }
}

#[tokio::test]
async fn the_page_says_what_it_is_and_what_it_is_not() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/informe/2039")).await;
    assert!(pagina.corpo.contains("<h1>Demonstrativo de pagamentos de 2039</h1>"), "{}", pagina.texto());
    assert!(pagina.texto().contains("Não é um documento emitido pela Receita Federal"), "{}", pagina.texto());
    assert!(!pagina.texto().contains("não terminou"), "{}", pagina.texto());
    let deste_ano = n.abrir(&format!("{prefixo}/informe/2040")).await;
    assert!(deste_ano.texto().contains("O ano de 2040 não terminou"), "{}", deste_ano.texto());
}

#[tokio::test]
async fn what_is_no_year_is_not_found_and_a_year_without_payments_says_so() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for ruim in
        ["2041", "9999", "1949", "0000", "39", "02039", "-203", "+203", "20a9", "2039x", "%32%30%33%39%20", "２０３９"]
    {
        let pagina = n.abrir(&format!("{prefixo}/informe/{ruim}")).await;
        assert_eq!(pagina.status, StatusCode::NOT_FOUND, "{ruim}");
    }
    let antigo = n.abrir(&format!("{prefixo}/informe/2001")).await;
    assert_eq!(antigo.status, StatusCode::OK);
    let lido = texto(&antigo, "pagamentos");
    assert!(lido.contains("não mostra nenhum pagamento em 2001"), "{lido}");
    assert!(html::todos(&antigo.corpo, "class", "pedido").is_empty(), "a document of nothing");
}

#[tokio::test]
async fn the_demonstrativo_comes_as_a_pdf_named_by_its_year() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "benedito").await;
    let pagina = n.abrir(&format!("{prefixo}/informe/2039")).await;
    let (arquivo, documento) = n.baixar(&pagina, "Demonstrativo em PDF").await;
    assert!(documento.texto().contains("Demonstrativo de pagamentos de 2039"), "{}", documento.texto());
    assert_eq!(arquivo.status, StatusCode::OK, "{}", arquivo.texto());
    assert!(arquivo.bytes.starts_with(b"%PDF-"));
    let disposicao = arquivo.header("content-disposition");
    assert_eq!(disposicao, Some("attachment; filename=\"demonstrativo-pagamentos-2039.pdf\""));
}

#[tokio::test]
async fn no_sum_and_no_document_is_made_of_an_answer_that_is_not_whole() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let botao = acao(&n.abrir(&format!("{prefixo}/informe/2039")).await, "Demonstrativo em PDF");
    for falha in ["fora", "reset", "html", "truncado", "500", "503", "429", "401", "erro200", "tipo-errado"] {
        mundo.falhas(&format!("erp.extratos-financeiros={falha}"));
        for (caminho, secao) in [("/informe", "anos"), ("/informe/2039", "pagamentos")] {
            let pagina = n.abrir(&format!("{prefixo}{caminho}?atualizar=1")).await;
            assert_eq!(pagina.status, StatusCode::OK, "{falha} {caminho}");
            let lido = texto(&pagina, secao);
            let dito = pagina.corpo.contains("data-falha") || lido.contains("sem dados que possamos ler");
            assert!(dito, "{falha} {caminho}: {lido}");
            assert!(!lido.contains("não mostra nenhum pagamento"), "{falha} {caminho}: {lido}");
            assert!(html::todos(&pagina.corpo, "class", "pedido").is_empty(), "{falha} {caminho}: offers a document");
        }
        let documento = n.pedir(&botao).await;
        let bilhete = crate::navegador::inicio_do_download(&documento).unwrap();
        let arquivo = n.abrir(&bilhete).await;
        assert!(arquivo.status.is_server_error(), "{falha}: {} {}", arquivo.status, arquivo.texto());
        assert!(arquivo.header("content-disposition").is_none(), "{falha}");
    }
}

#[tokio::test]
async fn rows_of_somebody_else_are_in_no_sum() {
    let mundo = mundo().await;
    let certos = pagos(&mundo, "doralice").await;
    mundo.falhas("erp.extratos-financeiros=linha-de-outro");
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/informe")).await;
    for contratos in certos.values() {
        let total = por_extenso(contratos.values().map(|(_, soma)| soma).sum());
        assert!(texto(&pagina, "anos").contains(&total), "{total} in {}", texto(&pagina, "anos"));
    }
}

#[tokio::test]
async fn a_launch_may_lead_to_each_of_these_pages() {
    let mundo = mundo().await;
    for (destino, titulo) in [
        ("notas", "Notas fiscais"),
        ("informe", "Imposto de renda"),
        ("informe/2039", "Demonstrativo de pagamentos de 2039"),
        ("extrato", "Extrato"),
    ] {
        let mut n = mundo.navegador();
        let token = mundo.token("doralice");
        let lancada = n.abrir_de(&format!("/p/horizonte/cliente?token={token}&destino={destino}"), Site::Outro).await;
        let local = lancada.local().to_owned();
        assert!(local.ends_with(destino), "{local}");
        let pagina = n.abrir_de(&local, Site::Outro).await;
        assert_eq!(pagina.status, StatusCode::OK, "{destino}");
        assert!(pagina.corpo.contains(&format!("<h1>{titulo}</h1>")), "{destino}: {}", pagina.texto());
    }
}

#[tokio::test]
async fn the_demonstrativo_of_one_person_is_not_found_by_another() {
    let mundo = mundo().await;
    let mut a = mundo.navegador();
    let (prefixo_a, _) = a.entrar(&mundo, "benedito").await;
    let acao = acao(&a.abrir(&format!("{prefixo_a}/informe/2039")).await, "Demonstrativo em PDF");
    let resto = acao.strip_prefix(&prefixo(&acao)).unwrap();
    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "lindalva").await;
    for metodo in [Method::GET, Method::POST] {
        let pedido = b.pedido(metodo.clone(), &format!("{prefixo_b}{resto}"), Site::Nosso);
        let resposta = b.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{metodo}");
    }
}

#[tokio::test]
async fn the_menu_marks_the_page_and_shows_each_entry_in_one_place_at_a_time() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/informe")).await;
    let menu = html::dentro(&pagina.corpo, "aria-label", "Financeiro").unwrap();
    let links = html::tags(menu);
    let links: Vec<_> = links.iter().filter(|t| t.nome == "a" && !t.fecha).collect();
    let atuais: Vec<_> = links.iter().filter(|t| t.atributo("aria-current") == Some("page")).collect();
    assert_eq!(atuais.len(), 2, "in the row and behind Mais: {menu}");
    assert!(atuais.iter().all(|t| t.atributo("href") == Some(&format!("{prefixo}/informe"))), "{menu}");
    assert_eq!(atuais.iter().filter(|t| t.atributo("class") == Some("resto")).count(), 1, "{menu}");
    let mais = html::dentro(menu, "class", "mais largo").unwrap();
    assert!(mais.contains("Imposto de renda") && !mais.contains("Boletos"), "{mais}");
    // On a wide page what the row shows is hidden behind "Mais", and the other way round.
    let do_menu: Vec<_> = html::tags(mais).into_iter().filter(|t| t.nome == "li" && !t.fecha).collect();
    let perto = do_menu.iter().filter(|t| t.atributo("class") == Some("perto")).count();
    let longe = links.iter().filter(|t| t.atributo("class") == Some("resto longe")).count();
    assert!(perto > 0 && longe > 0 && perto + longe == do_menu.len(), "{menu}");
}
