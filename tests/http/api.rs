//! The JSON API: who gets in, whose data comes out, and that it is the ERP's truth.

use std::{collections::BTreeSet, time::Duration};

use axum::body::Body;
use financeiro::server::{middleware::limites::Limitadores, relogio::Relogio as _, storage::Auditoria};
use http::{Method, StatusCode, header};
use serde_json::Value;
use simulator::{Endpoint, Opcoes, Papel, por_chave};

use crate::{
    html,
    mundo::{Ajustes, Mundo, clientes, opacos},
    navegador::{Resposta, Site},
};

/// A call with this token, by a program: no cookie, no Sec-Fetch-Site.
pub(crate) async fn chamar(mundo: &Mundo, caminho: &str, token: Option<&str>) -> Resposta {
    let mut n = mundo.navegador();
    let mut pedido = n.pedido(Method::GET, caminho, Site::Silencio);
    if let Some(token) = token {
        pedido = pedido.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let resposta = n.enviar(pedido.body(Body::empty()).unwrap()).await;
    assert!(resposta.header("set-cookie").is_none(), "{caminho}: the API sets no cookie");
    assert_eq!(resposta.header("cache-control"), Some("no-store"), "{caminho}");
    assert!(resposta.header("access-control-allow-origin").is_none(), "{caminho}");
    if !resposta.status.is_success() {
        conferir_problema(caminho, &resposta);
    }
    resposta
}

/// A call below `horizonte` that answers 200 with JSON.
pub(crate) async fn ler(mundo: &Mundo, caminho: &str, token: &str) -> Value {
    let resposta = chamar(mundo, &format!("/api/v1/horizonte{caminho}"), Some(token)).await;
    assert_eq!(resposta.status, StatusCode::OK, "{caminho}: {}", resposta.corpo);
    json(&resposta)
}

pub(crate) fn json(resposta: &Resposta) -> Value {
    serde_json::from_str(&resposta.corpo).unwrap_or_else(|_| panic!("{}", resposta.corpo))
}

fn conferir_problema(caminho: &str, resposta: &Resposta) {
    assert_eq!(resposta.header("content-type"), Some("application/problem+json"), "{caminho}: {}", resposta.corpo);
    let problema = json(resposta);
    assert_eq!(problema["status"], resposta.status.as_u16(), "{caminho}");
    assert_eq!(problema["codigo_suporte"].as_str().unwrap().len(), 8, "{caminho}: {problema}");
    assert!(!problema["codigo"].as_str().unwrap().is_empty() && problema["mensagem"].is_string(), "{caminho}");
    let desafio = resposta.header("www-authenticate").is_some();
    assert_eq!(desafio, resposta.status == StatusCode::UNAUTHORIZED, "{caminho}");
    let espera = resposta.header("retry-after").map(|s| s.parse::<u32>().unwrap());
    if resposta.status == StatusCode::TOO_MANY_REQUESTS || resposta.status.as_u16() > 500 {
        assert!(espera.is_some_and(|s| s > 0), "{caminho}: when to come back");
    }
}

/// The code of a refusal.
fn codigo(resposta: &Resposta) -> String {
    json(resposta)["codigo"].as_str().unwrap().to_owned()
}

/// Every path of an incorporadora in the document, with something in its gaps.
async fn caminhos(mundo: &Mundo) -> Vec<String> {
    let documento = json(&chamar(mundo, "/api/v1/openapi.json", None).await);
    let caminhos: Vec<String> = documento["paths"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|c| c.contains("{incorporadora}"))
        .map(|c| c.replace("{incorporadora}", "horizonte").replace("{referencia}", "abc").replace("{ano}", "2039"))
        .collect();
    assert!(caminhos.len() > 15, "{caminhos:?}");
    caminhos
}

#[tokio::test]
async fn only_the_token_of_a_cliente_of_this_incorporadora_opens_anything() {
    let opcoes = Opcoes { vida_token: Duration::from_mins(10), ..Opcoes::default() };
    let config = |c: &mut financeiro::server::config::Config| c.incorporadoras[1].api = true;
    let mundo = Mundo::com(Ajustes { opcoes, aurora: true, config, ..Ajustes::default() }).await;
    let aurora = mundo.aurora.as_ref().unwrap();
    let de_la = aurora.emitir_token("doralice", Papel::Cliente).unwrap();
    let sindica = mundo.simulador.emitir_token("valdete", Papel::Sindico).unwrap();
    let minha = mundo.token("doralice");
    let vence = mundo.token("lindalva");
    for caminho in caminhos(&mundo).await {
        for (caso, token, esperado) in [
            ("no token", None, "acesso-ausente"),
            ("nonsense", Some("curto"), "acesso-ilegivel"),
            ("unknown", Some("abcdefghijklmnopqrstuvwxyz"), "acesso-recusado"),
            ("síndico", Some(sindica.as_str()), "acesso-recusado"),
            ("another incorporadora", Some(de_la.as_str()), "acesso-recusado"),
        ] {
            let resposta = chamar(&mundo, &caminho, token).await;
            assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{caminho} {caso}: {}", resposta.corpo);
            assert_eq!(codigo(&resposta), esperado, "{caminho} {caso}");
        }
        let resposta = chamar(&mundo, &caminho, Some(&minha)).await;
        assert_ne!(resposta.status, StatusCode::UNAUTHORIZED, "{caminho}");
        // A token in the address would end up in somebody's log.
        let resposta = chamar(&mundo, &format!("{caminho}?token={minha}"), None).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED, "{caminho}");
    }
    // Where it belongs the other one works: the refusals above were not for another reason.
    let resposta = chamar(&mundo, "/api/v1/aurora/contratos", Some(&de_la)).await;
    assert_eq!(resposta.status, StatusCode::OK, "{}", resposta.corpo);
    ler(&mundo, "/contratos", &vence).await;
    mundo.relogio.avancar(Duration::from_mins(11));
    let resposta = chamar(&mundo, "/api/v1/horizonte/contratos", Some(&vence)).await;
    assert_eq!((resposta.status, codigo(&resposta).as_str()), (StatusCode::UNAUTHORIZED, "acesso-expirado"));
}

