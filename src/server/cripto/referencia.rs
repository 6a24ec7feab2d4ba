//! References: how a page names a boleto or a document without ever showing the ERP's key.
//!
//! With a service account the ERP checks nothing, so whoever knows a key could ask for anybody's document. A reference carries
//! the key encrypted, and opens only for the person, role, incorporadora and kind it was made for, until it expires.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;

use super::{Chaveiro, Proposito, juntar};

/// Longest text worth decoding: a request for a carnê of three years names 36 ERP keys. Servers and proxies take URLs of 8 KiB.
const MAIOR_TEXTO: usize = 4096;

/// Whose references these are, as the session proved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Escopo<'a> {
    /// Slug of the incorporadora.
    pub incorporadora: &'a str,
    /// Role, as in the launch URL (`cliente`, `sindico`, `gestor`).
    pub papel: &'a str,
    /// [`Chaveiro::hmac_titular`] of the holder, taken from the session.
    pub titular_hmac: &'a str,
}

/// What a reference names. A boleto's key never opens as a contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Especie {
    /// Purchase contract.
    Contrato,
    /// Issued boleto.
    Boleto,
    /// Instalment.
    Parcela,
    /// Payment.
    Pagamento,
    /// Nota fiscal.
    NotaFiscal,
    /// Yearly declaration of settlement.
    Quitacao,
    /// Income statement of a year.
    Informe,
    /// Unit.
    Unidade,
    /// A request for a document ([`crate::server::documentos::pedido::Pedido`]), as JSON.
    Documento,
    /// Empreendimento of a síndico.
    Empreendimento,
    /// An open session of the person.
    Acesso,
    /// The titular an associate may look at.
    Titular,
    /// A client staff found ([`crate::server::gestor::busca::Cliente`]), as JSON.
    Cliente,
    /// What staff search for ([`crate::server::gestor::busca::Busca`]), as JSON.
    Busca,
}

impl Especie {
    const fn rotulo(self) -> &'static str {
        match self {
            Self::Contrato => "contrato",
            Self::Boleto => "boleto",
            Self::Parcela => "parcela",
            Self::Pagamento => "pagamento",
            Self::NotaFiscal => "nota-fiscal",
            Self::Quitacao => "quitacao",
            Self::Informe => "informe",
            Self::Unidade => "unidade",
            Self::Documento => "documento",
            Self::Empreendimento => "empreendimento",
            Self::Acesso => "acesso",
            Self::Titular => "titular",
            Self::Cliente => "cliente",
            Self::Busca => "busca",
        }
    }
}

/// A sealed reference, ready for one URL segment: only `[A-Za-z0-9_-]`.
///
/// Two references to the same thing differ, so that equal ones cannot be matched across pages or people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Referencia(String);

impl Referencia {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Referencia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Chaveiro {
    /// Seals `chave_erp` for one person. Valid before `expira` (to the second).
    #[must_use]
    pub fn referenciar(&self, escopo: Escopo<'_>, especie: Especie, chave_erp: &str, expira: Timestamp) -> Referencia {
        let mut claro = Vec::with_capacity(8 + chave_erp.len());
        claro.extend_from_slice(&expira.as_second().to_be_bytes());
        claro.extend_from_slice(chave_erp.as_bytes());
        let selado = self.selar(Proposito::Referencia, &dono(escopo, especie), &claro);
        Referencia(URL_SAFE_NO_PAD.encode(selado))
    }

