//! The portal's pages and the hand-off of the token.

use crate::comum::Bancada;
use axum::{Router, http::HeaderMap, routing::any};
use serde_json::{Value, json};
use simulator::{Entrega, Opcoes, PESSOAS};

const PLUGIN: &str = "cliente/plugin/financeiro";

fn atributo<'a>(html: &'a str, elemento: &str, nome: &str) -> &'a str {
    let resto = html.split(&format!("<{elemento} ")).nth(1).unwrap();
    resto.split('>').next().unwrap().split(&format!("{nome}=\"")).nth(1).unwrap().split('"').next().unwrap()
}

async fn cv_conhece(b: &Bancada, token: &str) -> u16 {
    b.cv("api/v1/cliente/pessoa", token).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_login_and_the_login_shows_everybody() {
    let b = Bancada::nova().await;
    let base = b.simulador.cv_url();
    for caminho in ["cliente/", "cliente/home", PLUGIN, "cliente/secao/documentos"] {
        let resposta = b.cliente.get(base.join(caminho).unwrap()).send().await.unwrap();
        assert_eq!(
            (resposta.status().as_u16(), &resposta.headers()["location"]),
            (303, &"/cliente/login".parse().unwrap())
        );
    }
    let html = b.cliente.get(base.join("cliente/login").unwrap()).send().await.unwrap().text().await.unwrap();
    for pessoa in PESSOAS {
        assert!(html.contains(&format!("value=\"{}\"", pessoa.chave)));
    }
    assert!(!html.contains("<teste>") && html.contains("d&#39;Ávila"));
}

#[tokio::test]
async fn the_frame_is_given_a_good_token_in_the_address() {
    let b = Bancada::nova().await;
    let resposta = b.pagina(PLUGIN, "doralice").await;
    assert_eq!(resposta.headers()["cache-control"], "no-store");
    let html = resposta.text().await.unwrap();
    let src = atributo(&html, "iframe", "src");
    let token = src.strip_prefix("http://127.0.0.1:9/p/horizonte/cliente?token=").unwrap();
    assert_eq!(cv_conhece(&b, token).await, 200);
    assert_eq!(atributo(&html, "iframe", "height"), "640");
    assert!(!html.contains("sandbox=\""));
    assert!(html.contains("aria-current=\"page\""));
}

#[tokio::test]
async fn height_sandbox_parameter_and_role_are_taken_from_the_address() {
    let b = Bancada::nova().await;
    let caminho = format!("{PLUGIN}?altura=480&sandbox=1&parametro=jwt&papel=gestor");
    let html = b.pagina(&caminho, "doralice").await.text().await.unwrap();
    assert_eq!(atributo(&html, "iframe", "height"), "480");
    assert_eq!(atributo(&html, "iframe", "sandbox"), "allow-scripts allow-forms allow-same-origin allow-popups");
    let src = atributo(&html, "iframe", "src");
    let token = src.strip_prefix("http://127.0.0.1:9/p/horizonte/gestor?jwt=").unwrap();
    assert_eq!(cv_conhece(&b, token).await, 401);
    let html = b.pagina(&format!("{PLUGIN}?altura=999999"), "doralice").await.text().await.unwrap();
    assert_eq!(atributo(&html, "iframe", "height"), "4000");
    for ruim in ["papel=rei", "entrega=pombo", "token=velho"] {
        assert_eq!(b.pagina(&format!("{PLUGIN}?{ruim}"), "doralice").await.status(), 400);
    }
}

#[tokio::test]
async fn the_sindico_is_sent_to_the_plugin_of_that_role() {
    let b = Bancada::nova().await;
    let html = b.pagina(PLUGIN, "valdete").await.text().await.unwrap();
    assert!(atributo(&html, "iframe", "src").contains("/p/horizonte/sindico?token="));
}

#[tokio::test]
async fn by_post_the_form_targets_the_frame_and_has_a_button_without_script() {
    let b = Bancada::com(Opcoes {
        entrega: Entrega::PostForm { parametro: "access_token".to_owned() },
        ..Opcoes::default()
    })
    .await;
    let html = b.pagina(PLUGIN, "doralice").await.text().await.unwrap();
    let nome = atributo(&html, "iframe", "name");
    let formulario = html.split("data-lancar").next().unwrap().rsplit("<form ").next().unwrap().to_owned();
    assert!(formulario.contains(&format!("target=\"{nome}\"")));
    assert!(formulario.contains("method=\"post\" action=\"http://127.0.0.1:9/p/horizonte/cliente\""));
    assert!(html.contains("<noscript><button"));
    let campo = html.split("data-lancar").nth(1).unwrap();
    assert_eq!(atributo(campo, "input", "name"), "access_token");
    assert_eq!(cv_conhece(&b, atributo(campo, "input", "value")).await, 200);
    assert!(!html.split("<iframe ").nth(1).unwrap().split('>').next().unwrap().contains("src="));
}

#[tokio::test]
async fn bad_tokens_can_be_asked_for() {
    let b = Bancada::nova().await;
    for pedido in ["expirado", "invalido"] {
        let html = b.pagina(&format!("{PLUGIN}?token={pedido}"), "doralice").await.text().await.unwrap();
        let token = atributo(&html, "iframe", "src").split("token=").nth(1).unwrap().to_owned();
        assert_eq!(cv_conhece(&b, &token).await, 401, "{pedido}");
        assert!(token.len() >= 16, "{pedido}: long enough to be looked at");
    }
}

/// A plugin that answers every launch with what it saw.
async fn plugin_espelho() -> (url::Url, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let (enviar, receber) = tokio::sync::mpsc::unbounded_channel();
    let rotas = Router::new().fallback(any(move |uri: axum::http::Uri, cabecalhos: HeaderMap, corpo: String| {
        let bearer = cabecalhos.get("authorization").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        enviar.send(format!("{uri} {bearer} {corpo}")).unwrap();
        async { (axum::http::StatusCode::SEE_OTHER, [("location", "/inicio"), ("set-cookie", "__Host-fin=x")], "ok") }
    }));
    let ouvinte = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let porta = ouvinte.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(ouvinte, rotas).await.unwrap() });
    // A name only browsers resolve: the simulator must know that it is loopback.
    (format!("http://financeiro.localhost:{porta}").parse().unwrap(), receber)
}

