//! The files that come with the program: `Leptos.toml` and the manual of its keys.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use financeiro::server::config::{Ambiente, Config};
use leptos::config::get_configuration;

const LEPTOS_TOML: &str = include_str!("../Leptos.toml");
const CARGO_TOML: &str = include_str!("../Cargo.toml");
const MANUAL: &str = include_str!("../docs/configuracao.md");

/// What a running server takes from the table of Leptos; the rest is for cargo-leptos.
const LIDAS_PELO_SERVIDOR: [&str; 14] = [
    "output-name",
    "site-root",
    "site-pkg-dir",
    "site-addr",
    "env",
    "reload-port",
    "reload-external-port",
    "reload-ws-protocol",
    "not-found-path",
    "hash-file",
    "hash-files",
    "server-fn-prefix",
    "disable-server-fn-hash",
    "server-fn-mod-path",
];

fn raiz() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the example in a folder of its own, with the file of secret that it names.
fn exemplo_instalado(nome: &str) -> PathBuf {
    let pasta = Path::new(env!("CARGO_TARGET_TMPDIR")).join(nome);
    drop(std::fs::remove_dir_all(&pasta));
    std::fs::create_dir_all(pasta.join("segredos")).unwrap();
    std::fs::write(pasta.join("segredos/erp"), "s3gredo\n").unwrap();
    std::fs::write(pasta.join("Leptos.toml"), LEPTOS_TOML).unwrap();
    pasta
}

#[test]
fn the_server_and_cargo_leptos_read_the_same_options() {
    let opcoes = |texto: &str| {
        let raiz: toml::Table = texto.parse().unwrap();
        let mut tabela = raiz["package"]["metadata"]["leptos"].as_table().unwrap().clone();
        tabela.retain(|chave, _| LIDAS_PELO_SERVIDOR.contains(&chave));
        tabela
    };
    assert_eq!(opcoes(LEPTOS_TOML), opcoes(CARGO_TOML));

    let ler = |arquivo: &str| get_configuration(raiz().join(arquivo).to_str()).unwrap().leptos_options;
    let (daqui, de_la) = (ler("Leptos.toml"), ler("Cargo.toml"));
    assert_eq!(format!("{daqui:?}"), format!("{de_la:?}"));
    assert_eq!(&*daqui.output_name, "financeiro");
}

#[test]
fn the_example_is_accepted_once_its_secret_exists() {
    let pasta = exemplo_instalado("config-aceita");
    let config = Config::carregar(&pasta.join("Leptos.toml"), &Ambiente::vazio()).unwrap();
    assert_eq!(config.incorporadoras[0].slug.as_str(), "horizonte");
    let avisos: Vec<String> = config.avisos.iter().map(ToString::to_string).collect();
    assert_eq!(avisos.len(), 1, "{avisos:?}");
    assert!(avisos[0].contains("financeiro keygen"), "{avisos:?}");
}

#[test]
fn the_example_without_its_secret_says_which_file_is_missing() {
    let pasta = exemplo_instalado("config-recusa");
    std::fs::remove_file(pasta.join("segredos/erp")).unwrap();
    let problemas = Config::carregar(&pasta.join("Leptos.toml"), &Ambiente::vazio()).unwrap_err();
    assert_eq!(problemas.len(), 1, "{problemas:?}");
    assert_eq!(problemas[0].chave(), "incorporadora[horizonte].erp.autenticacao.token-file");
    assert!(problemas[0].mensagem().contains("segredos/erp não existe"), "{}", problemas[0]);

    let token = "FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__AUTENTICACAO__TOKEN";
    let ambiente = Ambiente::de([(token, "do-ambiente")]);
    assert!(Config::carregar(&pasta.join("Leptos.toml"), &ambiente).is_ok());
}

#[test]
fn the_parts_in_comments_are_valid_too() {
    let pasta = exemplo_instalado("config-comentarios");
    std::fs::write(pasta.join("segredos/cv"), "t0ken").unwrap();
    let jwt = LEPTOS_TOML.find("# [incorporadora.portal.jwt]").unwrap();
    let fim = jwt + LEPTOS_TOML[jwt..].find("\n\n").unwrap();
    // A public key would need a real one here; the unit tests have it.
    let jwt = LEPTOS_TOML[jwt..fim].replace("# ", "").replace("RS256", "HS256").replace(
        "chave-publica-file = \"segredos/cv-publica.pem\"",
        "segredo = \"0123456789012345678901234567890123456789\"",
    );
    let condominio = LEPTOS_TOML[LEPTOS_TOML.find("# [[incorporadora.condominio]]").unwrap()..].replace("# ", "");
    let texto = LEPTOS_TOML
        .replace("# servico =", "servico =")
        .replace("# papel =", "papel =")
        .replace("# Como o token de um comprador vira", &format!("{jwt}\n# "))
        + &condominio;
    std::fs::write(pasta.join("Leptos.toml"), texto).unwrap();
    let config = Config::carregar(&pasta.join("Leptos.toml"), &Ambiente::vazio()).unwrap();
    let horizonte = &config.incorporadoras[0];
    let portal = &horizonte.portal;
    assert!(portal.jwt.is_some() && portal.servico.is_some() && portal.cliente.papel.is_some());
    assert_eq!(horizonte.condominios.len(), 1);
}

