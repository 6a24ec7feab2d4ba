//! Associados: the ERP does not know them, CV says whose purchase they take part in.

use http::StatusCode;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

fn escolha(pagina: &Resposta) -> Option<String> {
    let tags = html::tags(&pagina.corpo);
    let campo = tags.iter().find(|t| t.nome == "input" && t.atributo("name") == Some("titular"))?;
    campo.atributo("value").map(str::to_owned)
}

async fn escolher(n: &mut Navegador, prefixo: &str, titular: Option<&str>) -> Resposta {
    let mut corpo = url::form_urlencoded::Serializer::new(String::new());
    if let Some(titular) = titular {
        corpo.append_pair("titular", titular);
    }
    let pedido = n
        .pedido(http::Method::POST, &format!("{prefixo}/associado"), Site::Nosso)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corpo.finish().into())
        .unwrap();
    n.enviar(pedido).await
}

#[tokio::test]
async fn an_associada_chooses_the_titular_sees_her_data_read_only_and_the_titular_reads_of_it() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = n.entrar(&mundo, "iracema").await;
    let texto = pagina.texto();
    assert!(texto.contains("O contrato está no nome de outra pessoa"), "{texto}");
    assert!(texto.contains("Doralice Campos Menezes") && texto.contains("***.533.447-**"), "{texto}");
    assert!(!texto.contains("não tem débitos"), "{texto}");
    let titular = escolha(&pagina).unwrap();
    assert_eq!(escolher(&mut n, &prefixo, Some(&titular)).await.local(), format!("{prefixo}/"));

    let inicio = n.abrir(&format!("{prefixo}/")).await;
    let boleto = &mundo.erp("boletos-abertos", "doralice").await[0];
    assert!(inicio.corpo.contains(boleto["pix_code"].as_str().unwrap()), "{}", inicio.texto());
    assert!(inicio.texto().contains("Dados de Doralice Campos Menezes , titular da compra"), "{}", inicio.texto());
    // Reading only: a declaration in the titular's name is the titular's to ask for.
    assert_eq!(n.postar(&format!("{prefixo}/quitacao/emitir"), Site::Nosso).await.status, StatusCode::NOT_FOUND);

    let mut dela = mundo.navegador();
    let (prefixo_dela, _) = dela.entrar(&mundo, "doralice").await;
    let lida = dela.abrir(&format!("{prefixo_dela}/privacidade")).await.texto();
    assert!(lida.contains("Um associado da sua compra viu seus dados") && lida.contains("Iracema"), "{lida}");

    escolher(&mut n, &prefixo, None).await;
    let volta = n.abrir(&format!("{prefixo}/")).await;
    assert!(escolha(&volta).is_some() && !volta.corpo.contains(boleto["pix_code"].as_str().unwrap()));
}

#[tokio::test]
async fn where_it_is_not_allowed_the_titular_is_not_even_named() {
    let config: fn(&mut financeiro::server::config::Config) = |c| c.incorporadoras[0].associados.ver_titular = false;
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (_, pagina) = n.entrar(&mundo, "iracema").await;
    assert!(pagina.texto().contains("Seu cadastro não foi encontrado"), "{}", pagina.texto());
    assert!(!pagina.corpo.contains("Doralice") && escolha(&pagina).is_none());
    assert_eq!(mundo.simulador.contagem().de(simulator::Endpoint::CvUnidades), 0, "CV is not asked in vain");
}

#[tokio::test]
async fn somebody_cv_names_no_titular_for_gets_the_ordinary_words() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (_, pagina) = n.entrar(&mundo, "wanderley").await;
    assert!(pagina.texto().contains("Seu cadastro não foi encontrado"), "{}", pagina.texto());
    assert!(escolha(&pagina).is_none());
}

#[tokio::test]
async fn when_cv_is_down_it_is_said_and_nobody_is_let_in() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, pagina) = n.entrar(&mundo, "iracema").await;
    let titular = escolha(&pagina).unwrap();
    mundo.falhas("cv.unidades=fora,cv.contratos=fora");
    let depois = n.abrir(&format!("{prefixo}/")).await;
    assert!(depois.texto().contains("O portal não respondeu"), "{}", depois.texto());
    assert_eq!(escolher(&mut n, &prefixo, Some(&titular)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_choice_of_one_person_is_nothing_to_another_and_a_buyer_needs_none() {
    let mundo = mundo().await;
    let (mut dela, mut dele) = (mundo.navegador(), mundo.navegador());
    let (_, pagina) = dela.entrar(&mundo, "iracema").await;
    let titular = escolha(&pagina).unwrap();
    let (prefixo, inicio) = dele.entrar(&mundo, "benedito").await;
    assert!(escolha(&inicio).is_none());
    assert_eq!(escolher(&mut dele, &prefixo, Some(&titular)).await.status, StatusCode::NOT_FOUND);
}
