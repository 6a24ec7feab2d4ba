//! `/quitacoes`: the yearly declarations, and for each year without one, why.

use axum::{Json, extract::State, response::Response};
use domain::modelo::Quitacao;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    arquivo,
    chamada::Chamada,
    erro::Problema,
    modelo::{Binario, ContratoCitado, Contratos, FalhaParcial, Instante, Leitura, Reais, Referencia},
};
use crate::{
    app::pages::quitacao::motivo,
    server::{
        documentos::{pedido::Pedido, quitacao::emissao},
        financeiro::quitacao::{self, Ano, DoContrato},
        state::AppState,
    },
};

/// As declarações de quitação anual (Lei 12.007/2009).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeQuitacoes {
    /// Os mais novos primeiro.
    anos: Vec<AnoDeQuitacao>,
    /// Por que as parcelas não puderam ser lidas: os anos sem declaração do sistema da incorporadora faltam então.
    #[schema(required = true)]
    falha_das_parcelas: Option<FalhaParcial>,
    /// Declarações que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    leitura: Leitura,
}

/// Um ano.
#[derive(Debug, Serialize, ToSchema)]
struct AnoDeQuitacao {
    #[schema(example = 2025)]
    ano: i16,
    /// As que existem.
    declaracoes: Vec<Declaracao>,
    /// Os contratos com parcelas no ano e sem declaração, e por quê.
    sem_declaracao: Vec<SemDeclaracao>,
}

/// Uma declaração que existe.
#[derive(Debug, Serialize, ToSchema)]
struct Declaracao {
    referencia: Referencia,
    emissor: Emissor,
    /// Contrato; o sistema da incorporadora não o diz nas suas.
    #[schema(required = true)]
    contrato: Option<ContratoCitado>,
    /// Total quitado, quando o sistema da incorporadora o diz.
    #[schema(required = true)]
    valor: Option<Reais>,
    /// Quando foi emitida, nas do plugin.
    #[schema(required = true)]
    emitida_em: Option<Instante>,
    tem_pdf: bool,
}

/// Quem emitiu.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Emissor {
    /// O sistema da incorporadora.
    Erp,
    /// O plugin, em nome da incorporadora.
    Plugin,
}

/// Um contrato sem declaração no ano.
#[derive(Debug, Serialize, ToSchema)]
struct SemDeclaracao {
    /// Nulo quando as parcelas não dizem de que contrato são.
    #[schema(required = true)]
    contrato: Option<ContratoCitado>,
    situacao: SituacaoDaQuitacao,
    /// O mesmo em palavras.
    explicacao: String,
}

/// Por que não há declaração.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum SituacaoDaQuitacao {
    /// Alguma parcela do ano está em aberto.
    Bloqueada,
    /// O ano não terminou.
    Cedo,
    /// Nada venceu no ano.
    SemParcelas,
    /// Os dados não provam dívida nem quitação.
    SemProva,
    /// Está provada, e a pessoa pode emiti-la na página de quitação.
    Emitivel,
    /// Parece quitado, e a emissão cabe à incorporadora.
    Aguarda,
}

/// Um ano de quitação.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UmAnoDeQuitacao {
    ano: AnoDeQuitacao,
    leitura: Leitura,
}

/// Declarações de quitação anual
#[utoipa::path(get, path = "/api/v1/{incorporadora}/quitacoes", tag = "quitacoes", operation_id = "quitacoes",
    responses((status = 200, description = "Os anos.", body = ListaDeQuitacoes)))]
pub(super) async fn listar(
    State(estado): State<AppState>,
    chamada: Chamada,
) -> Result<Json<ListaDeQuitacoes>, Problema> {
    chamada.aceita(&[])?;
    let lidas = ler(&estado, &chamada).await?;
    let mut contratos = Contratos::ler(&estado, &chamada.visita).await;
    let mut anos = Vec::new();
    for ano in &lidas.anos {
        anos.push(um_ano(&estado, &chamada, &mut contratos, ano).await?);
    }
    Ok(Json(ListaDeQuitacoes {
        anos,
        falha_das_parcelas: lidas.sem_parcelas.as_ref().map(FalhaParcial::from),
        linhas_ilegiveis: lidas.ilegiveis,
        leitura: lidas.lida_em.into(),
    }))
}

/// Declarações de quitação de um ano
#[utoipa::path(get, path = "/api/v1/{incorporadora}/quitacoes/{ano}", tag = "quitacoes", operation_id = "quitacoes-do-ano",
    params(("ano" = i16, Path, minimum = 1950, maximum = 9999, description = "Ano dos vencimentos.", example = 2025)),
    responses((status = 200, description = "O ano.", body = UmAnoDeQuitacao)))]
