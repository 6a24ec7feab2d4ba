//! Boletos on paper: the ERP's PDF, our *Dados para pagamento*, several in one PDF, several in one ZIP.

use std::io::{Cursor, Write as _};

use documents::{
    nomes,
    pdf::{Cobranca as Folha, Cobrancas, Composicao as Partes},
};
use domain::{
    calendario::{Prazo, curta},
    conferencia::Divergencia,
    modelo::{BoletoEmitido, Composicao, SituacaoBoleto},
};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::{Timestamp, civil::Date};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    marca,
    pedido::{BOLETOS_MAXIMOS, Tipo},
    producao::{Arquivo, Falta},
};
use crate::server::{
    financeiro::{
        boletos::{self, EmAberto, nome_do_contrato},
        cobranca::Cobranca,
    },
    relogio::no_brasil,
    session::Visita,
    state::AppState,
};

/// Files of one package fetched at once; the ERP's own limit holds on top.
const DE_CADA_VEZ: usize = 4;

/// The boleto's PDF of the ERP when there is one, or else our *Dados para pagamento*.
///
/// # Errors
/// See [`Falta`]. A PDF the ERP has and cannot give now is an error, not a reason to hand out something else under its name.
pub(super) async fn segunda_via(estado: &AppState, visita: &Visita, chave: &str) -> Result<Arquivo, Falta> {
    let emitidos = estado.financeiro.boletos(visita).await?;
    let emitido = emitidos.valor.itens.iter().find(|b| b.id == chave).ok_or(Falta::NaoEncontrado)?;
    if emitido.pdf.is_none() {
        return carne(estado, visita, &[chave.to_owned()]).await;
    }
    let bytes = estado.financeiro.segunda_via(visita, emitido).await?.bytes;
    Ok(Arquivo { nome: nome("boleto", emitido), tipo: Tipo::Pdf, bytes })
}

/// Our *Dados para pagamento*: one page for each boleto, in the order in which they fall due.
///
/// # Errors
/// [`Falta::NaoEncontrado`] when any of them is not an open boleto of this visitor: a carnê that silently lacks one misleads.
pub(super) async fn carne(estado: &AppState, visita: &Visita, chaves: &[String]) -> Result<Arquivo, Falta> {
    if chaves.is_empty() || chaves.len() > BOLETOS_MAXIMOS {
        return Err(Falta::NaoEncontrado);
    }
    let aberto = boletos::em_aberto(&estado.financeiro, visita, None).await?;
    let escolhidas = escolher(&aberto, chaves)?;
    let contratos = estado.financeiro.contratos(visita).await.ok();
    let valor_em = no_brasil(aberto.lida_em.em).date();
    let antigo = (!aberto.lida_em.atual()).then(|| antigo(aberto.lida_em.em));
    let contrato_de = |c: &Cobranca| {
        let id = c.contratos.first()?;
        let achado = contratos.as_ref().and_then(|l| l.valor.itens.iter().find(|k| k.id == *id));
        Some(achado.map_or_else(|| id.0.clone(), nome_do_contrato))
    };
    let itens = escolhidas.iter().map(|c| folha(c, contrato_de(c), visita, valor_em, antigo.clone())).collect();
    let principal = &visita.principal;
    let documento = principal.documento.mascarado();
    let dados = Cobrancas {
        titulo: visita.incorporadora.nome.clone(),
        titular: principal.nome.as_deref().map_or_else(|| documento.clone(), |nome| format!("{nome}, {documento}")),
        gerado_em: no_brasil(aberto.lida_em.em).datetime(),
        itens,
    };
    let nome = match escolhidas.as_slice() {
        [uma] => nomes::arquivo(&["pagamento", &data(uma.vencimento), &uma.titulo], "pdf"),
        varias => {
            let fim = varias.last().and_then(|c| c.vencimento);
            nomes::arquivo(&["carne", &data(varias.first().and_then(|c| c.vencimento)), "a", &data(fim)], "pdf")
        }
    };
    let (impressora, marca) = (estado.impressora(visita).ok_or(Falta::Interno)?, marca::de(&visita.incorporadora));
    let feito = estado.oficina.fazer(move || impressora.cobrancas(&marca, &dados)).await;
    let bytes = feito
        .ok_or(Falta::Interno)?
        .inspect_err(|erro| tracing::error!(%erro, "PDF of payment data not made"))
        .map_err(|_| Falta::Interno)?;
    Ok(Arquivo { nome, tipo: Tipo::Pdf, bytes: bytes.into() })
}

