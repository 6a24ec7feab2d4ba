//! The brand colour and the text colours that can be read on it and with it.
//!
//! WCAG 2.2 asks for a contrast of 4.5:1 between text and what is behind it (1.4.3). A brand is chosen for a logo, not
//! for text, so the colours of text are derived from it. Mixing happens in Oklab, where a mix keeps the hue.

/// Contrast that text needs (WCAG 2.2, 1.4.3).
const CONTRASTE: f64 = 4.5;
const BRANCO: Cor = Cor { rgb: [255; 3] };
const PRETO: Cor = Cor { rgb: [0; 3] };
const QUASE_PRETO: Cor = Cor { rgb: [0x11; 3] };
/// Page and surfaces of the light appearance; they must equal the tokens of the style sheet.
const FUNDOS_CLAROS: [Cor; 2] = [Cor { rgb: [0xf6, 0xf7, 0xf8] }, BRANCO];
/// Page, surface and raised surface of the dark appearance.
const FUNDOS_ESCUROS: [Cor; 3] =
    [Cor { rgb: [0x0f, 0x11, 0x13] }, Cor { rgb: [0x18, 0x1b, 0x1f] }, Cor { rgb: [0x1e, 0x22, 0x26] }];
const TINTA_ESCURA: Cor = Cor { rgb: [0x14, 0x17, 0x1a] };

/// Brand colour, sRGB, with text colours derived and contrast-checked when the configuration is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cor {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

impl Cor {
    /// Reads `#rrggbb`.
    pub fn de_hex(texto: &str) -> Option<Self> {
        let digitos = texto.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let canal = |i: usize| u8::from_str_radix(digitos.get(i..i + 2)?, 16).ok();
        Some(Self { rgb: [canal(0)?, canal(2)?, canal(4)?] })
    }

