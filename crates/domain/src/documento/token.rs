//! A bearer secret.

use std::fmt;

/// A token of CV or of an ERP. Shows nothing of itself, not even its length, and does not serialize.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

impl Token {
    /// Wraps a secret.
    pub fn novo(segredo: impl Into<String>) -> Self {
        Self(segredo.into())
    }

    /// The secret itself, to be sent and nothing else.
    pub fn exposto(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_nothing_of_itself() {
        let token = Token::novo("eyJhbGciOiJIUzI1NiJ9.e30.x");
        assert_eq!(format!("{token} {token:?}"), "••• Token(•••)");
        assert_eq!(token.exposto(), "eyJhbGciOiJIUzI1NiJ9.e30.x");
    }
}
