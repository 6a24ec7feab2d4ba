//! What was paid and what is open, year by year: bars for the eye, a table for everybody.

use domain::dinheiro::Dinheiro;
use leptos::prelude::*;

use crate::server::financeiro::extrato::Ano;

/// Height of the drawing in its own units; widths are 10 a year.
const ALTURA: i64 = 60;

/// The chart. Nothing with fewer than two years, or when a year has an unknown sum: bars of a part would mislead.
#[component]
pub fn GraficoPorAno(
    /// In order.
    anos: Vec<Ano>,
) -> impl IntoView {
    let valores: Option<Vec<(i16, Dinheiro, Dinheiro)>> =
        anos.iter().map(|a| Some((a.ano, a.pago.valor?, a.aberto.valor?))).collect();
    let valores = valores.filter(|v| v.len() > 1)?;
    let maior = valores.iter().map(|(_, p, a)| p.centavos() + a.centavos()).max().filter(|m| *m > 0)?;
    // Whole units are enough for the eye, and integers never surprise.
    let altura = |valor: Dinheiro| (valor.centavos().max(0) * ALTURA + maior / 2) / maior;
    let largura = valores.len() * 10;
    let barras = valores
        .iter()
        .enumerate()
        .map(|(n, (_, pago, aberto))| {
            let (h_pago, h_aberto) = (altura(*pago), altura(*aberto));
            let x = n * 10 + 1;
            view! {
                <rect class="pago" x=x y=ALTURA - h_pago width="8" height=h_pago></rect>
                <rect class="aberto" x=x y=ALTURA - h_pago - h_aberto width="8" height=h_aberto></rect>
            }
        })
        .collect_view();
    let (primeiro, ultimo) = (valores.first()?.0, valores.last()?.0);
    let linhas = valores
        .iter()
        .map(|(ano, pago, aberto)| {
            view! {
                <tr>
                    <th scope="row">{ano.to_string()}</th>
                    <td class="n">{pago.formatado()}</td>
                    <td class="n">{aberto.formatado()}</td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <section class="cartao" aria-labelledby="por-ano">
            <h2 id="por-ano">"Por ano de vencimento"</h2>
            <svg
                class="anos"
                viewBox=format!("0 0 {largura} {ALTURA}")
                preserveAspectRatio="none"
                role="img"
                aria-label=format!("Valores pagos e em aberto de {primeiro} a {ultimo}; a tabela abaixo tem os números")
            >
                {barras}
            </svg>
            <p class="legenda">
                <span>{primeiro.to_string()}</span>
                <span><span class="amostra pago"></span> "pago " <span class="amostra aberto"></span> "em aberto"</span>
                <span>{ultimo.to_string()}</span>
            </p>
            <details class="detalhe">
                <summary>"Ver os números"</summary>
                <table class="extrato compacta">
                    <thead>
                        <tr>
                            <th scope="col">"Ano"</th>
                            <th scope="col" class="n">"Pago"</th>
                            <th scope="col" class="n">"Em aberto"</th>
                        </tr>
                    </thead>
                    <tbody>{linhas}</tbody>
                </table>
            </details>
        </section>
    })
}
