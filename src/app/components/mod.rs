//! Pieces of pages. Rendered on the server only.

pub mod anos;
pub mod associado;
pub mod barras;
pub mod campos;
pub mod cartao;
pub mod codigos;
pub mod contratos;
pub mod cv;
pub mod documento;
pub mod estado;
pub mod filtros;
pub mod icones;
pub mod linhas;
pub mod pagamentos;
pub mod pagina;
pub mod pendencias;
pub mod previa;
pub mod progresso;
pub mod qr;
pub mod secoes;
pub mod tempo;
