//! How often somebody may be wrong, and how often something may be sent.
//!
//! Three counters each, in windows of minutes: of a person at one network (strict), of a person from everywhere (loose: whoever
//! wants to lock a stranger out has to come from several networks, and gets minutes for it), and of an address for everybody.
//! They count what was typed, whether or not CV knows it. They stand before direct access only: a launch in the portal never asks
//! them. Keys are digests of an HMAC, so that a row names neither person nor address.

use std::net::IpAddr;

use cv::Identificador;
use jiff::{SignedDuration, Timestamp};

use super::campos::normal;
use crate::server::{
    cripto::{juntar, resumo},
    state::AppState,
    storage::{Chave, ErroArmazem},
};

/// Wrong codes, or wrong passwords, of one person at one network in one window.
pub const ERROS_POR_LUGAR: u32 = 5;
/// Of one person, from everywhere.
pub const ERROS_POR_PESSOA: u32 = 20;
/// Of one address, for everybody. Those who come in are not counted: a carrier's address is that of many people.
pub const ERROS_POR_ENDERECO: u32 = 30;
/// How long a window is, and so the longest a lock lasts.
pub const JANELA: SignedDuration = SignedDuration::from_mins(15);

/// Codes, or new passwords, for one person asked for at one network in one window.
const ENVIOS_POR_LUGAR: u32 = 3;
/// To one person, from everywhere.
const ENVIOS_POR_PESSOA: u32 = 8;
/// Asked for at one address in an hour.
const ENVIOS_POR_ENDERECO: u32 = 10;
const HORA: SignedDuration = SignedDuration::from_hours(1);

/// What is counted apart: being locked out of one does not lock the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assunto {
    /// A wrong code.
    Codigo,
    /// A wrong password.
    Senha,
    /// A síndico's wrong password.
    SenhaDeSindico,
    /// A code asked for.
    EnvioDeCodigo,
    /// A new password asked for.
    EnvioDeSenha,
    /// A wrong code of the staff.
    CodigoDaEquipe,
    /// A code asked for by the staff.
    EnvioParaEquipe,
}

impl Assunto {
    const fn nome(self) -> &'static str {
        match self {
            Self::Codigo => "codigo",
            Self::Senha => "senha",
            Self::SenhaDeSindico => "senha-sindico",
            Self::EnvioDeCodigo => "envio-codigo",
            Self::EnvioDeSenha => "envio-senha",
            Self::CodigoDaEquipe => "codigo-equipe",
            Self::EnvioParaEquipe => "envio-equipe",
        }
    }

    const fn limites(self) -> Limites {
        match self {
            Self::Codigo | Self::Senha | Self::SenhaDeSindico | Self::CodigoDaEquipe => Limites {
                lugar: ERROS_POR_LUGAR,
                pessoa: ERROS_POR_PESSOA,
                endereco: ERROS_POR_ENDERECO,
                janela_do_endereco: JANELA,
            },
            Self::EnvioDeCodigo | Self::EnvioDeSenha | Self::EnvioParaEquipe => Limites {
                lugar: ENVIOS_POR_LUGAR,
                pessoa: ENVIOS_POR_PESSOA,
                endereco: ENVIOS_POR_ENDERECO,
                janela_do_endereco: HORA,
            },
        }
    }
}

struct Limites {
    lugar: u32,
    pessoa: u32,
    endereco: u32,
    janela_do_endereco: SignedDuration,
}

/// Nothing more until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trancado {
    pub(super) ate: Timestamp,
}

/// The counters of one request.
pub(super) struct Contadores<'a> {
    estado: &'a AppState,
    assunto: Assunto,
    lugar: Chave,
    pessoa: Chave,
    endereco: Chave,
}

impl<'a> Contadores<'a> {
    pub(super) fn novos(
        estado: &'a AppState,
        slug: &str,
        assunto: Assunto,
        quem: &Identificador,
        endereco: IpAddr,
    ) -> Self {
        let hmac = estado.chaveiro.hmac_titular(&normal(quem));
        let lugar = estado.chaveiro.hmac_titular(&rede(endereco));
        let endereco = estado.chaveiro.hmac_titular(&proprio(endereco));
        let chave = |partes: &[&str]| {
            let partes: Vec<&[u8]> = partes.iter().map(|p| p.as_bytes()).collect();
            resumo(&juntar(&partes))
        };
        let nome = assunto.nome();
        Self {
            estado,
            assunto,
            lugar: chave(&["acesso-direto", nome, slug, "lugar", &hmac, &lugar]),
            pessoa: chave(&["acesso-direto", nome, slug, "pessoa", &hmac]),
            endereco: chave(&["acesso-direto", nome, slug, "endereco", &endereco]),
        }
    }

    /// Counts one more of this person before it happens, so that of concurrent ones no more than allowed do. Past a limit it is
    /// refused; the window does not move, so that it ends at a time that can be told.
    pub(super) async fn tentar(&self) -> Result<Result<(), Trancado>, ErroArmazem> {
        let agora = self.estado.relogio.agora();
        let limites = self.assunto.limites();
        if let Some(vistas) = self.estado.armazem.tentativa_ler(&self.endereco, agora).await?
            && vistas.quantas >= limites.endereco
        {
            return Ok(Err(Trancado { ate: vistas.expira }));
        }
        // In this order: what one network is refused must not use up the person's other tries.
        for (chave, limite) in [(&self.lugar, limites.lugar), (&self.pessoa, limites.pessoa)] {
            let fim = agora.saturating_add(JANELA).unwrap_or(agora);
            let vistas = self.estado.armazem.tentativa_somar(chave, agora, fim).await?;
            if vistas.quantas > limite {
                return Ok(Err(Trancado { ate: vistas.expira }));
            }
        }
        Ok(Ok(()))
    }

    /// Counts it against the address, too: it was wrong, or it was sent.
    pub(super) async fn contar_endereco(&self) -> Result<(), ErroArmazem> {
        let agora = self.estado.relogio.agora();
        let fim = agora.saturating_add(self.assunto.limites().janela_do_endereco).unwrap_or(agora);
        self.estado.armazem.tentativa_somar(&self.endereco, agora, fim).await.map(drop)
    }

    /// It was right: this person's count begins anew. That of the address stays: who logs in to an account of their own must not
    /// win tries at others'.
    pub(super) async fn acertou(&self) -> Result<(), ErroArmazem> {
        self.estado.armazem.tentativa_esquecer(&self.lugar).await?;
        self.estado.armazem.tentativa_esquecer(&self.pessoa).await
    }
}

/// The network an address is of: whoever has one of its addresses often has others.
fn rede(endereco: IpAddr) -> String {
    match endereco.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        v6 @ IpAddr::V6(_) => proprio(v6),
    }
}

/// The address itself; of IPv6 the network of one connection.
fn proprio(endereco: IpAddr) -> String {
    match endereco.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one_place() {
        let de = |texto: &str| rede(texto.parse().unwrap());
        assert_eq!(de("203.0.113.9"), de("203.0.113.200"));
        assert_eq!(de("::ffff:203.0.113.9"), de("203.0.113.200"), "IPv4 in IPv6 is IPv4");
        assert_ne!(de("203.0.113.9"), de("203.0.114.9"));
        assert_eq!(de("2001:db8:1:2::1"), de("2001:db8:1:2:ffff::9"));
        assert_ne!(de("2001:db8:1:2::1"), de("2001:db8:1:3::1"));
        assert_ne!(proprio("203.0.113.9".parse().unwrap()), proprio("203.0.113.10".parse().unwrap()));
    }
}
