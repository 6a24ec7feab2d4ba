//! Pix copia e cola: the BR Code of the Banco Central (EMV MPM: TLV and CRC), static and dynamic.
//!
//! A code is refused when the CRC or the structure is wrong; it is accepted with [`Desvio`]s when it merely departs from the
//! manual, as some issuers do. The text is kept as received, trimmed: what is copied must be what was signed by the CRC.
//!
//! ```
//! use domain::pix::{BrCode, PixEstatico, TipoPix};
//! let montado = PixEstatico {
//!     chave: "123e4567-e12b-12d1-a456-426655440000".into(),
//!     valor: Some(domain::dinheiro::Dinheiro::de_centavos(10_050)),
//!     nome: "Construtora Horizonte".into(),
//!     cidade: "Aracaju".into(),
//!     ..PixEstatico::default()
//! }
//! .montar()?;
//! let lido = BrCode::ler(montado.payload())?;
//! assert_eq!(lido.tipo(), TipoPix::Estatico);
//! assert!(lido.conforme_manual());
//! # Ok::<(), domain::pix::ErroPix>(())
//! ```

use std::fmt;

use crate::dinheiro::Dinheiro;

mod desvio;
mod leitura;
mod montagem;
mod tlv;

pub use desvio::Desvio;
pub use montagem::{PixDinamico, PixEstatico};
pub use tlv::crc16;

/// A Pix code whose CRC, structure and required fields are right.
///
/// `Debug` shows only the kind: the payload may carry a CPF, a telephone or an e-mail as key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BrCode {
    payload: String,
    tipo: TipoPix,
    chave: Option<String>,
    url: Option<String>,
    url_recorrencia: Option<String>,
    descricao: Option<String>,
    fss: Option<String>,
    iniciacao: Option<String>,
    valor: Option<Dinheiro>,
    nome: String,
    cidade: String,
    txid: Option<String>,
    desvios: Vec<Desvio>,
}

/// Where the charge lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TipoPix {
    /// In the code: key and perhaps amount.
    Estatico,
    /// Behind a URL; an amount inside the code is not authoritative.
    Dinamico,
    /// Only authorises recurring payments (Pix Automático): pays nothing by itself.
    Recorrencia,
}

/// Why something is no payable Pix code. Never holds the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErroPix {
    /// Nothing to read.
    #[error("código Pix vazio")]
    Vazio,
    /// Longer than any BR Code, or with control characters.
    #[error("texto que não é um código Pix")]
    Texto,
    /// Lengths and contents do not fit each other: cut or edited.
    #[error("estrutura do código Pix quebrada: falta um pedaço ou há algo a mais")]
    Tlv,
    /// The code does not end with the field 63 of four characters.
    #[error("código Pix sem o CRC no final (campo 63)")]
    SemCrc,
    /// The CRC does not close: at least one character was changed.
    #[error("o CRC do código Pix não confere: algum caractere foi alterado")]
    Crc,
    /// The same field twice.
    #[error("campo {0:02} repetido no código Pix")]
    Repetido(u8),
    /// A required field is missing.
    #[error("falta o campo {0:02} no código Pix")]
    Falta(u8),
    /// A field that must have one fixed content has another (00 = 01 first, 53 = 986, 58 = BR).
    #[error("conteúdo inesperado no campo {0:02} do código Pix")]
    Fixo(u8),
    /// A field is longer than the manual allows.
    #[error("campo {campo:02} do código Pix com mais de {maximo} caracteres")]
    Longo {
        /// The field.
        campo: u8,
        /// Its limit in characters.
        maximo: u8,
    },
    /// Field 54 is no amount with a decimal point, of at most 13 characters.
    #[error("valor malformado no código Pix (campo 54)")]
    Valor,
    /// No account information of Pix in 26–51.
    #[error("o código não tem conta Pix")]
    SemConta,
    /// More than one account information of Pix.
    #[error("o código tem mais de uma conta Pix")]
    ContasDemais,
    /// Both key and URL.
    #[error("o código Pix traz chave e URL ao mesmo tempo")]
    ChaveEUrl,
    /// Neither key nor URL, of payment or of recurrence.
    #[error("o código Pix não traz chave nem URL")]
    SemChaveNemUrl,
    /// The URL begins with a scheme.
    #[error("a URL do código Pix não pode ter esquema (https://)")]
    UrlComEsquema,
    /// The URL has no domain name.
    #[error("a URL do código Pix não tem domínio")]
    UrlSemDominio,
    /// The URL has no path, which is what names the charge, or characters no URL has.
    #[error("a URL do código Pix não aponta para uma cobrança")]
    UrlMalformada,
}

impl BrCode {
    /// Reads a copia e cola.
    ///
    /// # Errors
    /// See [`ErroPix`].
    pub fn ler(texto: &str) -> Result<Self, ErroPix> {
        leitura::ler(texto)
    }

    /// The text as received, trimmed: the full value, to be copied and drawn.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Static, dynamic or recurrence only.
    pub const fn tipo(&self) -> TipoPix {
        self.tipo
    }

    /// Key of the receiver; may be personal data.
    pub fn chave(&self) -> Option<&str> {
        self.chave.as_deref()
    }

    /// Where the charge lives, without scheme. Never to be opened or followed by us.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Where the recurrence lives (Pix Automático), without scheme.
    pub fn url_recorrencia(&self) -> Option<&str> {
        self.url_recorrencia.as_deref()
    }

    /// Free text of the receiver.
    pub fn descricao(&self) -> Option<&str> {
        self.descricao.as_deref()
    }

    /// ISPB of the withdrawal service (Pix Saque).
    pub fn fss(&self) -> Option<&str> {
        self.fss.as_deref()
    }

    /// `11` reusable, `12` once; `None` when the code does not say.
    pub fn iniciacao(&self) -> Option<&str> {
        self.iniciacao.as_deref()
    }

    /// Amount written in the code, possibly zero; `None` when the payer types it or it lives behind the URL.
    pub const fn valor(&self) -> Option<Dinheiro> {
        self.valor
    }

    /// Name of the receiver.
    pub fn nome(&self) -> &str {
        &self.nome
    }

    /// City of the receiver.
    pub fn cidade(&self) -> &str {
        &self.cidade
    }

    /// Transaction id; `None` for `***`.
    pub fn txid(&self) -> Option<&str> {
        self.txid.as_deref()
    }

    /// Departures from the manual that payers' apps usually accept.
    pub fn desvios(&self) -> &[Desvio] {
        &self.desvios
    }

    /// Whether there is none.
    pub fn conforme_manual(&self) -> bool {
        self.desvios.is_empty()
    }
}

impl fmt::Debug for BrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrCode").field("tipo", &self.tipo).field("desvios", &self.desvios).finish_non_exhaustive()
    }
}

impl TipoPix {
    /// `estatico`, `dinamico` or `recorrencia`.
    pub const fn codigo(self) -> &'static str {
        match self {
            Self::Estatico => "estatico",
            Self::Dinamico => "dinamico",
            Self::Recorrencia => "recorrencia",
        }
    }
}
