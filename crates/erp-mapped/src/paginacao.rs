//! Lists in pages: how to ask for the next one, and when there is none. Half a list is no answer, so whatever does not add
//! up is an error.

use jmespath::{Rcvar, Variable};
use url::Url;

use crate::{
    arvore::{Arvore, Secao},
    erro::Erros,
    expressao::{Expressao, Uso},
    pedido::{Chamada, com_parametro},
};

/// Most rows of one list, over all its pages.
pub(crate) const LINHAS: usize = 20_000;

/// How a list is cut.
#[derive(Debug, Clone)]
pub(crate) struct Paginacao {
    forma: Forma,
    /// Most pages asked for.
    pub(crate) maximo: usize,
}

#[derive(Debug, Clone)]
enum Forma {
    /// All at once.
    Nenhuma,
    /// `?page=2&per_page=100`
    Pagina { parametro: String, primeira: i64, tamanho: Option<Tamanho>, total_paginas: Option<Expressao> },
    /// `?offset=200&limit=100`
    Deslocamento { parametro: String, tamanho: Tamanho, total: Option<Expressao> },
    /// `?cursor=…` from the answer before.
    Cursor { parametro: String, cursor: Expressao },
    /// An address inside the answer.
    Link { link: Expressao },
}

#[derive(Debug, Clone)]
struct Tamanho {
    parametro: Option<String>,
    linhas: usize,
}

/// Where in the list we are.
#[derive(Debug, Default)]
pub(crate) struct Posicao {
    paginas: usize,
    linhas: usize,
    cursores: Vec<String>,
}

const TIPOS: [&str; 4] = ["pagina", "deslocamento", "cursor", "link"];

impl Paginacao {
    pub(crate) fn nenhuma() -> Self {
        Self { forma: Forma::Nenhuma, maximo: 1 }
    }

    pub(crate) fn eh_nenhuma(&self) -> bool {
        matches!(self.forma, Forma::Nenhuma)
    }

    /// Whether the end is found by counting rows.
    pub(crate) fn conta_linhas(&self) -> bool {
        matches!(self.forma, Forma::Deslocamento { .. } | Forma::Pagina { total_paginas: None, .. })
    }

    pub(crate) fn ler(caminho: &str, valor: &Arvore, erros: &mut Erros) -> Option<Self> {
        let secao = Secao::ler(caminho, valor, None, "a chave", erros)?;
        let tipo = secao.obrigatorio("tipo", "\"pagina\" (ou \"deslocamento\", \"cursor\", \"link\")", erros)?;
        let chaves: &[&str] = match tipo {
            "pagina" => {
                &["tipo", "parametro", "primeira", "tamanho-parametro", "tamanho", "total-paginas", "maximo-paginas"]
            }
            "deslocamento" => &["tipo", "parametro", "tamanho-parametro", "tamanho", "total", "maximo-paginas"],
            "cursor" => &["tipo", "parametro", "cursor", "maximo-paginas"],
            "link" => &["tipo", "link", "maximo-paginas"],
            outro => {
                erros.desconhecida(&secao.chave("tipo"), "o tipo de paginação", outro, &TIPOS);
                return None;
            }
        };
        let secao = Secao::ler(caminho, valor, Some(chaves), "a chave", erros)?;
        let expressao = |nome: &str, texto: &str, erros: &mut Erros| {
            Expressao::compilar(&secao.chave(nome), texto, Uso::Valor, erros)
        };
        let opcional = |nome: &str, erros: &mut Erros| match secao.texto(nome, erros) {
            Some(texto) => expressao(nome, texto, erros),
            None => None,
        };
        let tamanho = secao.inteiro("tamanho", (1, 1000), erros).map(|n| Tamanho {
            parametro: secao.texto("tamanho-parametro", erros).map(str::to_owned),
            linhas: usize::try_from(n).unwrap_or(1),
        });
        let forma = match tipo {
            "pagina" => Forma::Pagina {
                parametro: secao.obrigatorio("parametro", "\"page\"", erros)?.to_owned(),
                primeira: secao.inteiro("primeira", (0, 1), erros).unwrap_or(1),
                tamanho,
                total_paginas: opcional("total-paginas", erros),
            },
            "deslocamento" => {
                let parametro = secao.obrigatorio("parametro", "\"offset\"", erros)?.to_owned();
                let Some(tamanho) = tamanho else {
                    if secao.valor("tamanho").is_none() {
                        erros.junta(&secao.chave("tamanho"), "falta esta chave", "Escreva tamanho = 100");
                    }
                    return None;
                };
                Forma::Deslocamento { parametro, tamanho, total: opcional("total", erros) }
            }
            "cursor" => {
                let parametro = secao.obrigatorio("parametro", "\"cursor\"", erros)?.to_owned();
                let texto = secao.obrigatorio("cursor", "\"meta.proximo\"", erros)?;
                Forma::Cursor { parametro, cursor: expressao("cursor", texto, erros)? }
            }
            _ => {
                let texto = secao.obrigatorio("link", "\"links.next\"", erros)?;
                Forma::Link { link: expressao("link", texto, erros)? }
            }
        };
        let maximo = secao.inteiro("maximo-paginas", (1, 500), erros).unwrap_or(100);
        Some(Self { forma, maximo: usize::try_from(maximo).unwrap_or(1) })
    }

