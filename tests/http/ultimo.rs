//! The ERP is gone: pages show what it said last, with its age, and prove nothing by it.

use std::{path::Path, time::Duration};

use axum::body::Body;
use financeiro::server::config::{Config, Manutencao};
use http::{Method, StatusCode, header};
use sqlx::{Row as _, SqlitePool};

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

const PAGINAS: [&str; 6] = ["/", "/boletos", "/extrato", "/notas", "/informe", "/quitacao"];

/// A protected world over a database that a test can look into.
struct Cena {
    mundo: Mundo,
    banco: SqlitePool,
    _pasta: tempfile::TempDir,
}

impl Cena {
    async fn nova(config: fn(&mut Config)) -> Self {
        let pasta = tempfile::tempdir().unwrap();
        let banco = format!("sqlite://{}", pasta.path().join("financeiro.db").display());
        let ajustes =
            Ajustes { opcoes: opacos(), banco: banco.clone(), resiliente: true, config, ..Ajustes::default() };
        let mundo = Mundo::com(ajustes).await;
        Self { mundo, banco: SqlitePool::connect(&banco).await.unwrap(), _pasta: pasta }
    }

    /// Answers are kept in the background: until there are so many.
    async fn guardados(&self, quantos: i64) {
        for _ in 0..2_000 {
            let linha = sqlx::query("SELECT count(*) FROM ultimo").fetch_one(&self.banco).await.unwrap();
            if linha.get::<i64, _>(0) >= quantos {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("fewer than {quantos} answers were kept");
    }

    async fn abrir_todas(&self, n: &mut Navegador, prefixo: &str) -> Vec<Resposta> {
        let mut paginas = Vec::new();
        for caminho in PAGINAS {
            let pagina = n.abrir(&format!("{prefixo}{caminho}?atualizar=1")).await;
            // Past the short memory, when the address asked so.
            let pagina = if pagina.status == StatusCode::SEE_OTHER { n.abrir(pagina.local()).await } else { pagina };
            assert_eq!(pagina.status, StatusCode::OK, "{caminho}");
            paginas.push(pagina);
        }
        paginas
    }
}

fn linhas(pagina: &Resposta) -> Vec<String> {
    html::todos(&pagina.corpo, "class", "codigo digitavel").into_iter().map(html::digitos).collect()
}

#[tokio::test]
async fn every_page_shows_the_last_figures_with_their_age_while_the_erp_is_down_and_fresh_ones_after() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "lindalva").await;
    let antes = cena.abrir_todas(&mut n, &prefixo).await;
    // Cliente, contratos, boletos, parcelas, notas, quitações; this ERP has no list of payments, nor statements.
    cena.guardados(6).await;

    cena.mundo.falhas("erp=fora");
    cena.mundo.relogio.avancar(Duration::from_mins(10));
    let depois = cena.abrir_todas(&mut n, &prefixo).await;
    for ((caminho, antes), depois) in PAGINAS.iter().zip(&antes).zip(&depois) {
        let texto = depois.texto();
        assert!(!antes.corpo.contains("data-antiga"), "{caminho}: fresh figures were called old");
        assert!(depois.corpo.contains("data-antiga"), "{caminho}: {texto}");
        assert!(texto.contains("Dados de hoje, 12:00"), "{caminho}: {texto}");
        assert!(texto.contains("fora do ar"), "{caminho}: {texto}");
        assert!(!depois.corpo.contains("data-falha"), "{caminho}: {texto}");
        assert!(!texto.contains("não tem débitos"), "{caminho}");
        assert_eq!(linhas(antes), linhas(depois), "{caminho}: other figures than before");
    }
    assert!(depois[0].texto().contains("O valor pode ter mudado"), "{}", depois[0].texto());
    assert!(depois[1].texto().contains("O valor pode ter mudado"), "{}", depois[1].texto());

