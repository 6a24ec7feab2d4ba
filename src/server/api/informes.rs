//! `/informes`: what was paid in each year, and the statements of it.

use std::collections::BTreeMap;

use axum::{Json, extract::State, response::Response};
use domain::modelo::{Informe, Lista};
use erp::Capacidade;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    arquivo,
    chamada::Chamada,
    erro::Problema,
    modelo::{Binario, ContratoCitado, Contratos, Dia, FalhaParcial, Leitura, Partes, Reais},
};
use crate::server::{
    documentos::pedido::Pedido,
    financeiro::{
        Falha, Lida,
        pagamentos::{self, DoContrato, Pago, SemAno},
    },
    state::AppState,
};

/// Os anos com pagamentos ou informes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeInformes {
    /// Os mais novos primeiro.
    anos: Vec<AnoDeInforme>,
    /// Pagamentos que não estão em nenhum ano, porque a data falta ou não pode estar certa.
    pagamentos_sem_ano: Vec<PagamentoSemAno>,
    /// Por que os informes da incorporadora não puderam ser lidos.
    #[schema(required = true)]
    falha_dos_informes: Option<FalhaParcial>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler. Com alguma, nenhum total está completo.
    linhas_ilegiveis: usize,
    /// Se o sistema mandou linhas de outra pessoa, que não são mostradas: uma lista vazia não prova nada então.
    linhas_alheias: bool,
    leitura: Leitura,
}

/// Um ano.
#[derive(Debug, Serialize, ToSchema)]
struct AnoDeInforme {
    #[schema(example = 2025)]
    ano: i16,
    /// Quantos pagamentos.
    pagamentos: usize,
    /// Quanto foi pago. Nulo quando algum pagamento não diz o valor.
    #[schema(required = true)]
    total: Option<Reais>,
    /// Se a incorporadora tem um informe em PDF. Nulo quando não se sabe.
    #[schema(required = true)]
    tem_informe: Option<bool>,
}

/// Um pagamento que não está em nenhum ano.
#[derive(Debug, Serialize, ToSchema)]
struct PagamentoSemAno {
    titulo: String,
    #[schema(required = true)]
    valor: Option<Reais>,
    #[schema(example = "sem data de pagamento")]
    motivo: String,
}

/// O que foi pago em um ano.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DoAno {
    #[schema(example = 2025)]
    ano: i16,
    /// O ano não terminou.
    em_curso: bool,
    contratos: Vec<PagoDoContrato>,
    /// Quantos pagamentos.
    pagamentos: usize,
    /// Quanto foi pago. Nulo quando algum pagamento não diz o valor.
    #[schema(required = true)]
    total: Option<Reais>,
    /// Pagamentos que podem ser deste ano, porque a data falta ou não pode estar certa.
    pagamentos_sem_ano: Vec<PagamentoSemAno>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    /// Se o sistema mandou linhas de outra pessoa, que não são mostradas.
    linhas_alheias: bool,
    leitura: Leitura,
}

/// O que foi pago por um contrato.
#[derive(Debug, Serialize, ToSchema)]
struct PagoDoContrato {
    /// Nulo nos pagamentos que o sistema não põe em nenhum contrato.
    #[schema(required = true)]
    contrato: Option<ContratoCitado>,
    pagamentos: Vec<Pagamento>,
    #[schema(required = true)]
    total: Option<Reais>,
    /// Soma de cada parte, onde todos os pagamentos a dizem.
    composicao: Partes,
    /// Pago até 31 de dezembro do ano anterior. Nulo quando não dá para saber.
    #[schema(required = true)]
    pago_ate_o_ano_anterior: Option<Reais>,
    /// Pago até 31 de dezembro do ano, ou até agora.
    #[schema(required = true)]
    pago_ate_o_ano: Option<Reais>,
}

/// Um pagamento.
#[derive(Debug, Serialize, ToSchema)]
struct Pagamento {
    titulo: String,
    #[schema(required = true)]
    vencimento: Option<Dia>,
    pago_em: Dia,
    #[schema(required = true)]
    valor: Option<Reais>,
    composicao: Partes,
}

/// Anos com pagamentos ou informes para o imposto de renda
#[utoipa::path(get, path = "/api/v1/{incorporadora}/informes", tag = "informes", operation_id = "informes",
    responses((status = 200, description = "Os anos.", body = ListaDeInformes)))]
pub(super) async fn listar(
    State(estado): State<AppState>,
    chamada: Chamada,
) -> Result<Json<ListaDeInformes>, Problema> {
    chamada.aceita(&[])?;
    let (lidos, informes) =
        tokio::join!(pagamentos::ler(&estado.financeiro, &chamada.visita), da_incorporadora(&estado, &chamada));
    let lidos = lidos.map_err(|f| chamada.falha(&f))?;
    let falha = informes.as_ref().err().map(FalhaParcial::from);
    let informes = informes.ok();
    let com_pdf = |ano: i16| informes.as_ref().map(|i| i.as_ref().is_some_and(|i| tem_pdf(&i.valor, ano)));
    let mut anos: BTreeMap<i16, AnoDeInforme> = lidos
        .anos()
        .into_iter()
        .map(|a| {
            let total = a.total.map(Reais::from);
            (a.ano, AnoDeInforme { ano: a.ano, pagamentos: a.pagamentos, total, tem_informe: com_pdf(a.ano) })
        })
        .collect();
    for informe in informes.iter().flatten().flat_map(|i| &i.valor.itens) {
        // Nothing is known to have been paid in it: that is not a total of zero.
        let novo = || AnoDeInforme { ano: informe.ano, pagamentos: 0, total: None, tem_informe: com_pdf(informe.ano) };
        anos.entry(informe.ano).or_insert_with(novo);
    }
    let momento = informes.iter().flatten().fold(lidos.lida_em, |em, i| em.com(i.lida_em));
    let ilegiveis = informes.iter().flatten().map(|i| i.valor.ilegiveis()).sum::<usize>();
    Ok(Json(ListaDeInformes {
        anos: anos.into_values().rev().collect(),
        pagamentos_sem_ano: lidos.sem_ano.iter().map(sem_ano).collect(),
        falha_dos_informes: falha,
        linhas_ilegiveis: lidos.ilegiveis + ilegiveis,
        linhas_alheias: lidos.alheias,
        leitura: momento.into(),
    }))
}

