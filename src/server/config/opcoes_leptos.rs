//! `[package.metadata.leptos]`: read by Leptos itself from the same file; here only what would make it fail.

use std::net::SocketAddr;

use super::{
    arvore::Entradas,
    leitor::{Coleta, Secao},
    problema::{Origem, mostrar},
};

const CABECALHO: &str = "[package.metadata.leptos]";

/// Leptos looks for the header at the beginning of a line and takes everything from there to the end of the file.
pub(super) fn validate(texto: &str, raiz: &Entradas, c: &mut Coleta) {
    let Some(linha) = texto.lines().position(|linha| linha.starts_with(CABECALHO)) else {
        let como = "Comece o arquivo com essa linha, sem espaços antes, e as opções do Leptos (output-name, site-root, site-addr)";
        c.problema("package.metadata.leptos", &Origem::Inteiro, format!("falta a tabela {CABECALHO}"), como);
        return;
    };
    let antes = texto.lines().take(linha).position(|linha| {
        let linha = linha.trim_start_matches('\u{feff}').trim();
        !linha.is_empty() && !linha.starts_with('#')
    });
    if let Some(antes) = antes {
        let origem = Origem::Arquivo { linha: antes + 1, coluna: 1 };
        let como = "Mova para o começo do arquivo a tabela do Leptos, que só lê dali em diante";
        c.problema("package.metadata.leptos", &origem, format!("há chaves antes de {CABECALHO}"), como);
    }
    let secao = Secao::raiz(raiz)
        .secao("package", c)
        .and_then(|package| package.secao("metadata", c))
        .and_then(|metadata| metadata.secao("leptos", c));
    if let Some(secao) = secao {
        opcoes(&secao, c);
    }
}

fn opcoes(secao: &Secao<'_>, c: &mut Coleta) {
    if let Some(campo) = secao.obrigatorio("output-name", "output-name = \"financeiro\"", c) {
        campo.texto(c);
    }
    for nome in ["site-root", "site-pkg-dir"] {
        if let Some(campo) = secao.campo(nome) {
            campo.texto(c);
        }
    }
    if let Some(campo) = secao.campo("site-addr")
        && let Some(texto) = campo.texto(c)
        && texto.parse::<SocketAddr>().is_err()
    {
        let como = "Escreva IP e porta, como \"127.0.0.1:3000\"";
        campo.problema::<()>(format!("«{}» não é um endereço IP com porta", mostrar(texto)), como, c);
    }
}
