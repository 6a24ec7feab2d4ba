//! The server: everything that is not a page.
//!
//! [`router::build_router`] makes the service that `main` and the tests drive; [`lifecycle::run`] serves it.

pub mod api;
pub mod associado;
pub mod cadastro;
pub mod config;
pub mod cripto;
pub mod direto;
pub mod doctor;
pub mod documentos;
pub mod erps;
pub mod financeiro;
pub mod gestor;
pub mod health;
pub mod lifecycle;
pub mod marca;
pub mod metricas;
pub mod middleware;
pub mod montagem;
pub mod permissoes;
pub mod portal;
pub mod privacidade;
pub mod relogio;
pub mod router;
pub mod session;
pub mod sindico;
pub mod state;
pub mod storage;
pub mod verificar;
pub mod vizinhanca;
