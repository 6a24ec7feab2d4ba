//! The wire: a listener whose connections a handler can cut, so that faults are real on the socket.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

const INTEIRO: u8 = 0;
const FECHAR: u8 = 1;
const RESET: u8 = 2;

/// Handle to the connection a request came by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fio(Arc<AtomicU8>);

impl Fio {
    /// Nothing more is sent; the peer sees an orderly end.
    pub(crate) fn fechar(&self) {
        self.0.store(FECHAR, Ordering::Release);
    }

    /// Nothing more is sent; the peer sees a connection reset.
    pub(crate) fn resetar(&self) {
        self.0.store(RESET, Ordering::Release);
    }

    fn cortado(&self) -> bool {
        self.0.load(Ordering::Acquire) != INTEIRO
    }
}

impl Connected<IncomingStream<'_, Ouvinte>> for Fio {
    fn connect_info(chegada: IncomingStream<'_, Ouvinte>) -> Self {
        chegada.io().fio.clone()
    }
}

/// A TCP listener without delays (`TCP_NODELAY`) whose connections carry a [`Fio`].
#[derive(Debug)]
pub(crate) struct Ouvinte(pub(crate) TcpListener);

impl Listener for Ouvinte {
    type Io = Conexao;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Conexao, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok((tcp, endereco)) => {
                    // Without it a small answer may wait 40 ms for an ACK; a refusal only costs that time.
                    let _ = tcp.set_nodelay(true);
                    return (Conexao { tcp, fio: Fio::default() }, endereco);
                }
                Err(erro) => {
                    tracing::warn!(%erro, "o simulador não aceitou uma conexão");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// One accepted connection.
#[derive(Debug)]
pub(crate) struct Conexao {
    tcp: TcpStream,
    fio: Fio,
}

impl Drop for Conexao {
    fn drop(&mut self) {
        if self.fio.0.load(Ordering::Acquire) == RESET {
            // Closing with zero linger sends RST instead of FIN.
            let _ = self.tcp.set_zero_linger();
        }
    }
}

impl AsyncRead for Conexao {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(cx, buf)
    }
}

impl AsyncWrite for Conexao {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.fio.cortado() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.tcp).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // An orderly shutdown would send FIN before the reset.
        if self.fio.0.load(Ordering::Acquire) == RESET {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
