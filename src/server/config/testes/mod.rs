//! Tests of the whole loader, over a file that has every key.

mod ambiente;
mod erps;
mod mensagens;
mod mutacao;
mod propriedades;
mod segredos;
mod valores;

use std::path::{Path, PathBuf};

use super::{Ambiente, Config, Problema};

/// Every key that exists, except the `-file` twins, with values that are not the defaults.
const COMPLETO: &str = include_str!("completo.toml");

fn carregar(texto: &str) -> Result<Config, Vec<Problema>> {
    carregar_com::<&str>(texto, &[])
}

fn carregar_com<V: Into<std::ffi::OsString> + Copy>(
    texto: &str,
    variaveis: &[(&str, V)],
) -> Result<Config, Vec<Problema>> {
    let ambiente = Ambiente::de(variaveis.iter().copied());
    Config::de_texto(texto, "Leptos.toml", Path::new(""), &ambiente)
}

/// The messages, one per line; empty when the text is accepted.
fn mensagens(texto: &str) -> String {
    linhas(carregar(texto))
}

fn linhas(resultado: Result<Config, Vec<Problema>>) -> String {
    let problemas = resultado.err().unwrap_or_default();
    problemas.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The warnings, one per line.
fn avisos(texto: &str) -> String {
    carregar(texto).unwrap().avisos.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The complete file with one text replaced; the text must be there.
fn com(de: &str, para: &str) -> String {
    trocar(COMPLETO, de, para)
}

fn trocar(texto: &str, de: &str, para: &str) -> String {
    assert!(texto.contains(de), "{de} is not there");
    texto.replacen(de, para, 1)
}

/// A folder of its own, removed at the end.
struct Pasta(PathBuf);

impl Pasta {
    fn nova() -> Self {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NUMERO: AtomicUsize = AtomicUsize::new(0);
        let nome = format!("financeiro-config-{}-{}", std::process::id(), NUMERO.fetch_add(1, Ordering::Relaxed));
        let caminho = std::env::temp_dir().join(nome);
        // What the complete file names besides secrets.
        std::fs::create_dir_all(caminho.join("crates/documents/modelos")).unwrap();
        let pasta = Self(caminho);
        pasta.gravar("public/favicon.svg", include_str!("../../../../public/favicon.svg"));
        pasta
    }

    fn gravar(&self, nome: &str, conteudo: impl AsRef<[u8]>) -> PathBuf {
        let caminho = self.0.join(nome);
        std::fs::create_dir_all(caminho.parent().unwrap()).unwrap();
        std::fs::write(&caminho, conteudo).unwrap();
        caminho
    }

    /// The messages with this folder written `PASTA`.
    fn mensagens(&self, texto: &str) -> String {
        let lido = Config::de_texto(texto, "Leptos.toml", &self.0, &Ambiente::vazio());
        linhas(lido).replace(&self.0.display().to_string(), "PASTA")
    }
}

impl Drop for Pasta {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
