//! `/boletos`: what can be paid, and what is open without a boleto.

use axum::{Json, extract::State, response::Response};
use domain::{
    boleto::Boleto as CodigoDeBoleto,
    conferencia::{Codigo, Divergencia},
    modelo::SituacaoBoleto,
    pix::BrCode,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    arquivo,
    chamada::{CONTRATO, Chamada},
    erro::Problema,
    modelo::{Binario, ContratoCitado, Contratos, Dia, FalhaParcial, Leitura, Partes, Reais, Referencia},
};
use crate::server::{
    cripto::Especie,
    documentos::pedido::Pedido,
    financeiro::{
        boletos::{self, EmAberto},
        cobranca::Cobranca,
        reconciliacao::{Motivo, SemBoleto},
    },
    state::AppState,
};

/// Tudo o que está em aberto.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeBoletos {
    /// Os mais urgentes primeiro.
    boletos: Vec<Boleto>,
    /// Parcelas em aberto, vencidas ou que vencem em até 15 dias, para as quais não há boleto. Nulo quando as parcelas não
    /// puderam ser lidas.
    #[schema(required = true)]
    parcelas_sem_boleto: Option<Vec<ParcelaSemBoleto>>,
    /// Quantas parcelas em aberto vencem depois disso.
    #[schema(required = true)]
    parcelas_futuras: Option<usize>,
    /// A primeira delas.
    #[schema(required = true)]
    proxima_parcela_futura: Option<ParcelaSemBoleto>,
    /// Por que as parcelas não puderam ser lidas.
    #[schema(required = true)]
    falha_das_parcelas: Option<FalhaParcial>,
    /// Se o sistema da incorporadora disse, agora, que nada está em aberto. Só com isto se pode dizer a alguém que não tem
    /// débitos: uma lista vazia sozinha não prova nada.
    nada_deve: bool,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    /// Se o sistema mandou linhas de outra pessoa, que não são mostradas.
    linhas_alheias: bool,
    leitura: Leitura,
    /// Das parcelas.
    leitura_das_parcelas: Leitura,
}

/// Um boleto em aberto.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Boleto {
    referencia: Referencia,
    /// O que se paga.
    #[schema(example = "Parcela 7 de 60")]
    titulo: String,
    /// Descrição do sistema da incorporadora, quando diz mais que o título.
    #[schema(required = true)]
    historico: Option<String>,
    /// Contratos de que é.
    contratos: Vec<ContratoCitado>,
    situacao: SituacaoDoBoleto,
    /// Quanto pagar hoje. Nulo quando o sistema não diz o valor atualizado de um boleto vencido: não se calcula dívida.
    #[schema(required = true)]
    valor: Option<Reais>,
    composicao: Partes,
    /// Data impressa.
    #[schema(required = true)]
    vencimento: Option<Dia>,
    /// Último dia sem encargos, pelo calendário dos bancos.
    #[schema(required = true)]
    pagavel_ate: Option<Dia>,
    /// Se está vencido, pelo calendário dos bancos.
    vencido: bool,
    /// O prazo em palavras.
    #[schema(required = true, example = "Vence em 3 dias")]
    prazo: Option<String>,
    /// Banco, para comparar com o que o aplicativo mostra.
    #[schema(required = true)]
    banco: Option<String>,
    /// Só números. Nula quando não há ou não passou na conferência.
    #[schema(required = true, pattern = "^[0-9]{47,48}$")]
    linha_digitavel: Option<String>,
    /// Os 44 números das barras.
    #[schema(required = true, pattern = "^[0-9]{44}$")]
    codigo_de_barras: Option<String>,
    /// Código Pix copia e cola, conferido.
    #[schema(required = true)]
    pix_copia_e_cola: Option<String>,
    /// O que no código não confere com os dados da incorporadora. Mostre antes do código.
    divergencias: Vec<String>,
    /// Por que um código que veio não é oferecido.
    codigos_recusados: Vec<String>,
    /// Se `/pdf` é o boleto do sistema da incorporadora; senão é uma folha com os dados para pagamento.
    tem_pdf_da_incorporadora: bool,
}

/// Situação de um boleto.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum SituacaoDoBoleto {
    Aberto,
    Pago,
    Substituido,
    Cancelado,
    EmRegistro,
    /// Uma que o plugin não conhece.
    Outra,
}

/// Uma parcela em aberto para a qual não há boleto.
#[derive(Debug, Serialize, ToSchema)]
struct ParcelaSemBoleto {
    titulo: String,
    #[schema(required = true)]
    contrato: Option<ContratoCitado>,
    #[schema(required = true)]
    vencimento: Option<Dia>,
    #[schema(required = true)]
    valor: Option<Reais>,
    motivo: MotivoSemBoleto,
}

