//! What a buyer needs for the income tax: the ERP's statement, or the payments of a year.

use documents::{
    nomes,
    pdf::{ContratoPago, Demonstrativo, PagamentoFeito},
};
use domain::{calendario::curta, dinheiro::Dinheiro};

use super::{
    marca,
    pedido::Tipo,
    producao::{Arquivo, Falta},
};
use crate::server::{
    financeiro::pagamentos::{self, DoAno, DoContrato, Pago},
    relogio::no_brasil,
    session::Visita,
    state::AppState,
};

/// Payments outside of the sums that are named one by one; more of them are counted.
const RESSALVAS_NOMEADAS: usize = 20;

/// The PDF the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn informe(estado: &AppState, visita: &Visita, chave: &str) -> Result<Arquivo, Falta> {
    let informes = estado.financeiro.informes(visita).await?;
    let informe = informes.valor.itens.iter().find(|i| i.id == chave).ok_or(Falta::NaoEncontrado)?;
    if informe.pdf.is_none() {
        return Err(Falta::NaoEncontrado);
    }
    let bytes = estado.financeiro.informe(visita, informe).await?.bytes;
    Ok(Arquivo { nome: nomes::arquivo(&["informe", &informe.ano.to_string()], "pdf"), tipo: Tipo::Pdf, bytes })
}

/// Our *Demonstrativo de pagamentos*.
///
/// # Errors
/// [`Falta::Incompleto`] when the ERP sent rows nobody can read; [`Falta::NaoEncontrado`] for a year without payments.
pub(super) async fn demonstrativo(estado: &AppState, visita: &Visita, ano: i16) -> Result<Arquivo, Falta> {
    if !pagamentos::ano_valido(&estado.financeiro, ano) {
        return Err(Falta::NaoEncontrado);
    }
    let lido = pagamentos::ler_ano(&estado.financeiro, visita, ano).await?;
    if lido.ilegiveis > 0 {
        return Err(Falta::Incompleto);
    }
    if lido.quantos == 0 {
        return Err(Falta::NaoEncontrado);
    }
    let dados = montar(visita, &lido);
    let impressora = estado.impressora(visita).ok_or(Falta::Interno)?;
    let marca = marca::de(&visita.incorporadora);
    let feito = estado.oficina.fazer(move || impressora.demonstrativo(&marca, &dados)).await;
    let bytes = feito
        .ok_or(Falta::Interno)?
        .inspect_err(|erro| tracing::error!(%erro, "PDF of the payments of a year not made"))
        .map_err(|_| Falta::Interno)?;
    let nome = nomes::arquivo(&["demonstrativo-pagamentos", &ano.to_string()], "pdf");
    Ok(Arquivo { nome, tipo: Tipo::Pdf, bytes: bytes.into() })
}

fn montar(visita: &Visita, lido: &DoAno) -> Demonstrativo {
    let documento = visita.principal.documento.mascarado();
    let titular = match visita.principal.nome.as_deref() {
        Some(nome) => format!("{nome}, {documento}"),
        None => documento,
    };
    Demonstrativo {
        ano: lido.ano,
        titular,
        gerado_em: no_brasil(lido.lida_em.em).datetime(),
        contratos: lido.contratos.iter().map(contrato).collect(),
        ressalvas: ressalvas(lido),
    }
}

fn contrato(grupo: &DoContrato) -> ContratoPago {
    let do_contrato =
        |parte: fn(&domain::modelo::Contrato) -> Option<&String>| grupo.contrato.as_ref().and_then(parte).cloned();
    ContratoPago {
        nome: grupo.id.as_ref().map_or_else(|| grupo.titulo(), |id| format!("Contrato {}", id.0)),
        empreendimento: do_contrato(|c| c.empreendimento.as_ref()),
        unidade: do_contrato(|c| c.unidade.as_ref()),
        pagamentos: grupo.pagos.iter().map(pagamento).collect(),
    }
}

fn pagamento(pago: &Pago) -> PagamentoFeito {
    PagamentoFeito {
        pago_em: pago.pago_em,
        vencimento: pago.vencimento,
        descricao: pago.titulo.clone(),
        principal: pago.composicao.original,
        correcao: pago.composicao.correcao,
        juros: pago.composicao.juros,
        multa: pago.composicao.multa,
        desconto: pago.composicao.desconto,
        valor: pago.valor,
    }
}

/// What the tables alone do not tell, most important first.
fn ressalvas(lido: &DoAno) -> Vec<String> {
    let mut frases = Vec::new();
    if lido.em_curso {
        let ate = curta(no_brasil(lido.lida_em.em).date());
        frases.push(format!("O ano de {} não terminou: estão aqui os pagamentos registrados até {ate}.", lido.ano));
    }
    for fora in lido.sem_ano.iter().take(RESSALVAS_NOMEADAS) {
        let valor = fora.valor.map_or_else(|| "valor não informado".to_owned(), Dinheiro::formatado);
        frases.push(format!("Não entrou neste demonstrativo: {}, {valor}, {}.", fora.titulo, fora.motivo()));
    }
    if let Some(mais) = lido.sem_ano.len().checked_sub(RESSALVAS_NOMEADAS).filter(|n| *n > 0) {
        frases.push(format!("E mais {mais} pagamentos sem uma data que se possa usar."));
    }
    match lido.sem_contrato() {
        0 => {}
        1 => frases
            .push("O sistema da incorporadora não informou o contrato de 1 pagamento; ele está à parte.".to_owned()),
        n => frases
            .push(format!("O sistema da incorporadora não informou o contrato de {n} pagamentos; eles estão à parte.")),
    }
    frases.extend(lido.contratos.iter().filter_map(|grupo| ate(grupo, lido)));
    frases
}

/// "Torre Âmbar · apto 1203: pago até 31/12/2024, R$ 1,00; até 31/12/2025, R$ 2,00."
fn ate(grupo: &DoContrato, lido: &DoAno) -> Option<String> {
    let (antes, depois) = (grupo.ate_o_anterior?.formatado(), grupo.ate_o_ano?.formatado());
    let quando = if lido.em_curso { curta(no_brasil(lido.lida_em.em).date()) } else { format!("31/12/{}", lido.ano) };
    Some(format!("{}: pago até 31/12/{}, {antes}; até {quando}, {depois}.", grupo.titulo(), lido.ano - 1))
}
