//! Each fault does on the wire what it says.

use std::{error::Error as _, io};

use crate::comum::Bancada;
use serde_json::{Value, json};
use simulator::{Endpoint, Papel};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Duration, Instant},
};

const BOLETOS: &str = "boletos-abertos?document=85241706380";

/// Sends the request by hand and reads until the connection ends: what came, and how it ended.
async fn bruto(b: &Bancada, caminho: &str) -> (String, Option<io::ErrorKind>) {
    let url = b.simulador.erp_url();
    let mut tcp = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).await.unwrap();
    let pedido =
        format!("GET /{caminho} HTTP/1.1\r\nHost: erp\r\nAuthorization: Bearer erp-demo\r\nConnection: close\r\n\r\n");
    tcp.write_all(pedido.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let fim = tcp.read_to_end(&mut bytes).await.err().map(|e| e.kind());
    (String::from_utf8(bytes).unwrap(), fim)
}

fn tamanho_anunciado(resposta: &str) -> usize {
    let minusculas = resposta.to_ascii_lowercase();
    minusculas.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn fora_closes_the_connection_without_a_byte() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("erp=fora").unwrap();
    assert_eq!(bruto(&b, BOLETOS).await, (String::new(), None));
    let erro = b.erp(BOLETOS).await.unwrap_err();
    assert!(!erro.is_timeout() && erro.status().is_none());
    assert_eq!(b.simulador.contagem().de(Endpoint::BoletosAbertos), 2);
}

#[tokio::test]
async fn reset_announces_everything_sends_half_and_resets() {
    let b = Bancada::nova().await;
    let inteiro = b.erp(BOLETOS).await.unwrap().bytes().await.unwrap().len();
    b.simulador.falhas().definir("erp.boletos-abertos=reset").unwrap();
    let (resposta, fim) = bruto(&b, BOLETOS).await;
    assert_eq!(fim, Some(io::ErrorKind::ConnectionReset));
    assert!(resposta.starts_with("HTTP/1.1 200"));
    assert_eq!(tamanho_anunciado(&resposta), inteiro);
    let corpo = resposta.split("\r\n\r\n").nth(1).unwrap();
    assert_eq!(corpo.len(), inteiro / 2);
    assert!(corpo.starts_with("[{"));
    let resposta = b.erp(BOLETOS).await.unwrap();
    assert!(resposta.bytes().await.unwrap_err().source().is_some());
}

#[tokio::test]
async fn truncado_is_sound_http_with_half_a_list() {
    let b = Bancada::nova().await;
    let inteiro = b.erp(BOLETOS).await.unwrap().bytes().await.unwrap().len();
    b.simulador.falhas().definir("erp.boletos-abertos=truncado").unwrap();
    let (resposta, fim) = bruto(&b, BOLETOS).await;
    assert_eq!(fim, None);
    assert_eq!(tamanho_anunciado(&resposta), inteiro / 2);
    let resposta = b.erp(BOLETOS).await.unwrap();
    assert_eq!(
        (resposta.status().as_u16(), &resposta.headers()["content-type"]),
        (200, &"application/json; charset=utf-8".parse().unwrap())
    );
    assert!(serde_json::from_slice::<Value>(&resposta.bytes().await.unwrap()).unwrap_err().is_eof());
}

// Paused time jumps to the next timer whenever everything waits, so ten seconds cost none.
#[tokio::test(start_paused = true)]
async fn lento_answers_rightly_after_that_time() {
    let b = Bancada::nova().await;
    let certo = b.erp_json(BOLETOS).await;
    b.simulador.falhas().definir("erp.boletos-abertos=lento:10s").unwrap();
    let inicio = Instant::now();
    assert_eq!(b.erp_json(BOLETOS).await, certo);
    assert!(inicio.elapsed() >= Duration::from_secs(10));
}

#[tokio::test]
async fn closing_the_simulator_does_not_wait_for_slow_answers() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("erp=lento:60m").unwrap();
    let url = b.simulador.erp_url().join(BOLETOS).unwrap();
    let pedido = b.cliente.get(url).bearer_auth("erp-demo").header("connection", "close").send();
    let pedido = tokio::spawn(pedido);
    while b.simulador.contagem().de(Endpoint::BoletosAbertos) == 0 {
        tokio::task::yield_now().await;
    }
    b.simulador.encerrar().await;
    assert_eq!(pedido.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn statuses_and_their_headers_are_those_of_the_system_that_fails() {
    let b = Bancada::nova().await;
    let token = b.simulador.emitir_token("genivaldo", Papel::Cliente).unwrap();
    for (falha, status, espera, tipo) in [
        ("html", 200, None, "text/html"),
        ("500", 500, None, "text/html"),
        ("503:90s", 503, Some("90"), "application/json"),
        ("429", 429, Some("20"), "application/json"),
        ("401", 401, None, "application/json"),
        ("404", 404, None, "application/json"),
        ("erro200", 200, None, "application/json"),
    ] {
        b.simulador.falhas().definir(&format!("erp={falha},cv={falha}")).unwrap();
        let resposta = b.erp(BOLETOS).await.unwrap();
        let cabecalho = |nome: &str| resposta.headers().get(nome).map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(resposta.status(), status, "{falha}");
        assert_eq!(cabecalho("retry-after").as_deref(), espera, "{falha}");
        assert!(cabecalho("content-type").unwrap().starts_with(tipo), "{falha}");
        let corpo = resposta.text().await.unwrap();
        assert_eq!(corpo.starts_with("<!doctype html>"), tipo == "text/html", "{falha}");
        assert_eq!(b.cv("api/v1/cliente/pessoa", &token).await.unwrap().status(), status, "{falha}");
    }
    b.simulador.falhas().definir("cv.pessoa=429").unwrap();
    let resposta = b.cv("api/v1/cliente/pessoa", &token).await.unwrap();
    assert!(resposta.headers().get("retry-after").is_none());
    assert_eq!(resposta.json::<Value>().await.unwrap(), json!({"Response": "Too many requests"}));
    b.simulador.falhas().definir("erp=erro200").unwrap();
    assert!(b.erp_json(BOLETOS).await["error"].is_string());
}

#[tokio::test]
async fn vazio_is_an_empty_list_or_no_content() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("erp=vazio,cv=vazio").unwrap();
    assert_eq!(b.erp_json(BOLETOS).await, json!([]));
    assert_eq!(b.erp("clientes?cnpj_cpf=85241706380").await.unwrap().status(), 204);
    let token = b.simulador.emitir_token("genivaldo", Papel::Cliente).unwrap();
    let resposta = b.cv("api/v1/cliente/pessoa", &token).await.unwrap();
    assert_eq!((resposta.status().as_u16(), resposta.bytes().await.unwrap().len()), (204, 0));
}

