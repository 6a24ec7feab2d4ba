//! The ways an ERP behaves.

use std::{fmt, sync::LazyLock, time::Duration};

use super::{Amostra, Operacao};

/// What `Retry-After` says in [`Cenario::Limitado`] and [`Cenario::Manutencao`].
pub const ESPERA: Duration = Duration::from_secs(7);

/// One behaviour of the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cenario {
    /// Holds [`Amostra::normal`] and answers at once.
    Normal,
    /// Does not know the holder, and says so its own way.
    Desconhecido,
    /// Knows the holder, who has nothing.
    Vazio,
    /// Accepts the question and never answers. The adapter's own timeout must be shorter than [`super::Ambiente::limite`].
    Lento,
    /// Nothing listens.
    ForaDoAr,
    /// The connection is dropped after the question, before any answer.
    ConexaoDerrubada,
    /// The connection is dropped in the middle of the body.
    CorpoCortado,
    /// A complete answer of success whose body stops half way.
    Truncado,
    /// A success whose body is of another type: a number instead of a list or an object.
    TipoErrado,
    /// A success with a page of HTML: a proxy's login, a maintenance notice.
    Html,
    /// The address does not exist and the web server says so with its own HTML page.
    CaminhoErrado,
    /// A success whose body says there was an error.
    ErroComSucesso,
    /// An internal error (HTTP 500).
    ErroInterno,
    /// Our credentials are refused.
    CredencialRecusada,
    /// Too many calls, try again in [`ESPERA`] (HTTP 429).
    Limitado,
    /// Down for maintenance, try again in [`ESPERA`] (HTTP 503).
    Manutencao,
    /// Every row comes twice, identical.
    LinhasRepetidas,
    /// Two rows with one key and different contents: [`Amostra::mesma_chave`].
    MesmaChave,
    /// Every optional text is the text `"null"`: [`Amostra::minima`].
    TextosNull,
    /// 10,000 rows: [`Amostra::enorme`].
    ListaEnorme,
    /// The rows of the sample and, after the first, one without a key.
    LinhaIlegivel,
    /// The rows of the sample, named as the holder's, and [`Amostra::alheia`], named as somebody else's. Asked for the
    /// customer, the ERP gives somebody else's record.
    LinhasDeOutro,
}

impl Cenario {
    /// All of them.
    pub const TODOS: [Self; 22] = [
        Self::Normal,
        Self::Desconhecido,
        Self::Vazio,
        Self::Lento,
        Self::ForaDoAr,
        Self::ConexaoDerrubada,
        Self::CorpoCortado,
        Self::Truncado,
        Self::TipoErrado,
        Self::Html,
        Self::CaminhoErrado,
        Self::ErroComSucesso,
        Self::ErroInterno,
        Self::CredencialRecusada,
        Self::Limitado,
        Self::Manutencao,
        Self::LinhasRepetidas,
        Self::MesmaChave,
        Self::TextosNull,
        Self::ListaEnorme,
        Self::LinhaIlegivel,
        Self::LinhasDeOutro,
    ];

    /// What the ERP holds for the holder in this scenario. Faults of transport and form do not change it.
    pub fn amostra(self) -> &'static Amostra {
        // Made once: the huge one is asked for at both ends of every check.
        static NORMAL: LazyLock<Amostra> = LazyLock::new(Amostra::normal);
        static VAZIA: LazyLock<Amostra> = LazyLock::new(Amostra::vazia);
        static MINIMA: LazyLock<Amostra> = LazyLock::new(Amostra::minima);
        static MESMA_CHAVE: LazyLock<Amostra> = LazyLock::new(Amostra::mesma_chave);
        static ENORME: LazyLock<Amostra> = LazyLock::new(Amostra::enorme);
        match self {
            Self::MesmaChave => &MESMA_CHAVE,
            Self::TextosNull => &MINIMA,
            Self::ListaEnorme => &ENORME,
            Self::Vazio | Self::Desconhecido => &VAZIA,
            _ => &NORMAL,
        }
    }

    /// Scenarios about rows say nothing about the single customer record.
    pub fn vale_para(self, operacao: Operacao) -> bool {
        operacao != Operacao::Cliente
            || !matches!(self, Self::LinhasRepetidas | Self::MesmaChave | Self::ListaEnorme | Self::LinhaIlegivel)
    }

    /// Name in the report.
    pub fn nome(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Desconhecido => "desconhecido",
            Self::Vazio => "vazio",
            Self::Lento => "lento",
            Self::ForaDoAr => "fora-do-ar",
            Self::ConexaoDerrubada => "conexao-derrubada",
            Self::CorpoCortado => "corpo-cortado",
            Self::Truncado => "truncado",
            Self::TipoErrado => "tipo-errado",
            Self::Html => "html",
            Self::CaminhoErrado => "caminho-errado",
            Self::ErroComSucesso => "erro-com-sucesso",
            Self::ErroInterno => "erro-interno",
            Self::CredencialRecusada => "credencial-recusada",
            Self::Limitado => "limitado",
            Self::Manutencao => "manutencao",
            Self::LinhasRepetidas => "linhas-repetidas",
            Self::MesmaChave => "mesma-chave",
            Self::TextosNull => "textos-null",
            Self::ListaEnorme => "lista-enorme",
            Self::LinhaIlegivel => "linha-ilegivel",
            Self::LinhasDeOutro => "linhas-de-outro",
        }
    }
}

impl fmt::Display for Cenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.nome())
    }
}