    cena.mundo.falhas("");
    for _ in 0..200 {
        let pagina = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
        if !pagina.corpo.contains("data-antiga") {
            assert!(pagina.texto().contains("Atualizado às 12:10"), "{}", pagina.texto());
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("ten seconds after the ERP came back its figures are still the old ones");
}

#[tokio::test]
async fn without_anything_known_the_section_says_that_it_is_not_available() {
    let cena = Cena::nova(|_| ()).await;
    cena.mundo.falhas("erp=fora");
    let mut n = cena.mundo.navegador();
    let (_, inicio) = n.entrar(&cena.mundo, "lindalva").await;
    assert!(inicio.corpo.contains("data-falha") && !inicio.corpo.contains("data-antiga"), "{}", inicio.texto());
}

#[tokio::test]
async fn that_nothing_is_owed_is_never_said_of_yesterdays_answer() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, inicio) = n.entrar(&cena.mundo, "clotilde").await;
    assert!(inicio.texto().contains("não tem débitos"), "{}", inicio.texto());
    cena.guardados(4).await;
    // One list at a time, then all.
    for alvo in ["erp.clientes", "erp.boletos-abertos", "erp.extratos-financeiros", "erp"] {
        cena.mundo.falhas(&format!("{alvo}=html"));
        for caminho in ["/", "/boletos"] {
            let texto = n.abrir(&format!("{prefixo}{caminho}?atualizar=1")).await.texto();
            assert!(!texto.contains("não tem débitos") && !texto.contains("não tem boletos"), "{alvo}: {texto}");
            assert!(texto.contains("Dados de hoje, 12:00"), "{alvo} {caminho}: {texto}");
        }
    }
}

#[tokio::test]
async fn an_erp_that_answers_no_is_not_overruled_by_what_it_said_before() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "lindalva").await;
    cena.guardados(4).await;
    cena.mundo.falhas("erp=404");
    let inicio = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
    assert!(!inicio.corpo.contains("data-antiga"), "{}", inicio.texto());
    assert!(inicio.texto().contains("cadastro não foi encontrado"), "{}", inicio.texto());
}

#[tokio::test]
async fn old_data_settles_nothing() {
    let cena = Cena::nova(|_| ()).await;
    cena.mundo.falhas("erp.declaracoes-quitacao=vazio");
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "clotilde").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let formulario =
        html::todos(&pagina.corpo, "class", "pedido").into_iter().find(|f| f.contains("name=\"contrato\""));
    let campo = |nome: &str| {
        let tags = html::tags(formulario.expect("a settled year can be declared"));
        let campo = tags.into_iter().find(|t| t.atributo("name") == Some(nome)).unwrap();
        campo.atributo("value").unwrap().to_owned()
    };
    let corpo = format!("contrato={}&ano={}", campo("contrato"), campo("ano"));
    cena.guardados(5).await;

    cena.mundo.falhas("erp=html");
    let pagina = n.abrir(&format!("{prefixo}/quitacao?atualizar=1")).await;
    assert!(!pagina.corpo.contains("name=\"contrato\""), "the form is offered on old data");
    assert!(pagina.texto().contains("não pôde ser consultado agora"), "{}", pagina.texto());
    // Each of the lists alone is enough to refuse, and all together.
    for alvo in ["erp.extratos-financeiros", "erp.boletos-abertos", "erp.declaracoes-quitacao", "erp"] {
        let vazio = if alvo == "erp.declaracoes-quitacao" { "" } else { "erp.declaracoes-quitacao=vazio," };
        cena.mundo.falhas(&format!("{vazio}{alvo}=html"));
        let pedido = n
            .pedido(Method::POST, &format!("{prefixo}/quitacao/emitir"), Site::Nosso)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(corpo.clone()))
            .unwrap();
        let resposta = n.enviar(pedido).await;
        assert_ne!(resposta.status, StatusCode::SEE_OTHER, "{alvo}: issued on old data");
    }
    let emitidas = sqlx::query("SELECT count(*) FROM declaracao").fetch_one(&cena.banco).await.unwrap();
    assert_eq!(emitidas.get::<i64, _>(0), 0);
}

#[tokio::test]
async fn an_erp_closed_for_maintenance_is_not_asked() {
    let janela = |config: &mut Config| {
        config.incorporadoras[0].erp.limites.manutencao = Manutencao::ler("12:05-12:20");
    };
    let cena = Cena::nova(janela).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "lindalva").await;
    cena.guardados(4).await;
    cena.mundo.simulador.contagem().zerar();

    cena.mundo.relogio.avancar(Duration::from_mins(6));
    let texto = n.abrir(&format!("{prefixo}/?atualizar=1")).await.texto();
    assert!(texto.contains("Dados de hoje, 12:00") && texto.contains("em manutenção até 12:20"), "{texto}");
    let mut outro = cena.mundo.navegador();
    let (_, inicio) = outro.entrar(&cena.mundo, "benedito").await;
    let texto = inicio.texto();
    assert!(inicio.corpo.contains("data-falha") && texto.contains("Em manutenção até 12:20"), "{texto}");
    let contagem = cena.mundo.simulador.contagem().todas();
    assert!(contagem.keys().all(|e| !e.to_string().starts_with("erp")), "{contagem:?}");

    cena.mundo.relogio.avancar(Duration::from_mins(14));
    let texto = n.abrir(&format!("{prefixo}/?atualizar=1")).await.texto();
    assert!(texto.contains("Atualizado às 12:20"), "{texto}");
}

