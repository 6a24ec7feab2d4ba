//! Which route answers whom. One table; what is not in it is refused with 404.
//!
//! The guard asks it before any handler runs. `tests/http/papeis.rs` walks every registered route with every profile and holds
//! the service to this table.

use http::Method;

use super::config::Papel;

/// In which state somebody visits. A role alone does not say whose data may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Perfil {
    /// A buyer, with the buyer's own data.
    Cliente,
    /// Somebody whom the ERP does not know, with the data of the titular in whose purchase CV says they take part; read-only.
    Associado,
    /// A síndico who has not chosen a condominium.
    Sindico,
    /// A síndico with a condominium: its data, never an owner's.
    Condominio,
    /// Staff, with nobody's data.
    Gestor,
    /// Staff who looks at a client's pages: the client's data, read-only.
    Previa,
}

impl Perfil {
    /// All of them.
    pub const TODOS: [Self; 6] =
        [Self::Cliente, Self::Associado, Self::Sindico, Self::Condominio, Self::Gestor, Self::Previa];

    /// Whether there is a holder whose data may be asked for.
    pub const fn tem_titular(self) -> bool {
        matches!(self, Self::Cliente | Self::Associado | Self::Condominio | Self::Previa)
    }

    /// Whether anything may be changed or issued in the holder's name.
    pub const fn pode_escrever(self) -> bool {
        matches!(self, Self::Cliente | Self::Condominio)
    }

    /// The role behind it.
    pub const fn papel(self) -> Papel {
        match self {
            Self::Cliente | Self::Associado => Papel::Cliente,
            Self::Sindico | Self::Condominio => Papel::Sindico,
            Self::Gestor | Self::Previa => Papel::Gestor,
        }
    }

    /// Where a visit in this state begins; `None` when it is Início.
    pub const fn entrada(self) -> Option<&'static str> {
        match self {
            Self::Cliente | Self::Associado | Self::Condominio | Self::Previa => None,
            Self::Sindico => Some("/condominios"),
            Self::Gestor => Some("/gestor"),
        }
    }
}

/// What is done at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbo {
    /// GET and HEAD.
    Ler,
    /// POST.
    Fazer,
}