    /// `#rrggbb`, lower case.
    pub fn para_css(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Text on the brand colour: white when it can be read, else nearly black, else black. At least 4.5:1.
    #[must_use]
    pub fn sobre_marca(self) -> Self {
        // Black always reaches 4.5:1 where white does not: 1.05/(L+0.05) < 4.5 means (L+0.05)/0.05 > 4.6.
        [BRANCO, QUASE_PRETO].into_iter().find(|texto| contraste(*texto, self) >= CONTRASTE).unwrap_or(PRETO)
    }

    /// The brand as text in the light appearance: darkened until it has 4.5:1 on the page and on [`Self::suave_claro`].
    #[must_use]
    pub fn texto_claro(self) -> Self {
        self.ate_ler(PRETO, &FUNDOS_CLAROS, self.suave_claro())
    }

    /// The brand as text in the dark appearance: lightened until it has 4.5:1 on every dark surface and on
    /// [`Self::suave_escuro`].
    #[must_use]
    pub fn texto_escuro(self) -> Self {
        self.ate_ler(BRANCO, &FUNDOS_ESCUROS, self.suave_escuro())
    }

    /// A light tint of the brand, a background for the light appearance.
    #[must_use]
    pub fn suave_claro(self) -> Self {
        self.misturar(BRANCO, 0.90)
    }

    /// A dark tint of the brand, a background for the dark appearance.
    #[must_use]
    pub fn suave_escuro(self) -> Self {
        self.misturar(TINTA_ESCURA, 0.78)
    }

    /// Whether the light appearance shows text in another colour than the one configured.
    pub(super) fn foi_escurecida(self) -> bool {
        self.texto_claro() != self
    }

    fn ate_ler(self, rumo: Self, fundos: &[Self], suave: Self) -> Self {
        let le_se = |cor: Self| fundos.iter().chain([&suave]).all(|fundo| contraste(cor, *fundo) >= CONTRASTE);
        let passo = |n: u8| self.misturar(rumo, f64::from(n) / 50.0);
        if le_se(self) { self } else { (1..=50).map(passo).find(|cor| le_se(*cor)).unwrap_or(rumo) }
    }

    /// `parte` of the other colour, 0 to 1.
    fn misturar(self, outra: Self, parte: f64) -> Self {
        let (a, b) = (para_oklab(self), para_oklab(outra));
        de_oklab(std::array::from_fn(|i| a[i] + (b[i] - a[i]) * parte))
    }
}

/// Contrast of WCAG 2.2, 1 to 21.
fn contraste(a: Cor, b: Cor) -> f64 {
    let (a, b) = (luminancia(a), luminancia(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminancia(cor: Cor) -> f64 {
    let [r, g, b] = linear(cor);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn linear(cor: Cor) -> [f64; 3] {
    cor.rgb.map(|canal| {
        let v = f64::from(canal) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
}

fn aplicar(matriz: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matriz.map(|[x, y, z]| x * v[0] + y * v[1] + z * v[2])
}

// Matrices of Oklab as its author published them (B. Ottosson, 2020).
fn para_oklab(cor: Cor) -> [f64; 3] {
    const LMS: [[f64; 3]; 3] = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ];
    const LAB: [[f64; 3]; 3] = [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ];
    aplicar(&LAB, aplicar(&LMS, linear(cor)).map(f64::cbrt))
}

fn de_oklab(lab: [f64; 3]) -> Cor {
    const LMS: [[f64; 3]; 3] = [
        [1.0, 0.396_337_777_4, 0.215_803_757_3],
        [1.0, -0.105_561_345_8, -0.063_854_172_8],
        [1.0, -0.089_484_177_5, -1.291_485_548_0],
    ];
    const RGB: [[f64; 3]; 3] = [
        [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
        [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
        [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
    ];
    let rgb = aplicar(&RGB, aplicar(&LMS, lab).map(|v| v.powi(3)));
    Cor { rgb: rgb.map(codificar) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255 just before")]
fn codificar(v: f64) -> u8 {
    let v = if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
    (v * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cor(hex: &str) -> Cor {
        Cor::de_hex(hex).unwrap()
    }

    #[test]
    fn contrast_matches_published_values() {
        // WebAIM's examples: #777777 on white is 4.48, #767676 is 4.54.
        assert!((contraste(cor("#777777"), BRANCO) - 4.48).abs() < 0.005);
        assert!((contraste(cor("#767676"), BRANCO) - 4.54).abs() < 0.005);
        assert!((contraste(PRETO, BRANCO) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn mixing_happens_in_oklab() {
        // Half way from black to white is L = 0.5, linear 0.125, sRGB 0.388: #636363, as `color-mix(in oklab, …)` gives.
        assert_eq!(PRETO.misturar(BRANCO, 0.5), cor("#636363"));
        assert_eq!(cor("#0b6e4f").misturar(BRANCO, 0.0), cor("#0b6e4f"));
        assert_eq!(cor("#0b6e4f").misturar(BRANCO, 1.0), BRANCO);
    }

    #[test]
    fn a_dark_brand_is_kept_and_a_pale_one_is_darkened() {
        assert_eq!(cor("#0b6e4f").texto_claro(), cor("#0b6e4f"));
        assert_eq!(cor("#0b6e4f").sobre_marca(), BRANCO);
        assert!(cor("#ffd400").foi_escurecida());
        assert_eq!(cor("#ffd400").sobre_marca(), QUASE_PRETO);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for errado in ["", "#", "0b6e4f", "#0b6e4", "#0b6e4f0", "#0b6e4g", "#+b6e4f", "#çç6e", "verde"] {
            assert_eq!(Cor::de_hex(errado), None, "{errado}");
        }
        assert_eq!(cor("#0B6E4F").para_css(), "#0b6e4f");
    }

    proptest! {
        #[test]
        fn every_brand_gives_readable_text(rgb in any::<[u8; 3]>()) {
            let marca = Cor { rgb };
            prop_assert!(contraste(marca.sobre_marca(), marca) >= CONTRASTE);
            for fundo in FUNDOS_CLAROS.into_iter().chain([marca.suave_claro()]) {
                prop_assert!(contraste(marca.texto_claro(), fundo) >= CONTRASTE);
            }
            for fundo in FUNDOS_ESCUROS.into_iter().chain([marca.suave_escuro()]) {
                prop_assert!(contraste(marca.texto_escuro(), fundo) >= CONTRASTE);
            }
        }

        #[test]
        fn a_colour_survives_its_css(rgb in any::<[u8; 3]>()) {
            prop_assert_eq!(Cor::de_hex(&Cor { rgb }.para_css()), Some(Cor { rgb }));
        }
    }
}