/// The segunda via of each boleto, in one ZIP.
///
/// # Errors
/// When any of them cannot be had: a package that silently lacks one misleads.
pub(super) async fn pacote(estado: &AppState, visita: &Visita, chaves: &[String]) -> Result<Arquivo, Falta> {
    if chaves.is_empty() || chaves.len() > BOLETOS_MAXIMOS {
        return Err(Falta::NaoEncontrado);
    }
    let pedidos: Vec<_> = chaves.iter().map(|chave| segunda_via(estado, visita, chave)).collect();
    let arquivos: Vec<Arquivo> = stream::iter(pedidos).buffered(DE_CADA_VEZ).try_collect().await?;
    let nome = nomes::arquivo(&["boletos", &estado.financeiro.relogio().hoje().to_string()], "zip");
    let feito = estado.oficina.fazer(move || compactar(&arquivos)).await.ok_or(Falta::Interno)?;
    let bytes =
        feito.inspect_err(|erro| tracing::error!(%erro, "ZIP of boletos not made")).map_err(|_| Falta::Interno)?;
    Ok(Arquivo { nome, tipo: Tipo::Zip, bytes: bytes.into() })
}

fn escolher<'a>(aberto: &'a EmAberto, chaves: &[String]) -> Result<Vec<&'a Cobranca>, Falta> {
    // In the list's order, which is that of the due dates; a key named twice is one boleto.
    let escolhidas: Vec<&Cobranca> = aberto.cobrancas.iter().filter(|c| chaves.contains(&c.chave)).collect();
    let todas = chaves.iter().all(|chave| escolhidas.iter().any(|c| c.chave == *chave));
    if todas { Ok(escolhidas) } else { Err(Falta::NaoEncontrado) }
}

/// The first of the warnings on a sheet made while the ERP could not be asked.
fn antigo(em: Timestamp) -> String {
    let local = no_brasil(em);
    let (dia, hora) = (curta(local.date()), format!("{:02}:{:02}", local.hour(), local.minute()));
    format!(
        "Dados de {dia}, {hora}: o sistema da incorporadora não pôde ser consultado depois disso, e o valor pode ter mudado."
    )
}

fn folha(
    cobranca: &Cobranca,
    contrato: Option<String>,
    visita: &Visita,
    valor_em: Date,
    antigo: Option<String>,
) -> Folha {
    let mut avisos: Vec<String> = antigo.into_iter().chain(cobranca.divergencias().map(Divergencia::texto)).collect();
    if cobranca.situacao == SituacaoBoleto::EmRegistro {
        avisos.push("Este boleto ainda está sendo registrado no banco. Se o pagamento for recusado, tente de novo em algumas horas.".to_owned());
    }
    if !cobranca.pagavel() {
        avisos
            .push("A incorporadora ainda não enviou um código válido para pagar este boleto. Fale com ela.".to_owned());
    }
    Folha {
        titulo: cobranca.titulo.clone(),
        contrato,
        vencimento: cobranca.vencimento,
        vencimento_detalhe: cobranca.prazo.as_ref().and_then(Prazo::detalhe),
        valor: cobranca.valor,
        valor_em,
        composicao: composicao(&cobranca.composicao),
        boleto: cobranca.boleto.codigo().cloned(),
        pix: cobranca.pix.codigo().cloned(),
        beneficiario: visita.incorporadora.beneficiarios.join(" ou "),
        beneficiario_documento: None,
        banco: cobranca.banco.clone(),
        avisos,
    }
}

fn composicao(c: &Composicao) -> Partes {
    Partes { original: c.original, correcao: c.correcao, juros: c.juros, multa: c.multa, desconto: c.desconto }
}

/// `boleto-2026-11-10-contrato-159.pdf`
fn nome(especie: &str, emitido: &BoletoEmitido) -> String {
    let contrato = emitido.contratos.first().map(|c| format!("contrato {}", c.0)).unwrap_or_default();
    nomes::arquivo(&[especie, &data(emitido.vencimento), &contrato], "pdf")
}

fn data(data: Option<Date>) -> String {
    data.map(|d| d.to_string()).unwrap_or_default()
}

fn compactar(arquivos: &[Arquivo]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut usados: Vec<String> = Vec::new();
    for arquivo in arquivos {
        let repetido = usados.iter().filter(|u| **u == arquivo.nome).count();
        let nome = match (repetido, arquivo.nome.rsplit_once('.')) {
            (0, _) | (_, None) => arquivo.nome.clone(),
            (n, Some((base, extensao))) => format!("{base}-{}.{extensao}", n + 1),
        };
        usados.push(arquivo.nome.clone());
        // PDFs are compressed inside.
        zip.start_file(nome, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        zip.write_all(&arquivo.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
