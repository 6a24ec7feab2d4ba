//! From a row of the wire to a model, one file per request.

mod boleto;
mod cliente;
mod condominio;
mod contrato;
mod extrato;
mod nota;
mod quitacao;
mod unidade;

pub(crate) use boleto::boleto;
pub(crate) use cliente::{cliente, conhecido};
pub(crate) use condominio::unidades_do_condominio;
pub(crate) use contrato::contrato;
pub(crate) use extrato::{pagamento, parcela};
pub(crate) use nota::nota_fiscal;
pub(crate) use quitacao::quitacao;
pub(crate) use unidade::unidade;