/// Por que não há boleto.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum MotivoSemBoleto {
    /// Venceu, e é preciso pedir um novo.
    VencidaSemBoleto,
    /// Ainda não foi emitido.
    AindaNaoEmitido,
    /// O sistema não diz quando vence.
    SemData,
}

/// Um boleto.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UmBoleto {
    boleto: Boleto,
    leitura: Leitura,
}

/// O código Pix de um boleto.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pix {
    /// Para colar no aplicativo do banco.
    copia_e_cola: String,
    /// Valor que o código carrega. Nulo em um Pix dinâmico, que o diz no pagamento.
    #[schema(required = true)]
    valor: Option<Reais>,
    /// Nome do recebedor, para comparar com o que o aplicativo mostra.
    recebedor: String,
    /// Cidade do recebedor.
    cidade: String,
    /// O que no código não confere com os dados da incorporadora.
    divergencias: Vec<String>,
    leitura: Leitura,
}

/// ListaDeBoletos em aberto, e as parcelas em aberto sem boleto
#[utoipa::path(get, path = "/api/v1/{incorporadora}/boletos", tag = "boletos", operation_id = "boletos",
    params(("contrato" = Option<Referencia>, Query, description = "Só deste contrato, como em `/contratos`.")),
    responses((status = 200, description = "O que está em aberto.", body = ListaDeBoletos)))]
pub(super) async fn listar(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<ListaDeBoletos>, Problema> {
    chamada.aceita(&[CONTRATO])?;
    let contrato = chamada.contrato()?;
    let visita = &chamada.visita;
    let (aberto, contratos) = tokio::join!(
        boletos::em_aberto(&estado.financeiro, visita, contrato.as_ref()),
        Contratos::ler(&estado, visita)
    );
    let aberto = aberto.map_err(|f| chamada.falha(&f))?;
    Ok(Json(montar(&estado, &chamada, &aberto, contratos)))
}

/// Um boleto em aberto
#[utoipa::path(get, path = "/api/v1/{incorporadora}/boletos/{referencia}", tag = "boletos", operation_id = "boleto",
    params(("referencia" = Referencia, Path, description = "Referência do boleto, como em `/boletos`.")),
    responses((status = 200, description = "O boleto.", body = UmBoleto)))]
pub(super) async fn um(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<UmBoleto>, Problema> {
    chamada.aceita(&[])?;
    let (aberto, cobranca) = achar(&estado, &chamada).await?;
    let mut contratos = Contratos::ler(&estado, &chamada.visita).await;
    let boleto = boleto(&estado, &chamada, &mut contratos, &cobranca);
    Ok(Json(UmBoleto { boleto, leitura: aberto.lida_em.into() }))
}

/// Segunda via do boleto, em PDF
///
/// O PDF do sistema da incorporadora quando ele tem um; senão uma folha com os dados para pagamento.
#[utoipa::path(get, path = "/api/v1/{incorporadora}/boletos/{referencia}/pdf", tag = "boletos", operation_id = "boleto-pdf",
    params(("referencia" = Referencia, Path, description = "Referência do boleto, como em `/boletos`.")),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn segunda_via(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    chamada.aceita(&[])?;
    let boleto = chamada.chave(Especie::Boleto)?;
    arquivo::servir(&estado, &chamada, &Pedido::SegundaVia { boleto }).await
}

/// Código Pix de um boleto
#[utoipa::path(get, path = "/api/v1/{incorporadora}/boletos/{referencia}/pix", tag = "boletos", operation_id = "boleto-pix",
    params(("referencia" = Referencia, Path, description = "Referência do boleto, como em `/boletos`.")),
    responses((status = 200, description = "O código, conferido.", body = Pix)))]
