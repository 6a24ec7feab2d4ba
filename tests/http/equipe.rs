//! Staff outside the manager panel: by the code CV sends to an administrative user, and by nothing else.

use std::time::Duration;

use financeiro::server::{config::Config, direto::ERROS_POR_LUGAR};
use http::StatusCode;
use simulator::por_chave;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, prefixo},
};

const EQUIPE: &str = "/equipe/horizonte";
const CODIGO: &str = "/equipe/horizonte/codigo";
const VALIDAR: &str = "/equipe/horizonte/codigo/validar";
const GESTORA: &str = "noelia";

async fn mundo() -> Mundo {
    let sem_piso: fn(&mut Config) = |config| {
        for incorporadora in &mut config.incorporadoras {
            incorporadora.acesso_direto.piso = Duration::ZERO;
        }
    };
    Mundo::com(Ajustes { opcoes: opacos(), config: sem_piso, ..Ajustes::default() }).await
}

fn email(pessoa: &str) -> String {
    por_chave(pessoa).unwrap().email()
}

fn pedido(pagina: &Resposta) -> String {
    let tags = html::tags(&pagina.corpo);
    let campo = tags.iter().find(|t| t.nome == "input" && t.atributo("name") == Some("pedido"));
    campo.and_then(|t| t.atributo("value")).unwrap_or_else(|| panic!("{}", pagina.texto())).to_owned()
}

/// CV is asked in the background.
async fn codigo(mundo: &Mundo, pessoa: &str) -> String {
    for _ in 0..2_000 {
        if let Some(codigo) = mundo.simulador.ultimo_codigo(pessoa) {
            return codigo;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("no code for {pessoa}");
}

async fn digitar(n: &mut Navegador, selado: &str, codigo: &str) -> Resposta {
    n.formulario(VALIDAR, &[("pedido", selado), ("codigo", codigo)]).await
}

#[tokio::test]
async fn a_code_opens_the_pages_of_the_staff() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let inicio = n.abrir_de(EQUIPE, Site::Digitado).await;
    assert!(inicio.texto().contains("E-mail do seu usuário no CV"), "{}", inicio.texto());
    assert!(inicio.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    html::conferir_equilibrio(&inicio.corpo);
    let pagina = n.formulario(CODIGO, &[("quem", &email(GESTORA))]).await;
    assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
    assert!(!pagina.corpo.contains(&email(GESTORA)), "masked");
    let selado = pedido(&pagina);
    let certo = codigo(&mundo, GESTORA).await;
    let errado = if certo == "000000" { "111111" } else { "000000" };
    let negada = digitar(&mut n, &selado, errado).await;
    assert_eq!(negada.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(n.cookie.is_none());
    let local = digitar(&mut n, &selado, &certo).await.local().to_owned();
    let gestor = n.abrir(&local).await.local().to_owned();
    assert_eq!(gestor, format!("{}/gestor", prefixo(&local)));
    let pagina = n.abrir(&gestor).await;
    assert!(pagina.texto().contains("Noélia Farias Couto"), "{}", pagina.texto());
    assert!(pagina.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    assert_eq!(n.abrir(&format!("{}/boletos", prefixo(&local))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_no_administrative_user_reads_the_same_and_gets_no_code() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let de_ninguem = n.formulario(CODIGO, &[("quem", "ninguem@exemplo.example")]).await;
    let da_cliente = n.formulario(CODIGO, &[("quem", &email("doralice"))]).await;
    let da_gestora = n.formulario(CODIGO, &[("quem", &email(GESTORA))]).await;
    for pagina in [&de_ninguem, &da_cliente, &da_gestora] {
        assert_eq!(pagina.status, StatusCode::OK);
        assert!(pagina.texto().contains("o código chega em instantes"), "{}", pagina.texto());
    }
    let certo = codigo(&mundo, GESTORA).await;
    assert_eq!(mundo.simulador.ultimo_codigo("doralice"), None);
    // The code of one is not the other's.
    assert_eq!(digitar(&mut n, &pedido(&da_cliente), &certo).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // A client's own code, asked for at the clients' page, opens nothing here, nor does what was sealed there.
    let la = n.formulario("/entrar/horizonte/codigo", &[("quem", &email("doralice")), ("canal", "email")]).await;
    let dela = codigo(&mundo, "doralice").await;
    for selado in [pedido(&la), pedido(&da_cliente)] {
        let resposta = digitar(&mut n, &selado, &dela).await;
        assert_eq!(resposta.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", resposta.texto());
    }
    assert!(n.cookie.is_none());
    for errado in ["", "390.533.447-05", "noelia"] {
        let pagina = n.formulario(CODIGO, &[("quem", errado)]).await;
        assert!(pagina.texto().contains("Digite o seu e-mail do CV"), "{errado}: {}", pagina.texto());
    }
}

#[tokio::test]
async fn wrong_codes_lock_for_a_while() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let selado = pedido(&n.formulario(CODIGO, &[("quem", &email(GESTORA))]).await);
    let certo = codigo(&mundo, GESTORA).await;
    let errado = if certo == "000000" { "111111" } else { "000000" };
    for _ in 0..ERROS_POR_LUGAR {
        assert_eq!(digitar(&mut n, &selado, errado).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let trancada = digitar(&mut n, &selado, &certo).await;
    assert_eq!(trancada.status, StatusCode::TOO_MANY_REQUESTS, "{}", trancada.texto());
    assert!(trancada.header("retry-after").is_some() && trancada.corpo.contains("href=\"/equipe/horizonte\""));
}

#[tokio::test]
async fn where_it_is_not_switched_on_there_is_no_such_page() {
    let desligado: fn(&mut Config) = |config| {
        for incorporadora in &mut config.incorporadoras {
            incorporadora.portal.equipe_por_codigo = false;
        }
    };
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config: desligado, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    for caminho in [EQUIPE, "/equipe/horizonte/", CODIGO, VALIDAR, "/equipe/ninguem", "/equipe"] {
        assert_eq!(n.abrir_de(caminho, Site::Digitado).await.status, StatusCode::NOT_FOUND, "{caminho}");
    }
    for caminho in [CODIGO, VALIDAR] {
        let resposta = n.formulario(caminho, &[("quem", &email(GESTORA))]).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}");
    }
    assert_eq!(mundo.simulador.ultimo_codigo(GESTORA), None);
}
