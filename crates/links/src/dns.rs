//! Resolving and checking as one act.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::{destino::nome_de_loopback, ip::publico};

/// Who answers for names. The system does; tests bring their own.
#[async_trait]
pub trait Dns: fmt::Debug + Send + Sync {
    /// Addresses of a name.
    ///
    /// # Errors
    /// When the name has none or nobody answered.
    async fn enderecos(&self, nome: &str) -> io::Result<Vec<IpAddr>>;
}

/// The resolver of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct DnsDoSistema;

#[async_trait]
impl Dns for DnsDoSistema {
    async fn enderecos(&self, nome: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((nome, 0)).await?.map(|e| e.ip()).collect())
    }
}

/// Why a name was not connected to; travels inside the HTTP client's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Recusa {
    #[error("the name has an address that is not public")]
    Proibido,
    #[error("the name has no address")]
    SemEndereco,
}

/// What the HTTP client asks for addresses: gives exactly the ones it checked.
#[derive(Debug, Clone)]
pub(crate) struct Resolvedor {
    pub(crate) dns: Arc<dyn Dns>,
    pub(crate) permitir_loopback: bool,
}

impl Resolve for Resolvedor {
    fn resolve(&self, nome: Name) -> Resolving {
        let Self { dns, permitir_loopback } = self.clone();
        Box::pin(async move {
            let enderecos = dns.enderecos(nome.as_str()).await.map_err(|_| Recusa::SemEndereco)?;
            let enderecos = conferir(nome.as_str(), enderecos, permitir_loopback)?;
            // Port 0 stands for the one of the URL.
            let enderecos: Addrs = Box::new(enderecos.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(enderecos)
        })
    }
}

/// All of them or none: an answer that mixes public and internal addresses is an attack or a mistake, and which one a
/// connection would take is not ours to say. A loopback name must lead to loopback, and no other name may.
pub(crate) fn conferir(nome: &str, enderecos: Vec<IpAddr>, permitir_loopback: bool) -> Result<Vec<IpAddr>, Recusa> {
    if enderecos.is_empty() {
        return Err(Recusa::SemEndereco);
    }
    let local = permitir_loopback && nome_de_loopback(nome);
    let aceito = |ip: &IpAddr| if local { ip.is_loopback() } else { publico(*ip) };
    if enderecos.iter().all(aceito) { Ok(enderecos) } else { Err(Recusa::Proibido) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ips(textos: &[&str]) -> Vec<IpAddr> {
        textos.iter().map(|t| t.parse().unwrap()).collect()
    }

    #[test]
    fn one_internal_address_refuses_the_whole_answer() {
        for ruim in ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fe80::1", "::", "fd00:ec2::254"] {
            for lista in [vec![ruim], vec!["8.8.8.8", ruim], vec![ruim, "2804:10::1"]] {
                for permitir in [false, true] {
                    assert_eq!(conferir("a.example", ips(&lista), permitir), Err(Recusa::Proibido), "{lista:?}");
                }
            }
        }
        let bons = ips(&["8.8.8.8", "2804:10::1"]);
        assert_eq!(conferir("a.example", bons.clone(), false), Ok(bons));
        assert_eq!(conferir("a.example", Vec::new(), false), Err(Recusa::SemEndereco));
    }

    #[test]
    fn loopback_is_for_loopback_names_only_and_they_are_for_nothing_else() {
        for ip in ["127.0.0.1", "127.9.9.9", "::1"] {
            assert!(conferir("localhost", ips(&[ip]), true).is_ok());
            assert_eq!(conferir("localhost", ips(&[ip]), false), Err(Recusa::Proibido));
            assert_eq!(conferir("a.example", ips(&[ip]), true), Err(Recusa::Proibido));
        }
        for ip in ["10.0.0.1", "8.8.8.8", "::ffff:127.0.0.1", "0.0.0.0"] {
            assert_eq!(conferir("x.localhost", ips(&["127.0.0.1", ip]), true), Err(Recusa::Proibido), "{ip}");
        }
    }

    proptest! {
        #[test]
        fn what_passes_is_what_was_asked_and_all_of_it_is_public(bits in prop::collection::vec(any::<(bool, u128)>(), 0..6)) {
            let lista: Vec<IpAddr> = bits
                .iter()
                .map(|(v4, bits)| if *v4 { IpAddr::V4(((bits & 0xffff_ffff) as u32).into()) } else { IpAddr::V6((*bits).into()) })
                .collect();
            match conferir("a.example", lista.clone(), true) {
                Ok(aceitos) => {
                    prop_assert!(aceitos.iter().all(|ip| publico(*ip)));
                    prop_assert_eq!(aceitos, lista);
                }
                Err(Recusa::SemEndereco) => prop_assert!(lista.is_empty()),
                Err(Recusa::Proibido) => prop_assert!(lista.iter().any(|ip| !publico(*ip))),
            }
        }
    }
}
