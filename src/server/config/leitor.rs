//! Typed reading of the tree. A getter gives `None` when the key is absent or wrong; wrong ones are already reported,
//! so that one pass finds every mistake, and a configuration with any report is never used.

use std::{
    collections::BTreeSet,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    arvore::{Entradas, No, Valor},
    esquema::{juntar, rotulo, sugerir},
    problema::{Aviso, Origem, Problema, mostrar},
};

/// What was found so far, and what sections need to know about each other.
pub(super) struct Coleta {
    arquivo: String,
    base: PathBuf,
    /// `desenvolvimento.permitir-loopback`, known before the sections that depend on it are read.
    pub(super) permitir_loopback: bool,
    problemas: Vec<Problema>,
    avisos: Vec<Aviso>,
    renomeadas: BTreeSet<String>,
}

impl Coleta {
    /// `base` is the folder that relative paths start from.
    pub(super) fn nova(arquivo: &str, base: &Path) -> Self {
        Self {
            arquivo: arquivo.to_owned(),
            base: base.to_owned(),
            permitir_loopback: false,
            problemas: Vec::new(),
            avisos: Vec::new(),
            renomeadas: BTreeSet::new(),
        }
    }

    fn achado(
        &self,
        chave: &str,
        origem: &Origem,
        mensagem: impl Into<String>,
        correcao: impl Into<String>,
    ) -> Problema {
        Problema {
            arquivo: self.arquivo.clone(),
            origem: origem.clone(),
            chave: chave.to_owned(),
            mensagem: mensagem.into(),
            correcao: correcao.into(),
        }
    }

    pub(super) fn problema(
        &mut self,
        chave: &str,
        origem: &Origem,
        mensagem: impl Into<String>,
        correcao: impl Into<String>,
    ) {
        let achado = self.achado(chave, origem, mensagem, correcao);
        self.problemas.push(achado);
    }

    /// As [`Self::problema`], in a file that the configuration names.
    pub(super) fn problema_em(&mut self, arquivo: &str, achado: (&str, &Origem), mensagem: String, correcao: String) {
        let achado = self.achado(achado.0, achado.1, mensagem, correcao);
        self.problemas.push(Problema { arquivo: arquivo.to_owned(), ..achado });
    }

    pub(super) fn aviso(
        &mut self,
        chave: &str,
        origem: &Origem,
        mensagem: impl Into<String>,
        correcao: impl Into<String>,
    ) {
        let achado = self.achado(chave, origem, mensagem, correcao);
        self.avisos.push(Aviso(achado));
    }

    /// A misspelt key was found that must be `chave`: its absence is then not a second mistake.
    pub(super) fn supor_renomeada(&mut self, chave: String) {
        self.renomeadas.insert(chave);
    }

    /// A path of the file, which starts from the folder of the file.
    pub(super) fn resolver(&self, caminho: &str) -> PathBuf {
        self.base.join(caminho)
    }

    /// Whether nothing wrong was found so far.
    pub(super) fn limpa(&self) -> bool {
        self.problemas.is_empty()
    }

    /// Everything found, in the order of the file; then the environment, then the files it names.
    pub(super) fn terminar(mut self) -> (Vec<Problema>, Vec<Aviso>) {
        let ordem = |a: &Problema, b: &Problema| {
            let chave = |p: &Problema| (p.arquivo != self.arquivo, p.arquivo.clone());
            chave(a).cmp(&chave(b)).then_with(|| a.origem.cmp(&b.origem))
        };
        self.problemas.sort_by(ordem);
        self.avisos.sort_by(|a, b| ordem(&a.0, &b.0));
        (self.problemas, self.avisos)
    }
}

/// A table and its place.
pub(super) struct Secao<'a> {
    entradas: &'a Entradas,
    pub(super) chave: String,
    pub(super) origem: Origem,
}

impl<'a> Secao<'a> {
    /// The whole file.
    pub(super) fn raiz(entradas: &'a Entradas) -> Self {
        Self { entradas, chave: String::new(), origem: Origem::Inteiro }
    }