#[tokio::test]
async fn switched_off_it_does_not_exist() {
    let desligar = |c: &mut financeiro::server::config::Config| c.incorporadoras[0].api = false;
    let mundo = Mundo::novo().await;
    let caminhos = caminhos(&mundo).await;
    let desligado = Mundo::com(Ajustes { config: desligar, ..Ajustes::default() }).await;
    let token = desligado.token("doralice");
    for caminho in caminhos.iter().map(String::as_str).chain(["/api/v1/openapi.json", "/api/v1", "/api/nada", "/api"]) {
        let resposta = chamar(&desligado, caminho, Some(&token)).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}: {}", resposta.corpo);
    }
    assert_eq!(desligado.simulador.contagem().de(Endpoint::Pessoa), 0, "CV is not even asked");
}

#[tokio::test]
async fn cv_is_asked_once_a_minute_and_every_time_it_is_on_record() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let token = mundo.token("doralice");
    let titular = mundo.estado.chaveiro.hmacs_titular(&por_chave("doralice").unwrap().documento_normalizado());
    let auditoria =
        Auditoria::nova(std::sync::Arc::clone(&mundo.estado.armazem), std::sync::Arc::clone(&mundo.estado.chaveiro));
    let inicio = mundo.relogio.agora();
    for minuto in 1..=3 {
        let (a, b) =
            tokio::join!(chamar(&mundo, "/api/v1/horizonte/contratos", Some(&token)), ler(&mundo, "/boletos", &token));
        assert_eq!((a.status, b["boletos"].as_array().unwrap().len()), (StatusCode::OK, 1));
        ler(&mundo, "/extrato", &token).await;
        assert_eq!(mundo.simulador.contagem().de(Endpoint::Pessoa), minuto);
        let eventos = auditoria.listar("horizonte", &titular, inicio, 100).await.unwrap();
        let acoes: Vec<(&str, &str)> = eventos.iter().map(|e| (e.acao.as_str(), e.ator.as_str())).collect();
        assert_eq!(acoes, vec![("acesso-api", "cliente"); usize::try_from(minuto).unwrap()]);
        mundo.relogio.avancar(Duration::from_secs(61));
    }
    // What CV refused is not asked again either: a bot that insists takes nothing from the others.
    for _ in 0..5 {
        let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some("um-token-que-ninguem-deu")).await;
        assert_eq!(resposta.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(mundo.simulador.contagem().de(Endpoint::Pessoa), 4);
}

