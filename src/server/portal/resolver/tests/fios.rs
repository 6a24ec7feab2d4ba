//! Sockets that misbehave, and what ends up in the log.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tracing_subscriber::{fmt::MakeWriter, util::SubscriberInitExt};

use super::*;

/// A server that counts connections and answers each with the same bytes, then closes.
async fn servidor(resposta: &'static [u8]) -> (SocketAddr, Arc<AtomicUsize>) {
    let ouvinte = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let endereco = ouvinte.local_addr().unwrap();
    let conexoes = Arc::new(AtomicUsize::new(0));
    let contador = Arc::clone(&conexoes);
    tokio::spawn(async move {
        while let Ok((mut fio, _)) = ouvinte.accept().await {
            contador.fetch_add(1, Ordering::SeqCst);
            let mut pedido = vec![0; 8192];
            let _ = fio.read(&mut pedido).await;
            let _ = fio.write_all(resposta).await;
            let _ = fio.shutdown().await;
        }
    });
    (endereco, conexoes)
}

#[tokio::test]
async fn a_refused_connection_is_an_outage() {
    let livre = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
    let resultado = perguntar(&format!("http://{livre}"), regras()).await;
    assert_eq!(resultado, Err(ErroResolucao::ForaDoAr(Falha::Conexao)));
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_twice() {
    // Plain text where TLS is expected: the handshake, part of connecting, fails.
    let (endereco, conexoes) = servidor(b"HTTP/1.1 200 OK\r\n\r\n").await;
    let resultado = perguntar(&format!("https://{endereco}"), regras()).await;
    assert_eq!(resultado, Err(ErroResolucao::ForaDoAr(Falha::Conexao)));
    assert_eq!(conexoes.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_answer_cut_in_the_middle_is_not_asked_again() {
    for resposta in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"documento\":"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"doc",
        b"HTTP/1.1 200",
        b"",
    ] {
        let (endereco, conexoes) = servidor(resposta).await;
        let resultado = perguntar(&format!("http://{endereco}"), regras()).await;
        assert_eq!(resultado, Err(ErroResolucao::ForaDoAr(Falha::Interrompida)));
        assert_eq!(conexoes.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_body_of_undeclared_length_is_cut_off_at_the_limit() {
    let grande = [b"HTTP/1.1 200 OK\r\n\r\n", "x".repeat(300 * 1024).as_bytes()].concat();
    let (endereco, _) = servidor(Vec::leak(grande)).await;
    let resultado = perguntar(&format!("http://{endereco}"), regras()).await;
    assert_eq!(resultado, Err(contrato("resposta maior que 256 KiB")));
}

#[tokio::test]
async fn silence_ends_at_the_deadline_without_a_second_try() {
    let cv = MockServer::start().await;
    let lenta = ResponseTemplate::new(200).set_body_json(pessoa()).set_delay(Duration::from_mins(10));
    Mock::given(path(CAMINHO)).respond_with(lenta).expect(1).mount(&cv).await;
    let curtos = Prazos { total: Duration::from_millis(400), ..prazos() };
    let resolver = Resolver::com_prazos("h", &portal(&cv.uri(), regras()), true, curtos).unwrap();
    assert_eq!(resolver.resolver(Papel::Cliente, &token()).await, Err(ErroResolucao::ForaDoAr(Falha::Prazo)));
}

#[tokio::test]
async fn the_deadline_covers_the_retry() {
    let cv = MockServer::start().await;
    Mock::given(path(CAMINHO)).respond_with(ResponseTemplate::new(500)).expect(1).mount(&cv).await;
    let parados = Prazos { total: Duration::from_millis(400), pausa: Duration::from_mins(10), ..prazos() };
    let resolver = Resolver::com_prazos("h", &portal(&cv.uri(), regras()), true, parados).unwrap();
    assert_eq!(resolver.resolver(Papel::Cliente, &token()).await, Err(ErroResolucao::ForaDoAr(Falha::Prazo)));
}

/// Everything logged on this thread, at every level.
#[derive(Clone, Default)]
struct Diario(Arc<Mutex<Vec<u8>>>);

impl Write for Diario {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Diario {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn logs_tell_the_outcome_and_no_value_at_any_level() {
    let diario = Diario::default();
    let assinante = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(diario.clone())
        .finish();
    let guarda = assinante.set_default();
    let cv = MockServer::start().await;
    let (fio, _) = servidor(b"").await;
    for token_em in [
        TokenEm::Bearer,
        TokenEm::Header(HeaderName::from_static("x-token")),
        TokenEm::Query("t".into()),
        TokenEm::Form("t".into()),
        TokenEm::Json("/t".into()),
    ] {
        let regras = Resolvedor { metodo: Method::POST, token_em, ..regras() };
        for resposta in [
            ResponseTemplate::new(200).set_body_json(pessoa()),
            ResponseTemplate::new(200).set_body_json(json!({"documento": "529.982.247-26", "nome": "Maria Teste"})),
            ResponseTemplate::new(200).set_body_string("<p>Maria Teste 52998224725</p>"),
            ResponseTemplate::new(401).set_body_string(TOKEN),
        ] {
            cv.reset().await;
            Mock::given(path(CAMINHO)).respond_with(resposta).mount(&cv).await;
            let _ = perguntar(&cv.uri(), regras.clone()).await;
        }
        let erro = perguntar(&format!("http://{fio}"), regras).await.unwrap_err();
        assert!(!format!("{erro} {erro:?}").contains("um.token"));
    }
    drop(guarda);
    let diario = String::from_utf8(diario.0.lock().unwrap().clone()).unwrap();
    for esperado in [
        r#"slug="horizonte" papel="cliente" resultado="ok" ms="#,
        r#"resultado="acesso-recusado""#,
        r#"resultado="portal-resposta""#,
        r#"resultado="sem-documento""#,
        r#"resultado="portal-fora-do-ar""#,
    ] {
        assert!(diario.contains(esperado), "{esperado} in\n{diario}");
    }
    for segredo in ["um.token", "um%2Etoken", "Maria", "529.982", "52998224", "ERP-77"] {
        assert!(!diario.contains(segredo), "{segredo} in\n{diario}");
    }
}
