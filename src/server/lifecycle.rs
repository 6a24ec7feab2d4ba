//! Serving: accept, drain, stop. And the jobs that run beside.
//!
//! On the first signal readiness fails, accepting stops, and requests in flight get [`DRENAGEM`]; a second signal ends at once.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo};
use http::{HeaderValue, Request, header};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{router::PRAZO_CABECALHO, state::AppState};

/// What requests in flight get to finish.
pub const DRENAGEM: Duration = Duration::from_secs(20);
/// Between readiness failing and accepting no more, so that balancers notice.
pub const AVISO: Duration = Duration::from_millis(500);
const FAXINA: Duration = Duration::from_mins(5);

/// Serves until `encerrando` is cancelled, then drains.
///
/// # Errors
/// When the listener cannot say its own address.
pub async fn run(listener: TcpListener, router: Router, encerrando: CancellationToken) -> std::io::Result<()> {
    let endereco = listener.local_addr()?;
    tracing::info!(%endereco, "listening");
    let mut servidor = auto::Builder::new(TokioExecutor::new());
    servidor.http1().timer(TokioTimer::new()).header_read_timeout(PRAZO_CABECALHO);
    let conexoes = GracefulShutdown::new();
    // Until a moment after the signal: a balancer that has not noticed yet must not meet a closed door.
    let fechar = async {
        encerrando.cancelled().await;
        tokio::time::sleep(AVISO).await;
    };
    tokio::pin!(fechar);
    loop {
        let (socket, par) = tokio::select! {
            () = &mut fechar => break,
            aceita = listener.accept() => match aceita {
                Ok(aceita) => aceita,
                Err(erro) => {
                    // Out of descriptors, or a peer that left: neither is a reason to stop serving.
                    tracing::warn!(%erro, "connection not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        // Without it every streamed page waits 40 ms for a delayed acknowledgement.
        let _ = socket.set_nodelay(true);
        let parando = encerrando.clone();
        let servico = ServiceExt::<Request<axum::body::Body>>::map_response(
            router.clone(),
            move |mut resposta: axum::response::Response| {
                // Said in time, the client opens another connection; unsaid, its next request would meet a closed one.
                if parando.is_cancelled() {
                    resposta.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                resposta
            },
        );
        let servico = servico.map_request(move |mut pedido: Request<hyper::body::Incoming>| {
            pedido.extensions_mut().insert(ConnectInfo::<SocketAddr>(par));
            pedido.map(axum::body::Body::new)
        });
        let conexao = servidor.serve_connection(TokioIo::new(socket), TowerToHyperService::new(servico)).into_owned();
        let conexao = conexoes.watch(conexao);
        tokio::spawn(async move {
            if let Err(erro) = conexao.await {
                tracing::debug!(erro = %erro, "connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRENAGEM, conexoes.shutdown()).await.is_err() {
        tracing::warn!("requests still in flight after the drain time were cut");
    }
    Ok(())
}

/// Cancels on SIGTERM or Ctrl-C; a second signal ends the process at once.
pub fn ouvir_sinais(encerrando: CancellationToken) {
    tokio::spawn(async move {
        sinal().await;
        tracing::info!("shutting down");
        encerrando.cancel();
        // Some supervisors signal the process and its group at once: that is still one request to stop.
        tokio::time::sleep(Duration::from_secs(1)).await;
        sinal().await;
        tracing::warn!("second signal: ending at once");
        std::process::exit(130);
    });
}

async fn sinal() {
    let interrupcao = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut termino) => {
            tokio::select! {
                _ = interrupcao => {}
                _ = termino.recv() => {}
            }
        }
        Err(erro) => {
            tracing::error!(%erro, "SIGTERM cannot be heard");
            let _ = interrupcao.await;
        }
    }
}

/// Removes what of the trail is past its retention.
async fn esquecer_trilha(estado: &AppState) {
    let agora = estado.relogio.agora();
    let antes = |dias: u32| {
        let horas = jiff::SignedDuration::from_hours(i64::from(dias) * 24);
        agora.saturating_sub(horas).unwrap_or(jiff::Timestamp::MIN)
    };
    let guarda = &estado.config.armazenamento;
    let acessos = estado.armazem.auditoria_apagar_acessos_anteriores(antes(guarda.acessos_dias)).await;
    let outros = estado.armazem.auditoria_apagar_anteriores(antes(guarda.auditoria_dias)).await;
    match (acessos, outros) {
        (Ok(0), Ok(0)) => {}
        (Ok(acessos), Ok(outros)) => tracing::info!(acessos, outros, "lines of the trail past their retention removed"),
        (Err(erro), _) | (_, Err(erro)) => tracing::error!(%erro, "the trail was not shortened"),
    }
}

/// Removes what expired, every few minutes, until the end.
pub fn faxinar(estado: AppState, encerrando: CancellationToken) {
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = encerrando.cancelled() => break,
                () = tokio::time::sleep(FAXINA) => {}
            }
            estado.limitadores.esquecer_antigos();
            match estado.armazem.limpar(estado.relogio.agora()).await {
                Ok(limpeza) => tracing::info!(
                    sessoes = limpeza.sessoes,
                    handles = limpeza.handles,
                    lancamentos = limpeza.lancamentos,
                    bilhetes = limpeza.bilhetes,
                    ultimos = limpeza.ultimos,
                    tentativas = limpeza.tentativas,
                    "expired rows removed"
                ),
                Err(erro) => tracing::error!(%erro, "expired rows not removed"),
            }
            esquecer_trilha(&estado).await;
        }
    });
}