#[tokio::test]
async fn a_reused_token_has_really_been_used_before() {
    let b = Bancada::nova().await;
    let (plugin, mut visto) = plugin_espelho().await;
    b.simulador.definir_plugin_url(plugin);
    let html = b.pagina(&format!("{PLUGIN}?token=reusado"), "doralice").await.text().await.unwrap();
    let caminho =
        atributo(&html, "iframe", "src").split(".localhost").nth(1).unwrap().split_once('/').unwrap().1.to_owned();
    assert_eq!(visto.recv().await.unwrap().trim(), format!("/{caminho}"));
}

#[tokio::test]
async fn the_server_can_launch_with_a_header_and_shows_the_answer_without_following_it() {
    let b = Bancada::nova().await;
    let (plugin, mut visto) = plugin_espelho().await;
    b.simulador.definir_plugin_url(plugin);
    let url = b.simulador.cv_url().join("simulador/lancar").unwrap();
    for (entrega, inicio) in [
        ("header", "/p/horizonte/cliente Bearer ey"),
        ("query", "/p/horizonte/cliente?token=ey"),
        ("post", "/p/horizonte/cliente  token=ey"),
    ] {
        let pedido = json!({"pessoa": "doralice", "entrega": entrega});
        let resposta: Value = b.cliente.post(url.clone()).json(&pedido).send().await.unwrap().json().await.unwrap();
        assert_eq!(resposta["status"], 303, "{resposta}");
        assert_eq!((&resposta["location"], &resposta["set_cookie"][0]), (&json!("/inicio"), &json!("__Host-fin=x")));
        let chegou = visto.recv().await.unwrap();
        assert!(chegou.starts_with(inicio), "{entrega}");
    }
    let ninguem = b.cliente.post(url).json(&json!({"pessoa": "ninguem"})).send().await.unwrap();
    assert_eq!(ninguem.status(), 400);
}

