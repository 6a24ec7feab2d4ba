//! What `financeiro inspect` prints: the full value on purpose, for the operator who typed it.
//!
//! Field names are public interface. `valido` decides the exit code: 0 valid, 1 invalid. No `Debug`: the values are in full.
//!
//! ```
//! let inspecao = domain::inspecao::documento("12.ABC.345/01DE-35");
//! assert!(inspecao.valido);
//! assert_eq!(inspecao.normalizado.as_deref(), Some("12ABC34501DE35"));
//! ```

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    boleto::Boleto,
    dinheiro::Dinheiro,
    documento::{Documento, ErroDocumento},
    pix::BrCode,
};

/// `inspect boleto`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct InspecaoBoleto {
    /// Every check digit is right.
    pub valido: bool,
    /// `cobranca` or `arrecadacao`; of an invalid code, what it looks like.
    pub tipo: Option<&'static str>,
    /// 44 digits.
    pub codigo_barras: Option<String>,
    /// 47 or 48 digits.
    pub linha_digitavel: Option<String>,
    /// Three digits.
    pub banco: Option<String>,
    /// Reais as `1234.56`; null when the payer types it.
    pub valor: Option<Dinheiro>,
    /// ISO date; null when the code has none or the factor falls outside the banks' window.
    pub vencimento: Option<Date>,
    /// Why it is invalid.
    pub motivo: Option<String>,
}

/// `inspect pix`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct InspecaoPix {
    /// CRC, structure and required fields are right.
    pub valido: bool,
    /// Also nothing off-manual.
    pub conforme_manual: bool,
    /// `estatico`, `dinamico` or `recorrencia`.
    pub tipo: Option<&'static str>,
    /// Key.
    pub chave: Option<String>,
    /// URL without scheme.
    pub url: Option<String>,
    /// Reais as `1234.56`.
    pub valor: Option<Dinheiro>,
    /// Receiver.
    pub nome: Option<String>,
    /// City.
    pub cidade: Option<String>,
    /// Transaction id; null for `***`.
    pub txid: Option<String>,
    /// Why it is invalid, or what is off-manual.
    pub motivo: Option<String>,
}

/// `inspect documento`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct InspecaoDocumento {
    /// Check digits are right.
    pub valido: bool,
    /// `cpf` or `cnpj`; of an invalid one, what its length says.
    pub tipo: Option<&'static str>,
    /// Without punctuation.
    pub normalizado: Option<String>,
    /// With punctuation.
    pub formatado: Option<String>,
    /// As it may be shown.
    pub mascarado: Option<String>,
    /// Why it is invalid.
    pub motivo: Option<String>,
}

/// Decodes and checks a barcode or line; `hoje` disambiguates the due date.
pub fn boleto(valor: &str, hoje: Date) -> InspecaoBoleto {
    match Boleto::ler(valor) {
        Ok(boleto) => InspecaoBoleto {
            valido: true,
            tipo: Some(boleto.tipo().codigo()),
            codigo_barras: Some(boleto.codigo_barras().to_owned()),
            linha_digitavel: Some(boleto.linha_digitavel()),
            banco: boleto.banco().map(str::to_owned),
            valor: boleto.valor(),
            vencimento: boleto.vencimento(hoje),
            motivo: None,
        },
        Err(erro) => InspecaoBoleto {
            valido: false,
            tipo: Boleto::tipo_aparente(valor).map(crate::boleto::TipoBoleto::codigo),
            codigo_barras: None,
            linha_digitavel: None,
            banco: None,
            valor: None,
            vencimento: None,
            motivo: Some(erro.to_string()),
        },
    }
}

/// Decodes and checks a Pix copia e cola.
pub fn pix(valor: &str) -> InspecaoPix {
    match BrCode::ler(valor) {
        Ok(pix) => InspecaoPix {
            valido: true,
            conforme_manual: pix.conforme_manual(),
            tipo: Some(pix.tipo().codigo()),
            chave: pix.chave().map(str::to_owned),
            url: pix.url().map(str::to_owned),
            valor: pix.valor(),
            nome: Some(pix.nome().to_owned()),
            cidade: Some(pix.cidade().to_owned()),
            txid: pix.txid().map(str::to_owned),
            motivo: (!pix.conforme_manual())
                .then(|| pix.desvios().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        },
        Err(erro) => InspecaoPix {
            valido: false,
            conforme_manual: false,
            tipo: None,
            chave: None,
            url: None,
            valor: None,
            nome: None,
            cidade: None,
            txid: None,
            motivo: Some(erro.to_string()),
        },
    }
}

/// Decodes and checks a CPF or CNPJ.
pub fn documento(valor: &str) -> InspecaoDocumento {
    match Documento::ler(valor) {
        Ok(documento) => InspecaoDocumento {
            valido: true,
            tipo: Some(match documento {
                Documento::Cpf(_) => "cpf",
                Documento::Cnpj(_) => "cnpj",
                Documento::Estrangeiro(_) => "estrangeiro",
            }),
            normalizado: Some(documento.normalizado().to_owned()),
            formatado: Some(documento.formatado()),
            mascarado: Some(documento.mascarado()),
            motivo: None,
        },
        Err(erro) => InspecaoDocumento {
            valido: false,
            tipo: tipo_pelo_comprimento(valor, erro),
            normalizado: None,
            formatado: None,
            mascarado: None,
            motivo: Some(erro.to_string()),
        },
    }
}

fn tipo_pelo_comprimento(valor: &str, erro: ErroDocumento) -> Option<&'static str> {
    if matches!(erro, ErroDocumento::Vazio | ErroDocumento::Comprimento) {
        return None;
    }
    match valor.trim().chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).count() {
        11 => Some("cpf"),
        14 => Some("cnpj"),
        _ => None,
    }
}
