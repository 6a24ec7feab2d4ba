//! A call, proven and taken apart: who asks, which segments, which parameters.

use std::{collections::HashMap, sync::Arc};

use axum::extract::{FromRequestParts, Path};
use domain::modelo::ContratoId;
use http::request::Parts;
use jiff::{Timestamp, civil::Date};

use super::{
    autenticacao::{self, Autenticado},
    erro::Problema,
};
use crate::server::{
    cripto::Especie,
    documentos::producao::Falta,
    financeiro::{Falha, extrato::Recorte, pagamentos},
    middleware::{guarda, limites::endereco_do_pedido, registro::CodigoSuporte},
    session::Visita,
    state::AppState,
};

/// Name of the parameter that chooses one contract, as on the pages.
pub(super) const CONTRATO: &str = "contrato";
/// Name of the parameter that chooses settled or open.
pub(super) const SITUACAO: &str = "situacao";
/// Due on or after.
pub(super) const DE: &str = "de";
/// Due on or before.
pub(super) const ATE: &str = "ate";

/// A call of a proven cliente. Whoever takes it as an argument answers nobody else.
pub(super) struct Chamada {
    /// As the use cases know it.
    pub(super) visita: Visita,
    estado: AppState,
    caminho: HashMap<String, String>,
    consulta: Vec<(String, String)>,
}

impl FromRequestParts<AppState> for Chamada {
    type Rejection = Problema;

    async fn from_request_parts(partes: &mut Parts, estado: &AppState) -> Result<Self, Problema> {
        // What is no UTF-8 is no reference of ours.
        let Path(caminho) = Path::<HashMap<String, String>>::from_request_parts(partes, estado)
            .await
            .map_err(|_| Problema::nao_encontrado())?;
        let slug = caminho.get("incorporadora").map(String::as_str).unwrap_or_default();
        let entrada = estado.entradas.get(slug).filter(|e| e.incorporadora.api).ok_or(Problema::nao_encontrado())?;
        let endereco = endereco_do_pedido(estado, &partes.extensions, &partes.headers);
        let Autenticado { token, identidade, ate } =
            autenticacao::autenticar(estado, entrada, &partes.headers, endereco).await?;
        let codigo = partes.extensions.get::<CodigoSuporte>().map_or_else(|| "-".into(), |c| Arc::clone(&c.0));
        let visita = guarda::visita_da_api(estado, &entrada.incorporadora, &identidade, token, ate, codigo);
        let consulta = partes.uri.query().unwrap_or_default();
        let consulta = url::form_urlencoded::parse(consulta.as_bytes()).into_owned().collect();
        Ok(Self { visita, estado: estado.clone(), caminho, consulta })
    }
}

impl Chamada {
    /// Refuses every parameter but these, and each of them more than once: a filter that is misspelt and silently left out
    /// would give a longer list than was asked for.
    pub(super) fn aceita(&self, conhecidos: &[&str]) -> Result<(), Problema> {
        for (i, (nome, _)) in self.consulta.iter().enumerate() {
            if !conhecidos.contains(&nome.as_str()) {
                return Err(Problema::parametro_desconhecido(nome));
            }
            if self.consulta[..i].iter().any(|(outro, _)| outro == nome) {
                return Err(Problema::parametro(nome.clone(), "Este parâmetro veio mais de uma vez."));
            }
        }
        Ok(())
    }

    /// A parameter, when it was sent.
    pub(super) fn valor(&self, nome: &str) -> Option<&str> {
        self.consulta.iter().find(|(n, _)| n == nome).map(|(_, v)| v.as_str())
    }

    /// A date in a parameter.
    pub(super) fn data(&self, nome: &'static str) -> Result<Option<Date>, Problema> {
        let Some(texto) = self.valor(nome) else { return Ok(None) };
        // The date parser also takes a date with time.
        let lida = texto.parse::<Date>().ok().filter(|_| texto.len() == 10);
        lida.map(Some).ok_or_else(|| Problema::parametro(nome, "Escreva ano, mês e dia: 2026-12-08."))
    }

    /// The contract of `?contrato=`. One that is not this person's is not found.
    pub(super) fn contrato(&self) -> Result<Option<ContratoId>, Problema> {
        let Some(texto) = self.valor(CONTRATO) else { return Ok(None) };
        if !parece_referencia(texto) {
            return Err(Problema::parametro(CONTRATO, "Use a referência de um contrato, como em /contratos."));
        }
        let chave = self.estado.abrir_referencia(&self.visita, Especie::Contrato, texto);
        chave.map(|chave| Some(ContratoId(chave))).ok_or(Problema::nao_encontrado())
    }

    /// The ERP key in the reference of the path.
    pub(super) fn chave(&self, especie: Especie) -> Result<String, Problema> {
        self.estado
            .abrir_referencia(&self.visita, especie, self.segmento("referencia"))
            .ok_or(Problema::nao_encontrado())
    }

    /// A segment of the path.
    pub(super) fn segmento(&self, nome: &str) -> &str {
        self.caminho.get(nome).map(String::as_str).unwrap_or_default()
    }

    /// The year of the path. One to come, or no year at all, is not found.
    pub(super) fn ano(&self) -> Result<i16, Problema> {
        let texto = self.segmento("ano");
        let ano = (texto.len() == 4 && texto.bytes().all(|b| b.is_ascii_digit())).then(|| texto.parse().ok()).flatten();
        ano.filter(|ano| pagamentos::ano_valido(&self.estado.financeiro, *ano)).ok_or(Problema::nao_encontrado())
    }

    /// A failure of the ERP, told.
    pub(super) fn falha(&self, falha: &Falha) -> Problema {
        Problema::do_erp(falha, self.agora())
    }

    /// A document that is not there, told.
    pub(super) fn falta(&self, falta: &Falta) -> Problema {
        Problema::do_documento(falta, self.agora())
    }

    /// What `contrato`, `situacao`, `de` and `ate` ask for. They are the only parameters taken.
    pub(super) fn recorte(&self) -> Result<Recorte, Problema> {
        use crate::server::financeiro::extrato::Metade;
        self.aceita(&[CONTRATO, SITUACAO, DE, ATE])?;
        let situacao = match self.valor(SITUACAO) {
            None => None,
            Some("pagas") => Some(Metade::Pagas),
            Some("abertas") => Some(Metade::Abertas),
            Some(_) => return Err(Problema::parametro(SITUACAO, "Use pagas ou abertas.")),
        };
        Ok(Recorte { contrato: self.contrato()?, situacao, de: self.data(DE)?, ate: self.data(ATE)? })
    }

    fn agora(&self) -> Timestamp {
        self.estado.relogio.agora()
    }
}

/// Whether a text can be a reference: they are of one alphabet.
fn parece_referencia(texto: &str) -> bool {
    !texto.is_empty()
        && texto.len() <= 4096
        && texto.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
