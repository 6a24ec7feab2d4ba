//! Who sees what is not their own: `[[incorporadora.condominio]]` and `[incorporadora.sindico]` for a síndico,
//! `[incorporadora.associados]` for somebody who takes part in another's purchase.

use domain::documento::Cnpj;

use super::{
    empresa,
    leitor::{Coleta, Secao},
};

/// `[[incorporadora.condominio]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condominio {
    /// Code of the empreendimento in CV.
    pub empreendimento: String,
    /// Name people know.
    pub nome: String,
    /// The condominium's CNPJ: what the ERP is asked about.
    pub cnpj: Cnpj,
}

/// `[incorporadora.associados]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Associados {
    /// Whether somebody whom the ERP does not know may see the data of the titular CV names (`ver-titular`).
    pub ver_titular: bool,
}

impl Associados {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        let ver_titular = secao.campo("ver-titular").and_then(|campo| campo.booleano(c)).unwrap_or_default();
        Self { ver_titular }
    }
}

/// `[incorporadora.sindico]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sindico {
    /// Whether the board of units lists each unit with what it owes (`por-unidade`). Off, it has counts and sums only.
    pub por_unidade: bool,
}

impl Sindico {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        let por_unidade = secao.campo("por-unidade").and_then(|campo| campo.booleano(c)).unwrap_or_default();
        Self { por_unidade }
    }
}

impl Condominio {
    /// All of an incorporadora: one per empreendimento.
    pub(super) fn validate_todos(secoes: &[Secao<'_>], c: &mut Coleta) -> Vec<Self> {
        let mut lidos: Vec<Self> = Vec::new();
        for secao in secoes {
            let Some(novo) = Self::validate(secao, c) else { continue };
            if let Some(campo) = secao.campo("empreendimento")
                && lidos.iter().any(|condominio| condominio.empreendimento == novo.empreendimento)
            {
                campo.problema::<()>("este empreendimento já tem um condomínio", "Deixe uma só das seções", c);
            }
            lidos.push(novo);
        }
        lidos
    }

    fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let mut texto = |nome: &str, como: &str| {
            secao.obrigatorio(nome, como, c).and_then(|campo| campo.texto(c)).map(|texto| texto.trim().to_owned())
        };
        let empreendimento = texto("empreendimento", "empreendimento = \"3\", o código no CV");
        let nome = texto("nome", "nome = \"Residencial Aurora\"");
        let cnpj =
            secao.obrigatorio("cnpj", "cnpj = \"12.ABC.345/01DE-35\"", c).and_then(|campo| empresa::cnpj(&campo, c));
        Some(Self { empreendimento: empreendimento?, nome: nome?, cnpj: cnpj? })
    }
}
