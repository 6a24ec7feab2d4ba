//! The one type of `documents` that the configuration names. Reading a logo is typst's work, and typst takes ten minutes to
//! compile with instrumentation.

/// Letterheads.
pub mod pdf {
    /// The file of a logo, taken as it is.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Logo(Vec<u8>);

    impl Logo {
        /// From the bytes of a file.
        ///
        /// # Errors
        /// When there are none.
        pub fn ler(bytes: Vec<u8>) -> Result<Self, ErroPdf> {
            if bytes.is_empty() { Err(ErroPdf) } else { Ok(Self(bytes)) }
        }
    }

    /// Not a logo.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ErroPdf;
}