    /// The raw keys.
    pub(super) fn entradas(&self) -> &'a Entradas {
        self.entradas
    }

    /// A key that may be absent.
    pub(super) fn campo(&self, nome: &str) -> Option<Campo<'a>> {
        let no = self.entradas.get(nome)?;
        Some(Campo { valor: &no.valor, chave: juntar(&self.chave, nome), origem: no.origem.clone() })
    }

    /// A key that must exist; `como` says what to write.
    pub(super) fn obrigatorio(&self, nome: &str, como: &str, c: &mut Coleta) -> Option<Campo<'a>> {
        let campo = self.campo(nome);
        if campo.is_none() {
            self.falta(nome, como, c);
        }
        campo
    }

    /// Reports a missing key.
    pub(super) fn falta(&self, nome: &str, como: &str, c: &mut Coleta) {
        let chave = juntar(&self.chave, nome);
        if !c.renomeadas.contains(&chave) {
            c.problema(&chave, &self.origem, "falta esta chave", format!("Escreva {como}"));
        }
    }

    /// Reports about the section itself.
    pub(super) fn problema(&self, mensagem: impl Into<String>, correcao: impl Into<String>, c: &mut Coleta) {
        c.problema(&self.chave, &self.origem, mensagem, correcao);
    }

    /// Warns about the section itself.
    pub(super) fn aviso(&self, mensagem: impl Into<String>, correcao: impl Into<String>, c: &mut Coleta) {
        c.aviso(&self.chave, &self.origem, mensagem, correcao);
    }

    /// A section that may be absent.
    pub(super) fn secao(&self, nome: &str, c: &mut Coleta) -> Option<Secao<'a>> {
        let campo = self.campo(nome)?;
        match campo.valor {
            Valor::Tabela(entradas) => Some(Secao { entradas, chave: campo.chave, origem: campo.origem }),
            _ => {
                campo.esperado("uma tabela", &format!("Escreva [{}] ou {nome} = {{ … }}", sem_rotulos(&campo.chave)), c)
            }
        }
    }

    /// A section that must exist.
    pub(super) fn secao_obrigatoria(&self, nome: &str, c: &mut Coleta) -> Option<Secao<'a>> {
        if self.entradas.contains_key(nome) {
            return self.secao(nome, c);
        }
        let cabecalho = sem_rotulos(&juntar(&self.chave, nome));
        let como = format!("Acrescente [{cabecalho}]; o Leptos.toml que acompanha o programa traz um exemplo");
        self.falta_secao(nome, "falta esta seção", &como, c);
        None
    }

    /// Reports a missing section.
    pub(super) fn falta_secao(&self, nome: &str, mensagem: &str, como: &str, c: &mut Coleta) {
        let chave = juntar(&self.chave, nome);
        if !c.renomeadas.contains(&chave) {
            c.problema(&chave, &self.origem, mensagem, como);
        }
    }

    /// The entries of `[[nome]]`; none when absent.
    pub(super) fn secoes(&self, nome: &str, nome_por: Option<&str>, c: &mut Coleta) -> Vec<Secao<'a>> {
        let Some(campo) = self.campo(nome) else { return Vec::new() };
        let como = format!("Escreva [[{}]], com dois colchetes, uma vez para cada", sem_rotulos(&campo.chave));
        let Valor::Lista(itens) = campo.valor else {
            campo.esperado::<()>("uma lista de seções", &como, c);
            return Vec::new();
        };
        let mut saida = Vec::new();
        for (i, item) in itens.iter().enumerate() {
            match &item.valor {
                Valor::Tabela(entradas) => saida.push(Secao {
                    entradas,
                    chave: format!("{}[{}]", campo.chave, rotulo(entradas, nome_por, i)),
                    origem: item.origem.clone(),
                }),
                _ => drop(campo.item(i, item).esperado::<()>("uma seção", &como, c)),
            }
        }
        saida
    }
}

/// `incorporadora[horizonte].portal` as it is written in a header: `incorporadora.portal`.
fn sem_rotulos(chave: &str) -> String {
    let mut fora = true;
    let manter = |c: &char| {
        let fica = fora && *c != '[';
        match c {
            '[' => fora = false,
            ']' => fora = true,
            _ => {}
        }
        fica
    };
    chave.chars().filter(manter).collect()
}

/// A value, its full key and its place.
pub(super) struct Campo<'a> {
    pub(super) valor: &'a Valor,
    pub(super) chave: String,
    pub(super) origem: Origem,
}

impl<'a> Campo<'a> {
    /// Reports; gives `None` so that a getter can end with it.
    pub(super) fn problema<T>(
        &self,
        mensagem: impl Into<String>,
        correcao: impl Into<String>,
        c: &mut Coleta,
    ) -> Option<T> {
        c.problema(&self.chave, &self.origem, mensagem, correcao);
        None
    }

    /// Warns.
    pub(super) fn aviso(&self, mensagem: impl Into<String>, correcao: impl Into<String>, c: &mut Coleta) {
        c.aviso(&self.chave, &self.origem, mensagem, correcao);
    }

    fn esperado<T>(&self, o_que: &str, como: &str, c: &mut Coleta) -> Option<T> {
        self.problema(format!("precisa ser {o_que}, mas é {}", self.valor.especie()), como, c)
    }

