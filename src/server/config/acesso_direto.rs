//! `[incorporadora.acesso-direto]`: coming in without the portal, through CV's own logins.

use std::time::Duration;

use super::{
    leitor::{Coleta, Secao},
    portal::{Papel, Portal},
};

/// `[incorporadora.acesso-direto]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each key of the file")]
pub struct AcessoDireto {
    /// Whether there is such a page at all. Default no.
    pub ativo: bool,
    /// By a code that CV sends. Default yes.
    pub codigo: bool,
    /// By the password of the portal. Default yes.
    pub senha: bool,
    /// For síndicos, by password. Default no.
    pub sindico: bool,
    /// Asking CV for a new password. Default yes.
    pub esqueci: bool,
    /// No refusal comes sooner than this, so that how long CV took tells nothing. Not in the file: an operator has no reason to
    /// change it, a test that is refused often has.
    pub piso: Duration,
}

impl Default for AcessoDireto {
    fn default() -> Self {
        Self { ativo: false, codigo: true, senha: true, sindico: false, esqueci: true, piso: Duration::from_secs(1) }
    }
}

impl AcessoDireto {
    pub(super) fn validate(secao: &Secao<'_>, portal: Option<&Portal>, c: &mut Coleta) -> Self {
        let padrao = Self::default();
        let mut chave = |nome, padrao| secao.campo(nome).and_then(|campo| campo.booleano(c)).unwrap_or(padrao);
        let lido = Self {
            ativo: chave("ativo", padrao.ativo),
            codigo: chave("codigo", padrao.codigo),
            senha: chave("senha", padrao.senha),
            sindico: chave("sindico", padrao.sindico),
            esqueci: chave("esqueci", padrao.esqueci),
            ..padrao
        };
        if !lido.ativo {
            return lido;
        }
        if !lido.codigo && !lido.senha && !lido.sindico {
            let como = "Deixe `codigo`, `senha` ou `sindico` em true, ou ponha ativo = false";
            secao.problema("não deixa entrar de nenhum jeito", como, c);
        }
        let desligado = portal.is_some_and(|portal| portal.resolvedor(Papel::Sindico).is_none());
        if let Some(campo) = secao.campo("sindico").filter(|_| lido.sindico && desligado) {
            let como =
                "Escreva [incorporadora.portal.sindico], que diz como o CV responde de quem é o token de um síndico";
            campo.problema::<()>("precisa do papel de síndico, que não está ligado", como, c);
        }
        lido
    }
}
