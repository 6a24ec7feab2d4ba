//! From status and bytes to "here is JSON", "there is nothing" or an [`ErroCv`].

use std::time::Duration;

use serde_json::Value;

use crate::{
    convencao::{
        envelope,
        resposta::{COISAS, PAUSA, Recebido, diz_nenhum, frase, json, mensagem, rota_inexistente, tentar_em, vazio},
    },
    erro::ErroCv,
    operacao::{Natureza, Operacao},
};

/// What else a list of this API may be said to have none of.
const OUTRAS: [&str; 9] =
    ["documento", "arquivo", "pasta", "mensagem", "empreendimento", "cliente", "pessoa", "usuário", "permiss"];

/// Longest pause believed: CV's own is a minute, and a header of something before it must not close the portal for a day.
const MAIOR_PAUSA: Duration = Duration::from_mins(10);

/// An answer that is not an error.
#[derive(Debug, PartialEq)]
pub(crate) enum Resposta {
    /// 2xx with JSON that does not deny itself.
    Json(Value),
    /// 2xx without a body or, to a read, one of CV's ways of saying that there is nothing.
    Vazia,
}

pub(crate) fn contrato(operacao: Operacao, detalhe: &str) -> ErroCv {
    ErroCv::Contrato { detalhe: format!("{}: {detalhe}", operacao.chave()) }
}

/// Applies CV's conventions on status and form.
pub(crate) fn interpretar(operacao: Operacao, recebido: &Recebido) -> Result<Resposta, ErroCv> {
    let contrato = |detalhe: &str| contrato(operacao, detalhe);
    let sem_rota = || ErroCv::SemRota { operacao: operacao.chave() };
    let corpo = &recebido.corpo;
    let leitura = operacao.natureza() == Natureza::Leitura;
    match recebido.status.as_u16() {
        204 | 205 => Ok(Resposta::Vazia),
        200..=203 if vazio(corpo) && recebido.fim_marcado => Ok(Resposta::Vazia),
        200..=203 if vazio(corpo) => Err(contrato("resposta sem corpo e sem tamanho: a conexão pode ter caído")),
        200..=203 => sem_erro(operacao, json(corpo).map_err(|detalhe| contrato(&detalhe))?),
        401 | 403 => Err(ErroCv::Recusado),
        404 if leitura && vazio(corpo) => Ok(Resposta::Vazia),
        404 => match json(corpo) {
            Ok(corpo) if rota_inexistente(&corpo) => Err(sem_rota()),
            Ok(_) if leitura => Ok(Resposta::Vazia),
            Ok(valor) => Err(recusa(operacao, &valor)),
            Err(_) => Err(sem_rota()),
        },
        // How CV answers for a route it does not have.
        405 => Err(sem_rota()),
        400 if leitura && json(corpo).ok().as_ref().and_then(mensagem).is_some_and(nenhum) => Ok(Resposta::Vazia),
        429 => Err(ErroCv::MuitasChamadas { pausa: tentar_em(&recebido.cabecalhos).unwrap_or(PAUSA).min(MAIOR_PAUSA) }),
        500..=599 => Err(ErroCv::ForaDoAr),
        300..=399 => Err(contrato("redirecionamento: configure o endereço final em `url`")),
        400..=499 => match json(corpo) {
            Ok(valor) => Err(recusa(operacao, &valor)),
            Err(_) => Err(contrato("pedido recusado sem mensagem legível")),
        },
        outro => Err(contrato(&format!("status {outro} inesperado"))),
    }
}

fn nenhum(texto: &str) -> bool {
    diz_nenhum(texto, &COISAS) || diz_nenhum(texto, &OUTRAS)
}

/// A 4xx: CV's sentence if it has one, else what such a status means for the operation.
fn recusa(operacao: Operacao, corpo: &Value) -> ErroCv {
    match frase(corpo) {
        Some(texto) => ErroCv::Invalido { mensagem: texto.to_owned() },
        None if operacao.natureza() == Natureza::Acesso => ErroCv::Recusado,
        None => contrato(operacao, "pedido recusado sem mensagem legível"),
    }
}