#[tokio::test]
async fn what_was_kept_for_one_person_or_age_opens_for_no_other() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (de_lindalva, _) = n.entrar(&cena.mundo, "lindalva").await;
    cena.guardados(4).await;
    let donos = "SELECT DISTINCT dono FROM ultimo";
    let lindalva: Vec<u8> = sqlx::query(donos).fetch_one(&cena.banco).await.unwrap().get(0);
    let mut outro = cena.mundo.navegador();
    let (de_benedito, _) = outro.entrar(&cena.mundo, "benedito").await;
    cena.guardados(8).await;

    // Everything of hers is written over everything of his.
    let trocar = "UPDATE ultimo SET dados = (SELECT dela.dados FROM ultimo dela WHERE dela.dono = $1 AND dela.operacao = \
                  ultimo.operacao), lida_em = (SELECT dela.lida_em FROM ultimo dela WHERE dela.dono = $1 AND dela.operacao \
                  = ultimo.operacao) WHERE dono <> $1";
    sqlx::query(trocar).bind(lindalva.as_slice()).execute(&cena.banco).await.unwrap();
    cena.mundo.falhas("erp=fora");
    let pagina = outro.abrir(&format!("{de_benedito}/?atualizar=1")).await;
    assert!(pagina.corpo.contains("data-falha") && !pagina.corpo.contains("data-antiga"), "{}", pagina.texto());
    assert!(linhas(&pagina).is_empty());

    // Hers opens, until somebody makes it younger.
    let pagina = n.abrir(&format!("{de_lindalva}/?atualizar=1")).await;
    assert!(pagina.corpo.contains("data-antiga"), "{}", pagina.texto());
    sqlx::query("UPDATE ultimo SET lida_em = lida_em + 60000").execute(&cena.banco).await.unwrap();
    let pagina = n.abrir(&format!("{de_lindalva}/?atualizar=1")).await;
    assert!(!pagina.corpo.contains("data-antiga"), "{}", pagina.texto());
}

#[tokio::test]
async fn with_no_retention_nothing_is_kept() {
    let cena = Cena::nova(|config| config.armazenamento.ultimos = Duration::ZERO).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "lindalva").await;
    cena.mundo.falhas("erp=fora");
    let pagina = n.abrir(&format!("{prefixo}/?atualizar=1")).await;
    assert!(pagina.corpo.contains("data-falha") && !pagina.corpo.contains("data-antiga"));
    let linha = sqlx::query("SELECT count(*) FROM ultimo").fetch_one(&cena.banco).await.unwrap();
    assert_eq!(linha.get::<i64, _>(0), 0);
}

#[tokio::test]
async fn a_file_made_of_old_data_says_when_it_was_read() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, _) = n.entrar(&cena.mundo, "lindalva").await;
    n.abrir(&format!("{prefixo}/extrato")).await;
    cena.guardados(4).await;
    cena.mundo.falhas("erp=fora");
    cena.mundo.relogio.avancar(Duration::from_mins(10));
    let pagina = n.abrir(&format!("{prefixo}/extrato?atualizar=1")).await;
    assert!(pagina.corpo.contains("data-antiga"), "{}", pagina.texto());
    let (pdf, _) = n.baixar(&pagina, "Extrato em PDF").await;
    let texto = crate::quitacao::texto_do_pdf(&pdf);
    assert!(texto.contains("12:00") && !texto.contains("12:10"), "{texto}");
}

#[tokio::test]
async fn nothing_that_was_kept_can_be_read_in_the_database() {
    let cena = Cena::nova(|_| ()).await;
    let mut n = cena.mundo.navegador();
    let (prefixo, inicio) = n.entrar(&cena.mundo, "lindalva").await;
    cena.abrir_todas(&mut n, &prefixo).await;
    cena.guardados(6).await;
    let linha = linhas(&inicio).remove(0);
    let pasta = cena.banco.connect_options().get_filename().parent().map(Path::to_owned).unwrap();
    let mut bytes = Vec::new();
    for arquivo in std::fs::read_dir(pasta).unwrap() {
        bytes.extend(std::fs::read(arquivo.unwrap().path()).unwrap());
    }
    let tem = |agulha: &[u8]| bytes.windows(agulha.len()).any(|janela| janela == agulha);
    assert!(tem(b"boletos"), "what is meant to be in clear is found");
    assert!(!tem(linha.as_bytes()) && !tem(b"Lindalva"), "somebody's data is readable");
}
