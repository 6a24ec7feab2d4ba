//! A request of a mapping: method, path, query and body, with placeholders.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::{
    arvore::Secao,
    erro::Erros,
    modelo::{Corpo, Marcador, Modelo, SemValor, Valores, percentual},
};

/// A compiled request.
#[derive(Debug, Clone)]
pub(crate) struct Pedido {
    metodo: Method,
    caminho: Modelo,
    query: Vec<(String, Modelo)>,
    corpo: Option<Corpo>,
}

/// What goes on the wire.
#[derive(Clone)]
pub(crate) struct Chamada {
    pub(crate) metodo: Method,
    pub(crate) url: Url,
    pub(crate) corpo: Option<Value>,
}

/// Why a request could not be made. Names placeholders, never values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Impossivel {
    /// A placeholder has no value for this holder.
    SemValor(Marcador),
    /// All placeholders that would identify the holder were optional and empty.
    SemTitular,
    /// A value would change the path.
    Caminho,
}

impl From<SemValor> for Impossivel {
    fn from(SemValor(marcador): SemValor) -> Self {
        Self::SemValor(marcador)
    }
}

impl Impossivel {
    pub(crate) fn mensagem(self) -> String {
        match self {
            Self::SemValor(marcador) => {
                format!("o marcador {{{}}} não tem valor para este titular; a chamada não foi feita", marcador.nome())
            }
            Self::SemTitular => "nenhum marcador identifica este titular; a chamada não foi feita".to_owned(),
            Self::Caminho => "um valor do titular não cabe no caminho; a chamada não foi feita".to_owned(),
        }
    }
}

impl Pedido {
    /// `metodo`, `caminho`, `query` and `corpo` of a table.
    pub(crate) fn compilar(secao: &Secao<'_>, aceitos: &[Marcador], erros: &mut Erros) -> Option<Self> {
        let metodo = match secao.texto("metodo", erros) {
            None | Some("GET") => Method::GET,
            Some("POST") => Method::POST,
            Some(outro) => {
                erros.desconhecida(&secao.chave("metodo"), "o método", outro, &["GET", "POST"]);
                return None;
            }
        };
        let chave = secao.chave("caminho");
        let texto = secao.obrigatorio("caminho", "\"/titulos\"", erros)?;
        let caminho = Modelo::compilar(&chave, texto, aceitos, erros)?;
        if !caminho_valido(texto) || caminho.tem_sufixo() {
            erros.junta(
                &chave,
                "não é um caminho",
                "Comece com / e não use `..`, `//`, `?`, `#`, espaço nem `\\`; parâmetros vão em `query`",
            );
            return None;
        }
        let mut query = Vec::new();
        if let Some(valor) = secao.valor("query") {
            let tabela = Secao::ler(&secao.chave("query"), valor, None, "o parâmetro", erros)?;
            for (nome, _) in tabela.entradas() {
                let texto = tabela.texto(nome, erros)?;
                let modelo = Modelo::compilar(&tabela.chave(nome), texto, aceitos, erros)?;
                query.push((nome.to_owned(), modelo));
            }
        }
        let corpo = match secao.valor("corpo") {
            Some(_) if metodo == Method::GET => {
                erros.junta(
                    &secao.chave("corpo"),
                    "um GET não leva corpo",
                    "Escreva metodo = \"POST\" ou retire `corpo`",
                );
                return None;
            }
            Some(valor) => Some(Corpo::compilar(&secao.chave("corpo"), valor, aceitos, erros)?),
            None => None,
        };
        Some(Self { metodo, caminho, query, corpo })
    }

    /// Every placeholder in it.
    pub(crate) fn marcadores(&self) -> BTreeSet<Marcador> {
        let mut todos: BTreeSet<Marcador> = self.caminho.marcadores().collect();
        todos.extend(self.query.iter().flat_map(|(_, m)| m.marcadores()));
        if let Some(corpo) = &self.corpo {
            corpo.marcadores(&mut todos);
        }
        todos
    }

    /// Whether it is about one person.
    pub(crate) fn identifica(&self) -> bool {
        self.marcadores().into_iter().any(Marcador::identifica)
    }

    /// The request with its values. Refused when it identifies nobody although it was written to.
    pub(crate) fn montar(&self, base: &Url, valores: &Valores<'_>) -> Result<Chamada, Impossivel> {
        let mut marcadores = self.marcadores().into_iter().filter(|m| m.identifica()).peekable();
        if marcadores.peek().is_some() && !marcadores.any(|m| valores(m).is_some_and(|v| !v.is_empty())) {
            return Err(Impossivel::SemTitular);
        }
        let caminho = self.caminho.preencher(valores, percentual)?.unwrap_or_default();
        if caminho.split('/').any(|parte| parte == "." || parte == "..") {
            return Err(Impossivel::Caminho);
        }
        let mut url = base.clone();
        url.set_path(&format!("{}{caminho}", base.path().trim_end_matches('/')));
        let mut pares = Vec::new();
        for (nome, modelo) in &self.query {
            if let Some(valor) = modelo.preencher(valores, percentual)? {
                pares.push(format!("{}={valor}", percentual(nome)));
            }
        }
        url.set_query((!pares.is_empty()).then(|| pares.join("&")).as_deref());
        let corpo = match &self.corpo {
            Some(corpo) => corpo.preencher(valores)?,
            None => None,
        };
        Ok(Chamada { metodo: self.metodo.clone(), url, corpo })
    }

