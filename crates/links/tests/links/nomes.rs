//! Names, numbers and what they lead to.

use std::sync::Arc;

use links::{Buscador, ErroLink, Politica, Tipo};

use crate::comum::{PDF, Passo, Respostas, Servidor, politica, resposta};

const PUBLICO: &str = "arquivos.horizonte.example";

#[tokio::test]
async fn a_name_is_asked_once_and_the_connection_goes_to_the_address_that_was_checked() {
    let certo = Servidor::em("127.0.0.2:0", vec![Passo::Enviar(resposta("200 OK", "", PDF))]).await;
    // The second question would lead elsewhere: if anything asked again between check and connect, it would go there.
    let dns = Respostas::em_ordem(&[&["127.0.0.2"], &["169.254.169.254"]]);
    let buscador = Buscador::com_dns(politica(), Arc::clone(&dns) as _).unwrap();
    let link = certo.link_por("arquivos.localhost", "/b.pdf");
    assert_eq!(buscador.buscar(&link, Tipo::Pdf).await.unwrap(), PDF);
    assert_eq!((dns.perguntas(), certo.conexoes()), (1, 1));
    // The next document is checked anew, and the answer that has changed is refused.
    let erro = buscador.buscar(&link, Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::EnderecoProibido { host: "arquivos.localhost".to_owned() });
    assert_eq!((dns.perguntas(), certo.conexoes()), (2, 1));
}

#[tokio::test]
async fn a_public_name_that_leads_inside_is_refused_before_any_connection() {
    let interno = Servidor::com(PDF).await;
    for enderecos in [
        &["127.0.0.1"][..],
        &["10.0.0.1"],
        &["192.168.0.10"],
        &["172.16.5.4"],
        &["100.64.0.1"],
        &["169.254.169.254"],
        &["::ffff:10.0.0.1"],
        &["::ffff:127.0.0.1"],
        &["::1"],
        &["::127.0.0.1"],
        &["fe80::1"],
        &["fd00:ec2::254"],
        &["2002:7f00:1::"],
        &["64:ff9b::7f00:1"],
        &["0.0.0.0"],
        &["::"],
        &["224.0.0.1"],
        // A public address does not make up for the internal one beside it.
        &["127.0.0.1", "200.147.3.157"],
        &["200.147.3.157", "127.0.0.1"],
    ] {
        for permitir_loopback in [false, true] {
            let dns = Respostas::em_ordem(&[enderecos]);
            let politica = Politica { permitir_loopback, ..politica() };
            let buscador = Buscador::com_dns(politica, Arc::clone(&dns) as _).unwrap();
            for porta in ["", ":8443"] {
                let erro = buscador.buscar(&format!("https://{PUBLICO}{porta}/b.pdf"), Tipo::Pdf).await.unwrap_err();
                assert_eq!(erro, ErroLink::EnderecoProibido { host: PUBLICO.to_owned() }, "{enderecos:?}");
            }
            assert_eq!(dns.perguntas(), 2);
        }
    }
    assert_eq!(interno.conexoes(), 0);
}

#[tokio::test]
async fn a_link_that_policy_forbids_asks_nobody() {
    let servidor = Servidor::com(PDF).await;
    let dns = Respostas::em_ordem(&[&["127.0.0.1"]]);
    let fechado = Politica { permitir_loopback: false, ..politica() };
    let buscador = Buscador::com_dns(fechado, Arc::clone(&dns) as _).unwrap();
    let porta = servidor.endereco.port();
    for link in [
        servidor.link("/x.pdf"),
        format!("http://localhost:{porta}/x.pdf"),
        format!("https://2130706433:{porta}/x.pdf"),
        format!("http://{PUBLICO}:{porta}/x.pdf"),
        format!("https://{PUBLICO}:{porta}/x.pdf"),
        format!("https://{PUBLICO}.evil.com/x.pdf"),
        format!("https://{PUBLICO}@127.0.0.1:{porta}/x.pdf"),
        format!("https://u:s@{PUBLICO}/x.pdf"),
        format!("https://{PUBLICO}./x.pdf"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ] {
        let erro = buscador.buscar(&link, Tipo::Pdf).await.unwrap_err();
        assert!(erro.recusado(), "{link}: {erro:?}");
    }
    let vazia = Buscador::com_dns(Politica::default(), Arc::clone(&dns) as _).unwrap();
    let erro = vazia.buscar(&format!("https://{PUBLICO}/x.pdf"), Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::ListaVazia { host: PUBLICO.to_owned() });
    assert_eq!((dns.perguntas(), servidor.conexoes()), (0, 0));
}

#[tokio::test]
async fn numbers_reach_loopback_only_in_development_and_only_when_listed() {
    let servidor = Servidor::com(PDF).await;
    let porta = servidor.endereco.port();
    let buscador = Buscador::novo(politica()).unwrap();
    // Every spelling of 127.0.0.1 is 127.0.0.1, which is listed; nothing else of this machine is.
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1"] {
        assert!(buscador.buscar(&format!("http://{host}:{porta}/"), Tipo::Pdf).await.is_ok(), "{host}");
    }
    for host in ["127.0.0.2", "0.0.0.0", "[::ffff:127.0.0.1]", "0"] {
        let erro = buscador.buscar(&format!("http://{host}:{porta}/"), Tipo::Pdf).await.unwrap_err();
        assert!(matches!(erro, ErroLink::HostForaDaLista { .. }), "{host}: {erro:?}");
    }
    assert_eq!(servidor.conexoes(), 4);
}

#[tokio::test]
async fn a_name_nobody_knows_and_a_port_nobody_listens_at() {
    let sem_nome = Buscador::com_dns(politica(), Respostas::em_ordem(&[])).unwrap();
    let erro = sem_nome.buscar("http://arquivos.localhost/x", Tipo::Pdf).await.unwrap_err();
    assert_eq!(erro, ErroLink::SemEndereco { host: "arquivos.localhost".to_owned() });
    let servidor = Servidor::com(PDF).await;
    let link = servidor.link("/x");
    drop(servidor);
    // The listener goes with its task; until then a connection may still be taken and closed.
    let erro = loop {
        match Buscador::novo(politica()).unwrap().buscar(&link, Tipo::Pdf).await {
            Ok(_) | Err(ErroLink::Interrompido { .. }) => tokio::task::yield_now().await,
            Err(erro) => break erro,
        }
    };
    assert_eq!(erro, ErroLink::SemConexao { host: "127.0.0.1".to_owned() });
}
