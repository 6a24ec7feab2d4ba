//! Departures from the manual that do not stop a payment.

use std::fmt;

/// What is off-manual in a code that is otherwise sound. `Display` is the stable name, fit for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Desvio {
    /// `BR.GOV.BCB.PIX` instead of lower case.
    GuiEmMaiusculas,
    /// A key that the DICT would not register.
    ChaveForaDoFormatoDict,
    /// A txid that is neither `***` nor 1 to 25 letters and digits.
    TxidForaDoFormato,
    /// Field 54 without two decimals.
    ValorSemDuasCasas,
    /// CRC in lower-case hexadecimal.
    CrcEmMinusculas,
    /// Field 01 is neither 11 nor 12.
    IniciacaoDesconhecida,
    /// Field 52 is not four digits.
    CategoriaForaDoFormato,
    /// No field 62: the manual asks for it, with `***`.
    SemTxid,
    /// Characters outside ASCII.
    ForaDoAscii,
    /// Lengths counted in bytes of UTF-8 instead of characters.
    ComprimentoEmBytes,
}

impl Desvio {
    /// Stable name.
    pub const fn codigo(self) -> &'static str {
        match self {
            Self::GuiEmMaiusculas => "gui_em_maiusculas",
            Self::ChaveForaDoFormatoDict => "chave_fora_do_formato_dict",
            Self::TxidForaDoFormato => "txid_fora_de_1_a_25_alfanumericos",
            Self::ValorSemDuasCasas => "54_sem_duas_casas",
            Self::CrcEmMinusculas => "crc_em_minusculas",
            Self::IniciacaoDesconhecida => "01_fora_de_11_e_12",
            Self::CategoriaForaDoFormato => "52_fora_do_formato",
            Self::SemTxid => "falta_62",
            Self::ForaDoAscii => "fora_do_ascii",
            Self::ComprimentoEmBytes => "comprimento_em_bytes",
        }
    }
}

impl fmt::Display for Desvio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.codigo())
    }
}
