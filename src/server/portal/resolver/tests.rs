use http::HeaderName;
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, body_string, header, method, path, query_param},
};

use super::*;
use crate::server::{
    config::{Discriminador, Reuso},
    portal::erro::SemDocumento,
};

mod fios;

const TOKEN: &str = "um.token+de/teste==";
const CAMINHO: &str = "/api/v1/cliente/pessoa";

fn token() -> Token {
    Token::novo(TOKEN)
}

fn pessoa() -> Value {
    json!({"idpessoa": 10, "idpessoa_int": "ERP-77", "nome": "Maria Teste", "documento": "529.982.247-25"})
}

fn regras() -> Resolvedor {
    Resolvedor {
        ativo: true,
        metodo: Method::GET,
        caminho: CAMINHO.into(),
        token_em: TokenEm::Bearer,
        documento: vec!["/documento".into()],
        nome: vec!["/nome".into()],
        id_erp: vec!["/idpessoa_int".into()],
        identificacao: vec!["/email".into()],
        empreendimentos: vec!["/empreendimentos".into()],
        papel: None,
    }
}

fn portal(url: &str, cliente: Resolvedor) -> Portal {
    Portal {
        url: url.parse().unwrap(),
        frame_ancestors: Vec::new(),
        token_parametros: vec!["token".into()],
        servico: None,
        caminhos: std::collections::BTreeMap::new(),
        jwt: None,
        reuso: Reuso::default(),
        paginas: std::collections::BTreeSet::new(),
        documentos_hosts: Vec::new(),
        cliente,
        sindico: None,
        gestor: None,
        equipe_por_codigo: false,
    }
}

/// Generous to a busy machine; only the tests of deadlines use shorter ones.
fn prazos() -> Prazos {
    Prazos { conexao: Duration::from_secs(20), total: Duration::from_mins(1), pausa: Duration::from_millis(1) }
}

fn resolver(portal: &Portal) -> Resolver {
    Resolver::com_prazos("horizonte", portal, true, prazos()).unwrap()
}

async fn perguntar(url: &str, cliente: Resolvedor) -> Result<Identidade, ErroResolucao> {
    resolver(&portal(url, cliente)).resolver(Papel::Cliente, &token()).await
}

/// What one fixed answer leads to, and how many calls CV saw.
async fn com_resposta(resposta: ResponseTemplate) -> (Result<Identidade, ErroResolucao>, usize) {
    let cv = MockServer::start().await;
    Mock::given(path(CAMINHO)).respond_with(resposta).mount(&cv).await;
    let resultado = perguntar(&cv.uri(), regras()).await;
    (resultado, cv.received_requests().await.unwrap().len())
}

#[tokio::test]
async fn a_person_is_proved_by_one_call() {
    let cv = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(CAMINHO))
        .and(header("authorization", format!("Bearer {TOKEN}")))
        .and(header("accept", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(pessoa()))
        .expect(1)
        .mount(&cv)
        .await;
    let maria = perguntar(&cv.uri(), regras()).await.unwrap();
    assert_eq!(maria.documento.normalizado(), "52998224725");
    assert_eq!((maria.nome.as_deref(), maria.id_erp.as_deref()), (Some("Maria Teste"), Some("ERP-77")));
}

