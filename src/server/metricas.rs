//! Figures for the operator, on a listener of their own that is never public. No label holds a person's data.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use axum::{Router, routing::get};
use erp::{
    ErroErp,
    resiliencia::{Classe, EstadoDisjuntor, Observador, Recusa},
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::financeiro::Motivo;

/// A request that was answered.
pub fn pedido(rota: &'static str, metodo: &http::Method, status: u16, duracao: Duration) {
    let metodo = match metodo.as_str() {
        m @ ("GET" | "POST" | "HEAD") => m.to_owned(),
        _ => "outro".to_owned(),
    };
    let status = format!("{}xx", status / 100);
    counter!("financeiro_pedidos_total", "rota" => rota, "metodo" => metodo, "status" => status).increment(1);
    histogram!("financeiro_pedido_segundos", "rota" => rota).record(duracao.as_secs_f64());
}

/// A question to an ERP, with what came of it.
pub fn leitura(incorporadora: &str, operacao: &'static str, erro: Option<&ErroErp>, duracao: Duration) {
    let resultado = match erro {
        None => "ok",
        Some(ErroErp::NaoEncontrado) => "nao-encontrado",
        Some(ErroErp::NaoAutorizado) => "nao-autorizado",
        Some(ErroErp::Recusado { .. }) => "recusado",
        Some(ErroErp::Indisponivel { .. }) => "indisponivel",
        Some(ErroErp::TempoEsgotado) => "tempo-esgotado",
        Some(ErroErp::Contrato { .. }) => "contrato",
        Some(ErroErp::NaoSuportado) => "nao-suportado",
    };
    let incorporadora = incorporadora.to_owned();
    counter!("financeiro_erp_leituras_total", "incorporadora" => incorporadora.clone(), "operacao" => operacao, "resultado" => resultado)
        .increment(1);
    histogram!("financeiro_erp_leitura_segundos", "incorporadora" => incorporadora, "operacao" => operacao)
        .record(duracao.as_secs_f64());
}

/// The last answer known was shown in place of a fresh one.
pub fn ultimo(incorporadora: &str, operacao: &'static str, motivo: Motivo) {
    counter!("financeiro_erp_ultimos_total", "incorporadora" => incorporadora.to_owned(), "operacao" => operacao, "motivo" => motivo.nome())
        .increment(1);
}

/// What the protection around one incorporadora's ERP does.
#[derive(Debug)]
pub struct Protecao {
    /// Slug.
    pub incorporadora: String,
}

impl Observador for Protecao {
    fn disjuntor(&self, classe: Classe, estado: EstadoDisjuntor) {
        let valor = match estado {
            EstadoDisjuntor::Fechado => 0.0,
            EstadoDisjuntor::MeioAberto => 1.0,
            EstadoDisjuntor::Aberto => 2.0,
        };
        gauge!("financeiro_erp_disjuntor", "incorporadora" => self.incorporadora.clone(), "classe" => classe.nome())
            .set(valor);
    }

    fn recusada(&self, classe: Classe, motivo: Recusa) {
        counter!("financeiro_erp_recusadas_total", "incorporadora" => self.incorporadora.clone(), "classe" => classe.nome(), "motivo" => motivo.nome())
            .increment(1);
    }

    fn chamada(&self, classe: Classe, repetida: bool) {
        let repetida = if repetida { "sim" } else { "nao" };
        counter!("financeiro_erp_chamadas_total", "incorporadora" => self.incorporadora.clone(), "classe" => classe.nome(), "repetida" => repetida)
            .increment(1);
    }
}

/// A launch: `aceito`, or the public code of the refusal.
pub fn lancamento(incorporadora: &str, resultado: &'static str) {
    counter!("financeiro_lancamentos_total", "incorporadora" => incorporadora.to_owned(), "resultado" => resultado)
        .increment(1);
}

/// Somebody's token at the API, when CV is asked about it or its own claims end the call: `aceito`, `recusado`, `sem-resposta`.
pub fn api(incorporadora: &str, resultado: &'static str) {
    counter!("financeiro_api_acessos_total", "incorporadora" => incorporadora.to_owned(), "resultado" => resultado)
        .increment(1);
}

/// Something of direct access: what was done, and what came of it.
pub fn acesso_direto(incorporadora: &str, passo: &'static str, resultado: &'static str) {
    counter!("financeiro_acessos_diretos_total", "incorporadora" => incorporadora.to_owned(), "passo" => passo, "resultado" => resultado)
        .increment(1);
}

/// Serves `GET /metrics` in Prometheus' text format until `encerrando` is cancelled.
///
/// # Errors
/// When the address cannot be bound.
pub async fn servir(endereco: SocketAddr, encerrando: CancellationToken) -> anyhow::Result<()> {
    let registro = PrometheusBuilder::new().install_recorder().context("métricas")?;
    let listener = TcpListener::bind(endereco).await.with_context(|| format!("servidor.metricas {endereco}"))?;
    tracing::info!(%endereco, "metrics listening");
    let manutencao = registro.clone();
    let rotas = Router::new().route("/metrics", get(move || std::future::ready(registro.render())));
    tokio::spawn(async move {
        let fim = encerrando.clone().cancelled_owned();
        tokio::spawn(async move {
            // Without it, histograms grow between two visits of the collector.
            while tokio::time::timeout(Duration::from_secs(5), encerrando.cancelled()).await.is_err() {
                manutencao.run_upkeep();
            }
        });
        if let Err(erro) = axum::serve(listener, rotas).with_graceful_shutdown(fim).await {
            tracing::error!(%erro, "metrics ended");
        }
    });
    Ok(())
}
