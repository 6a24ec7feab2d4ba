//! `[servidor]`: where the plugin listens and who stands in front of it.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::{
    endereco::{self, Uso},
    leitor::{Campo, Coleta, Secao},
    problema::mostrar,
};

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

impl Servidor {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let url_publica = secao
            .obrigatorio("url-publica", "url-publica = \"https://financeiro.exemplo.com.br\"", c)
            .and_then(|campo| endereco::url(&campo, Uso::Publica, c));
        let proxies = secao.campo("proxies-confiaveis").and_then(|campo| proxies(&campo, c));
        let metricas = secao.campo("metricas").and_then(|campo| metricas(&campo, c));
        Some(Self { url_publica: url_publica?, proxies_confiaveis: proxies.unwrap_or_default(), metricas })
    }
}

fn proxies(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<IpNet>> {
    let lidos = campo.textos(c)?.into_iter().map(|(item, texto)| {
        let rede = texto.parse().ok().or_else(|| texto.parse::<IpAddr>().ok().map(IpNet::from));
        match rede {
            None => item.problema(
                format!("«{}» não é um endereço IP nem uma rede", mostrar(texto)),
                "Escreva como \"10.0.0.0/8\" ou \"127.0.0.1/32\"; nomes não são aceitos",
                c,
            ),
            Some(rede) if rede.prefix_len() == 0 => item.problema(
                "confia em qualquer endereço, e cada visitante poderia inventar o seu IP",
                "Liste só os endereços do seu proxy",
                c,
            ),
            Some(rede) => Some(rede),
        }
    });
    lidos.collect::<Vec<_>>().into_iter().collect()
}

fn metricas(campo: &Campo<'_>, c: &mut Coleta) -> Option<SocketAddr> {
    let texto = campo.texto(c)?;
    let Ok(endereco) = texto.parse::<SocketAddr>() else {
        let como = "Escreva IP e porta, como \"127.0.0.1:9000\"";
        return campo.problema(format!("«{}» não é um endereço IP com porta", mostrar(texto)), como, c);
    };
    if endereco.ip().is_unspecified() {
        campo.aviso(
            "as métricas ficam em todas as interfaces de rede",
            "Se a máquina é alcançável de fora, use um endereço interno, como 127.0.0.1:9000",
            c,
        );
    }
    Some(endereco)
}