pub(super) async fn pix(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<Pix>, Problema> {
    chamada.aceita(&[])?;
    let (aberto, cobranca) = achar(&estado, &chamada).await?;
    let codigo: &BrCode = match &cobranca.pix {
        Codigo::Conferido(codigo) | Codigo::Divergente(codigo, _) => codigo,
        Codigo::Ausente => return Err(Problema::sem("sem-pix", "Este boleto não tem código Pix.")),
        Codigo::Quebrado { .. } => {
            let mensagem = "O código Pix que a incorporadora enviou está com defeito e não deve ser usado.";
            return Err(Problema::sem("pix-com-defeito", mensagem));
        }
    };
    Ok(Json(Pix {
        copia_e_cola: codigo.payload().to_owned(),
        valor: codigo.valor().map(Reais::from),
        recebedor: codigo.nome().to_owned(),
        cidade: codigo.cidade().to_owned(),
        divergencias: cobranca.pix.divergencias().iter().map(Divergencia::texto).collect(),
        leitura: aberto.lida_em.into(),
    }))
}

/// The boleto of the path, among the person's own.
async fn achar(estado: &AppState, chamada: &Chamada) -> Result<(EmAberto, Cobranca), Problema> {
    let chave = chamada.chave(Especie::Boleto)?;
    let aberto = boletos::em_aberto(&estado.financeiro, &chamada.visita, None).await.map_err(|f| chamada.falha(&f))?;
    let achada = aberto.cobrancas.iter().find(|c| c.chave == chave).cloned();
    match achada {
        Some(cobranca) => Ok((aberto, cobranca)),
        // Paid, or replaced by another: the list tells.
        None if aberto.lida_em.atual() => Err(Problema::nao_encontrado()),
        None => Err(Problema::sem_dados_atuais()),
    }
}

fn montar(estado: &AppState, chamada: &Chamada, aberto: &EmAberto, mut contratos: Contratos<'_>) -> ListaDeBoletos {
    let cobrancas = aberto.cobrancas.iter().map(|c| boleto(estado, chamada, &mut contratos, c)).collect();
    let reconciliacao = aberto.reconciliacao.as_ref();
    ListaDeBoletos {
        boletos: cobrancas,
        parcelas_sem_boleto: reconciliacao
            .ok()
            .map(|r| r.sem_boleto.iter().map(|s| sem_boleto(&mut contratos, s)).collect()),
        parcelas_futuras: reconciliacao.ok().map(|r| r.futuras),
        proxima_parcela_futura: reconciliacao
            .ok()
            .and_then(|r| r.proxima_futura.as_ref())
            .map(|s| sem_boleto(&mut contratos, s)),
        falha_das_parcelas: reconciliacao.err().map(FalhaParcial::from),
        nada_deve: aberto.nada_deve(),
        linhas_ilegiveis: aberto.ilegiveis,
        linhas_alheias: aberto.alheias,
        leitura: aberto.lida_em.into(),
        leitura_das_parcelas: aberto.parcelas_em.into(),
    }
}

fn boleto(estado: &AppState, chamada: &Chamada, contratos: &mut Contratos<'_>, c: &Cobranca) -> Boleto {
    let codigo = c.boleto.codigo();
    let recusado = |motivo: &String| motivo.clone();
    let recusados = [motivo_de(&c.boleto), motivo_de(&c.pix)];
    Boleto {
        referencia: Referencia(estado.referencia_boleto(&chamada.visita, &c.chave)),
        titulo: c.titulo.clone(),
        historico: c.historico.clone(),
        contratos: c.contratos.iter().map(|id| contratos.citar(id)).collect(),
        situacao: situacao(&c.situacao),
        valor: c.valor.map(Reais::from),
        composicao: Partes::from(&c.composicao),
        vencimento: c.vencimento.map(Dia::from),
        pagavel_ate: c.prazo.as_ref().map(|p| p.pagavel_ate().into()),
        vencido: c.vencida(),
        prazo: c.prazo.as_ref().map(domain::calendario::Prazo::texto),
        banco: c.banco.clone(),
        linha_digitavel: codigo.map(CodigoDeBoleto::linha_digitavel),
        codigo_de_barras: codigo.map(|b| b.codigo_barras().to_owned()),
        pix_copia_e_cola: c.pix.codigo().map(|p| p.payload().to_owned()),
        divergencias: c.divergencias().map(Divergencia::texto).collect(),
        codigos_recusados: recusados.into_iter().flatten().map(recusado).collect(),
        tem_pdf_da_incorporadora: c.tem_pdf,
    }
}

const fn motivo_de<T>(codigo: &Codigo<T>) -> Option<&String> {
    match codigo {
        Codigo::Quebrado { motivo } => Some(motivo),
        Codigo::Ausente | Codigo::Conferido(_) | Codigo::Divergente(..) => None,
    }
}

const fn situacao(situacao: &SituacaoBoleto) -> SituacaoDoBoleto {
    match situacao {
        SituacaoBoleto::Aberto => SituacaoDoBoleto::Aberto,
        SituacaoBoleto::Pago => SituacaoDoBoleto::Pago,
        SituacaoBoleto::Substituido => SituacaoDoBoleto::Substituido,
        SituacaoBoleto::Cancelado => SituacaoDoBoleto::Cancelado,
        SituacaoBoleto::EmRegistro => SituacaoDoBoleto::EmRegistro,
        _ => SituacaoDoBoleto::Outra,
    }
}

fn sem_boleto(contratos: &mut Contratos<'_>, s: &SemBoleto) -> ParcelaSemBoleto {
    ParcelaSemBoleto {
        titulo: s.titulo.clone(),
        contrato: s.contrato.as_ref().map(|id| contratos.citar(id)),
        vencimento: s.vencimento.map(Dia::from),
        valor: s.valor.map(Reais::from),
        motivo: match s.motivo {
            Motivo::VencidaSemBoleto => MotivoSemBoleto::VencidaSemBoleto,
            Motivo::AindaNaoEmitido => MotivoSemBoleto::AindaNaoEmitido,
            Motivo::SemData => MotivoSemBoleto::SemData,
        },
    }
}
