//! «Ver na tela»: a document as a page, drawn by a process that may die, for its owner only.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use financeiro::server::documentos::tela::desenhista::{Desenhista, SemDesenho};
use http::{Method, StatusCode};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use raster::Limites;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, acao, prefixo},
};

/// All that an ERP does to a file.
const FALHAS: [&str; 10] = ["html", "fora", "500", "404", "401", "truncado", "reset", "vazio", "pdf-vazio", "enorme"];

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// A person's first boleto, on its own page.
async fn boleto(n: &mut Navegador, mundo: &Mundo, pessoa: &str) -> Resposta {
    let (_, inicio) = n.entrar(mundo, pessoa).await;
    let endereco = html::enderecos(&inicio.corpo).into_iter().find(|e| e.contains("/boletos/")).unwrap();
    n.abrir(&endereco).await
}

/// The document of a button, as a page.
async fn na_tela(n: &mut Navegador, pagina: &Resposta, rotulo: &str) -> Resposta {
    n.abrir(&format!("{}/tela", acao(pagina, rotulo))).await
}

/// Words, declared width and height, and bytes of each picture.
fn figuras(tela: &Resposta) -> Vec<(String, u32, u32, Vec<u8>)> {
    let tags = html::tags(&tela.corpo);
    let imagens = tags.iter().filter(|t| t.nome == "img");
    imagens
        .map(|t| {
            let lado = |nome: &str| t.atributo(nome).unwrap().parse().unwrap();
            let dados = t.atributo("src").unwrap().strip_prefix("data:image/png;base64,").unwrap();
            (t.atributo("alt").unwrap().to_owned(), lado("width"), lado("height"), STANDARD.decode(dados).unwrap())
        })
        .collect()
}

/// Width and height in the header of a PNG.
fn medidas(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let numero = |de: usize| u32::from_be_bytes(png[de..de + 4].try_into().unwrap());
    (numero(16), numero(20))
}

#[tokio::test]
async fn the_boleto_of_the_erp_and_ours_are_pictures_of_their_pages_with_the_text_beside() {
    let mundo = mundo().await;
    for mut n in [mundo.navegador(), mundo.sem_cookies()] {
        let pagina = boleto(&mut n, &mundo, "benedito").await;
        let boletos = mundo.erp("boletos-abertos", "benedito").await;
        let linhas: Vec<String> =
            boletos.iter().map(|b| html::digitos(b["linha_digitavel"].as_str().unwrap())).collect();
        for rotulo in ["Boleto em PDF", "Dados para pagamento em PDF"] {
            let tela = na_tela(&mut n, &pagina, rotulo).await;
            assert_eq!(tela.status, StatusCode::OK, "{rotulo}: {}", tela.texto());
            let figuras = figuras(&tela);
            let [(alt, largura, altura, png)] = figuras.as_slice() else { panic!("{rotulo}: {} pages", figuras.len()) };
            assert_eq!(alt, "Página 1 de 1");
            assert_eq!(medidas(png), (*largura, *altura));
            assert!((1000..2000).contains(largura) && altura > largura, "{largura}x{altura}");
            assert!(png.len() < 150_000, "{rotulo}: {} bytes", png.len());
            let digitos = html::digitos(&tela.texto());
            assert!(linhas.iter().any(|linha| digitos.contains(linha)), "{rotulo}: {}", tela.texto());
            let volta = acao(&pagina, rotulo);
            let volta = format!("{}/documentos/", prefixo(&volta));
            assert!(html::enderecos(&tela.corpo).iter().any(|e| e.starts_with(&volta)), "no way back");
            assert_eq!(n.baixar(&tela, "Baixar o arquivo (PDF)").await.0.status, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn the_files_of_an_extrato_are_pages_too_except_those_no_page_can_show() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let extrato = n.abrir(&format!("{prefixo}/extrato")).await;
    let linhas = mundo.erp("extratos-financeiros", "genivaldo").await.len();

    let tabela = na_tela(&mut n, &extrato, "CSV").await;
    assert_eq!(tabela.status, StatusCode::OK, "{}", tabela.texto());
    let corpo = html::todos(&tabela.corpo, "class", "cartao planilha")[0];
    assert_eq!(corpo.matches("<tr>").count(), linhas + 1);
    assert!(!tabela.corpo.contains('\u{feff}'));

    let agenda = na_tela(&mut n, &extrato, "Agenda").await;
    assert!(agenda.texto().contains("BEGIN:VCALENDAR"), "{}", agenda.texto());

    let pdf = na_tela(&mut n, &extrato, "Extrato em PDF").await;
    assert!(!figuras(&pdf).is_empty(), "{}", pdf.texto());

    assert_eq!(na_tela(&mut n, &extrato, "Planilha").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_erp_writes_stays_text() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "anna").await;
    let extrato = n.abrir(&format!("{prefixo}/extrato")).await;
    for rotulo in ["CSV", "Agenda", "Extrato em PDF"] {
        let tela = na_tela(&mut n, &extrato, rotulo).await;
        assert_eq!(tela.status, StatusCode::OK, "{rotulo}");
        assert!(!tela.corpo.contains("<b>"), "{rotulo}: markup of the ERP reached the page");
    }
}

#[tokio::test]
async fn nobody_sees_the_document_of_another() {
    let mundo = mundo().await;
    let mut a = mundo.navegador();
    let pagina = boleto(&mut a, &mundo, "benedito").await;
    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "lindalva").await;
    for rotulo in ["Boleto em PDF", "Dados para pagamento em PDF"] {
        let acao = acao(&pagina, rotulo);
        let resto = acao.strip_prefix(&prefixo(&acao)).unwrap();
        let resposta = b.abrir(&format!("{prefixo_b}{resto}/tela")).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{rotulo}");
        assert!(figuras(&resposta).is_empty() && !resposta.tudo().contains("Benedito"), "{rotulo}");
        // Without a visit there is not even that.
        let pedido = mundo.navegador().pedido(Method::GET, &format!("{acao}/tela"), Site::Digitado);
        let resposta = mundo.navegador().enviar(pedido.body(Body::empty()).unwrap()).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{rotulo}");
    }
}

#[tokio::test]
async fn a_document_the_erp_cannot_give_is_a_page_that_says_so() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, &mundo, "benedito").await;
    for falha in FALHAS {
        mundo.falhas(&format!("erp.arquivos={falha}"));
        let tela = na_tela(&mut n, &pagina, "Boleto em PDF").await;
        assert!(tela.status.is_client_error() || tela.status.is_server_error(), "{falha}: {}", tela.status);
        assert!(figuras(&tela).is_empty(), "{falha}");
        let texto = tela.texto();
        assert!(texto.contains("O documento não está disponível"), "{falha}: {texto}");
        assert!(texto.contains("Voltar para Boletos") && texto.contains("Código de atendimento"), "{falha}: {texto}");
        let nosso = na_tela(&mut n, &pagina, "Dados para pagamento em PDF").await;
        assert_eq!(nosso.status, StatusCode::OK, "{falha}");
    }
}

