//! The pages of CV's data over a CV of the test's own: what the simulated one never does.

use financeiro::server::{
    config::PaginaCv, cripto::Chaveiro, middleware::limites::Limitadores, montagem, permissoes::Perfil,
    relogio::Relogio as _, router::build_router,
};
use http::StatusCode;
use leptos::config::LeptosOptions;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};

use crate::{
    cadastro::{PAGINAS, campo, enviar, seguir},
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Site, prefixo},
    papeis,
};

/// A CV that knows one person and answers as told, and a browser in the visit of that person.
struct Proprio {
    cv: MockServer,
    n: Navegador,
    prefixo: String,
    _mundo: Mundo,
}

impl Proprio {
    /// Answers by path below `/api/v1/cliente`; whatever is not told is CV's 405 for a route it does not have.
    async fn com(respostas: &[(&str, &str, Value)]) -> Self {
        let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
        let cv = MockServer::start().await;
        let doralice = simulator::por_chave("doralice").unwrap();
        let pessoa = json!({
            "idpessoa": 1, "nome": doralice.nome, "documento": doralice.documento, "documento_tipo": "CPF",
            "email": "a@b.example", "estado_civil": "<b>Solteira</b>",
        });
        let responder = |metodo: &str, caminho: &str, corpo: &Value| {
            Mock::given(method(metodo))
                .and(path(format!("/api/v1/cliente/{caminho}")))
                .respond_with(ResponseTemplate::new(200).set_body_json(corpo))
        };
        for (metodo, caminho, corpo) in respostas {
            responder(metodo, caminho, corpo).mount(&cv).await;
        }
        responder("GET", "pessoa", &pessoa).mount(&cv).await;
        Mock::given(wiremock::matchers::any())
            .respond_with(ResponseTemplate::new(405))
            .with_priority(9)
            .mount(&cv)
            .await;

        let mut config = (*mundo.estado.config).clone();
        config.incorporadoras[0].portal.url = cv.uri().parse().unwrap();
        let chaveiro = Chaveiro::gerar(&mut rand::rng(), mundo.relogio.agora());
        let leptos = LeptosOptions::builder().output_name("financeiro").build();
        let mut estado = montagem::estado(config, chaveiro, leptos, mundo.relogio.clone()).await.unwrap();
        estado.limitadores = std::sync::Arc::new(Limitadores::sem_limite());
        let mut n = Navegador::novo(build_router(estado, CancellationToken::new()));
        let lancada = n.lancar("um-token-qualquer-0123456789").await;
        let local = lancada.local().to_owned();
        n.abrir_de(&local, Site::Outro).await;
        Self { cv, n, prefixo: prefixo(&local), _mundo: mundo }
    }

    async fn texto(&mut self, caminho: &str) -> String {
        let pagina = self.n.abrir(&format!("{}{caminho}", self.prefixo)).await;
        html::conferir_equilibrio(&pagina.corpo);
        assert!(!pagina.corpo.contains("<b>") && !pagina.corpo.contains("<script>alert"), "{caminho}");
        pagina.texto()
    }

    /// How often CV was asked by that method and path.
    async fn chamadas(&self, metodo: &str, caminho: &str) -> usize {
        let todas = self.cv.received_requests().await.unwrap();
        let caminho = format!("/api/v1/cliente/{caminho}");
        todas.iter().filter(|p| p.method.as_str() == metodo && p.url.path() == caminho).count()
    }
}

#[tokio::test]
async fn a_cv_without_messages_is_said_to_have_none_with_the_contact_and_no_form() {
    let mut proprio = Proprio::com(&[]).await;
    let texto = proprio.texto("/mensagens").await;
    assert!(texto.contains("A incorporadora não oferece mensagens por aqui") && texto.contains("(79) 3000-0000"));
    assert!(!texto.contains("Enviar mensagem") && !texto.contains("Ainda não há"), "{texto}");
    for (caminho, _) in &PAGINAS[1..4] {
        let texto = proprio.texto(caminho).await;
        assert!(texto.contains("Não disponível por aqui") && !texto.contains("Nenhum"), "{caminho}: {texto}");
    }
}

#[tokio::test]
async fn whatever_cv_writes_stays_text() {
    let mau = "<b>negrito</b><script>alert(1)</script>";
    let unidade =
        json!([{"idunidade": 7, "unidade": mau, "tipologia": mau, "area": mau, "endereco": mau, "situacao": mau}]);
    let mut proprio = Proprio::com(&[
        ("GET", "unidades", unidade),
        ("GET", "contratos", json!([{"idcontrato": 1, "nome": mau, "vinculo": mau, "valor": "350.000,00"}])),
        ("GET", "unidades/7/documentos", json!([{"iddocumento": 3, "nome": mau, "pasta": mau, "tipo": mau}])),
        ("GET", "mensagem", json!([{"texto": mau, "autor": mau, "assunto": mau, "tipo": "Gestor"}])),
    ])
    .await;
    for (caminho, _) in &PAGINAS[1..] {
        assert!(proprio.texto(caminho).await.contains("<b>negrito</b>"), "{caminho}");
    }
    assert!(proprio.texto("/dados").await.contains("<b>Solteira</b>"));
    assert!(
        proprio.texto("/contrato").await.contains("R$\u{a0}350.000,00")
            || proprio.texto("/contrato").await.contains("350.000,00")
    );
}

