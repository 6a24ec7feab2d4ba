//! What CV tells, in our words. Everything CV may leave out is optional: `None` is "CV did not say".

mod acesso;
mod imovel;
mod mensagem;
mod pessoa;

/// `Debug` of what belongs to a person: the name of the type and nothing else.
macro_rules! sem_debug {
    ($($tipo:ident),+ $(,)?) => {
        $(impl std::fmt::Debug for $tipo {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($tipo)).finish_non_exhaustive()
            }
        })+
    };
}
use sem_debug;

pub use acesso::{Canal, Identificador, Permissoes, TokenCv, UsuarioAdm};
pub use imovel::{BoletoCv, ContratoCv, DocumentoCv, EmpreendimentoCv, LinkCv, PastaCv, TitularCv, UnidadeCv};
pub use mensagem::{Autor, MensagemCv};
pub use pessoa::{Alteracao, AlteracaoPessoa, EnderecoCv, FiltroCliente, PessoaCv, SindicoCv};