#[tokio::test]
async fn a_drawing_process_that_dies_costs_a_page_and_not_the_file() {
    for programa in ["/bin/false", "/bin/true", "/nao/existe"] {
        let mundo = Mundo::com(Ajustes { opcoes: opacos(), programa, ..Ajustes::default() }).await;
        let mut n = mundo.navegador();
        let pagina = boleto(&mut n, &mundo, "benedito").await;
        let tela = na_tela(&mut n, &pagina, "Boleto em PDF").await;
        assert_eq!(tela.status, StatusCode::SERVICE_UNAVAILABLE, "{programa}");
        assert!(tela.texto().contains("Não conseguimos mostrar este documento agora"), "{}", tela.texto());
        assert_eq!(n.baixar(&tela, "Baixar o arquivo (PDF)").await.0.status, StatusCode::OK);
    }
}

/// The PDFs people get here, byte by byte.
async fn documentos(mundo: &Mundo) -> Vec<Bytes> {
    let mut n = mundo.navegador();
    let pagina = boleto(&mut n, mundo, "benedito").await;
    let mut documentos = Vec::new();
    for rotulo in ["Boleto em PDF", "Dados para pagamento em PDF"] {
        let (arquivo, _) = n.baixar(&pagina, rotulo).await;
        assert!(arquivo.bytes.starts_with(b"%PDF-"), "{rotulo}");
        documentos.push(arquivo.bytes.into());
    }
    documentos
}

#[test]
fn a_broken_pdf_gives_pages_or_a_reason_in_time_and_never_takes_the_server_with_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let documentos = runtime.block_on(async { documentos(&mundo().await).await });
    let desenhista = Desenhista::novo(env!("CARGO_BIN_EXE_financeiro").into());
    for documento in &documentos {
        assert_eq!(runtime.block_on(desenhista.desenhar(documento.clone())).unwrap().total, 1);
    }
    let trocas = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40);
    let quebrado = (any::<prop::sample::Index>(), trocas, proptest::option::of(any::<prop::sample::Index>()));
    let mut casos = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    casos
        .run(&quebrado, |(qual, trocas, corte)| {
            let mut bytes = documentos[qual.index(documentos.len())].to_vec();
            for (onde, byte) in trocas {
                let onde = onde.index(bytes.len());
                bytes[onde] = byte;
            }
            if let Some(corte) = corte {
                bytes.truncate(corte.index(bytes.len()));
            }
            match runtime.block_on(desenhista.desenhar(bytes.into())) {
                Ok(paginas) => prop_assert!((1..=Limites::PADRAO.paginas).contains(&paginas.paginas.len())),
                // It may die of it, or run away and be ended; it is always there to be started.
                Err(erro) => prop_assert!(!matches!(erro, SemDesenho::NaoComecou(_)), "{erro}"),
            }
            Ok(())
        })
        .unwrap();
}
