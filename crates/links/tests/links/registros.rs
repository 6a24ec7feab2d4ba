//! What a fetch and the libraries under it write to the log, at the most talkative level.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use links::{Buscador, Politica, Tipo};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::comum::{PDF, Passo, Servidor, buscador, politica, resposta};

#[derive(Clone, Default)]
struct Memoria(Arc<Mutex<Vec<u8>>>);

impl Write for Memoria {
    fn write(&mut self, parte: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(parte);
        Ok(parte.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Memoria {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_logs_nor_errors_hold_a_path_a_query_or_a_person() {
    let memoria = Memoria::default();
    // Global, because the libraries below log from their own tasks; also takes what comes through the `log` crate.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(memoria.clone())
        .init();
    let caminho = "/segredo-do-caminho/52998224725.pdf?assinatura=segredo-da-consulta#segredo-do-fragmento";
    let mut ditos = Vec::new();
    for bytes in [
        resposta("200 OK", "", PDF),
        resposta("200 OK", "", b"<p>Joana da Amostra</p>"),
        resposta("302 Found", "location: /segredo-da-volta\r\n", b""),
        resposta("403 Forbidden", "", b"Joana da Amostra"),
        resposta("500 X", "", b"Joana da Amostra"),
    ] {
        let servidor = Servidor::novo(vec![Passo::Enviar(bytes)]).await;
        if let Err(erro) = buscador().buscar(&servidor.link(caminho), Tipo::Pdf).await {
            ditos.push(format!("{erro} {erro:?}"));
        }
    }
    let calado = Servidor::novo(vec![Passo::Calar]).await;
    let apressado = Buscador::novo(Politica { total: Duration::from_millis(50), ..politica() }).unwrap();
    for link in [
        calado.link(caminho),
        calado.link("/segredo-do-caminho").replace("http://", "http://segredo-do-usuario:segredo-da-senha@"),
        format!("https://fora.example{caminho}"),
        format!("ftp://fora.example{caminho}"),
    ] {
        let erro = apressado.buscar(&link, Tipo::Pdf).await.unwrap_err();
        ditos.push(format!("{erro} {erro:?}"));
    }
    let escrito = String::from_utf8(memoria.0.lock().unwrap().clone()).unwrap();
    assert_eq!(escrito.matches("documento buscado").count(), 1, "{escrito}");
    assert_eq!(escrito.matches("documento não veio").count(), 5, "{escrito}");
    assert_eq!(ditos.len(), 8, "{ditos:?}");
    for proibido in ["segredo", "52998224725", "Joana", "assinatura"] {
        let linha = escrito.lines().chain(ditos.iter().map(String::as_str)).find(|linha| linha.contains(proibido));
        assert_eq!(linha, None, "{proibido}");
    }
}
