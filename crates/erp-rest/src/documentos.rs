//! Documents of rows: the contract has them as links only.

use domain::modelo::ArquivoErp;
use erp::{Arquivo, ErroErp, TipoArquivo};
use links::{Buscador, Politica};

use crate::config::{ConfigRest, ErroConfig};

/// Fetches what rows link to. Size and times are [`Politica::default`]: 20 MiB, 2 s to connect, 15 s in all, and never longer
/// than any other call to this ERP may take.
#[derive(Debug)]
pub(crate) struct Documentos(Buscador);

impl Documentos {
    pub(crate) fn novo(config: &ConfigRest) -> Result<Self, ErroConfig> {
        let padrao = Politica::default();
        Ok(Self(Buscador::novo(Politica {
            hosts: config.documentos_hosts.clone(),
            permitir_loopback: config.permitir_loopback,
            total: padrao.total.min(config.timeout),
            ..padrao
        })?))
    }

    /// The file of a row, or why there is none. `operacao` names the question in logs and errors.
    pub(crate) async fn buscar(
        &self,
        operacao: &'static str,
        arquivo: Option<&ArquivoErp>,
        tipo: TipoArquivo,
    ) -> Result<Arquivo, ErroErp> {
        let link = match arquivo {
            Some(ArquivoErp::Link(link)) => link,
            // The contract has no request for a file, so no row of it says this.
            Some(ArquivoErp::PelaChave) => return Err(ErroErp::NaoSuportado),
            None => return Err(ErroErp::NaoEncontrado),
        };
        match self.0.buscar(link, tipo).await {
            Ok(bytes) => Ok(Arquivo { tipo, bytes }),
            Err(erro) => {
                // A refused link is the operator's to settle (or somebody's attempt); the rest is an ERP having a bad day.
                if erro.recusado() {
                    tracing::warn!(operacao, %erro, "documento do ERP recusado");
                } else {
                    tracing::info!(operacao, %erro, "documento do ERP não veio");
                }
                Err(match erro.into() {
                    ErroErp::Contrato { detalhe } => ErroErp::Contrato { detalhe: format!("{operacao}: {detalhe}") },
                    outro => outro,
                })
            }
        }
    }
}
