//! Secrets: where they are read from, and that they never come out.

use secrecy::ExposeSecret;

use super::{COMPLETO, Pasta, carregar, com, mensagens};
use crate::server::config::{Ambiente, Autenticacao, Config};

const NO_ARQUIVO: &str = "senha-file = \"segredos/erp\"";

fn com_arquivo() -> String {
    com("senha = \"SEGREDO-senha\"", NO_ARQUIVO)
}

#[test]
fn a_secret_file_is_relative_to_the_configuration_and_trimmed() {
    let pasta = Pasta::nova();
    pasta.gravar("segredos/erp", "  s3nha com espaço \r\n\n");
    let caminho = pasta.gravar("Leptos.toml", com_arquivo());
    let config = Config::carregar(&caminho, &Ambiente::vazio()).unwrap();
    assert!(
        matches!(&config.incorporadoras[0].erp.autenticacao, Autenticacao::Basic { senha, .. } if senha.expose_secret() == "s3nha com espaço")
    );
}

#[test]
fn a_secret_file_that_cannot_be_used_is_named() {
    let pasta = Pasta::nova();
    let mut ditas = vec![pasta.mensagens(&com_arquivo())];
    for conteudo in [b" \n".to_vec(), b"\xff\xfe".to_vec(), vec![b'x'; 70_000]] {
        pasta.gravar("segredos/erp", conteudo);
        ditas.push(pasta.mensagens(&com_arquivo()));
    }
    insta::assert_snapshot!(ditas.join("\n"), @r#"
    Leptos.toml:88: incorporadora[horizonte].erp.autenticacao.senha-file: o arquivo PASTA/segredos/erp não existe. Crie-o só com o segredo dentro, legível pelo usuário do programa; caminhos relativos partem da pasta da configuração
    Leptos.toml:88: incorporadora[horizonte].erp.autenticacao.senha-file: o arquivo PASTA/segredos/erp está vazio. Grave nele o segredo
    Leptos.toml:88: incorporadora[horizonte].erp.autenticacao.senha-file: o arquivo PASTA/segredos/erp não é texto UTF-8. Grave o segredo como texto
    Leptos.toml:88: incorporadora[horizonte].erp.autenticacao.senha-file: o arquivo PASTA/segredos/erp é grande demais para um segredo. Confira o caminho
    "#);
}

#[test]
fn a_key_of_jwt_is_checked_without_the_network() {
    let pasta = Pasta::nova();
    let rsa = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALRiMLAHudeSA2aiS2m2ZbYlOYGcCfz2\nj5mzWQZPRx1hBNWQCKz2kQyrR2b2jXQ1NDOqGm8AYCl1rjUuXQXBFXsCAwEAAQ==\n-----END PUBLIC KEY-----\n";
    let publica = com(
        "algoritmo = \"HS256\"\nsegredo = \"SEGREDO-jwt-0123456789-0123456789-0123456789\"",
        "algoritmo = \"RS256\"\nchave-publica-file = \"cv.pem\"",
    );
    pasta.gravar("cv.pem", rsa);
    assert_eq!(pasta.mensagens(&publica), "");
    let mut ditas = vec![pasta.mensagens(&publica.replace("RS256", "ES256"))];
    pasta.gravar("cv.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    ditas.push(pasta.mensagens(&publica));
    ditas.push(pasta.mensagens(&com("HS256", "RS256")));
    ditas.push(
        pasta.mensagens(&com(
            "segredo = \"SEGREDO-jwt-0123456789-0123456789-0123456789\"",
            "segredo = \"SEGREDO-curto\"",
        )),
    );
    ditas.push(pasta.mensagens(&com("HS256", "none")));
    insta::assert_snapshot!(ditas.join("\n"), @r#"
    Leptos.toml:51: incorporadora[horizonte].portal.jwt.chave-publica-file: o arquivo não traz uma chave pública para ES256. O arquivo precisa ter a chave em PEM, de -----BEGIN PUBLIC KEY----- a -----END PUBLIC KEY-----
    Leptos.toml:51: incorporadora[horizonte].portal.jwt.chave-publica-file: o arquivo traz uma chave privada. Guarde a privada só com quem assina, e ponha aqui a pública (BEGIN PUBLIC KEY)
    Leptos.toml:49: incorporadora[horizonte].portal.jwt.chave-publica-file: falta esta chave. Escreva chave-publica-file = "segredos/cv.pem"
    Leptos.toml:51: incorporadora[horizonte].portal.jwt.segredo: não serve a um algoritmo de chave pública. Use chave-publica-file, ou um algoritmo HS, como "HS256"
    Leptos.toml:51: incorporadora[horizonte].portal.jwt.segredo: o segredo tem 13 bytes; com menos de 32 pode ser descoberto a partir de um token. Use o segredo inteiro que o CV informou
    Leptos.toml:50: incorporadora[horizonte].portal.jwt.algoritmo: «none» não é uma opção. Use "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"
    "#);
}

#[test]
fn neither_debug_nor_an_error_shows_a_secret() {
    let config = carregar(COMPLETO).unwrap();
    let debug = format!("{config:?} {config:#?}");
    assert!(debug.contains("horizonte.example") && !debug.contains("SEGREDO"), "{debug}");

    // Every line broken in turn, so that a parser or a check that quotes its input is found.
    let linhas: Vec<&str> = COMPLETO.lines().collect();
    for (i, linha) in linhas.iter().enumerate() {
        for estrago in [
            linha.replace('"', ""),
            linha.replace('=', ""),
            linha.replace("= ", "= 5"),
            linha.replace('"', "'''"),
            linha.replace(" = \"", " = [\""),
        ] {
            let mut novas = linhas.clone();
            novas[i] = &estrago;
            let ditas = mensagens(&novas.join("\n"));
            assert!(!ditas.contains("SEGREDO"), "{ditas}");
        }
    }
    for (de, para) in [
        ("postgres://financeiro:SEGREDO-banco@", "mysql://financeiro:SEGREDO-banco@"),
        ("postgres://financeiro:SEGREDO-banco@banco.interno", "postgres://financeiro:SEGREDO-banco@"),
        ("https://erp.horizonte.example/api", "https://u:SEGREDO@erp.horizonte.example/api"),
        ("https://erp.horizonte.example/api", "https://u:SEGREDO@erp exemplo/api"),
        ("https://erp.horizonte.example/api", "u:SEGREDO@erp.exemplo/api"),
        ("\"arquivos.horizonte.example\"", "\"https://u:SEGREDO@arquivos.example\""),
        ("SEGREDO-servico", "SEGREDO\\nquebrado"),
        ("SEGREDO-servico", "SEGREDO-acentuação"),
    ] {
        let ditas = mensagens(&com(de, para));
        assert!(!ditas.is_empty() && !ditas.contains("SEGREDO"), "{de} → {para}: {ditas}");
    }
}

#[test]
fn the_key_ring_can_be_found_while_the_rest_is_unfinished() {
    let pasta = Pasta::nova();
    let caminho = pasta.gravar(
        "Leptos.toml",
        com("url = \"https://erp.horizonte.example/api\"", "urll = 3").replace("senha = ", "senha-file = "),
    );
    assert!(Config::carregar(&caminho, &Ambiente::vazio()).is_err());
    let armazenamento = Config::carregar_armazenamento(&caminho, &Ambiente::vazio()).unwrap();
    assert_eq!(armazenamento.chaves_file, pasta.0.join("dados/chaves.json"));
    let sem = pasta.gravar("sem.toml", com("chaves-file", "chave-file"));
    let problemas = Config::carregar_armazenamento(&sem, &Ambiente::vazio()).unwrap_err();
    assert_eq!(problemas.len(), 1);
    assert!(problemas[0].to_string().contains("Você quis dizer `chaves-file`?"));
}