    /// The request for the first page.
    pub(crate) fn primeira(&self, mut chamada: Chamada) -> Chamada {
        let tamanho = match &self.forma {
            Forma::Pagina { parametro, primeira, tamanho, .. } => {
                com_parametro(&mut chamada.url, parametro, &primeira.to_string());
                tamanho.as_ref()
            }
            Forma::Deslocamento { parametro, tamanho, .. } => {
                com_parametro(&mut chamada.url, parametro, "0");
                Some(tamanho)
            }
            _ => None,
        };
        if let Some(Tamanho { parametro: Some(parametro), linhas }) = tamanho {
            com_parametro(&mut chamada.url, parametro, &linhas.to_string());
        }
        chamada
    }

    /// The request after an answer with `linhas` rows, `None` at the end.
    ///
    /// # Errors
    /// What does not add up: names and shapes only.
    pub(crate) fn seguinte(
        &self,
        chamada: &Chamada,
        resposta: &Rcvar,
        linhas: usize,
        posicao: &mut Posicao,
    ) -> Result<Option<Chamada>, String> {
        posicao.paginas += 1;
        posicao.linhas += linhas;
        if posicao.linhas > LINHAS {
            return Err(format!("lista com mais de {LINHAS} linhas"));
        }
        let mut proxima = chamada.clone();
        match &self.forma {
            Forma::Nenhuma => return Ok(None),
            Forma::Pagina { parametro, primeira, tamanho, total_paginas } => {
                let fim = match total_paginas.as_ref().map(|e| inteiro(e, resposta)).transpose()?.flatten() {
                    Some(total) => {
                        let fim = posicao.paginas >= total;
                        if !fim && linhas == 0 {
                            return Err("página vazia antes da última".to_owned());
                        }
                        fim
                    }
                    None => linhas == 0 || tamanho.as_ref().is_some_and(|t| linhas < t.linhas),
                };
                if fim {
                    return Ok(None);
                }
                let numero = primeira.saturating_add(i64::try_from(posicao.paginas).unwrap_or(i64::MAX));
                com_parametro(&mut proxima.url, parametro, &numero.to_string());
            }
            Forma::Deslocamento { parametro, tamanho, total } => {
                let fim = match total.as_ref().map(|e| inteiro(e, resposta)).transpose()?.flatten() {
                    Some(total) => {
                        if linhas == 0 && posicao.linhas < total {
                            return Err("página vazia antes do total anunciado".to_owned());
                        }
                        posicao.linhas >= total
                    }
                    None => linhas < tamanho.linhas,
                };
                if fim {
                    return Ok(None);
                }
                com_parametro(&mut proxima.url, parametro, &posicao.linhas.to_string());
            }
            Forma::Cursor { parametro, cursor } => {
                let Some(cursor) = texto(cursor, resposta)? else { return Ok(None) };
                if posicao.cursores.contains(&cursor) {
                    return Err("o cursor se repete".to_owned());
                }
                com_parametro(&mut proxima.url, parametro, &cursor);
                posicao.cursores.push(cursor);
            }
            Forma::Link { link } => {
                let Some(link) = texto(link, resposta)? else { return Ok(None) };
                let alvo =
                    chamada.url.join(&link).map_err(|_| "o link da próxima página não é um endereço".to_owned())?;
                if !mesma_origem(&alvo, &chamada.url) {
                    // It would carry the credential and the document to a place nobody configured.
                    return Err("o link da próxima página leva a outro servidor".to_owned());
                }
                if posicao.cursores.contains(&link) {
                    return Err("o link da próxima página se repete".to_owned());
                }
                proxima.url = alvo;
                posicao.cursores.push(link);
            }
        }
        if posicao.paginas >= self.maximo {
            return Err(format!("lista com mais de {} páginas: aumente `maximo-paginas` ou `tamanho`", self.maximo));
        }
        Ok(Some(proxima))
    }
}

