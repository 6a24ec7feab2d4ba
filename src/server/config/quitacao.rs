//! `[incorporadora.quitacao]`: whether the plugin issues the yearly declaration of settlement, and who signs it.

use super::{
    empresa::{Empresa, linha},
    leitor::{Campo, Coleta, Secao},
    problema::mostrar,
};

/// Longest own wording: more does not fit on the page beside what the law asks for.
const TEXTO_MAXIMO: usize = 1_500;

/// What `texto` may name.
const LACUNAS: [(&str, Lacuna); 5] = [
    ("ano", Lacuna::Ano),
    ("contrato", Lacuna::Contrato),
    ("titular", Lacuna::Titular),
    ("documento", Lacuna::Documento),
    ("numero", Lacuna::Numero),
];

/// `[incorporadora.quitacao]` with `emitir = true`: the declaration is a discharge signed by the creditor, so it is issued
/// only where somebody answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emissao {
    /// `signatario`: who answers for it.
    pub signatario: String,
    /// `cargo`
    pub cargo: Option<String>,
    /// `cidade`: place of issue.
    pub cidade: Option<String>,
    /// `texto`: the incorporadora's own wording instead of ours.
    pub texto: Option<Redacao>,
}

/// Something a wording leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacuna {
    /// `{ano}`
    Ano,
    /// `{contrato}`
    Contrato,
    /// `{titular}`
    Titular,
    /// `{documento}`
    Documento,
    /// `{numero}`
    Numero,
}

/// A wording with gaps, every one of them known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacao(String);

impl Redacao {
    /// Reads a wording.
    ///
    /// # Errors
    /// What stands between braces and is no gap, or the brace that has no partner.
    pub fn ler(texto: &str) -> Result<Self, String> {
        percorrer(texto, |_| String::new()).map(|_| Self(texto.to_owned()))
    }

    /// The text as written.
    pub fn como_escrita(&self) -> &str {
        &self.0
    }

    /// The text with its gaps filled in. What is put in is never searched for gaps again.
    pub fn preencher(&self, valor: impl Fn(Lacuna) -> String) -> String {
        percorrer(&self.0, valor).unwrap_or_else(|_| self.0.clone())
    }
}

fn percorrer(texto: &str, valor: impl Fn(Lacuna) -> String) -> Result<String, String> {
    let mut saida = String::with_capacity(texto.len());
    let mut resto = texto;
    while let Some(onde) = resto.find(['{', '}']) {
        saida.push_str(&resto[..onde]);
        let depois = &resto[onde..];
        let dentro = depois.strip_prefix('{').ok_or("}")?;
        let (nome, seguinte) = dentro.split_once('}').ok_or("{")?;
        let lacuna = LACUNAS.iter().find(|(conhecido, _)| *conhecido == nome).ok_or_else(|| format!("{{{nome}}}"))?.1;
        saida.push_str(&valor(lacuna));
        resto = seguinte;
    }
    saida.push_str(resto);
    Ok(saida)
}

impl Emissao {
    /// `incorporadora` is the section this one is in, for what a declaration needs of it.
    pub(super) fn validate(
        secao: &Secao<'_>,
        incorporadora: &Secao<'_>,
        empresa: &Empresa,
        c: &mut Coleta,
    ) -> Option<Self> {
        let emitir = secao.campo("emitir").and_then(|campo| campo.booleano(c)).unwrap_or(false);
        let signatario = secao.campo("signatario").and_then(|campo| linha(&campo, 120, c));
        let cargo = secao.campo("cargo").and_then(|campo| linha(&campo, 120, c));
        let cidade = secao.campo("cidade").and_then(|campo| linha(&campo, 60, c));
        let texto = secao.campo("texto").and_then(|campo| redacao(&campo, c));
        if !emitir {
            return None;
        }
        if secao.campo("signatario").is_none() {
            secao.falta("signatario", "signatario = \"Nome de quem responde pela declaração\" (emitir = true)", c);
        }
        if incorporadora.campo("razao-social").is_none() {
            let como = "razao-social = \"Horizonte Empreendimentos Ltda.\" em [[incorporadora]] (emitir = true em \
                        [incorporadora.quitacao])";
            incorporadora.falta("razao-social", como, c);
        }
        if incorporadora.campo("cnpj").is_none() {
            let como = "cnpj = \"12.ABC.345/01DE-35\" em [[incorporadora]] (emitir = true em [incorporadora.quitacao])";
            incorporadora.falta("cnpj", como, c);
        }
        let completa = empresa.razao_social.is_some() && empresa.cnpj.is_some();
        Some(Self { signatario: signatario?, cargo, cidade, texto }).filter(|_| completa)
    }
}

fn redacao(campo: &Campo<'_>, c: &mut Coleta) -> Option<Redacao> {
    let texto = campo.texto(c)?.trim();
    if texto.chars().count() > TEXTO_MAXIMO {
        return campo.problema(format!("tem mais de {TEXTO_MAXIMO} caracteres"), "Resuma: é um parágrafo ou dois", c);
    }
    match Redacao::ler(texto) {
        Ok(redacao) => Some(redacao),
        Err(achado) => {
            let conhecidas = LACUNAS.map(|(nome, _)| format!("{{{nome}}}")).join(", ");
            let o_que = match achado.as_str() {
                "{" | "}" => format!("há uma chave `{achado}` sem par"),
                _ => format!("«{}» não é uma lacuna conhecida", mostrar(&achado)),
            };
            campo.problema(o_que, format!("Use só {conhecidas}"), c)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_in_once() {
        let redacao = Redacao::ler("Quitado {ano} ({numero}) de {titular}, {documento}, contrato {contrato}.").unwrap();
        let feita = redacao.preencher(|lacuna| match lacuna {
            Lacuna::Ano => "2025".to_owned(),
            Lacuna::Numero => "2025/000001".to_owned(),
            // A name that looks like a gap stays a name.
            Lacuna::Titular => "{ano}".to_owned(),
            Lacuna::Documento => "***".to_owned(),
            Lacuna::Contrato => "159".to_owned(),
        });
        assert_eq!(feita, "Quitado 2025 (2025/000001) de {ano}, ***, contrato 159.");
    }

    #[test]
    fn what_is_no_gap_is_named() {
        assert_eq!(Redacao::ler("de {nome}"), Err("{nome}".to_owned()));
        assert_eq!(Redacao::ler("de {Ano}"), Err("{Ano}".to_owned()));
        assert_eq!(Redacao::ler("de {ano"), Err("{".to_owned()));
        assert_eq!(Redacao::ler("de ano}"), Err("}".to_owned()));
        assert!(Redacao::ler("sem lacunas").is_ok());
    }
}
