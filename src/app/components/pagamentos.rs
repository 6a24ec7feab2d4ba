//! What was paid in a year, contract by contract, and what could not be counted.

use domain::dinheiro::Dinheiro;
use leptos::prelude::*;

use super::{icones::Icone, tempo::Data};
use crate::server::financeiro::pagamentos::{DoContrato, Pago, Parte, SemAno};

/// The payments of one contract in a year, with their sums.
#[component]
pub fn TabelaDoContrato(
    /// The contract and its payments.
    contrato: DoContrato,
    /// The columns: the same ones under every contract, so that tables can be compared.
    partes: Vec<Parte>,
    /// The year.
    ano: i16,
    /// "até 31/12/2025", or until when the year has been counted.
    ate: String,
    /// Id of the heading.
    id: String,
) -> impl IntoView {
    let titulo = contrato.titulo();
    let balanco = [(format!("até 31/12/{}", ano - 1), contrato.ate_o_anterior), (ate, contrato.ate_o_ano)];
    let balanco = balanco
        .into_iter()
        .filter_map(|(quando, valor)| Some((quando, valor?)))
        .map(|(quando, valor)| {
            view! { <div><dt>"Pago " {quando}</dt><dd><strong>{valor.formatado()}</strong></dd></div> }
        })
        .collect_view();
    let corpo = if contrato.pagos.is_empty() {
        view! { <p class="discreto">{format!("Nenhum pagamento em {ano}.")}</p> }.into_any()
    } else {
        view! { <Tabela contrato partes legenda=format!("Pagamentos de {ano}: {titulo}")/> }.into_any()
    };
    let rotulo = id.clone();
    view! {
        <section class="cartao" aria-labelledby=rotulo>
            <h2 id=id>{titulo}</h2>
            {corpo}
            <dl class="totais">{balanco}</dl>
        </section>
    }
}

#[component]
fn Tabela(contrato: DoContrato, partes: Vec<Parte>, legenda: String) -> impl IntoView {
    let quantos = match contrato.pagos.len() {
        1 => "1 pagamento".to_owned(),
        n => format!("{n} pagamentos"),
    };
    let cabecalho = partes.iter().map(|(nome, _)| view! { <th scope="col" class="n">{*nome}</th> }).collect_view();
    let somas = celulas(&partes, |parte| parte(&contrato.partes));
    let total = contrato.total.map_or_else(|| "não informado".to_owned(), Dinheiro::formatado);
    let linhas = contrato.pagos.into_iter().map(|pago| linha(pago, &partes)).collect_view();
    view! {
        <table class="pagamentos">
            <caption class="so-leitor">{legenda}</caption>
            <thead>
                <tr>
                    <th scope="col">"Pagamento"</th>
                    <th scope="col">"Pago em"</th>
                    {cabecalho}
                    <th scope="col" class="n">"Valor pago"</th>
                </tr>
            </thead>
            <tbody>{linhas}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td class="dia">{quantos}</td>
                    {somas}
                    <td class="n pago">{total}</td>
                </tr>
            </tfoot>
        </table>
    }
}

fn linha(pago: Pago, partes: &[Parte]) -> impl IntoView + use<> {
    let celulas = celulas(partes, |parte| parte(&pago.composicao));
    view! {
        <tr>
            <th scope="row">{pago.titulo}</th>
            <td class="dia">
                <Data data=pago.pago_em/> {pago.vencimento.map(|data| view! { <small>" venc. " <Data data/></small> })}
            </td>
            {celulas}
            <td class="n pago">{pago.valor.map_or_else(|| "não informado".to_owned(), Dinheiro::formatado)}</td>
        </tr>
    }
}

/// A cell for each part, empty where it is not known; on a narrow page each says its name.
fn celulas(
    partes: &[Parte],
    valor: impl Fn(fn(&domain::modelo::Composicao) -> Option<Dinheiro>) -> Option<Dinheiro>,
) -> Vec<AnyView> {
    partes
        .iter()
        .map(|(nome, parte)| {
            let texto = valor(*parte).map(Dinheiro::sem_simbolo);
            view! { <td class="n parte" data-nome=*nome>{texto}</td> }.into_any()
        })
        .collect()
}

/// What is not in the sums, row by row, and why. Nothing when there is nothing to say.
#[component]
pub fn Ressalvas(
    /// Payments that are in no year.
    sem_ano: Vec<SemAno>,
    /// Payments the ERP puts under no contract.
    sem_contrato: usize,
    /// Rows nobody can read.
    ilegiveis: usize,
) -> impl IntoView {
    if sem_ano.is_empty() && sem_contrato == 0 && ilegiveis == 0 {
        return None;
    }
    let ilegiveis = (ilegiveis > 0).then(|| {
        let quantos = match ilegiveis {
            1 => "1 lançamento veio".to_owned(),
            n => format!("{n} lançamentos vieram"),
        };
        view! {
            <p class="nota">
                {Icone::Atencao.desenho()}
                <span>
                    {quantos}
                    " do sistema da incorporadora sem dados que possamos ler. As somas podem não estar completas e, por isso, o PDF não é gerado. Fale com a incorporadora."
                </span>
            </p>
        }
    });
    let sem_contrato = match sem_contrato {
        0 => None,
        1 => Some("O sistema da incorporadora não informou o contrato de 1 pagamento: ele está à parte.".to_owned()),
        n => Some(format!("O sistema da incorporadora não informou o contrato de {n} pagamentos: eles estão à parte.")),
    };
    let linhas = sem_ano
        .iter()
        .map(|fora| {
            view! {
                <li class="item">
                    <strong>{fora.titulo.clone()}</strong>
                    <span class="v">{fora.valor.map_or_else(|| "valor não informado".to_owned(), Dinheiro::formatado)}</span>
                    <small class="toda">{fora.motivo()}</small>
                </li>
            }
        })
        .collect_view();
    let fora = (!sem_ano.is_empty()).then(|| {
        view! {
            <p>"Estes pagamentos não entraram em nenhum ano, porque o sistema da incorporadora não informou uma data que possamos usar:"</p>
            <ul class="lista">{linhas}</ul>
        }
    });
    Some(view! {
        <section class="cartao" aria-labelledby="ressalvas">
            <h2 id="ressalvas">"Ressalvas"</h2>
            {ilegiveis}
            {sem_contrato.map(|texto| view! { <p>{texto}</p> })}
            {fora}
        </section>
    })
}
