//! Units and contracts of the person.

use std::time::Duration;

use cv::{ClienteCv, ContratoCv, ErroCv, Operacao, UnidadeCv};
use domain::{documento::Token, modelo::Lista};
use futures::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

use super::{FalhaCv, PRAZO, perguntar, registrar_falha};
use crate::server::{session::Visita, state::AppState};

/// Units asked about at the same time: CV counts the calls of the whole environment.
const SIMULTANEAS: usize = 3;
/// Most units whose details are asked for.
const DETALHADAS: usize = 12;
/// What is left of [`PRAZO`] when the last detail has to be there.
const FOLGA: Duration = Duration::from_millis(300);

/// Units. No `Debug`.
pub struct Unidades {
    /// In CV's order.
    pub unidades: Vec<UnidadeCv>,
    /// How many could not be read.
    pub ilegiveis: usize,
    /// How many lack the details CV has of them.
    pub incompletas: usize,
}

/// The person's units, with the details that only the question about one unit brings.
///
/// # Errors
/// See [`FalhaCv`]. A detail that does not come is counted; the unit is there all the same.
pub async fn unidades(estado: &AppState, visita: &Visita) -> Result<Unidades, FalhaCv> {
    perguntar(estado, visita, "unidades", async |cv, token| {
        let ate = Instant::now() + PRAZO - FOLGA;
        let lista = cv.unidades(token).await?;
        let ilegiveis = lista.ilegiveis();
        if !cv.por_unidade(Operacao::Unidade) {
            return Ok(Unidades { unidades: lista.itens, ilegiveis, incompletas: 0 });
        }
        let detalhes = stream::iter(lista.itens.into_iter().enumerate()).map(async |(posicao, unidade)| {
            if posicao >= DETALHADAS || completa(&unidade) {
                return (unidade, true);
            }
            detalhar(cv, token, visita, unidade, ate).await
        });
        let lidas: Vec<(UnidadeCv, bool)> = detalhes.buffered(SIMULTANEAS).collect().await;
        let incompletas = lidas.iter().filter(|(_, inteira)| !inteira).count();
        Ok(Unidades { unidades: lidas.into_iter().map(|(unidade, _)| unidade).collect(), ilegiveis, incompletas })
    })
    .await
}

fn completa(unidade: &UnidadeCv) -> bool {
    unidade.tipologia.is_some() && unidade.area.is_some() && unidade.entrega.is_some() && unidade.endereco.is_some()
}

/// The unit with what its own page says; and whether that could be read.
async fn detalhar(
    cv: &ClienteCv,
    token: &Token,
    visita: &Visita,
    unidade: UnidadeCv,
    ate: Instant,
) -> (UnidadeCv, bool) {
    match timeout_at(ate, cv.unidade(token, &unidade.id)).await.unwrap_or(Err(ErroCv::TempoEsgotado)) {
        Ok(Some(detalhe)) => (juntar(unidade, detalhe), true),
        // An environment without that route has said all it has.
        Ok(None) | Err(ErroCv::SemRota { .. }) => (unidade, true),
        Err(erro) => {
            registrar_falha(visita, "unidade", &erro);
            (unidade, false)
        }
    }
}

/// What the detail does not say stays as the list said it.
fn juntar(lista: UnidadeCv, detalhe: UnidadeCv) -> UnidadeCv {
    UnidadeCv {
        nome: lista.nome.or(detalhe.nome),
        bloco: lista.bloco.or(detalhe.bloco),
        empreendimento: lista.empreendimento.or(detalhe.empreendimento),
        tipologia: detalhe.tipologia.or(lista.tipologia),
        area: detalhe.area.or(lista.area),
        endereco: detalhe.endereco.or(lista.endereco),
        situacao: detalhe.situacao.or(lista.situacao),
        entrega: detalhe.entrega.or(lista.entrega),
        ..lista
    }
}

/// The person's contracts, in CV's order.
///
/// # Errors
/// See [`FalhaCv`].
pub async fn contratos(estado: &AppState, visita: &Visita) -> Result<Lista<ContratoCv>, FalhaCv> {
    perguntar(estado, visita, "contratos", ClienteCv::contratos).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detail_adds_and_takes_nothing_away() {
        let lista = UnidadeCv {
            id: "1".to_owned(),
            nome: Some("Apto 101".to_owned()),
            situacao: Some("Vendida".to_owned()),
            ..UnidadeCv::default()
        };
        let detalhe = UnidadeCv { id: "1".to_owned(), tipologia: Some("2 quartos".to_owned()), ..UnidadeCv::default() };
        let junta = juntar(lista, detalhe);
        assert_eq!(junta.nome.as_deref(), Some("Apto 101"));
        assert_eq!(junta.situacao.as_deref(), Some("Vendida"));
        assert_eq!(junta.tipologia.as_deref(), Some("2 quartos"));
    }
}
