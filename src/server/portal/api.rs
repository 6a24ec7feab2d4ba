//! CV's API beyond the launch, as one incorporadora's configuration reaches it.

use std::sync::Arc;

use cv::{ClienteCv, ConfigCv, ErroConfig, PRAZO};
use links::{Buscador, ErroPolitica, Politica};

use crate::server::{config::Incorporadora, relogio::Relogio};

/// The client of an incorporadora's CV; calls nobody.
///
/// # Errors
/// [`ErroConfig`] names the key to change.
pub fn cliente(
    incorporadora: &Incorporadora,
    permitir_loopback: bool,
    relogio: &Arc<dyn Relogio>,
) -> Result<ClienteCv, ErroConfig> {
    let portal = &incorporadora.portal;
    let config = ConfigCv {
        url: portal.url.clone(),
        caminhos: portal.caminhos.clone(),
        timeout: PRAZO,
        permitir_loopback,
        servico: portal.servico.as_ref().map(|servico| (servico.email.clone(), servico.token.clone())),
    };
    let relogio = Arc::clone(relogio);
    ClienteCv::novo(&config, move || relogio.agora())
}

/// What follows the links of CV's documents: to CV itself, and to the hosts the operator named.
///
/// # Errors
/// [`ErroPolitica`] names the host to change.
pub fn buscador(incorporadora: &Incorporadora, permitir_loopback: bool) -> Result<Buscador, ErroPolitica> {
    let portal = &incorporadora.portal;
    let proprio = portal.url.host_str().map(str::to_owned);
    let hosts = proprio.into_iter().chain(portal.documentos_hosts.iter().cloned()).collect();
    Buscador::novo(Politica { hosts, permitir_loopback, ..Politica::default() })
}