#[tokio::test]
async fn the_same_token_is_welcome_again_and_a_launch_with_it_still_works() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let token = mundo.token("doralice");
    for _ in 0..3 {
        ler(&mundo, "/boletos", &token).await;
    }
    let lancada = mundo.navegador().lancar(&token).await;
    assert_eq!(lancada.status, StatusCode::SEE_OTHER, "{}", lancada.texto());
    ler(&mundo, "/boletos", &token).await;
}

/// Every reference in an answer.
fn referencias(valor: &Value, achadas: &mut BTreeSet<String>) {
    match valor {
        Value::Object(campos) => {
            if let Some(Value::String(referencia)) = campos.get("referencia") {
                achadas.insert(referencia.clone());
            }
            campos.values().for_each(|v| referencias(v, achadas));
        }
        Value::Array(itens) => itens.iter().for_each(|v| referencias(v, achadas)),
        _ => {}
    }
}

#[tokio::test]
async fn a_reference_opens_for_its_own_person_and_kind_only() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let (a, b) = (mundo.token("benedito"), mundo.token("doralice"));
    let mut todas = BTreeSet::new();
    let mut primeiras = Vec::new();
    for (lista, campo, moldes) in [
        ("/boletos", "/boletos/0", ["/boletos/{}", "/boletos/{}/pdf", "/boletos/{}/pix"].as_slice()),
        ("/notas", "/notas/0", ["/notas/{}/pdf", "/notas/{}/xml"].as_slice()),
        (
            "/contratos",
            "/contratos/0",
            ["/boletos?contrato={}", "/parcelas?contrato={}", "/extrato.csv?contrato={}"].as_slice(),
        ),
        ("/quitacoes", "/anos/1/declaracoes/0", ["/quitacoes/2039/{}/pdf"].as_slice()),
    ] {
        let resposta = ler(&mundo, lista, &a).await;
        referencias(&resposta, &mut todas);
        if let Some(referencia) = resposta.pointer(&format!("{campo}/referencia")).and_then(Value::as_str) {
            primeiras.extend(moldes.iter().map(|molde| molde.replace("{}", referencia)));
        }
    }
    assert!(todas.len() >= 6 && primeiras.len() >= 8, "{} {primeiras:?}", todas.len());
    for caminho in &primeiras {
        let caminho = format!("/api/v1/horizonte{caminho}");
        let dele = chamar(&mundo, &caminho, Some(&a)).await;
        // An ERP need not have every file of a nota.
        assert!(dele.status == StatusCode::OK || caminho.contains("/notas/"), "{caminho}: {}", dele.corpo);
        let dela = chamar(&mundo, &caminho, Some(&b)).await;
        assert_eq!(dela.status, StatusCode::NOT_FOUND, "{caminho}: {}", dela.corpo);
    }
    // Every reference at every place: where it does not belong, it is nothing.
    let dona = mundo.token("doralice");
    for referencia in &todas {
        for molde in
            ["/boletos/{}", "/boletos/{}/pdf", "/notas/{}/pdf", "/quitacoes/2039/{}/pdf", "/extrato?contrato={}"]
        {
            let caminho = format!("/api/v1/horizonte{}", molde.replace("{}", referencia));
            let resposta = chamar(&mundo, &caminho, Some(&dona)).await;
            assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}");
        }
    }
}

#[tokio::test]
async fn a_reference_of_the_api_leads_a_launch_to_its_boleto() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let boletos = ler(&mundo, "/boletos", &mundo.token("doralice")).await;
    let referencia = boletos.pointer("/boletos/0/referencia").and_then(Value::as_str).unwrap();
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/boletos/{referencia}")).await;
    assert_eq!(pagina.status, StatusCode::OK);
}