#[tokio::test]
async fn rows_of_another_customer_come_first_and_bear_his_document() {
    let b = Bancada::nova().await;
    let certas = b.linhas("boletos-abertos", "genivaldo").await;
    b.simulador.falhas().definir("erp=linha-de-outro").unwrap();
    for recurso in ["boletos-abertos", "extratos-financeiros", "contratos", "declaracoes-quitacao"] {
        let linhas = b.linhas(recurso, "genivaldo").await;
        let alheia = linhas[0]["document_number"].as_str().unwrap();
        assert_ne!(alheia, "85241706380", "{recurso}");
        assert!(simulator::PESSOAS.iter().any(|p| p.documento_normalizado() == alheia));
    }
    let proprias = b.linhas("boletos-abertos", "genivaldo").await;
    assert_eq!(proprias.into_iter().filter(|l| l["document_number"] == "85241706380").collect::<Vec<_>>(), certas);
    assert_eq!(b.erp_json("clientes?cnpj_cpf=85241706380").await["document_number"], "20716498502");
}

#[tokio::test]
async fn rows_are_doubled_mistyped_or_full_of_the_word_null() {
    let b = Bancada::nova().await;
    let certas = b.linhas("boletos-abertos", "genivaldo").await;
    b.simulador.falhas().definir("erp=duplicado").unwrap();
    let dobradas = b.linhas("boletos-abertos", "genivaldo").await;
    assert_eq!(dobradas.len(), certas.len() * 2);
    assert_eq!((&dobradas[0], &dobradas[1]), (&certas[0], &certas[0]));

    b.simulador.falhas().definir("erp=tipo-errado").unwrap();
    let erradas = b.linhas("boletos-abertos", "genivaldo").await;
    assert!(erradas[0].as_object().unwrap().values().all(|v| v.is_object() || v.is_array()));
    assert_eq!(erradas[1], certas[1]);

    b.simulador.falhas().definir("erp=nulo-texto").unwrap();
    let nulas = b.linhas("boletos-abertos", "genivaldo").await;
    for campo in ["juros", "linha_digitavel", "pix_code", "historico", "data_emissao"] {
        assert_eq!(nulas[0][campo], "null", "{campo}");
    }
    for campo in ["id_fatura", "valor_atual", "data_vencimento", "document_number"] {
        assert_eq!(nulas[0][campo], certas[0][campo], "{campo}");
    }
}

#[tokio::test]
async fn a_fault_of_one_person_and_endpoint_leaves_the_others_alone() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("erp.contratos@doralice=500,cv.pessoa@wanderley=404").unwrap();
    assert_eq!(b.erp("contratos?document=39053344705").await.unwrap().status(), 500);
    assert_eq!(b.erp("clientes?cnpj_cpf=39053344705").await.unwrap().status(), 200);
    assert_eq!(b.erp("contratos?document=85241706380").await.unwrap().status(), 200);
    for (pessoa, status) in [("wanderley", 404), ("doralice", 200)] {
        let token = b.simulador.emitir_token(pessoa, Papel::Cliente).unwrap();
        assert_eq!(b.cv("api/v1/cliente/pessoa", &token).await.unwrap().status(), status);
    }
    b.simulador.falhas().limpar();
    assert_eq!(b.erp("contratos?document=39053344705").await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_person_the_erp_does_not_know_can_still_be_aimed_at() {
    let b = Bancada::nova().await;
    b.simulador.falhas().definir("erp@wanderley=500").unwrap();
    assert_eq!(b.erp("clientes?cnpj_cpf=48061725967").await.unwrap().status(), 500);
}

#[tokio::test]
async fn a_document_can_be_empty_broken_or_a_page() {
    let b = Bancada::nova().await;
    let url = b.linhas("notas-fiscais", "doralice").await[0]["url_nota_fiscal"].as_str().unwrap().to_owned();
    let buscar = async |falha: &str| {
        b.simulador.falhas().definir(&format!("erp.arquivos={falha}")).unwrap();
        let resposta = b.cliente.get(&url).send().await.unwrap();
        (resposta.headers()["content-type"].to_str().unwrap().to_owned(), resposta.bytes().await.unwrap())
    };
    assert_eq!(buscar("vazio").await, ("application/pdf".to_owned(), "".into()));
    let (tipo, metade) = buscar("truncado").await;
    assert!(tipo == "application/pdf" && metade.starts_with(b"%PDF-") && !metade.ends_with(b"%%EOF\n"));
    assert!(buscar("html").await.0.starts_with("text/html"));
}