pub(super) async fn do_ano(
    State(estado): State<AppState>,
    chamada: Chamada,
) -> Result<Json<UmAnoDeQuitacao>, Problema> {
    chamada.aceita(&[])?;
    let qual = chamada.ano()?;
    let lidas = ler(&estado, &chamada).await?;
    let Some(ano) = lidas.anos.iter().find(|a| a.ano == qual) else {
        // Only what was read whole and just now proves that there is nothing.
        let provado = lidas.lida_em.atual() && lidas.sem_parcelas.is_none();
        return Err(match (provado, &lidas.sem_parcelas) {
            (true, _) => Problema::nao_encontrado(),
            (false, Some(falha)) => chamada.falha(falha),
            (false, None) => Problema::sem_dados_atuais(),
        });
    };
    let mut contratos = Contratos::ler(&estado, &chamada.visita).await;
    let ano = um_ano(&estado, &chamada, &mut contratos, ano).await?;
    Ok(Json(UmAnoDeQuitacao { ano, leitura: lidas.lida_em.into() }))
}

/// Declaração de quitação em PDF
#[utoipa::path(get, path = "/api/v1/{incorporadora}/quitacoes/{ano}/{referencia}/pdf", tag = "quitacoes", operation_id = "quitacao-pdf",
    params(("ano" = i16, Path, minimum = 1950, maximum = 9999, description = "Ano dos vencimentos.", example = 2025),
        ("referencia" = Referencia, Path, description = "Referência da declaração, como em `/quitacoes`.")),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn pdf(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    chamada.aceita(&[])?;
    let qual = chamada.ano()?;
    let pedido =
        estado.abrir_documento(&chamada.visita, chamada.segmento("referencia")).ok_or(Problema::nao_encontrado())?;
    let do_ano = match &pedido {
        Pedido::Declaracao { ano, .. } => *ano == qual,
        Pedido::Quitacao { quitacao } => {
            let lidas = estado.financeiro.quitacoes(&chamada.visita).await.map_err(|f| chamada.falha(&f))?;
            lidas.valor.itens.iter().any(|q| q.id == *quitacao && q.ano == qual)
        }
        _ => false,
    };
    if !do_ano {
        return Err(Problema::nao_encontrado());
    }
    arquivo::servir(&estado, &chamada, &pedido).await
}

async fn ler(estado: &AppState, chamada: &Chamada) -> Result<quitacao::Quitacoes, Problema> {
    quitacao::ler(&estado.financeiro, &chamada.visita).await.map_err(|f| chamada.falha(&f))
}

async fn um_ano(
    estado: &AppState,
    chamada: &Chamada,
    contratos: &mut Contratos<'_>,
    ano: &Ano,
) -> Result<AnoDeQuitacao, Problema> {
    let mut declaracoes: Vec<Declaracao> = ano.do_erp.iter().map(|q| do_erp(estado, chamada, q)).collect();
    let mut sem_declaracao = Vec::new();
    for de in &ano.contratos {
        match emitida(estado, chamada, contratos, ano.ano, de).await? {
            Some(declaracao) => declaracoes.push(declaracao),
            None => sem_declaracao.push(SemDeclaracao {
                contrato: de.contrato.as_ref().map(|id| contratos.citar(id)),
                situacao: situacao(&de.situacao),
                explicacao: motivo(&de.situacao, ano.ano),
            }),
        }
    }
    Ok(AnoDeQuitacao { ano: ano.ano, declaracoes, sem_declaracao })
}

fn do_erp(estado: &AppState, chamada: &Chamada, q: &Quitacao) -> Declaracao {
    let pedido = Pedido::Quitacao { quitacao: q.id.clone() };
    Declaracao {
        referencia: Referencia(estado.referencia_documento(&chamada.visita, &pedido)),
        emissor: Emissor::Erp,
        contrato: None,
        valor: q.valor.map(Reais::from),
        emitida_em: None,
        tem_pdf: q.pdf.is_some(),
    }
}

/// The declaration the plugin issued, when it did.
async fn emitida(
    estado: &AppState,
    chamada: &Chamada,
    contratos: &mut Contratos<'_>,
    ano: i16,
    de: &DoContrato,
) -> Result<Option<Declaracao>, Problema> {
    let Some(contrato) = &de.contrato else { return Ok(None) };
    let quando = emissao::emitida_em(estado, &chamada.visita, contrato, ano).await.map_err(|erro| {
        tracing::error!(%erro, "issued declarations could not be looked up");
        Problema::interno()
    })?;
    Ok(quando.map(|quando| {
        let pedido = Pedido::Declaracao { contrato: contrato.0.clone(), ano };
        Declaracao {
            referencia: Referencia(estado.referencia_documento(&chamada.visita, &pedido)),
            emissor: Emissor::Plugin,
            contrato: Some(contratos.citar(contrato)),
            valor: None,
            emitida_em: Some(quando.into()),
            tem_pdf: true,
        }
    }))
}

const fn situacao(situacao: &quitacao::Situacao) -> SituacaoDaQuitacao {
    use quitacao::Situacao;
    match situacao {
        Situacao::Bloqueada { .. } => SituacaoDaQuitacao::Bloqueada,
        Situacao::Cedo => SituacaoDaQuitacao::Cedo,
        Situacao::SemParcelas => SituacaoDaQuitacao::SemParcelas,
        Situacao::NaoDaParaProvar(_) => SituacaoDaQuitacao::SemProva,
        Situacao::Emitivel(_) => SituacaoDaQuitacao::Emitivel,
        Situacao::Aguarda { .. } => SituacaoDaQuitacao::Aguarda,
    }
}
