//! `/parcelas` and `/extrato`: the same instalments, as a list and with sums.

use axum::{Json, extract::State, response::Response};
use serde::Serialize;
use url::form_urlencoded::Serializer;
use utoipa::{IntoParams, ToSchema};

use super::{
    arquivo,
    chamada::{ATE, CONTRATO, Chamada, DE, SITUACAO},
    erro::Problema,
    modelo::{Binario, ContratoCitado, Contratos, Dia, Leitura, Partes, Reais, Referencia},
};
use crate::server::{
    documentos::pedido::{FormatoExtrato, Pedido},
    financeiro::extrato::{self, Linha, Soma},
    state::AppState,
};

/// The parameters of an extrato, for the document; [`Chamada::recorte`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
struct Filtros {
    /// Só deste contrato, como em `/contratos`. ListaDeParcelas sem contrato aparecem em todos.
    contrato: Option<Referencia>,
    /// Só as pagas ou só as em aberto.
    #[param(inline)]
    situacao: Option<Metade>,
    /// Com vencimento nesta data ou depois. ListaDeParcelas sem data aparecem em todo período.
    de: Option<Dia>,
    /// Com vencimento nesta data ou antes.
    ate: Option<Dia>,
}

/// As duas metades de um extrato.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only described")]
enum Metade {
    Pagas,
    Abertas,
}

/// As parcelas.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeParcelas {
    /// Por vencimento; as sem data no fim.
    parcelas: Vec<Parcela>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    leitura: Leitura,
}

/// O extrato.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Extrato {
    pago: Total,
    aberto: Total,
    /// Por ano de vencimento.
    anos: Vec<AnoDoExtrato>,
    /// Por vencimento; as sem data no fim.
    parcelas: Vec<Parcela>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler. Com alguma, as somas não estão completas.
    linhas_ilegiveis: usize,
    leitura: Leitura,
}

/// Uma soma.
#[derive(Debug, Serialize, ToSchema)]
struct Total {
    /// Quantas parcelas.
    parcelas: usize,
    /// Nula quando o valor de alguma não é conhecido.
    #[schema(required = true)]
    valor: Option<Reais>,
}

/// Um ano de vencimentos.
#[derive(Debug, Serialize, ToSchema)]
struct AnoDoExtrato {
    #[schema(example = 2026)]
    ano: i16,
    pago: Total,
    aberto: Total,
}

/// Uma parcela.
#[derive(Debug, Serialize, ToSchema)]
struct Parcela {
    #[schema(example = "Parcela 7 de 60")]
    titulo: String,
    #[schema(required = true)]
    contrato: Option<ContratoCitado>,
    #[schema(required = true)]
    vencimento: Option<Dia>,
    situacao: SituacaoDaParcela,
    /// O que vale hoje: o recebido de uma paga, o atualizado ou o original de uma em aberto.
    #[schema(required = true)]
    valor: Option<Reais>,
    composicao: Partes,
    /// Índice que a corrige.
    #[schema(required = true)]
    indice: Option<String>,
    #[schema(required = true)]
    paga_em: Option<Dia>,
    #[schema(required = true)]
    valor_pago: Option<Reais>,
}

/// Onde uma parcela está.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum SituacaoDaParcela {
    Paga,
    /// Pelo calendário dos bancos.
    Vencida,
    Aberta,
}

/// ListaDeParcelas, pagas e em aberto
#[utoipa::path(get, path = "/api/v1/{incorporadora}/parcelas", tag = "parcelas", operation_id = "parcelas",
    params(Filtros), responses((status = 200, description = "As parcelas.", body = ListaDeParcelas)))]
pub(super) async fn parcelas(
    State(estado): State<AppState>,
    chamada: Chamada,
) -> Result<Json<ListaDeParcelas>, Problema> {
    let Extrato { parcelas, linhas_ilegiveis, leitura, .. } = ler(&estado, &chamada).await?;
    Ok(Json(ListaDeParcelas { parcelas, linhas_ilegiveis, leitura }))
}

