//! Servers below HTTP, names that answer what a test wants, and sample documents.

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use links::{Buscador, Dns, Politica};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Page >> endobj\ntrailer\n%%EOF\n";
pub(crate) const XML: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Nfse><Numero>1</Numero></Nfse>\n";

/// Bytes to send, and what to do between and after.
#[derive(Debug, Clone)]
pub(crate) enum Passo {
    Enviar(Vec<u8>),
    /// The same bytes for as long as somebody reads, with a pause before each.
    Repetir(Vec<u8>, Duration),
    /// Says nothing more and keeps the connection.
    Calar,
}

/// A server that sends the same steps to everybody and stops when dropped.
pub(crate) struct Servidor {
    pub(crate) endereco: SocketAddr,
    pub(crate) conexoes: Arc<AtomicUsize>,
    /// Bytes that left through the socket.
    pub(crate) enviados: Arc<AtomicUsize>,
    /// Requests as they came.
    pub(crate) pedidos: Arc<Mutex<Vec<String>>>,
    tarefa: JoinHandle<()>,
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

impl Servidor {
    pub(crate) async fn novo(passos: Vec<Passo>) -> Self {
        Self::em("127.0.0.1:0", passos).await
    }

    pub(crate) async fn em(endereco: &str, passos: Vec<Passo>) -> Self {
        let porta = TcpListener::bind(endereco).await.unwrap();
        let endereco = porta.local_addr().unwrap();
        let (conexoes, enviados) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let pedidos = Arc::new(Mutex::new(Vec::new()));
        let (soma, bytes, registro) = (Arc::clone(&conexoes), Arc::clone(&enviados), Arc::clone(&pedidos));
        let tarefa = tokio::spawn(async move {
            while let Ok((conexao, _)) = porta.accept().await {
                soma.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(atender(conexao, passos.clone(), Arc::clone(&bytes), Arc::clone(&registro)));
            }
        });
        Self { endereco, conexoes, enviados, pedidos, tarefa }
    }

    /// 200 with a length and this body.
    pub(crate) async fn com(corpo: impl AsRef<[u8]>) -> Self {
        Self::novo(vec![Passo::Enviar(resposta("200 OK", "", corpo.as_ref()))]).await
    }

    pub(crate) fn link(&self, caminho: &str) -> String {
        format!("http://{}{caminho}", self.endereco)
    }

    /// The same server by a name.
    pub(crate) fn link_por(&self, nome: &str, caminho: &str) -> String {
        format!("http://{nome}:{}{caminho}", self.endereco.port())
    }

    pub(crate) fn conexoes(&self) -> usize {
        self.conexoes.load(Ordering::SeqCst)
    }
}

async fn atender(
    mut conexao: TcpStream,
    passos: Vec<Passo>,
    enviados: Arc<AtomicUsize>,
    pedidos: Arc<Mutex<Vec<String>>>,
) {
    let mut lido = Vec::new();
    while !lido.windows(4).any(|janela| janela == b"\r\n\r\n") {
        if conexao.read_buf(&mut lido).await.unwrap_or(0) == 0 {
            return;
        }
    }
    pedidos.lock().unwrap().push(String::from_utf8(lido).unwrap());
    for passo in passos {
        match passo {
            Passo::Enviar(bytes) => {
                if conexao.write_all(&bytes).await.is_err() {
                    return;
                }
                enviados.fetch_add(bytes.len(), Ordering::SeqCst);
            }
            Passo::Repetir(bytes, pausa) => loop {
                if !pausa.is_zero() {
                    tokio::time::sleep(pausa).await;
                }
                if conexao.write_all(&bytes).await.is_err() {
                    return;
                }
                enviados.fetch_add(bytes.len(), Ordering::SeqCst);
            },
            Passo::Calar => std::future::pending().await,
        }
    }
}

pub(crate) fn cabeca(status: &str, cabecalhos: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\n{cabecalhos}\r\n").into_bytes()
}

pub(crate) fn resposta(status: &str, cabecalhos: &str, corpo: &[u8]) -> Vec<u8> {
    let mut bytes = cabeca(status, &format!("content-length: {}\r\n{cabecalhos}", corpo.len()));
    bytes.extend_from_slice(corpo);
    bytes
}

/// A resolver whose answers change from question to question; the last one stays.
#[derive(Debug)]
pub(crate) struct Respostas {
    fila: Mutex<VecDeque<Vec<IpAddr>>>,
    pub(crate) perguntas: AtomicUsize,
}

impl Respostas {
    pub(crate) fn em_ordem(respostas: &[&[&str]]) -> Arc<Self> {
        let fila = respostas.iter().map(|ips| ips.iter().map(|ip| ip.parse().unwrap()).collect()).collect();
        Arc::new(Self { fila: Mutex::new(fila), perguntas: AtomicUsize::new(0) })
    }

    pub(crate) fn perguntas(&self) -> usize {
        self.perguntas.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Dns for Respostas {
    async fn enderecos(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        self.perguntas.fetch_add(1, Ordering::SeqCst);
        let mut fila = self.fila.lock().unwrap();
        match fila.len() {
            0 => Err(io::ErrorKind::NotFound.into()),
            1 => Ok(fila[0].clone()),
            _ => Ok(fila.pop_front().unwrap()),
        }
    }
}

/// Development policy with the hosts tests use.
pub(crate) fn politica() -> Politica {
    let hosts = ["127.0.0.1", "[::1]", "localhost", "arquivos.localhost", "arquivos.horizonte.example"];
    Politica {
        hosts: hosts.map(str::to_owned).to_vec(),
        permitir_loopback: true,
        conexao: Duration::from_secs(5),
        ..Politica::default()
    }
}

pub(crate) fn buscador() -> Buscador {
    Buscador::novo(politica()).unwrap()
}
