//! What is wrong with a mapping.

use strsim::jaro_winkler;

/// A mistake in a mapping or in the configuration around it. Names the key and the fix; holds no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{caminho}`: {mensagem}. {correcao}")]
pub struct ErroMapa {
    /// Path of the key from the table of the ERP, e.g. `operacoes.boletos.campos.valor`.
    pub caminho: String,
    /// What is wrong.
    pub mensagem: String,
    /// How to repair it.
    pub correcao: String,
}

/// Mistakes found so far: all of them are reported in one go.
#[derive(Debug, Default)]
pub(crate) struct Erros(pub(crate) Vec<ErroMapa>);

impl Erros {
    pub(crate) fn junta(&mut self, caminho: &str, mensagem: impl Into<String>, correcao: impl Into<String>) {
        self.0.push(ErroMapa { caminho: caminho.to_owned(), mensagem: mensagem.into(), correcao: correcao.into() });
    }

    /// A word that is none of `aceitas`, with the nearest one suggested.
    pub(crate) fn desconhecida(&mut self, caminho: &str, o_que: &str, palavra: &str, aceitas: &[&str]) {
        let mensagem = format!("{o_que} «{}» não existe", mostrar(palavra));
        let proxima = aceitas
            .iter()
            .map(|a| (jaro_winkler(a, palavra), *a))
            .filter(|(semelhanca, _)| *semelhanca > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let correcao = match proxima {
            Some((_, certa)) => format!("Você quis dizer `{certa}`?"),
            None => format!("Aqui cabem: {}", aceitas.join(", ")),
        };
        self.junta(caminho, mensagem, correcao);
    }
}

/// `base.nome`, or `nome` at the top.
pub(crate) fn juntar(base: &str, nome: &str) -> String {
    if base.is_empty() { mostrar(nome) } else { format!("{base}.{}", mostrar(nome)) }
}

/// Text of the operator as it may appear inside a one-line message.
pub(crate) fn mostrar(texto: &str) -> String {
    let mut saida: String = texto.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if texto.chars().nth(60).is_some() {
        saida.push('…');
    }
    saida
}
