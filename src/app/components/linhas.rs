//! A list of boletos: each row opens into its payment card, or can be ticked.

use domain::dinheiro::Dinheiro;
use leptos::prelude::*;

use super::{
    cartao::{CartaoPagamento, Feitio},
    tempo::Data,
};
use crate::{
    app::contexto::endereco,
    server::{financeiro::cobranca::Cobranca, session::Visita, state::AppState},
};

/// A card with rows.
#[component]
pub fn LinhasDeBoletos(
    /// Whose.
    visita: Visita,
    /// Server state, for sealing references.
    estado: AppState,
    /// Of the card.
    titulo: &'static str,
    /// Id of the title, and prefix of the rows' ids.
    id: &'static str,
    /// The boletos.
    lista: Vec<Cobranca>,
    /// Keys that are ticked, when rows are for ticking.
    selecao: Option<Vec<String>>,
) -> impl IntoView {
    let quantos = lista.len();
    let linhas = lista
        .into_iter()
        .enumerate()
        .map(|(n, cobranca)| {
            let referencia = estado.referencia_boleto(&visita, &cobranca.chave);
            match &selecao {
                Some(chaves) => {
                    let marcado = chaves.contains(&cobranca.chave);
                    view! { <LinhaDeSoma cobranca referencia marcado/> }.into_any()
                }
                None => view! {
                    <LinhaAberta
                        visita=visita.clone()
                        hoje=estado.financeiro.relogio().hoje()
                        cobranca
                        referencia
                        id=format!("{id}-{n}")
                    />
                }
                .into_any(),
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby=id>
            <div class="grupo">
                <h2 id=id>{titulo}</h2>
                <small>{if quantos == 1 { "1 boleto".to_owned() } else { format!("{quantos} boletos") }}</small>
            </div>
            <ul class="lista">{linhas}</ul>
        </section>
    }
}

#[component]
fn Descricao(cobranca: Cobranca) -> impl IntoView {
    let classe = if cobranca.vencida() { "chip perigo" } else { "chip atencao" };
    view! {
        <strong>{cobranca.titulo}</strong>
        <span class="v">{cobranca.valor.map(Dinheiro::formatado)}</span>
        <small>
            {cobranca.vencimento.map(|data| view! { <Data data/> " " })}
            {cobranca.prazo.map(|p| view! { <span class=classe>{p.texto()}</span> })}
        </small>
    }
}

#[component]
fn LinhaAberta(
    visita: Visita,
    hoje: jiff::civil::Date,
    cobranca: Cobranca,
    referencia: String,
    id: String,
) -> impl IntoView {
    let pagina = endereco(&visita, &format!("/boletos/{referencia}"), &[]);
    let historico = cobranca.historico.clone().map(|h| view! { <p class="discreto">{h}</p> });
    view! {
        <li>
            <details class="linha">
                <summary>
                    <Descricao cobranca=cobranca.clone()/>
                </summary>
                <div class="aberta">
                    {historico}
                    <CartaoPagamento
                        beneficiario=visita.incorporadora.beneficiarios.join(" ou ")
                        visita
                        cobranca
                        id
                        pagina
                        feitio=Feitio::Linha
                        hoje
                    />
                </div>
            </details>
        </li>
    }
}

#[component]
fn LinhaDeSoma(cobranca: Cobranca, referencia: String, marcado: bool) -> impl IntoView {
    view! {
        <li>
            <label class="linha-soma">
                <input type="checkbox" name="boleto" value=referencia checked=marcado/>
                <Descricao cobranca/>
            </label>
        </li>
    }
}
