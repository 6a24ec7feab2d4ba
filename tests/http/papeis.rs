//! The role matrix: every route as every profile, with what is one's own and with what is another's.

use std::collections::BTreeSet;

use domain::documento::{Cnpj, Documento};
use financeiro::{
    app::routes::App,
    server::{
        config::Papel,
        cripto::{Escopo, Especie, Proposito},
        permissoes::{Perfil, TABELA, Verbo},
        relogio::Relogio as _,
        router::acoes,
        session::{
            Empreendimento, Principal,
            conteudo::{ASSOCIADO, CONDOMINIO, PREVIA, PreviaGuardada, TitularGuardado},
            handle::Handle,
            principal::CHAVE,
            store::EncryptedStore,
        },
        storage::{EstadoHandle, LinhaHandle, Origem},
    },
};
use http::{Method, StatusCode};
use jiff::SignedDuration;
use serde_json::json;
use simulator::por_chave;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use crate::{
    html,
    mundo::{Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

/// The table a reader checks.
const MANUAL: &str = include_str!("../../docs/papeis.md");
/// The profiles, in the order of its columns.
const COLUNAS: [(&str, Perfil); 6] = [
    ("cliente", Perfil::Cliente),
    ("associado", Perfil::Associado),
    ("sindico", Perfil::Sindico),
    ("condominio", Perfil::Condominio),
    ("gestor", Perfil::Gestor),
    ("previa", Perfil::Previa),
];
/// The condominium of the world, which is a customer of its ERP.
const CONDOMINIO_CNPJ: &str = "12.ABC.345/01DE-35";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Acao {
    Get,
    Post,
}

type Linha = (Acao, String, BTreeSet<Perfil>);

/// The lines of the manual's table.
fn manual() -> Vec<Linha> {
    let mut linhas = MANUAL.lines().filter(|l| l.starts_with("| `"));
    let cabecalho = MANUAL.lines().find(|l| l.starts_with("| route")).unwrap();
    let nomes: Vec<&str> = cabecalho.trim_matches('|').split('|').skip(1).map(str::trim).collect();
    assert_eq!(nomes, COLUNAS.map(|(nome, _)| nome), "the columns of the manual");
    linhas
        .by_ref()
        .map(|linha| {
            let celulas: Vec<&str> = linha.trim_matches('|').split('|').map(str::trim).collect();
            let (acao, rota) = celulas[0].trim_matches('`').split_once(' ').unwrap();
            let acao = if acao == "POST" { Acao::Post } else { Acao::Get };
            let perfis = celulas[1..].iter().zip(COLUNAS).filter(|(c, _)| **c == "✓").map(|(_, (_, p))| p).collect();
            (acao, rota.to_owned(), perfis)
        })
        .collect()
}

#[test]
fn the_table_of_the_program_is_the_one_of_the_manual() {
    let mut do_programa: Vec<Linha> = TABELA
        .iter()
        .map(|l| {
            let acao = if l.verbo == Verbo::Fazer { Acao::Post } else { Acao::Get };
            (acao, l.rota.to_owned(), l.perfis.iter().copied().collect())
        })
        .collect();
    let mut do_manual = manual();
    do_programa.sort();
    do_manual.sort();
    assert_eq!(do_programa, do_manual);
}

#[tokio::test]
async fn every_route_the_service_has_is_in_the_table() {
    let do_manual: BTreeSet<String> = manual().into_iter().map(|(_, rota, _)| rota).collect();
    let paginas = leptos_axum::generate_route_list(App);
    let rotas = paginas.iter().map(|r| r.path().to_owned()).chain(acoes().into_iter().map(|(rota, _)| rota.to_owned()));
    let registradas: BTreeSet<String> = rotas.collect();
    assert_eq!(registradas, do_manual);
}

/// A visit in one of the states, as if it had been launched.
pub(crate) async fn visita(mundo: &Mundo, perfil: Perfil) -> (Navegador, String) {
    let estado = &mundo.estado;
    let agora = mundo.relogio.agora();
    let doralice = por_chave("doralice").unwrap();
    let documento = |texto: &str| Documento::ler(texto).unwrap();
    let quem = match perfil {
        Perfil::Cliente => documento(doralice.documento),
        Perfil::Associado => documento(por_chave("iracema").unwrap().documento),
        Perfil::Sindico | Perfil::Condominio => documento(por_chave("valdete").unwrap().documento),
        Perfil::Gestor | Perfil::Previa => Documento::estrangeiro("EQ0001").unwrap(),
    };
    let empreendimento = |id: &str, cnpj: Option<&str>| Empreendimento {
        id: id.to_owned(),
        nome: Some(format!("Empreendimento {id}")),
        cnpj: cnpj.map(|cnpj| Cnpj::ler(cnpj).unwrap()),
        id_erp: None,
    };
    let principal = Principal {
        incorporadora: "horizonte".to_owned(),
        papel: perfil.papel(),
        titular_hmac: estado.chaveiro.hmac_titular(quem.normalizado()),
        documento: quem,
        id_erp: None,
        nome: Some("Fulana de Teste".to_owned()),
        expira_em: agora + SignedDuration::from_hours(1),
        origem: Origem::Portal,
        empreendimentos: match perfil.papel() {
            Papel::Sindico => vec![empreendimento("3", None), empreendimento("9", Some("11.222.333/0001-81"))],
            _ => Vec::new(),
        },
    };
    let mut dados = std::collections::HashMap::from([(CHAVE.to_owned(), serde_json::to_value(&principal).unwrap())]);
    if perfil == Perfil::Condominio {
        dados.insert(CONDOMINIO.to_owned(), json!("3"));
    }
    if perfil == Perfil::Associado {
        let titular = TitularGuardado {
            documento: documento(doralice.documento),
            id_erp: doralice.id_erp.map(str::to_owned),
            nome: Some(doralice.nome.to_owned()),
        };
        dados.insert(ASSOCIADO.to_owned(), serde_json::to_value(&titular).unwrap());
    }
    if perfil == Perfil::Previa {
        let previa = PreviaGuardada {
            id: rand::random::<u64>().to_string(),
            documento: documento(doralice.documento),
            id_erp: doralice.id_erp.map(str::to_owned),
            nome: Some(doralice.nome.to_owned()),
            ate: agora + SignedDuration::from_mins(15),
        };
        dados.insert(PREVIA.to_owned(), serde_json::to_value(&previa).unwrap());
    }
    let fim = OffsetDateTime::from_unix_timestamp((agora + SignedDuration::from_mins(20)).as_second()).unwrap();
    let mut registro = Record { id: Id(rand::random()), data: dados, expiry_date: fim };
    estado.sessoes.create(&mut registro).await.unwrap();
    let handle = Handle::novo(rand::random());
    let linha = LinhaHandle {
        hash: handle.hash(),
        sessao_chave: EncryptedStore::chave(registro.id),
        sessao_id_selado: estado.chaveiro.selar(Proposito::Handle, &handle.hash(), registro.id.to_string().as_bytes()),
        titular_hmac: principal.titular_hmac.clone(),
        incorporadora: principal.incorporadora.clone(),
        papel: principal.papel.as_str().to_owned(),
        ua_hash: [0; 32],
        estado: EstadoHandle::Usado,
        cookie_confirmado: true,
        expira: principal.expira_em,
    };
    assert!(estado.armazem.handle_criar(&linha).await.unwrap());
    let mut navegador = mundo.navegador();
    navegador.cookie = Some(registro.id.to_string());
    (navegador, handle.prefixo())
}

/// Whose data a profile reads, as references are sealed to it.
fn titular(mundo: &Mundo, perfil: Perfil) -> String {
    let documento = match perfil {
        Perfil::Cliente | Perfil::Associado | Perfil::Previa => por_chave("doralice").unwrap().documento_normalizado(),
        Perfil::Condominio => Documento::ler(CONDOMINIO_CNPJ).unwrap().normalizado().to_owned(),
        Perfil::Sindico => por_chave("valdete").unwrap().documento_normalizado(),
        Perfil::Gestor => "EQ0001".to_owned(),
    };
    mundo.estado.chaveiro.hmac_titular(&documento)
}

/// A reference for a place in a route: of the holder named, in the role of the profile.
fn referencia(mundo: &Mundo, rota: &str, papel: Papel, titular_hmac: &str) -> String {
    let (especie, chave) = if rota.starts_with("/documentos") {
        (Especie::Documento, json!({"Demonstrativo": {"ano": 2039}}).to_string())
    } else {
        (Especie::Boleto, "1".to_owned())
    };
    let escopo = Escopo { incorporadora: "horizonte", papel: papel.as_str(), titular_hmac };
    let expira = mundo.relogio.agora() + SignedDuration::from_mins(10);
    mundo.estado.chaveiro.referenciar(escopo, especie, &chave, expira).as_str().to_owned()
}

fn preencher(rota: &str, referencia: &str) -> String {
    rota.replace("{referencia}", referencia).replace("{ano}", "2039")
}

async fn pedir(n: &mut Navegador, acao: Acao, endereco: &str) -> Resposta {
    match acao {
        Acao::Get => n.abrir(endereco).await,
        Acao::Post => n.postar(endereco, Site::Nosso).await,
    }
}

/// What the guard answers to a route that is not this visitor's.
fn recusada(resposta: &Resposta) -> bool {
    resposta.status == StatusCode::NOT_FOUND && html::texto(&resposta.corpo).contains("O endereço não existe ou mudou.")
}

#[tokio::test]
async fn each_profile_reaches_its_own_routes_and_no_other() {
    let mundo = Mundo::com(crate::mundo::Ajustes { opcoes: opacos(), ..Default::default() }).await;
    for (acao, rota, perfis) in manual() {
        // It ends the visit.
        if rota == "/sair" {
            continue;
        }
        for (nome, perfil) in COLUNAS {
            let (mut n, prefixo) = visita(&mundo, perfil).await;
            let propria = referencia(&mundo, &rota, perfil.papel(), &titular(&mundo, perfil));
            let resposta = pedir(&mut n, acao, &format!("{prefixo}{}", preencher(&rota, &propria))).await;
            let quem = format!("{acao:?} {rota} as {nome}: {}", resposta.status);
            if perfis.contains(&perfil) {
                assert!(
                    !recusada(&resposta)
                        || ["/condominios", "/associado"].contains(&rota.as_str())
                        || rota.ends_with("/encerrar"),
                    "{quem}"
                );
                assert!(!resposta.status.is_server_error(), "{quem}");
                if acao == Acao::Get && !rota.contains('{') && rota != "/quitacao/emitir" {
                    assert_eq!(resposta.status, StatusCode::OK, "{quem}");
                }
            } else if rota == "/" {
                assert!(perfil.entrada().is_some_and(|entrada| resposta.local().ends_with(entrada)), "{quem}");
            } else {
                assert!(recusada(&resposta), "{quem}");
                assert!(!resposta.corpo.contains("Doralice"), "{quem}");
            }
        }
    }
}

#[tokio::test]
async fn a_reference_of_another_holder_or_of_another_role_opens_nothing() {
    let mundo = Mundo::com(crate::mundo::Ajustes { opcoes: opacos(), ..Default::default() }).await;
    let alheio = mundo.estado.chaveiro.hmac_titular(&por_chave("benedito").unwrap().documento_normalizado());
    for (acao, rota, perfis) in manual() {
        if !rota.contains("{referencia}") {
            continue;
        }
        for (nome, perfil) in COLUNAS {
            if !perfis.contains(&perfil) {
                continue;
            }
            let (mut n, prefixo) = visita(&mundo, perfil).await;
            let outros = Papel::TODOS.into_iter().filter(|papel| *papel != perfil.papel());
            let de_outro_papel = outros.map(|papel| referencia(&mundo, &rota, papel, &titular(&mundo, perfil)));
            let de_outra_pessoa = referencia(&mundo, &rota, perfil.papel(), &alheio);
            for errada in de_outro_papel.chain([de_outra_pessoa]) {
                let resposta = pedir(&mut n, acao, &format!("{prefixo}{}", preencher(&rota, &errada))).await;
                assert_eq!(resposta.status, StatusCode::NOT_FOUND, "{acao:?} {rota} as {nome}");
            }
        }
    }
}

#[tokio::test]
async fn what_no_line_lists_is_refused_to_everybody() {
    let mundo = Mundo::com(crate::mundo::Ajustes { opcoes: opacos(), ..Default::default() }).await;
    for (nome, perfil) in COLUNAS {
        let (mut n, prefixo) = visita(&mundo, perfil).await;
        for (metodo, caminho) in [
            (Method::GET, "/nada"),
            (Method::GET, "/sair"),
            (Method::POST, "/"),
            (Method::POST, "/boletos"),
            (Method::PUT, "/condominios"),
            (Method::DELETE, "/privacidade"),
        ] {
            let pedido = n.pedido(metodo.clone(), &format!("{prefixo}{caminho}"), Site::Nosso);
            let resposta = n.enviar(pedido.body(axum::body::Body::empty()).unwrap()).await;
            let certo = resposta.status.is_client_error() || perfil.entrada().is_some() && caminho == "/";
            assert!(certo, "{metodo} {caminho} as {nome}: {}", resposta.status);
        }
    }
}
