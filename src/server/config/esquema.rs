//! Every key that exists, in one table: unknown keys, environment variables and the completeness of the manual all
//! come from here.

use strsim::{damerau_levenshtein, jaro_winkler};

use super::{
    arvore::{Entradas, No, Valor},
    leitor::Coleta,
    problema::mostrar,
};

/// Shape of a value; decides how the text of an environment variable is read.
pub(super) enum Forma {
    Texto,
    Inteiro,
    Booleano,
    /// List of texts; comma separated in the environment.
    Textos,
    /// A tree whose keys somebody else judges; too much for one variable of the environment.
    Livre,
    Secao(&'static [Chave]),
    /// `[[…]]`: each entry is named by the value of `nome_por` when there is one, else by its position from 0.
    Secoes {
        chaves: &'static [Chave],
        nome_por: Option<&'static str>,
    },
}

/// A key.
pub(super) struct Chave {
    pub(super) nome: &'static str,
    pub(super) forma: Forma,
}

const fn texto(nome: &'static str) -> Chave {
    Chave { nome, forma: Forma::Texto }
}
const fn textos(nome: &'static str) -> Chave {
    Chave { nome, forma: Forma::Textos }
}
const fn secao(nome: &'static str, chaves: &'static [Chave]) -> Chave {
    Chave { nome, forma: Forma::Secao(chaves) }
}
const fn booleano(nome: &'static str) -> Chave {
    Chave { nome, forma: Forma::Booleano }
}
const fn inteiro(nome: &'static str) -> Chave {
    Chave { nome, forma: Forma::Inteiro }
}
const fn livre(nome: &'static str) -> Chave {
    Chave { nome, forma: Forma::Livre }
}

/// The root of the file, without `[package.metadata.leptos]`, which belongs to Leptos.
pub(super) const RAIZ: &[Chave] = &[
    secao("servidor", &[texto("url-publica"), textos("proxies-confiaveis"), texto("metricas")]),
    secao(
        "armazenamento",
        &[
            texto("url"),
            texto("url-file"),
            texto("chaves-file"),
            texto("ultimos"),
            inteiro("acessos-dias"),
            inteiro("auditoria-dias"),
        ],
    ),
    secao("sessao", &[texto("inatividade"), texto("maxima")]),
    secao("desenvolvimento", &[booleano("permitir-loopback")]),
    Chave { nome: "incorporadora", forma: Forma::Secoes { chaves: INCORPORADORA, nome_por: Some("slug") } },
];

const INCORPORADORA: &[Chave] = &[
    texto("slug"),
    texto("nome"),
    texto("cor"),
    secao("contato", &[texto("telefone"), texto("email")]),
    texto("tema"),
    textos("beneficiarios"),
    textos("feriados-municipais"),
    texto("razao-social"),
    texto("cnpj"),
    texto("endereco"),
    texto("logo"),
    texto("modelos"),
    secao("portal", PORTAL),
    secao(
        "acesso-direto",
        &[booleano("ativo"), booleano("codigo"), booleano("senha"), booleano("sindico"), booleano("esqueci")],
    ),
    secao("erp", ERP),
    secao("api", &[booleano("ativo")]),
    secao("quitacao", &[booleano("emitir"), texto("signatario"), texto("cargo"), texto("cidade"), texto("texto")]),
    secao("sindico", &[booleano("por-unidade")]),
    secao("associados", &[booleano("ver-titular")]),
    Chave {
        nome: "condominio",
        forma: Forma::Secoes { chaves: &[texto("empreendimento"), texto("nome"), texto("cnpj")], nome_por: None },
    },
];

/// The keys of every role, and those of one alone.
macro_rules! resolvedor {
    ($($propria:expr),*) => {
        [
            booleano("ativo"),
            texto("metodo"),
            texto("caminho"),
            texto("token-em"),
            textos("documento"),
            textos("nome"),
            textos("id-erp"),
            secao("papel", &[texto("ponteiro"), texto("valor")]),
            $($propria),*
        ]
    };
}

const PORTAL: &[Chave] = &[
    texto("url"),
    textos("frame-ancestors"),
    textos("token-parametros"),
    texto("reuso"),
    textos("paginas"),
    textos("documentos-hosts"),
    secao("servico", &[texto("email"), texto("token"), texto("token-file")]),
    secao(
        "jwt",
        &[
            texto("algoritmo"),
            texto("segredo"),
            texto("segredo-file"),
            texto("chave-publica-file"),
            texto("emissor"),
            texto("audiencia"),
        ],
    ),
    livre("caminhos"),
    secao("cliente", &resolvedor!()),
    secao("sindico", &resolvedor!(textos("empreendimentos"))),
    secao("gestor", &resolvedor!(textos("identificacao"), booleano("codigo"))),
];

const ERP: &[Chave] = &[
    texto("tipo"),
    texto("url"),
    secao(
        "autenticacao",
        &[
            texto("tipo"),
            texto("token"),
            texto("token-file"),
            texto("usuario"),
            texto("senha"),
            texto("senha-file"),
            texto("nome"),
            texto("valor"),
            texto("valor-file"),
            texto("token-url"),
            texto("client-id"),
            texto("client-secret"),
            texto("client-secret-file"),
            texto("escopo"),
            texto("envio"),
            livre("cabecalhos"),
        ],
    ),
    secao("limites", &[inteiro("simultaneas"), inteiro("por-minuto"), texto("timeout"), texto("manutencao")]),
    textos("documentos-hosts"),
    secao("caminhos", CAMINHOS),
    texto("versao"),
    texto("integracao"),
    texto("integracao-file"),
    // uau: a user; mapped: a table of the mapping.
    texto("login"),
    texto("senha"),
    texto("senha-file"),
    texto("usuario-uau-site"),
    booleano("permitir-escrita"),
    texto("mapeamento-file"),
    livre("operacoes"),
    livre("formatos"),
    livre("cabecalhos"),
];

/// Operations whose path can be changed: first those of the REST contract, then those of CV's portal API (`contratos` is of both).
const CAMINHOS: &[Chave] = &[
    texto("clientes"),
    texto("contratos"),
    texto("boletos-abertos"),
    texto("notas-fiscais"),
    texto("extratos-financeiros"),
    texto("declaracoes-quitacao"),
    texto("instalacoes-produtos"),
    texto("condominios"),
    texto("pessoa"),
    texto("unidades"),
    texto("boletos"),
    texto("boleto-pdf"),
    texto("extrato"),
    texto("extrato-pdf"),
    texto("saldo-devedor"),
    texto("informes"),
    texto("informe-pdf"),
    texto("antecipacao"),
];

/// Reports every key of the file that does not exist, with the nearest one that does.
pub(super) fn verificar(raiz: &Entradas, c: &mut Coleta) {
    for (nome, no) in raiz {
        if nome == "package" {
            verificar_package(no, c);
        } else {
            verificar_chave(RAIZ, "", nome, no, c);
        }
    }
}

fn verificar_package(no: &No, c: &mut Coleta) {
    let Valor::Tabela(package) = &no.valor else { return };
    for (nome, no) in package {
        let Valor::Tabela(metadata) = &no.valor else { continue };
        for (sub, no) in metadata {
            if (nome.as_str(), sub.as_str()) != ("metadata", "leptos") {
                let caminho = format!("package.{}.{}", mostrar(nome), mostrar(sub));
                c.problema(&caminho, &no.origem, "seção desconhecida", "Só [package.metadata.leptos] é lida aqui");
            }
        }
    }
}

fn verificar_chaves(conhecidas: &'static [Chave], base: &str, entradas: &Entradas, c: &mut Coleta) {
    for (nome, no) in entradas {
        verificar_chave(conhecidas, base, nome, no, c);
    }
}

fn verificar_chave(conhecidas: &'static [Chave], base: &str, nome: &str, no: &No, c: &mut Coleta) {
    let caminho = juntar(base, &mostrar(nome));
    let Some(chave) = conhecidas.iter().find(|k| k.nome == nome) else {
        let correcao = match sugerir(nome, conhecidas.iter().map(|k| k.nome)) {
            Some(certa) => {
                c.supor_renomeada(juntar(base, certa));
                format!("Você quis dizer `{certa}`?")
            }
            None => match secao_de(nome, RAIZ, "") {
                Some(secao) => format!("`{nome}` existe em [{secao}]; mova-a para lá"),
                None => format!("Aqui cabem: {}", lista(conhecidas)),
            },
        };
        c.problema(&caminho, &no.origem, "chave desconhecida", correcao);
        return;
    };
    match (&chave.forma, &no.valor) {
        (Forma::Secao(chaves), Valor::Tabela(entradas)) => verificar_chaves(chaves, &caminho, entradas, c),
        (Forma::Secoes { chaves, nome_por }, Valor::Lista(itens)) => {
            for (i, item) in itens.iter().enumerate() {
                let Valor::Tabela(entradas) = &item.valor else { continue };
                let caminho = format!("{caminho}[{}]", rotulo(entradas, *nome_por, i));
                verificar_chaves(chaves, &caminho, entradas, c);
            }
        }
        // A value of the wrong shape is reported by the section that reads it.
        _ => {}
    }
}

/// How an entry of a `[[list]]` is called in messages.
pub(super) fn rotulo(entradas: &Entradas, nome_por: Option<&str>, posicao: usize) -> String {
    match nome_por.and_then(|chave| entradas.get(chave)) {
        Some(No { valor: Valor::Texto(nome), .. }) if !nome.is_empty() => mostrar(nome),
        _ => posicao.to_string(),
    }
}

pub(super) fn juntar(base: &str, nome: &str) -> String {
    if base.is_empty() { nome.to_owned() } else { format!("{base}.{nome}") }
}

fn lista(chaves: &[Chave]) -> String {
    chaves.iter().map(|k| format!("`{}`", k.nome)).collect::<Vec<_>>().join(", ")
}

/// Section in which a key of exactly this name exists.
fn secao_de(nome: &str, chaves: &'static [Chave], base: &str) -> Option<String> {
    if !base.is_empty() && chaves.iter().any(|k| k.nome == nome) {
        return Some(base.to_owned());
    }
    chaves.iter().find_map(|k| match k.forma {
        Forma::Secao(internas) | Forma::Secoes { chaves: internas, .. } => {
            secao_de(nome, internas, &juntar(base, k.nome))
        }
        _ => None,
    })
}

/// The nearest valid name, when one is near enough to be what was meant.
pub(super) fn sugerir<'a>(errado: &str, validos: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing is quadratic in the length, and nothing this long is a misspelt key.
    if errado.len() > 120 {
        return None;
    }
    let normal = errado.to_lowercase().replace('_', "-");
    validos
        .map(|valido| {
            let alvo = valido.to_lowercase().replace('_', "-");
            (damerau_levenshtein(&normal, &alvo), jaro_winkler(&normal, &alvo), alvo.chars().count(), valido)
        })
        .filter(|(distancia, semelhanca, tamanho, _)| *distancia <= 1 + tamanho / 4 || *semelhanca >= 0.88)
        .min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)))
        .map(|(.., valido)| valido)
}