/// O que foi pago em um ano
#[utoipa::path(get, path = "/api/v1/{incorporadora}/informes/{ano}", tag = "informes", operation_id = "informe-do-ano",
    params(("ano" = i16, Path, minimum = 1950, maximum = 9999, description = "Ano dos pagamentos.", example = 2025)),
    responses((status = 200, description = "Os pagamentos do ano.", body = DoAno)))]
pub(super) async fn do_ano(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<DoAno>, Problema> {
    chamada.aceita(&[])?;
    let ano = chamada.ano()?;
    let (lido, mut contratos) = tokio::join!(
        pagamentos::ler_ano(&estado.financeiro, &chamada.visita, ano),
        Contratos::ler(&estado, &chamada.visita)
    );
    let lido = lido.map_err(|f| chamada.falha(&f))?;
    Ok(Json(DoAno {
        ano: lido.ano,
        em_curso: lido.em_curso,
        contratos: lido.contratos.iter().map(|c| do_contrato(&mut contratos, c)).collect(),
        pagamentos: lido.quantos,
        total: lido.total.map(Reais::from),
        pagamentos_sem_ano: lido.sem_ano.iter().map(sem_ano).collect(),
        linhas_ilegiveis: lido.ilegiveis,
        linhas_alheias: lido.alheias,
        leitura: lido.lida_em.into(),
    }))
}

/// Informe para o imposto de renda, em PDF
///
/// O da incorporadora quando ela tem um do ano; senão o demonstrativo de pagamentos do plugin.
#[utoipa::path(get, path = "/api/v1/{incorporadora}/informes/{ano}/pdf", tag = "informes", operation_id = "informe-pdf",
    params(("ano" = i16, Path, minimum = 1950, maximum = 9999, description = "Ano dos pagamentos.", example = 2025)),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn pdf(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    chamada.aceita(&[])?;
    let ano = chamada.ano()?;
    // A statement the ERP may have and cannot name now is no reason to hand out ours under its name.
    let informes = da_incorporadora(&estado, &chamada).await.map_err(|f| chamada.falha(&f))?;
    let achado = informes.iter().flat_map(|i| &i.valor.itens).find(|i| i.ano == ano && i.pdf.is_some());
    let pedido = match achado {
        Some(informe) => Pedido::Informe { informe: informe.id.clone() },
        None => Pedido::Demonstrativo { ano },
    };
    arquivo::servir(&estado, &chamada, &pedido).await
}

/// Demonstrativo de pagamentos do plugin, em PDF
#[utoipa::path(get, path = "/api/v1/{incorporadora}/informes/{ano}/demonstrativo/pdf", tag = "informes",
    operation_id = "demonstrativo-pdf",
    params(("ano" = i16, Path, minimum = 1950, maximum = 9999, description = "Ano dos pagamentos.", example = 2025)),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn demonstrativo(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    chamada.aceita(&[])?;
    let ano = chamada.ano()?;
    arquivo::servir(&estado, &chamada, &Pedido::Demonstrativo { ano }).await
}

/// `None` when the ERP has no such list.
async fn da_incorporadora(estado: &AppState, chamada: &Chamada) -> Result<Option<Lida<Lista<Informe>>>, Falha> {
    if !estado.financeiro.oferece(&chamada.visita, Capacidade::Informes) {
        return Ok(None);
    }
    estado.financeiro.informes(&chamada.visita).await.map(Some)
}

fn tem_pdf(lista: &Lista<Informe>, ano: i16) -> bool {
    lista.itens.iter().any(|i| i.ano == ano && i.pdf.is_some())
}

fn sem_ano(s: &SemAno) -> PagamentoSemAno {
    PagamentoSemAno { titulo: s.titulo.clone(), valor: s.valor.map(Reais::from), motivo: s.motivo() }
}

fn do_contrato(contratos: &mut Contratos<'_>, c: &DoContrato) -> PagoDoContrato {
    PagoDoContrato {
        contrato: c.id.as_ref().map(|id| contratos.citar(id)),
        pagamentos: c.pagos.iter().map(pagamento).collect(),
        total: c.total.map(Reais::from),
        composicao: Partes::from(&c.partes),
        pago_ate_o_ano_anterior: c.ate_o_anterior.map(Reais::from),
        pago_ate_o_ano: c.ate_o_ano.map(Reais::from),
    }
}

fn pagamento(p: &Pago) -> Pagamento {
    Pagamento {
        titulo: p.titulo.clone(),
        vencimento: p.vencimento.map(Dia::from),
        pago_em: p.pago_em.into(),
        valor: p.valor.map(Reais::from),
        composicao: Partes::from(&p.composicao),
    }
}
