//! The request CV makes to our URL, and the one token in it.
//!
//! CV does not document how the token arrives, so every usual way is accepted: a query parameter, a form field, a top-level
//! JSON field (names in `portal.token-parametros`) and `Authorization: Bearer`. They may come together as long as they agree.

use domain::documento::Token;
use http::{HeaderMap, Method, header};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use url::form_urlencoded;

use super::erro::ErroIntake;

mod destino;

pub use destino::Destino;

/// Shortest token, in bytes.
pub const MINIMO: usize = 16;
/// Longest token, in bytes.
pub const MAXIMO: usize = 4096;
/// Largest body read, in bytes.
pub const CORPO_MAXIMO: usize = 64 * 1024;
/// Name of the optional parameter with the page to open.
pub const PARAMETRO_DESTINO: &str = "destino";
/// How many unknown parameter names are kept for diagnosis.
const OUTROS_MAXIMO: usize = 20;

/// The parts of an HTTP request that matter here.
#[derive(Clone, Copy)]
pub struct Pedido<'a> {
    /// GET or POST.
    pub metodo: &'a Method,
    /// Raw query, without `?`.
    pub query: Option<&'a str>,
    /// `Authorization` and `Content-Type` are read.
    pub cabecalhos: &'a HeaderMap,
    /// Whole body. Ignored on GET.
    pub corpo: &'a [u8],
}

/// A usable launch. Says nothing about whose token it is.
#[derive(Debug, Clone)]
pub struct Lancamento {
    /// The one token.
    pub token: Token,
    /// Page to open after the launch.
    pub destino: Option<Destino>,
    /// Names, never values, of the parameters we did not expect: they tell the operator what CV really sends. Names that
    /// could themselves be a value appear as `?`.
    pub outros_parametros: Vec<String>,
}

/// Finds the token of a request.
///
/// `+` stays `+`, in queries and forms alike. By the form encoding it would mean a space; but no token has a space, while
/// base64 tokens do have `+` and are often pasted into URLs without encoding it. `%2B` is of course `+` too.
/// Empty values count as absent. In JSON only text is a token: a number would lose digits. Values are not trimmed.
///
/// # Errors
/// One variant per violation, see [`ErroIntake`]. Two different values are [`ErroIntake::Divergentes`] even when one of them
/// is malformed.
pub fn receber(pedido: &Pedido<'_>, token_parametros: &[String]) -> Result<Lancamento, ErroIntake> {
    let com_corpo = match *pedido.metodo {
        Method::GET => false,
        Method::POST => true,
        _ => return Err(ErroIntake::Metodo),
    };
    let mut coleta = Coleta { token_parametros, token: None, divergentes: false, destino: None, outros: Vec::new() };
    coleta.autorizacao(pedido.cabecalhos);
    coleta.formulario(pedido.query.unwrap_or_default().as_bytes());
    if com_corpo && !pedido.corpo.is_empty() {
        if pedido.corpo.len() > CORPO_MAXIMO {
            return Err(ErroIntake::CorpoGrande);
        }
        match tipo_de_corpo(pedido.cabecalhos).as_deref() {
            Some("application/x-www-form-urlencoded") => coleta.formulario(pedido.corpo),
            Some("application/json") => coleta.json(pedido.corpo)?,
            _ => return Err(ErroIntake::TipoDeCorpo),
        }
    }
    coleta.terminar()
}