/// The example with the section of the ERP replaced by one of those in comments.
fn com_outro_erp(tipo: &str) -> String {
    let inicio = LEPTOS_TOML.find("[incorporadora.erp]\n").unwrap();
    let fim = LEPTOS_TOML.find("[incorporadora.quitacao]\n").unwrap();
    let comeco = format!("# [incorporadora.erp]\n# tipo = \"{tipo}\"");
    let outro = &LEPTOS_TOML[LEPTOS_TOML.find(&comeco).unwrap()..];
    let outro = outro[..outro.find("\n\n").unwrap()].replace("# ", "");
    format!("{}{outro}\n\n{}", &LEPTOS_TOML[..inicio], &LEPTOS_TOML[fim..])
}

#[test]
fn the_other_erps_in_comments_are_valid_too() {
    let pasta = exemplo_instalado("config-outros-erps");
    for segredo in ["uau-integracao", "uau-senha", "sienge"] {
        std::fs::write(pasta.join("segredos").join(segredo), "s3gredo\n").unwrap();
    }
    std::fs::create_dir_all(pasta.join("mapeamentos")).unwrap();
    std::fs::copy(raiz().join("mapeamentos/sienge.toml"), pasta.join("mapeamentos/sienge.toml")).unwrap();
    for tipo in ["uau", "mapped", "cv"] {
        std::fs::write(pasta.join("Leptos.toml"), com_outro_erp(tipo)).unwrap();
        let config = Config::carregar(&pasta.join("Leptos.toml"), &Ambiente::vazio()).unwrap();
        let erp = &config.incorporadoras[0].erp;
        assert_eq!(erp.tipo.nome(), tipo);
        assert_eq!(erp.limites.simultaneas, 2);
        assert_eq!(config.avisos.len(), 1, "only the key ring is missing: {:?}", config.avisos);
    }
}

#[test]
fn every_shipped_mapping_is_a_valid_mapping_file() {
    for (nome, autenticacao) in [
        ("mega", r#"{ tipo = "login", usuario = "u", senha = "s", cabecalhos = { tenantId = "x" } }"#),
        ("sienge", r#"{ tipo = "basic", usuario = "u", senha = "s" }"#),
        ("plano", r#"{ tipo = "oauth2", token-url = "https://a.example/t", client-id = "c", client-secret = "s" }"#),
    ] {
        let arquivo = raiz().join("mapeamentos").join(nome).with_extension("toml");
        let inicio = LEPTOS_TOML.find("[incorporadora.erp]\n").unwrap();
        let texto = format!(
            "{}[incorporadora.erp]\ntipo = \"mapped\"\nurl = \"https://a.example\"\nautenticacao = {autenticacao}\n\
             mapeamento-file = {:?}\n",
            &LEPTOS_TOML[..inicio],
            arquivo
        );
        let config = Config::de_texto(&texto, "x", raiz(), &Ambiente::vazio());
        assert_eq!(config.unwrap().incorporadoras[0].erp.tipo.nome(), "mapped", "{nome}");
    }
}

#[test]
fn the_example_and_the_manual_tell_every_key_and_no_variable_that_does_not_exist() {
    let chaves = Config::chaves();
    let do_exemplo = |variavel: &str| variavel.replace("<SLUG>", "HORIZONTE").replace("<N>", "0");
    for (chave, variavel) in &chaves {
        let de_outro_papel = ["__SINDICO__", "__GESTOR__"].iter().any(|papel| variavel.contains(papel));
        assert!(de_outro_papel || cita(LEPTOS_TOML, &do_exemplo(variavel)), "Leptos.toml does not tell {variavel}");
        let no_manual =
            chave.replace(".portal.sindico.", ".portal.cliente.").replace(".portal.gestor.", ".portal.cliente.");
        let (secao, nome) = no_manual.rsplit_once('.').unwrap();
        let secao = MANUAL.split("\n## ").find(|parte| parte.starts_with(&cabecalho(secao)));
        assert!(secao.is_some_and(|parte| parte.contains(&format!("| `{nome}`"))), "the manual does not tell {chave}");
    }
    for citada in [LEPTOS_TOML, MANUAL].into_iter().flat_map(variaveis) {
        let existe = chaves.iter().any(|(_, v)| v == citada || do_exemplo(v) == citada);
        assert!(existe, "{citada} does not exist");
    }
}

/// Every word that looks like one of our variables.
fn variaveis(texto: &str) -> impl Iterator<Item = &str> {
    let separa = |c: char| !c.is_ascii_alphanumeric() && !"_<>".contains(c);
    texto.split(separa).filter(|palavra| palavra.starts_with("FINANCEIRO__") && palavra.len() > "FINANCEIRO__".len())
}

fn cita(texto: &str, variavel: &str) -> bool {
    variaveis(texto).any(|citada| citada == variavel)
}

/// How the manual heads the section of a key.
fn cabecalho(secao: &str) -> String {
    match secao {
        "incorporadora" | "incorporadora.condominio" => format!("`[[{secao}]]`"),
        _ => format!("`[{secao}]`"),
    }
}
