//! On the wire: a string `1234.56`. Read: that, any form of [`Dinheiro::ler`], or a JSON number of reais.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};

use super::{Dinheiro, ErroDinheiro, leitura};

impl Serialize for Dinheiro {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Dinheiro {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Leitor)
    }
}

struct Leitor;

impl Visitor<'_> for Leitor {
    type Value = Dinheiro;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount in reais, as text or number")
    }

    fn visit_str<E: Error>(self, texto: &str) -> Result<Dinheiro, E> {
        Dinheiro::ler(texto).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, reais: i64) -> Result<Dinheiro, E> {
        reais
            .checked_mul(100)
            .map(Dinheiro::de_centavos)
            .filter(|valor| valor.na_faixa())
            .ok_or_else(|| E::custom(ErroDinheiro::ForaDaFaixa))
    }

    fn visit_u64<E: Error>(self, reais: u64) -> Result<Dinheiro, E> {
        let reais = i64::try_from(reais).map_err(|_| E::custom(ErroDinheiro::ForaDaFaixa))?;
        self.visit_i64(reais)
    }

    fn visit_f64<E: Error>(self, reais: f64) -> Result<Dinheiro, E> {
        leitura::de_f64(reais).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_numbers_are_read_and_text_is_written() {
        for (json, centavos) in [
            ("\"1.234,56\"", 123_456),
            ("1234.56", 123_456),
            ("1234", 123_400),
            ("-3", -300),
            ("0.30000000000000004", 30),
            ("1.5", 150),
            ("1e3", 100_000),
        ] {
            assert_eq!(serde_json::from_str::<Dinheiro>(json).unwrap().centavos(), centavos, "{json}");
        }
        assert_eq!(serde_json::to_string(&Dinheiro::de_centavos(-5)).unwrap(), "\"-0.05\"");
    }

    #[test]
    fn other_types_fractions_of_a_cent_and_huge_numbers_are_refused() {
        for json in
            ["null", "true", "[]", "{}", "\"\"", "1.005", "1e300", "18446744073709551615", "9223372036854775807"]
        {
            assert!(serde_json::from_str::<Dinheiro>(json).is_err(), "{json}");
        }
    }
}
