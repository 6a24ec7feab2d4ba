//! What an operator decides: `Leptos.toml`, environment overrides, secrets from files.
//!
//! One file per section, each with its own `validate`. Nothing here calls the network.
//!
//! Loading is a function of the file, the given environment and the files of secrets. It finds every mistake in one
//! pass ([`Problema`]) and says what deserves attention ([`Aviso`]). `docs/configuracao.md` is the manual of the keys.

mod ambiente;
mod arvore;
mod cor;
mod demonstracao;
mod do_cv;
mod endereco;
mod esquema;
mod jwt;
mod leitor;
mod manutencao;
mod mapeamento;
mod opcoes_leptos;
mod paginas_cv;
mod problema;
mod resolvedor;
mod segredo;

pub mod acesso_direto;
pub mod armazenamento;
pub mod autenticacao;
pub mod condominio;
pub mod desenvolvimento;
pub mod empresa;
pub mod erp;
pub mod incorporadora;
pub mod portal;
pub mod quitacao;
pub mod servidor;
pub mod sessao;
pub mod uau;

#[cfg(test)]
mod testes;

use std::{fs::File, io::Read, path::Path};

use zeroize::Zeroizing;

pub use acesso_direto::AcessoDireto;
pub use ambiente::Ambiente;
pub use armazenamento::Armazenamento;
pub use autenticacao::Autenticacao;
pub use condominio::{Associados, Condominio, Sindico};
pub use demonstracao::{Demonstracao, ErpSimulado, Outra};
pub use desenvolvimento::Desenvolvimento;
pub use empresa::Empresa;
pub use endereco::eh_loopback;
pub use erp::{ErpConfig, Limites, TipoErp};
pub use incorporadora::{Contato, Cor, Incorporadora, Slug, Tema};
pub use manutencao::Manutencao;
pub use paginas_cv::PaginaCv;
pub use portal::{ChaveJwt, Discriminador, Papel, Portal, Resolvedor, Reuso, Servico, TokenEm};
pub use problema::{Aviso, Origem, Problema};
pub use quitacao::{Emissao, Lacuna, Redacao};
pub use servidor::Servidor;
pub use sessao::Sessao;
pub use uau::Uau;

use arvore::Entradas;
use leitor::{Coleta, Secao};

/// The whole configuration, checked. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Config {
    /// `[servidor]`
    pub servidor: Servidor,
    /// `[armazenamento]`
    pub armazenamento: Armazenamento,
    /// `[sessao]`
    pub sessao: Sessao,
    /// `[desenvolvimento]`
    pub desenvolvimento: Desenvolvimento,
    /// `[[incorporadora]]`, at least one, slugs unique.
    pub incorporadoras: Vec<Incorporadora>,
    /// What deserves attention although it can run, in the order of the file.
    pub avisos: Vec<Aviso>,
}

impl Config {
    /// Reads and checks the file with the environment laid over it.
    ///
    /// Relative paths in the file start from its folder.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the file; never empty. Syntax errors come alone: what they hide cannot
    /// be judged.
    pub fn carregar(caminho: &Path, ambiente: &Ambiente) -> Result<Self, Vec<Problema>> {
        let texto = abrir(caminho)?;
        Self::de_texto(&texto, &caminho.display().to_string(), pasta(caminho), ambiente)
    }

    /// As [`Self::carregar`], with the text at hand. `arquivo` is its name in messages, `base` the folder that relative
    /// paths start from.
    ///
    /// # Errors
    /// As [`Self::carregar`].
    pub fn de_texto(texto: &str, arquivo: &str, base: &Path, ambiente: &Ambiente) -> Result<Self, Vec<Problema>> {
        let mut raiz = arvore::ler(texto, arquivo)?;
        let mut c = Coleta::nova(arquivo, base);
        esquema::verificar(&raiz, &mut c);
        ambiente::aplicar(ambiente, &mut raiz, &mut c);
        opcoes_leptos::validate(texto, &raiz, &mut c);
        let config = Self::validate(&raiz, &mut c);
        concluir(config, c).map(|(config, avisos)| Self { avisos, ..config })
    }

    /// Only `[armazenamento]`, for commands that must work while the rest is not filled in yet (`keygen`, `migrate`).
    ///
    /// # Errors
    /// What is wrong in that section, or a file that cannot be read at all.
    pub fn carregar_armazenamento(caminho: &Path, ambiente: &Ambiente) -> Result<Armazenamento, Vec<Problema>> {
        let arquivo = caminho.display().to_string();
        let mut raiz = arvore::ler(&abrir(caminho)?, &arquivo)?;
        let base = pasta(caminho);
        let mut alheios = Coleta::nova(&arquivo, base);
        ambiente::aplicar(ambiente, &mut raiz, &mut alheios);
        raiz.retain(|nome, _| nome == "armazenamento");
        let mut c = Coleta::nova(&arquivo, base);
        esquema::verificar(&raiz, &mut c);
        let secao = Secao::raiz(&raiz).secao_obrigatoria("armazenamento", &mut c);
        let armazenamento = secao.and_then(|s| Armazenamento::validate(&s, &mut c));
        concluir(armazenamento, c).map(|(armazenamento, _)| armazenamento)
    }

