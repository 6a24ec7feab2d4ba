//! The mapping of `tipo = "mapped"`: in the section itself, or in a file of its own (`mapeamento-file`).
//!
//! What it says is judged by the adapter; here its mistakes get the place where they were written.

use std::{collections::BTreeMap, fs::File, io::Read};

use erp_mapped::{Arvore, ErroMapa, Mapeamento};

use super::{
    arvore::{self, Entradas, No, Valor},
    autenticacao::Autenticacao,
    esquema::juntar,
    leitor::{Campo, Coleta, Secao},
    problema::Origem,
};

/// Reads and compiles the mapping. `autenticacao` is known because `login` needs a `[login]`.
pub(super) fn validate(secao: &Secao<'_>, autenticacao: Option<&Autenticacao>, c: &mut Coleta) -> Option<Mapeamento> {
    let aqui: Vec<&str> = Mapeamento::CHAVES.into_iter().filter(|k| secao.entradas().contains_key(*k)).collect();
    let mapeamento = match (secao.campo("mapeamento-file"), aqui.first()) {
        (Some(arquivo), Some(chave)) => {
            return arquivo.problema(
                format!("`mapeamento-file` e `{chave}` foram definidas ao mesmo tempo"),
                "Deixe o mapeamento em um lugar só: no arquivo ou nesta seção",
                c,
            );
        }
        (Some(arquivo), None) => de_arquivo(&arquivo, c)?,
        (None, None) => {
            secao.falta(
                "mapeamento-file",
                "mapeamento-file = \"mapeamentos/sienge.toml\", ou [incorporadora.erp.operacoes.…] aqui",
                c,
            );
            return None;
        }
        (None, Some(_)) => daqui(secao, c)?,
    };
    if matches!(autenticacao, Some(Autenticacao::Login { .. })) && !mapeamento.tem_login() {
        let como = "Escreva [login] no mapeamento: caminho, corpo e onde vem o token";
        let campo = secao.secao("autenticacao", c).and_then(|s| s.campo("tipo"));
        return campo.and_then(|campo| campo.problema("\"login\" precisa de [login] no mapeamento", como, c));
    }
    Some(mapeamento)
}

fn daqui(secao: &Secao<'_>, c: &mut Coleta) -> Option<Mapeamento> {
    let entradas = secao.entradas();
    let chaves =
        Mapeamento::CHAVES.into_iter().filter_map(|k| Some((k.to_owned(), converter(&entradas.get(k)?.valor))));
    let arvore = Arvore::Tabela(chaves.collect());
    let lugar = |caminho: &str| lugar(entradas, caminho).unwrap_or_else(|| secao.origem.clone());
    match Mapeamento::compilar(&arvore) {
        Ok(mapeamento) => {
            for aviso in mapeamento.avisos() {
                let chave = juntar(&secao.chave, &aviso.caminho);
                c.aviso(&chave, &lugar(&aviso.caminho), &aviso.mensagem, &aviso.correcao);
            }
            Some(mapeamento)
        }
        Err(erros) => {
            for erro in erros {
                let chave = juntar(&secao.chave, &erro.caminho);
                c.problema(&chave, &lugar(&erro.caminho), erro.mensagem, erro.correcao);
            }
            None
        }
    }
}

fn de_arquivo(arquivo: &Campo<'_>, c: &mut Coleta) -> Option<Mapeamento> {
    let (nome, texto) = abrir(arquivo, c)?;
    let raiz = match arvore::ler(&texto, &nome) {
        Ok(raiz) => raiz,
        Err(problemas) => {
            for p in problemas {
                c.problema_em(&nome, (&p.chave, &p.origem), p.mensagem, p.correcao);
            }
            return None;
        }
    };
    let entradas = raiz.iter().map(|(k, no)| (k.clone(), converter(&no.valor)));
    let lugar = |caminho: &str| lugar(&raiz, caminho).unwrap_or(Origem::Inteiro);
    match Mapeamento::compilar(&Arvore::Tabela(entradas.collect())) {
        Ok(mapeamento) => {
            for aviso in mapeamento.avisos() {
                let ErroMapa { caminho, mensagem, correcao } = aviso;
                arquivo.aviso(format!("{nome}: {caminho}: {mensagem}"), correcao, c);
            }
            Some(mapeamento)
        }
        Err(erros) => {
            for erro in erros {
                let origem = lugar(&erro.caminho);
                c.problema_em(&nome, (&erro.caminho, &origem), erro.mensagem, erro.correcao);
            }
            None
        }
    }
}

/// The name of the file as messages say it, and its text.
fn abrir(arquivo: &Campo<'_>, c: &mut Coleta) -> Option<(String, String)> {
    let texto = arquivo.texto(c)?;
    let caminho = c.resolver(texto);
    let nome = caminho.display().to_string();
    let mut bytes = Vec::new();
    if let Err(erro) = File::open(&caminho).and_then(|f| f.take(arvore::TAMANHO_MAXIMO + 1).read_to_end(&mut bytes)) {
        let motivo = match erro.kind() {
            std::io::ErrorKind::NotFound => "não existe".to_owned(),
            std::io::ErrorKind::PermissionDenied => "não pode ser lido: permissão negada".to_owned(),
            _ => format!("não pode ser lido: {erro}"),
        };
        let como = "Confira o caminho, que parte da pasta da configuração; a pasta mapeamentos traz exemplos";
        return arquivo.problema(format!("o arquivo {nome} {motivo}"), como, c);
    }
    if bytes.len() as u64 > arvore::TAMANHO_MAXIMO {
        return arquivo.problema(format!("o arquivo {nome} tem mais de 1 MiB"), "Confira o caminho", c);
    }
    match String::from_utf8(bytes) {
        Ok(texto) => Some((nome, texto)),
        Err(_) => arquivo.problema(format!("o arquivo {nome} não é texto UTF-8"), "Grave-o em UTF-8", c),
    }
}

fn converter(valor: &Valor) -> Arvore {
    match valor {
        Valor::Texto(texto) => Arvore::Texto(texto.clone()),
        Valor::Inteiro(numero) => Arvore::Inteiro(*numero),
        Valor::Booleano(b) => Arvore::Booleano(*b),
        Valor::Lista(itens) => Arvore::Lista(itens.iter().map(|no| converter(&no.valor)).collect()),
        Valor::Tabela(entradas) => Arvore::Tabela(tabela(entradas)),
        Valor::Real | Valor::Data(_) => Arvore::Outro(valor.especie()),
    }
}

fn tabela(entradas: &Entradas) -> BTreeMap<String, Arvore> {
    entradas.iter().map(|(k, no)| (k.clone(), converter(&no.valor))).collect()
}

/// Where a key is written, or the nearest one around it that is.
fn lugar(entradas: &Entradas, caminho: &str) -> Option<Origem> {
    let mut em = Some(entradas);
    let mut achado: Option<&No> = None;
    for nome in caminho.split('.') {
        let Some(no) = em.and_then(|e| e.get(nome)) else { break };
        achado = Some(no);
        em = if let Valor::Tabela(dentro) = &no.valor { Some(dentro) } else { None };
    }
    achado.map(|no| no.origem.clone())
}
