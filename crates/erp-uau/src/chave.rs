//! Keys: everything UAU wants to hear again about a row, in one opaque text.
//!
//! ```text
//! venda     {empresa}/{obra}/{venda}                        1/B1705/159
//! parcela   {venda}/{tipo}/{número}/{número geral}          1/B1705/159/P/12/15
//! cobrança  {parcela}[+{parcela}…]#{banco}/{seu número}     1/B1705/159/P/12/15#341/998877
//!           {parcela}[+{parcela}…]#pix                      a Pix charge without a boleto
//! ```
//!
//! A boleto and the instalments it charges share one key, which is how they are told to belong together.

use std::fmt::{self, Write as _};

use domain::modelo::ContratoId;
use serde_json::{Value, json};

/// A sale: the contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChaveVenda {
    pub(crate) empresa: i64,
    pub(crate) obra: String,
    pub(crate) venda: i64,
}

/// An instalment: the six parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChaveParcela {
    pub(crate) venda: ChaveVenda,
    pub(crate) tipo: String,
    pub(crate) numero: i64,
    pub(crate) geral: i64,
}

/// A boleto.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChaveBoleto {
    pub(crate) banco: i64,
    pub(crate) seu_numero: i64,
}

/// A charge: a boleto (or only a Pix) and the instalments it charges, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChaveCobranca {
    pub(crate) parcelas: Vec<ChaveParcela>,
    pub(crate) boleto: Option<ChaveBoleto>,
}

impl ChaveVenda {
    pub(crate) fn ler(texto: &str) -> Option<Self> {
        let [empresa, obra, venda] = partes(texto)?;
        Some(Self { empresa: empresa.parse().ok()?, obra: decifrar(obra)?, venda: venda.parse().ok()? })
    }

    pub(crate) fn contrato(&self) -> ContratoId {
        ContratoId(self.to_string())
    }
}

impl fmt::Display for ChaveVenda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.empresa, cifrar(&self.obra), self.venda)
    }
}

impl ChaveParcela {
    pub(crate) fn ler(texto: &str) -> Option<Self> {
        let [empresa, obra, venda, tipo, numero, geral] = partes(texto)?;
        Some(Self {
            venda: ChaveVenda { empresa: empresa.parse().ok()?, obra: decifrar(obra)?, venda: venda.parse().ok()? },
            tipo: decifrar(tipo)?,
            numero: numero.parse().ok()?,
            geral: geral.parse().ok()?,
        })
    }

    /// As the Pix methods name it.
    pub(crate) fn para_pix(&self) -> Value {
        json!({
            "Empresa": self.venda.empresa, "Obra": self.venda.obra, "NumeroVenda": self.venda.venda,
            "NumeroParcela": self.numero, "TipoParcela": self.tipo, "NumeroParcelaGeral": self.geral,
        })
    }
}

impl fmt::Display for ChaveParcela {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.venda, cifrar(&self.tipo), self.numero, self.geral)
    }
}

impl ChaveBoleto {
    pub(crate) fn ler(texto: &str) -> Option<Self> {
        let [banco, seu_numero] = partes(texto)?;
        Some(Self { banco: banco.parse().ok()?, seu_numero: seu_numero.parse().ok()? })
    }
}

impl fmt::Display for ChaveBoleto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.banco, self.seu_numero)
    }
}

impl ChaveCobranca {
    pub(crate) fn ler(texto: &str) -> Option<Self> {
        let (parcelas, boleto) = texto.split_once('#')?;
        let parcelas = if parcelas.is_empty() {
            Vec::new()
        } else {
            parcelas.split('+').map(ChaveParcela::ler).collect::<Option<_>>()?
        };
        let boleto = if boleto == "pix" { None } else { Some(ChaveBoleto::ler(boleto)?) };
        Some(Self { parcelas, boleto })
    }
}

impl fmt::Display for ChaveCobranca {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, parcela) in self.parcelas.iter().enumerate() {
            write!(f, "{}{parcela}", if n == 0 { "" } else { "+" })?;
        }
        match self.boleto {
            Some(boleto) => write!(f, "#{boleto}"),
            None => f.write_str("#pix"),
        }
    }
}

fn partes<const N: usize>(texto: &str) -> Option<[&str; N]> {
    texto.split('/').collect::<Vec<_>>().try_into().ok()
}

/// Obras and types are whatever the customer typed: what separates keys is written `%XX`.
fn cifrar(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    for c in texto.chars() {
        if matches!(c, '%' | '/' | '+' | '#') {
            let _ = write!(saida, "%{:02X}", u32::from(c));
        } else {
            saida.push(c);
        }
    }
    saida
}

fn decifrar(texto: &str) -> Option<String> {
    let mut saida = String::with_capacity(texto.len());
    let mut resto = texto;
    while let Some((antes, depois)) = resto.split_once('%') {
        saida.push_str(antes);
        let (codigo, fim) = depois.split_at_checked(2)?;
        saida.push(char::from(u8::from_str_radix(codigo, 16).ok().filter(u8::is_ascii_punctuation)?));
        resto = fim;
    }
    saida.push_str(resto);
    Some(saida)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn venda() -> impl Strategy<Value = ChaveVenda> {
        (any::<i64>(), "\\PC{0,8}", any::<i64>()).prop_map(|(empresa, obra, venda)| ChaveVenda { empresa, obra, venda })
    }

    fn parcela() -> impl Strategy<Value = ChaveParcela> {
        (venda(), "\\PC{0,3}", any::<i64>(), any::<i64>()).prop_map(|(venda, tipo, numero, geral)| ChaveParcela {
            venda,
            tipo,
            numero,
            geral,
        })
    }

    proptest! {
        #[test]
        fn a_key_reads_back_as_it_was(parcelas in prop::collection::vec(parcela(), 0..4), boleto: Option<(i64, i64)>) {
            if let Some(primeira) = parcelas.first() {
                prop_assert_eq!(ChaveParcela::ler(&primeira.to_string()), Some(primeira.clone()));
                prop_assert_eq!(ChaveVenda::ler(&primeira.venda.to_string()), Some(primeira.venda.clone()));
            }
            let cobranca = ChaveCobranca { parcelas, boleto: boleto.map(|(banco, seu_numero)| ChaveBoleto { banco, seu_numero }) };
            prop_assert_eq!(ChaveCobranca::ler(&cobranca.to_string()), Some(cobranca));
        }

        #[test]
        fn any_text_is_a_key_or_is_refused(texto in "\\PC{0,40}|[0-9/%+#A-F]{0,30}") {
            let _ = (ChaveVenda::ler(&texto), ChaveParcela::ler(&texto), ChaveBoleto::ler(&texto), ChaveCobranca::ler(&texto));
        }
    }

    #[test]
    fn keys_look_as_documented() {
        let venda = ChaveVenda { empresa: 1, obra: "B1705".to_owned(), venda: 159 };
        let parcela = ChaveParcela { venda, tipo: "P".to_owned(), numero: 12, geral: 15 };
        let boleto = Some(ChaveBoleto { banco: 341, seu_numero: 998_877 });
        assert_eq!(ChaveCobranca { parcelas: vec![parcela], boleto }.to_string(), "1/B1705/159/P/12/15#341/998877");
        assert_eq!(ChaveCobranca { parcelas: vec![], boleto }.to_string(), "#341/998877");
        assert_eq!(ChaveCobranca { parcelas: vec![], boleto: None }.to_string(), "#pix");
    }
}
