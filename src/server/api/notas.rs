//! `/notas`

use axum::{Json, extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    arquivo,
    chamada::Chamada,
    erro::Problema,
    modelo::{Binario, Dia, Leitura, Reais, Referencia, referencia},
};
use crate::server::{
    cripto::Especie,
    documentos::pedido::{FormatoNota, Pedido},
    financeiro::notas::{self, Identificacao},
    session::Visita,
    state::AppState,
};

/// As notas fiscais.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListaDeNotas {
    /// As mais novas primeiro; as sem data no fim.
    notas: Vec<Nota>,
    /// Linhas que o sistema da incorporadora mandou e ninguém consegue ler.
    linhas_ilegiveis: usize,
    /// Se o sistema mandou linhas de outra pessoa, que não são mostradas: uma lista vazia não prova nada então.
    linhas_alheias: bool,
    leitura: Leitura,
}

/// Uma nota fiscal.
#[derive(Debug, Serialize, ToSchema)]
struct Nota {
    referencia: Referencia,
    #[schema(required = true)]
    numero: Option<String>,
    #[schema(required = true)]
    emissao: Option<Dia>,
    #[schema(required = true)]
    valor: Option<Reais>,
    #[schema(required = true)]
    descricao: Option<String>,
    /// Chave de acesso, ou o código que o município dá.
    #[schema(required = true)]
    identificacao: Option<String>,
    tipo_da_identificacao: TipoDaIdentificacao,
    /// CNPJ de quem a emitiu, quando a chave o diz.
    #[schema(required = true)]
    cnpj_do_prestador: Option<String>,
    #[schema(required = true)]
    protocolo: Option<String>,
    tem_pdf: bool,
    tem_xml: bool,
}

/// O que a identificação é.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum TipoDaIdentificacao {
    /// Chave da NFS-e nacional.
    ChaveNfse,
    /// Chave de uma NF-e.
    ChaveNfe,
    /// Outra.
    Outra,
    /// Não há.
    Nenhuma,
}

/// ListaDeNotas fiscais da pessoa
#[utoipa::path(get, path = "/api/v1/{incorporadora}/notas", tag = "notas", operation_id = "notas",
    responses((status = 200, description = "As notas.", body = ListaDeNotas)))]
pub(super) async fn listar(State(estado): State<AppState>, chamada: Chamada) -> Result<Json<ListaDeNotas>, Problema> {
    chamada.aceita(&[])?;
    let lidas = notas::ler(&estado.financeiro, &chamada.visita).await.map_err(|f| chamada.falha(&f))?;
    Ok(Json(ListaDeNotas {
        notas: lidas.notas.iter().map(|n| nota(&estado, &chamada.visita, n)).collect(),
        linhas_ilegiveis: lidas.ilegiveis,
        linhas_alheias: lidas.alheias,
        leitura: lidas.lida_em.into(),
    }))
}

/// Nota fiscal em PDF
#[utoipa::path(get, path = "/api/v1/{incorporadora}/notas/{referencia}/pdf", tag = "notas", operation_id = "nota-pdf",
    params(("referencia" = Referencia, Path, description = "Referência da nota, como em `/notas`.")),
    responses((status = 200, description = "O PDF.", body = Binario, content_type = "application/pdf")))]
pub(super) async fn pdf(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoNota::Pdf).await
}

/// Nota fiscal em XML
#[utoipa::path(get, path = "/api/v1/{incorporadora}/notas/{referencia}/xml", tag = "notas", operation_id = "nota-xml",
    params(("referencia" = Referencia, Path, description = "Referência da nota, como em `/notas`.")),
    responses((status = 200, description = "O XML.", body = String, content_type = "application/xml; charset=utf-8")))]
pub(super) async fn xml(State(estado): State<AppState>, chamada: Chamada) -> Result<Response, Problema> {
    documento(&estado, &chamada, FormatoNota::Xml).await
}

async fn documento(estado: &AppState, chamada: &Chamada, formato: FormatoNota) -> Result<Response, Problema> {
    chamada.aceita(&[])?;
    let nota = chamada.chave(Especie::NotaFiscal)?;
    arquivo::servir(estado, chamada, &Pedido::NotaFiscal { nota, formato }).await
}

fn nota(estado: &AppState, visita: &Visita, n: &notas::Nota) -> Nota {
    Nota {
        referencia: referencia(estado, visita, Especie::NotaFiscal, &n.chave),
        numero: n.numero.clone(),
        emissao: n.emissao.map(Dia::from),
        valor: n.valor.map(Reais::from),
        descricao: n.descricao.clone(),
        identificacao: n.identificacao.as_ref().map(|i| i.grupos().concat()),
        tipo_da_identificacao: match n.identificacao {
            Some(Identificacao::Nfse(_)) => TipoDaIdentificacao::ChaveNfse,
            Some(Identificacao::Nfe(_)) => TipoDaIdentificacao::ChaveNfe,
            Some(Identificacao::Outra(_)) => TipoDaIdentificacao::Outra,
            None => TipoDaIdentificacao::Nenhuma,
        },
        cnpj_do_prestador: n.identificacao.as_ref().and_then(Identificacao::prestador),
        protocolo: n.protocolo.clone(),
        tem_pdf: n.tem_pdf,
        tem_xml: n.tem_xml,
    }
}
