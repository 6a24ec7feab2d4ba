//! `[servidor]`: where the plugin listens and who stands in front of it.

use std::net::SocketAddr;

use ipnet::IpNet;
use url::Url;

/// `[servidor]`
#[derive(Debug, Clone)]
pub struct Servidor {
    /// Origin the iframe loads: scheme, host, port; no path.
    pub url_publica: Url,
    /// Proxies whose `X-Forwarded-For` is believed. Empty: nobody.
    pub proxies_confiaveis: Vec<IpNet>,
    /// Own listener for metrics, never public. Absent: no metrics.
    pub metricas: Option<SocketAddr>,
}
