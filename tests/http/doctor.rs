//! `financeiro doctor`: what it finds in a world that works and in worlds that do not, and what it never prints.

use std::{process::Output, sync::Arc};

use domain::{documento::Documento, modelo::Titular};
use financeiro::server::{
    config::{Autenticacao, Config, Demonstracao, TipoErp},
    cripto::Chaveiro,
    doctor::{self, Achado, Grau},
    relogio::{Relogio, RelogioFixo},
    vizinhanca::{self, Vizinha},
};
use secrecy::ExposeSecret as _;
use simulator::{Opcoes, Simulador, por_chave};

use crate::{
    html,
    mundo::{Ajustes, Mundo, perguntar},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { vizinhas: true, ..Ajustes::default() }).await
}

fn relogio(mundo: &Mundo) -> Arc<dyn Relogio> {
    Arc::clone(&mundo.relogio) as Arc<RelogioFixo>
}

fn titular(pessoa: &str) -> Titular {
    let documento = Documento::ler(por_chave(pessoa).unwrap().documento).unwrap();
    Titular { documento, id_erp: None, token_portal: None }
}

/// Findings about CV and ERP of one incorporadora.
async fn achados(mundo: &Mundo, slug: &str, estrago: impl Fn(&mut Config)) -> Vec<Achado> {
    let mut config = mundo.estado.config.as_ref().clone();
    estrago(&mut config);
    let achados = doctor::examinar(&config, Some(slug), &relogio(mundo)).await;
    achados.into_iter().filter(|a| a.onde.starts_with(&format!("incorporadora[{slug}]"))).collect()
}