#[tokio::test]
async fn by_header_the_page_explains_that_a_frame_cannot() {
    let b = Bancada::com(Opcoes { entrega: Entrega::Header, ..Opcoes::default() }).await;
    let html = b.pagina(PLUGIN, "doralice").await.text().await.unwrap();
    assert!(!html.contains("<iframe") && html.contains("/simulador/lancar"));
}

#[tokio::test]
async fn names_and_units_are_escaped_on_every_page() {
    let b = Bancada::nova().await;
    for caminho in ["cliente/home", PLUGIN, "cliente/secao/mensagens", "simulador"] {
        let html = b.pagina(caminho, "anna").await.text().await.unwrap();
        assert!(!html.contains("<teste>") && html.contains("&lt;teste&gt;"), "{caminho}");
    }
}

#[tokio::test]
async fn leaving_ends_the_session() {
    let b = Bancada::nova().await;
    let base = b.simulador.cv_url();
    let entrada =
        b.cliente.post(base.join("cliente/entrar").unwrap()).form(&[("pessoa", "doralice")]).send().await.unwrap();
    let cookie = entrada.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let ir = async |metodo: reqwest::Method, caminho: &str| {
        b.cliente
            .request(metodo, base.join(caminho).unwrap())
            .header("cookie", &cookie)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(ir(reqwest::Method::GET, "cliente/home").await, 200);
    assert_eq!(ir(reqwest::Method::POST, "cliente/sair").await, 303);
    assert_eq!(ir(reqwest::Method::GET, "cliente/home").await, 303);
}

#[tokio::test]
async fn faults_and_dialect_are_switched_over_http_by_json_and_by_form() {
    let b = Bancada::nova().await;
    let base = b.simulador.cv_url();
    let falhas = base.join("simulador/falhas").unwrap();
    let ler = |r: reqwest::Response| async move { r.json::<Value>().await.unwrap() };

    let r = b.cliente.post(falhas.clone()).json(&json!({"falhas": "erp=fora,cv.pessoa=500"})).send().await.unwrap();
    assert_eq!(
        ler(r).await["falhas"],
        json!([{"alvo": "erp", "falha": "fora"}, {"alvo": "cv.pessoa", "falha": "500"}])
    );
    let r = b.cliente.post(falhas.clone()).json(&json!({"alvo": "erp", "falha": "normal"})).send().await.unwrap();
    assert_eq!(ler(r).await["falhas"], json!([{"alvo": "cv.pessoa", "falha": "500"}]));

    let campos = [("alvo", "erp.contratos"), ("pessoa", "doralice"), ("falha", "lento:2s")];
    let r = b.cliente.post(falhas.clone()).header("accept", "text/html").form(&campos).send().await.unwrap();
    assert_eq!(r.status(), 303);
    assert_eq!(b.simulador.falhas().atuais()[1].to_string(), "erp.contratos@doralice=lento:2s");

    let r = b.cliente.post(falhas.clone()).json(&json!({"falhas": "erp=explodir"})).send().await.unwrap();
    assert_eq!(r.status(), 400);
    assert!(ler(r).await["erro"].as_str().unwrap().contains("explodir"));
    let r =
        b.cliente.post(falhas.clone()).header("accept", "text/html").form(&[("falhas", "<b>=x")]).send().await.unwrap();
    assert_eq!(r.status(), 400);
    let html = r.text().await.unwrap();
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>=x"));

    let erp = base.join("simulador/erp").unwrap();
    let r = b.cliente.post(erp.clone()).json(&json!({"versao": "antiga", "lista": "json-api"})).send().await.unwrap();
    assert_eq!(ler(r).await["erp"], json!({"versao": "antiga", "lista": "json-api"}));
    assert_eq!(b.cliente.post(erp).json(&json!({"versao": "futura"})).send().await.unwrap().status(), 400);
}
