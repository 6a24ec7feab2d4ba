//! `[desenvolvimento]`: relaxations for a simulated world.

use url::Url;

use super::{
    endereco,
    leitor::{Coleta, Secao},
};

/// `[desenvolvimento]`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Desenvolvimento {
    /// Allow http and loopback upstreams. Refused with a public `url-publica`.
    pub permitir_loopback: bool,
}

impl Desenvolvimento {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        let permitir_loopback = secao.campo("permitir-loopback").and_then(|campo| campo.booleano(c)).unwrap_or(false);
        Self { permitir_loopback }
    }

    /// The relaxations must never be on in front of real people.
    pub(super) fn validate_com(self, secao: &Secao<'_>, url_publica: &Url, c: &mut Coleta) {
        if let Some(campo) = secao.campo("permitir-loopback").filter(|_| self.permitir_loopback)
            && !endereco::eh_loopback(url_publica)
        {
            campo.problema::<()>(
                "não pode ser true com uma servidor.url-publica que não seja desta máquina",
                "Retire a chave; ela serve só para desenvolver com o simulador",
                c,
            );
        }
    }
}
