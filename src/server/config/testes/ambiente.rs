//! Environment variables.

use secrecy::ExposeSecret;

use super::{COMPLETO, carregar_com, linhas};
use crate::server::config::{Ambiente, Autenticacao, Config, Origem};

#[test]
fn a_variable_wins_over_the_file() {
    let config = carregar_com(
        COMPLETO,
        &[
            ("FINANCEIRO__SERVIDOR__URL_PUBLICA", "https://outro.exemplo.com.br"),
            ("FINANCEIRO__SERVIDOR__PROXIES_CONFIAVEIS", "10.0.0.1/32, 10.0.0.2/32"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__URL", "https://erp2.horizonte.example"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__LIMITES__SIMULTANEAS", "7"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__AUTENTICACAO__SENHA", "do ambiente"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__PORTAL__SINDICO__ATIVO", "false"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__PORTAL__CLIENTE__PAPEL__VALOR", "comprador"),
            ("FINANCEIRO__INCORPORADORA__HORIZONTE__CONDOMINIO__0__NOME", "Aurora II"),
            ("FINANCEIRO_CONFIG", "nada a ver"),
            ("PATH", "/bin"),
        ],
    )
    .unwrap();
    assert_eq!(config.servidor.url_publica.host_str(), Some("outro.exemplo.com.br"));
    assert_eq!(config.servidor.proxies_confiaveis.len(), 2);
    let horizonte = config.incorporadora("horizonte").unwrap();
    assert_eq!(horizonte.erp.url.host_str(), Some("erp2.horizonte.example"));
    assert_eq!(horizonte.erp.limites.simultaneas, 7);
    assert!(
        matches!(&horizonte.erp.autenticacao, Autenticacao::Basic { senha, .. } if senha.expose_secret() == "do ambiente")
    );
    assert_eq!(horizonte.portal.cliente.papel.as_ref().unwrap().valor, "comprador");
    assert_eq!(horizonte.condominios[0].nome, "Aurora II");
}

#[test]
fn a_variable_fills_in_a_section_that_the_file_does_not_have() {
    let sem = COMPLETO.replace("[sessao]\ninatividade = \"15m\"\nmaxima = \"1h30m\"\n", "");
    let config = carregar_com(&sem, &[("FINANCEIRO__SESSAO__INATIVIDADE", "5m")]).unwrap();
    assert_eq!(config.sessao.inatividade.as_secs(), 300);
}

#[test]
fn incorporadoras_are_told_apart_by_slug_even_with_hyphens() {
    let segunda = COMPLETO[COMPLETO.find("[[incorporadora]]").unwrap()..]
        .replace("slug = \"horizonte\"", "slug = \"horizonte-sul\"");
    let duas = format!("{COMPLETO}\n{segunda}");
    let config = carregar_com(&duas, &[("FINANCEIRO__INCORPORADORA__HORIZONTE_SUL__NOME", "Horizonte Sul")]).unwrap();
    assert_eq!(config.incorporadora("horizonte").unwrap().nome, "Construtora Horizonte");
    assert_eq!(config.incorporadora("horizonte-sul").unwrap().nome, "Horizonte Sul");
}

#[test]
fn every_key_of_the_manual_can_be_set_by_its_variable() {
    // A value of the wrong kind must be reported under the key that the manual names, from the variable it names.
    let chaves = Config::chaves();
    assert!(chaves.len() > 60, "{}", chaves.len());
    for (chave, variavel) in chaves {
        let variavel = variavel.replace("<SLUG>", "HORIZONTE").replace("<N>", "0");
        let problemas = carregar_com(COMPLETO, &[(variavel.as_str(), "\u{1}")]).err().unwrap_or_default();
        let caminho =
            chave.replace("incorporadora.", "incorporadora[horizonte].").replace("condominio.", "condominio[0].");
        // Renaming the slug renames the path, and an empty list is fine where there is no minimum.
        let achado = problemas.iter().any(|p| {
            *p.origem() == Origem::Ambiente(variavel.clone())
                && (p.chave().starts_with(&caminho) || chave == "incorporadora.slug")
        });
        assert!(achado, "{chave} {variavel}: {problemas:?}");
    }
}

#[test]
fn a_secret_from_the_environment_replaces_both_spellings_of_the_file() {
    let arquivo = COMPLETO.replace("senha = \"SEGREDO-senha\"", "senha-file = \"nao/existe\"");
    let senha = "FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__AUTENTICACAO__SENHA";
    let config = carregar_com(&arquivo, &[(senha, "x")]).unwrap();
    assert!(
        matches!(&config.incorporadoras[0].erp.autenticacao, Autenticacao::Basic { senha, .. } if senha.expose_secret() == "x")
    );
    let ambas = carregar_com(COMPLETO, &[(senha, "x"), (format!("{senha}_FILE").as_str(), "y")]);
    assert!(linhas(ambas).contains("`senha` e `senha-file` foram definidas ao mesmo tempo"));
}

#[test]
fn variables_that_mean_nothing_are_errors_with_a_suggestion() {
    let errada = |nome: &str| linhas(carregar_com(COMPLETO, &[(nome, "x")]));
    insta::assert_snapshot!(errada("FINANCEIRO__SERVIDOR__URL_PUBLIC"), @"FINANCEIRO__SERVIDOR__URL_PUBLIC: variável de ambiente desconhecida. Você quis dizer `FINANCEIRO__SERVIDOR__URL_PUBLICA`?");
    insta::assert_snapshot!(errada("FINANCEIRO__INCORPORADORA__HORIZONT__ERP__URL"), @"FINANCEIRO__INCORPORADORA__HORIZONT__ERP__URL: variável de ambiente desconhecida. Você quis dizer `FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__URL`?");
    insta::assert_snapshot!(errada("FINANCEIRO__INCORPORADORA__AURORA__PORTAL__CLIENTE__TOKEN_EM"), @"FINANCEIRO__INCORPORADORA__AURORA__PORTAL__CLIENTE__TOKEN_EM: variável de ambiente desconhecida. Você quis dizer `FINANCEIRO__INCORPORADORA__HORIZONTE__PORTAL__CLIENTE__TOKEN_EM`?");
    insta::assert_snapshot!(errada("FINANCEIRO__PACKAGE__METADATA__LEPTOS__SITE_ADDR"), @"FINANCEIRO__PACKAGE__METADATA__LEPTOS__SITE_ADDR: variável de ambiente desconhecida. As opções do Leptos têm variáveis próprias, como LEPTOS_SITE_ADDR");
    insta::assert_snapshot!(errada("FINANCEIRO__QUALQUER"), @"FINANCEIRO__QUALQUER: variável de ambiente desconhecida. Seções são separadas por dois sublinhados, e a incorporadora é o slug de uma que está no arquivo: FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__URL");
    let ignorada = carregar_com(COMPLETO, &[("FINANCEIRO_SERVIDOR_URL_PUBLICA", "x")]).unwrap();
    insta::assert_snapshot!(ignorada.avisos.last().unwrap(), @"FINANCEIRO_SERVIDOR_URL_PUBLICA: variável de ambiente ignorada. Você quis dizer `FINANCEIRO__SERVIDOR__URL_PUBLICA`? Seções são separadas por dois sublinhados");
}

#[test]
fn a_value_from_the_environment_is_checked_like_one_of_the_file() {
    insta::assert_snapshot!(linhas(carregar_com(COMPLETO, &[
        ("FINANCEIRO__SERVIDOR__URL_PUBLICA", "http://financeiro.exemplo.com.br"),
        ("FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__LIMITES__POR_MINUTO", "muitas"),
        ("FINANCEIRO__INCORPORADORA__HORIZONTE__PORTAL__CLIENTE__ATIVO", "sim"),
    ])), @r#"
    FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__LIMITES__POR_MINUTO: incorporadora[horizonte].erp.limites.por-minuto: precisa ser um número inteiro, mas é um texto. Escreva um número de 1 a 60000, sem aspas
    FINANCEIRO__INCORPORADORA__HORIZONTE__PORTAL__CLIENTE__ATIVO: incorporadora[horizonte].portal.cliente.ativo: precisa ser true ou false, mas é um texto. Escreva true ou false, sem aspas
    FINANCEIRO__SERVIDOR__URL_PUBLICA: servidor.url-publica: usa http, sem criptografia. Use https://
    "#);
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_text_is_said() {
    use std::os::unix::ffi::OsStrExt;
    let invalido = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let linhas = linhas(carregar_com(COMPLETO, &[("FINANCEIRO__SERVIDOR__METRICAS", invalido)]));
    assert!(linhas.contains("FINANCEIRO__SERVIDOR__METRICAS: o valor não é texto UTF-8"), "{linhas}");
}

#[test]
fn the_environment_prints_names_only() {
    let ambiente = Ambiente::de([("FINANCEIRO__ARMAZENAMENTO__URL", "SEGREDO")]);
    assert_eq!(format!("{ambiente:?}"), "[\"FINANCEIRO__ARMAZENAMENTO__URL\"]");
}