#[tokio::test]
async fn the_token_travels_where_the_configuration_says() {
    let cv = MockServer::start().await;
    let ok = || ResponseTemplate::new(200).set_body_json(pessoa());
    Mock::given(path("/c")).and(header("x-token", TOKEN)).respond_with(ok()).expect(1).mount(&cv).await;
    Mock::given(path("/q"))
        .and(query_param("t", TOKEN))
        .and(query_param("fixo", "1"))
        .respond_with(ok())
        .expect(1)
        .mount(&cv)
        .await;
    Mock::given(method("POST"))
        .and(path("/j"))
        .and(header("content-type", "application/json"))
        .and(body_json(json!({"plugin": {"to/ken": TOKEN}})))
        .respond_with(ok())
        .expect(1)
        .mount(&cv)
        .await;
    Mock::given(method("POST"))
        .and(path("/f"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string("token=um.token%2Bde%2Fteste%3D%3D"))
        .respond_with(ok())
        .expect(1)
        .mount(&cv)
        .await;
    for (metodo, caminho, token_em) in [
        (Method::GET, "/c", TokenEm::Header(HeaderName::from_static("x-token"))),
        (Method::GET, "/q?fixo=1", TokenEm::Query("t".into())),
        (Method::POST, "/j", TokenEm::Json("/plugin/to~1ken".into())),
        (Method::POST, "/f", TokenEm::Form("token".into())),
    ] {
        let regras = Resolvedor { metodo, caminho: caminho.into(), token_em, ..regras() };
        assert!(perguntar(&cv.uri(), regras).await.is_ok(), "{caminho}");
    }
}

#[tokio::test]
async fn service_credentials_go_only_with_calls_that_carry_the_token_as_a_parameter() {
    let cv = MockServer::start().await;
    Mock::given(path(CAMINHO)).respond_with(ResponseTemplate::new(200).set_body_json(pessoa())).mount(&cv).await;
    for (token_em, vai) in [
        (TokenEm::Bearer, false),
        (TokenEm::Header(HeaderName::from_static("token")), false),
        (TokenEm::Query("t".into()), true),
        (TokenEm::Form("t".into()), true),
        (TokenEm::Json("/t".into()), true),
    ] {
        let mut portal = portal(&cv.uri(), Resolvedor { metodo: Method::POST, token_em: token_em.clone(), ..regras() });
        portal.servico = Some(Servico { email: "api@horizonte.example".into(), token: "credencial".to_owned().into() });
        resolver(&portal).resolver(Papel::Cliente, &token()).await.unwrap();
        let pedido = cv.received_requests().await.unwrap().pop().unwrap();
        assert_eq!(pedido.headers.get("email").is_some(), vai, "{token_em:?}");
        assert_eq!(pedido.headers.get("token").is_some_and(|v| v == "credencial"), vai, "{token_em:?}");
    }
}

#[tokio::test]
async fn refusals_are_final_at_the_first_answer() {
    for status in [204, 401, 403, 404] {
        assert_eq!(com_resposta(ResponseTemplate::new(status)).await, (Err(ErroResolucao::Recusado), 1), "{status}");
    }
    let ocupado = ResponseTemplate::new(429).set_body_json(json!({"Response": "Too many requests"}));
    assert_eq!(com_resposta(ocupado).await, (Err(ErroResolucao::MuitasChamadas), 1));
    let nada = ResponseTemplate::new(400).set_body_json(json!({"error": "Nenhum dado encontrado", "code": 400}));
    assert_eq!(com_resposta(nada).await, (Err(ErroResolucao::Recusado), 1));
    let vazia = ResponseTemplate::new(200).set_body_json(json!({"pessoas": []}));
    assert_eq!(com_resposta(vazia).await, (Err(ErroResolucao::Recusado), 1));
}

#[tokio::test]
async fn a_5xx_is_tried_twice_and_no_more() {
    for status in [500, 502, 503, 504] {
        let fora = ErroResolucao::ForaDoAr(Falha::Servidor(status));
        assert_eq!(com_resposta(ResponseTemplate::new(status).set_body_string("<h1>Erro</h1>")).await, (Err(fora), 2));
    }
}

#[tokio::test]
async fn the_second_try_counts_whatever_it_says() {
    for (segunda, esperado) in [
        (ResponseTemplate::new(200).set_body_json(pessoa()), Ok(())),
        (ResponseTemplate::new(401), Err(ErroResolucao::Recusado)),
        (ResponseTemplate::new(429), Err(ErroResolucao::MuitasChamadas)),
    ] {
        let cv = MockServer::start().await;
        Mock::given(path(CAMINHO)).respond_with(ResponseTemplate::new(500)).up_to_n_times(1).expect(1).mount(&cv).await;
        Mock::given(path(CAMINHO)).respond_with(segunda).expect(1).mount(&cv).await;
        assert_eq!(perguntar(&cv.uri(), regras()).await.map(drop), esperado);
    }
}

#[tokio::test]
async fn answers_that_are_not_the_contract_are_named_without_their_content() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>Maria 52998224725</html>", "text/html");
    for (resposta, esperado) in [
        (html, "HTML no lugar de JSON"),
        (ResponseTemplate::new(200), "resposta 200 sem corpo"),
        (ResponseTemplate::new(200).set_body_string("{\"documento\":\"529.98"), "JSON inválido ou cortado"),
        (ResponseTemplate::new(200).set_body_string("\"52998224725\""), "a resposta não é um objeto JSON"),
        (ResponseTemplate::new(200).set_body_string("x".repeat(300 * 1024)), "resposta maior que 256 KiB"),
        (ResponseTemplate::new(405), "HTTP 405; confira metodo, caminho e token-em"),
        (ResponseTemplate::new(400).set_body_string("52998224725"), "HTTP 400; confira metodo, caminho e token-em"),
        (ResponseTemplate::new(422), "HTTP 422; confira metodo, caminho e token-em"),
    ] {
        let (resultado, chamadas) = com_resposta(resposta).await;
        assert_eq!(resultado, Err(contrato(esperado)));
        assert_eq!(chamadas, 1, "{esperado}");
    }
}

