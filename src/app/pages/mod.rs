//! One file per page.

pub mod arquivos;
pub mod boleto;
pub mod boletos;
pub mod condominios;
pub mod contrato;
pub mod dados;
pub mod documento;
pub mod entrada;
pub mod entrar;
pub mod extrato;
pub mod gestor;
pub mod imovel;
pub mod informe;
pub mod inicio;
pub mod mensagem;
pub mod mensagens;
pub mod nao_encontrada;
pub mod notas;
pub mod privacidade;
pub mod quitacao;
pub mod saude;
pub mod tela;
pub mod unidades;
pub mod verificar;