/// Media type in lower case, without parameters.
fn tipo_de_corpo(cabecalhos: &HeaderMap) -> Option<String> {
    let valor = cabecalhos.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(valor.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

struct Coleta<'a> {
    token_parametros: &'a [String],
    token: Option<String>,
    divergentes: bool,
    destino: Option<Destino>,
    outros: Vec<String>,
}

impl Coleta<'_> {
    fn autorizacao(&mut self, cabecalhos: &HeaderMap) {
        for valor in cabecalhos.get_all(header::AUTHORIZATION) {
            // Other schemes belong to whoever stands in front of us, such as a staging proxy with Basic.
            if let Some((esquema, resto)) = valor.as_bytes().split_at_checked(6)
                && esquema.eq_ignore_ascii_case(b"bearer")
                && matches!(resto.first(), None | Some(b' ' | b'\t'))
            {
                self.token(String::from_utf8_lossy(resto.trim_ascii()).into_owned());
            }
        }
    }

    fn formulario(&mut self, texto: &[u8]) {
        for par in texto.split(|b| *b == b'&').filter(|par| !par.is_empty()) {
            let literal: Vec<u8> = par
                .iter()
                .flat_map(|b| if *b == b'+' { &b"%2B"[..] } else { std::slice::from_ref(b) })
                .copied()
                .collect();
            let Some((nome, valor)) = form_urlencoded::parse(&literal).next() else { continue };
            // Without `=` the text may be a bare token, which is not a name to write down.
            let nome = if par.contains(&b'=') { nome.as_ref() } else { "" };
            self.campo(nome, valor.into_owned());
        }
    }

    fn json(&mut self, corpo: &[u8]) -> Result<(), ErroIntake> {
        let campos: Campos = serde_json::from_slice(corpo).map_err(|_| ErroIntake::CorpoInvalido)?;
        for (nome, valor) in campos.0 {
            match valor {
                Value::String(texto) => self.campo(&nome, texto),
                Value::Null => self.campo(&nome, String::new()),
                _ if self.espera_token(&nome) => return Err(ErroIntake::ValorNaoTexto),
                _ => self.campo(&nome, String::new()),
            }
        }
        Ok(())
    }

    fn espera_token(&self, nome: &str) -> bool {
        self.token_parametros.iter().any(|parametro| parametro == nome)
    }

    fn campo(&mut self, nome: &str, valor: String) {
        if self.espera_token(nome) {
            self.token(valor);
        } else if nome == PARAMETRO_DESTINO {
            self.destino = self.destino.take().or_else(|| Destino::ler(&valor));
        } else {
            let nome = if nome_publicavel(nome) { nome } else { "?" };
            if self.outros.len() < OUTROS_MAXIMO && !self.outros.iter().any(|outro| outro == nome) {
                self.outros.push(nome.to_owned());
            }
        }
    }

    fn token(&mut self, valor: String) {
        match &self.token {
            _ if valor.is_empty() => {}
            None => self.token = Some(valor),
            Some(visto) => self.divergentes |= *visto != valor,
        }
    }

    fn terminar(self) -> Result<Lancamento, ErroIntake> {
        if self.divergentes {
            return Err(ErroIntake::Divergentes);
        }
        let token = self.token.ok_or(ErroIntake::Ausente)?;
        if token.len() < MINIMO {
            return Err(ErroIntake::Curto);
        }
        if token.len() > MAXIMO {
            return Err(ErroIntake::Longo);
        }
        if !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~+/=-".contains(&b)) {
            return Err(ErroIntake::Caracteres);
        }
        Ok(Lancamento { token: Token::novo(token), destino: self.destino, outros_parametros: self.outros })
    }
}

/// Whether a parameter name can be logged: short, made like a name, too few digits for a document or a telephone.
fn nome_publicavel(nome: &str) -> bool {
    (1..=32).contains(&nome.len())
        && nome.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && nome.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.[]".contains(&b))
        && nome.bytes().filter(u8::is_ascii_digit).count() <= 4
}

/// The members of a JSON object in order and with repetitions: a map would silently keep the last of two tokens.
struct Campos(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Campos {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Objeto;

        impl<'de> Visitor<'de> for Objeto {
            type Value = Campos;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut mapa: A) -> Result<Campos, A::Error> {
                let mut campos = Vec::new();
                while let Some(campo) = mapa.next_entry()? {
                    campos.push(campo);
                }
                Ok(Campos(campos))
            }
        }

        deserializer.deserialize_map(Objeto)
    }
}

#[cfg(test)]
mod tests;
