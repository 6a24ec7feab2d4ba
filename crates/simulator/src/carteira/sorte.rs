//! Repeatable choices: the same seed and name give the same number on every machine and in every version.

/// Source of numbers that look arbitrary and never change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sorte(pub(crate) u64);

impl Sorte {
    /// A number for that name (FNV-1a, then the finaliser of splitmix64).
    pub(crate) fn numero(self, nome: &str) -> u64 {
        let fnv = nome.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ self.0, |acumulado, byte| {
            (acumulado ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let z = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limite`, which must not be zero.
    pub(crate) fn ate(self, nome: &str, limite: u32) -> u32 {
        // The remainder fits, as `limite` does.
        u32::try_from(self.numero(nome) % u64::from(limite)).unwrap_or_default()
    }

    /// `quantos` decimal digits.
    pub(crate) fn digitos(self, nome: &str, quantos: usize) -> String {
        (0..)
            .flat_map(|i| format!("{:019}", self.numero(&format!("{nome}/{i}")) % 10_u64.pow(19)).into_bytes())
            .take(quantos)
            .map(char::from)
            .collect()
    }

    /// 32 hexadecimal digits.
    pub(crate) fn hexa(self, nome: &str) -> String {
        format!("{:016x}{:016x}", self.numero(&format!("{nome}/a")), self.numero(&format!("{nome}/b")))
    }
}