#[tokio::test]
async fn json_under_another_type_or_after_a_byte_order_mark_is_still_json() {
    let html = ResponseTemplate::new(200).set_body_raw(format!("\u{feff} {}\n", pessoa()), "text/html; charset=UTF-8");
    assert!(com_resposta(html).await.0.is_ok());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (cv, outro) = (MockServer::start().await, MockServer::start().await);
    let alvo = format!("{}/x", outro.uri());
    for status in [301, 302, 307, 308] {
        cv.reset().await;
        let resposta = ResponseTemplate::new(status).insert_header("location", alvo.as_str());
        Mock::given(path(CAMINHO)).respond_with(resposta).expect(1).mount(&cv).await;
        let esperado = format!("HTTP {status}, um redirecionamento; confira portal.url e caminho");
        assert_eq!(perguntar(&cv.uri(), regras()).await, Err(contrato(&esperado)));
    }
    assert!(outro.received_requests().await.unwrap().is_empty(), "the token went nowhere else");
}

#[tokio::test]
async fn what_the_person_lacks_has_its_own_error() {
    let mut com_papel = regras();
    com_papel.papel = Some(Discriminador { ponteiro: "/tipo".into(), valor: "cliente".into() });
    for (corpo, regras, esperado) in [
        (json!({"nome": "Maria"}), regras(), ErroResolucao::SemDocumento(SemDocumento::Ausente)),
        (json!({"idpessoa_int": 7}), regras(), ErroResolucao::SomenteIdErp(SemDocumento::Ausente)),
        (json!({"documento": "***.982.247-**"}), regras(), ErroResolucao::SemDocumento(SemDocumento::Mascarado)),
        (json!({"documento": "529.982.247-25", "ativo": "N"}), regras(), ErroResolucao::Inativo),
        (json!({"pessoas": [pessoa(), pessoa()]}), regras(), ErroResolucao::Ambigua),
        (json!({"documento": "529.982.247-25", "tipo": "gestor"}), com_papel, ErroResolucao::PapelErrado),
    ] {
        let cv = MockServer::start().await;
        Mock::given(path(CAMINHO))
            .respond_with(ResponseTemplate::new(200).set_body_json(corpo))
            .expect(1)
            .mount(&cv)
            .await;
        assert_eq!(perguntar(&cv.uri(), regras).await, Err(esperado));
    }
}

