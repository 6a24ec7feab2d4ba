//! The methods of the port, seen as one kind of question.

use std::fmt;

use domain::{
    dinheiro::Dinheiro,
    modelo::{
        BoletoEmitido, Cliente, Contrato, Descarte, Lista, NotaFiscal, Pagamento, Parcela, Quitacao, Titular, Unidade,
    },
};

use super::Amostra;
use crate::{Capacidade, Erp, ErroErp};

/// A method of [`Erp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operacao {
    /// [`Erp::cliente`]
    Cliente,
    /// [`Erp::contratos`]
    Contratos,
    /// [`Erp::boletos`]
    Boletos,
    /// [`Erp::parcelas`]
    Parcelas,
    /// [`Erp::pagamentos`]
    Pagamentos,
    /// [`Erp::notas_fiscais`]
    NotasFiscais,
    /// [`Erp::quitacoes`]
    Quitacoes,
    /// [`Erp::unidades`]
    Unidades,
}

/// An answer of any method, reduced to what the checks compare.
#[derive(Debug)]
pub(super) struct Resposta {
    /// One line per item: key and what must not be lost on the way.
    pub(super) resumos: Vec<String>,
    pub(super) descartes: Vec<Descarte>,
    /// The items as `Debug` shows them, to look for text that should not be there.
    pub(super) detalhe: String,
}

impl Operacao {
    /// All of them.
    pub const TODAS: [Self; 8] = [
        Self::Cliente,
        Self::Contratos,
        Self::Boletos,
        Self::Parcelas,
        Self::Pagamentos,
        Self::NotasFiscais,
        Self::Quitacoes,
        Self::Unidades,
    ];

    /// What the ERP must offer for it; `None` for what all must.
    pub fn capacidade(self) -> Option<Capacidade> {
        match self {
            Self::Cliente => None,
            Self::Contratos => Some(Capacidade::Contratos),
            Self::Boletos => Some(Capacidade::Boletos),
            Self::Parcelas => Some(Capacidade::Parcelas),
            Self::Pagamentos => Some(Capacidade::Pagamentos),
            Self::NotasFiscais => Some(Capacidade::NotasFiscais),
            Self::Quitacoes => Some(Capacidade::Quitacoes),
            Self::Unidades => Some(Capacidade::Unidades),
        }
    }

    /// Name in the report.
    pub fn nome(self) -> &'static str {
        match self {
            Self::Cliente => "cliente",
            Self::Contratos => "contratos",
            Self::Boletos => "boletos",
            Self::Parcelas => "parcelas",
            Self::Pagamentos => "pagamentos",
            Self::NotasFiscais => "notas-fiscais",
            Self::Quitacoes => "quitacoes",
            Self::Unidades => "unidades",
        }
    }

    pub(super) async fn chamar(self, erp: &dyn Erp, titular: &Titular) -> Result<Resposta, ErroErp> {
        match self {
            Self::Cliente => erp.cliente(titular).await.map(|c| reduzir(&[c], Vec::new())),
            Self::Contratos => erp.contratos(titular).await.map(lista),
            Self::Boletos => erp.boletos(titular).await.map(lista),
            Self::Parcelas => erp.parcelas(titular).await.map(lista),
            Self::Pagamentos => erp.pagamentos(titular).await.map(lista),
            Self::NotasFiscais => erp.notas_fiscais(titular).await.map(lista),
            Self::Quitacoes => erp.quitacoes(titular).await.map(lista),
            Self::Unidades => erp.unidades(titular).await.map(lista),
        }
    }

    /// What an answer that lost nothing of the sample looks like.
    pub(super) fn esperado(self, amostra: &Amostra) -> Vec<String> {
        let nada = Vec::new;
        match self {
            Self::Cliente => reduzir(std::slice::from_ref(&amostra.cliente), nada()),
            Self::Contratos => reduzir(&amostra.contratos, nada()),
            Self::Boletos => reduzir(&amostra.boletos, nada()),
            Self::Parcelas => reduzir(&amostra.parcelas, nada()),
            Self::Pagamentos => reduzir(&amostra.pagamentos, nada()),
            Self::NotasFiscais => reduzir(&amostra.notas_fiscais, nada()),
            Self::Quitacoes => reduzir(&amostra.quitacoes, nada()),
            Self::Unidades => reduzir(&amostra.unidades, nada()),
        }
        .resumos
    }
}

impl fmt::Display for Operacao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.nome())
    }
}

fn lista<T: Resumo>(lista: Lista<T>) -> Resposta {
    reduzir(&lista.itens, lista.descartes)
}

fn reduzir<T: Resumo>(itens: &[T], descartes: Vec<Descarte>) -> Resposta {
    Resposta { resumos: itens.iter().map(Resumo::resumo).collect(), descartes, detalhe: format!("{itens:?}") }
}

/// What of an item every ERP can carry, and no adapter may lose or change.
trait Resumo: fmt::Debug {
    fn resumo(&self) -> String;
}

fn valor(valor: Option<Dinheiro>) -> String {
    valor.map_or_else(|| "-".to_owned(), Dinheiro::iso)
}

fn campo<T: fmt::Display>(campo: Option<&T>) -> String {
    campo.map_or_else(|| "-".to_owned(), T::to_string)
}

impl Resumo for Cliente {
    fn resumo(&self) -> String {
        format!("{} {}", campo(self.id.as_ref()), campo(self.nome.as_ref()))
    }
}

impl Resumo for Contrato {
    fn resumo(&self) -> String {
        format!("{} {}", self.id.0, campo(self.nome.as_ref()))
    }
}

impl Resumo for BoletoEmitido {
    fn resumo(&self) -> String {
        let contratos: Vec<&str> = self.contratos.iter().map(|c| c.0.as_str()).collect();
        format!(
            "{} [{}] {}/{} {} {} {}",
            self.id,
            contratos.join(","),
            valor(self.valor.original),
            valor(self.valor.atual),
            campo(self.vencimento.as_ref()),
            campo(self.linha_digitavel.as_ref()),
            campo(self.pix.as_ref()),
        )
    }
}

impl Resumo for Parcela {
    fn resumo(&self) -> String {
        format!(
            "{} {} {} {} {}",
            self.id,
            campo(self.vencimento.as_ref()),
            valor(self.valor.original),
            campo(self.paga_em.as_ref()),
            valor(self.valor_pago)
        )
    }
}

impl Resumo for Pagamento {
    fn resumo(&self) -> String {
        format!("{} {} {}", self.id, campo(self.pago_em.as_ref()), valor(self.valor))
    }
}

impl Resumo for NotaFiscal {
    fn resumo(&self) -> String {
        format!("{} {} {}", self.id, campo(self.numero.as_ref()), valor(self.valor))
    }
}

impl Resumo for Quitacao {
    fn resumo(&self) -> String {
        format!("{} {} {}", self.id, self.ano, valor(self.valor))
    }
}

impl Resumo for Unidade {
    fn resumo(&self) -> String {
        format!("{} {}", self.id, campo(self.nome.as_ref()))
    }
}