/// 200 with an error inside. Only a change that says `"sucesso": false` has a sentence meant for people.
fn sem_erro(operacao: Operacao, valor: Value) -> Result<Resposta, ErroCv> {
    let Some(mapa) = valor.as_object() else { return Ok(Resposta::Json(valor)) };
    match envelope::recusar_erro(mapa) {
        Ok(()) => Ok(Resposta::Json(valor)),
        Err(_) if operacao.natureza() != Natureza::Leitura && mapa.contains_key("sucesso") => {
            Err(recusa(operacao, &valor))
        }
        Err(detalhe) => Err(contrato(operacao, &detalhe)),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{
        StatusCode,
        header::{HeaderMap, HeaderValue, RETRY_AFTER},
    };
    use serde_json::json;

    use super::*;

    fn de(operacao: Operacao, status: u16, corpo: &[u8]) -> Result<Resposta, ErroCv> {
        let status = StatusCode::from_u16(status).unwrap();
        let corpo = corpo.to_vec();
        interpretar(operacao, &Recebido { status, cabecalhos: HeaderMap::new(), corpo, fim_marcado: true })
    }

    fn invalido(mensagem: &str) -> Result<Resposta, ErroCv> {
        Err(ErroCv::Invalido { mensagem: mensagem.to_owned() })
    }

    #[test]
    fn cv_says_none_in_many_ways() {
        for (status, corpo) in [
            (204, ""),
            (200, " \n"),
            (404, ""),
            (404, r#"{"error":"Registro não encontrado","code":404}"#),
            (400, r#"{"error":"Nenhum dado encontrado","code":400}"#),
            (400, r#"{"mensagem":"Nenhum documento encontrado"}"#),
            (400, r#"{"mensagem":"nenhuma mensagem"}"#),
        ] {
            assert_eq!(de(Operacao::Documentos, status, corpo.as_bytes()), Ok(Resposta::Vazia), "{status} {corpo}");
        }
    }

    #[test]
    fn to_a_change_the_same_words_are_a_refusal() {
        let corpo = r#"{"error":"Registro não encontrado","code":404}"#.as_bytes();
        assert_eq!(de(Operacao::CodigoVerificacao, 404, corpo), invalido("Registro não encontrado"));
        let corpo = r#"{"mensagem":"Código inválido ou expirado"}"#.as_bytes();
        assert_eq!(de(Operacao::ValidarAutenticacao, 400, corpo), invalido("Código inválido ou expirado"));
        assert_eq!(de(Operacao::ValidarAutenticacao, 400, b"{}"), Err(ErroCv::Recusado));
        assert!(matches!(de(Operacao::AtualizarPessoa, 400, b"{}"), Err(ErroCv::Contrato { .. })));
        let corpo = r#"{"sucesso":false,"mensagem":"E-mail já cadastrado"}"#.as_bytes();
        assert_eq!(de(Operacao::AtualizarPessoa, 200, corpo), invalido("E-mail já cadastrado"));
        let corpo = br#"{"error":"ORA-12541: TNS:no listener","mensagem":"Falha ao consultar a base"}"#;
        assert!(matches!(de(Operacao::AtualizarPessoa, 200, corpo), Err(ErroCv::Contrato { .. })));
    }

    #[test]
    fn a_wrong_path_or_page_never_looks_like_none() {
        for (status, corpo) in [
            (404, "<html>Not Found</html>"),
            (404, r#"{"message":"The route api/v1/x could not be found."}"#),
            (405, ""),
        ] {
            let sem_rota = Err(ErroCv::SemRota { operacao: "mensagens" });
            assert_eq!(de(Operacao::Mensagens, status, corpo.as_bytes()), sem_rota, "{status} {corpo}");
        }
        for (status, corpo) in
            [(200, "<html>Entrar</html>"), (200, "Nenhum dado"), (200, r#"{"error":"x"}"#), (302, ""), (400, "<html>")]
        {
            let lido = de(Operacao::Mensagens, status, corpo.as_bytes());
            assert!(matches!(lido, Err(ErroCv::Contrato { .. })), "{status} {corpo}: {lido:?}");
        }
    }

    #[test]
    fn every_status_has_one_meaning() {
        for status in 100..=599 {
            let lido = de(Operacao::Unidades, status, b"[]");
            let certo = match status {
                200..=203 => lido == Ok(Resposta::Json(json!([]))),
                204 | 205 | 404 => lido == Ok(Resposta::Vazia),
                401 | 403 => lido == Err(ErroCv::Recusado),
                405 => matches!(lido, Err(ErroCv::SemRota { .. })),
                429 => lido == Err(ErroCv::MuitasChamadas { pausa: PAUSA }),
                500..=599 => lido == Err(ErroCv::ForaDoAr),
                _ => matches!(lido, Err(ErroCv::Contrato { .. })),
            };
            assert!(certo, "{status}: {lido:?}");
        }
    }

    #[test]
    fn a_pause_somebody_names_is_kept_within_reason() {
        for (dito, pausa) in [("7", Duration::from_secs(7)), ("86400", MAIOR_PAUSA), ("logo", PAUSA)] {
            let cabecalhos = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(dito))]);
            let status = StatusCode::TOO_MANY_REQUESTS;
            let recebido = Recebido { status, cabecalhos, corpo: Vec::new(), fim_marcado: true };
            assert_eq!(interpretar(Operacao::Pessoa, &recebido), Err(ErroCv::MuitasChamadas { pausa }), "{dito}");
        }
    }
}
