//! Privacidade: what a person is told, and how a session of theirs is ended.

use http::StatusCode;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// The references in the forms that end a session, in the order of the page.
fn encerraveis(pagina: &Resposta) -> Vec<String> {
    let tags = html::tags(&pagina.corpo);
    let campos = tags.iter().filter(|t| t.nome == "input" && t.atributo("name") == Some("acesso"));
    campos.filter_map(|t| t.atributo("value")).map(str::to_owned).collect()
}

async fn encerrar(n: &mut Navegador, prefixo: &str, referencia: &str) -> Resposta {
    let corpo = url::form_urlencoded::Serializer::new(String::new()).append_pair("acesso", referencia).finish();
    let pedido = n
        .pedido(http::Method::POST, &format!("{prefixo}/privacidade/encerrar"), Site::Nosso)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corpo.into())
        .unwrap();
    n.enviar(pedido).await
}

#[tokio::test]
async fn the_page_tells_who_entered_from_where_and_how_long_things_are_kept() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/privacidade")).await;
    assert_eq!(pagina.status, StatusCode::OK);
    let texto = pagina.texto();
    for dito in [
        "Acessos abertos agora",
        "este acesso",
        "Você entrou pelo portal",
        "Construtora Horizonte",
        "183 dias",
        "1826 dias",
        "no máximo 2 horas",
    ] {
        assert!(texto.contains(dito), "{dito}: {texto}");
    }
}

#[tokio::test]
async fn another_session_of_the_same_person_is_ended_from_here_and_this_one_goes_on() {
    let mundo = mundo().await;
    let (mut um, mut outro) = (mundo.navegador(), mundo.navegador());
    let (prefixo_um, _) = um.entrar(&mundo, "doralice").await;
    mundo.relogio.avancar(std::time::Duration::from_mins(1));
    let (prefixo_outro, _) = outro.entrar(&mundo, "doralice").await;
    let pagina = um.abrir(&format!("{prefixo_um}/privacidade")).await;
    assert_eq!(encerraveis(&pagina).len(), 2);
    let este = pagina.texto().find("este acesso").unwrap();
    assert!(este > 0);
    // The newest is first, and it is the other one.
    let resposta = encerrar(&mut um, &prefixo_um, &encerraveis(&pagina)[0]).await;
    assert!(resposta.local().ends_with("/privacidade"));
    assert_eq!(outro.abrir(&format!("{prefixo_outro}/")).await.status, StatusCode::UNAUTHORIZED);
    let depois = um.abrir(&format!("{prefixo_um}/privacidade")).await;
    assert_eq!(encerraveis(&depois).len(), 1);
    let ultima = encerrar(&mut um, &prefixo_um, &encerraveis(&depois)[0]).await;
    assert_eq!(ultima.status, StatusCode::OK);
    assert!(ultima.texto().contains("Acesso encerrado"));
    assert_eq!(um.abrir(&format!("{prefixo_um}/")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_sees_or_ends_a_session_of_somebody_else() {
    let mundo = mundo().await;
    let (mut dela, mut dele) = (mundo.navegador(), mundo.navegador());
    let (prefixo_dela, _) = dela.entrar(&mundo, "doralice").await;
    let (prefixo_dele, _) = dele.entrar(&mundo, "benedito").await;
    let pagina = dela.abrir(&format!("{prefixo_dela}/privacidade")).await;
    let referencias = encerraveis(&pagina);
    assert_eq!(referencias.len(), 1, "only her own");
    let resposta = encerrar(&mut dele, &prefixo_dele, &referencias[0]).await;
    assert_eq!(resposta.status, StatusCode::NOT_FOUND);
    assert_eq!(dela.abrir(&format!("{prefixo_dela}/")).await.status, StatusCode::OK);
}
