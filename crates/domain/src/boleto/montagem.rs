//! Assembling a cobrança, for the simulator and for tests.

use jiff::civil::Date;

use super::{
    Boleto, ErroBoleto, TipoBoleto, VALOR_MAXIMO_COM_FATOR,
    digitos::{caractere, mod11_cobranca},
    vencimento::fator_da_data,
};
use crate::dinheiro::Dinheiro;

pub(super) fn cobranca(
    banco: &str,
    vencimento: Option<Date>,
    valor: Dinheiro,
    campo_livre: &str,
) -> Result<Boleto, ErroBoleto> {
    if !so_digitos(banco, 3) || banco.starts_with('8') {
        return Err(ErroBoleto::Montagem("banco: três dígitos que não começam com 8"));
    }
    if !so_digitos(campo_livre, 25) {
        return Err(ErroBoleto::Montagem("campo livre: 25 dígitos"));
    }
    if valor.eh_negativo() {
        return Err(ErroBoleto::Montagem("valor negativo"));
    }
    let fator_e_valor = match vencimento {
        Some(_) if valor > VALOR_MAXIMO_COM_FATOR => {
            return Err(ErroBoleto::Montagem("acima de R$ 99.999.999,99 não cabe vencimento no código"));
        }
        Some(data) => {
            let fator = fator_da_data(data).ok_or(ErroBoleto::Montagem("vencimento anterior a 03/07/2000"))?;
            format!("{fator:04}{:010}", valor.centavos())
        }
        // From 10^13 cents on, the amount would look like a due-date factor.
        None if valor.centavos() >= 10_000_000_000_000 => return Err(ErroBoleto::Montagem("valor não cabe no código")),
        None => format!("{:014}", valor.centavos()),
    };
    let digito = caractere(mod11_cobranca(&format!("{banco}9{fator_e_valor}{campo_livre}")));
    Ok(Boleto { codigo: format!("{banco}9{digito}{fator_e_valor}{campo_livre}"), tipo: TipoBoleto::Cobranca })
}

fn so_digitos(texto: &str, quantos: usize) -> bool {
    texto.len() == quantos && texto.bytes().all(|b| b.is_ascii_digit())
}
