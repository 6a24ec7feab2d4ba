//! Each incorporadora of the demonstration, each on another ERP: every page works there, or says what that ERP lacks.

use std::{collections::BTreeSet, time::Duration};

use financeiro::{app::components::estado::LANCAMENTO_EXPIRADO, server::vizinhanca::Vizinha};
use http::StatusCode;
use serde_json::Value;
use simulator::{Opcoes, Papel};

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos, perguntar},
    navegador::{Navegador, Resposta, Site, inicio_do_download, prefixo},
};

const PESSOAS: [&str; 4] = ["doralice", "benedito", "lindalva", "mangaba"];

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), vizinhas: true, ..Ajustes::default() }).await
}

/// Launches at that incorporadora and lands: `/s/{handle}`, and Início.
async fn entrar(n: &mut Navegador, vizinha: &Vizinha, pessoa: &str) -> (String, Resposta) {
    let token = vizinha.simulador.emitir_token(pessoa, Papel::Cliente).unwrap();
    let lancada = n.abrir_de(&format!("/p/{}/cliente?token={token}", vizinha.slug), Site::Outro).await;
    let local = lancada.local().to_owned();
    let pagina = n.abrir(&local).await;
    assert_eq!(pagina.status, StatusCode::OK, "{} {pessoa}: {}", vizinha.slug, pagina.texto());
    (prefixo(&local), pagina)
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

/// `1.234,56`
fn por_extenso(centavos: i64) -> String {
    let reais = (centavos / 100).to_string();
    let grupos: Vec<&str> = reais.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
    format!("{},{:02}", grupos.join("."), centavos % 100)
}

/// Entries of the menu, in order, as paths behind the visit.
fn menu(pagina: &Resposta, prefixo: &str) -> Vec<String> {
    let de_la = html::enderecos(&pagina.corpo).into_iter().filter_map(|e| e.strip_prefix(prefixo).map(str::to_owned));
    let paginas = ["/", "/boletos", "/extrato", "/notas", "/quitacao", "/informe"];
    let achadas: BTreeSet<String> = de_la.collect();
    paginas.into_iter().filter(|p| achadas.contains(*p)).map(str::to_owned).collect()
}

fn formularios(pagina: &Resposta) -> Vec<String> {
    let tags = html::tags(&pagina.corpo);
    let pedidos = tags.iter().filter(|t| t.nome == "form" && t.atributo("class") == Some("pedido"));
    // Issuing a declaration is no document yet.
    let acoes = pedidos.filter_map(|t| t.atributo("action")).filter(|a| !a.ends_with("/emitir"));
    acoes.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_page_of_everybody_shows_the_figures_of_that_erp_or_says_what_it_lacks() {
    let mundo = mundo().await;
    for vizinha in &mundo.vizinhas {
        for pessoa in PESSOAS {
            let caso = format!("{} {pessoa}", vizinha.slug);
            let mut n = mundo.navegador();
            let (prefixo, inicio) = entrar(&mut n, vizinha, pessoa).await;
            let boletos = perguntar(&vizinha.simulador, "boletos-abertos", pessoa).await;
            assert!(!boletos.is_empty(), "{caso}");
            // UAU does not tell a discount before it is given: there a boleto has its face value.
            let campo = |b: &Value| {
                let com_desconto = centavos(&b["desconto"]) > 0;
                if vizinha.slug == "mirante" && com_desconto { "valor_inicial" } else { "valor_atual" }
            };
            let valores: Vec<String> = boletos.iter().map(|b| por_extenso(centavos(&b[campo(b)]))).collect();
            assert!(valores.iter().any(|v| inicio.texto().contains(v)), "{caso}: {}", inicio.texto());
            assert!(inicio.texto().contains(vizinha.nome), "{caso}");

            let pagina = n.abrir(&format!("{prefixo}/boletos")).await;
            assert_eq!(pagina.status, StatusCode::OK, "{caso}");
            for valor in &valores {
                assert!(pagina.texto().contains(valor), "{caso}: {valor} is not in {}", pagina.texto());
            }
            let pagina = n.abrir(&format!("{prefixo}/extrato")).await;
            assert_eq!(pagina.status, StatusCode::OK, "{caso}");
            let linhas = perguntar(&vizinha.simulador, "extratos-financeiros", pessoa).await;
            for paga in linhas.iter().filter(|l| l["data_baixa"].is_string()) {
                let valor = por_extenso(centavos(&paga["valor"]));
                assert!(pagina.texto().contains(&valor), "{caso}: {valor} was paid and is not in {}", pagina.texto());
            }
            // No ERP here but the first has notas: the menu leaves them out, and their address says so.
            let emite = vizinha.slug == "mirante";
            let com_quitacao: &[&str] = &["/", "/boletos", "/extrato", "/quitacao", "/informe"];
            let sem_quitacao: &[&str] = &["/", "/boletos", "/extrato", "/informe"];
            assert_eq!(menu(&inicio, &prefixo), if emite { com_quitacao } else { sem_quitacao }, "{caso}");
            let notas = n.abrir(&format!("{prefixo}/notas")).await;
            assert_eq!(notas.status, StatusCode::OK, "{caso}");
            assert!(notas.texto().contains("não oferece suas notas fiscais por aqui"), "{caso}: {}", notas.texto());
            let quitacao = n.abrir(&format!("{prefixo}/quitacao")).await;
            assert_eq!(quitacao.status, StatusCode::OK, "{caso}");
            let dita = if emite { "Pode ser emitida" } else { "Ainda não disponível" };
            assert!(quitacao.texto().contains(dita), "{caso}: {}", quitacao.texto());
            let informe = n.abrir(&format!("{prefixo}/informe")).await;
            assert_eq!(informe.status, StatusCode::OK, "{caso}");
            assert!(informe.texto().contains("Demonstrativo de 2039"), "{caso}: {}", informe.texto());
        }
    }
}

#[tokio::test]
async fn documents_come_as_pdf_or_the_page_says_why_not() {
    let mundo = mundo().await;
    for vizinha in &mundo.vizinhas {
        let mut n = mundo.navegador();
        let (prefixo, _) = entrar(&mut n, vizinha, "benedito").await;
        let mut inteiros = 0;
        for caminho in ["/boletos", "/extrato", "/informe", "/quitacao"] {
            let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
            let mut acoes: Vec<String> = formularios(&pagina);
            if caminho == "/boletos" {
                let primeiro = html::enderecos(&pagina.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
                acoes.extend(formularios(&n.abrir(&primeiro).await));
            }
            for acao in acoes.into_iter().take(3) {
                let documento = n.pedir(&acao).await;
                let Some(bilhete) = inicio_do_download(&documento) else {
                    assert!(documento.texto().contains("incorporadora"), "{}: {}", vizinha.slug, documento.texto());
                    continue;
                };
                let arquivo = n.abrir(&bilhete).await;
                if arquivo.bytes.starts_with(b"%PDF-") {
                    inteiros += 1;
                }
            }
        }
        assert!(inteiros >= 2, "{}: {inteiros}", vizinha.slug);
    }
}

#[tokio::test]
async fn a_reference_of_one_person_is_not_found_by_another_on_any_erp() {
    let mundo = mundo().await;
    for vizinha in &mundo.vizinhas {
        let mut a = mundo.navegador();
        let (prefixo_a, _) = entrar(&mut a, vizinha, "benedito").await;
        let lista = a.abrir(&format!("{prefixo_a}/boletos")).await;
        let referencias: Vec<String> =
            html::enderecos(&lista.corpo).into_iter().filter(|e| e.contains("/boletos/")).collect();
        assert!(!referencias.is_empty(), "{}", vizinha.slug);
        let mut b = mundo.navegador();
        let (prefixo_b, _) = entrar(&mut b, vizinha, "lindalva").await;
        for referencia in referencias {
            assert_eq!(a.abrir(&referencia).await.status, StatusCode::OK, "{}: her own", vizinha.slug);
            let resto = referencia.strip_prefix(&prefixo_a).unwrap();
            let alheia = b.abrir(&format!("{prefixo_b}{resto}")).await;
            assert_eq!(alheia.status, StatusCode::NOT_FOUND, "{} {resto}", vizinha.slug);
            assert!(!alheia.tudo().contains("Benedito"), "{}", vizinha.slug);
            assert_eq!(b.abrir(&referencia).await.status, StatusCode::UNAUTHORIZED, "{}", vizinha.slug);
        }
        assert_eq!(b.abrir(&prefixo_b).await.status, StatusCode::OK, "her visit is alive");
    }
}

/// The neighbour whose ERP is CV itself.
fn do_cv(mundo: &Mundo) -> &Vizinha {
    mundo.vizinhas.iter().find(|v| v.slug == "lagoa").unwrap()
}

#[tokio::test]
async fn when_cv_no_longer_takes_the_token_the_pages_say_how_to_come_back_and_nobody_else_notices() {
    // CV forgets a token after five minutes; the visit itself lives on.
    let opcoes = Opcoes { vida_token: Duration::from_mins(5), ..opacos() };
    let mundo = Mundo::com(Ajustes { opcoes, vizinhas: true, resiliente: true, ..Ajustes::default() }).await;
    let lagoa = do_cv(&mundo);
    let mut n = mundo.navegador();
    let (prefixo, _) = entrar(&mut n, lagoa, "benedito").await;
    mundo.relogio.avancar(Duration::from_mins(6));
    for caminho in ["/extrato", "/informe", "/boletos", "/extrato", "/informe", "/boletos"] {
        let pagina = n.abrir(&format!("{prefixo}{caminho}?atualizar=1")).await;
        let pagina = if pagina.status == StatusCode::SEE_OTHER { n.abrir(pagina.local()).await } else { pagina };
        assert_eq!(pagina.status, StatusCode::OK, "{caminho}");
        assert!(pagina.texto().contains(LANCAMENTO_EXPIRADO), "{caminho}: {}", pagina.texto());
        assert!(!pagina.texto().contains("não tem débitos"), "{caminho}");
    }
    // Ten refusals later CV is asked for somebody whose token is good, and for the same person with a new one.
    for pessoa in ["lindalva", "benedito"] {
        let mut outro = mundo.navegador();
        let (prefixo, inicio) = entrar(&mut outro, lagoa, pessoa).await;
        assert!(!inicio.texto().contains(LANCAMENTO_EXPIRADO), "{}", inicio.texto());
        let boletos = outro.abrir(&format!("{prefixo}/boletos")).await;
        let linha = html::digitos(
            perguntar(&lagoa.simulador, "boletos-abertos", pessoa).await[0]["linha_digitavel"].as_str().unwrap(),
        );
        assert!(html::digitos(&boletos.corpo).contains(&linha), "{pessoa}: {}", boletos.texto());
    }
}

#[tokio::test]
async fn a_file_asked_for_with_an_expired_token_says_how_to_come_back() {
    let opcoes = Opcoes { vida_token: Duration::from_mins(5), ..opacos() };
    let mundo = Mundo::com(Ajustes { opcoes, vizinhas: true, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, _) = entrar(&mut n, do_cv(&mundo), "benedito").await;
    let lista = n.abrir(&format!("{prefixo}/boletos")).await;
    let boleto = html::enderecos(&lista.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    let acoes = formularios(&n.abrir(&boleto).await);
    mundo.relogio.avancar(Duration::from_mins(6));
    let mut ditas = 0;
    for acao in acoes {
        let documento = n.pedir(&acao).await;
        // Our own page of the boleto needs nobody; CV's PDF needs the token.
        let Some(bilhete) = inicio_do_download(&documento) else { continue };
        let arquivo = n.abrir(&bilhete).await;
        if arquivo.bytes.starts_with(b"%PDF-") {
            continue;
        }
        let texto = arquivo.texto();
        assert_eq!(arquivo.status, StatusCode::UNAUTHORIZED, "{texto}");
        assert!(texto.contains("O acesso que o portal nos deu terminou."), "{texto}");
        assert!(texto.contains("Abra o Financeiro de novo no menu do portal"), "{texto}");
        ditas += 1;
    }
    assert!(ditas > 0);
}