    /// The ERP's key, when `texto` was sealed for this very scope and kind and has not expired.
    ///
    /// `None` does not say why: to the visitor all are 404, and a reason would tell what exists.
    #[must_use]
    pub fn abrir_referencia(
        &self,
        texto: &str,
        escopo: Escopo<'_>,
        especie: Especie,
        agora: Timestamp,
    ) -> Option<String> {
        if texto.len() > MAIOR_TEXTO {
            return None;
        }
        let selado = URL_SAFE_NO_PAD.decode(texto).ok()?;
        let claro = self.abrir(Proposito::Referencia, &dono(escopo, especie), &selado).ok()?;
        let (expira, chave_erp) = claro.split_first_chunk()?;
        (agora.as_second() < i64::from_be_bytes(*expira)).then(|| String::from_utf8(chave_erp.to_vec()).ok()).flatten()
    }
}

/// Scope and kind are associated data: authenticated, not carried. The comparison with the principal is the decryption itself.
fn dono(escopo: Escopo<'_>, especie: Especie) -> Vec<u8> {
    let Escopo { incorporadora, papel, titular_hmac } = escopo;
    juntar(&[incorporadora.as_bytes(), papel.as_bytes(), titular_hmac.as_bytes(), especie.rotulo().as_bytes()])
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static CHAVEIRO: LazyLock<Chaveiro> = LazyLock::new(|| Chaveiro::gerar(&mut rand::rng(), Timestamp::UNIX_EPOCH));

    const ESPECIES: [Especie; 11] = [
        Especie::Contrato,
        Especie::Boleto,
        Especie::Parcela,
        Especie::Pagamento,
        Especie::NotaFiscal,
        Especie::Quitacao,
        Especie::Informe,
        Especie::Unidade,
        Especie::Documento,
        Especie::Cliente,
        Especie::Busca,
    ];

    fn instante(segundo: i64) -> Timestamp {
        Timestamp::from_second(segundo).unwrap()
    }

    /// Few values, so that two drawn scopes often differ in one field only.
    fn escopo() -> impl Strategy<Value = (String, String, String, Especie)> {
        (
            prop_oneof![Just("horizonte"), Just("aurora"), Just("horizontec")].prop_map(String::from),
            prop_oneof![Just("cliente"), Just("sindico"), Just("gestor")].prop_map(String::from),
            prop_oneof![Just("52998224725"), Just("15350946056"), Just("")].prop_map(|d| CHAVEIRO.hmac_titular(d)),
            prop::sample::select(&ESPECIES[..]),
        )
    }

    fn partes(dono: &(String, String, String, Especie)) -> (Escopo<'_>, Especie) {
        (Escopo { incorporadora: &dono.0, papel: &dono.1, titular_hmac: &dono.2 }, dono.3)
    }

    proptest! {
        #[test]
        fn a_reference_opens_for_its_owner_and_for_nobody_else(a in escopo(), b in escopo(), chave in ".{0,40}") {
            let (escopo_a, especie_a) = partes(&a);
            let (escopo_b, especie_b) = partes(&b);
            let referencia = CHAVEIRO.referenciar(escopo_a, especie_a, &chave, instante(100));
            let aberta = CHAVEIRO.abrir_referencia(referencia.as_str(), escopo_b, especie_b, instante(99));
            prop_assert_eq!(aberta, (a == b).then_some(chave));
        }

        #[test]
        fn a_field_moved_into_its_neighbour_opens_nothing(texto in "[a-z]{2,12}", corte in any::<prop::sample::Index>()) {
            let corte = corte.index(texto.len() - 1) + 1;
            let inteiro = Escopo { incorporadora: &texto, papel: "", titular_hmac: "h" };
            let partido = Escopo { incorporadora: &texto[..corte], papel: &texto[corte..], titular_hmac: "h" };
            let referencia = CHAVEIRO.referenciar(inteiro, Especie::Boleto, "1", instante(100));
            let aberta = CHAVEIRO.abrir_referencia(referencia.as_str(), partido, Especie::Boleto, instante(0));
            prop_assert_eq!(aberta.is_some(), corte == texto.len());
        }

        #[test]
        fn an_expired_reference_opens_for_nobody(dono in escopo(), expira in 0_i64..2_000_000_000, depois in 0_i64..1_000_000) {
            let (escopo, especie) = partes(&dono);
            let referencia = CHAVEIRO.referenciar(escopo, especie, "9", instante(expira));
            let abrir = |agora| CHAVEIRO.abrir_referencia(referencia.as_str(), escopo, especie, agora);
            prop_assert_eq!(abrir(instante(expira + depois)), None);
            prop_assert_eq!(abrir(instante(expira - 1)), Some("9".into()));
        }

        #[test]
        fn one_changed_bit_or_character_opens_nothing(dono in escopo(), onde in any::<prop::sample::Index>(), novo in "[A-Za-z0-9_=.-]") {
            let (escopo, especie) = partes(&dono);
            let texto = CHAVEIRO.referenciar(escopo, especie, "boleto-77", instante(100)).to_string();
            let abrir = |texto: &str| CHAVEIRO.abrir_referencia(texto, escopo, especie, instante(0));
            prop_assert!(abrir(&texto).is_some());

            let mut bytes = URL_SAFE_NO_PAD.decode(&texto).unwrap();
            let bit = onde.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(abrir(&URL_SAFE_NO_PAD.encode(bytes)), None);

            let mut trocado = texto.clone();
            let posicao = onde.index(texto.len());
            trocado.replace_range(posicao..=posicao, &novo);
            prop_assert_eq!(abrir(&trocado).is_some(), trocado == texto);
        }

        #[test]
        fn no_text_opens_or_panics(texto in any::<String>()) {
            let escopo = Escopo { incorporadora: "horizonte", papel: "cliente", titular_hmac: "" };
            prop_assert_eq!(CHAVEIRO.abrir_referencia(&texto, escopo, Especie::Boleto, instante(0)), None);
        }
    }

    #[test]
    fn a_reference_is_one_url_segment_that_shows_nothing_and_never_repeats() {
        let escopo = Escopo { incorporadora: "horizonte", papel: "cliente", titular_hmac: "ab" };
        let [uma, outra] = [(); 2].map(|()| CHAVEIRO.referenciar(escopo, Especie::Boleto, "237-000123", instante(100)));
        assert_ne!(uma, outra);
        assert!(uma.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{uma}");
        let bytes = URL_SAFE_NO_PAD.decode(uma.as_str()).unwrap();
        assert!(!bytes.windows(10).any(|janela| janela == b"237-000123"));
    }

    #[test]
    fn a_reference_survives_a_rotation() {
        let mut chaveiro = Chaveiro::gerar(&mut rand::rng(), Timestamp::UNIX_EPOCH);
        let titular = chaveiro.hmac_titular("52998224725");
        let escopo = Escopo { incorporadora: "horizonte", papel: "cliente", titular_hmac: &titular };
        let referencia = chaveiro.referenciar(escopo, Especie::Boleto, "5", instante(100));
        chaveiro.adicionar(&mut rand::rng(), Timestamp::UNIX_EPOCH);
        let aberta = chaveiro.abrir_referencia(referencia.as_str(), escopo, Especie::Boleto, instante(0));
        assert_eq!(aberta.as_deref(), Some("5"));
    }
}
