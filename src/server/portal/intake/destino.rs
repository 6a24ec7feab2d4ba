//! `destino`: the page a launch may ask for.

/// Longest sealed reference accepted in a path.
const REFERENCIA_MAXIMA: usize = 512;

/// One of our own pages. Whatever is not on this list is ignored, so a launch URL cannot be made to redirect elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destino {
    /// `inicio`
    Inicio,
    /// `boletos`
    Boletos,
    /// `boletos/{ref}`; the reference is only well-formed, whoever opens it checks whose it is.
    Boleto(String),
    /// `extrato`
    Extrato,
    /// `notas`
    Notas,
    /// `informe`
    Informes,
    /// `informe/{ano}`
    Informe(i16),
    /// `quitacao`
    Quitacoes,
    /// `quitacao/{ano}`
    Quitacao(i16),
}

impl Destino {
    /// From the parameter, already percent-decoded. `None`: not a page of ours.
    pub fn ler(texto: &str) -> Option<Self> {
        match texto.split_once('/') {
            None => match texto {
                "inicio" => Some(Self::Inicio),
                "boletos" => Some(Self::Boletos),
                "extrato" => Some(Self::Extrato),
                "notas" => Some(Self::Notas),
                "informe" => Some(Self::Informes),
                "quitacao" => Some(Self::Quitacoes),
                _ => None,
            },
            Some(("boletos", referencia)) if bem_formada(referencia) => Some(Self::Boleto(referencia.to_owned())),
            Some(("informe", texto)) => ano(texto).map(Self::Informe),
            Some(("quitacao", texto)) => ano(texto).map(Self::Quitacao),
            _ => None,
        }
    }

    /// The path below the session's prefix, with a leading `/`.
    pub fn caminho(&self) -> String {
        match self {
            Self::Inicio => "/".to_owned(),
            Self::Boletos => "/boletos".to_owned(),
            Self::Boleto(referencia) => format!("/boletos/{referencia}"),
            Self::Extrato => "/extrato".to_owned(),
            Self::Notas => "/notas".to_owned(),
            Self::Informes => "/informe".to_owned(),
            Self::Quitacoes => "/quitacao".to_owned(),
            Self::Informe(ano) => format!("/informe/{ano}"),
            Self::Quitacao(ano) => format!("/quitacao/{ano}"),
        }
    }
}

fn bem_formada(referencia: &str) -> bool {
    (1..=REFERENCIA_MAXIMA).contains(&referencia.len())
        && referencia.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn ano(texto: &str) -> Option<i16> {
    let so_digitos = texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit());
    so_digitos.then(|| texto.parse().ok())?.filter(|ano| (2000..=2099).contains(ano))
}