#[tokio::test]
async fn everything_is_as_the_erp_says() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    for pessoa in clientes() {
        let token = mundo.token(pessoa.chave);
        let resposta = chamar(&mundo, "/api/v1/horizonte/boletos", Some(&token)).await;
        if resposta.status == StatusCode::NOT_FOUND {
            assert_eq!((codigo(&resposta).as_str(), pessoa.chave), ("pessoa-desconhecida", "wanderley"));
            continue;
        }
        assert_eq!(resposta.status, StatusCode::OK, "{}: {}", pessoa.chave, resposta.corpo);
        let boletos = json(&resposta);
        let no_erp: BTreeSet<String> = mundo
            .erp("boletos-abertos", pessoa.chave)
            .await
            .iter()
            .map(|b| html::digitos(b["linha_digitavel"].as_str().unwrap_or_default()))
            .collect();
        for boleto in boletos["boletos"].as_array().unwrap() {
            if let Some(linha) = boleto["linha_digitavel"].as_str() {
                assert!(no_erp.contains(linha), "{}: {boleto}", pessoa.chave);
                assert_eq!(boleto["codigo_de_barras"].as_str().unwrap().len(), 44);
            } else {
                assert!(!boleto["codigos_recusados"].as_array().unwrap().is_empty(), "{boleto}");
            }
        }
        let deve = !no_erp.is_empty();
        assert!(!(deve && boletos["nada_deve"] == true), "{}", pessoa.chave);
        let contratos = ler(&mundo, "/contratos", &token).await;
        let quantos = mundo.erp("contratos", pessoa.chave).await.len();
        assert!(contratos["contratos"].as_array().unwrap().len() <= quantos, "{}", pessoa.chave);
        assert_eq!(contratos["leitura"]["desatualizado"], false);
        conferir_extrato(&mundo, &token, pessoa.chave).await;
    }
    // The person the ERP says owes nothing.
    let clotilde = ler(&mundo, "/boletos", &mundo.token("clotilde")).await;
    assert_eq!((clotilde["nada_deve"].clone(), clotilde["boletos"].clone()), (true.into(), serde_json::json!([])));
}

/// The halves make the whole, and the sums are of the rows.
async fn conferir_extrato(mundo: &Mundo, token: &str, pessoa: &str) {
    let extrato = ler(mundo, "/extrato", token).await;
    let parcelas = extrato["parcelas"].as_array().unwrap();
    let pagas = ler(mundo, "/parcelas?situacao=pagas", token).await;
    let abertas = ler(mundo, "/parcelas?situacao=abertas", token).await;
    let (pagas, abertas) = (pagas["parcelas"].as_array().unwrap(), abertas["parcelas"].as_array().unwrap());
    assert_eq!(pagas.len() + abertas.len(), parcelas.len(), "{pessoa}");
    assert_eq!(extrato["pago"]["parcelas"], pagas.len(), "{pessoa}");
    let centavos = |v: &Value| v.as_str().map(|t| t.replace('.', "").parse::<i64>().unwrap());
    let soma: Option<i64> = abertas.iter().map(|p| centavos(&p["valor"])).sum();
    assert_eq!(centavos(&extrato["aberto"]["valor"]), soma, "{pessoa}");
    assert!(abertas.iter().all(|p| p["paga_em"].is_null()) && pagas.iter().all(|p| p["situacao"] == "paga"));
}

#[tokio::test]
async fn documents_come_as_files_of_their_kind() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let token = mundo.token("benedito");
    let boletos = ler(&mundo, "/boletos", &token).await;
    let boleto = boletos.pointer("/boletos/0").unwrap();
    assert_eq!(boleto["tem_pdf_da_incorporadora"], true);
    let referencia = boleto["referencia"].as_str().unwrap();
    let planilha = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for (caminho, tipo, inicio, extensao) in [
        (format!("/boletos/{referencia}/pdf"), "application/pdf", b"%PDF-".as_slice(), ".pdf\""),
        ("/extrato.pdf?situacao=pagas".to_owned(), "application/pdf", b"%PDF-", ".pdf\""),
        ("/extrato.xlsx".to_owned(), planilha, b"PK\x03\x04", ".xlsx\""),
        ("/extrato.csv".to_owned(), "text/csv; charset=utf-8", b"\xEF\xBB\xBF", ".csv\""),
        ("/extrato.ics".to_owned(), "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR", ".ics\""),
        ("/informes/2039/pdf".to_owned(), "application/pdf", b"%PDF-", ".pdf\""),
        ("/informes/2039/demonstrativo/pdf".to_owned(), "application/pdf", b"%PDF-", ".pdf\""),
    ] {
        let resposta = chamar(&mundo, &format!("/api/v1/horizonte{caminho}"), Some(&token)).await;
        assert_eq!((resposta.status, resposta.header("content-type")), (StatusCode::OK, Some(tipo)), "{caminho}");
        assert!(resposta.bytes.starts_with(inicio), "{caminho}");
        let disposicao = resposta.header("content-disposition").unwrap();
        assert!(disposicao.starts_with("attachment; filename=\"") && disposicao.ends_with(extensao), "{disposicao}");
    }
}

