//! What is late, and what is open without a boleto.

use domain::{calendario::Prazo, dinheiro::Dinheiro};
use leptos::prelude::*;

use super::tempo::Data;
use crate::{
    app::contexto::{endereco, use_visita},
    server::{
        financeiro::{
            cobranca::Cobranca,
            reconciliacao::{Motivo, Reconciliacao, SemBoleto},
        },
        session::Visita,
        state::AppState,
    },
};

/// How many rows a card of Início shows before it points to the page that shows all.
const LINHAS: usize = 4;

/// Late boletos other than the one in the payment card.
#[component]
pub fn EmAtraso(
    /// Whose.
    visita: Visita,
    /// Server state, for sealing references.
    estado: AppState,
    /// Late ones, oldest first.
    vencidas: Vec<Cobranca>,
) -> impl IntoView {
    if vencidas.is_empty() {
        return None;
    }
    let quantas = vencidas.len();
    let mais = (quantas > LINHAS).then(|| {
        let href = endereco(&visita, "/boletos", &[("situacao", "vencidos")]);
        view! { <p><a class="botao texto" href=href>{format!("Ver os {quantas} boletos em atraso")}</a></p> }
    });
    let linhas = vencidas
        .into_iter()
        .take(LINHAS)
        .map(|c| {
            let referencia = estado.referencia_boleto(&visita, &c.chave);
            let href = endereco(&visita, &format!("/boletos/{referencia}"), &[]);
            let titulo = c.titulo.clone();
            view! {
                <li class="item">
                    <strong>{titulo.clone()}</strong>
                    <span class="v">{c.valor.map(Dinheiro::formatado)}</span>
                    <small>{c.prazo.as_ref().map(Prazo::texto)} {c.vencimento.map(|data| view! { ", em " <Data data/> })}</small>
                    <small class="v">
                        <a href=href>"Pagar" <span class="so-leitor">" " {titulo}</span></a>
                    </small>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <section class="cartao" aria-labelledby="atraso">
            <div class="cabeca">
                <h2 id="atraso">"Em atraso"</h2>
                <span class="chip perigo">{if quantas == 1 { "1 boleto".to_owned() } else { format!("{quantas} boletos") }}</span>
            </div>
            <ul class="lista">{linhas}</ul>
            {mais}
        </section>
    })
}

/// Open instalments without a boleto, each with the reason.
#[component]
pub fn SemBoletos(
    /// What the comparison found.
    reconciliacao: Reconciliacao,
) -> impl IntoView {
    let contato = use_visita().map(|v| v.incorporadora.contato.clone());
    let telefone = contato
        .and_then(|c| {
            c.telefone.map(|t| format!(" pelo telefone {t}")).or(c.email.map(|e| format!(" pelo e-mail {e}")))
        })
        .unwrap_or_default();
    let quantas = reconciliacao.sem_boleto.len();
    let linhas = reconciliacao
        .sem_boleto
        .into_iter()
        .map(|s| {
            let motivo = explicar(&s, &telefone);
            view! {
                <li>
                    <div class="item">
                        <strong>{s.titulo}</strong>
                        <span class="v">{s.valor.map(Dinheiro::formatado)}</span>
                        <small>{s.vencimento.map(|data| view! { "vencimento " <Data data/> })}</small>
                        <small class="v">{s.prazo.map(|p| p.texto())}</small>
                    </div>
                    <p class="motivo">{motivo}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="sem-boleto">
            <div class="cabeca">
                <h2 id="sem-boleto">"Parcelas sem boleto"</h2>
                <span class="chip atencao">{if quantas == 1 { "1 parcela".to_owned() } else { format!("{quantas} parcelas") }}</span>
            </div>
            <ul class="lista">{linhas}</ul>
        </section>
    }
}

fn explicar(s: &SemBoleto, contato: &str) -> String {
    match s.motivo {
        Motivo::VencidaSemBoleto => {
            format!(
                "Está em aberto no sistema, mas não há boleto ativo para pagar. Peça um novo à incorporadora{contato}."
            )
        }
        Motivo::AindaNaoEmitido => {
            format!(
                "A incorporadora ainda não emitiu o boleto. Se ele não aparecer até o vencimento, fale com ela{contato}."
            )
        }
        Motivo::SemData => format!("O sistema não informa vencimento nem boleto. Fale com a incorporadora{contato}."),
    }
}
