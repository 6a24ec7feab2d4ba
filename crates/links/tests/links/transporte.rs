//! Status, size and time.

use std::{sync::atomic::Ordering, time::Duration};

use erp::ErroErp;
use links::{Buscador, ErroLink, Politica, Tipo};
use tokio::time::Instant;

use crate::comum::{PDF, Passo, Respostas, Servidor, buscador, cabeca, politica, resposta};

const HOST: &str = "127.0.0.1";

fn host() -> String {
    HOST.to_owned()
}

#[tokio::test]
async fn the_request_carries_nothing_but_the_question() {
    let servidor = Servidor::com(PDF).await;
    let link = servidor.link("/b/1.pdf?assinatura=abc#pagina=2");
    assert_eq!(buscador().buscar(&link, Tipo::Pdf).await.unwrap(), PDF);
    let pedido = servidor.pedidos.lock().unwrap()[0].to_lowercase();
    assert!(pedido.starts_with("get /b/1.pdf?assinatura=abc http/1.1\r\n"), "{pedido}");
    assert!(pedido.contains("accept-encoding: identity\r\n"), "{pedido}");
    for proibido in ["authorization", "cookie", "referer", "gzip"] {
        assert!(!pedido.contains(proibido), "{pedido}");
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_nobody_follows_it() {
    let interno = Servidor::com(PDF).await;
    for destino in [interno.link("/"), "http://169.254.169.254/latest/meta-data/".to_owned(), "/outro.pdf".to_owned()] {
        for status in [301, 302, 303, 307, 308] {
            let cabecalho = format!("location: {destino}\r\n");
            let bytes = resposta(&format!("{status} Moved"), &cabecalho, PDF);
            let servidor = Servidor::novo(vec![Passo::Enviar(bytes)]).await;
            let erro = buscador().buscar(&servidor.link("/b.pdf"), Tipo::Pdf).await.unwrap_err();
            assert_eq!(erro, ErroLink::Redireciona { host: host(), status });
            assert!(matches!(ErroErp::from(erro), ErroErp::Contrato { .. }));
            assert_eq!(servidor.conexoes(), 1);
        }
    }
    assert_eq!(interno.conexoes(), 0);
}

#[tokio::test]
async fn each_status_becomes_the_ports_error() {
    for (status, cabecalhos, certo) in [
        (401, "", ErroErp::NaoEncontrado),
        (403, "", ErroErp::NaoEncontrado),
        (404, "", ErroErp::NaoEncontrado),
        (410, "", ErroErp::NaoEncontrado),
        (408, "", ErroErp::Indisponivel { tentar_em: None }),
        (429, "retry-after: 20\r\n", ErroErp::Indisponivel { tentar_em: Some(Duration::from_secs(20)) }),
        (500, "", ErroErp::Indisponivel { tentar_em: None }),
        (502, "retry-after: Wed, 21 Oct 2026 07:28:00 GMT\r\n", ErroErp::Indisponivel { tentar_em: None }),
        (503, "retry-after: 9999999\r\n", ErroErp::Indisponivel { tentar_em: Some(Duration::from_hours(24)) }),
    ] {
        let servidor = Servidor::novo(vec![Passo::Enviar(resposta(&format!("{status} X"), cabecalhos, PDF))]).await;
        let erro = buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
        assert_eq!(ErroErp::from(erro), certo, "{status}");
    }
    for status in [201, 203, 206, 400, 418, 451] {
        let servidor = Servidor::novo(vec![Passo::Enviar(resposta(&format!("{status} X"), "", PDF))]).await;
        let erro = buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
        assert_eq!(erro, ErroLink::StatusInesperado { host: host(), status });
        assert!(matches!(ErroErp::from(erro), ErroErp::Contrato { .. }));
    }
}

#[tokio::test]
async fn a_size_announced_too_large_is_refused_before_the_body_is_read() {
    let mut bytes = cabeca("200 OK", "content-length: 200000000\r\n");
    bytes.extend_from_slice(PDF);
    let servidor = Servidor::novo(vec![Passo::Enviar(bytes), Passo::Calar]).await;
    let erro = buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::Grande { host: host(), maximo: 20 * 1024 * 1024 });
}

#[tokio::test]
async fn an_endless_body_costs_the_limit_and_not_the_memory() {
    let maximo = 256 * 1024;
    let buscador = Buscador::novo(Politica { maximo, ..politica() }).unwrap();
    let sem_fim =
        |cabecalhos, parte| vec![Passo::Enviar(cabeca("200 OK", cabecalhos)), Passo::Repetir(parte, Duration::ZERO)];
    let pedaco = [&b"10000\r\n"[..], &vec![b'x'; 0x10000], b"\r\n"].concat();
    for passos in [sem_fim("", vec![b'x'; 0x10000]), sem_fim("transfer-encoding: chunked\r\n", pedaco)] {
        let servidor = Servidor::novo(passos).await;
        let erro = buscador.buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
        assert_eq!(erro, ErroLink::Grande { host: host(), maximo });
        // What left the server: the limit and what fits into the buffers of two sockets.
        assert!(servidor.enviados.load(Ordering::SeqCst) < 32 * 1024 * 1024);
    }
}

#[tokio::test]
async fn the_last_byte_of_the_limit_still_counts() {
    for (maximo, passa) in [(PDF.len(), true), (PDF.len() - 1, false)] {
        for cabecalhos in ["", "content-length: LEN\r\n"] {
            let cabecalhos = cabecalhos.replace("LEN", &PDF.len().to_string());
            let servidor =
                Servidor::novo(vec![Passo::Enviar(cabeca("200 OK", &cabecalhos)), Passo::Enviar(PDF.to_vec())]).await;
            let buscador = Buscador::novo(Politica { maximo, ..politica() }).unwrap();
            let resultado = buscador.buscar(&servidor.link("/"), Tipo::Pdf).await;
            assert_eq!(resultado.is_ok(), passa, "{maximo} {cabecalhos} {resultado:?}");
        }
    }
}

#[tokio::test]
async fn a_trickle_that_never_ends_is_cut_by_the_total_deadline() {
    let total = Duration::from_millis(300);
    let buscador = Buscador::novo(Politica { total, ..politica() }).unwrap();
    for passos in [
        // Body: a byte every 20 ms would keep any idle timeout happy for ever.
        vec![
            Passo::Enviar(cabeca("200 OK", "content-length: 100000\r\n")),
            Passo::Repetir(b"%".to_vec(), Duration::from_millis(20)),
        ],
        // Headers that never end.
        vec![
            Passo::Enviar(b"HTTP/1.1 200 OK\r\nx: ".to_vec()),
            Passo::Repetir(b"y".to_vec(), Duration::from_millis(20)),
        ],
        vec![Passo::Calar],
    ] {
        let servidor = Servidor::novo(passos).await;
        let inicio = Instant::now();
        let erro = buscador.buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
        assert_eq!(erro, ErroLink::TempoEsgotado { host: host() });
        assert_eq!(ErroErp::from(erro), ErroErp::TempoEsgotado);
        assert!(inicio.elapsed() >= total && inicio.elapsed() < total * 10, "{:?}", inicio.elapsed());
    }
}

#[tokio::test]
async fn a_resolver_that_never_answers_is_cut_by_the_connection_deadline() {
    #[derive(Debug)]
    struct Mudo;
    #[async_trait::async_trait]
    impl links::Dns for Mudo {
        async fn enderecos(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            std::future::pending().await
        }
    }
    let politica = Politica { conexao: Duration::from_millis(50), ..politica() };
    let buscador = Buscador::com_dns(politica, std::sync::Arc::new(Mudo)).unwrap();
    let erro = buscador.buscar("http://arquivos.localhost/x", Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::TempoEsgotado { host: "arquivos.localhost".to_owned() });
}

#[tokio::test]
async fn an_answer_that_ends_early_is_not_a_document() {
    let mut curto = cabeca("200 OK", "content-length: 1000\r\n");
    curto.extend_from_slice(PDF);
    let pedaco = [cabeca("200 OK", "transfer-encoding: chunked\r\n"), b"1000\r\n%PDF-1.4".to_vec()].concat();
    for passos in [vec![Passo::Enviar(curto)], vec![Passo::Enviar(pedaco)], vec![]] {
        let servidor = Servidor::novo(passos).await;
        let erro = buscador().buscar(&servidor.link("/"), Tipo::Pdf).await.unwrap_err();
        assert_eq!(erro, ErroLink::Interrompido { host: host() });
        assert_eq!(ErroErp::from(erro), ErroErp::Indisponivel { tentar_em: None });
    }
}

#[tokio::test]
async fn every_document_is_a_connection_of_its_own() {
    let servidor = Servidor::novo(vec![Passo::Enviar(resposta("200 OK", "", PDF).replace_close()), Passo::Calar]).await;
    let dns = Respostas::em_ordem(&[&["127.0.0.1"]]);
    let buscador = Buscador::com_dns(politica(), std::sync::Arc::clone(&dns) as _).unwrap();
    for n in 1..=3 {
        buscador.buscar(&servidor.link_por("arquivos.localhost", "/"), Tipo::Pdf).await.unwrap();
        assert_eq!((servidor.conexoes(), dns.perguntas()), (n, n));
    }
}

/// The same answer from a server that would keep the connection.
trait SemFechar {
    fn replace_close(self) -> Self;
}

impl SemFechar for Vec<u8> {
    fn replace_close(self) -> Self {
        String::from_utf8(self).unwrap().replace("connection: close", "connection: keep-alive").into_bytes()
    }
}
