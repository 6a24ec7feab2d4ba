//! The client, and how every question is asked.

mod acesso;
mod imovel;
mod pessoa;

use std::{collections::HashSet, sync::Arc};

use domain::modelo::{Descarte, Lista};
use jiff::Timestamp;
use leitura::{Ilegivel, Linha};
use serde_json::Value;

use crate::{
    config::{ConfigCv, ErroConfig},
    convencao::envelope,
    erro::ErroCv,
    mapa,
    operacao::Operacao,
    resposta::{Resposta, contrato},
    transporte::{Pedido, Transporte},
};

/// Most pages of one list.
const PAGINAS: u32 = 50;

/// Client of one environment of CV. Cheap to clone; clones share connections and the pause after a 429.
///
/// Every operation asks once (a list once per page), within the configured time. Reads are repeated once when the connection
/// fails or CV answers 5xx; what changes or sends something never is. Nothing is kept between calls but the pause.
#[derive(Clone, Debug)]
pub struct ClienteCv {
    transporte: Arc<Transporte>,
}

impl ClienteCv {
    /// Checks the configuration and prepares the HTTP client; calls nobody. `agora` is the clock of pauses and of tokens' ends.
    ///
    /// # Errors
    /// See [`ErroConfig`].
    pub fn novo(config: &ConfigCv, agora: impl Fn() -> Timestamp + Send + Sync + 'static) -> Result<Self, ErroConfig> {
        Ok(Self { transporte: Arc::new(Transporte::novo(config, agora)?) })
    }

    /// Whether the configured path of an operation names one unit; without, its answer is about all of them.
    pub fn por_unidade(&self, operacao: Operacao) -> bool {
        self.transporte.pede(operacao, "idunidade")
    }

    /// Every row of a list, over all its pages, decoded; rows that cannot be read and exact repetitions are counted.
    async fn lista<T>(
        &self,
        pedido: Pedido<'_>,
        mapear: impl Fn(Linha<'_>) -> Result<T, Ilegivel>,
    ) -> Result<Lista<T>, ErroCv> {
        let operacao = pedido.operacao;
        Ok(montar(operacao, self.linhas(pedido).await?, mapear))
    }

    async fn linhas(&self, mut pedido: Pedido<'_>) -> Result<Vec<Value>, ErroCv> {
        let operacao = pedido.operacao;
        let mut linhas: Vec<Value> = Vec::new();
        for numero in 1..=PAGINAS {
            pedido.pagina = (numero > 1).then_some(numero);
            let corpo = match self.transporte.perguntar(&pedido).await? {
                Resposta::Json(corpo) => corpo,
                Resposta::Vazia if numero == 1 => return Ok(linhas),
                Resposta::Vazia => return Err(contrato(operacao, "faltou uma página que o CV anunciou")),
            };
            let pagina = envelope::pagina(mapa::forma(operacao), corpo).map_err(|d| contrato(operacao, &d))?;
            // A server that ignores the parameter sends the first page for ever.
            let outra = pagina.numero.is_some_and(|n| n != u64::from(numero));
            let repetida = numero > 1 && linhas.ends_with(&pagina.linhas);
            if outra || repetida {
                return Err(contrato(operacao, "o CV anunciou páginas e não as entregou"));
            }
            linhas.extend(pagina.linhas);
            if pagina.paginas.is_none_or(|paginas| u64::from(numero) >= paginas) {
                if pagina.total.is_some_and(|total| u64::try_from(linhas.len()).unwrap_or(u64::MAX) < total) {
                    return Err(contrato(operacao, "vieram menos linhas do que o CV contou"));
                }
                return Ok(linhas.into_iter().flat_map(|linha| mapa::espalhar(operacao, linha)).collect());
            }
        }
        Err(contrato(operacao, "lista com páginas demais"))
    }

    /// The one record of an answer; `None` when CV says that there is none.
    async fn registro<T>(
        &self,
        pedido: Pedido<'_>,
        mapear: impl Fn(Linha<'_>) -> Result<T, Ilegivel>,
    ) -> Result<Option<T>, ErroCv> {
        let operacao = pedido.operacao;
        let linhas = self.linhas(pedido).await?;
        match linhas.as_slice() {
            [] => Ok(None),
            [Value::Object(mapa)] => match mapear(Linha(mapa)) {
                Ok(lido) => Ok(Some(lido)),
                Err(Ilegivel(campo)) => Err(contrato(operacao, &format!("campo `{campo}` ilegível"))),
            },
            [_] => Err(contrato(operacao, "esperava um objeto")),
            _ => Err(contrato(operacao, "veio mais de um registro")),
        }
    }

    /// The JSON of an answer that is neither a list nor a record; `None` without a body.
    async fn corpo(&self, pedido: Pedido<'_>) -> Result<Option<Value>, ErroCv> {
        match self.transporte.perguntar(&pedido).await? {
            Resposta::Json(corpo) => Ok(Some(corpo)),
            Resposta::Vazia => Ok(None),
        }
    }
}

/// Decodes rows. The log gets counts and names of fields: the values are the person's.
pub(crate) fn montar<T>(
    operacao: Operacao,
    linhas: Vec<Value>,
    mapear: impl Fn(Linha<'_>) -> Result<T, Ilegivel>,
) -> Lista<T> {
    let mut lista = Lista::default();
    let mut vistas = HashSet::new();
    for (posicao, valor) in linhas.iter().enumerate() {
        match valor.as_object().ok_or(Ilegivel("(linha)")).and_then(|mapa| mapear(Linha(mapa))) {
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
            Ok(_) if !vistas.insert(valor.to_string()) => lista.descartes.push(Descarte::Repetida { posicao }),
            Ok(item) => lista.itens.push(item),
        }
    }
    let ilegiveis = lista.ilegiveis();
    if ilegiveis > 0 {
        let mut campos: Vec<&str> = lista
            .descartes
            .iter()
            .filter_map(|d| if let Descarte::Ilegivel { campo, .. } = d { Some(campo.as_str()) } else { None })
            .collect();
        campos.sort_unstable();
        campos.dedup();
        tracing::warn!(operacao = operacao.chave(), ilegiveis, ?campos, "rows of CV that could not be read");
    }
    lista
}