#[tokio::test]
async fn rows_without_their_key_are_counted() {
    let sem_chave = json!([{"idunidade": 7, "unidade": "101"}, {"unidade": "102"}, {"unidade": "103"}]);
    let mut proprio = Proprio::com(&[
        ("GET", "unidades", sem_chave),
        ("GET", "mensagem", json!([{"idmensagem": 1}])),
        ("GET", "unidades/7/documentos", json!([{"iddocumento": 1, "nome": "Planta"}, {"nome": "Outra"}])),
    ])
    .await;
    let texto = proprio.texto("/imovel").await;
    assert!(texto.contains("101") && texto.contains("2 imóveis vieram sem dados que possamos ler"), "{texto}");
    let texto = proprio.texto("/mensagens").await;
    assert!(texto.contains("Nenhuma mensagem pôde ser mostrada.") && texto.contains("uma mensagem veio"), "{texto}");
    let texto = proprio.texto("/arquivos").await;
    assert!(texto.contains("Planta") && texto.contains("3 documentos vieram"), "{texto}");
}

#[tokio::test]
async fn what_is_no_pdf_is_only_downloaded_and_only_if_its_bytes_say_what_it_is() {
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR....\0\0\0\0IEND\xaeB`\x82";
    let mut proprio = Proprio::com(&[("GET", "unidades", json!([{"idunidade": 7, "unidade": "101"}]))]).await;
    let casa = proprio.cv.uri();
    let linha = |id: u32, nome: &str, link: &str| json!({"iddocumento": id, "nome": nome, "url": link});
    let linhas = json!([
        linha(1, "Planta.png", &format!("{casa}/planta")),
        linha(2, "Contrato", &format!("{casa}/pagina")),
        linha(3, "Ata", &format!("{casa}/planta")),
        linha(4, "Fora", "http://localhost.evil.example/x.pdf"),
    ]);
    let documentos = ResponseTemplate::new(200).set_body_json(linhas);
    let em = |caminho: &str| Mock::given(method("GET")).and(path(caminho.to_owned()));
    em("/api/v1/cliente/unidades/7/documentos").respond_with(documentos).with_priority(1).mount(&proprio.cv).await;
    em("/planta")
        .respond_with(ResponseTemplate::new(200).set_body_raw(png, "text/html"))
        .with_priority(1)
        .mount(&proprio.cv)
        .await;
    let html = ResponseTemplate::new(200).set_body_raw("<html><script>alert(1)</script></html>", "application/pdf");
    em("/pagina").respond_with(html).with_priority(1).mount(&proprio.cv).await;

    let pagina = proprio.n.abrir(&format!("{}/arquivos", proprio.prefixo)).await;
    let (arquivo, documento) = proprio.n.baixar(&pagina, "Abrir Planta.png").await;
    assert_eq!((arquivo.status, arquivo.header("content-type")), (StatusCode::OK, Some("image/png")));
    assert_eq!(arquivo.header("content-disposition"), Some("attachment; filename=\"planta.png\""));
    assert!(!documento.texto().contains("Ver na tela") && !documento.texto().contains("Abrir em nova aba"));
    // Its name promised a PDF; it is delivered as what it is, and never shown.
    let (arquivo, _) = proprio.n.baixar(&pagina, "Abrir Ata").await;
    assert_eq!(arquivo.header("content-type"), Some("image/png"));
    assert!(arquivo.header("content-disposition").unwrap().starts_with("attachment"));
    for (rotulo, status, dito) in [
        ("Abrir Contrato", StatusCode::BAD_GATEWAY, "O arquivo não pôde ser conferido"),
        ("Abrir Fora", StatusCode::BAD_GATEWAY, "não autorizou a entrega"),
    ] {
        let (arquivo, _) = proprio.n.baixar(&pagina, rotulo).await;
        assert_eq!(arquivo.status, status, "{rotulo}");
        assert!(arquivo.texto().contains(dito), "{rotulo}: {}", arquivo.texto());
        assert!(!arquivo.corpo.contains("<script>alert"));
    }
}

#[tokio::test]
async fn where_cv_lists_all_documents_at_once_they_still_stand_under_their_units() {
    let mundo = Mundo::com(Ajustes {
        opcoes: opacos(),
        portal_extra: "[incorporadora.portal.caminhos]\ndocumentos = \"/api/v1/cliente/documento\"",
        ..Ajustes::default()
    })
    .await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/arquivos")).await;
    let texto = pagina.texto();
    assert!(texto.contains("Torre Âmbar, apto 1203") && texto.contains("Obra"), "{texto}");
    assert_eq!(texto.matches("Memorial descritivo").count(), 2, "the name and the button's: {texto}");
    let (arquivo, _) = n.baixar(&pagina, "Abrir Memorial descritivo").await;
    assert!(arquivo.bytes.starts_with(b"%PDF-"), "{}", arquivo.texto());
}

#[tokio::test]
async fn the_sentence_of_a_refusal_is_shown_and_what_was_typed_is_kept() {
    let recusa = json!({"sucesso": false, "mensagem": "E-mail já cadastrado"});
    let mut proprio = Proprio::com(&[("PUT", "pessoa", recusa), ("GET", "mensagem", json!([]))]).await;
    let caminho = format!("{}/dados/contato", proprio.prefixo);
    let campos =
        [("email", "novo@b.example"), ("email_antes", "a@b.example"), ("telefone", ""), ("telefone_antes", "")];
    let pedida = enviar(&mut proprio.n, &caminho, &campos).await;
    let pagina = seguir(&mut proprio.n, &pedida).await;
    assert!(pagina.texto().contains("A incorporadora não aceitou: “E-mail já cadastrado”"), "{}", pagina.texto());
    assert_eq!(campo(&pagina, "email"), "novo@b.example");
    assert_eq!(campo(&pagina, "email_antes"), "a@b.example");
    // No route for messages to be sent by: nothing went, and the text stays.
    let caminho = format!("{}/mensagens", proprio.prefixo);
    let envio = campo(&proprio.n.abrir(&caminho).await, "envio");
    for vez in 1..=2 {
        let enviada = enviar(&mut proprio.n, &caminho, &[("texto", "Olá"), ("envio", &envio)]).await;
        let pagina = seguir(&mut proprio.n, &enviada).await;
        assert!(pagina.texto().contains("não recebe isto por aqui"), "{}", pagina.texto());
        assert_eq!(proprio.chamadas("POST", "mensagem").await, vez, "what certainly was not sent may be sent again");
    }
}

#[tokio::test]
async fn the_data_of_another_person_is_not_shown() {
    let mut proprio = Proprio::com(&[]).await;
    let outra = json!({"nome": "Outra Pessoa", "documento": "714.287.938-60", "documento_tipo": "CPF"});
    Mock::given(method("GET"))
        .and(path("/api/v1/cliente/pessoa"))
        .respond_with(ResponseTemplate::new(200).set_body_json(outra))
        .with_priority(1)
        .mount(&proprio.cv)
        .await;
    let texto = proprio.texto("/dados").await;
    assert!(texto.contains("respondeu de forma incompleta") && !texto.contains("Outra Pessoa"), "{texto}");
}

#[tokio::test]
async fn pages_an_environment_has_not_are_in_no_menu_and_not_there() {
    let mundo = Mundo::com(Ajustes {
        opcoes: opacos(),
        config: |config| config.incorporadoras[0].portal.paginas = [PaginaCv::Contrato].into(),
        ..Ajustes::default()
    })
    .await;
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "doralice").await;
    let menu = html::enderecos(&inicio.corpo);
    for (caminho, _) in PAGINAS {
        let endereco = format!("{prefixo}{caminho}");
        let ligada = caminho == "/contrato";
        assert_eq!(menu.contains(&endereco), ligada, "{caminho}");
        let esperado = if ligada { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(n.abrir(&endereco).await.status, esperado, "{caminho}");
    }
    let envio = "0".repeat(32);
    for (caminho, campos) in [
        ("/mensagens", [("texto", "Oi"), ("envio", envio.as_str())]),
        ("/dados/contato", [("email", "a@b.example"), ("email_antes", "c@d.example")]),
        ("/dados/endereco", [("cep", "49030210"), ("estado", "SE")]),
    ] {
        let resposta = enviar(&mut n, &format!("{prefixo}{caminho}"), &campos).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}");
    }
}

#[tokio::test]
async fn these_pages_are_of_the_cliente_alone() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    for perfil in [Perfil::Sindico, Perfil::Condominio, Perfil::Gestor, Perfil::Previa] {
        let (mut n, prefixo) = papeis::visita(&mundo, perfil).await;
        for (caminho, _) in PAGINAS {
            let resposta = n.abrir(&format!("{prefixo}{caminho}")).await;
            assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho} {perfil:?}");
        }
        for caminho in ["/dados/contato", "/dados/endereco", "/mensagens"] {
            let resposta = enviar(&mut n, &format!("{prefixo}{caminho}"), &[("texto", "Oi")]).await;
            assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho} {perfil:?}");
        }
    }
    // A session without CV's token says how to come back.
    let (mut n, prefixo) = papeis::visita(&mundo, Perfil::Cliente).await;
    for (caminho, _) in PAGINAS {
        let texto = n.abrir(&format!("{prefixo}{caminho}")).await.texto();
        assert!(texto.contains("O acesso que o portal nos deu terminou"), "{caminho}: {texto}");
    }
}
