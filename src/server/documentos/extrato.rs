//! `GET /extrato.{csv,xlsx,ics}`: the extrato as the page shows it, with the same filters, as a file.

use std::sync::Arc;

use axum::{
    extract::{Extension, RawQuery, State},
    response::{IntoResponse, Response},
};
use documents::{extrato as arquivos, nomes};
use http::{HeaderValue, StatusCode, header};

use crate::{
    app::{contexto::Consulta, pages::extrato::recorte, pages::mensagem::Mensagem},
    server::{
        financeiro::{
            Falha,
            boletos::nome_do_contrato,
            extrato::{self, Extrato, Situacao},
        },
        relogio::no_brasil,
        session::Visita,
        state::AppState,
    },
};

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formato {
    /// Comma separated values.
    Csv,
    /// Spreadsheet.
    Xlsx,
    /// Calendar.
    Ics,
}

impl Formato {
    const fn extensao(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ics => "ics",
        }
    }

    const fn tipo(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ics => "text/calendar; charset=utf-8",
        }
    }
}

/// `/extrato.csv`
pub async fn csv(estado: State<AppState>, visita: Extension<Visita>, consulta: RawQuery) -> Response {
    entregar(estado.0, visita.0, consulta.0, Formato::Csv).await
}

/// `/extrato.xlsx`
pub async fn xlsx(estado: State<AppState>, visita: Extension<Visita>, consulta: RawQuery) -> Response {
    entregar(estado.0, visita.0, consulta.0, Formato::Xlsx).await
}

/// `/extrato.ics`
pub async fn ics(estado: State<AppState>, visita: Extension<Visita>, consulta: RawQuery) -> Response {
    entregar(estado.0, visita.0, consulta.0, Formato::Ics).await
}

async fn entregar(estado: AppState, visita: Visita, consulta: Option<String>, formato: Formato) -> Response {
    let consulta = Consulta::ler(&consulta.unwrap_or_default());
    let recorte = recorte(&visita, &estado, &consulta);
    let lido = match extrato::ler(&estado.financeiro, &visita, &recorte).await {
        Ok(lido) => lido,
        Err(falha) => return recusar(&estado, &visita, &falha),
    };
    // A file that silently lacks rows would be believed for years.
    if lido.ilegiveis > 0 {
        return recusar(&estado, &visita, &Falha::RespostaInvalida);
    }
    let documento = montar(&estado, &visita, &lido).await;
    let nome = nomes::arquivo(&["extrato", &estado.financeiro.relogio().hoje().to_string()], formato.extensao());
    let feito = estado
        .oficina
        .fazer(move || match formato {
            Formato::Csv => Some(arquivos::csv(&documento)),
            Formato::Xlsx => {
                arquivos::xlsx(&documento).inspect_err(|erro| tracing::error!(%erro, "spreadsheet not made")).ok()
            }
            Formato::Ics => Some(arquivos::ics(&documento)),
        })
        .await;
    match feito.flatten() {
        Some(bytes) => anexo(bytes, formato, &nome),
        None => Mensagem::erro_interno().resposta(&estado, Some(visita.incorporadora), Some(visita.codigo_suporte)),
    }
}

async fn montar(estado: &AppState, visita: &Visita, lido: &Extrato) -> arquivos::Extrato {
    let contratos = estado.financeiro.contratos(visita).await.ok();
    let nome_de = |id: &domain::modelo::ContratoId| {
        let achado = contratos.as_ref().and_then(|c| c.valor.itens.iter().find(|c| c.id == *id));
        achado.map_or_else(|| id.0.clone(), nome_do_contrato)
    };
    let linhas = lido
        .linhas
        .iter()
        .map(|l| arquivos::Linha {
            descricao: l.titulo.clone(),
            contrato: l.contrato.as_ref().map(nome_de),
            vencimento: l.vencimento,
            situacao: match l.situacao {
                Situacao::Paga => arquivos::Situacao::Paga,
                Situacao::Vencida => arquivos::Situacao::Vencida,
                Situacao::Aberta => arquivos::Situacao::Aberta,
            },
            valor_original: l.valor.original,
            correcao: l.valor.correcao,
            juros: l.valor.juros,
            multa: l.valor.multa,
            desconto: l.valor.desconto,
            valor_atual: l.valor.atual,
            indice: l.indice.clone(),
            paga_em: l.paga_em,
            valor_pago: l.valor_pago,
        })
        .collect();
    let documento = visita.principal.documento.mascarado();
    let titular = match visita.principal.nome.as_deref() {
        Some(nome) => format!("{nome}, {documento}"),
        None => documento,
    };
    arquivos::Extrato {
        titulo: "Extrato".to_owned(),
        incorporadora: visita.incorporadora.nome.clone(),
        titular,
        gerado_em: no_brasil(lido.lida_em).datetime(),
        linhas,
    }
}

fn anexo(bytes: Vec<u8>, formato: Formato, nome: &str) -> Response {
    let Ok(disposicao) = HeaderValue::from_str(&format!("attachment; filename=\"{nome}\"")) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tipo = HeaderValue::from_static(formato.tipo());
    ([(header::CONTENT_TYPE, tipo), (header::CONTENT_DISPOSITION, disposicao)], bytes).into_response()
}

fn recusar(estado: &AppState, visita: &Visita, falha: &Falha) -> Response {
    let mensagem = Mensagem::arquivo_indisponivel(falha);
    mensagem.resposta(estado, Some(Arc::clone(&visita.incorporadora)), Some(Arc::clone(&visita.codigo_suporte)))
}
