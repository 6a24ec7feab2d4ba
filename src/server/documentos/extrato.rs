//! The extrato as the page shows it, with the same filters, as a file.

use documents::{extrato as arquivos, nomes};

use super::{
    marca,
    pedido::{FormatoExtrato, Tipo},
    producao::{Arquivo, Falta},
};
use crate::{
    app::{contexto::Consulta, pages::extrato::recorte},
    server::{
        financeiro::{
            boletos::nome_do_contrato,
            extrato::{self, Extrato, Situacao},
        },
        relogio::no_brasil,
        session::Visita,
        state::AppState,
    },
};

/// Reads and makes it.
///
/// # Errors
/// [`Falta::Incompleto`] when the ERP sent rows nobody can read.
pub(super) async fn arquivo(
    estado: &AppState,
    visita: &Visita,
    consulta: &str,
    formato: FormatoExtrato,
) -> Result<Arquivo, Falta> {
    let consulta = Consulta::ler(consulta);
    let recorte = recorte(visita, estado, &consulta);
    let lido = extrato::ler(&estado.financeiro, visita, &recorte).await?;
    if lido.ilegiveis > 0 {
        return Err(Falta::Incompleto);
    }
    let documento = montar(estado, visita, &lido).await;
    let tipo = match formato {
        FormatoExtrato::Pdf => Tipo::Pdf,
        FormatoExtrato::Xlsx => Tipo::Xlsx,
        FormatoExtrato::Csv => Tipo::Csv,
        FormatoExtrato::Ics => Tipo::Ics,
    };
    let nome = nomes::arquivo(&["extrato", &estado.financeiro.relogio().hoje().to_string()], tipo.extensao());
    let impressora = estado.impressora(visita).ok_or(Falta::Interno)?;
    let marca = marca::de(&visita.incorporadora);
    let feito = estado
        .oficina
        .fazer(move || match formato {
            FormatoExtrato::Pdf => impressora
                .extrato(&marca, &documento)
                .inspect_err(|erro| tracing::error!(%erro, "PDF of the extrato not made"))
                .ok(),
            FormatoExtrato::Xlsx => {
                arquivos::xlsx(&documento).inspect_err(|erro| tracing::error!(%erro, "spreadsheet not made")).ok()
            }
            FormatoExtrato::Csv => Some(arquivos::csv(&documento)),
            FormatoExtrato::Ics => Some(arquivos::ics(&documento)),
        })
        .await;
    let bytes = feito.flatten().ok_or(Falta::Interno)?.into();
    Ok(Arquivo { nome, tipo, bytes })
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
            // As on the page: what has to be paid, or else what the contract says.
            valor_atual: if l.situacao == Situacao::Paga { l.valor.atual } else { l.valor_de_hoje() },
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
        gerado_em: no_brasil(lido.lida_em.em).datetime(),
        linhas,
    }
}
