//! What a page finds in its reactive context: the visit, the use cases, the address.

use http::request::Parts;
use leptos::prelude::*;

use crate::server::{session::Visita, state::AppState};

/// The visit of this request. `None` while routes are listed at start-up.
pub fn use_visita() -> Option<Visita> {
    use_context::<Parts>().and_then(|p| p.extensions.get::<Visita>().cloned())
}

/// The server's state. `None` while routes are listed at start-up.
pub fn use_estado() -> Option<AppState> {
    use_context::<AppState>()
}

/// Query parameters of this request, decoded; repeated names are kept.
pub fn use_consulta() -> Consulta {
    let texto = use_context::<Parts>().and_then(|p| p.uri.query().map(str::to_owned)).unwrap_or_default();
    Consulta::ler(&texto)
}

/// Decoded query parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consulta(Vec<(String, String)>);

impl Consulta {
    /// From the text after `?`. Anything is accepted; what is not understood is not found.
    pub fn ler(texto: &str) -> Self {
        Self(url::form_urlencoded::parse(texto.as_bytes()).into_owned().collect())
    }

    /// First value under a name, blank ones left out.
    pub fn valor(&self, nome: &str) -> Option<&str> {
        self.0.iter().find(|(n, v)| n == nome && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }

    /// All values under a name, blank ones left out.
    pub fn todos<'a>(&'a self, nome: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, v)| n == nome && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }
}

/// Address of one of our pages within the visit: prefix, path and query.
pub fn endereco(visita: &Visita, caminho: &str, parametros: &[(&str, &str)]) -> String {
    let mut texto = format!("{}{caminho}", visita.prefixo);
    if !parametros.is_empty() {
        texto.push('?');
        texto.push_str(&url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parametros).finish());
    }
    texto
}

/// [`endereco`] with parameters that were put together at run time.
pub fn endereco_com(visita: &Visita, caminho: &str, parametros: &[(&str, String)]) -> String {
    let emprestados: Vec<(&str, &str)> = parametros.iter().map(|(n, v)| (*n, v.as_str())).collect();
    endereco(visita, caminho, &emprestados)
}