/// One step towards a key: a name or a position in a `[[list]]`.
#[derive(Clone, Copy)]
pub(super) enum Passo {
    Nome(&'static str),
    Posicao(usize),
}

/// A key as the environment sees it.
pub(super) struct Variavel {
    pub(super) nome: String,
    pub(super) passos: Vec<Passo>,
    pub(super) forma: &'static Forma,
}

/// Every environment variable that means something for this file.
pub(super) fn variaveis(raiz: &Entradas) -> Vec<Variavel> {
    let mut saida = Vec::new();
    percorrer(RAIZ, Some(raiz), "FINANCEIRO", &[], &mut saida);
    saida
}

fn percorrer(
    chaves: &'static [Chave],
    em: Option<&Entradas>,
    prefixo: &str,
    passos: &[Passo],
    saida: &mut Vec<Variavel>,
) {
    for chave in chaves {
        let nome = format!("{prefixo}__{}", em_maiusculas(chave.nome));
        let mut aqui = passos.to_vec();
        aqui.push(Passo::Nome(chave.nome));
        let valor = em.and_then(|e| e.get(chave.nome)).map(|no| &no.valor);
        match &chave.forma {
            Forma::Secao(internas) => {
                let dentro = if let Some(Valor::Tabela(t)) = valor { Some(t) } else { None };
                percorrer(internas, dentro, &nome, &aqui, saida);
            }
            Forma::Secoes { chaves: internas, nome_por } => {
                let Some(Valor::Lista(itens)) = valor else { continue };
                for (i, item) in itens.iter().enumerate() {
                    let Valor::Tabela(dentro) = &item.valor else { continue };
                    let nome = format!("{nome}__{}", em_maiusculas(&rotulo(dentro, *nome_por, i)));
                    let mut aqui = aqui.clone();
                    aqui.push(Passo::Posicao(i));
                    percorrer(internas, Some(dentro), &nome, &aqui, saida);
                }
            }
            Forma::Livre => {}
            forma => saida.push(Variavel { nome, passos: aqui, forma }),
        }
    }
}

fn em_maiusculas(nome: &str) -> String {
    nome.to_uppercase().replace('-', "_")
}

/// `(key path, environment variable)` of every key that can be a variable, `<SLUG>` and `<N>` standing for the entry of a list.
pub(super) fn manual() -> Vec<(String, String)> {
    fn descer(chaves: &'static [Chave], base: &str, prefixo: &str, saida: &mut Vec<(String, String)>) {
        for chave in chaves {
            let caminho = juntar(base, chave.nome);
            let nome = format!("{prefixo}__{}", em_maiusculas(chave.nome));
            match &chave.forma {
                Forma::Secao(internas) => descer(internas, &caminho, &nome, saida),
                Forma::Secoes { chaves, nome_por } => {
                    let item = if nome_por.is_some() { "<SLUG>" } else { "<N>" };
                    descer(chaves, &caminho, &format!("{nome}__{item}"), saida);
                }
                Forma::Livre => {}
                _ => saida.push((caminho, nome)),
            }
        }
    }
    let mut saida = Vec::new();
    descer(RAIZ, "", "FINANCEIRO", &mut saida);
    saida
}
