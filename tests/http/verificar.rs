//! The public verification: confirms what was issued and reveals nothing else, to anybody, without a session.

use financeiro::server::middleware::limites::Limitadores;
use http::StatusCode;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Resposta, Site},
    quitacao::{codigo, emitida},
};

async fn sem_declaracoes() -> Mundo {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    mundo
}

fn publica(resposta: &Resposta) {
    assert!(resposta.header("set-cookie").is_none(), "a cookie");
    let csp = resposta.header("content-security-policy").unwrap();
    assert!(csp.ends_with("frame-ancestors 'none'"), "{csp}");
    assert_eq!(resposta.header("cache-control"), Some("no-store"));
    assert!(!html::tags(&resposta.corpo).iter().any(|t| t.nome == "script"), "needs a script");
}

#[tokio::test]
async fn whoever_holds_the_paper_learns_that_it_is_genuine_and_nothing_about_the_person() {
    let mundo = sem_declaracoes().await;
    let codigo = codigo(&emitida(&mundo).await);
    let minusculo = codigo.to_lowercase();
    for endereco in [
        format!("/verificar/{codigo}"),
        format!("/verificar/{}", minusculo.replace('-', "")),
        format!("/verificar/{}", codigo.replace('0', "O").replace('1', "I").replace('-', "%20")),
        format!("/verificar?codigo={minusculo}"),
        format!("/verificar?codigo=+{}+", codigo.replace('-', "+")),
    ] {
        // Nobody's browser: no session, typed.
        let resposta = mundo.navegador().abrir_de(&endereco, Site::Digitado).await;
        let texto = resposta.texto();
        assert_eq!(resposta.status, StatusCode::OK, "{endereco}: {texto}");
        publica(&resposta);
        for parte in ["Declaração confirmada", "2039/000001", "14 de março de 2040", "Construtora Horizonte"] {
            assert!(texto.contains(parte), "{parte}: {texto}");
        }
        for segredo in ["Doralice", "Menezes", "390", "533", "1048", "R$", "Âmbar", "Residencial", "Iracema", &codigo]
        {
            assert!(!texto.contains(segredo), "shows {segredo}: {texto}");
        }
        assert!(!resposta.tudo().contains("Doralice") && !resposta.corpo.contains(&codigo), "{}", resposta.tudo());
    }
}

#[tokio::test]
async fn a_code_nobody_issued_is_not_found_whatever_it_looks_like() {
    let mundo = sem_declaracoes().await;
    let codigo = codigo(&emitida(&mundo).await);
    let trocada = if codigo.ends_with('7') { '8' } else { '7' };
    let quase = format!("{}{trocada}", &codigo[..18]);
    let mut corpos = Vec::new();
    for texto in [
        "0000-0000-0000-0000",
        &quase,
        &codigo[..15],
        "x",
        "..%2f..%2fsaude",
        "%00",
        "%ff%fe",
        "%3Cscript%3E",
        "a/b/c",
        &"7".repeat(2000),
    ] {
        let resposta = mundo.navegador().abrir_de(&format!("/verificar/{texto}"), Site::Digitado).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{texto}");
        publica(&resposta);
        assert!(resposta.texto().contains("Nenhuma declaração com este código"), "{texto}: {}", resposta.texto());
        assert!(!resposta.tudo().contains("Horizonte"), "{texto}: tells whose server this is");
        corpos.push(resposta.corpo);
    }
    corpos.dedup();
    assert_eq!(corpos.len(), 1, "all look the same");
}

#[tokio::test]
async fn the_form_works_without_script_and_says_what_it_will_show() {
    let mundo = sem_declaracoes().await;
    for endereco in ["/verificar", "/verificar/", "/verificar?codigo=", "/verificar?outro=1"] {
        let pagina = mundo.navegador().abrir_de(endereco, Site::Digitado).await;
        assert_eq!(pagina.status, StatusCode::OK, "{endereco}");
        publica(&pagina);
        let tags = html::tags(&pagina.corpo);
        let formulario = tags.iter().find(|t| t.nome == "form").unwrap();
        assert_eq!((formulario.atributo("method"), formulario.atributo("action")), (Some("get"), Some("/verificar")));
        assert!(tags.iter().any(|t| t.atributo("name") == Some("codigo")));
        assert!(pagina.texto().contains("Verificar declaração de quitação"), "{}", pagina.texto());
    }
}

#[tokio::test]
async fn nobody_can_ask_for_many_codes_in_a_minute() {
    let mundo = Mundo::com(Ajustes { limitadores: Limitadores::default(), ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let mut recusas = 0;
    for vez in 0..40 {
        let resposta = n.abrir_de(&format!("/verificar/{vez:016}"), Site::Digitado).await;
        publica(&resposta);
        if resposta.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(vez >= 20, "after {vez}");
            assert_eq!(resposta.header("retry-after"), Some("60"));
            recusas += 1;
        }
    }
    assert!(recusas > 0, "forty in a row and no limit");
    assert_eq!(n.abrir("/nada").await.status, StatusCode::NOT_FOUND, "the rest goes on");
}