#[tokio::test]
async fn a_wrong_parameter_is_named_and_nothing_is_guessed() {
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await;
    let token = mundo.token("doralice");
    for (caminho, parametro) in [
        ("/parcelas?situacao=vencidas", "situacao"),
        ("/parcelas?de=hoje", "de"),
        ("/extrato?ate=2026-13-01", "ate"),
        ("/extrato?ate=2026-12-01T10:00", "ate"),
        ("/extrato.csv?contrato=", "contrato"),
        ("/boletos?contrato=a%20b", "contrato"),
        ("/boletos?de=2026-01-01", "de"),
        ("/parcelas?de=2026-01-01&de=2026-02-01", "de"),
        ("/contratos?pagina=2", "pagina"),
        ("/boletos?16899535009=1", "?"),
    ] {
        let resposta = chamar(&mundo, &format!("/api/v1/horizonte{caminho}"), Some(&token)).await;
        assert_eq!(resposta.status, StatusCode::BAD_REQUEST, "{caminho}: {}", resposta.corpo);
        assert_eq!(json(&resposta)["parametro"], parametro, "{caminho}");
    }
    for caminho in caminhos(&mundo).await {
        let resposta = chamar(&mundo, &format!("{caminho}?inexistente=1"), Some(&token)).await;
        assert_eq!(resposta.status, StatusCode::BAD_REQUEST, "{caminho}: {}", resposta.corpo);
    }
    for caminho in ["/informes/99", "/informes/2041", "/informes/abcd", "/quitacoes/0000", "/boletos/%ff", "/nada"] {
        let resposta = chamar(&mundo, &format!("/api/v1/horizonte{caminho}"), Some(&token)).await;
        assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{caminho}: {}", resposta.corpo);
    }
}

#[tokio::test]
async fn nothing_but_get_is_taken() {
    let mundo = Mundo::novo().await;
    for metodo in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        for caminho in caminhos(&mundo).await.iter().map(String::as_str).chain(["/api/v1/openapi.json"]) {
            for site in [Site::Silencio, Site::Outro] {
                let mut n = mundo.navegador();
                let pedido = n.pedido(metodo.clone(), caminho, site).body(Body::empty()).unwrap();
                let resposta = n.enviar(pedido).await;
                assert_eq!(resposta.status, StatusCode::METHOD_NOT_ALLOWED, "{metodo} {caminho}");
                assert_eq!(resposta.header("allow"), Some("GET,HEAD"), "{metodo} {caminho}");
                conferir_problema(caminho, &resposta);
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_asks_too_much_waits_and_the_others_go_on() {
    let limitadores = Limitadores::sem_limite().com_tokens_por_minuto(std::num::NonZeroU32::new(5).unwrap());
    let mundo = Mundo::com(Ajustes { limitadores, opcoes: opacos(), ..Ajustes::default() }).await;
    let (um, outro) = (mundo.token("doralice"), mundo.token("benedito"));
    let mut recusada = None;
    for _ in 0..60 {
        let resposta = chamar(&mundo, "/api/v1/horizonte/contratos", Some(&um)).await;
        if resposta.status == StatusCode::TOO_MANY_REQUESTS {
            recusada = Some(resposta);
            break;
        }
    }
    assert_eq!(codigo(&recusada.unwrap()), "muitos-pedidos");
    ler(&mundo, "/contratos", &outro).await;
}

#[tokio::test]
async fn tokens_nobody_knows_use_up_the_launches_of_their_address() {
    let mundo = Mundo::com(Ajustes { limitadores: Limitadores::default(), ..Ajustes::default() }).await;
    let mut recusados = 0;
    for n in 0..100 {
        let resposta =
            chamar(&mundo, "/api/v1/horizonte/contratos", Some(&format!("token-inventado-numero-{n}"))).await;
        recusados += usize::from(resposta.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(recusados > 20, "{recusados}");
    assert!(mundo.simulador.contagem().de(Endpoint::Pessoa) < 80);
}
