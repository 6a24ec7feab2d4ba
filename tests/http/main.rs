//! The whole service over HTTP: the real router, an in-memory database, a clock that stands still, and the simulated CV and
//! ERP at the other end of real sockets.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod acesso_direto;
mod alheio;
mod api;
mod api_falhas;
mod associado;
mod cabecalhos;
mod cadastro;
mod cadastro_cv;
mod chatbot;
mod cv;
mod doctor;
mod documentos;
mod entradas_ruins;
mod equipe;
mod erp_falhas;
mod erp_fluxo;
mod erps;
mod extrato;
mod gestor;
mod html;
mod informe;
mod lancamento;
mod limites;
mod mundo;
mod navegador;
mod notas;
mod paginas;
mod papeis;
mod privacidade;
mod quitacao;
mod registros;
mod reuso;
mod saude;
mod sessao;
mod sessao_sem_cookie;
mod sindico;
mod tela;
mod ultimo;
mod verificar;
