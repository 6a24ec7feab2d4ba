//! Why a document did not come.

use std::time::Duration;

use erp::ErroErp;

use crate::conteudo::Defeito;

/// Why [`crate::Buscador::buscar`] brought nothing. A closed list; `Display` is for the operator and names the host at
/// most, never path, query or content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroLink {
    /// No address at all.
    #[error("o link do documento não é um endereço válido")]
    Ilegivel,
    /// Not `https` (or `http` on loopback in development).
    #[error("o link do documento em «{host}» não é https")]
    SemTls {
        /// Host of the link.
        host: String,
    },
    /// `usuario:senha@` in the link.
    #[error("o link do documento traz credenciais dentro do endereço")]
    ComCredenciais,
    /// The operator allowed no host.
    #[error(
        "o ERP indica um documento em «{host}», mas `erp.documentos-hosts` está vazio: inclua o servidor de documentos do ERP"
    )]
    ListaVazia {
        /// Host of the link.
        host: String,
    },
    /// The host is not one the operator allowed.
    #[error("o ERP indica um documento em «{host}», que não está em `erp.documentos-hosts`")]
    HostForaDaLista {
        /// Host of the link.
        host: String,
    },
    /// A port other than 443 and 8443.
    #[error("o link do documento em «{host}» usa a porta {porta}; são aceitas 443 e 8443")]
    PortaProibida {
        /// Host of the link.
        host: String,
        /// The port.
        porta: u16,
    },
    /// The name leads to an address that is not public.
    #[error("«{host}» leva a um endereço que não é público (rede interna, loopback ou reservado)")]
    EnderecoProibido {
        /// Host of the link.
        host: String,
    },
    /// The name does not resolve.
    #[error("o nome «{host}» não foi encontrado no DNS")]
    SemEndereco {
        /// Host of the link.
        host: String,
    },
    /// No connection, or the certificate is not that host's.
    #[error("não foi possível conectar a «{host}» (rede ou certificado)")]
    SemConexao {
        /// Host of the link.
        host: String,
    },
    /// The connection ended before the answer did.
    #[error("«{host}» interrompeu o envio do documento")]
    Interrompido {
        /// Host of the link.
        host: String,
    },
    /// Not whole in time.
    #[error("«{host}» não entregou o documento a tempo")]
    TempoEsgotado {
        /// Host of the link.
        host: String,
    },
    /// The document is gone, or the link has expired: 401, 403, 404, 410.
    #[error("o link do documento em «{host}» não existe mais ou expirou (HTTP {status})")]
    Perdido {
        /// Host of the link.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// The host is down or refusing calls: 408, 429, 5xx.
    #[error("«{host}» está fora do ar ou recusando chamadas (HTTP {status})")]
    Indisponivel {
        /// Host of the link.
        host: String,
        /// HTTP status.
        status: u16,
        /// From `Retry-After` in seconds, when given.
        tentar_em: Option<Duration>,
    },
    /// 3xx. Redirects are not followed.
    #[error("«{host}» redireciona o documento para outro endereço (HTTP {status}); redirecionamentos não são seguidos")]
    Redireciona {
        /// Host of the link.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// Any other status than 200.
    #[error("«{host}» respondeu HTTP {status} no lugar do documento")]
    StatusInesperado {
        /// Host of the link.
        host: String,
        /// HTTP status.
        status: u16,
    },
    /// Larger than allowed.
    #[error("o documento em «{host}» passa de {maximo} bytes")]
    Grande {
        /// Host of the link.
        host: String,
        /// Most that is read, in bytes.
        maximo: usize,
    },
    /// What came is not such a document.
    #[error("o documento em «{host}» não serve: {defeito}")]
    Conteudo {
        /// Host of the link.
        host: String,
        /// What is wrong with it.
        defeito: Defeito,
    },
}

impl ErroLink {
    /// Whether it was us who refused: a link that policy forbids, which an operator may want to know about.
    pub fn recusado(&self) -> bool {
        matches!(
            self,
            Self::Ilegivel
                | Self::SemTls { .. }
                | Self::ComCredenciais
                | Self::ListaVazia { .. }
                | Self::HostForaDaLista { .. }
                | Self::PortaProibida { .. }
                | Self::EnderecoProibido { .. }
                | Self::Redireciona { .. }
        )
    }
}

impl From<ErroLink> for ErroErp {
    /// What is refused or not a document is outside of the contract; a dead link is a thing the ERP no longer knows.
    fn from(erro: ErroLink) -> Self {
        match erro {
            ErroLink::Perdido { .. } => Self::NaoEncontrado,
            ErroLink::TempoEsgotado { .. } => Self::TempoEsgotado,
            ErroLink::SemEndereco { .. } | ErroLink::SemConexao { .. } | ErroLink::Interrompido { .. } => {
                Self::Indisponivel { tentar_em: None }
            }
            ErroLink::Indisponivel { tentar_em, .. } => Self::Indisponivel { tentar_em },
            recusado @ (ErroLink::Ilegivel
            | ErroLink::SemTls { .. }
            | ErroLink::ComCredenciais
            | ErroLink::ListaVazia { .. }
            | ErroLink::HostForaDaLista { .. }
            | ErroLink::PortaProibida { .. }
            | ErroLink::EnderecoProibido { .. }
            | ErroLink::Redireciona { .. }
            | ErroLink::StatusInesperado { .. }
            | ErroLink::Grande { .. }
            | ErroLink::Conteudo { .. }) => Self::Contrato { detalhe: recusado.to_string() },
        }
    }
}
