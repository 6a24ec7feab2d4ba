//! Environment variables laid over the file.
//!
//! `FINANCEIRO__SERVIDOR__URL_PUBLICA` is `servidor.url-publica`: sections separated by two underscores, upper case,
//! `-` written `_`. An incorporadora is named by its slug, an entry of another list by its position from 0; lists are
//! comma separated. The variable wins over the file. `x` and `x-file` replace each other: a secret given by the
//! environment removes both spellings of the file.

use std::{collections::BTreeMap, ffi::OsString, fmt};

use super::{
    arvore::{Entradas, No, Valor},
    esquema::{self, Forma, Passo, Variavel},
    leitor::Coleta,
    problema::{Origem, mostrar_ate},
};

const PREFIXO: &str = "FINANCEIRO__";

/// The environment variables that configuration may use: a snapshot, so that loading is a function of its arguments.
#[derive(Clone, Default)]
pub struct Ambiente(BTreeMap<String, Option<String>>);

impl Ambiente {
    /// No variables: what the file says, nothing else.
    pub fn vazio() -> Self {
        Self::default()
    }

    /// The variables of this process that begin with `FINANCEIRO_`.
    pub fn do_processo() -> Self {
        Self::de(std::env::vars_os())
    }

    /// The given variables; those of other programs are left out.
    pub fn de<N: Into<OsString>, V: Into<OsString>>(variaveis: impl IntoIterator<Item = (N, V)>) -> Self {
        let texto = |(nome, valor): (N, V)| {
            let nome = nome.into().into_string().ok()?;
            nome.starts_with("FINANCEIRO_").then(|| (nome, valor.into().into_string().ok()))
        };
        Self(variaveis.into_iter().filter_map(texto).collect())
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Ambiente {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// Applies the variables to the tree and reports the ones that mean nothing.
pub(super) fn aplicar(ambiente: &Ambiente, raiz: &mut Entradas, c: &mut Coleta) {
    let conhecidas = esquema::variaveis(raiz);
    for (nome, valor) in &ambiente.0 {
        let origem = Origem::Ambiente(mostrar_ate(nome, 160));
        if !nome.starts_with(PREFIXO) {
            avisar_engano(nome, &origem, &conhecidas, c);
            continue;
        }
        let Some(variavel) = conhecidas.iter().find(|v| v.nome == *nome) else {
            let correcao = desconhecida(nome, &conhecidas);
            c.problema("", &origem, "variável de ambiente desconhecida", correcao);
            continue;
        };
        let Some(valor) = valor else {
            c.problema("", &origem, "o valor não é texto UTF-8", "Grave a variável em UTF-8");
            continue;
        };
        definir(raiz, &variavel.passos, No { valor: converter(valor, variavel.forma), origem });
    }
}

fn converter(valor: &str, forma: &Forma) -> Valor {
    let texto = || Valor::Texto(valor.to_owned());
    match forma {
        // What does not parse stays a text, and the section says what it expected.
        Forma::Inteiro => valor.trim().parse().map_or_else(|_| texto(), Valor::Inteiro),
        Forma::Booleano => valor.trim().parse().map_or_else(|_| texto(), Valor::Booleano),
        Forma::Textos => Valor::Lista(
            valor
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| No { valor: Valor::Texto(item.to_owned()), origem: Origem::Inteiro })
                .collect(),
        ),
        Forma::Texto | Forma::Livre | Forma::Secao(_) | Forma::Secoes { .. } => texto(),
    }
}

fn definir(em: &mut Entradas, passos: &[Passo], mut no: No) {
    let [Passo::Nome(nome), resto @ ..] = passos else { return };
    let Some(proximo) = resto.first() else {
        if let Valor::Lista(itens) = &mut no.valor {
            for item in itens {
                item.origem = no.origem.clone();
            }
        }
        let gemea = nome.strip_suffix("-file").map_or_else(|| format!("{nome}-file"), str::to_owned);
        if em.get(&gemea).is_some_and(|g| !matches!(g.origem, Origem::Ambiente(_))) {
            em.remove(&gemea);
        }
        em.insert((*nome).to_owned(), no);
        return;
    };
    let dentro = em
        .entry((*nome).to_owned())
        .or_insert_with(|| No { valor: Valor::Tabela(Entradas::new()), origem: no.origem.clone() });
    match (&mut dentro.valor, proximo) {
        (Valor::Tabela(tabela), Passo::Nome(_)) => definir(tabela, resto, no),
        (Valor::Lista(itens), Passo::Posicao(i)) => {
            if let Some(No { valor: Valor::Tabela(tabela), .. }) = itens.get_mut(*i) {
                definir(tabela, &resto[1..], no);
            }
        }
        // The file has something else there, and its own error says so.
        _ => {}
    }
}

fn desconhecida(nome: &str, conhecidas: &[Variavel]) -> String {
    if nome.starts_with("FINANCEIRO__PACKAGE__") {
        return "As opções do Leptos têm variáveis próprias, como LEPTOS_SITE_ADDR".to_owned();
    }
    match esquema::sugerir(nome, conhecidas.iter().map(|v| v.nome.as_str())) {
        Some(certa) => format!("Você quis dizer `{certa}`?"),
        None => "Seções são separadas por dois sublinhados, e a incorporadora é o slug de uma que está no arquivo: \
                 FINANCEIRO__INCORPORADORA__HORIZONTE__ERP__URL"
            .to_owned(),
    }
}

/// `FINANCEIRO_SERVIDOR_URL_PUBLICA` would be ignored in silence; it is nearly always the double underscore forgotten.
fn avisar_engano(nome: &str, origem: &Origem, conhecidas: &[Variavel], c: &mut Coleta) {
    let simples = |n: &str| n.split('_').filter(|parte| !parte.is_empty()).collect::<Vec<_>>().join("_");
    let engano = simples(nome);
    if let Some(certa) = conhecidas.iter().find(|v| simples(&v.nome) == engano) {
        let correcao = format!("Você quis dizer `{}`? Seções são separadas por dois sublinhados", certa.nome);
        c.aviso("", origem, "variável de ambiente ignorada", correcao);
    }
}