fn problemas(achados: &[Achado]) -> Vec<String> {
    achados.iter().filter(|a| a.grau == Grau::Problema).map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_works_is_said_to_work_for_every_kind_of_erp() {
    let mundo = mundo().await;
    for slug in ["horizonte", "mirante", "serra", "vale", "lagoa"] {
        let achados = achados(&mundo, slug, |_| ()).await;
        assert_eq!(achados.len(), 3, "CV, the server of the ERP, its credential: {achados:?}");
        assert!(achados.iter().all(|a| a.grau == Grau::Certo), "{slug}: {achados:?}");
    }
}

#[tokio::test]
async fn what_is_broken_is_named_with_what_to_do() {
    let mundo = mundo().await;
    let um = |achados: Vec<Achado>| {
        let ditos = problemas(&achados);
        assert_eq!(ditos.len(), 1, "{ditos:?}");
        ditos.into_iter().next().unwrap()
    };
    let dns = achados(&mundo, "horizonte", |c| {
        c.incorporadoras[0].erp.url = "http://nao-existe.invalid/".parse().unwrap();
    });
    assert!(um(dns.await).contains("o nome nao-existe.invalid não existe no DNS"));
    let porta = achados(&mundo, "horizonte", |c| {
        c.incorporadoras[0].erp.url = "http://127.0.0.1:1/".parse().unwrap();
    });
    assert!(um(porta.await).contains("recusou a conexão"));
    let credencial = achados(&mundo, "horizonte", |c| {
        c.incorporadoras[0].erp.autenticacao = Autenticacao::Bearer("SEGREDO-errado".into());
    });
    let dito = um(credencial.await);
    assert!(dito.contains("recusou as credenciais") && dito.contains("erp.autenticacao"), "{dito}");
    assert!(!dito.contains("SEGREDO"));
    let senha = achados(&mundo, "mirante", |c| {
        let TipoErp::Uau(uau) = &mut c.incorporadoras[1].erp.tipo else { panic!("not UAU") };
        uau.senha = "SEGREDO-errado".into();
    });
    assert!(um(senha.await).contains("Confira integracao, login e senha"));
    let caminho = achados(&mundo, "horizonte", |c| c.incorporadoras[0].portal.cliente.caminho = "/outro".to_owned());
    assert!(um(caminho.await).contains("portal: /outro não existe lá (404)"));
    // Something that is no CV at all: the portal's pages.
    let caminho = achados(&mundo, "lagoa", |c| {
        c.incorporadoras[4].erp.caminhos.insert("unidades".to_owned(), "/outras".to_owned());
    });
    assert!(um(caminho.await).contains("erp: /outras não existe lá (404)"));
    let pagina =
        achados(&mundo, "horizonte", |c| c.incorporadoras[0].portal.cliente.caminho = "/cliente/login".to_owned());
    assert!(problemas(&pagina.await).len() == 1);
}

/// Nothing of a person and no code that can be paid.
async fn nada_de(simulador: &Simulador, pessoa: &str, texto: &str) {
    let p = por_chave(pessoa).unwrap();
    for palavra in p.nome.split_whitespace().filter(|p| p.len() > 3) {
        assert!(!texto.contains(palavra), "{palavra} is in {texto}");
    }
    assert!(!texto.contains(p.documento) && !texto.contains(&p.documento_normalizado()), "{texto}");
    let so_digitos = html::digitos(texto);
    for boleto in perguntar(simulador, "boletos-abertos", pessoa).await {
        assert!(!so_digitos.contains(&html::digitos(boleto["linha_digitavel"].as_str().unwrap())), "{texto}");
        let pix = boleto["pix_code"].as_str().unwrap();
        assert!(pix.is_empty() || !texto.contains(pix), "{texto}");
    }
}

#[tokio::test]
async fn every_operation_of_every_erp_is_counted_and_nothing_personal_is_printed() {
    let mundo = mundo().await;
    let relogio = relogio(&mundo);
    let simuladores: Vec<(&str, &Simulador)> = std::iter::once(("horizonte", &mundo.simulador))
        // CV answers only to a person's token, which nobody has here.
        .chain(mundo.vizinhas.iter().filter(|v| v.slug != "lagoa").map(|v| (v.slug, &v.simulador)))
        .collect();
    for (slug, simulador) in simuladores {
        let erp = &mundo.estado.config.incorporadora(slug).unwrap().erp;
        for pessoa in ["doralice", "benedito", "mangaba"] {
            let leitura = doctor::pessoa(erp, &titular(pessoa), true, &relogio).await.unwrap();
            let texto = leitura.linhas.join("\n");
            assert!(leitura.inteira, "{slug} {pessoa}: {texto}");
            let boletos = perguntar(simulador, "boletos-abertos", pessoa).await.len();
            let itens = if boletos == 1 { "1 item".to_owned() } else { format!("{boletos} itens") };
            assert!(texto.contains(&format!("boletos: {itens}\n")), "{slug} {pessoa}: {texto}");
            assert_eq!(texto.contains("notas fiscais: o ERP não oferece"), slug != "horizonte", "{slug}: {texto}");
            assert_eq!(texto.contains("Mapeamento, operação por operação:"), ["serra", "vale"].contains(&slug));
            nada_de(simulador, pessoa, &texto).await;
        }
        let leitura = doctor::pessoa(erp, &titular("wanderley"), true, &relogio).await.unwrap();
        let texto = leitura.linhas.join("\n");
        assert!(
            !leitura.inteira && texto.contains("Use o documento de um cliente que o ERP conhece"),
            "{slug}: {texto}"
        );
    }
    let erp = &mundo.estado.config.incorporadora("lagoa").unwrap().erp;
    let leitura = doctor::pessoa(erp, &titular("benedito"), true, &relogio).await.unwrap();
    let texto = leitura.linhas.join("\n");
    assert!(!leitura.inteira && texto.contains("com o token que o portal dá a ela"), "{texto}");
    // Sienge's list has no line, and the mapping says which fields it looked for.
    let erp = &mundo.estado.config.incorporadora("serra").unwrap().erp;
    let texto = doctor::pessoa(erp, &titular("benedito"), true, &relogio).await.unwrap().linhas.join("\n");
    assert!(texto.contains("em nenhuma linha: linha digitável, Pix — o mapeamento não os tem"), "{texto}");
    assert!(texto.contains("boletos: GET ") && texto.contains("cpf={cpf?}"), "{texto}");
}

#[tokio::test]
async fn the_live_part_of_the_kit_passes_on_every_erp_and_notices_one_that_lies() {
    let mundo = mundo().await;
    let relogio = relogio(&mundo);
    for slug in ["horizonte", "mirante", "serra", "vale"] {
        let erp = &mundo.estado.config.incorporadora(slug).unwrap().erp;
        let relatorio = doctor::conformidade(erp, &titular("benedito"), true, &relogio).await.unwrap();
        assert!(relatorio.passou(), "{slug}:\n{relatorio}");
        assert!(relatorio.verificacoes.len() > 20, "{slug}: {}", relatorio.verificacoes.len());
    }
    let erp = &mundo.estado.config.incorporadora("horizonte").unwrap().erp;
    mundo.falhas("erp.boletos-abertos=linha-de-outro");
    let relatorio = doctor::conformidade(erp, &titular("benedito"), true, &relogio).await.unwrap();
    let ditas: Vec<String> = relatorio.falhas().map(dita).collect();
    assert!(ditas.iter().any(|d| d.starts_with("só do titular/boletos: ")), "{ditas:?}");
    mundo.falhas("erp.boletos-abertos=500");
    let relatorio = doctor::conformidade(erp, &titular("benedito"), true, &relogio).await.unwrap();
    assert!(relatorio.falhas().any(|v| v.nome() == "responde/boletos"), "{relatorio}");
}

fn dita(v: &erp::conformidade::Verificacao<&'static str, &'static str>) -> String {
    format!("{}: {}", v.nome(), v.resultado.clone().unwrap_err())
}

/// A folder with the configuration and the key ring of a world by the machine's clock.
struct Instalado {
    pasta: tempfile::TempDir,
    _simulador: Simulador,
    _vizinhas: Vec<Vizinha>,
}

impl Instalado {
    async fn novo() -> Self {
        let pasta = tempfile::tempdir().unwrap();
        let vizinhas = vizinhanca::iniciar(&Opcoes::default()).await.unwrap();
        let simulador = Simulador::iniciar(Opcoes::default()).await.unwrap();
        let chaves_file = pasta.path().join("chaves.json");
        Chaveiro::gerar(&mut rand::rng(), "2026-11-22T00:00:00Z".parse().unwrap()).gravar_novo(&chaves_file).unwrap();
        let demonstracao = Demonstracao {
            url_publica: "http://127.0.0.1:3000".to_owned(),
            url_portal: simulador.cv_url().to_string(),
            molduras: vec!["http://portal.localhost:4000".to_owned()],
            url_erp: simulador.erp_url().to_string(),
            token_erp: "erp-demo".into(),
            banco: "sqlite://banco.db".to_owned(),
            chaves_file,
            documentos_hosts: vec!["127.0.0.1".to_owned()],
            portal_extra: String::new(),
            outras: vizinhas.iter().map(Vizinha::outra).collect(),
        };
        std::fs::write(pasta.path().join("f.toml"), demonstracao.toml().expose_secret()).unwrap();
        Self { pasta, _simulador: simulador, _vizinhas: vizinhas }
    }

    async fn rodar(&self, argumentos: &[&str]) -> (Output, String) {
        let mut comando = std::process::Command::new(env!("CARGO_BIN_EXE_financeiro"));
        comando.arg("doctor").arg("--config").arg(self.pasta.path().join("f.toml")).args(argumentos);
        // The simulators answer meanwhile.
        let saida = tokio::task::spawn_blocking(move || comando.output()).await.unwrap().unwrap();
        let texto = String::from_utf8(saida.stdout.clone()).unwrap();
        (saida, texto)
    }
}

#[tokio::test]
async fn the_command_prints_the_findings_and_its_exit_code_says_whether_all_is_well() {
    let instalado = Instalado::novo().await;
    let (saida, texto) = instalado.rodar(&[]).await;
    assert!(saida.status.success(), "{texto}");
    assert!(texto.contains("aviso  armazenamento.url: o banco ainda não existe"), "{texto}");
    assert!(texto.contains("certo  incorporadora[serra].erp: a credencial foi aceita"), "{texto}");
    assert!(texto.ends_with("0 problema(s), 1 aviso(s)\n"), "{texto}");
    assert!(!instalado.pasta.path().join("banco.db").exists(), "looking makes nothing");

    let (saida, texto) =
        instalado.rodar(&["--erp", "mirante", "--documento", "714.287.938-60", "--conformidade"]).await;
    assert!(saida.status.success(), "{texto}");
    assert!(texto.contains("verificações, 0 falhas") && !texto.contains("714.287"), "{texto}");

    std::fs::remove_file(instalado.pasta.path().join("chaves.json")).unwrap();
    let (saida, texto) = instalado.rodar(&["--incorporadora", "vale"]).await;
    assert_eq!(saida.status.code(), Some(1), "{texto}");
    assert!(texto.contains("ERRO   armazenamento.chaves-file") && texto.contains("financeiro keygen"), "{texto}");
    assert!(!texto.contains("incorporadora[serra]"), "{texto}");

    for (argumentos, dito) in [
        (&["--erp", "nenhuma", "--documento", "71428793860"][..], "não há incorporadora «nenhuma»"),
        (&["--erp", "vale", "--documento", "71428793861"][..], "--documento não é um CPF ou CNPJ válido"),
    ] {
        let (saida, texto) = instalado.rodar(argumentos).await;
        assert_eq!(saida.status.code(), Some(1), "{texto}");
        assert!(texto.contains(dito) && !texto.contains("71428793861"), "{texto}");
    }
    let (saida, _) = instalado.rodar(&["--erp", "vale"]).await;
    assert_eq!(saida.status.code(), Some(2), "a person is needed");
}
