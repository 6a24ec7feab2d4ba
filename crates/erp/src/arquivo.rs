//! A document of the ERP, as bytes.

use std::fmt;

use bytes::Bytes;

/// What a document is. Checked by the adapter, never believed from a header or a file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TipoArquivo {
    /// A PDF with at least one page.
    Pdf,
    /// Well-formed XML without a DTD.
    Xml,
}

/// A document whose content was checked against its type. `Debug` shows type and length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Arquivo {
    /// What it is.
    pub tipo: TipoArquivo,
    /// The document itself, decoded; never empty.
    pub bytes: Bytes,
}

impl fmt::Debug for Arquivo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arquivo").field("tipo", &self.tipo).field("bytes", &self.bytes.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_of_a_document_is_its_type_and_length() {
        let arquivo = Arquivo { tipo: TipoArquivo::Xml, bytes: Bytes::from_static(b"<cpf>52998224725</cpf>") };
        assert_eq!(format!("{arquivo:?}"), "Arquivo { tipo: Xml, bytes: 22 }");
    }
}