    /// The request as configured, with placeholders in the place of values: safe to show.
    pub(crate) fn mascarado(&self, base: &Url) -> String {
        let host = base.host_str().unwrap_or_default();
        let porta = base.port().map(|p| format!(":{p}")).unwrap_or_default();
        let pares: Vec<String> = self.query.iter().map(|(n, m)| format!("{n}={}", m.fonte())).collect();
        let query = if pares.is_empty() { String::new() } else { format!("?{}", pares.join("&")) };
        let raiz = base.path().trim_end_matches('/');
        format!("{} {}://{host}{porta}{raiz}{}{query}", self.metodo, base.scheme(), self.caminho.fonte())
    }
}

/// A parameter put into (or changed in) an address.
pub(crate) fn com_parametro(url: &mut Url, nome: &str, valor: &str) {
    let novo = format!("{}={}", percentual(nome), percentual(valor));
    let antigo = format!("{}=", percentual(nome));
    let resto = url.query().unwrap_or_default().split('&').filter(|p| !p.is_empty() && !p.starts_with(&antigo));
    let query = resto.map(str::to_owned).chain([novo]).collect::<Vec<_>>().join("&");
    url.set_query(Some(&query));
}

fn caminho_valido(caminho: &str) -> bool {
    caminho.starts_with('/')
        && !caminho.contains("//")
        && !caminho.split('/').any(|parte| parte == ".." || parte == ".")
        && !caminho.chars().any(|c| matches!(c, '?' | '#' | '\\' | '%') || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{arvore::Arvore, modelo::DE_LISTA};

    fn pedido(toml: &str) -> Result<Pedido, String> {
        let arvore = Arvore::ler_toml(toml).unwrap();
        let mut erros = Erros::default();
        let secao = Secao::ler("o", &arvore, None, "", &mut erros).unwrap();
        Pedido::compilar(&secao, DE_LISTA, &mut erros)
            .ok_or_else(|| erros.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn values_never_leave_their_place_in_the_address() {
        let base: Url = "https://erp.example/api/".parse().unwrap();
        let p =
            pedido("caminho = \"/c/{contrato}/x\"\nquery = { cpf = \"{cpf?}\", cnpj = \"{cnpj?}\", ate = \"{data}\" }")
                .unwrap();
        let valores = |m: Marcador| match m {
            Marcador::Contrato => Some("1/2?a#b".to_owned()),
            Marcador::Cpf => Some("11144477735".to_owned()),
            Marcador::Data => Some("10/01/2026&x=1".to_owned()),
            _ => None,
        };
        let chamada = p.montar(&base, &valores).unwrap();
        assert_eq!(
            chamada.url.as_str(),
            "https://erp.example/api/c/1%2F2%3Fa%23b/x?ate=10%2F01%2F2026%26x%3D1&cpf=11144477735"
        );
        assert_eq!(p.mascarado(&base), "GET https://erp.example/api/c/{contrato}/x?ate={data}&cnpj={cnpj?}&cpf={cpf?}");
        for ruim in [".", ".."] {
            let valores = |m: Marcador| Some(if m == Marcador::Contrato { ruim.to_owned() } else { "1".to_owned() });
            assert_eq!(p.montar(&base, &valores).err(), Some(Impossivel::Caminho));
        }
        assert_eq!(p.montar(&base, &|_| None).err(), Some(Impossivel::SemTitular));
        let so_contrato = |m: Marcador| (m == Marcador::Contrato).then(|| "1".to_owned());
        assert_eq!(p.montar(&base, &so_contrato).err(), Some(Impossivel::SemValor(Marcador::Data)));
    }

    #[test]
    fn mistakes_name_their_key() {
        for (toml, parte) in [
            ("query = {}", "`o.caminho`: falta"),
            ("caminho = \"titulos\"", "`o.caminho`: não é um caminho"),
            ("caminho = \"/a?b=c\"", "não é um caminho"),
            ("caminho = \"/a\"\nmetodo = \"PUT\"", "`o.metodo`"),
            ("caminho = \"/a\"\ncorpo = { a = \"b\" }", "`o.corpo`"),
            ("caminho = \"/a\"\nquery = { a = 1 }", "`o.query.a`"),
            ("caminho = \"/a\"\nquery = { a = \"{x}\" }", "`o.query.a`"),
        ] {
            let erro = pedido(toml).unwrap_err();
            assert!(erro.contains(parte), "{toml}: {erro}");
        }
    }

    #[test]
    fn a_parameter_replaces_the_one_of_its_name() {
        let mut url: Url = "https://e.example/a?b=1&page=1".parse().unwrap();
        com_parametro(&mut url, "page", "2&x");
        assert_eq!(url.as_str(), "https://e.example/a?b=1&page=2%26x");
    }
}