#[tokio::test]
async fn each_role_asks_its_own_question_and_a_role_that_is_off_asks_nothing() {
    let cv = MockServer::start().await;
    let sindico = json!({"idsindico": 3, "nome": "Ana", "documento": "111.444.777-35", "empreendimentos": [{"id": 3}, {"id": 4}]});
    Mock::given(path("/sindico"))
        .respond_with(ResponseTemplate::new(200).set_body_json(sindico))
        .expect(1)
        .mount(&cv)
        .await;
    let mut portal = portal(&cv.uri(), Resolvedor { ativo: false, ..regras() });
    portal.sindico = Some(Resolvedor { caminho: "/sindico".into(), ..regras() });
    let resolver = resolver(&portal);
    assert_eq!(
        [Papel::Cliente, Papel::Sindico, Papel::Gestor].map(|papel| resolver.atende(papel)),
        [false, true, false]
    );
    let ana = resolver.resolver(Papel::Sindico, &token()).await.unwrap();
    assert_eq!(ana.documento.normalizado(), "11144477735");
    for papel in [Papel::Cliente, Papel::Gestor] {
        assert_eq!(resolver.resolver(papel, &token()).await, Err(ErroResolucao::PapelDesligado));
    }
}

#[test]
fn only_https_to_a_public_name_is_a_portal_outside_development() {
    for (url, fora, em_desenvolvimento) in [
        ("https://horizonte.cvcrm.com.br", true, true),
        ("http://horizonte.cvcrm.com.br", false, true),
        ("https://localhost", false, true),
        ("https://cv.localhost", false, true),
        ("https://127.0.0.1", false, true),
        ("https://[::1]", false, true),
        ("https://[::ffff:127.0.0.1]", false, true),
        ("http://127.0.0.1:4000", false, true),
        ("ftp://horizonte.cvcrm.com.br", false, false),
        ("data:text/plain,x", false, false),
    ] {
        let portal = portal(url, regras());
        for (permitir, esperado) in [(false, fora), (true, em_desenvolvimento)] {
            let visto = Resolver::com_prazos("h", &portal, permitir, prazos()).map(drop);
            assert_eq!(visto, if esperado { Ok(()) } else { Err(ErroResolver::Url) }, "{url} {permitir}");
        }
    }
}

#[test]
fn a_configuration_that_cannot_be_called_names_its_key() {
    let com = |regras: Resolvedor| {
        Resolver::com_prazos("h", &portal("https://h.cvcrm.com.br", regras), false, prazos()).map(drop)
    };
    assert_eq!(com(Resolvedor { metodo: Method::PUT, ..regras() }), Err(ErroResolver::Metodo("cliente")));
    assert_eq!(
        com(Resolvedor { token_em: TokenEm::Json("token".into()), ..regras() }),
        Err(ErroResolver::Ponteiro("cliente"))
    );
    for caminho in ["", "pessoa", "https://outro", "/../x", "/a/%2e%2E/b", "/a/./b", "/a\\b", "/a#b", "/a?b#c"] {
        assert_eq!(
            com(Resolvedor { caminho: caminho.into(), ..regras() }),
            Err(ErroResolver::Caminho("cliente")),
            "{caminho}"
        );
    }
    let mut com_servico =
        portal("https://h.cvcrm.com.br", Resolvedor { token_em: TokenEm::Query("t".into()), ..regras() });
    com_servico.servico = Some(Servico { email: "a\nb".into(), token: "x".to_owned().into() });
    assert_eq!(Resolver::com_prazos("h", &com_servico, false, prazos()).map(drop), Err(ErroResolver::Servico));
}

#[test]
fn the_path_is_joined_below_the_base() {
    for (base, caminho, esperado) in [
        ("https://h.br", "/api/v1", "https://h.br/api/v1"),
        ("https://h.br/x/", "/api?b=1", "https://h.br/x/api?b=1"),
        ("https://h.br/x?velha=1#y", "//outro.br/z", "https://h.br/x//outro.br/z"),
    ] {
        assert_eq!(juntar(&base.parse().unwrap(), caminho).unwrap().as_str(), esperado);
    }
}
