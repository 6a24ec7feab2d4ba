//! Documents: CV answers with a link, which is followed without the token.

use domain::documento::Token;
use erp::{Arquivo, ErroErp, TipoArquivo};
use links::{Buscador, Politica};
use serde_json::Value;

use leitura::Linha;

use crate::{
    config::{ConfigCv, ErroConfig, Recurso},
    resposta::Resposta,
    transporte::Transporte,
};

/// Where an answer may hold its link.
const LINK: [&str; 8] = ["url", "link", "url_boleto", "link_boleto", "url_pdf", "arquivo", "pdf", "boleto"];

/// Wrappers around the object that holds it.
const ENVOLTORIO: [&str; 5] = ["dados", "data", "retorno", "resultado", "boleto"];

/// Fetches what CV links to. Size and times are [`Politica::default`]: 20 MiB, 2 s to connect, 15 s in all, and never longer
/// than any other call may take.
#[derive(Debug)]
pub(crate) struct Documentos(Buscador);

impl Documentos {
    pub(crate) fn novo(config: &ConfigCv) -> Result<Self, ErroConfig> {
        let padrao = Politica::default();
        Ok(Self(Buscador::novo(Politica {
            hosts: config.documentos_hosts.clone(),
            permitir_loopback: config.permitir_loopback,
            total: padrao.total.min(config.timeout),
            ..padrao
        })?))
    }

    /// Asks CV for the link and fetches what is behind it.
    pub(crate) async fn gerar(
        &self,
        transporte: &Transporte,
        recurso: Recurso,
        token: &Token,
        chaves: &[(&str, &str)],
    ) -> Result<Arquivo, ErroErp> {
        match transporte.buscar(recurso, token, chaves, None).await? {
            Resposta::Vazia => Err(ErroErp::NaoEncontrado),
            Resposta::Json(corpo) => self.buscar(recurso, &link(recurso, &corpo)?).await,
        }
    }

    /// Fetches a link that a row or an answer named.
    pub(crate) async fn buscar(&self, recurso: Recurso, link: &str) -> Result<Arquivo, ErroErp> {
        let operacao = recurso.chave();
        match self.0.buscar(link, TipoArquivo::Pdf).await {
            Ok(bytes) => Ok(Arquivo { tipo: TipoArquivo::Pdf, bytes }),
            Err(erro) => {
                // A refused link is the operator's to settle (or somebody's attempt); the rest is a host having a bad day.
                if erro.recusado() {
                    tracing::warn!(operacao, %erro, "documento do CV recusado");
                } else {
                    tracing::info!(operacao, %erro, "documento do CV não veio");
                }
                Err(match erro.into() {
                    ErroErp::Contrato { detalhe } => ErroErp::Contrato { detalhe: format!("{operacao}: {detalhe}") },
                    outro => outro,
                })
            }
        }
    }
}

/// The link in an answer. An answer that says "none" is [`ErroErp::NaoEncontrado`]; anything else without a link is no answer.
fn link(recurso: Recurso, corpo: &Value) -> Result<String, ErroErp> {
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", recurso.chave()) };
    let mut atual = corpo;
    for _ in 0..4 {
        match atual {
            Value::Null => return Err(ErroErp::NaoEncontrado),
            Value::String(texto) => {
                let mapa = serde_json::Map::from_iter([("url".to_owned(), Value::from(texto.trim()))]);
                return match Linha(&mapa).valor(&LINK) {
                    None => Err(ErroErp::NaoEncontrado),
                    Some(_) => {
                        Linha(&mapa).link(&LINK).ok_or_else(|| contrato("esperava o link do PDF, veio outro texto"))
                    }
                };
            }
            Value::Array(lista) => match lista.as_slice() {
                [] => return Err(ErroErp::NaoEncontrado),
                [unico] => atual = unico,
                _ => return Err(contrato("mais de um documento no lugar de um")),
            },
            Value::Object(mapa) => {
                crate::envelope::recusar_erro(recurso, mapa)?;
                let linha = Linha(mapa);
                let direto = LINK.iter().find_map(|nome| linha.link(&[*nome]));
                if let Some(link) = direto {
                    return Ok(link);
                }
                let dentro =
                    ENVOLTORIO.iter().find_map(|nome| mapa.get(*nome).filter(|v| v.is_object() || v.is_array()));
                match dentro {
                    Some(valor) => atual = valor,
                    None if linha.valor(&LINK).is_some() => {
                        return Err(contrato("o link do PDF não é um endereço http"));
                    }
                    None if linha.tem(&LINK) => return Err(ErroErp::NaoEncontrado),
                    None => return Err(contrato("objeto sem o link do PDF (`url`)")),
                }
            }
            _ => return Err(contrato("esperava um objeto com `url`, veio um valor simples")),
        }
    }
    Err(contrato("objetos aninhados demais em volta do link do PDF"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_link_is_found_in_every_shape_cv_may_use() {
        let certo = "https://cv.example/x.pdf";
        for corpo in [
            json!({"url": certo}),
            json!({"sucesso": true, "link": certo}),
            json!({"dados": {"url": certo}}),
            json!({"data": [{"url_pdf": certo}]}),
            json!(certo),
            json!([{"url": certo}]),
            json!({"boleto": certo}),
        ] {
            assert_eq!(link(Recurso::BoletoPdf, &corpo).as_deref(), Ok(certo), "{corpo}");
        }
    }

    #[test]
    fn no_link_is_not_found_and_anything_else_is_no_answer() {
        for corpo in
            [json!(null), json!(""), json!("null"), json!([]), json!({"url": ""}), json!({"dados": {"url": null}})]
        {
            assert_eq!(link(Recurso::BoletoPdf, &corpo), Err(ErroErp::NaoEncontrado), "{corpo}");
        }
        for corpo in [
            json!(42),
            json!({}),
            json!({"url": "javascript:alert(1)"}),
            json!("ok"),
            json!({"mensagem": "gerado"}),
            json!({"error": "x", "url": "https://cv.example/x.pdf"}),
            json!([{"url": "https://a.example"}, {"url": "https://b.example"}]),
        ] {
            let lido = link(Recurso::BoletoPdf, &corpo);
            assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{corpo}: {lido:?}");
        }
    }
}