    fn item(&self, i: usize, no: &'a No) -> Campo<'a> {
        Campo { valor: &no.valor, chave: format!("{}[{i}]", self.chave), origem: no.origem.clone() }
    }

    /// Reports a text that is none of the options.
    pub(super) fn opcao_desconhecida<T>(&self, texto: &str, opcoes: &[&'static str], c: &mut Coleta) -> Option<T> {
        let correcao = match sugerir(texto, opcoes.iter().copied()) {
            Some(certa) => format!("Você quis dizer \"{certa}\"?"),
            None => format!("Use {}", opcoes.iter().map(|o| format!("\"{o}\"")).collect::<Vec<_>>().join(", ")),
        };
        self.problema(format!("«{}» não é uma opção", mostrar(texto)), correcao, c)
    }

    /// A text that is not empty.
    pub(super) fn texto(&self, c: &mut Coleta) -> Option<&'a str> {
        match self.valor {
            Valor::Texto(texto) if texto.trim().is_empty() => {
                self.problema("está vazia", "Preencha o valor ou retire a chave", c)
            }
            Valor::Texto(texto) if texto.chars().any(|ch| ch.is_control() && ch != '\n') => {
                self.problema("contém um caractere de controle", "Redigite o valor", c)
            }
            Valor::Texto(texto) => Some(texto),
            _ => self.esperado("um texto", "Ponha o valor entre aspas", c),
        }
    }

    /// `true` or `false`.
    pub(super) fn booleano(&self, c: &mut Coleta) -> Option<bool> {
        match self.valor {
            Valor::Booleano(b) => Some(*b),
            _ => self.esperado("true ou false", "Escreva true ou false, sem aspas", c),
        }
    }

    /// A whole number within limits.
    pub(super) fn inteiro(&self, limites: RangeInclusive<u32>, c: &mut Coleta) -> Option<u32> {
        let (menor, maior) = (*limites.start(), *limites.end());
        let como = format!("Escreva um número de {menor} a {maior}, sem aspas");
        match self.valor {
            Valor::Inteiro(n) => match u32::try_from(*n).ok().filter(|n| limites.contains(n)) {
                Some(n) => Some(n),
                None => self.problema(format!("{n} está fora dos limites"), como, c),
            },
            _ => self.esperado("um número inteiro", &como, c),
        }
    }

    /// The items of a list of texts, each with its own place; a single text is refused so that `"a,b"` is not one item.
    pub(super) fn textos(&self, c: &mut Coleta) -> Option<Vec<(Campo<'a>, &'a str)>> {
        let Valor::Lista(itens) = self.valor else {
            return self.esperado("uma lista de textos", "Ponha os valores entre colchetes: [\"a\", \"b\"]", c);
        };
        let lidos = itens.iter().enumerate().map(|(i, no)| {
            let campo = self.item(i, no);
            let texto = campo.texto(c)?;
            Some((campo, texto))
        });
        // Read all before giving up, so that every wrong item is reported.
        lidos.collect::<Vec<_>>().into_iter().collect()
    }

    /// The items of a list that may hold TOML dates besides texts.
    pub(super) fn itens(&self, c: &mut Coleta) -> Option<Vec<Campo<'a>>> {
        match self.valor {
            Valor::Lista(itens) => Some(itens.iter().enumerate().map(|(i, no)| self.item(i, no)).collect()),
            _ => self.esperado("uma lista", "Ponha os valores entre colchetes", c),
        }
    }

    /// `"30s"`, `"20m"`, `"2h"`, `"1h30m"` within limits.
    pub(super) fn duracao(&self, limites: RangeInclusive<Duration>, c: &mut Coleta) -> Option<Duration> {
        let exemplo = "Escreva um número e a unidade entre aspas: \"30s\", \"20m\", \"2h\"";
        if let Valor::Inteiro(n) = self.valor {
            return self.problema(format!("falta a unidade de {n}"), exemplo, c);
        }
        let texto = self.texto(c)?;
        let Some(duracao) = ler_duracao(texto) else {
            return self.problema(format!("«{}» não é uma duração", mostrar(texto)), exemplo, c);
        };
        if limites.contains(&duracao) {
            return Some(duracao);
        }
        let (menor, maior) = (escrever_duracao(*limites.start()), escrever_duracao(*limites.end()));
        self.problema(format!("«{}» está fora dos limites", mostrar(texto)), format!("Use de {menor} a {maior}"), c)
    }
}

/// Hours, minutes and seconds in that order, at least one of them.
fn ler_duracao(texto: &str) -> Option<Duration> {
    let mut total: u64 = 0;
    let mut resto = texto.trim();
    let mut unidade_anterior = u64::MAX;
    while !resto.is_empty() {
        let digitos = resto.find(|ch: char| !ch.is_ascii_digit())?;
        let (numero, depois) = resto.split_at(digitos);
        let unidade = match depois.chars().next()? {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        if unidade >= unidade_anterior {
            return None;
        }
        unidade_anterior = unidade;
        total = total.checked_add(numero.parse::<u64>().ok()?.checked_mul(unidade)?)?;
        resto = &depois[1..];
    }
    (unidade_anterior != u64::MAX).then(|| Duration::from_secs(total))
}

fn escrever_duracao(duracao: Duration) -> String {
    match duracao.as_secs() {
        s if s % 3600 == 0 => format!("{}h", s / 3600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit_and_keep_their_order() {
        let segundos = |texto| ler_duracao(texto).map(|d| d.as_secs());
        assert_eq!(segundos("20m"), Some(1200));
        assert_eq!(segundos("1h30m5s"), Some(5405));
        assert_eq!(segundos(" 2h "), Some(7200));
        for errado in
            ["", "20", "m", "20 m", "-5m", "30m1h", "1m1m", "2d", "99999999999999999999h", "9999999999999999h"]
        {
            assert_eq!(segundos(errado), None, "{errado}");
        }
    }

    #[test]
    fn headers_are_written_without_labels() {
        assert_eq!(sem_rotulos("incorporadora[horizonte].portal"), "incorporadora.portal");
    }
}