fn mesma_origem(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme()
        && a.host() == b.host()
        && a.port_or_known_default() == b.port_or_known_default()
        && a.username().is_empty()
        && a.password().is_none()
}

fn inteiro(expressao: &Expressao, resposta: &Rcvar) -> Result<Option<usize>, String> {
    let ilegivel = || format!("paginação: `{}` não é um número", expressao.texto());
    match &*expressao.avaliar(resposta)? {
        Variable::Null => Ok(None),
        Variable::Number(numero) => {
            numero.as_u64().and_then(|n| usize::try_from(n).ok()).map(Some).ok_or_else(ilegivel)
        }
        Variable::String(texto) => texto.trim().parse().map(Some).map_err(|_| ilegivel()),
        _ => Err(ilegivel()),
    }
}

fn texto(expressao: &Expressao, resposta: &Rcvar) -> Result<Option<String>, String> {
    match &*expressao.avaliar(resposta)? {
        Variable::Null | Variable::Bool(false) => Ok(None),
        Variable::Number(numero) => Ok(Some(numero.to_string())),
        Variable::String(texto) if texto.trim().is_empty() || texto.trim().eq_ignore_ascii_case("null") => Ok(None),
        Variable::String(texto) if texto.len() <= 2048 => Ok(Some(texto.trim().to_owned())),
        _ => Err(format!("paginação: `{}` não é um texto", expressao.texto())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn paginacao(toml: &str) -> Result<Paginacao, String> {
        let arvore = Arvore::ler_toml(toml).unwrap();
        let mut erros = Erros::default();
        let lida = Paginacao::ler("p", &arvore, &mut erros);
        if erros.0.is_empty() { Ok(lida.unwrap()) } else { Err(erros.0.iter().map(ToString::to_string).collect()) }
    }

    fn chamada() -> Chamada {
        Chamada { metodo: reqwest::Method::GET, url: "https://e.example/t?cpf=1".parse().unwrap(), corpo: None }
    }

    /// Queries asked for, given the answers and their row counts.
    fn andar(toml: &str, respostas: &[(Value, usize)]) -> Result<Vec<String>, String> {
        let paginacao = paginacao(toml).unwrap();
        let mut atual = paginacao.primeira(chamada());
        let (mut posicao, mut vistas) = (Posicao::default(), Vec::new());
        for (resposta, linhas) in respostas {
            vistas.push(atual.url.query().unwrap().trim_start_matches("cpf=1&").to_owned());
            let resposta = Rcvar::new(Variable::from_json(&resposta.to_string()).unwrap());
            match paginacao.seguinte(&atual, &resposta, *linhas, &mut posicao)? {
                Some(proxima) => atual = proxima,
                None => return Ok(vistas),
            }
        }
        Err("more pages wanted".to_owned())
    }

    #[test]
    fn pages_are_asked_for_until_the_last_one() {
        let por_pagina = "tipo = \"pagina\"\nparametro = \"page\"\ntamanho-parametro = \"n\"\ntamanho = 2";
        assert_eq!(andar(por_pagina, &[(json!({}), 2), (json!({}), 1)]).unwrap(), ["page=1&n=2", "n=2&page=2"]);
        let com_total = "tipo = \"pagina\"\nparametro = \"page\"\nprimeira = 0\ntotal-paginas = \"t\"";
        assert_eq!(andar(com_total, &[(json!({"t": 2}), 5), (json!({"t": "2"}), 5)]).unwrap(), ["page=0", "page=1"]);
        let deslocamento = "tipo = \"deslocamento\"\nparametro = \"offset\"\ntamanho-parametro = \"limit\"\ntamanho = 2\ntotal = \"m.count\"";
        let resposta = json!({"m": {"count": 3}});
        assert_eq!(
            andar(deslocamento, &[(resposta.clone(), 2), (resposta, 1)]).unwrap(),
            ["offset=0&limit=2", "limit=2&offset=2"]
        );
        let cursor = "tipo = \"cursor\"\nparametro = \"c\"\ncursor = \"next\"";
        assert_eq!(
            andar(cursor, &[(json!({"next": "a&b"}), 2), (json!({"next": null}), 1)]).unwrap(),
            ["cpf=1", "c=a%26b"]
        );
        let link = "tipo = \"link\"\nlink = \"next\"";
        assert_eq!(andar(link, &[(json!({"next": "/t?p=2"}), 2), (json!({}), 1)]).unwrap(), ["cpf=1", "p=2"]);
    }

    #[test]
    fn what_does_not_add_up_is_an_error_and_never_half_a_list() {
        let com_total = "tipo = \"pagina\"\nparametro = \"page\"\ntotal-paginas = \"t\"";
        let deslocamento = "tipo = \"deslocamento\"\nparametro = \"offset\"\ntamanho = 2\ntotal = \"t\"";
        let cursor = "tipo = \"cursor\"\nparametro = \"c\"\ncursor = \"next\"";
        let link = "tipo = \"link\"\nlink = \"next\"";
        let curta = "tipo = \"pagina\"\nparametro = \"page\"\nmaximo-paginas = 2";
        for (toml, respostas, parte) in [
            (com_total, vec![(json!({"t": 3}), 0)], "vazia antes da última"),
            (com_total, vec![(json!({"t": [1]}), 1)], "não é um número"),
            (deslocamento, vec![(json!({"t": 3}), 0)], "antes do total"),
            (cursor, vec![(json!({"next": "a"}), 1), (json!({"next": "a"}), 1)], "se repete"),
            (link, vec![(json!({"next": "https://outro.example/t"}), 1)], "outro servidor"),
            (link, vec![(json!({"next": "http://e.example/t"}), 1)], "outro servidor"),
            (link, vec![(json!({"next": "https://u:s@e.example/t"}), 1)], "outro servidor"),
            (curta, vec![(json!({}), 1), (json!({}), 1)], "mais de 2 páginas"),
            (curta, vec![(json!({}), 20_001)], "linhas"),
        ] {
            let erro = andar(toml, &respostas).unwrap_err();
            assert!(erro.contains(parte), "{toml}: {erro}");
        }
        for (toml, parte) in [
            ("tipo = \"paginas\"", "Você quis dizer `pagina`?"),
            ("tipo = \"cursor\"\nparametro = \"c\"\ncursor = \"a[\"", "`p.cursor`"),
            ("tipo = \"deslocamento\"\nparametro = \"c\"", "`p.tamanho`"),
            ("tipo = \"link\"\nlink = \"a\"\nparametro = \"x\"", "`p.parametro`"),
            ("tipo = \"pagina\"\nparametro = \"p\"\nmaximo-paginas = 9999", "`p.maximo-paginas`"),
        ] {
            let erro = paginacao(toml).unwrap_err();
            assert!(erro.contains(parte), "{toml}: {erro}");
        }
    }
}