/// Extrato, com somas
#[utoipa::path(get, path = "/api/v1/{incorporadora}/extrato", tag = "extrato", operation_id = "extrato",
    params(Filtros), responses((status = 200, description = "O extrato.", body = Extrato)))]
pub(super) async fn extrato(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<Extrato>, Problema> {
    ler(&estado, &chamada).await.map(Json)
}

/// Extrato em PDF
#[utoipa::path(get, path = "/api/v1/{incorporadora}/extrato.pdf", tag = "extrato", operation_id = "extrato-pdf", params(Filtros),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn pdf(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoExtrato::Pdf).await
}

/// Extrato em planilha do Excel
#[utoipa::path(get, path = "/api/v1/{incorporadora}/extrato.xlsx", tag = "extrato", operation_id = "extrato-xlsx", params(Filtros),
    responses((status = 200, description = "A planilha.", body = Binario,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(super) async fn xlsx(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoExtrato::Xlsx).await
}

/// Extrato em CSV
#[utoipa::path(get, path = "/api/v1/{incorporadora}/extrato.csv", tag = "extrato", operation_id = "extrato-csv", params(Filtros),
    responses((status = 200, description = "O CSV.", body = String, content_type = "text/csv; charset=utf-8")))]
pub(super) async fn csv(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoExtrato::Csv).await
}

/// Vencimentos como agenda (iCalendar)
#[utoipa::path(get, path = "/api/v1/{incorporadora}/extrato.ics", tag = "extrato", operation_id = "extrato-ics", params(Filtros),
    responses((status = 200, description = "A agenda.", body = String, content_type = "text/calendar; charset=utf-8")))]
pub(super) async fn ics(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoExtrato::Ics).await
}

async fn documento(estado: &AppState, chamada: &Chamada, formato: FormatoExtrato) -> Result<Response, Problema> {
    chamada.recorte()?;
    // The query of the page has the same words.
    let consulta = [CONTRATO, SITUACAO, DE, ATE].into_iter().filter_map(|nome| Some((nome, chamada.valor(nome)?)));
    let consulta = Serializer::new(String::new()).extend_pairs(consulta).finish();
    arquivo::servir(estado, chamada, &Pedido::Extrato { formato, consulta }).await
}

async fn ler(estado: &AppState, chamada: &Chamada) -> Result<Extrato, Problema> {
    let recorte = chamada.recorte()?;
    let visita = &chamada.visita;
    let (lido, mut contratos) =
        tokio::join!(extrato::ler(&estado.financeiro, visita, &recorte), Contratos::ler(estado, visita));
    let lido = lido.map_err(|f| chamada.falha(&f))?;
    Ok(Extrato {
        pago: total(lido.pago),
        aberto: total(lido.aberto),
        anos: lido
            .anos
            .iter()
            .map(|a| AnoDoExtrato { ano: a.ano, pago: total(a.pago), aberto: total(a.aberto) })
            .collect(),
        parcelas: lido.linhas.iter().map(|linha| parcela(&mut contratos, linha)).collect(),
        linhas_ilegiveis: lido.ilegiveis,
        leitura: lido.lida_em.into(),
    })
}

fn total(soma: Soma) -> Total {
    Total { parcelas: soma.linhas, valor: soma.valor.map(Reais::from) }
}

fn parcela(contratos: &mut Contratos<'_>, linha: &Linha) -> Parcela {
    Parcela {
        titulo: linha.titulo.clone(),
        contrato: linha.contrato.as_ref().map(|id| contratos.citar(id)),
        vencimento: linha.vencimento.map(Dia::from),
        situacao: match linha.situacao {
            extrato::Situacao::Paga => SituacaoDaParcela::Paga,
            extrato::Situacao::Vencida => SituacaoDaParcela::Vencida,
            extrato::Situacao::Aberta => SituacaoDaParcela::Aberta,
        },
        valor: linha.valor_de_hoje().map(Reais::from),
        composicao: Partes::from(&linha.valor),
        indice: linha.indice.clone(),
        paga_em: linha.paga_em.map(Dia::from),
        valor_pago: linha.valor_pago.map(Reais::from),
    }
}
