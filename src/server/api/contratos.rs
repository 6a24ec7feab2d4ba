//! `/contratos`

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    chamada::Chamada,
    erro::Problema,
    modelo::{Leitura, Referencia, referencia},
};
use crate::server::{cripto::Especie, financeiro::boletos::nome_do_contrato, state::AppState};

/// Os contratos da pessoa.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeContratos {
    contratos: Vec<Contrato>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    leitura: Leitura,
}

/// Um contrato.
#[derive(Debug, Serialize, ToSchema)]
struct Contrato {
    referencia: Referencia,
    /// Como as pessoas o conhecem.
    #[schema(example = "Residencial Aurora · Apto 1203")]
    nome: String,
    #[schema(required = true)]
    empreendimento: Option<String>,
    #[schema(required = true)]
    unidade: Option<String>,
    /// Situação, nas palavras do sistema da incorporadora.
    #[schema(required = true)]
    situacao: Option<String>,
}

/// ListaDeContratos da pessoa
#[utoipa::path(get, path = "/api/v1/{incorporadora}/contratos", tag = "contratos", operation_id = "contratos",
    responses((status = 200, description = "Os contratos.", body = ListaDeContratos)))]
pub(super) async fn listar(
    State(estado): State<AppState>,
    chamada: Chamada,
) -> Result<Json<ListaDeContratos>, Problema> {
    chamada.aceita(&[])?;
    let lida = estado.financeiro.contratos(&chamada.visita).await.map_err(|f| chamada.falha(&f))?;
    let contratos = lida.valor.itens.iter().map(|c| Contrato {
        referencia: referencia(&estado, &chamada.visita, Especie::Contrato, &c.id.0),
        nome: nome_do_contrato(c),
        empreendimento: c.empreendimento.clone(),
        unidade: c.unidade.clone(),
        situacao: c.situacao.clone(),
    });
    Ok(Json(ListaDeContratos {
        contratos: contratos.collect(),
        linhas_ilegiveis: lida.valor.ilegiveis(),
        leitura: lida.lida_em.into(),
    }))
}
