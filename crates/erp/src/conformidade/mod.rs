//! The conformance kit: what every adapter must do when its ERP behaves, misbehaves or lies.
//!
//! An adapter's tests implement [`Ambiente`] (a server on the other end of a real socket and the adapter pointed at it)
//! and run [`executar`]. Each pair of [`Cenario`] and [`Operacao`] is one named [`Verificacao`] of the [`Relatorio`].
//! The rule behind all of them: **an answer that was not understood is never an empty list**, and what belongs to
//! another person is never shown.
//!
//! Documents have a matrix of their own: [`AmbienteDocumentos`] and [`executar_documentos`].
//!
//! The kit keeps no time and no sockets of its own; it only bounds each call by [`Ambiente::limite`], so that an adapter
//! that waits for ever fails instead of hanging the tests.

mod amostra;
mod cenario;
mod conferencia;
mod documento;
mod operacao;
mod relatorio;
mod vivo;

use std::{any::Any, borrow::Cow, time::Duration};

use async_trait::async_trait;
use domain::modelo::Titular;

use crate::Erp;
pub use amostra::Amostra;
pub use cenario::{Cenario, ESPERA};
pub use documento::{AmbienteDocumentos, CenarioDocumento, OperacaoDocumento, PDF, XML, executar_documentos};
pub use operacao::Operacao;
pub use relatorio::{Relatorio, Verificacao};
pub use vivo::{RelatorioAoVivo, executar_ao_vivo};

/// An ERP that behaves as one scenario says, and the adapter over it.
pub struct Montagem {
    /// The adapter under test.
    pub erp: Box<dyn Erp>,
    /// Kept until the check is over; dropping it may stop the server.
    pub guarda: Box<dyn Any + Send>,
}

/// What an adapter's tests bring to the kit.
#[async_trait]
pub trait Ambiente: Send + Sync {
    /// The person all questions are about. With and without `id_erp` are two environments worth running.
    fn titular(&self) -> Titular;

    /// Sets up the ERP for one check. It holds [`Cenario::amostra`] for the holder and does what the scenario says,
    /// at least wherever `operacao` asks.
    ///
    /// # Errors
    /// What prevented the set-up; the check is reported as failed.
    async fn montar(&self, cenario: Cenario, operacao: Operacao) -> Result<Montagem, String>;

    /// [`Cenario::amostra`] as this ERP can tell it. An ERP whose keys are made of several parts, or that has no place for
    /// a value, spells them its way here; rows and amounts that it does carry must stay.
    fn amostra(&self, cenario: Cenario) -> Cow<'static, Amostra> {
        Cow::Borrowed(cenario.amostra())
    }

    /// Whether the ERP's protocol can show the scenario at all. A pair left out is not in the report.
    fn aplica(&self, _cenario: Cenario, _operacao: Operacao) -> bool {
        true
    }

    /// Longest a single call may take before the adapter counts as hanging.
    fn limite(&self) -> Duration {
        Duration::from_secs(10)
    }
}

/// Runs every scenario over every operation the adapter offers.
pub async fn executar(ambiente: &dyn Ambiente) -> Relatorio {
    let mut relatorio = Relatorio::default();
    for cenario in Cenario::TODOS {
        for operacao in Operacao::TODAS {
            if cenario.vale_para(operacao)
                && ambiente.aplica(cenario, operacao)
                && let Some(verificacao) = executar_uma(ambiente, cenario, operacao).await
            {
                relatorio.verificacoes.push(verificacao);
            }
        }
    }
    relatorio
}

/// Runs one check; `None` when the adapter says beforehand that it does not offer the operation.
pub async fn executar_uma(ambiente: &dyn Ambiente, cenario: Cenario, operacao: Operacao) -> Option<Verificacao> {
    let resultado = match ambiente.montar(cenario, operacao).await {
        Err(motivo) => Err(format!("o ambiente não pôde ser montado: {motivo}")),
        Ok(montagem) => {
            if operacao.capacidade().is_some_and(|c| !montagem.erp.capacidades().tem(c)) {
                return None;
            }
            let titular = ambiente.titular();
            let chamada = operacao.chamar(montagem.erp.as_ref(), &titular);
            match tokio::time::timeout(ambiente.limite(), chamada).await {
                Err(_) => Err(format!("não respondeu em {:?}", ambiente.limite())),
                Ok(resposta) => conferencia::conferir(cenario, operacao, &ambiente.amostra(cenario), &resposta),
            }
        }
    };
    Some(Verificacao { cenario, operacao, resultado })
}
