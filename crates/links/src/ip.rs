//! Which addresses are of the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether the address is one of a public host: not private, loopback, link-local, shared (CGNAT), multicast, reserved,
/// for documentation or for a cloud's metadata, in IPv4, IPv6 or an IPv4 address inside an IPv6 one.
///
/// For IPv6 this is a list of what is allowed, not of what is forbidden: global unicast is 2000::/3, of which the special
/// parts are taken out. After the IANA special-purpose registries (RFC 6890 and updates). A NAT64 prefix that a network
/// chose for itself inside 2000::/3 cannot be recognised.
pub fn publico(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => publico_v4(ip),
        IpAddr::V6(ip) => publico_v6(ip),
    }
}

/// Azure's metadata and health service: public by number, reachable only from inside.
const AZURE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

fn publico_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let especial = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        // Shared address space of carriers (100.64.0.0/10).
        || (a == 100 && (64..128).contains(&b))
        // Protocol assignments (192.0.0.0/24) and the anycast of 6to4 relays.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        // Benchmarking (198.18.0.0/15).
        || (a == 198 && (b == 18 || b == 19))
        // Multicast, reserved, broadcast.
        || a >= 224
        || ip == AZURE;
    !especial
}

fn publico_v6(ip: Ipv6Addr) -> bool {
    if let Some(embutido) = embutido(ip) {
        return publico_v4(embutido);
    }
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    // Protocol assignments (Teredo in 2001::/32, benchmarking, ORCHID) and documentation (2001:db8::/32, 3fff::/20).
    let especial = matches!((a, b), (0x2001, 0..=0x01ff | 0x0db8) | (0x3fff, 0..=0x0fff));
    global && !especial
}

/// The IPv4 address that the packet ends up at: mapped (::ffff:0:0/96), well-known NAT64 (64:ff9b::/96), 6to4 (2002::/16).
/// The deprecated compatible ones (::/96) and local NAT64 (64:ff9b:1::/48) are outside of 2000::/3 and fall with the rest.
fn embutido(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |alto: u16, baixo: u16| {
        let ([a, b], [c, d]) = (alto.to_be_bytes(), baixo.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, alto, baixo] | [0x64, 0xff9b, 0, 0, 0, 0, alto, baixo] | [0x2002, alto, baixo, ..] => {
            Some(v4(alto, baixo))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ipnet::{IpNet, Ipv4Net};
    use proptest::prelude::*;

    use super::*;

    /// The registries once more, written as prefixes, so that a slip in either notation shows.
    const V4: [&str; 17] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "255.255.255.255/32",
        "168.63.129.16/32",
    ];
    const V6: [&str; 15] = [
        "::/96",
        "::1/128",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fd00:ec2::254/128",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "4000::/2",
        "8000::/1",
    ];

    fn redes<const N: usize>(textos: [&str; N]) -> Vec<IpNet> {
        textos.iter().map(|t| t.parse().unwrap()).collect()
    }

    fn dentro(rede: IpNet, sorte: u128) -> IpAddr {
        match rede {
            IpNet::V4(rede) => {
                let hospedeiro = u32::try_from(sorte & u128::from(u32::from(rede.hostmask()))).unwrap();
                IpAddr::V4((u32::from(rede.network()) | hospedeiro).into())
            }
            IpNet::V6(rede) => IpAddr::V6((u128::from(rede.network()) | (sorte & u128::from(rede.hostmask()))).into()),
        }
    }

    /// The IPv6 addresses that lead to an IPv4 one.
    fn disfarces(ip: Ipv4Addr, sorte: u128) -> Vec<Ipv6Addr> {
        let v4 = u128::from(u32::from(ip));
        let resto = sorte & ((1 << 80) - 1);
        vec![
            ip.to_ipv6_mapped(),
            v4.into(),
            ((0x0064_ff9b << 96) | v4).into(),
            ((0x0064_ff9b_0001 << 80) | v4).into(),
            ((0x2002 << 112) | (v4 << 80) | resto).into(),
            // Teredo keeps the client's address inverted, the server's in clear.
            ((0x2001_0000 << 96) | (v4 << 64) | (v4 ^ 0xffff_ffff)).into(),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn no_address_of_a_special_network_passes_in_any_disguise(
            rede in prop::sample::select(redes(V4)),
            sorte in any::<u128>(),
        ) {
            let ip = dentro(rede, sorte);
            prop_assert!(!publico(ip), "{ip}");
            let IpAddr::V4(v4) = ip else { unreachable!() };
            for disfarce in disfarces(v4, sorte) {
                prop_assert!(!publico(disfarce.into()), "{ip} as {disfarce}");
            }
        }

        #[test]
        fn no_special_ipv6_address_passes(rede in prop::sample::select(redes(V6)), sorte in any::<u128>()) {
            let ip = dentro(rede, sorte);
            // ::ffff:0:0/96 and 64:ff9b::/96 are judged by what they hold.
            prop_assert!(!publico(ip), "{ip}");
        }

        #[test]
        fn every_other_ipv4_address_passes(bits in any::<u32>()) {
            let ip = Ipv4Addr::from(bits);
            let especial = V4.iter().any(|rede| rede.parse::<Ipv4Net>().unwrap().contains(&ip));
            prop_assert_eq!(publico(ip.into()), !especial);
            prop_assert_eq!(publico(ip.to_ipv6_mapped().into()), !especial);
        }

        #[test]
        fn nothing_outside_of_global_unicast_passes_by_itself(bits in any::<u128>()) {
            let ip = Ipv6Addr::from(bits);
            if publico(ip.into()) {
                let global: IpNet = "2000::/3".parse().unwrap();
                prop_assert!(global.contains(&IpAddr::V6(ip)) || embutido(ip).is_some_and(publico_v4), "{}", ip);
            }
        }
    }

    #[test]
    fn the_first_and_last_address_of_every_special_network_are_refused() {
        for rede in redes(V4).into_iter().chain(redes(V6)) {
            assert!(!publico(rede.network()) && !publico(rede.broadcast()), "{rede}");
        }
    }

    #[test]
    fn well_known_public_hosts_pass() {
        for ip in ["8.8.8.8", "1.1.1.1", "200.147.3.157", "2804:10:1234::1", "2001:4860:4860::8888", "64:ff9b::808:808"]
        {
            assert!(publico(ip.parse().unwrap()), "{ip}");
        }
    }
}
