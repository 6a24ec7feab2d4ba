//! What is right in each scenario.

use domain::modelo::Descarte;

use super::{Amostra, Cenario, ESPERA, Operacao, operacao::Resposta};
use crate::ErroErp;

/// Judges an answer; the error says what was expected.
pub(super) fn conferir(
    cenario: Cenario,
    operacao: Operacao,
    amostra: &Amostra,
    resposta: &Result<Resposta, ErroErp>,
) -> Result<(), String> {
    let esperado = operacao.esperado(amostra);
    match cenario {
        Cenario::Normal | Cenario::Vazio | Cenario::MesmaChave | Cenario::ListaEnorme => completa(resposta, &esperado),
        Cenario::TextosNull => completa(resposta, &esperado).and_then(|()| sem_texto_nulo(resposta)),
        Cenario::Desconhecido => match (operacao, resposta) {
            (_, Err(ErroErp::NaoEncontrado)) => Ok(()),
            (Operacao::Cliente, _) => Err(falha("NaoEncontrado", resposta)),
            _ => completa(resposta, &esperado),
        },
        Cenario::LinhasRepetidas => {
            com_descartes(resposta, &esperado, esperado.len(), "Repetida", |d| matches!(d, Descarte::Repetida { .. }))
        }
        Cenario::LinhaIlegivel => com_descartes(
            resposta,
            &esperado,
            1,
            "Ilegivel com o nome do campo",
            |d| matches!(d, Descarte::Ilegivel { campo, .. } if !campo.is_empty()),
        ),
        Cenario::LinhasDeOutro if operacao == Operacao::Cliente => erro(resposta, "Contrato ou NaoEncontrado", |e| {
            matches!(e, ErroErp::Contrato { .. } | ErroErp::NaoEncontrado)
        }),
        Cenario::LinhasDeOutro => {
            let alheias = operacao.esperado(&Amostra::alheia()).len();
            com_descartes(resposta, &esperado, alheias, "OutroTitular", |d| matches!(d, Descarte::OutroTitular { .. }))
        }
        Cenario::Lento => erro(resposta, "TempoEsgotado", |e| *e == ErroErp::TempoEsgotado),
        Cenario::ForaDoAr | Cenario::ConexaoDerrubada | Cenario::ErroInterno => {
            erro(resposta, "Indisponivel", |e| matches!(e, ErroErp::Indisponivel { .. }))
        }
        Cenario::CorpoCortado => erro(resposta, "Indisponivel ou Contrato", |e| {
            matches!(e, ErroErp::Indisponivel { .. } | ErroErp::Contrato { .. })
        }),
        Cenario::Truncado | Cenario::TipoErrado | Cenario::Html | Cenario::CaminhoErrado => {
            erro(resposta, "Contrato", |e| matches!(e, ErroErp::Contrato { .. }))
        }
        Cenario::ErroComSucesso => {
            erro(resposta, "Contrato ou Recusado", |e| matches!(e, ErroErp::Contrato { .. } | ErroErp::Recusado { .. }))
        }
        Cenario::CredencialRecusada => erro(resposta, "NaoAutorizado", |e| *e == ErroErp::NaoAutorizado),
        Cenario::Limitado | Cenario::Manutencao => erro(resposta, "Indisponivel com o prazo do Retry-After", |e| {
            *e == ErroErp::Indisponivel { tentar_em: Some(ESPERA) }
        }),
    }
}

/// All rows, in order, nothing lost or added, nothing left out.
fn completa(resposta: &Result<Resposta, ErroErp>, esperado: &[String]) -> Result<(), String> {
    com_descartes(resposta, esperado, 0, "nenhum", |_| false)
}

fn com_descartes(
    resposta: &Result<Resposta, ErroErp>,
    esperado: &[String],
    quantos: usize,
    quais: &str,
    aceito: impl Fn(&Descarte) -> bool,
) -> Result<(), String> {
    let Ok(resposta) = resposta else { return Err(falha("os dados", resposta)) };
    if resposta.resumos != esperado {
        return Err(diferenca(&resposta.resumos, esperado));
    }
    let bons = resposta.descartes.iter().filter(|d| aceito(d)).count();
    if bons != quantos || resposta.descartes.len() != quantos {
        return Err(format!("descartes: esperava {quantos} ({quais}), vieram {:?}", resposta.descartes));
    }
    Ok(())
}

/// An absent text must be absent, not the word for it.
fn sem_texto_nulo(resposta: &Result<Resposta, ErroErp>) -> Result<(), String> {
    let detalhe = resposta.as_ref().map(|r| r.detalhe.to_lowercase()).unwrap_or_default();
    if detalhe.contains("\"null\"") || detalhe.contains("some(\"\")") {
        return Err("um texto ausente chegou como \"null\" ou vazio".to_owned());
    }
    Ok(())
}

fn erro(resposta: &Result<Resposta, ErroErp>, esperado: &str, aceito: impl Fn(&ErroErp) -> bool) -> Result<(), String> {
    match resposta {
        Err(erro) if aceito(erro) => Ok(()),
        _ => Err(falha(esperado, resposta)),
    }
}

fn falha(esperado: &str, resposta: &Result<Resposta, ErroErp>) -> String {
    match resposta {
        Ok(r) => format!("esperava {esperado}, veio uma resposta com {} itens e {:?}", r.resumos.len(), r.descartes),
        Err(erro) => format!("esperava {esperado}, veio {erro:?}"),
    }
}

/// The first difference is enough to find the rest, and 10,000 rows are not printed.
fn diferenca(vieram: &[String], esperado: &[String]) -> String {
    let posicao = vieram.iter().zip(esperado).position(|(a, b)| a != b).unwrap_or(vieram.len().min(esperado.len()));
    format!(
        "itens: esperava {}, vieram {}; na posição {posicao} esperava {:?}, veio {:?}",
        esperado.len(),
        vieram.len(),
        esperado.get(posicao),
        vieram.get(posicao)
    )
}