impl Verbo {
    /// Of a request; `None` for methods no route of ours has.
    pub fn de(metodo: &Method) -> Option<Self> {
        match *metodo {
            Method::GET | Method::HEAD => Some(Self::Ler),
            Method::POST => Some(Self::Fazer),
            _ => None,
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Permissao {
    /// What.
    pub verbo: Verbo,
    /// Route below the visit's prefix, as it is registered.
    pub rota: &'static str,
    /// Who.
    pub perfis: &'static [Perfil],
}

const fn ler(rota: &'static str, perfis: &'static [Perfil]) -> Permissao {
    Permissao { verbo: Verbo::Ler, rota, perfis }
}

const fn fazer(rota: &'static str, perfis: &'static [Perfil]) -> Permissao {
    Permissao { verbo: Verbo::Fazer, rota, perfis }
}

/// Everybody who visits.
const TODOS: &[Perfil] = &Perfil::TODOS;
/// Whoever reads the pages of one holder.
const TITULARES: &[Perfil] = &[Perfil::Cliente, Perfil::Associado, Perfil::Condominio, Perfil::Previa];
/// A buyer's pages that a condominium has not: its IR is nobody's.
const COMPRADORES: &[Perfil] = &[Perfil::Cliente, Perfil::Associado, Perfil::Previa];
/// A síndico, before and after choosing.
const SINDICOS: &[Perfil] = &[Perfil::Sindico, Perfil::Condominio];
/// Whoever reads of their own accesses: not the staff, whose trail is the clients'.
const PESSOAS: &[Perfil] = &[Perfil::Cliente, Perfil::Associado, Perfil::Sindico, Perfil::Condominio];
/// Whoever may issue in the holder's name.
const DONOS: &[Perfil] = &[Perfil::Cliente, Perfil::Condominio];
/// A buyer alone: CV is asked with the token of the buyer, which nobody else has.
const CLIENTES: &[Perfil] = &[Perfil::Cliente];
/// Staff with nobody's data.
const GESTORES: &[Perfil] = &[Perfil::Gestor];
/// Staff who look at a client's pages.
const PREVIAS: &[Perfil] = &[Perfil::Previa];
/// The table.
pub const TABELA: &[Permissao] = &[
    // Without a holder the guard leads on to the place where one is chosen.
    ler("/", TITULARES),
    ler("/boletos", TITULARES),
    ler("/boletos/{referencia}", TITULARES),
    ler("/extrato", TITULARES),
    ler("/notas", TITULARES),
    ler("/informe", COMPRADORES),
    ler("/informe/{ano}", COMPRADORES),
    ler("/quitacao", TITULARES),
    ler("/quitacao/{ano}", TITULARES),
    // Asking for a document changes nothing; it is a POST so that no prefetch asks.
    fazer("/documentos/{referencia}", TITULARES),
    ler("/documentos/{referencia}", TITULARES),
    ler("/documentos/{referencia}/tela", TITULARES),
    ler("/quitacao/emitir", DONOS),
    fazer("/quitacao/emitir", DONOS),
    fazer("/associado", &[Perfil::Cliente, Perfil::Associado]),
    ler("/condominios", SINDICOS),
    fazer("/condominios", SINDICOS),
    ler("/unidades", &[Perfil::Condominio]),
    ler("/privacidade", PESSOAS),
    fazer("/privacidade/encerrar", PESSOAS),
    ler("/dados", CLIENTES),
    fazer("/dados/contato", CLIENTES),
    fazer("/dados/endereco", CLIENTES),
    ler("/imovel", CLIENTES),
    ler("/contrato", CLIENTES),
    ler("/arquivos", CLIENTES),
    ler("/mensagens", CLIENTES),
    fazer("/mensagens", CLIENTES),
    ler("/gestor", GESTORES),
    fazer("/gestor/buscar", GESTORES),
    ler("/gestor/busca/{referencia}", GESTORES),
    fazer("/gestor/previa", GESTORES),
    // The one thing a preview changes is itself.
    fazer("/gestor/previa/encerrar", PREVIAS),
    ler("/gestor/saude", GESTORES),
    fazer("/sair", TODOS),
];

/// Whether the table grants it.
pub fn permitido(verbo: Verbo, rota: &str, perfil: Perfil) -> bool {
    TABELA.iter().any(|linha| linha.verbo == verbo && linha.rota == rota && linha.perfis.contains(&perfil))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_stands_once() {
        for (i, linha) in TABELA.iter().enumerate() {
            let outra = TABELA[..i].iter().find(|o| o.verbo == linha.verbo && o.rota == linha.rota);
            assert!(outra.is_none(), "{linha:?}");
        }
    }

    #[test]
    fn without_a_holder_nothing_financial_is_granted() {
        for rota in ["/", "/boletos", "/extrato", "/informe/{ano}", "/documentos/{referencia}"] {
            for perfil in [Perfil::Sindico, Perfil::Gestor] {
                assert!(!permitido(Verbo::Ler, rota, perfil), "{rota} {perfil:?}");
                assert!(!permitido(Verbo::Fazer, rota, perfil), "{rota} {perfil:?}");
            }
        }
    }

    #[test]
    fn a_preview_issues_nothing() {
        assert!(permitido(Verbo::Fazer, "/quitacao/emitir", Perfil::Cliente));
        assert!(!permitido(Verbo::Fazer, "/quitacao/emitir", Perfil::Previa));
        assert!(!Perfil::Previa.pode_escrever());
    }

    #[test]
    fn what_is_not_listed_is_refused() {
        for perfil in Perfil::TODOS {
            assert!(!permitido(Verbo::Ler, "/nova", perfil));
            assert!(!permitido(Verbo::Fazer, "/", perfil));
        }
    }
}
