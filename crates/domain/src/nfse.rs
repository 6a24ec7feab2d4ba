//! Access key of the national NFS-e: 50 characters with known parts (XSD `TSIdNFSe`).
//!
//! Length and parts are checked, the check digit is not: the published example does not close under any documented modulus.
//!
//! ```
//! let chave = domain::nfse::ChaveNfse::ler("31062001251235800000112230000000173023019580208160")?;
//! assert_eq!((chave.municipio(), chave.competencia().as_str()), ("3106200", "2023-01"));
//! # Ok::<(), domain::nfse::ErroChave>(())
//! ```

use std::fmt;

/// A key. It holds the issuer's number, which may be a CPF: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChaveNfse(String);

/// The text is no access key: not 50 characters of the right kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chave de acesso da NFS-e tem 50 caracteres")]
pub struct ErroChave;

impl ChaveNfse {
    /// Reads a key, with or without the `NFS` prefix of the XML and spaces between groups.
    ///
    /// # Errors
    /// [`ErroChave`].
    pub fn ler(texto: &str) -> Result<Self, ErroChave> {
        let limpo: String = texto.chars().filter(|c| !c.is_whitespace()).take(64).collect();
        let chave = limpo.strip_prefix("NFS").unwrap_or(&limpo);
        let bytes = chave.as_bytes();
        // Only the issuer's number may come to have letters, after July 2026.
        let bons = |(i, b): (usize, &u8)| b.is_ascii_digit() || (9..23).contains(&i) && b.is_ascii_uppercase();
        let mes_bom = || matches!(chave[38..40].parse(), Ok(1..=12));
        if bytes.len() == 50 && bytes.iter().enumerate().all(bons) && mes_bom() {
            Ok(Self(chave.to_owned()))
        } else {
            Err(ErroChave)
        }
    }

    /// The 50 characters.
    pub fn normalizada(&self) -> &str {
        &self.0
    }

    /// In groups of four, for reading.
    pub fn agrupada(&self) -> String {
        self.0.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// IBGE code of the municipality.
    pub fn municipio(&self) -> &str {
        &self.0[..7]
    }

    /// 1 own system, 2 national.
    pub fn ambiente(&self) -> &str {
        &self.0[7..8]
    }

    /// 1 CPF, 2 CNPJ.
    pub fn tipo_de_inscricao(&self) -> &str {
        &self.0[8..9]
    }

    /// The issuer's number; a CPF has three zeros in front.
    pub fn inscricao(&self) -> &str {
        &self.0[9..23]
    }

    /// Number of the nota, 13 digits.
    pub fn numero(&self) -> &str {
        &self.0[23..36]
    }

    /// `AAAA-MM` of issue.
    pub fn competencia(&self) -> String {
        format!("20{}-{}", &self.0[36..38], &self.0[38..40])
    }

    /// Random code.
    pub fn codigo_numerico(&self) -> &str {
        &self.0[40..49]
    }

    /// Check digit, as given.
    pub fn digito(&self) -> &str {
        &self.0[49..]
    }
}

impl fmt::Debug for ChaveNfse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChaveNfse").field("municipio", &self.municipio()).finish_non_exhaustive()
    }
}
