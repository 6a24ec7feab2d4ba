//! One file per page.

pub mod boleto;
pub mod boletos;
pub mod condominios;
pub mod documento;
pub mod entrada;
pub mod extrato;
pub mod gestor;
pub mod informe;
pub mod inicio;
pub mod mensagem;
pub mod nao_encontrada;
pub mod notas;
pub mod privacidade;
pub mod quitacao;
pub mod saude;
pub mod tela;
pub mod unidades;
pub mod verificar;