    /// The incorporadora of a slug.
    pub fn incorporadora(&self, slug: &str) -> Option<&Incorporadora> {
        self.incorporadoras.iter().find(|i| i.slug.as_str() == slug)
    }

    /// `(key, environment variable)` of every key that exists, in the order of the manual; `<SLUG>` and `<N>` stand for
    /// an incorporadora and for the position of a condomínio.
    pub fn chaves() -> Vec<(String, String)> {
        esquema::manual()
    }

    fn validate(raiz: &Entradas, c: &mut Coleta) -> Option<Self> {
        let raiz = Secao::raiz(raiz);
        // First, because it decides which addresses the other sections accept.
        let secao_desenvolvimento = raiz.secao("desenvolvimento", c);
        let desenvolvimento =
            secao_desenvolvimento.as_ref().map(|s| Desenvolvimento::validate(s, c)).unwrap_or_default();
        c.permitir_loopback = desenvolvimento.permitir_loopback;
        let servidor = raiz.secao_obrigatoria("servidor", c).and_then(|s| Servidor::validate(&s, c));
        if let (Some(secao), Some(servidor)) = (&secao_desenvolvimento, &servidor) {
            desenvolvimento.validate_com(secao, &servidor.url_publica, c);
        }
        let armazenamento = raiz.secao_obrigatoria("armazenamento", c).and_then(|s| Armazenamento::validate(&s, c));
        let sessao = raiz.secao("sessao", c).map(|s| Sessao::validate(&s, c)).unwrap_or_default();
        let incorporadoras = incorporadoras(&raiz, c);
        Some(Self {
            servidor: servidor?,
            armazenamento: armazenamento?,
            sessao,
            desenvolvimento,
            incorporadoras: incorporadoras?,
            avisos: Vec::new(),
        })
    }
}

fn incorporadoras(raiz: &Secao<'_>, c: &mut Coleta) -> Option<Vec<Incorporadora>> {
    let secoes = raiz.secoes("incorporadora", Some("slug"), c);
    if secoes.is_empty()
        && raiz.campo("incorporadora").is_none_or(|campo| matches!(campo.valor, arvore::Valor::Lista(_)))
    {
        let como = "Acrescente [[incorporadora]]; o Leptos.toml que acompanha o programa traz um exemplo";
        raiz.falta_secao("incorporadora", "não há nenhuma incorporadora", como, c);
    }
    let mut lidas: Vec<Incorporadora> = Vec::new();
    let mut tudo_certo = !secoes.is_empty();
    for secao in &secoes {
        match Incorporadora::validate(secao, c) {
            Some(nova) if lidas.iter().any(|i| i.slug == nova.slug) => {
                if let Some(campo) = secao.campo("slug") {
                    let o_que = format!("«{}» já é o slug de outra incorporadora", nova.slug);
                    campo.problema::<()>(o_que, "Dê a cada uma o seu: ele identifica a incorporadora nos endereços", c);
                }
                tudo_certo = false;
            }
            Some(nova) => lidas.push(nova),
            None => tudo_certo = false,
        }
    }
    tudo_certo.then_some(lidas)
}

fn pasta(caminho: &Path) -> &Path {
    caminho.parent().unwrap_or(Path::new(""))
}

/// A value is good only when nothing at all is wrong.
fn concluir<T>(valor: Option<T>, c: Coleta) -> Result<(T, Vec<Aviso>), Vec<Problema>> {
    let (problemas, avisos) = c.terminar();
    match valor {
        Some(valor) if problemas.is_empty() => Ok((valor, avisos)),
        _ => Err(problemas),
    }
}

/// The text of the file. It may hold secrets, so that it is wiped when dropped.
fn abrir(caminho: &Path) -> Result<Zeroizing<String>, Vec<Problema>> {
    let falha = |mensagem: String, correcao: &str| {
        vec![Problema {
            arquivo: caminho.display().to_string(),
            origem: Origem::Inteiro,
            chave: String::new(),
            mensagem,
            correcao: correcao.to_owned(),
        }]
    };
    let mut bytes = Zeroizing::new(Vec::new());
    let lido = File::open(caminho).and_then(|f| f.take(arvore::TAMANHO_MAXIMO + 1).read_to_end(&mut bytes));
    if let Err(erro) = lido {
        return Err(match erro.kind() {
            std::io::ErrorKind::NotFound => falha(
                "o arquivo de configuração não existe".to_owned(),
                "Para experimentar, `financeiro demo` não precisa de nenhum; para começar, copie o Leptos.toml que \
                 acompanha o programa; se já o tem, aponte-o com --config ou FINANCEIRO_CONFIG",
            ),
            _ => falha(
                format!("o arquivo de configuração não pode ser lido: {erro}"),
                "Confira o caminho e as permissões",
            ),
        });
    }
    if bytes.len() as u64 > arvore::TAMANHO_MAXIMO {
        return Err(falha("o arquivo tem mais de 1 MiB".to_owned(), "Confira se é mesmo o arquivo de configuração"));
    }
    match std::str::from_utf8(&bytes) {
        Ok(texto) => Ok(Zeroizing::new(texto.to_owned())),
        Err(erro) => {
            let linha = bytes[..erro.valid_up_to()].split(|&b| b == b'\n').count();
            Err(falha(format!("a linha {linha} não é texto UTF-8"), "Grave o arquivo em UTF-8"))
        }
    }
}
